// The native tools, on the same files and in the same run.

import { spawnSync } from "node:child_process";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

/** In memory, so that nobody waits for a disk. */
const SHM = `/dev/shm/assay-bench-${process.pid}`;

/** Milliseconds that a shell command takes. */
export function time(command) {
  fs.mkdirSync(SHM, { recursive: true });
  const began = process.hrtime.bigint();
  const { status, stderr } = spawnSync("bash", ["-euo", "pipefail", "-c", command], {
    stdio: ["ignore", "ignore", "pipe"], encoding: "utf8",
  });
  const ms = Number(process.hrtime.bigint() - began) / 1e6;
  fs.rmSync(SHM, { recursive: true, force: true });
  if (status !== 0) throw new Error(`${command}: ${stderr}`);
  return ms;
}

/** The blobs of an OCI archive, as files: what the tools can read. */
export function blobs(archive) {
  const folder = archive.replace(/\.tar$/, ".layout");
  if (!fs.existsSync(folder)) {
    fs.mkdirSync(`${folder}.making`, { recursive: true });
    execFileSync("tar", ["-xf", archive, "-C", `${folder}.making`]);
    fs.renameSync(`${folder}.making`, folder);
  }
  const blob = (digest) => path.join(folder, "blobs", ...digest.split(":"));
  const json = (file) => JSON.parse(fs.readFileSync(file, "utf8"));
  const manifest = blob(json(path.join(folder, "index.json")).manifests[0].digest);
  const layers = json(manifest).layers.map(({ digest }) => blob(digest));
  return { all: [manifest, blob(json(manifest).config.digest), ...layers], layers };
}

export const openssl = (file) => `openssl dgst -sha256 ${file}`;
export const sha256sum = (file) => `sha256sum ${file}`;

export const skopeo = (from, to) => `skopeo --insecure-policy copy -q ${from} ${to}:${SHM}/copy`;

/** `hash` of each blob, then of what `unpack` makes of each layer. */
export function both({ all, layers }, hash, unpack) {
  const stored = all.map((blob) => `${hash} ${blob}`);
  const inside = layers.map((layer) => `${unpack} ${layer} | ${hash}`);
  return [...stored, ...inside].join("\n");
}

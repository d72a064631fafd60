// Builds the images that the benchmark opens, once, from this system's own
// files: real sizes, real compressibility, real paths.
//
// Not deterministic across machines, because /usr is not: compare ratios.

import { createHash } from "node:crypto";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { archive } from "./tar.mjs";

const MB = 1e6;

/** What each layer should weigh, base first: as in a distribution, a language's
 * runtime, libraries, an application and its last small changes. */
const LAYERS = [120, 230, 200, 170, 140, 90, 70, 45, 25, 10].map((mb) => mb * MB);

/** Entries for each megabyte: some 30,000 in all. Images have fewer, larger
 * files than a developer's /usr. */
const ENTRIES_PER_MB = 28;

/** A file larger than this would be a layer of its own. */
const LARGEST_FILE = 80 * MB;

const SOURCES = ["/usr", "/opt"];

const run = (command, ...args) =>
  execFileSync(command, args, { stdio: ["ignore", "ignore", "inherit"], maxBuffer: 1 << 28 });

/** The paths of the three archives of one image; they are built where missing. */
export function image(folder) {
  const names = ["docker", "gzip", "zstd"];
  const files = Object.fromEntries(names.map((name) => [name, path.join(folder, `${name}.tar`)]));
  if (names.every((name) => fs.existsSync(files[name]))) return files;
  const { work, layout } = layoutOf(folder, layers());
  for (const [name, to, ...options] of [
    ["gzip", "oci-archive:"],
    ["docker", "docker-archive:"],
    ["zstd", "oci-archive:", "--dest-compress-format", "zstd"],
  ]) {
    // From the plain layers: skopeo keeps a compression that it finds.
    const from = name === "zstd" ? `docker-archive:${files.docker}` : `oci:${layout}:bench`;
    const made = path.join(work, `${name}.tar`);
    say(`${name}: skopeo copy to ${to}`);
    run("skopeo", "--insecure-policy", "copy", "-q", ...options, from, `${to}${made}:bench:latest`);
    fs.renameSync(made, files[name]);
  }
  fs.rmSync(work, { recursive: true });
  return files;
}

/** The path of an OCI archive with all those files in one gzip layer. */
export function single(folder) {
  const file = path.join(folder, "single.tar");
  if (fs.existsSync(file)) return file;
  const { work, layout } = layoutOf(folder, [layers().flat()]);
  const made = path.join(work, "single.tar");
  run("skopeo", "--insecure-policy", "copy", "-q", `oci:${layout}:bench`, `oci-archive:${made}:bench:latest`);
  fs.renameSync(made, file);
  fs.rmSync(work, { recursive: true });
  return file;
}

/** An OCI layout whose layers have these files. */
function layoutOf(folder, layers) {
  const work = path.join(folder, "work");
  fs.rmSync(work, { recursive: true, force: true });
  fs.mkdirSync(work, { recursive: true });
  const layout = path.join(work, "layout");
  run("umoci", "init", "--layout", layout);
  run("umoci", "new", "--image", `${layout}:bench`);
  for (const [index, files] of layers.entries()) {
    const layer = path.join(work, "layer.tar");
    pack(layer, files);
    say(`layer ${index}: ${files.length} files, ${Math.round(fs.statSync(layer).size / MB)} MB`);
    run("umoci", "raw", "add-layer", "--image", `${layout}:bench`, layer);
  }
  return { work, layout };
}

/** Real files, by directories in an order that mixes all kinds, until each
 * layer has its weight. */
function layers() {
  const directories = SOURCES.flatMap(walk)
    .map((directory) => [createHash("sha256").update(directory.path).digest("hex"), directory])
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, directory]) => directory);
  return LAYERS.map((target) => {
    const files = [];
    let weight = 0;
    const entries = (target / MB) * ENTRIES_PER_MB;
    while (weight < target && directories.length > 0) {
      const directory = directories.pop();
      if (weight + directory.size > target * 1.1) continue;
      if (files.length + directory.files.length > entries * (0.1 + weight / target)) {
        // Too many small files so far: only large ones may follow.
        if (directory.size < (directory.files.length + 1) * (MB / ENTRIES_PER_MB)) continue;
      }
      files.push(directory.path, ...directory.files);
      weight += directory.size;
    }
    return files;
  });
}

/** Directories below `root`, each with its own files. */
function walk(root) {
  const found = [];
  const waiting = fs.existsSync(root) ? [root] : [];
  while (waiting.length > 0) {
    const directory = { path: waiting.pop(), files: [], size: 0 };
    for (const entry of fs.readdirSync(directory.path, { withFileTypes: true })) {
      const full = path.join(directory.path, entry.name);
      if (entry.isDirectory()) waiting.push(full);
      if (entry.isSymbolicLink()) directory.files.push(full);
      if (!entry.isFile()) continue;
      const { size } = fs.statSync(full);
      if (size > LARGEST_FILE) continue;
      directory.files.push(full);
      directory.size += size + 1024;
    }
    found.push(directory);
  }
  return found;
}

function pack(layer, files) {
  execFileSync(
    "tar",
    ["--create", "--file", layer, "--no-recursion", "--null", "--files-from=-", "--sort=none",
      "--owner=0", "--group=0", "--numeric-owner", "--mtime=@1700000000", "--hard-dereference"],
    { input: files.join("\0"), cwd: "/", stdio: ["pipe", "ignore", "ignore"] },
  );
}

/** A docker-archive of plain layers: those of the image, `copies` times, each
 * made different by a first small file. */
export async function repeated(folder, name, copies, from) {
  const file = path.join(folder, `${name}.tar`);
  if (fs.existsSync(file)) return file;
  say(`${name}: ${copies} times the layers of ${path.basename(from)}`);
  const layers = plainLayers(from);
  const jobs = [];
  for (let copy = 0; copy < copies; copy += 1) {
    for (const layer of layers) jobs.push({ ...layer, copy });
  }
  await archive(file, jobs.map(({ offset, length, copy }) => ({
    first: `copy ${copy}\n`, from, offset, length,
  })));
  return file;
}

/** A docker-archive with one layer of `count` small files under real paths. */
export async function manyEntries(folder, count) {
  const file = path.join(folder, `entries-${count}.tar`);
  if (fs.existsSync(file)) return file;
  say(`${count} entries`);
  const paths = SOURCES.flatMap(walk).flatMap((directory) => directory.files);
  const entries = [];
  for (let index = 0; index < count; index += 1) {
    const copy = Math.floor(index / paths.length);
    entries.push(`${copy === 0 ? "" : `copy-${copy}`}${paths[index % paths.length]}`.replace(/^\//, ""));
  }
  await archive(file, [{ entries }]);
  return file;
}

/** A docker-archive of about `size` bytes with one layer of one file. */
export async function oneEntry(folder, size) {
  const file = path.join(folder, `one-entry-${size}.tar`);
  if (fs.existsSync(file)) return file;
  say(`one entry of ${size} bytes`);
  const [content, layer] = ["content", "layer.tar"].map((name) => path.join(folder, name));
  fs.closeSync(fs.openSync(content, "w"));
  fs.truncateSync(content, size);
  run("tar", "--create", "--file", layer, "--directory", folder, "content");
  await archive(file, [{ first: "one\n", from: layer, offset: 0, length: fs.statSync(layer).size }]);
  for (const path of [content, layer]) fs.rmSync(path);
  return file;
}

/** Where the layers of a docker-archive stand, in its order. */
export function plainLayers(file) {
  const names = JSON.parse(execFileSync("tar", ["-xOf", file, "manifest.json"]))[0].Layers;
  const listed = execFileSync("tar", ["-tRvf", file], { encoding: "utf8", maxBuffer: 1 << 26 });
  const found = new Map();
  for (const line of listed.split("\n")) {
    const [, block, kind, size, name] = line.match(/^block (\d+): (.)\S+ \S+ +(\d+) \S+ \S+ (\S+)/) ?? [];
    if (kind === "-") found.set(name, { offset: (Number(block) + 1) * 512, length: Number(size) });
  }
  return names.map((name) => found.get(name)).filter(Boolean);
}

function say(text) {
  process.stderr.write(`bench data: ${text}\n`);
}

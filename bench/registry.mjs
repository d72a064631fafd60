// A registry on loopback that serves the layers of a docker-archive from where
// they stand, and how fast the page fetches, hashes and lists them.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import http from "node:http";
import { plainLayers } from "./data.mjs";
import { inPage, PATIENCE } from "./page.mjs";
import { session, status } from "../tests/e2e/lib/browser.js";

const MANIFEST = "application/vnd.oci.image.manifest.v1+json";
const LAYER = "application/vnd.oci.image.layer.v1.tar";
const CONFIG = "application/vnd.oci.image.config.v1+json";

/** Fetches all layers of the image, or its largest alone. MB a second, from
 * the click to the last verdict. */
export async function throughput(docker, { alone = false } = {}) {
  const stored = await serve(docker, alone);
  try {
    return await inPage({}, async (page) => {
      await page.goto(`${page.url().split("#")[0]}#image=127.0.0.1:${stored.port}/bench:1`);
      const button = page.getByRole("button", { name: "Fetch and verify all layers" });
      await button.waitFor();
      const began = performance.now();
      await button.click();
      await page.waitForFunction(() => document.documentElement.dataset.session === "working");
      await session(page, ["showing", "failed"], { timeout: PATIENCE });
      const seconds = (performance.now() - began) / 1000;
      const verdict = await status(page);
      const [verified, all] = verdict.match(/^(\d+) of (\d+)/)?.slice(1) ?? [];
      if (verified === undefined || verified !== all) throw new Error(verdict);
      return stored.bytes / 1e6 / seconds;
    });
  } finally {
    stored.close();
  }
}

async function serve(docker, alone) {
  const read = (name) => execFileSync("tar", ["-xOf", docker, name]);
  const [{ Config, Layers }] = JSON.parse(read("manifest.json"));
  const config = JSON.parse(read(Config));
  let layers = plainLayers(docker).map((place, index) => ({ ...place, digest: config.rootfs.diff_ids[index] }));
  if (layers.length !== Layers.length) throw new Error("expected every layer of the archive to be found");
  if (alone) {
    layers = [layers.reduce((most, layer) => (layer.length > most.length ? layer : most))];
    config.rootfs.diff_ids = [layers[0].digest];
    delete config.history;
  }
  const kept = new Map(layers.map((layer) => [layer.digest, layer]));
  const keep = (text) => {
    const digest = `sha256:${createHash("sha256").update(text).digest("hex")}`;
    kept.set(digest, { text });
    return { digest, size: Buffer.byteLength(text) };
  };
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: MANIFEST,
    config: { mediaType: CONFIG, ...keep(JSON.stringify(config)) },
    layers: layers.map(({ digest, length }) => ({ mediaType: LAYER, digest, size: length })),
  });
  const server = http.createServer((request, response) => {
    const target = decodeURIComponent(request.url.split("/").at(-1));
    const found = request.url.includes("/manifests/") ? { text: manifest } : kept.get(target);
    const headers = { "access-control-allow-origin": "*", "content-type": request.url.includes("/manifests/") ? MANIFEST : "application/octet-stream" };
    if (!found) return response.writeHead(404, headers).end();
    if (found.text) return response.writeHead(200, headers).end(found.text);
    response.writeHead(200, { ...headers, "content-length": found.length });
    fs.createReadStream(docker, { start: found.offset, end: found.offset + found.length - 1, highWaterMark: 1 << 20 }).pipe(response);
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    port: server.address().port,
    bytes: layers.reduce((sum, { length }) => sum + length, 0),
    close: () => server.close().closeAllConnections(),
  };
}

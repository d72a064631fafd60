// A docker-registry on loopback with the plain layers of a docker-archive, and
// how fast the page fetches, hashes and lists them.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import { Readable } from "node:stream";
import { plainLayers } from "./data.mjs";
import { ended, inPage } from "./page.mjs";
import { status } from "../tests/e2e/lib/browser.js";
import { CORS, distribution } from "../tests/e2e/lib/registry.js";

const MANIFEST = "application/vnd.oci.image.manifest.v1+json";
const LAYER = "application/vnd.oci.image.layer.v1.tar";
const CONFIG = "application/vnd.oci.image.config.v1+json";

/** Fetches all layers of the image, or its largest alone. MB a second, from
 * the click to the last verdict. */
export async function throughput(docker, folder, { alone = false } = {}) {
  const stored = await serve(docker, folder, alone);
  try {
    return await inPage(async (page) => {
      await page.goto(`${page.url().split("#")[0]}#image=${stored.name}`);
      const button = page.getByRole("button", { name: "Fetch and verify all layers" });
      await button.waitFor();
      await button.click();
      await page.waitForFunction(() => document.documentElement.dataset.session === "working");
      await ended(page);
      const { click, end } = await page.evaluate(() => ({ ...window.__bench, end: performance.now() }));
      const seconds = (end - click) / 1000;
      const verdict = await page.evaluate(() => document.documentElement.dataset.verdict);
      if (verdict !== "verified") throw new Error(`${verdict}: ${await status(page)}`);
      return stored.bytes / 1e6 / seconds;
    });
  } finally {
    await stored.close();
  }
}

/** docker-registry with the image of these layers, as plain as they are. It
 * keeps them in `folder` for the next time. */
async function serve(docker, folder, alone) {
  fs.mkdirSync(folder, { recursive: true });
  const registry = await distribution(folder, { headers: CORS });
  const base = `http://127.0.0.1:${registry.upstream.port}/v2/bench`;
  const { config, layers } = plainImage(docker, alone);
  const tag = alone ? "largest" : "all";
  const manifest = {
    schemaVersion: 2,
    mediaType: MANIFEST,
    config: { mediaType: CONFIG, digest: sha256(config), size: config.length },
    layers: layers.map(({ digest, length }) => ({ mediaType: LAYER, digest, size: length })),
  };
  await push(base, sha256(config), config);
  for (const { digest, offset, length } of layers) {
    await push(base, digest, () => fs.createReadStream(docker, { start: offset, end: offset + length - 1 }), length);
  }
  await send("PUT", `${base}/manifests/${tag}`, JSON.stringify(manifest), { "content-type": MANIFEST });
  const bytes = layers.reduce((sum, { length }) => sum + length, 0);
  return { name: `127.0.0.1:${registry.upstream.port}/bench:${tag}`, bytes, close: registry.close };
}

/** The config and the layers of a docker-archive, or of its largest layer. */
function plainImage(docker, alone) {
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
  return { config: Buffer.from(JSON.stringify(config)), layers };
}

async function push(base, digest, body, length = body.length) {
  if ((await fetch(`${base}/blobs/${digest}`, { method: "HEAD" })).ok) return;
  const { headers } = await send("POST", `${base}/blobs/uploads/`);
  const place = new URL(headers.get("location"), base);
  place.searchParams.set("digest", digest);
  const content = typeof body === "function" ? Readable.toWeb(body()) : body;
  await send("PUT", place, content, { "content-type": "application/octet-stream", "content-length": length });
}

async function send(method, url, body, headers) {
  const answer = await fetch(url, { method, body, headers, duplex: "half" });
  if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${await answer.text()}`);
  return answer;
}

function sha256(bytes) {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

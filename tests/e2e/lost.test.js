// Workers that end without a word, and files that are not what they were when
// they were given.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { appendFileSync, copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { assertClean, dropFiles, launch, openFiles, report, session, status, visit } from "./lib/browser.js";
import { temporary } from "./lib/images.js";
import { DIST } from "./lib/server.js";
import { tar } from "./lib/tar.js";

const folder = temporary();
const image = join(folder.path, "image.tar");
const other = join(folder.path, "other.tar");
let browser;

const sha256 = (bytes) => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

/// A docker-archive of layers that have files of these sizes: their tars are
/// some bytes longer.
function archive(sizes) {
  const layers = sizes.map((size, at) => tar({ [`file-${at}`]: Buffer.alloc(size, at + 1) }));
  const config = JSON.stringify({
    architecture: "amd64",
    os: "linux",
    rootfs: { type: "layers", diff_ids: layers.map(sha256) },
  });
  const names = layers.map((_, at) => `layer-${at}.tar`);
  const manifest = JSON.stringify([{ Config: `${sha256(config).slice(7)}.json`, RepoTags: ["lost:1"], Layers: names }]);
  const files = { [`${sha256(config).slice(7)}.json`]: config, "manifest.json": manifest };
  layers.forEach((layer, at) => (files[names[at]] = layer));
  return tar(files);
}

/// The one layer of `image` that has this size, in bytes, as a tar.
const LARGE = 4_000_000;
const LARGE_TAR = tar({ x: Buffer.alloc(LARGE) }).length;

before(async () => {
  browser = await launch();
  writeFileSync(image, archive([10_000, LARGE, 20_000, 30_000]));
  writeFileSync(other, archive([5_000, 6_000]));
});
after(async () => {
  await browser?.close();
  folder.remove();
});

/// A host whose workers do something before anything else of theirs.
const withWorkers = (script) => {
  const start = readFileSync(join(DIST, "start_worker.js"), "utf8");
  return {
    change: (path) => (path.endsWith("/start_worker.js") ? { type: "text/javascript", body: `${script}\n${start}` } : null),
  };
};

/// Workers that end at each call for which this is so.
const ending = (so) => withWorkers(`addEventListener("message", (event) => {
  if (!event.data.call) return;
  const { request } = JSON.parse(event.data.call);
  if (${so}) {
    event.stopImmediatePropagation();
    close();
  }
});`);

/// Workers that hear of a call to hash a second and a half later.
const SLOW = withWorkers(`addEventListener("message", (event) => {
  if (!event.data.call || event.data.late || !JSON.parse(event.data.call).request.Measure) return;
  event.stopImmediatePropagation();
  const data = { ...event.data, late: true };
  setTimeout(() => dispatchEvent(new MessageEvent("message", { data })), 1_500);
});`);

const verdicts = async (page) => (await report(page)).ledger.map(({ verdict }) => verdict);

async function opensAnother(page) {
  await openFiles(page, [other]);
  await page.locator(".banner .name").filter({ hasText: "other.tar" }).waitFor();
  assert.equal(await session(page, ["showing", "failed"]), "showing");
  assert.deepEqual(new Set(await verdicts(page)), new Set(["verified"]));
}

test("where workers end over one layer, that is said, and the others are hashed", async (t) => {
  const host = ending(`request.Measure?.extent.length === ${LARGE_TAR}`);
  const { page, ...seen } = await visit(t, browser, { host });
  await openFiles(page, [image]);
  assert.equal(await session(page, ["showing", "failed"]), "showing");
  assert.match(await status(page), /a worker ended without saying why/i);
  const said = await verdicts(page);
  assert.equal(said.filter((verdict) => verdict === "verified").length, said.length - 1, `${said}`);
  await opensAnother(page);
  assertClean(seen);
});

test("where workers end over an archive, that is said, and another one can be opened", async (t) => {
  const { page, ...seen } = await visit(t, browser, { host: ending(`request.Open?.files[0].path === "image.tar"`) });
  await openFiles(page, [image]);
  assert.equal(await session(page, ["showing", "failed"]), "failed");
  assert.match(await status(page), /a worker ended without saying why/i);
  assert.match(await page.locator(".next").innerText(), /Close other tabs/);
  await opensAnother(page);
  assertClean(seen);
});

test("workers that end while they have nothing to do are missed by nobody", async (t) => {
  const { page, ...seen } = await visit(t, browser);
  if (page.workers().length === 0) await page.waitForEvent("worker");
  await page.waitForTimeout(1_000);
  for (const worker of page.workers()) await worker.evaluate(() => close()).catch(() => {});
  await page.waitForTimeout(500);
  await opensAnother(page);
  assertClean(seen);
});

test("code of a worker that stops within a promise ends its call", async (t) => {
  // The smallest module whose function is nothing but `unreachable`.
  const trap = "0,97,115,109,1,0,0,0,1,4,1,96,0,0,3,2,1,0,7,5,1,1,97,0,0,10,5,1,3,0,0,11";
  const host = withWorkers(`addEventListener("message", (event) => {
    if (!event.data.call || !JSON.parse(event.data.call).request.Open) return;
    event.stopImmediatePropagation();
    const trap = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array([${trap}])));
    Promise.resolve().then(() => trap.exports.a());
  });`);
  const { page } = await visit(t, browser, { host });
  await openFiles(page, [image]);
  assert.equal(await session(page, ["showing", "failed"]), "failed");
  assert.match(await status(page), /worker.*unreachable/i);
});

/// What becomes of a file on disk, and what is to be said of it.
const CHANGES = {
  "has more bytes": [(path) => appendFileSync(path, "more"), /has changed since it was dropped/],
  "has other bytes": [(path) => writeFileSync(path, readFileSync(path).fill(7, 0, 40_000)), /has changed since it was dropped/],
  "is empty": [(path) => writeFileSync(path, ""), /has changed since it was dropped/],
  "is removed": [(path) => rmSync(path), /is gone: it was moved, renamed or deleted since it was dropped/],
  "has another name": [(path) => renameSync(path, `${path}.old`), /is gone/],
};

for (const [how, [change, said]] of Object.entries(CHANGES)) {
  test(`a file that ${how} since it was given: it is said of one that is opened`, async (t) => {
    const path = join(folder.path, "changing.tar");
    copyFileSync(image, path);
    const late = (path) => (path.endsWith("_app.wasm") ? new Promise((come) => setTimeout(come, 1_500, null)) : null);
    const { page } = await visit(t, browser, { host: { change: late } });
    await openFiles(page, [path]);
    await page.locator(".notice").waitFor();
    // Files have times of whole milliseconds at best.
    await page.waitForTimeout(50);
    change(path);
    assert.equal(await session(page, ["showing", "failed"]), "failed");
    assert.match(await status(page), said);
    assert.match(await page.locator(".next").innerText(), /Drop it again/);
    await opensAnother(page);
  });

  test(`a file that ${how} since it was given: it is said of one that is hashed`, async (t) => {
    const path = join(folder.path, "changing.tar");
    copyFileSync(image, path);
    const { page } = await visit(t, browser, { host: SLOW });
    await openFiles(page, [path]);
    await page.locator("#input-heading").waitFor();
    change(path);
    assert.equal(await session(page, ["showing", "failed"]), "showing");
    assert.match(await status(page), said);
    assert.match(await status(page), /Drop it again/);
    assert.ok(!(await verdicts(page)).includes("mismatch"));
    await opensAnother(page);
  });
}

test("one file of a folder that is gone is said, and the others are hashed", async (t) => {
  const layout = join(folder.path, "dir");
  mkdirSync(layout);
  const blobs = [10_000, LARGE].map((size, at) => tar({ [`file-${at}`]: Buffer.alloc(size, at + 1) }));
  const config = Buffer.from(
    JSON.stringify({ architecture: "amd64", os: "linux", rootfs: { type: "layers", diff_ids: blobs.map(sha256) } }),
  );
  const descriptor = (type, bytes) => ({ mediaType: `application/vnd.oci.image.${type}`, digest: sha256(bytes), size: bytes.length });
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: "application/vnd.oci.image.manifest.v1+json",
      config: descriptor("config.v1+json", config),
      layers: blobs.map((bytes) => descriptor("layer.v1.tar", bytes)),
    }),
  );
  mkdirSync(join(layout, "blobs/sha256"), { recursive: true });
  const path = (bytes) => join(layout, "blobs", sha256(bytes).replace(":", "/"));
  for (const bytes of [...blobs, config, manifest]) writeFileSync(path(bytes), bytes);
  writeFileSync(join(layout, "oci-layout"), '{"imageLayoutVersion":"1.0.0"}');
  writeFileSync(
    join(layout, "index.json"),
    JSON.stringify({ schemaVersion: 2, manifests: [descriptor("manifest.v1+json", manifest)] }),
  );
  const { page } = await visit(t, browser, { host: SLOW });
  await dropFiles(page, [layout]);
  await page.locator("#input-heading").waitFor();
  rmSync(path(blobs[1]));
  assert.equal(await session(page, ["showing", "failed"]), "showing");
  assert.match(await status(page), /is gone/);
  const said = await verdicts(page);
  assert.ok(said.filter((verdict) => verdict === "verified").length >= 4, `${said}`);
});

// The files of a layer, held against what tar lists; and a list of any length.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { accessibility, assertClean, launch, openFiles, screenshots, session, status, visit } from "./lib/browser.js";
import { run, skopeoCopy, temporary } from "./lib/images.js";
import { DIST } from "./lib/server.js";
import { END, header, tar } from "./lib/tar.js";

const folder = temporary();
const archive = join(folder.path, "image.tar");
const layer = join(folder.path, "layer.tar");
const MANY = 200_000;
let browser;
before(async () => {
  browser = await launch();
  const files = { "etc/motd": "hello\n", "var/log/large": "l".repeat(70_000) };
  for (let at = 0; at < 300; at += 1) files[`usr/share/doc/${at}.txt`] = "x".repeat(at);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder.path, "root", dirname(path)), { recursive: true });
    writeFileSync(join(folder.path, "root", path), text);
  }
  run("tar", "-cf", layer, "-C", join(folder.path, "root"), "etc", "usr", "var");
  const layout = join(folder.path, "layout");
  run("umoci", "init", "--layout", layout);
  run("umoci", "new", "--image", `${layout}:latest`);
  run("umoci", "raw", "add-layer", "--image", `${layout}:latest`, layer);
  skopeoCopy(`oci:${layout}:latest`, `docker-archive:${archive}:image:latest`);
});
after(async () => {
  await browser?.close();
  folder.remove();
});

const list = (page) => page.getByRole("region", { name: "The files" });
const rows = (page) => list(page).locator(".file");
const count = (page) => page.locator(".files [role=status]").innerText();
const path = (row) => row.locator(".path bdi").innerText();

/** The files of the first layer of an image. */
async function atFiles(t, file, options = {}) {
  const seen = await visit(t, browser, options);
  await openFiles(seen.page, [file]);
  assert.equal(await session(seen.page, ["showing", "failed"], { timeout: 60_000 }), "showing");
  await seen.page.getByRole("tab", { name: "Files" }).click();
  await seen.page.getByLabel("Show", { exact: true }).selectOption("stored");
  await rows(seen.page).first().waitFor();
  return seen;
}

/** What tar lists of the layer. */
const listed = () => run("tar", "-tf", layer).trim().split("\n");

test("the files of a layer are those that tar lists, in its order", async (t) => {
  const { page, ...seen } = await atFiles(t, archive);
  const expected = listed();
  assert.equal(await count(page), `${expected.length} entries, in the order of the archive`);
  for (const at of [0, 100, expected.length - 1]) {
    await list(page).evaluate((element, top) => (element.scrollTop = top), at * 24);
    const row = list(page).locator(`[aria-rowindex="${at + 2}"]`);
    await row.waitFor();
    assert.equal(await path(row), expected[at]);
    assert.ok(await row.evaluate((element) => {
      const [one, other] = [element, element.closest(".file-list")].map((e) => e.getBoundingClientRect());
      return one.top >= other.top - 1 && one.bottom <= other.bottom + 1;
    }), `row ${at + 1} is where it was scrolled to`);
  }
  assertClean(seen);
});

test("files are found by their path, and the largest come first", async (t) => {
  const { page, ...seen } = await atFiles(t, archive);
  await page.getByLabel("Path contains").fill("doc/29");
  assert.equal(await count(page), `11 of ${listed().length} entries, in the order of the archive`);
  assert.equal(await path(rows(page).first()), "usr/share/doc/29.txt");
  await page.getByLabel("Path contains").fill("");
  await page.getByLabel("Largest first").check();
  assert.equal(await count(page), `${listed().length} entries, the largest first`);
  const first = rows(page).first();
  assert.equal(await path(first), "var/log/large");
  assert.equal(await first.locator(".size").getAttribute("title"), "70,000 bytes");
  await page.getByLabel("Path contains").fill("nowhere");
  assert.equal(await rows(page).count(), 0);
  assertClean(seen);
});

test("a browser that cannot keep the list loses the list and nothing else", async (t) => {
  const start = readFileSync(join(DIST, "start_worker.js"), "utf8");
  const full = "globalThis.Blob = new Proxy(Blob, { construct() { throw new RangeError('full'); } });";
  const change = (path) => (path.endsWith("/start_worker.js") ? { type: "text/javascript", body: `${full}\n${start}` } : null);
  const { page, ...seen } = await visit(t, browser, { host: { change } });
  await openFiles(page, [archive]);
  assert.equal(await session(page, ["showing", "failed"]), "showing");
  assert.match(await status(page), /^2 of 2 objects verified/);
  await page.getByRole("tab", { name: "Files" }).click();
  assert.equal(
    await page.getByRole("alert").innerText(),
    "The browser did not keep the list of files because its memory or disk was full. Close other tabs and open the image again.",
  );
  assertClean(seen);
});

test("the list is looked at in both themes and on a phone", async (t) => {
  const { page } = await atFiles(t, archive);
  assert.deepEqual(await accessibility(page), []);
  await screenshots(page, "files");
});

test("two hundred thousand files scroll, a screen of rows at a time", async (t) => {
  const large = join(folder.path, "many.tar");
  writeFileSync(large, many());
  const { page, ...seen } = await atFiles(t, large);
  assert.equal(await count(page), "200,000 entries, in the order of the archive");
  const { frames, rowsAtOnce, slowest } = await list(page).evaluate(async (element) => {
    const found = { frames: 0, rowsAtOnce: 0, slowest: 0 };
    let before = await new Promise(requestAnimationFrame);
    const end = before + 1_000;
    while (before < end) {
      element.scrollTop += 700;
      const now = await new Promise(requestAnimationFrame);
      found.frames += 1;
      found.slowest = Math.max(found.slowest, now - before);
      found.rowsAtOnce = Math.max(found.rowsAtOnce, element.querySelectorAll(".file").length);
      before = now;
    }
    return found;
  });
  t.diagnostic(`${frames} frames a second, the slowest after ${slowest.toFixed(0)} ms`);
  assert.ok(rowsAtOnce <= 80, `${rowsAtOnce} rows in the document`);
  // An idle machine does 60; this one runs other tests.
  assert.ok(frames >= 20, `${frames} frames in a second`);
  await list(page).evaluate((element) => (element.scrollTop = element.scrollHeight));
  const last = list(page).locator(`[aria-rowindex="${MANY + 1}"]`);
  await last.waitFor();
  assert.equal(await path(last), `usr/lib/${MANY - 1}`);
  assertClean(seen);
});

/** A layer of empty files, in a plain layout of the oldest kind. */
function many() {
  const layer = Buffer.concat([...Array.from({ length: MANY }, (_, at) => header(`usr/lib/${at}`, 0)), END]);
  const config = Buffer.from(JSON.stringify({ architecture: "amd64", os: "linux", rootfs: { type: "layers", diff_ids: [] } }));
  const manifest = Buffer.from(JSON.stringify([{ Config: "config.json", RepoTags: ["many:1"], Layers: ["layer.tar"] }]));
  return tar({ "manifest.json": manifest, "config.json": config, "layer.tar": layer });
}

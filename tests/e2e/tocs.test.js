// Layers of a registry that bring a table of contents: their files, without the layers.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { accessibility, assertClean, launch, session, visit } from "./lib/browser.js";
import { putBlob, putManifest } from "./lib/pushed.js";
import { world } from "./lib/world.js";

const MANIFEST = "application/vnd.oci.image.manifest.v1+json";
const CONFIG = "application/vnd.oci.image.config.v1+json";
const fixture = (name) => readFileSync(new URL(`../fixtures/toc/${name}`, import.meta.url));

let all;
let browser;
before(async () => ([all, browser] = [await world(), await launch()]));
after(async () => {
  await browser?.close();
  await all?.close();
});

/// Pushes an image of one layer in the form zstd:chunked, with these annotations beside
/// its own ones; gives its reference.
async function chunked(tag, annotations = {}) {
  const { annotations: own, mediaType } = JSON.parse(fixture("chunked.json"));
  const layer = await putBlob(all.direct, "demo/chunked", mediaType, fixture("chunked.tar.zst"));
  const rootfs = { type: "layers", diff_ids: [`sha256:${"0".repeat(64)}`] };
  const config = await putBlob(all.direct, "demo/chunked", CONFIG, { os: "linux", architecture: "amd64", rootfs });
  const layers = [{ ...layer, annotations: { ...own, ...annotations } }];
  await putManifest(all.direct, "demo/chunked", MANIFEST, { schemaVersion: 2, mediaType: MANIFEST, config, layers }, tag);
  return { reference: `${all.open.host}/demo/chunked:${tag}`, layer };
}

/// The files of an image of which no layer is fetched, and the ranges that are asked for.
async function atFiles(t, { reference, layer }) {
  const seen = await visit(t, browser, { allowed: [all.open.origin] });
  const { page } = seen;
  const ranges = [];
  page.on("request", (request) => {
    if (request.url().includes(layer.digest)) ranges.push(request.headers().range ?? "all");
  });
  await page.evaluate((hash) => (location.hash = hash), `#image=${reference}`);
  await session(page, ["showing"]);
  await page.getByRole("tab", { name: "Files" }).click();
  return { ...seen, ranges };
}

const files = (page) => page.locator(".tree-grid .rows [role=row]");

test("files are listed and opened by the table of contents of their layer, in ranges", async (t) => {
  const seen = await atFiles(t, await chunked("1"));
  const { page, ranges } = seen;
  await page.getByRole("button", { name: /^Read 1 list of files by the table of contents/ }).click();
  await page.getByText(/1 layer is listed from its table of contents: the layer itself was not verified/).waitFor();
  await files(page).filter({ hasText: "data" }).first().waitFor();
  await page.getByLabel("Search all layers").fill("passwd");
  await page.locator(".hidden-table tbody").getByRole("button", { name: "/etc/passwd" }).click();
  await page.locator(".file-history .versions button").first().click();
  const viewer = page.locator(".file-viewer");
  await viewer.getByText("root:x:0:0").first().waitFor();
  await viewer.getByText(/the layer itself was not verified/).waitFor();
  assert.deepEqual(await accessibility(page), []);
  assert.ok(ranges.length > 1 && ranges.every((range) => /^bytes=\d+-\d+$/.test(range)), ranges.join());
  assertClean(seen);
});

test("a table of contents that is not the one that the manifest names is refused", async (t) => {
  const checksum = "io.containers.zstd-chunked.manifest-checksum";
  const seen = await atFiles(t, await chunked("other", { [checksum]: `sha256:${"1".repeat(64)}` }));
  const { page } = seen;
  await page.getByRole("button", { name: /^Read 1 list of files/ }).click();
  const why = page.getByRole("alert").filter({ hasText: "the table of contents is not the one that the manifest names" });
  await why.waitFor();
  assert.match(await why.innerText(), /expected sha256:1{64}, but computed sha256:6a2cb150/);
  assert.equal(await files(page).count(), 0);
  assertClean(seen);
});

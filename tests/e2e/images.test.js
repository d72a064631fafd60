// Real images, opened as a person opens them, and what the page says held
// against what skopeo and sha256sum say in the same run.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { closeSync, ftruncateSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { accessibility, assertClean, CLIPBOARD, dropFiles, launch, openFiles, pasteFile, pasteText, report, screenshots, session, status, visit, watchLongTasks, watchMemory } from "./lib/browser.js";
import { ociLayout, run, skopeoCopy, temporary } from "./lib/images.js";
import { sha256 } from "./lib/pushed.js";

const folder = temporary();
const dockerArchive = join(folder.path, "docker.tar");
const ociArchive = join(folder.path, "oci.tar");
let layout;
let browser;

before(async () => {
  browser = await launch();
  layout = ociLayout(folder.path, { "/etc/motd": "hello\n", "/srv/readme": "read me\n".repeat(5_000) });
  skopeoCopy(`oci:${layout}:latest`, `docker-archive:${dockerArchive}:example.org/hello:1`);
  skopeoCopy(`oci:${layout}:latest`, `oci-archive:${ociArchive}:latest`);
});
after(async () => {
  await browser?.close();
  folder.remove();
});

const inspect = (...words) => JSON.parse(run("skopeo", "inspect", ...words));
const sha256sum = (path) => `sha256:${run("sha256sum", path).split(" ")[0]}`;

async function opened(t, paths, how = openFiles) {
  const seen = await visit(t, browser);
  await how(seen.page, paths);
  assert.equal(await session(seen.page, ["showing", "failed"]), "showing");
  return seen;
}

const unverified = ({ ledger }) => ledger.filter(({ verdict }) => verdict !== "verified");

test("a docker-archive of skopeo: config, DiffIDs and layers are what the tools say", async (t) => {
  const seen = await opened(t, [dockerArchive], dropFiles);
  const said = await report(seen.page);
  const config = inspect("--config", `docker-archive:${dockerArchive}`);
  const raw = inspect("--raw", `docker-archive:${dockerArchive}`);
  assert.deepEqual(unverified(said), []);
  assert.equal(said.images.length, 1);
  const [image] = said.images;
  assert.deepEqual(image.names, ["example.org/hello:1"]);
  assert.equal(image.imageId, raw.config.digest);
  assert.equal(image.manifest, null);
  assert.deepEqual(image.layers.map(({ diffId }) => diffId), config.rootfs.diff_ids);
  assert.match(await status(seen.page), /^(\d+) of \1 objects verified in this browser, .* hashed in /);
  assertClean(seen);
});

for (const [name, paths, how] of [
  ["an oci-archive of skopeo", () => [ociArchive], openFiles],
  ["a dropped folder with an OCI layout", () => [layout], dropFiles],
]) {
  test(`${name}: every digest is what skopeo and sha256sum say`, async (t) => {
    const seen = await opened(t, paths(), how);
    const said = await report(seen.page);
    const told = inspect(`oci:${layout}:latest`);
    assert.deepEqual(unverified(said), []);
    assert.equal(said.root.digest, told.Digest);
    const [image] = said.images;
    assert.equal(image.manifest, told.Digest);
    assert.deepEqual(image.layers.map(({ digest }) => digest), told.Layers);
    assert.deepEqual(image.layers.map(({ diffId }) => diffId), inspect("--config", `oci:${layout}:latest`).rootfs.diff_ids);
    for (const { digest, computed, role } of said.ledger.filter(({ role }) => role !== "diff-id")) {
      assert.equal(computed, sha256sum(join(layout, "blobs", digest.replace(":", "/"))), role);
    }
    assertClean(seen);
  });
}

test("a tampered image: what failed is said first, with both values", async (t) => {
  const seen = await visit(t, browser);
  await seen.page.getByRole("button", { name: /tampered with in three ways/ }).click();
  await session(seen.page, ["showing"]);
  assert.match(await status(seen.page), /^Not what it claims to be: layer 1 has the wrong digest, and 3 more objects fail\. /);
  const bad = unverified(await report(seen.page)).map(({ role, verdict }) => `${role} ${verdict}`);
  assert.deepEqual(bad, ["config wrong-size", "layer mismatch", "diff-id mismatch", "diff-id mismatch"]);
  await screenshots(seen.page, "tampered");
  assertClean(seen);
});

test("a real archive with one byte changed", async (t) => {
  const bytes = readFileSync(ociArchive);
  // Inside the first gzip layer: behind its magic and flags, in its data.
  bytes[bytes.indexOf(Buffer.from([0x1f, 0x8b, 8])) + 20] ^= 1;
  const path = join(folder.path, "changed.tar");
  writeFileSync(path, bytes);
  const seen = await opened(t, [path]);
  assert.match(await status(seen.page), /^Not what it claims to be: /);
  assert.ok(unverified(await report(seen.page)).length >= 1);
  assertClean(seen);
});

/// A file of `size` bytes that takes no room.
function sparse(name, size) {
  const path = join(folder.path, name);
  const file = openSync(path, "w");
  ftruncateSync(file, size);
  closeSync(file);
  return path;
}

test("a file of 2 GiB that is no image is named at once", async (t) => {
  const path = sparse("sparse.bin", 2 * 1024 ** 3);
  const seen = await visit(t, browser);
  const began = Date.now();
  await openFiles(seen.page, [path]);
  await session(seen.page, ["failed"]);
  assert.ok(Date.now() - began < 5_000);
  assert.match(await status(seen.page), /sparse\.bin/i);
  assertClean(seen);
});

/// A docker-archive of one layer of zeros, which is an empty tar: `size` bytes.
function zeros(size) {
  const layer = sparse("layer.tar", size);
  const diffId = sha256sum(layer);
  writeFileSync(join(folder.path, "config.json"), JSON.stringify({ architecture: "amd64", os: "linux", rootfs: { type: "layers", diff_ids: [diffId] } }));
  writeFileSync(join(folder.path, "manifest.json"), JSON.stringify([{ Config: "config.json", RepoTags: ["zeros:1"], Layers: ["layer.tar"] }]));
  const path = join(folder.path, "zeros.tar");
  execFileSync("tar", ["-C", folder.path, "-cf", path, "manifest.json", "config.json", "layer.tar"]);
  return { path, diffId };
}

test("of many layers the first twenty are shown, and the others on demand", async (t) => {
  const own = temporary();
  t.after(own.remove);
  const names = Array.from({ length: 23 }, (_, at) => [`/srv/${at}`, `file ${at}\n`]);
  const archive = join(own.path, "docker.tar");
  skopeoCopy(`oci:${ociLayout(own.path, Object.fromEntries(names))}:latest`, `docker-archive:${archive}:example.org/many:1`);
  const seen = await opened(t, [archive]);
  await seen.page.getByRole("tab", { name: "Layers" }).click();
  const table = seen.page.getByRole("table", { name: "The steps that built the image and their layers, base first" });
  const lines = table.locator("tbody tr");
  const headings = await table.locator("thead th").allInnerTexts();
  assert.deepEqual(
    headings,
    ["Layer", "Step", "Verdict", "Size", "DiffID", "ChainID", "Files"],
    "the file of a plain layer has its DiffID",
  );
  assert.equal(await lines.count(), 20);
  await seen.page.getByRole("button", { name: "Show 3 of 3 more…" }).click();
  await lines.nth(22).waitFor();
  const expected = (await report(seen.page)).images[0].layers.map(({ diffId }) => diffId);
  assert.deepEqual(await lines.locator("td:nth-child(5) code").evaluateAll((codes) => codes.map((code) => code.title)), expected);
  assert.equal(await lines.locator(".verdict.good").count(), 23);
  assert.equal(await seen.page.getByRole("button", { name: /Show .* more/ }).count(), 0);
  assertClean(seen);
});

test("of one large layer, what is inside is hashed by the worker that has nothing else to do", async (t) => {
  const own = temporary();
  t.after(own.remove);
  const large = ociLayout(own.path, { "/srv/noise": randomBytes(40_000_000) });
  const archive = join(own.path, "oci.tar");
  skopeoCopy(`oci:${large}:latest`, `oci-archive:${archive}:latest`);
  const seen = await visit(t, browser);
  const workers = Math.min(2, await seen.page.evaluate(() => navigator.hardwareConcurrency));
  while (seen.page.workers().length < workers) await seen.page.waitForEvent("worker");
  await seen.page.waitForLoadState("networkidle");
  for (const worker of seen.page.workers()) {
    await worker.evaluate(() => {
      self.sent = 0;
      const send = MessagePort.prototype.postMessage;
      MessagePort.prototype.postMessage = function (message, ...rest) {
        if (rest.length) self.sent += message?.byteLength ?? 0;
        return send.call(this, message, ...rest);
      };
    });
  }
  await openFiles(seen.page, [archive]);
  assert.equal(await session(seen.page, ["showing", "failed"]), "showing");
  const said = await report(seen.page);
  assert.deepEqual(unverified(said), []);
  const config = inspect("--config", `oci:${large}:latest`);
  assert.deepEqual(said.images[0].layers.map(({ diffId }) => diffId), config.rootfs.diff_ids);
  const all = await Promise.all(seen.page.workers().map((worker) => worker.evaluate(() => self.sent ?? null)));
  // Not the worker of files, which is begun later.
  const sent = all.filter((bytes) => bytes !== null);
  assert.equal(sent.length, workers);
  // Most of it, to the helper and back.
  if (workers === 2) assert.ok(sent.every((bytes) => bytes > 20_000_000), `${sent} bytes`);
  assertClean(seen);
});

/// Opens `path`, and gives how many milliseconds later the tree can be seen.
async function untilTree(page, path) {
  const began = Date.now();
  await openFiles(page, [path]);
  await page.getByRole("tab", { name: /Ledger/ }).waitFor({ timeout: 20_000 });
  return Date.now() - began;
}

test("an archive of 1 GiB: the tree within a second, memory within bounds, cancel at once, and no freeze", async (t) => {
  const { path, diffId } = zeros(1024 ** 3);
  const seen = await visit(t, browser);
  const before = await watchMemory(browser);
  await new Promise((next) => setTimeout(next, 500));
  const blank = await before.stop();
  const watch = await watchMemory(browser);
  const longTasks = await watchLongTasks(seen.page);
  const began = Date.now();
  const tree = [await untilTree(seen.page, path)];
  await session(seen.page, ["showing"], { timeout: 120_000 });
  const growth = (await watch.stop()) - blank;
  t.diagnostic(`verified after ${Date.now() - began} ms, renderer ${Math.round(blank / 1e6)} MB and ${Math.round(growth / 1e6)} MB more`);
  assert.ok(growth < 300e6, `the renderer grew by ${growth} bytes`);
  const row = (await report(seen.page)).ledger.find(({ role }) => role === "diff-id");
  assert.deepEqual([row.computed, row.verdict], [diffId, "verified"]);

  // The best of three: this machine may do something else as well.
  for (let again = 0; again < 2; again += 1) {
    tree.push(await untilTree(seen.page, path));
    await seen.page.getByRole("button", { name: "Cancel" }).click();
    const stopped = Date.now();
    await session(seen.page, ["showing", "start"], { timeout: 2_000 });
    assert.ok(Date.now() - stopped < 1_000);
  }
  assert.match(await status(seen.page), /^Incomplete: .*you stopped before 1 object was hashed.* 0 of 2 objects verified/);
  await seen.page.getByText("You stopped the hashing", { exact: true }).waitFor();
  await seen.page.getByRole("button", { name: /^Hash the rest \(1\.\d+ GB\)$/ }).click();
  await session(seen.page, ["working"]);
  assert.equal(await seen.page.getByRole("button", { name: /^Hash the rest/ }).count(), 0);
  await session(seen.page, ["showing"], { timeout: 120_000 });
  assert.match(await status(seen.page), /1 of 2 objects verified in this browser, 1.1 GB hashed/);
  const long = (await longTasks()).map(Math.round);
  t.diagnostic(`tasks over 50 ms: ${long.join(", ") || "none"}`);
  assert.ok(Math.max(0, ...long) <= 500, `the page did not answer for ${Math.max(...long)} ms`);
  t.diagnostic(`tree visible after ${tree.join(", ")} ms`);
  assert.ok(Math.min(...tree) < 1_000, `the tree came after ${tree.join(", ")} ms`);
  assertClean(seen);
});

/// A docker-archive of `count` layers of `size` bytes, each zeros and its number.
function layered(count, size) {
  const names = Array.from({ length: count }, (_, at) => `layer-${at}.tar`);
  const diffIds = names.map((name, at) => {
    const path = sparse(name, size);
    const file = openSync(path, "r+");
    writeSync(file, String(at), size - 8);
    closeSync(file);
    return sha256sum(path);
  });
  const config = JSON.stringify({ architecture: "amd64", os: "linux", rootfs: { type: "layers", diff_ids: diffIds } });
  writeFileSync(join(folder.path, "many.json"), config);
  writeFileSync(join(folder.path, "manifest.json"), JSON.stringify([{ Config: "many.json", RepoTags: ["many:1"], Layers: names }]));
  const path = join(folder.path, "many.tar");
  execFileSync("tar", ["-C", folder.path, "-cf", path, "manifest.json", "many.json", ...names]);
  for (const name of names) rmSync(join(folder.path, name));
  return { path, diffIds };
}

test("an archive of 1 GiB in many layers: memory within bounds", async (t) => {
  const { path, diffIds } = layered(16, 64 * 1024 ** 2);
  const seen = await visit(t, browser);
  const before = await watchMemory(browser);
  await new Promise((next) => setTimeout(next, 500));
  const blank = await before.stop();
  const watch = await watchMemory(browser);
  await openFiles(seen.page, [path]);
  await session(seen.page, ["showing"], { timeout: 120_000 });
  const growth = (await watch.stop()) - blank;
  t.diagnostic(`renderer ${Math.round(blank / 1e6)} MB and ${Math.round(growth / 1e6)} MB more`);
  assert.ok(growth < 300e6, `the renderer grew by ${growth} bytes`);
  const rows = (await report(seen.page)).ledger.filter(({ role }) => role === "diff-id");
  assert.deepEqual(rows.map(({ computed }) => computed), diffIds);
  assert.ok(rows.every(({ verdict }) => verdict === "verified"));
  assertClean(seen);
});

test("a pasted manifest in other formatting finds the digest it belongs to", async (t) => {
  const { page } = await visit(t, browser);
  const raw = run("skopeo", "inspect", "--raw", `oci:${layout}:latest`);
  const { Digest } = inspect(`oci:${layout}:latest`);
  await page.getByText("Paste a document…").click();
  await page.getByLabel("The JSON text of a manifest").fill(JSON.stringify(JSON.parse(raw), null, 4));
  await page.getByRole("button", { name: "Open this text" }).click();
  await session(page, ["showing"]);
  await page.getByLabel("Expected digest").fill(Digest);
  await page.getByRole("button", { name: "Check", exact: true }).click();
  await page.getByText(/content is right but was reformatted/).first().waitFor();
});

for (const [where, focus] of [
  ["anywhere", async () => {}],
  [
    "into the field",
    async (page) => {
      await page.getByText("Paste a document…").click();
      await page.getByLabel("The JSON text of a manifest").focus();
    },
  ],
]) {
  test(`a manifest with CRLF pasted ${where} keeps each of its bytes`, async (t) => {
    const seen = await visit(t, browser, { context: CLIPBOARD });
    const manifest = JSON.parse(run("skopeo", "inspect", "--raw", `oci:${layout}:latest`));
    const text = `${JSON.stringify(manifest, null, 2)}\n`.replaceAll("\n", "\r\n");
    await focus(seen.page);
    await pasteText(seen.page, text);
    assert.equal(await session(seen.page, ["showing", "failed"]), "showing");
    const said = await report(seen.page);
    assert.deepEqual(said.input, { kind: "document", name: "pasted document", size: Buffer.byteLength(text) });
    assert.equal(said.root.digest, sha256(text));
    assertClean(seen);
  });
}

test("an archive pasted anywhere is opened as a dropped one is", async (t) => {
  const seen = await visit(t, browser);
  await pasteFile(seen.page, "pasted.tar", readFileSync(dockerArchive));
  assert.equal(await session(seen.page, ["showing", "failed"]), "showing");
  const said = await report(seen.page);
  assert.deepEqual(said.input, { kind: "archive", name: "pasted.tar", size: readFileSync(dockerArchive).length });
  assert.equal(said.images[0].imageId, inspect("--raw", `docker-archive:${dockerArchive}`).config.digest);
  assert.deepEqual(unverified(said), []);
  assertClean(seen);
});

test("every view is accessible, in both themes, and fits a phone", async (t) => {
  const { page } = await visit(t, browser, { context: { reducedMotion: "reduce" } });
  const check = async (view) => {
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      // Colours that still change have no contrast to measure.
      await page.waitForTimeout(500);
      assert.deepEqual(await accessibility(page), [], `${view}, ${colorScheme}`);
    }
    await page.setViewportSize({ width: 390, height: 844 });
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${view} is wider than a phone`);
    await page.setViewportSize({ width: 1280, height: 800 });
    await screenshots(page, view);
  };
  await check("start");
  await page.getByRole("button", { name: /multi-platform/ }).click();
  await session(page, ["showing"]);
  for (const tab of ["Overview", "Layers", "Files", "Graph", "Ledger", "Findings"]) {
    await page.getByRole("tab", { name: new RegExp(tab) }).click();
    await check(tab.toLowerCase());
  }
  const box = page.getByRole("combobox", { name: "Image, link or digest" });
  await box.fill((await report(page)).images[0].imageId.slice(7, 15));
  await box.press("Enter");
  await page.getByRole("region", { name: "What is this digest?" }).getByText(/image ID/i).first().waitFor();
});

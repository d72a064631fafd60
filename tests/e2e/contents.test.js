// What is read out of the contents of layers: packages, what is searched for, sums, the
// merged tree, what was written again, and two versions of a text.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { accessibility, assertClean, launch, openFiles, session, visit } from "./lib/browser.js";
import { dockerArchive } from "./lib/docker_archive.js";
import { temporary } from "./lib/images.js";
import { tar } from "./lib/tar.js";

const dpkg = (...packages) =>
  packages.map(([name, version]) => `Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: ${version}\n`).join("\n");

const settings = (...lines) => `${lines.join("\n")}\n`;

/// Compressed, as images are.
const LAYERS = [
  ["ADD rootfs.tar /", { "var/lib/dpkg/status": dpkg(["bash", "5.2-1"], ["zlib1g", "1.2"]), "var/lib/dpkg/info/bash.list": "/bin/bash\n/usr/share/doc/bash\n", "bin/bash": "ELF".repeat(400), "etc/app.conf": settings("one", "two", "three", "secret=4711"), "etc/same": "same\n", "etc/other": "left\n" }],
  ["RUN apt-get upgrade", { "var/lib/dpkg/status": dpkg(["bash", "5.2-2"], ["curl", "8.0"], ["zlib1g", "1.2"]), "etc/app.conf": settings("one", "2", "three", "four"), "etc/same": "same\n", "etc/other": "rite\n" }],
].map(([step, files]) => [step, gzipSync(tar(files))]);

const folder = temporary();
const archive = join(folder.path, "contents.tar");
let browser;
before(async () => {
  writeFileSync(archive, dockerArchive(LAYERS));
  browser = await launch();
});
after(async () => {
  await browser?.close();
  folder.remove();
});

const rows = (page) => page.getByRole("treegrid", { name: "The tree of files" }).locator(".rows [role=row]");

async function atFiles(t, file = archive) {
  const seen = await visit(t, browser);
  await openFiles(seen.page, [file]);
  await session(seen.page, ["showing"], { timeout: 60_000 });
  await seen.page.locator(".work progress").first().waitFor({ state: "detached" });
  await seen.page.getByRole("tab", { name: "Files" }).click();
  await rows(seen.page).first().waitFor();
  return seen;
}

async function saved(page, name) {
  const button = page.getByRole("group", { name: "Save the list" }).getByRole("button", { name });
  const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

test("packages are listed with the layer since which each version is there, and their files", async (t) => {
  const { page, ...seen } = await atFiles(t);
  await page.getByLabel("Show", { exact: true }).selectOption("installed");
  const list = page.locator(".packages tbody tr");
  await list.first().waitFor();
  const cells = await list.evaluateAll((all) => all.map((row) => [...row.cells].slice(0, 4).map((cell) => cell.textContent)));
  assert.deepEqual(cells, [
    ["bash", "5.2-2 (amd64)", "Debian packages (dpkg)", "layer 2"],
    ["curl", "8.0 (amd64)", "Debian packages (dpkg)", "layer 2"],
    ["zlib1g", "1.2 (amd64)", "Debian packages (dpkg)", "layer 1"],
  ]);
  assert.match(page.url(), /tab=installed/);
  assert.deepEqual(await accessibility(page), []);
  await page.getByLabel("Name or version").fill("bas");
  await list.nth(1).waitFor({ state: "detached" });
  await page.getByRole("button", { name: "2 files" }).click();
  await page.getByRole("button", { name: "/bin/bash" }).click();
  await page.getByRole("complementary", { name: /What the layers did to \/bin\/bash/ }).waitFor();
  assertClean(seen);
});

test("contents are searched on request, with lines, layers, and what is gone", async (t) => {
  const { page, ...seen } = await atFiles(t);
  await page.getByLabel("Search all layers").fill("4711");
  const said = page.locator(".content-search [role=status]").last();
  await page.getByRole("button", { name: "Search in contents" }).click();
  await said.filter({ hasText: /0 places found in/ }).waitFor();
  await page.getByLabel("also in what was deleted or replaced").check();
  await page.getByRole("button", { name: "Search in contents" }).click();
  const hits = page.locator(".content-hits tbody tr");
  await hits.first().waitFor();
  assert.match(await hits.first().innerText(), /\/etc\/app\.conf[\s\S]*line 4[\s\S]*secret=4711[\s\S]*layer 1[\s\S]*not there in the end/);
  assert.deepEqual(await accessibility(page), []);
  await page.getByLabel("Search all layers").fill("/^t(wo|hree)$/");
  await page.getByRole("button", { name: "Search in contents" }).click();
  await said.filter({ hasText: /3 places found/ }).waitFor();
  await page.getByLabel("Search all layers").fill("/(/");
  await page.getByRole("button", { name: "Search in contents" }).click();
  await said.filter({ hasText: "Expected a regular expression, but found `(`" }).waitFor();
  assertClean(seen);
});

test("the sums check what the tar of all files unpacks to", async (t) => {
  const { page, ...seen } = await atFiles(t);
  const sums = await saved(page, "sha256sum");
  const all = await saved(page, "all files as one tar");
  const root = join(folder.path, "root");
  mkdirSync(root);
  writeFileSync(join(folder.path, all.name), all.bytes);
  const unpacked = spawnSync("tar", ["-xf", join(folder.path, all.name), "-C", root], { encoding: "utf8" });
  assert.equal(unpacked.status, 0, unpacked.stderr);
  assert.deepEqual(readdirSync(join(root, "etc")).sort(), ["app.conf", "other", "same"]);
  const checked = spawnSync("sha256sum", ["--check", "--strict"], { cwd: root, input: sums.bytes, encoding: "utf8" });
  assert.equal(checked.status, 0, checked.stdout + checked.stderr);
  assert.equal(checked.stdout.trim().split("\n").length, 6);
  assertClean(seen);
});

test("what was written again turns out to be the same, or changed", async (t) => {
  const { page, ...seen } = await atFiles(t);
  await page.getByRole("button", { name: "Open all" }).click();
  const state = (name) => rows(page).filter({ has: page.locator(`.name bdi:text-is("${name}")`) }).getAttribute("data-state");
  await rows(page).nth(4).waitFor();
  assert.deepEqual([await state("same"), await state("other")], ["rewritten", "rewritten"]);
  await page.getByRole("button", { name: "Compare contents" }).click();
  await page.getByText("The contents of all files that were written again are compared").waitFor();
  await page.waitForFunction(() => !document.querySelector(".tree-grid [data-state=rewritten]"));
  assert.deepEqual([await state("same"), await state("other")], ["unchanged", "content"]);
  assertClean(seen);
});

test("two versions of a text are shown line by line", async (t) => {
  const { page, ...seen } = await atFiles(t);
  await page.getByRole("button", { name: "Open all" }).click();
  await rows(page).filter({ has: page.locator('.name bdi:text-is("app.conf")') }).click();
  await page.getByRole("button", { name: "Compare with the version before, of layer 1" }).click();
  const lines = page.locator(".text-diff tr[data-line]");
  await lines.first().waitFor();
  const shown = await lines.evaluateAll((all) => all.map((row) => row.cells[2].textContent + row.cells[3].textContent));
  assert.deepEqual(shown, [" one", "-two", "+2", " three", "-secret=4711", "+four"]);
  assert.match(await page.locator(".file-viewer .notes").innerText(), /2 lines removed, 2 added/);
  assert.deepEqual(await accessibility(page), []);
  await page.keyboard.press("Escape");
  await page.locator(".text-diff").waitFor({ state: "detached" });
  assertClean(seen);
});

test("of a large file the beginning is there at once, and its digest on request", async (t) => {
  const large = Buffer.alloc(80_000_000, "all the same\n");
  const packed = join(folder.path, "large.tar");
  writeFileSync(packed, dockerArchive([["ADD large /", gzipSync(tar({ "srv/large.log": large }), { level: 1 })]]));
  const { page, ...seen } = await atFiles(t, packed);
  await page.getByLabel("Search all layers").fill("large.log");
  await page.locator(".hidden-table tbody").getByRole("button", { name: "/srv/large.log" }).click();
  await page.locator(".file-history").getByRole("button", { name: /Open/ }).first().click();
  const viewer = page.locator(".file-viewer");
  await viewer.locator(".file-lines .line").first().waitFor();
  assert.doesNotMatch(await viewer.innerText(), /sha256:/);
  assert.deepEqual(await accessibility(page), []);
  await viewer.getByRole("button", { name: "Compute of all its bytes" }).click();
  await viewer.getByText(`sha256:${createHash("sha256").update(large).digest("hex")}`).waitFor();
  assertClean(seen);
});

// What is shown of one object, each way to look at it held against the real
// file; and what leaves the page: reports and the clipboard.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { assertClean, CLIPBOARD, launch, openFiles, report, session, status, visit } from "./lib/browser.js";
import { ociLayout, run, skopeoCopy, temporary } from "./lib/images.js";
import { sha256 } from "./lib/pushed.js";
import { DIST } from "./lib/server.js";

const folder = temporary();
const archive = join(folder.path, "image.tar");
const MANIFEST = "application/vnd.oci.image.manifest.v1+json";
let browser;
let raw;
before(async () => {
  browser = await launch();
  const layout = ociLayout(folder.path, { "/etc/motd": "hello\n", "/srv/readme": "read me\n".repeat(500) });
  skopeoCopy(`oci:${layout}:latest`, `oci-archive:${archive}:latest`);
  raw = run("skopeo", "inspect", "--raw", `oci-archive:${archive}`);
});
after(async () => {
  await browser?.close();
  folder.remove();
});

const chosen = (page) => page.getByRole("complementary", { name: "The chosen object" });
const look = (page, view) => chosen(page).getByRole("tab", { name: view }).click();
const rows = (page) => page.getByRole("treeitem");

/// The archive at the tree of its objects.
async function atTree(t, options = {}) {
  const seen = await visit(t, browser, options);
  await openFiles(seen.page, [archive]);
  assert.equal(await session(seen.page, ["showing", "failed"]), "showing");
  await seen.page.getByRole("tab", { name: /Graph/ }).click();
  return seen;
}

/// The same with the manifest chosen.
async function atManifest(t, options = {}) {
  const seen = await atTree(t, options);
  await rows(seen.page).filter({ hasText: sha256(raw).slice(7, 19) }).first().click();
  await chosen(seen.page).waitFor();
  return seen;
}

test("the sample of a classic docker save is what skopeo says of it", async (t) => {
  const seen = await visit(t, browser);
  await seen.page.getByRole("button", { name: /classic docker save/ }).click();
  assert.equal(await session(seen.page, ["showing", "failed"]), "showing");
  assert.match(await status(seen.page), /^(\d+) of \1 objects verified in this browser, /);
  const sample = `docker-archive:${join(DIST, "samples", "docker-save.tar")}`;
  const [image, ...others] = (await report(seen.page)).images;
  assert.deepEqual(others, []);
  assert.deepEqual(image.names, ["hello:1.0", "hello:latest"]);
  assert.equal(image.manifest, null);
  assert.equal(image.imageId, JSON.parse(run("skopeo", "inspect", "--raw", sample)).config.digest);
  const config = JSON.parse(run("skopeo", "inspect", "--config", sample));
  assert.deepEqual(image.layers.map(({ diffId }) => diffId), config.rootfs.diff_ids);
  assertClean(seen);
});

test("the Markdown report says what the JSON report says", async (t) => {
  const seen = await atTree(t);
  const button = seen.page.getByRole("button", { name: "Markdown" });
  const [download] = await Promise.all([seen.page.waitForEvent("download"), button.click()]);
  assert.equal(download.suggestedFilename(), "image.tar.assay.md");
  const text = readFileSync(await download.path(), "utf8");
  const said = await report(seen.page);
  assert.ok(text.startsWith(`# image.tar\n\n${(await status(seen.page)).replace(/\.$/, "")}.\n`), text.slice(0, 300));
  const [image] = said.images;
  for (const digest of [image.manifest, image.imageId, ...image.layers.flatMap(({ digest, diffId, chainId }) => [digest, diffId, chainId])]) {
    assert.ok(text.includes(`\`${digest}\``), digest);
  }
  const ledger = text.slice(text.indexOf("## Ledger"), text.indexOf("## Findings"));
  const lines = ledger.split("\n").filter((line) => line.startsWith("| verified | "));
  assert.equal(lines.length, said.ledger.length);
  for (const { role, digest } of said.ledger.filter(({ digest }) => digest !== null)) {
    const called = role === "diff-id" ? "DiffID" : role;
    assert.ok(lines.some((line) => line.startsWith(`| verified | ${called} | \`${digest}\` |`)), `${role} ${digest}`);
  }
  assertClean(seen);
});

test("the exact bytes of a document are shown, with their hash beside them", async (t) => {
  const seen = await atManifest(t);
  await look(seen.page, "Exact bytes");
  const lines = await seen.page.getByRole("region", { name: "The exact bytes" }).locator("li").allTextContents();
  assert.equal(lines.join("\n"), raw.replace(/\n$/, ""));
  await seen.page.getByText(raw.endsWith("\n") ? "The last byte is a line feed." : "The last byte is not a line feed.").waitFor();
  const beside = seen.page.locator(".hash-beside");
  assert.match(await beside.innerText(), new RegExp(`SHA-256 of exactly these ${raw.length.toLocaleString("en")} bytes:`));
  assert.equal(await beside.locator(".digest").textContent(), sha256(raw));
  assertClean(seen);
});

test("a document laid out holds the same keys and values, and its digests lead on", async (t) => {
  const seen = await atManifest(t);
  await look(seen.page, "Pretty");
  const region = seen.page.getByRole("region", { name: "The document, laid out" });
  // What is added for the eye is left out: sizes for a person.
  const text = await region.evaluate((region) => {
    const copy = region.cloneNode(true);
    copy.querySelectorAll(".note-beside").forEach((note) => note.remove());
    return copy.textContent;
  });
  assert.deepEqual(JSON.parse(text), JSON.parse(raw));
  const config = JSON.parse(raw).config.digest;
  await region.getByRole("button").filter({ hasText: config.slice(7, 19) }).click();
  await seen.page.waitForFunction((digest) => document.querySelector(".detail-head .digest")?.textContent === digest, config);
  assertClean(seen);
});

test("a descriptor names the bytes that are here", async (t) => {
  const seen = await atManifest(t);
  await look(seen.page, "Descriptor");
  const text = await seen.page.getByRole("region", { name: "Descriptor" }).textContent();
  assert.deepEqual(JSON.parse(text), { mediaType: MANIFEST, digest: sha256(raw), size: raw.length });
  await chosen(seen.page).getByText("Computed from the bytes that are here.").waitFor();
  assertClean(seen);
});

test("every command that reads the file, given to a shell beside the file, prints the digest of its object", async (t) => {
  const seen = await atTree(t);
  const { page } = seen;
  const chainIds = (await report(page)).images[0].layers.map(({ chainId }) => chainId);
  const ran = [];
  for (let at = 0; at < (await rows(page).count()); at += 1) {
    const row = rows(page).nth(at);
    await row.click();
    if ((await row.getAttribute("aria-expanded")) === "false") await row.press("ArrowRight");
    await look(page, "Commands");
    const shown = chosen(page).locator(".detail-head .digest");
    const digest = (await shown.count()) === 0 ? null : await shown.textContent();
    for (const item of await chosen(page).locator(".commands-list li").all()) {
      const line = await item.locator("pre").textContent();
      const explained = await item.locator("p").textContent();
      // Asks a registry of that name, and there is none.
      if (explained.includes("if the registry has the same")) continue;
      const printed = execFileSync("sh", ["-c", line], { cwd: folder.path, encoding: "utf8" });
      const said = `${explained}: ${line}: ${printed}`;
      const wanted = explained.includes("ChainID") ? chainIds : [digest ?? "sha256:"];
      assert.ok(wanted.some((digest) => printed.startsWith(digest.slice("sha256:".length))), said);
      assert.match(printed, /^[0-9a-f]{64}\b/, said);
      ran.push(`${await item.locator("p b").textContent()} ${explained}`);
    }
  }
  t.diagnostic(`${ran.length} commands`);
  for (const part of ["manifest digest", "image ID", "layer as stored", "DiffID", "ChainID"]) {
    assert.ok(ran.some((command) => command.includes(part)), `no command prints the ${part}`);
  }
  assert.ok(ran.some((command) => command.startsWith("tar ")) && ran.some((command) => command.startsWith("skopeo ")));
  assertClean(seen);
});

test("a digest is copied in full, and the button says so", async (t) => {
  const seen = await atManifest(t, { context: CLIPBOARD });
  const copy = chosen(seen.page).locator(".detail-head").getByRole("button", { name: "Copy digest of manifest" });
  await copy.click();
  await chosen(seen.page).getByRole("button", { name: "Copied the digest of manifest" }).waitFor();
  assert.equal(await seen.page.evaluate(() => navigator.clipboard.readText()), sha256(raw));
  await copy.waitFor();
  assertClean(seen);
});

test("the ledger has room for its digests beside the chosen object, at every width", async (t) => {
  const seen = await visit(t, browser);
  const { page } = seen;
  await page.getByRole("button", { name: "One tampered with in three ways" }).click();
  await session(page, ["showing"]);
  await page.getByRole("tab", { name: /Ledger/ }).click();
  await page.locator(".ledger tbody th button").first().click();
  await chosen(page).waitFor();
  for (const width of [320, 360, 768, 1024, 1280, 1440, 1920, 2560]) {
    await page.setViewportSize({ width, height: 800 });
    const narrow = await page.locator(".ledger td .digest").evaluateAll((digests) =>
      digests.map((digest) => digest.getBoundingClientRect().width).filter((width) => width < 100));
    assert.deepEqual(narrow, [], `${width} px`);
  }
  // What stands in a card in place of a table's head is said in the language of the page.
  await page.setViewportSize({ width: 360, height: 800 });
  await page.getByRole("button", { name: "简体中文" }).click();
  const head = page.locator(".ledger tbody td:nth-child(4)").first();
  await page.waitForFunction(() => document.documentElement.lang === "zh-Hans");
  assert.equal(await head.evaluate((cell) => getComputedStyle(cell, "::before").content), '"在此计算的值"');
  assertClean(seen);
});

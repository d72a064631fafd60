// Text from outside of any length: the page stays a page.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { accessibility, assertClean, CLIPBOARD, launch, openFiles, session, visit } from "./lib/browser.js";
import { temporary } from "./lib/images.js";
import { tar } from "./lib/tar.js";

/// Characters of each text.
const LONG = 600_000;
/// What the page may have in all its text, in characters: a tenth of one of them.
const MOST = 60_000;

const folder = temporary();
const archive = join(folder.path, "saved.tar");
const layouts = join(folder.path, "layout.tar");
let browser;

const long = (begin) => begin + "x".repeat(LONG - begin.length);
const sha256 = (bytes) => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

const layer = tar({ file: "hello" });

/// A config that says everything at length.
const config = () =>
  JSON.stringify({
    architecture: long("amd"),
    os: long("linux"),
    "os.version": long("10."),
    created: long("2024"),
    author: long("author "),
    config: {
      User: long("user"),
      WorkingDir: long("/work"),
      Entrypoint: [long("/entry")],
      Cmd: [long("command")],
      Env: [`LONG=${long("env ")}`, long("NAME")],
      Labels: { long: long("label "), [long("name ")]: "short", link: `https://example.com/${long("a")}` },
      ExposedPorts: { [long("80/")]: {} },
      Volumes: { [long("/volume")]: {} },
      Healthcheck: { Test: ["CMD-SHELL", long("check ")] },
      StopSignal: long("SIG"),
      OnBuild: [long("RUN ")],
    },
    rootfs: { type: "layers", diff_ids: [sha256(layer), long("sha256:")] },
    history: [
      { created: long("2024"), created_by: `RUN ${long("step ")}`, comment: long("comment ") },
      ...Array.from({ length: 2_000 }, (_, at) => ({ created_by: `ENV A=${at}`, empty_layer: true })),
    ],
  });

/// A docker-archive with that config.
function saved() {
  const name = `${sha256(config()).slice(7)}.json`;
  const manifest = JSON.stringify([{ Config: name, RepoTags: ["long:1"], Layers: ["layer.tar"] }]);
  return tar({ "manifest.json": manifest, [name]: config(), "layer.tar": layer });
}

/// A layout whose descriptors and annotations are as long.
function layout() {
  const config = JSON.stringify({ architecture: "amd64", os: "linux", rootfs: { type: "layers", diff_ids: [sha256(layer)] } });
  const descriptor = (mediaType, bytes, more = {}) => ({ mediaType, digest: sha256(bytes), size: bytes.length, ...more });
  const annotations = { [long("key ")]: "value", "org.opencontainers.image.title": long("annotation ") };
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: "application/vnd.oci.image.manifest.v1+json",
    config: descriptor("application/vnd.oci.image.config.v1+json", config, { annotations }),
    layers: [descriptor("application/vnd.oci.image.layer.v1.tar", layer, { annotations, urls: [long("https://")] })],
    annotations,
  });
  const index = JSON.stringify({
    schemaVersion: 2,
    manifests: [
      descriptor("application/vnd.oci.image.manifest.v1+json", manifest, {
        annotations: { "org.opencontainers.image.ref.name": long("tag") },
        platform: { os: long("os"), architecture: long("arch"), variant: long("v"), "os.version": long("1.") },
      }),
      descriptor(long("application/"), "nothing", { platform: { os: "linux", architecture: "arm64" } }),
    ],
  });
  const blobs = Object.fromEntries([config, manifest, layer].map((bytes) => [`blobs/sha256/${sha256(bytes).slice(7)}`, bytes]));
  return tar({ "oci-layout": '{"imageLayoutVersion":"1.0.0"}', "index.json": index, ...blobs });
}

before(async () => {
  browser = await launch();
  writeFileSync(archive, saved());
  writeFileSync(layouts, layout());
});
after(async () => {
  await browser?.close();
  folder.remove();
});

const characters = (page) => page.evaluate(() => document.body.textContent.length);
const inAttributes = (page) =>
  page.evaluate(() => Math.max(...[...document.querySelectorAll("*")].flatMap((element) => [...element.attributes].map(({ value }) => value.length))));

async function opened(t, options = {}, path = archive) {
  const seen = await visit(t, browser, options);
  await openFiles(seen.page, [path]);
  assert.equal(await session(seen.page, ["showing", "failed"], { timeout: 60_000 }), "showing");
  return seen;
}

async function staysAPage(page, where) {
  assert.ok((await characters(page)) < MOST, `${where}: ${await characters(page)} characters`);
  assert.ok((await inAttributes(page)) < 10_000, `${where}: ${await inAttributes(page)} characters in one attribute`);
  const { width, height } = await page.evaluate(() => ({ width: document.body.scrollWidth, height: document.body.scrollHeight }));
  assert.ok(width <= 1280, `${where}: ${width} wide`);
  assert.ok(height < 60_000, `${where}: ${height} high`);
}

for (const [what, path] of [["config", archive], ["descriptor", layouts]]) {
  test(`no section lays out a text of 600 kB in a ${what}, nor does the detail of any object`, async (t) => {
  const { page, ...seen } = await opened(t, {}, path);
  for (const name of ["Overview", "Layers", "Files", "Ledger", "Findings", "Graph"]) {
    await page.getByRole("tab", { name: new RegExp(name) }).click();
    await staysAPage(page, name);
  }
  const rows = page.getByRole("treeitem");
  for (let at = 0; at < (await rows.count()); at += 1) {
    await rows.nth(at).click();
    for (const view of await page.locator("[role=tab][id^=detail-]").all()) {
      // The exact bytes are shown as they are, in parts.
      const name = await view.innerText();
      if (/bytes/i.test(name)) continue;
      await view.click();
      await staysAPage(page, `row ${at}, ${name}`);
    }
  }
  assertClean(seen);
});
}

test("all of a long label is shown on demand, and copied", async (t) => {
  const { page, ...seen } = await opened(t, { context: CLIPBOARD });
  const row = page.locator(".card tr").filter({ hasText: "label x" });
  assert.ok((await row.innerText()).length < 2_000);
  await row.locator("td").getByRole("button", { name: "Copy" }).click();
  await row.getByText("Copied", { exact: true }).waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), long("label "));
  await row.getByRole("button", { name: "Show all 600,000 characters" }).click();
  assert.ok((await row.locator("td").textContent()).startsWith(long("label ")));
  await row.getByRole("button", { name: "Show only the beginning" }).click();
  assert.ok((await row.innerText()).length < 2_000);
  assertClean(seen);
});

test("a long history is shown in parts, and its long step on demand", async (t) => {
  const { page, ...seen } = await opened(t);
  await page.getByRole("tab", { name: "Layers" }).click();
  const steps = page.locator(".layers tbody tr");
  assert.ok((await steps.count()) <= 300);
  await steps.first().getByRole("button", { name: "Show all 600,000 characters" }).first().click();
  assert.ok((await steps.first().textContent()).length >= LONG);
  const before = await steps.count();
  await page.locator(".layers").getByRole("button", { name: /^Show 300 of [\d,]+ more…$/ }).click();
  assert.equal(await steps.count(), before + 300);
  assert.deepEqual(await accessibility(page), []);
  assertClean(seen);
});


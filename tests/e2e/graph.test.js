// The graph: matrix, ladder and what stands beside them, by mouse, by keys and by
// what a screen reader is told; and how long the large ones take.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { accessibility, assertClean, launch, openFiles, screenshots, session, visit } from "./lib/browser.js";
import { ociLayout, run, temporary } from "./lib/images.js";
import { tar } from "./lib/tar.js";

const INDEX = "application/vnd.oci.image.index.v1+json";
const MANIFEST = "application/vnd.oci.image.manifest.v1+json";

const sha256 = (bytes) => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
const folder = temporary();
const files = Object.fromEntries(["real", "many", "deep", "broken"].map((name) => [name, join(folder.path, `${name}.tar`)]));
let browser;
before(async () => {
  writeFileSync(files.real, realPlatforms());
  writeFileSync(files.many, layout(20, 30, 10));
  writeFileSync(files.deep, layout(1, 127, 0));
  writeFileSync(files.broken, layout(20, 30, 10, (stored) => (stored[4] ^= 1)));
  browser = await launch();
});
after(async () => {
  await browser?.close();
  folder.remove();
});

/// A layout of one index, each platform with layers of its own over a common base;
/// `spoil` may change the stored bytes of the last layer of the last platform.
function layout(platforms, base, own, spoil = () => {}) {
  const blobs = {};
  const keep = (mediaType, bytes) => {
    const content = Buffer.from(bytes);
    const digest = sha256(content);
    blobs[`blobs/sha256/${digest.slice(7)}`] = content;
    return { mediaType, digest, size: content.length };
  };
  const layer = (text) => {
    const inside = tar({ [`file-${text}`]: text });
    return { diffId: sha256(inside), ...keep("application/vnd.oci.image.layer.v1.tar+gzip", gzipSync(inside)) };
  };
  const common = Array.from({ length: base }, (_, at) => layer(`base ${at}`));
  const manifests = Array.from({ length: platforms }, (_, number) => {
    const layers = [...common, ...Array.from({ length: own }, (_, at) => layer(`${number} ${at}`))];
    const platform = { os: "linux", architecture: "arm", variant: `v${number}` };
    const history = layers.map((_, at) => ({ created_by: `RUN /bin/sh -c step ${at} # buildkit` }));
    const config = { ...platform, rootfs: { type: "layers", diff_ids: layers.map(({ diffId }) => diffId) }, history };
    const described = layers.map(({ diffId: _, ...rest }) => rest);
    const manifest = { schemaVersion: 2, mediaType: MANIFEST, config: keep("application/vnd.oci.image.config.v1+json", JSON.stringify(config)), layers: described };
    if (number === platforms - 1) spoil(blobs[`blobs/sha256/${described.at(-1).digest.slice(7)}`]);
    return { ...keep(MANIFEST, JSON.stringify(manifest)), platform };
  });
  const [root] = platforms > 1 ? [keep(INDEX, JSON.stringify({ schemaVersion: 2, mediaType: INDEX, manifests }))] : manifests;
  return tar({ "oci-layout": '{"imageLayoutVersion":"1.0.0"}', "index.json": JSON.stringify({ schemaVersion: 2, manifests: [root] }), ...blobs });
}

/// Two images of umoci under one index: another layer each, over the same one.
function realPlatforms() {
  const blobs = {};
  const manifests = ["amd64", "arm64"].map((architecture) => {
    const place = join(folder.path, architecture);
    mkdirSync(place);
    const from = ociLayout(place, { "/etc/motd": `hello, ${architecture}\n`, "/srv/readme": "read me\n" });
    run("umoci", "config", "--image", `${from}:latest`, "--os=linux", `--architecture=${architecture}`);
    const { manifests: [{ digest, size }] } = JSON.parse(run("cat", join(from, "index.json")));
    for (const name of run("ls", `${from}/blobs/sha256`).trim().split("\n")) {
      blobs[`blobs/sha256/${name}`] = Buffer.from(run("base64", "-w0", `${from}/blobs/sha256/${name}`), "base64");
    }
    return { mediaType: MANIFEST, digest, size, platform: { os: "linux", architecture } };
  });
  const index = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: INDEX, manifests }));
  blobs[`blobs/sha256/${sha256(index).slice(7)}`] = index;
  const root = { mediaType: INDEX, digest: sha256(index), size: index.length };
  return tar({ "oci-layout": '{"imageLayoutVersion":"1.0.0"}', "index.json": JSON.stringify({ schemaVersion: 2, manifests: [root] }), ...blobs });
}

const graphTab = (page) => page.getByRole("tab", { name: /Graph/ });
const matrix = (page) => page.getByRole("grid", { name: /^Images and their layers/ });
const ladder = (page) => page.getByRole("grid", { name: /^The digests of each layer/ });
const chosen = (page) => page.getByRole("complementary", { name: "The chosen object" });
const focused = (page) => page.evaluate(() => document.activeElement?.id ?? "");

/// Opens a file, or a sample, and waits until all of it is hashed.
async function opened(t, what, options = {}) {
  const seen = await visit(t, browser, options);
  if (what instanceof RegExp) await seen.page.getByRole("button", { name: what }).click();
  else await openFiles(seen.page, [what]);
  assert.equal(await session(seen.page, ["showing", "failed"], { timeout: 60_000 }), "showing");
  return seen;
}

async function atGraph(t, what, options = {}) {
  const seen = await opened(t, what, options);
  await graphTab(seen.page).click();
  await ladder(seen.page).waitFor();
  return seen;
}

/// Milliseconds from a click until what it shows is painted.
const timed = (locator) =>
  locator.evaluate(
    (element) =>
      new Promise((done) => {
        const begun = performance.now();
        element.click();
        requestAnimationFrame(() => setTimeout(() => done(performance.now() - begun)));
      }),
  );

test("a real image of two platforms is a matrix whose digests are those of its documents", async (t) => {
  const seen = await atGraph(t, files.real);
  const { page } = seen;
  const heads = matrix(page).getByRole("columnheader");
  assert.deepEqual((await heads.allInnerTexts()).slice(2), ["linux/amd64", "linux/arm64"]);
  assert.equal(await matrix(page).locator(".object:not(.good):not(.unclaimed)").count(), 0);
  const shown = await matrix(page).locator("tr:has(.name:not(.document)) .object bdi").allInnerTexts();
  const digits = shown.filter(Boolean);
  assert.equal(new Set(digits).size, digits.length, "each digest stands once where neighbours share it");
  const cells = await ladder(page).getByRole("gridcell").allInnerTexts();
  assert.equal(cells.filter((cell) => /[0-9a-f]{12}/.test(cell)).length, 6, "two layers, three digests each");
  await heads.filter({ hasText: "linux/arm64" }).getByRole("button").click();
  await page.getByRole("heading", { name: /linux\/arm64, layer by layer/ }).waitFor();
  await matrix(page).locator("tr .object").last().click();
  assert.match(await chosen(page).innerText(), /DiffID/);
  assertClean(seen);
});

test("the tampered sample says first what fails, and each way leads there", async (t) => {
  const seen = await atGraph(t, /tampered/i);
  const { page } = seen;
  const failures = page.getByRole("list", { name: "What fails" }).getByRole("button");
  assert.deepEqual(await failures.allInnerTexts(), [
    "✗ layer 1, wrong digest",
    "✗ DiffID of layer 2, wrong digest",
    "✗ DiffID of layer 3, wrong digest",
  ]);
  assert.match(await page.locator(".rail.of-config .object").innerText(), /wrong size/);
  const cut = await ladder(page).evaluate((grid) => grid.scrollWidth - grid.parentElement.clientWidth);
  assert.ok(cut <= 0, `${cut} px of the ladder are cut off at 1280 px`);
  await failures.first().click();
  await chosen(page).waitFor();
  assert.equal(await ladder(page).locator(".object.chosen").count(), 1);
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => document.activeElement?.id === "ladder-r0-0-0-0");
  assert.deepEqual(await accessibility(page), []);
  assertClean(seen);
});

test("a grid is one stop of Tab; arrows walk it, Enter opens, Escape leads back", async (t) => {
  const seen = await atGraph(t, /multi-platform/);
  const { page } = seen;
  assert.equal(await matrix(page).locator("[tabindex='0']").count(), 1);
  // From the tab of the view, by keys alone.
  await graphTab(page).focus();
  const isInside = () => page.evaluate(() => document.activeElement?.id.startsWith("matrix-"));
  for (let presses = 0; presses < 5 && !(await isInside()); presses += 1) await page.keyboard.press("Tab");
  assert.equal(await focused(page), "matrix-h0-0-0-0");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  for (let row = 0; row < 3; row += 1) await page.keyboard.press("ArrowDown");
  assert.equal(await focused(page), "matrix-r2-0-2-0", "the column is kept through the index");
  assert.equal(await matrix(page).locator("[tabindex='0']").count(), 1);
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.activeElement?.id === "detail");
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => document.activeElement?.id === "matrix-r2-0-2-0");
  const lit = matrix(page).locator(".object.lit");
  const count = await lit.count();
  assert.ok(count > 5 && count < (await matrix(page).locator(".object").count()), `${count} are lit`);
  await page.keyboard.press("Control+End");
  assert.match(await focused(page), /^matrix-r7-/);
  await page.keyboard.press("Home");
  await page.keyboard.press("Control+Home");
  assert.equal(await focused(page), "matrix-h0-0-0-0");
  await page.keyboard.press("Tab");
  assert.doesNotMatch(await focused(page), /^matrix/, "Tab leads out of it");
  assertClean(seen);
});

test("a screen reader hears what an object is, whose, and what is known of it", async (t) => {
  const seen = await atGraph(t, /multi-platform/);
  const { page } = seen;
  const cell = matrix(page).getByRole("button", { name: /^[0-9a-f]{8}, layer 1, linux\/amd64 and 2 more, verified$/ });
  assert.equal(await cell.count(), 1);
  assert.equal(await matrix(page).getByRole("button", { name: "DiffID of layer 1, linux/amd64 and 2 more, verified" }).count(), 1);
  assert.match(await matrix(page).getByRole("rowheader").last().innerText(), /^Layer 3/);
  assertClean(seen);
});

for (const [name, what] of [["matrix", /multi-platform/], ["tampered", /tampered/i]]) {
  test(`axe finds nothing in the ${name}, in both themes, at 320 and at 1280 px`, async (t) => {
    const seen = await atGraph(t, what, { context: { reducedMotion: "reduce" } });
    const { page } = seen;
    for (const width of [320, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme });
        assert.deepEqual(await accessibility(page), [], `${width} px, ${colorScheme}`);
      }
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= width, `${wide} of ${width} px`);
    }
    await page.emulateMedia({ colorScheme: null });
    await screenshots(page, `graph-${name}`);
    assertClean(seen);
  });
}

test("on a phone the tree comes first", async (t) => {
  const seen = await atGraph(t, /multi-platform/, { context: { viewport: { width: 390, height: 800 } } });
  const { page } = seen;
  const treeFirst = () =>
    page.evaluate(() => {
      const [tree, graph] = ["[role=tree]", "[role=grid]"].map((it) => document.querySelector(it));
      return Boolean(tree.compareDocumentPosition(graph) & Node.DOCUMENT_POSITION_FOLLOWING);
    });
  assert.equal(await treeFirst(), true);
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.waitForFunction(() => document.querySelector("[role=grid]"));
  assert.equal(await treeFirst(), false);
  assertClean(seen);
});

test("20 platforms of 40 layers are a few lines, unfold by a key, and are painted at once", async (t) => {
  const seen = await opened(t, files.many);
  const { page } = seen;
  const view = await timed(graphTab(page));
  assert.ok((await matrix(page).getByRole("row").count()) < 12);
  const fold = (name) => matrix(page).getByRole("button", { name, exact: true });
  assert.match(await matrix(page).locator(".fold").innerText(), /38 verified.*29 the same in all/s);
  assert.equal(await fold("Layers 2 to 39").getAttribute("aria-expanded"), "false");
  const unfold = await timed(fold("Layers 2 to 39"));
  assert.equal(await fold("Layers 2 to 21").getAttribute("aria-expanded"), "true");
  assert.equal(await fold("Layers 22 to 39").getAttribute("aria-expanded"), "false", "the rest waits");
  assert.equal(await matrix(page).locator("tr:has(.name:not(.document))").count(), 22);
  await page.waitForFunction(() => document.activeElement?.textContent.includes("Layers 2 to 21"));
  await page.keyboard.press("Enter");
  await fold("Layers 2 to 39").waitFor();
  await page.waitForFunction(() => document.activeElement?.textContent.includes("Layers 2 to 39"), "the focus stays");
  t.diagnostic(`20 platforms of 40 layers: view ${view.toFixed(0)} ms, unfolded ${unfold.toFixed(0)} ms`);
  assert.ok(view < 400, `${view} ms`);
  assertClean(seen);
});

test("a ladder of 127 layers folds, and unfolds", async (t) => {
  const seen = await opened(t, files.deep);
  const { page } = seen;
  const view = await timed(graphTab(page));
  assert.equal(await ladder(page).getByRole("row").count(), 4);
  const unfold = await timed(ladder(page).getByRole("button", { name: "Layers 2 to 126" }));
  assert.equal(await ladder(page).locator("tr:has(.name:not(.document))").count(), 127);
  t.diagnostic(`127 layers: view ${view.toFixed(0)} ms, unfolded ${unfold.toFixed(0)} ms`);
  assert.ok(view < 400, `${view} ms`);
  assert.deepEqual(await accessibility(page), []);
  assertClean(seen);
});

test("one wrong layer of 800 is named first and stands unfolded", async (t) => {
  const seen = await atGraph(t, files.broken);
  const { page } = seen;
  const failures = page.getByRole("list", { name: "What fails" }).first().getByRole("button");
  assert.deepEqual(await failures.allInnerTexts(), ["✗ layer 40, linux/arm/v19, wrong digest"]);
  const bad = matrix(page).locator(".object.bad");
  assert.equal(await bad.count(), 1);
  assert.match(await bad.innerText(), /wrong digest/);
  assertClean(seen);
});

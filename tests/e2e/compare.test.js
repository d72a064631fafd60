// Two images beside each other: platforms of one, files opened beside one another.
import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { accessibility, assertClean, launch, openFiles, session, visit } from "./lib/browser.js";
import { temporary } from "./lib/images.js";
import { saved } from "./lib/states.js";

const CORPUS = process.env.ASSAY_CORPUS ?? fileURLToPath(new URL("../../../shared/corpus", import.meta.url));
const CASES = ["one.tar", "two.tar"].map((name) => join(CORPUS, "../cases/compare", name));

const folder = temporary();
const [two, three, many] = [2, 3, 40].map((count) => join(folder.path, `layers-${count}.tar`));
let browser;
before(async () => {
  browser = await launch();
  writeFileSync(two, saved(2));
  writeFileSync(three, saved(3));
  writeFileSync(many, saved(40));
});
after(async () => {
  await browser?.close();
  folder.remove();
});

const compare = (page) => page.locator(".compare");
const verdict = (page) => compare(page).getByRole("heading", { level: 2 }).getByRole("status");
const section = (page, name) => compare(page).getByRole("region", { name, exact: true });
const rows = async (page, name) => {
  const all = await section(page, name).locator("tbody tr").all();
  return Promise.all(all.map(async (row) => [...(await row.locator("th, td").allInnerTexts())]));
};
const side = (page, label) => compare(page).getByRole("combobox", { name: label });
const chosen = (page, label) => side(page, label).locator("option:checked").innerText();
const becomes = async (read, wanted) => {
  for (let turn = 0; ; turn += 1) {
    const found = await read();
    if (wanted instanceof RegExp ? wanted.test(found) : found === wanted) return;
    assert.ok(turn < 100, `${found} is there, and ${wanted} wanted`);
    await new Promise((next) => setTimeout(next, 50));
  }
};

/// The multi-platform sample, compared by the keys for it.
async function platforms(t) {
  const seen = await visit(t, browser);
  await seen.page.getByRole("button", { name: /multi-platform/ }).click();
  await session(seen.page, ["showing"]);
  await seen.page.locator(".work progress").first().waitFor({ state: "detached" });
  await seen.page.keyboard.press("g");
  await seen.page.keyboard.press("c");
  await compare(seen.page).waitFor();
  return seen;
}

/// Two files, the second one opened from the view.
async function beside(t, [first, second]) {
  const seen = await visit(t, browser);
  const { page } = seen;
  await openFiles(page, [first]);
  await session(page, ["showing"]);
  await page.getByRole("tab", { name: "Compare" }).click();
  await compare(page).getByText("Open a second image beside this one, or choose an index with several platforms.").waitFor();
  assert.deepEqual(await accessibility(page), []);
  await compare(page).getByLabel("Open a second image").setInputFiles([second]);
  await verdict(page).waitFor();
  assert.equal(await page.getByRole("tab", { selected: true }).first().innerText(), "Compare");
  return seen;
}

async function download(page, press) {
  const [saved] = await Promise.all([page.waitForEvent("download"), press()]);
  return { name: saved.suggestedFilename(), json: JSON.parse(readFileSync(await saved.path(), "utf8")) };
}

test("two platforms share layers, and differ in one and in their configs", async (t) => {
  const seen = await platforms(t);
  const { page } = seen;
  assert.equal(await verdict(page).innerText(), "2 layers shared; 1 only in the left image, 1 only in the right one");
  assert.match(await chosen(page, "Left"), /^linux\/amd64/);
  assert.match(await chosen(page, "Right"), /^linux\/arm64\/v8/);
  const layers = await rows(page, "Layers");
  assert.deepEqual(layers.map((row) => row.at(-1)), ["= same", "− only left", "+ only right", "= same"]);
  const config = await rows(page, "Config");
  assert.deepEqual(config.find(([field]) => field === "Architecture"), ["Architecture", "amd64", "arm64", "≠ changed"]);
  await becomes(async () => (await rows(page, "Files"))[0]?.at(0), "hello");
  assert.deepEqual(await accessibility(page), []);

  await compare(page).getByLabel("Only differences").check();
  assert.deepEqual((await rows(page, "Layers")).map((row) => row.at(-1)), ["− only left", "+ only right"]);
  assertClean(seen);
});

test("sides are chosen, exchanged, kept in the address and found again", async (t) => {
  const seen = await platforms(t);
  const { page } = seen;
  const hash = () => page.evaluate(() => decodeURIComponent(location.hash));
  assert.match(await hash(), /view=compare&with=sha256:[0-9a-f]{64}$/);
  const first = await hash();
  await side(page, "Right").selectOption({ index: 2 });
  await becomes(() => chosen(page, "Right"), /^linux\/arm\/v7/);
  await compare(page).getByRole("button", { name: "Swap" }).click();
  await becomes(() => chosen(page, "Left"), /^linux\/arm\/v7/);
  await becomes(() => chosen(page, "Right"), /^linux\/amd64/);
  // What the other side shows is exchanged.
  await side(page, "Left").selectOption({ index: 0 });
  await becomes(() => chosen(page, "Right"), /^linux\/arm\/v7/);
  await page.goBack();
  await becomes(() => chosen(page, "Left"), /^linux\/arm\/v7/);
  await page.goBack();
  await page.goBack();
  await becomes(hash, first);
  await becomes(() => chosen(page, "Right"), /^linux\/arm64\/v8/);
  await page.goForward();
  await becomes(() => chosen(page, "Right"), /^linux\/arm\/v7/);
  assertClean(seen);
});

test("a comparison is made by keys alone, and saved as JSON", async (t) => {
  const seen = await platforms(t);
  const { page } = seen;
  const tabTo = async (selector) => {
    for (let presses = 0; presses < 60; presses += 1) {
      if (await page.evaluate((wanted) => Boolean(document.activeElement?.matches(wanted)), selector)) return;
      await page.keyboard.press("Tab");
    }
    assert.fail(`60 times Tab does not lead to ${selector}`);
  };
  await tabTo("#compare-right");
  await page.keyboard.press("ArrowDown");
  await becomes(() => chosen(page, "Right"), /^linux\/arm\/v7/);
  await tabTo(".compare-tools input");
  await page.keyboard.press("Space");
  await becomes(async () => (await rows(page, "Layers")).length, 2);
  await becomes(async () => (await rows(page, "Files")).length > 0, true);
  await tabTo(".compare-tools button");
  const { name, json } = await download(page, () => page.keyboard.press("Enter"));
  assert.match(name, /\.assay\.compare\.json$/);
  assert.equal(json.verdict.state, "layers");
  assert.equal(json.sentence, await verdict(page).innerText());
  assert.equal(json.layers.counts.shared, 2);
  assert.equal(json.files.files[0].path, "hello");
  assertClean(seen);
});

test("a second file is opened from the view, and its files are compared", async (t) => {
  const seen = await beside(t, [two, three]);
  const { page } = seen;
  await becomes(() => verdict(page).innerText(), "The left image is the base of the right one, which has 1 more layer");
  assert.match(await chosen(page, "Left"), /layers-2\.tar/);
  assert.match(await chosen(page, "Right"), /layers-3\.tar/);
  await becomes(async () => (await rows(page, "Files")).length, 1);
  assert.equal((await rows(page, "Files"))[0].join(" "), "srv/2  2.8 kB + only right");
  await section(page, "Base images").getByText(/^Built on .*, as its layers prove, with 1 layer on top\.$/).waitFor();
  await compare(page).getByLabel("Ignore times").check();
  await becomes(async () => (await rows(page, "Files")).length, 1);
  const { json } = await download(page, () => compare(page).getByRole("button", { name: "Download the difference as JSON" }).click());
  assert.deepEqual(json.files.ignored, { mtime: true, owner: false, noise: false });
  assert.deepEqual([json.files.counts.onlyRight, json.files.counts.same], [1, json.files.counts.same]);
  assert.deepEqual(await accessibility(page), []);

  await page.setViewportSize({ width: 320, height: 568 });
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing is wider than a phone");
  assert.deepEqual(await accessibility(page), []);
  assertClean(seen);
});

test("of many rows only those that differ are shown, until a person says so", async (t) => {
  const seen = await beside(t, [three, many]);
  const { page } = seen;
  await becomes(async () => (await rows(page, "Layers")).length, 37);
  await compare(page).getByLabel("Only differences").uncheck();
  assert.equal((await rows(page, "Layers")).length, 40);
  assertClean(seen);
});

test("two archives that share a layer are held against each other", async (t) => {
  if (!CASES.every(existsSync)) {
    console.log(`skipped: no cases at ${CASES[0]}`);
    return t.skip();
  }
  const seen = await beside(t, CASES);
  const { page } = seen;
  await becomes(() => verdict(page).innerText(), "1 layer shared; 1 only in the left image, 1 only in the right one");
  assert.deepEqual((await rows(page, "Layers")).map((row) => row.at(-1)), ["= same content", "− only left", "+ only right"]);
  assert.deepEqual(await accessibility(page), []);
  assertClean(seen);
});

test("each platform of an index is held against the left one, and compared by its button", async (t) => {
  const seen = await platforms(t);
  const { page } = seen;
  const matrix = (left) => page.getByRole("region", { name: `Platforms against ${left}`, exact: true });
  const button = (left, name) => matrix(left).getByRole("button", { name: `Compare with ${name}` });
  const all = matrix("linux/amd64").locator("tbody tr");
  assert.equal(await all.count(), 3, "attestations are no platforms");
  await all.nth(0).getByText("The left side, against which the others are held").waitFor();
  const cells = await all.nth(2).locator("th, td").allInnerTexts();
  assert.deepEqual([cells[0], cells[1], cells[3]], ["linux/arm/v7", "2 of 3 shared; 1 only its own", "No difference"]);
  assert.equal(cells[5], "≠ 2 layers shared; 1 only in the left image, 1 only in the right one");
  assert.equal(await button("linux/amd64", "linux/arm64/v8").getAttribute("aria-pressed"), "true");

  await button("linux/amd64", "linux/arm/v7").focus();
  await page.keyboard.press("Enter");
  await becomes(() => chosen(page, "Right"), /^linux\/arm\/v7/);
  await becomes(() => button("linux/amd64", "linux/arm/v7").getAttribute("aria-pressed"), "true");
  await side(page, "Left").selectOption({ index: 1 });
  await button("linux/arm64/v8", "linux/amd64").waitFor();
  assert.deepEqual(await accessibility(page), []);

  await page.setViewportSize({ width: 320, height: 568 });
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing is wider than a phone");
  assert.deepEqual(await accessibility(page), []);
  assertClean(seen);
});

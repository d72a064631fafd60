// The head of what is open, its views, and the panel beside them.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessibility, assertClean, launch, session, status, visit } from "./lib/browser.js";

let browser;

before(async () => {
  browser = await launch();
});

after(() => browser?.close());

/// One of the page's samples, open.
async function sample(t, name, options) {
  const seen = await visit(t, browser, options);
  await seen.page.getByRole("button", { name }).click();
  assert.equal(await session(seen.page, ["showing", "failed"]), "showing");
  return seen;
}

const head = (page) => page.locator(".banner");
const rows = (page) => page.getByRole("table", { name: /^The steps that built the image/ }).locator("tbody tr");
const show = (page, view) => page.getByRole("tab", { name: view }).click();

test("the head names the image, its platform and digests, and leads to the first problem", async (t) => {
  const { page, ...seen } = await sample(t, /tampered/);
  assert.equal(await page.getByRole("heading", { level: 1 }).locator("bdi").innerText(), "example.com/tampered:1.0");
  const said = await head(page).innerText();
  for (const expected of ["from tampered.oci.tar", "linux/amd64", "Layers", "Image ID", "Manifest digest", "4 wrong, 1 verified"]) {
    assert.ok(said.includes(expected), `${expected} in ${said}`);
  }
  assert.match(await status(page), /^Not what it claims to be: layer 1 has the wrong digest/);
  assert.ok(said.includes("Do not run this copy: get it again from where it came, and if it differs again ask whoever made it."));
  const ids = await head(page).locator("code.digest").evaluateAll((codes) => codes.map(({ textContent }) => textContent));
  assert.ok(ids.every((id) => /^sha256:[0-9a-f]{64}$/.test(id)), "all of a digest is there, however much of it is seen");
  await page.getByRole("button", { name: "See layer 1" }).click();
  const detail = page.getByRole("complementary", { name: "The chosen object" });
  await detail.getByRole("heading", { name: "layer 1" }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), "detail");
  assertClean(seen);
});

test("of a healthy image it says what the verdict means, and which platform is shown and why", async (t) => {
  const { page, ...seen } = await sample(t, /healthy multi-platform/);
  const said = await head(page).innerText();
  assert.ok(said.includes("The bytes are those that the digests name; who made them is another question."), said);
  assert.ok(said.includes("1 of 3, picked, as no other was asked for"), said);
  assert.equal(await page.locator(".first-problem").count(), 0);
  const before = await head(page).locator("code.digest").allTextContents();
  const chooser = page.getByLabel("Platform", { exact: true });
  await chooser.selectOption({ index: 1 });
  await page.getByText("2 of 3").waitFor();
  const after = await head(page).locator("code.digest").allTextContents();
  assert.equal(after[0], before[0], "the index is the same");
  assert.notEqual(after[1], before[1], "the manifest is another one");
  // What is done next is one thing.
  assert.ok((await page.locator("main .primary:visible").count()) <= 1);
  assertClean(seen);
});

test("layers stand in one table with their steps, and lead to their files and back", async (t) => {
  const { page, ...seen } = await sample(t, /tampered/);
  await show(page, "Layers");
  assert.equal(await rows(page).count(), 4);
  const cells = await rows(page).nth(1).locator("th, td").allInnerTexts();
  assert.match(cells[0], /layer 2/);
  assert.match(cells[1], /^RUN step 1/);
  assert.match(cells[2], /wrong digest/);
  assert.match(cells[3], /110 bytes stored\s+2\.0 kB unpacked/);
  assert.match(cells[5], /Found sha256:4908f013652f/);
  const last = await rows(page).last().innerText();
  assert.match(last, /no layer\s+CMD \["\/hello"\]/);
  assert.deepEqual(await accessibility(page), []);
  await page.getByRole("button", { name: "Files of layer 3" }).click();
  const layer = page.getByLabel("Layer", { exact: true });
  assert.match(await layer.locator("option:checked").innerText(), /^layer 3: RUN step 2/);
  assert.equal(await page.evaluate(() => document.activeElement.id), "panel");
  const entry = (name) => page.getByRole("treegrid").getByRole("row").filter({ hasText: name });
  await entry("srv").first().waitFor();
  await layer.selectOption({ index: 0 });
  await entry("os-release").waitFor();
  assertClean(seen);
});

test("from 768 pixels on, files show mode, owner and date", async (t) => {
  const { page } = await sample(t, /tampered/, { context: { viewport: { width: 768, height: 1024 } } });
  await show(page, "Files");
  const row = page.locator(".tree-grid .rows .entry").first();
  await row.waitFor();
  for (const part of [".mode", ".owner", ".day", ".size", ".name", ".from"]) {
    assert.ok(await row.locator(part).isVisible(), part);
  }
  // The detail of an object that was chosen elsewhere takes none of the width.
  await show(page, "Ledger");
  await page.locator(".ledger .link").first().click();
  await page.locator("#detail").waitFor();
  await show(page, "Files");
  assert.equal(await page.locator("#detail").count(), 0);
  await show(page, "Ledger");
  assert.equal(await page.locator("#detail").count(), 1);
});

test("the panel's edge is moved by keys and by pointer, and stays where it was put", async (t) => {
  const { page, ...seen } = await sample(t, /tampered/);
  await page.getByRole("button", { name: "See layer 1" }).click();
  const panel = page.locator("#detail");
  const width = async () => Math.round((await panel.boundingBox()).width);
  const first = await width();
  const edge = page.getByRole("separator", { name: "Width of the details" });
  await edge.focus();
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  const wider = await width();
  assert.ok(wider > first, `${wider} after ${first}`);
  const box = await edge.boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + 100);
  await page.mouse.down();
  await page.mouse.move(box.x - 120, box.y + 100, { steps: 3 });
  await page.mouse.up();
  const dragged = await width();
  assert.ok(dragged > wider + 60, `${dragged} after ${wider}`);
  await page.reload();
  await page.getByRole("button", { name: /tampered/ }).click();
  await page.getByRole("button", { name: "See layer 1" }).click();
  await panel.waitFor();
  assert.ok(Math.abs((await width()) - dragged) <= 2);
  assertClean(seen);
});

// The box, the palette, rows by keys, copying, sorting, and where the focus goes.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessibility, assertClean, CLIPBOARD, launch, session, visit } from "./lib/browser.js";

let browser;
before(async () => void (browser = await launch()));
after(() => browser?.close());

async function sample(t, name, options = {}) {
  const seen = await visit(t, browser, options);
  await seen.page.getByRole("button", { name }).click();
  await session(seen.page, ["showing"]);
  return seen;
}

const box = (page) => page.getByRole("combobox", { name: "Image, link or digest" });
const results = (page) => page.getByRole("listbox", { name: "In what is open" });
const detail = (page) => page.getByRole("complementary", { name: "The chosen object" });
const palette = (page) => page.getByRole("dialog", { name: "Go to anything, do anything" });
const hasFocus = (page, id) => page.waitForFunction((id) => document.activeElement?.id === id, id);
const isLost = (page) => page.evaluate(() => document.activeElement === document.body);
const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText());

test("the box searches what is open, and takes what names something else", async (t) => {
  const seen = await sample(t, /multi-platform/);
  const { page } = seen;
  await page.keyboard.press("/");
  await page.keyboard.type("greeting");
  await results(page).getByRole("option", { name: /GREETING/ }).waitFor();
  assert.equal(await box(page).getAttribute("aria-expanded"), "true");
  assert.deepEqual(await accessibility(page), []);
  await page.keyboard.press("ArrowDown");
  const active = await box(page).getAttribute("aria-activedescendant");
  assert.equal(await page.locator(`#${active}`).getAttribute("aria-selected"), "true");
  await page.keyboard.press("Enter");
  await hasFocus(page, "detail");
  assert.match(await detail(page).innerText(), /config/i);
  assert.equal(await results(page).count(), 0);

  await box(page).fill("os-release");
  await results(page).getByRole("option", { name: /etc\/os-release/ }).first().click();
  await page.getByRole("tab", { name: "Files", selected: true }).waitFor();

  await box(page).fill("Not An Image");
  await box(page).press("Enter");
  await page.getByText(/expected .* but found/i).first().waitFor();
  assert.equal(await session(page, ["showing"]), "showing", "what is open stays open");
  await box(page).fill("localhost:1/none");
  await box(page).press("Enter");
  assert.notEqual(await session(page, ["fetching", "refused", "failed", "working"]), "showing");
});

test("a digest is searched in what is open, which it never throws away", async (t) => {
  const seen = await sample(t, /multi-platform/);
  const { page } = seen;
  await page.keyboard.press("Control+k");
  await page.keyboard.type("the config");
  const beside = await palette(page).getByRole("option").first().locator(".beside").innerText();
  await page.keyboard.press("Escape");
  const digits = beside.match(/[0-9a-f]{12}/)[0];
  await box(page).fill(digits);
  await results(page).getByRole("option").first().waitFor();
  assert.match(await results(page).innerText(), /config digest/);
  await box(page).press("Enter");
  await hasFocus(page, "answer");
  const answer = page.getByRole("region", { name: "What is this digest?" });
  assert.match(await answer.innerText(), /\d+ roles?\./);
  assert.deepEqual(await accessibility(page), []);

  const nothing = `sha256:${"0".repeat(64)}`;
  await box(page).fill(nothing);
  assert.equal(await results(page).getByRole("option").count(), 1);
  await box(page).press("Enter");
  await answer.getByText("Nothing that is open has this digest.").waitFor();
  assert.equal(await session(page, ["showing"]), "showing");
  await answer.getByRole("button", { name: "Close" }).focus();
  await page.keyboard.press("Enter");
  await answer.waitFor({ state: "detached" });
  assert.equal(await isLost(page), false);
  assertClean(seen);
});

test("the palette finds anything and does it, and Escape leads back", async (t) => {
  const seen = await sample(t, /tampered/);
  const { page } = seen;
  await page.getByRole("tab", { name: /Ledger/ }).click();
  await page.keyboard.press("Control+k");
  const field = palette(page).getByRole("combobox");
  await field.waitFor();
  assert.deepEqual(await accessibility(page), []);
  await page.keyboard.type("nothing is called so");
  await palette(page).getByText("Nothing like that").waitFor();
  await page.keyboard.press("Escape");
  await palette(page).waitFor({ state: "hidden" });
  await hasFocus(page, "tab-ledger");

  for (const [words, reached] of [
    ["findings", () => page.getByRole("tab", { name: /Findings/, selected: true }).waitFor()],
    ["share", () => hasFocus(page, "share-links")],
    ["layer 2", () => hasFocus(page, "detail")],
    ["list of keys", () => page.getByRole("dialog", { name: "Keys" }).waitFor()],
  ]) {
    await page.keyboard.press("Control+k");
    await page.keyboard.type(words);
    await page.keyboard.press("Enter");
    await reached();
  }
  assert.match(await detail(page).innerText(), /layer 2/i);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await page.keyboard.type("简体");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.documentElement.lang === "zh-Hans");
  assert.equal(await isLost(page), false);
  await page.keyboard.press("Control+k");
  await page.keyboard.type("返回起始页");
  await page.keyboard.press("Enter");
  await session(page, ["start"]);
  assertClean(seen);
});

test("j and k lead from row to row of whatever is shown", async (t) => {
  const seen = await sample(t, /multi-platform/);
  const { page } = seen;
  const row = () => page.evaluate(() => document.activeElement.closest("tr, li, [role=row], [role=treeitem]")?.textContent);
  for (const tab of ["l", "y", "r"]) {
    await page.keyboard.press("g");
    await page.keyboard.press(tab);
    await page.keyboard.press("j");
    const first = await row();
    assert.ok(first, `a row has the focus (${tab})`);
    await page.keyboard.press("j");
    assert.notEqual(await row(), first);
    await page.keyboard.press("k");
    assert.equal(await row(), first);
  }
  assertClean(seen);
});

test("the ledger is sorted by its heads, stays so, and keeps them in sight", async (t) => {
  const seen = await sample(t, /tampered/);
  const { page } = seen;
  const open = async () => {
    await page.getByRole("tab", { name: /Ledger/ }).click();
    return page.locator(".ledger tbody tr");
  };
  const rows = await open();
  const before = await rows.allInnerTexts();
  const head = page.getByRole("columnheader", { name: "Verdict" });
  await head.getByRole("button").click();
  assert.equal(await head.getAttribute("aria-sort"), "ascending");
  const bad = await page.locator(".ledger tbody tr.bad").count();
  const classes = await rows.evaluateAll((rows) => rows.map((row) => row.className));
  assert.ok(bad > 1 && classes.slice(0, bad).every((name) => name.includes("bad")), classes.join());
  await page.reload();
  await page.getByRole("button", { name: /tampered/ }).click();
  await session(page, ["showing"]);
  await open();
  assert.equal(await head.getAttribute("aria-sort"), "ascending");
  await head.getByRole("button").click();
  assert.equal(await head.getAttribute("aria-sort"), "descending");
  await head.getByRole("button").click();
  assert.equal(await head.getAttribute("aria-sort"), null);
  assert.deepEqual(await rows.allInnerTexts(), before);

  await page.setViewportSize({ width: 1280, height: 400 });
  await rows.last().scrollIntoViewIfNeeded();
  const box = await head.boundingBox();
  assert.ok(box.y >= 0 && box.y < 50, `the head is at ${box.y}`);
  await page.setViewportSize({ width: 390, height: 800 });
  await head.getByRole("button").click();
  assert.equal(await head.getAttribute("aria-sort"), "ascending", "cards are sorted too");
  assert.deepEqual(await accessibility(page), []);
  assertClean(seen);
});

/// Copies what is selected from the beginning of one element to its end.
async function copied(page, locator) {
  await locator.evaluate((element) => {
    getSelection().selectAllChildren(element);
  });
  await page.keyboard.press("Control+c");
  return clipboard(page);
}

test("what is selected is copied as it is seen: a digest in one line, JSON that is JSON", async (t) => {
  const seen = await sample(t, /multi-platform/, { context: CLIPBOARD });
  const { page } = seen;
  for (const width of [1280, 900, 390]) {
    await page.setViewportSize({ width, height: 800 });
    for (const tab of ["Overview", "Layers", "Ledger"]) {
      await page.getByRole("tab", { name: new RegExp(tab) }).click();
      const digests = page.locator("main .digest:visible");
      const count = Math.min(await digests.count(), 6);
      for (let at = 0; at < count; at += 1) {
        assert.match(await copied(page, digests.nth(at)), /^sha256:[0-9a-f]{64}$/, `${tab} at ${width}`);
      }
    }
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  const row = page.locator(".ledger tbody tr").first();
  assert.match(await copied(page, row), /sha256:[0-9a-f]{64}/);

  await page.keyboard.press("Control+k");
  await page.keyboard.type("the config");
  await page.keyboard.press("Enter");
  await page.getByRole("tab", { name: "Pretty" }).click();
  const lines = page.locator(".lines.json");
  const config = JSON.parse(await copied(page, lines));
  assert.equal(config.rootfs.type, "layers");
  await page.getByRole("button", { name: "Copy JSON as it is laid out" }).click();
  await page.getByText("Copied the JSON as it is laid out").waitFor();
  assert.deepEqual(JSON.parse(await clipboard(page)), config);
  assertClean(seen);
});

test("buttons that copy are seen where one points or is, and say what they copied", async (t) => {
  const seen = await sample(t, /multi-platform/, { context: CLIPBOARD });
  const { page } = seen;
  await page.mouse.move(1, 1);
  const line = page.locator(".value-line").filter({ hasText: "hello" }).first();
  const button = line.getByRole("button", { name: /^Copy/ });
  const element = await button.elementHandle();
  const isAt = (opacity) =>
    page.waitForFunction(([element, opacity]) => getComputedStyle(element).opacity === opacity, [element, opacity]);
  await isAt("0");
  await line.hover();
  await isAt("1");
  await page.mouse.move(1, 1);
  await isAt("0");
  await button.focus();
  await isAt("1");
  await page.keyboard.press("Enter");
  await line.getByText(/^Copied the /).waitFor();
  assert.ok((await clipboard(page)).includes("hello"));
  assertClean(seen);
});

test("the focus is never lost where what has it goes away", async (t) => {
  const seen = await sample(t, /multi-platform/, { context: CLIPBOARD });
  const { page } = seen;
  assert.equal(await isLost(page), false, "the sample's button is gone");
  await page.keyboard.press("c");
  const dismiss = page.getByRole("button", { name: "Dismiss" });
  await dismiss.focus();
  await page.keyboard.press("Enter");
  await dismiss.waitFor({ state: "detached" });
  await hasFocus(page, "main");
  await page.getByRole("tab", { name: "Layers" }).click();
  await page.locator(".layers tbody button").first().focus();
  await page.keyboard.press("Enter");
  await hasFocus(page, "detail");
  await page.keyboard.press("g");
  await page.keyboard.press("o");
  await page.keyboard.press("Escape");
  await detail(page).waitFor({ state: "detached" });
  assert.equal(await isLost(page), false, "where it was asked for is gone as well");
  await page.locator("header.site button[lang]").focus();
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.documentElement.lang === "zh-Hans");
  assert.equal(await isLost(page), false, "everything is said anew");
  assertClean(seen);
});

test("the example in the box is one that works on this host", async (t) => {
  const seen = await visit(t, browser, { host: { prefix: "/tools/assay/" } });
  const { page } = seen;
  const field = page.getByLabel("Image, link or digest");
  await field.fill(await field.getAttribute("placeholder"));
  await field.press("Enter");
  assert.equal(await session(page, ["showing", "refused", "failed"]), "showing");
  assertClean(seen);
});

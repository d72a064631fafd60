// The tree and the page by keyboard alone; the graph has its own tests.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessibility, assertClean, launch, session, visit } from "./lib/browser.js";

let browser;
before(async () => void (browser = await launch()));
after(() => browser?.close());

/// The multi-platform sample at its graph.
async function atGraph(t) {
  const seen = await visit(t, browser);
  await seen.page.getByRole("button", { name: /multi-platform/ }).click();
  await session(seen.page, ["showing"]);
  await seen.page.getByRole("tab", { name: /Graph/ }).click();
  return seen;
}

const focused = (page) => page.evaluate(() => document.activeElement?.id ?? "");

const hasFocus = (page, id) => page.waitForFunction((id) => document.activeElement?.id === id, id);

/// Presses Tab until an element matches `selector`, as somebody without a mouse.
async function tabTo(page, selector) {
  for (let presses = 0; presses < 60; presses += 1) {
    if (await page.evaluate((wanted) => Boolean(document.activeElement?.matches(wanted)), selector)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`60 times Tab does not lead to ${selector}`);
}

test("the tree is one stop of Tab, and arrows open, close and walk it", async (t) => {
  const seen = await atGraph(t);
  const { page } = seen;
  assert.equal(await page.locator("[role=treeitem][tabindex='0']").count(), 1);
  await tabTo(page, "[role=treeitem]");
  const rows = page.getByRole("treeitem");
  const root = await focused(page);
  const expanded = () => page.locator(`#${root}`).getAttribute("aria-expanded");
  const open = await rows.count();
  assert.equal(await expanded(), "true");
  await page.keyboard.press("ArrowLeft");
  await page.waitForFunction((id) => document.getElementById(id)?.ariaExpanded === "false", root);
  assert.ok((await rows.count()) < open, "← closes a row");
  await hasFocus(page, root);
  await page.keyboard.press("ArrowRight");
  await page.waitForFunction((id) => document.getElementById(id)?.ariaExpanded === "true", root);
  assert.equal(await rows.count(), open, "→ opens it again");
  await hasFocus(page, root);
  await page.keyboard.press("ArrowDown");
  assert.notEqual(await focused(page), root);
  const row = await focused(page);
  await page.keyboard.press("Enter");
  await hasFocus(page, "detail");
  await page.keyboard.press("Escape");
  await hasFocus(page, row);
  await page.keyboard.press("End");
  const last = await focused(page);
  assert.equal(last, await rows.last().getAttribute("id"));
  await page.keyboard.press("Home");
  assert.equal(await focused(page), root);
  assertClean(seen);
});

test("keys lead to the box and the views, copy a digest and are listed", async (t) => {
  const seen = await atGraph(t);
  const { page } = seen;
  await seen.context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const view = (name) => page.getByRole("tab", { name, selected: true }).waitFor();
  for (const [letter, name, id] of [["l", "Ledger", "tab-ledger"], ["f", "Findings", "tab-findings"], ["o", "Overview", "tab-overview"], ["y", "Layers", "tab-layers"], ["e", "Files", "tab-files"], ["c", "Compare", "tab-compare"], ["r", "Graph", "tab-graph"]]) {
    await page.keyboard.press("g");
    await page.keyboard.press(letter);
    await view(name);
    await hasFocus(page, id);
  }
  await page.keyboard.press("c");
  const digest = await page.waitForFunction(() => document.querySelector(".notice")?.textContent.match(/Copied (sha256:[0-9a-f]{64})/)?.[1]);
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), await digest.jsonValue());

  await page.keyboard.press("?");
  const list = page.getByRole("dialog", { name: "Keys" });
  await list.waitFor();
  assert.equal(await list.locator("dt").count(), 15);
  assert.deepEqual(await accessibility(page), []);
  await page.keyboard.press("g");
  await page.keyboard.press("l");
  await page.keyboard.press("Escape");
  await list.waitFor({ state: "hidden" });
  await view("Graph");
  await hasFocus(page, "tab-graph");

  await page.keyboard.press("/");
  await hasFocus(page, "ask");
  await page.keyboard.type("g/l?cjk");
  assert.equal(await page.getByLabel("Image, link or digest").inputValue(), "g/l?cjk", "in a field keys are letters");
  assertClean(seen);
});

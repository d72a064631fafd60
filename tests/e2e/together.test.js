// Several files open at once: told apart, opened beside each other, closed one by one.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { accessibility, assertClean, dropFiles, launch, openFiles, session, visit } from "./lib/browser.js";
import { ociLayout, skopeoCopy, temporary } from "./lib/images.js";

const folder = temporary();
const [one, two] = ["one.tar", "two.tar"].map((name) => join(folder.path, name));
let browser;
before(async () => {
  browser = await launch();
  for (const [path, text] of [[one, "one\n"], [two, "two\n"]]) {
    const place = join(folder.path, text.trim());
    mkdirSync(place);
    const layout = ociLayout(place, { "/etc/motd": text });
    skopeoCopy(`oci:${layout}:latest`, `oci-archive:${path}:app:1`);
  }
});
after(async () => {
  await browser?.close();
  folder.remove();
});

const files = (page) => page.getByRole("region", { name: "Open together" });
const names = async (page) => (await files(page).getByRole("listitem").allInnerTexts()).map((text) => text.replace("×", "").trim());
const cards = (page) => page.locator(".images li").allInnerTexts();

test("two files of one drop are told apart, and closing one keeps the other", async (t) => {
  const seen = await visit(t, browser);
  const { page } = seen;
  await dropFiles(page, [one, two]);
  assert.equal(await session(page, ["showing", "failed"]), "showing");
  assert.deepEqual(await names(page), ["one.tar", "two.tar"]);
  const [first, second] = await cards(page);
  assert.match(first, /one\.tar/);
  assert.match(second, /two\.tar/);
  await page.locator(".images li button").last().click();
  await page.waitForFunction(() => location.hash.includes("nth=2"));
  assert.deepEqual(await accessibility(page), []);
  await page.getByRole("tab", { name: /Ledger/ }).click();
  const claimants = await page.locator("tbody").allInnerTexts();
  assert.match(claimants.join(), /one\.tar/);
  await files(page).getByRole("button", { name: "Close one.tar" }).click();
  await session(page, ["showing"]);
  await files(page).waitFor({ state: "detached" });
  await page.getByRole("tab", { name: /Ledger/ }).click();
  assert.doesNotMatch((await page.locator("tbody").allInnerTexts()).join(), /one\.tar/);
  assertClean(seen);
});

test("a file takes the place of another one, or is opened beside it", async (t) => {
  const seen = await visit(t, browser);
  const { page } = seen;
  await openFiles(page, [one]);
  await session(page, ["showing"]);
  assert.equal(await files(page).count(), 0, "nothing is beside it");
  await openFiles(page, [two]);
  await page.getByRole("button", { name: "Open one.tar beside it" }).click();
  await page.waitForFunction(() => document.querySelectorAll(".inputs li").length === 2);
  assert.deepEqual(await names(page), ["one.tar", "two.tar"]);
  assertClean(seen);
});

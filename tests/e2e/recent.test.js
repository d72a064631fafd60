// What was opened lately: kept where a person wants it, and nothing before that.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { accessibility, assertClean, dropFiles, launch, session, visit } from "./lib/browser.js";
import { DIST } from "./lib/server.js";
import { world } from "./lib/world.js";

const SAMPLE = join(DIST, "samples", "docker-save.tar");
let all, browser;
before(async () => ([all, browser] = [await world(), await launch()]));
after(async () => {
  await browser?.close();
  await all?.close();
});

const list = (page) => page.getByRole("region", { name: "Opened lately" });
const stored = (page) => page.evaluate(async () => [localStorage.getItem("assay-recent"), (await indexedDB.databases()).map(({ name }) => name)]);
/// The script that keeps handles comes a while after the page.
const atHand = (page) => page.waitForFunction(() => performance.getEntriesByType("resource").some(({ name }) => name.includes("at_hand-")));
const toStart = async (page) => {
  await page.evaluate(() => (location.hash = ""));
  await page.locator(".start .recent").waitFor();
};

test("nothing of what is opened is kept before a person wants it", async (t) => {
  const seen = await visit(t, browser, { allowed: [all.open.origin] });
  const { page, server } = seen;
  await atHand(page);
  await dropFiles(page, [SAMPLE]);
  await session(page, ["showing"]);
  await page.goto(`${server.url}#image=${all.open.host}/demo/one:1`);
  await session(page, ["showing"]);
  assert.deepEqual(await stored(page), [null, []]);
  assertClean(seen);
});

test("names and digests are kept, lead back, and are forgotten again", async (t) => {
  const seen = await visit(t, browser, { allowed: [all.open.origin] });
  const { page } = seen;
  await atHand(page);
  await list(page).getByRole("button", { name: "Keep what I open in a list" }).click();
  await list(page).getByText("Nothing was opened yet").waitFor();
  await dropFiles(page, [SAMPLE]);
  await session(page, ["showing"]);
  await page.waitForFunction(() => /sha256:/.test(localStorage.getItem("assay-recent")));
  await toStart(page);
  await page.evaluate((hash) => (location.hash = hash), `#image=${all.open.host}/demo/one:1`);
  await session(page, ["showing"]);
  await toStart(page);
  await list(page).getByRole("listitem").nth(1).waitFor();
  const names = await list(page).getByRole("listitem").allInnerTexts();
  assert.equal(names.length, 2);
  assert.match(names[0], new RegExp(`^${all.open.host}/demo/one:1 sha256:[0-9a-f]{12}$`));
  assert.match(names[1], /^docker-save\.tar sha256:[0-9a-f]{12}$/);
  const [text] = await stored(page);
  assert.deepEqual(Object.keys(JSON.parse(text)[0]).sort(), ["at", "digest", "given"]);
  assert.deepEqual(await accessibility(page), []);
  // By its handle, without being chosen again.
  await list(page).getByRole("button", { name: "Open docker-save.tar again" }).click();
  await session(page, ["showing"]);
  await toStart(page);
  await list(page).getByRole("link", { name: /demo\/one:1/ }).click();
  await session(page, ["showing"]);
  await page.reload();
  await toStart(page);
  await list(page).getByRole("button", { name: "Forget all, and keep no more" }).click();
  await list(page).getByRole("button", { name: "Keep what I open in a list" }).waitFor();
  await page.waitForFunction(async () => (await indexedDB.databases()).length === 0);
  assert.equal((await stored(page))[0], null);
  assertClean(seen);
});

test("a file that the browser cannot reach is asked for", async (t) => {
  const kept = [{ given: { file: "gone.tar" }, digest: null, at: 1 }];
  const seen = await visit(t, browser, { context: {} });
  const { page } = seen;
  await page.evaluate((text) => localStorage.setItem("assay-recent", text), JSON.stringify(kept));
  await page.reload();
  await page.locator("#until-started").waitFor({ state: "detached" });
  await atHand(page);
  await list(page).getByRole("button", { name: "Open gone.tar again" }).click();
  await page.getByText("gone.tar is not within reach of the browser any more").waitFor();
  assertClean(seen);
});

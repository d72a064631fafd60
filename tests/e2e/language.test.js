// Everything is said in the language that a person has chosen.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { accessibility, assertClean, dropFiles, launch, report, screenshots, session, visit } from "./lib/browser.js";
import { DIST } from "./lib/server.js";

/// The texts of a second language, as a host sends them.
const TEXTS_BUDGET = 64_000;

const TAMPERED = join(DIST, "samples", "tampered.oci.tar");
const HEALTHY = join(DIST, "samples", "multi-platform.oci.tar");
const CHINESE = { context: { locale: "zh-CN" } };

let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

const language = (page) => page.evaluate(() => document.documentElement.lang);
const spoken = (page, tag) => page.waitForFunction((tag) => document.documentElement.lang === tag, tag);

/// What stands on the page in English sentences: words of an image or a command
/// are code, or one or two words.
const english = (page) =>
  page.evaluate(() => {
    const code = "code, pre, script, noscript, style, [lang=en], .mono, option, .path";
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) {
      const text = walker.currentNode.textContent.trim();
      if (/[a-z]+ [a-z]+ [a-z]+/.test(text) && !walker.currentNode.parentElement.closest(code)) found.push(text);
    }
    for (const element of document.querySelectorAll("[aria-label], [title], [placeholder]")) {
      for (const name of ["aria-label", "title", "placeholder"]) {
        const text = element.getAttribute(name) ?? "";
        if (/[a-z]+ [a-z]+ [a-z]+/.test(text)) found.push(`${name}: ${text}`);
      }
    }
    return found;
  });

test("a browser that prefers Chinese is spoken to in Chinese", async (t) => {
  const opened = await visit(t, browser, CHINESE);
  const { page } = opened;
  await spoken(page, "zh-Hans");
  await page.getByRole("heading", { level: 1, name: "这是什么容器镜像" }).waitFor();
  assert.deepEqual(await english(page), []);
  await screenshots(page, "chinese-start");
  await dropFiles(page, [TAMPERED]);
  await session(page, ["showing"]);
  await page.waitForFunction(() => document.documentElement.dataset.verdict === "failed");
  await screenshots(page, "chinese-tampered");
  for (const tab of await page.getByRole("tab").all()) {
    await tab.click();
    assert.deepEqual(await english(page), [], await tab.innerText());
  }
  assert.deepEqual(await accessibility(page), []);
  assertClean(opened);
});

test("switching keeps what is open, and is remembered", async (t) => {
  const opened = await visit(t, browser);
  const { page } = opened;
  await dropFiles(page, [HEALTHY]);
  await session(page, ["showing"]);
  await page.waitForFunction(() => document.documentElement.dataset.verdict === "verified");
  await page.getByRole("tab").nth(1).click();
  const before = await report(page);
  await page.getByRole("button", { name: "简体中文" }).click();
  await spoken(page, "zh-Hans");
  assert.equal(await page.evaluate(() => document.documentElement.dataset.session), "showing");
  assert.equal(await page.getByRole("tab").nth(1).getAttribute("aria-selected"), "true");
  await page.reload();
  await spoken(page, "zh-Hans");
  await page.getByRole("button", { name: "English" }).click();
  await spoken(page, "en");
  await dropFiles(page, [HEALTHY]);
  await session(page, ["showing"]);
  await page.waitForFunction(() => document.documentElement.dataset.verdict === "verified");
  const after = await report(page);
  assert.deepEqual(after.images, before.images);
  assertClean(opened);
});

test("what was typed is still there when the texts of the language come", async (t) => {
  let come;
  const coming = new Promise((resolve) => (come = () => resolve(null)));
  const change = (path) => (path.endsWith("_app.wasm") ? coming : null);
  const { page } = await visit(t, browser, { ...CHINESE, host: { change } });
  await page.getByLabel("Image, link or digest").fill("alpine:3.20");
  come();
  await spoken(page, "zh-Hans");
  assert.equal(await page.locator("#ask").inputValue(), "alpine:3.20");
});

test("a link says in which language it is to be read", async (t) => {
  const { page } = await visit(t, browser, { ...CHINESE, fragment: "#lang=en" });
  await page.waitForFunction(() => performance.getEntriesByType("resource").some(({ name }) => name.endsWith("_app.wasm")));
  await page.getByLabel("Image, link or digest").fill("not an image!");
  await page.getByRole("button", { name: "Inspect" }).click();
  await page.locator("#ask-wrong .what").waitFor();
  assert.equal(await language(page), "en");
});

test("where the texts do not come the page stays in its language and says so", async (t) => {
  const change = (path) => (path.includes("zh-Hans.txt") ? { status: 404 } : null);
  const { page } = await visit(t, browser, { ...CHINESE, host: { change } });
  await page.locator(".notice").waitFor();
  assert.match(await page.locator(".notice").innerText(), /could not be loaded/);
  assert.equal(await language(page), "en");
});

test("the texts of another language are small, and come only where they are wanted", async (t) => {
  const size = gzipSync(readFileSync(join(DIST, "zh-Hans.txt")), { level: 9 }).length;
  assert.ok(size <= TEXTS_BUDGET, `${size} of ${TEXTS_BUDGET} bytes`);
  const { page, server } = await visit(t, browser);
  await page.waitForLoadState("networkidle");
  assert.ok(!server.requests.some(({ path }) => path.includes("zh-Hans")));
});

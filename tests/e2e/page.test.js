// The page starts wherever it is hosted, takes what it is given, and talks to
// nobody.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { accessibility, assertClean, dropFiles, launch, layoutShift, openFiles, pasteFile, screenshots, session, status, visit } from "./lib/browser.js";
import { ociLayout, skopeoCopy, temporary } from "./lib/images.js";
import { DIST, serve } from "./lib/server.js";

let browser;
let archive;
let layout;
const folder = temporary();

before(async () => {
  browser = await launch();
  layout = ociLayout(folder.path);
  archive = join(folder.path, "image.tar");
  skopeoCopy(`oci:${layout}:latest`, `docker-archive:${archive}:example.org/motd:1`);
});

after(async () => {
  await browser?.close();
  folder.remove();
});

for (const prefix of ["/", "/tools/assay/"]) {
  test(`the page works below ${prefix}`, async (t) => {
    const opened = await visit(t, browser, { host: { prefix } });
    assert.equal(await session(opened.page, ["start"]), "start");
    await dropFiles(opened.page, [archive]);
    await session(opened.page, ["showing", "failed"]);
    assertClean(opened);
    const strange = ({ method, path }) => method !== "GET" || !path.startsWith(prefix);
    assert.deepEqual(opened.server.requests.filter(strange), []);
  });
}

/// A page that need not start.
async function go(t, host, options = {}, fragment = "") {
  const server = await serve(host);
  t.after(server.close);
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  t.after(() => context.close());
  const page = await context.newPage();
  await page.goto(server.url + fragment, { waitUntil: "commit" });
  return page;
}

/// The host keeps the page's wasm back until `come` is called: all of it, or what
/// follows the first part.
function hold(which = "_app.wasm") {
  let come;
  const coming = new Promise((resolve) => (come = () => resolve(null)));
  return { come, change: (path) => (path.endsWith(which) && !path.endsWith("worker_bg.wasm") ? coming : null) };
}

test("the box and the place to drop stand before the page has started, and nothing jumps when it has", async (t) => {
  const { come, change } = hold("_bg.wasm");
  const page = await go(t, { change });
  const parts = ["header.site .brand", ".start h1", ".start .pitch", ".ask label", "#ask", ".ask button", ".drop-target", ".drop-target h2", ".open-buttons", ".drop-target .hint"];
  const seen = () =>
    page.evaluate((parts) => parts.map((part) => {
      const element = document.querySelector(part);
      return [part, element.textContent.replace(/\s+/g, ""), JSON.stringify(element.getBoundingClientRect())].join(" ");
    }), parts);
  await page.getByRole("button", { name: "Inspect" }).waitFor();
  assert.equal(await page.locator("#until-started").count(), 1);
  assert.equal(await page.getByText("has not started yet").isVisible(), false, "it says so after a while only");
  assert.deepEqual(await accessibility(page), []);
  const before = await seen();
  come();
  await page.locator("#until-started").waitFor({ state: "detached" });
  assert.deepEqual(await seen(), before);
  const shift = await layoutShift(page);
  assert.ok(shift <= 0.02, `layout shift of ${shift}`);
});

test("what is typed before the page has started stays, and is answered once it has", async (t) => {
  const { come, change } = hold("_bg.wasm");
  const page = await go(t, { change });
  const field = page.getByLabel("Image, link or digest");
  await field.pressSequentially("not an image");
  await field.press("ArrowLeft");
  await field.press("Enter");
  come();
  await page.locator("#ask-wrong .what").waitFor();
  assert.equal(await field.inputValue(), "not an image");
  assert.deepEqual(await field.evaluate((field) => [document.activeElement === field, field.selectionStart]), [true, 11]);
});

for (const [how, give] of [
  ["dropped", (page) => dropFiles(page, [archive])],
  ["a dropped folder", (page) => dropFiles(page, [layout])],
  ["chosen", (page) => openFiles(page, [archive])],
  ["pasted", (page) => pasteFile(page, "image.tar", readFileSync(archive))],
]) {
  test(`what is given before the page has started is opened once it has: ${how}`, async (t) => {
    const { come, change } = hold("_bg.wasm");
    const page = await go(t, { change });
    await page.getByRole("button", { name: "Inspect" }).waitFor();
    await give(page);
    come();
    assert.equal(await session(page, ["showing", "failed"]), "showing");
  });
}

test("files that are being chosen while the page starts are opened", async (t) => {
  const { come, change } = hold("_bg.wasm");
  const page = await go(t, { change });
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.getByText("Open image files").click()]);
  come();
  await page.locator("#until-started").waitFor({ state: "detached" });
  await chooser.setFiles([archive]);
  assert.equal(await session(page, ["showing", "failed"]), "showing");
});

test("a link shows no start page before the page has started", async (t) => {
  const { change } = hold("_bg.wasm");
  const page = await go(t, { change }, {}, "#image=example.org/x:1");
  await page.getByRole("heading", { level: 1, name: "Opening the link" }).waitFor();
  assert.equal(await page.getByRole("heading", { name: "What is this container image" }).isVisible(), false);
});

test("a page that cannot start says what it needs", async (t) => {
  const page = await go(t, { change: (path) => (path.endsWith("_bg.wasm") ? { status: 500 } : null) });
  await page.getByText("it needs WebAssembly and a browser from 2023 or later").waitFor({ timeout: 4_000 });

  const without = await go(t, {}, { javaScriptEnabled: false });
  await without.getByRole("heading", { name: "What is this container image" }).waitFor();
  // The browser shows it where scripts are off by its settings, not by the protocol.
  assert.match(readFileSync(join(DIST, "index.html"), "utf8"), /<noscript><p[^>]*>.*Allow JavaScript for it/);
});

test("the title names what is open, its state, and both in the language of the page", async (t) => {
  const opened = await visit(t, browser);
  const { page } = opened;
  const titled = (title) => page.waitForFunction((title) => document.title === title, title);
  await titled("Assay");
  await page.getByRole("button", { name: "A healthy multi-platform OCI image" }).click();
  await titled("example.com/hello:1.0: verified – Assay");
  await page.getByRole("button", { name: "简体中文" }).click();
  await titled("example.com/hello:1.0：已验证 – Assay");
  await page.getByRole("button", { name: "English" }).click();
  await page.getByRole("button", { name: "Assay" }).click();
  await titled("Assay");
  await page.getByRole("button", { name: "One tampered with in three ways" }).click();
  await titled("example.com/tampered:1.0: wrong – Assay");
  assertClean(opened);
});

test("files of the button and dropped folders are opened alike", async (t) => {
  const opened = await visit(t, browser);
  await openFiles(opened.page, [archive]);
  await session(opened.page, ["showing", "failed"]);
  opened.page.on("dialog", (dialog) => dialog.accept());
  await opened.page.reload();
  await session(opened.page, ["start"]);
  // It moves what is below it, and the element that is dropped upon.
  await opened.page.getByText("has to be given again").waitFor();
  await dropFiles(opened.page, [layout]);
  await session(opened.page, ["showing", "failed"]);
  assertClean(opened);
});

test("a link is being opened while the rest of the page has not come", async (t) => {
  const { come, change } = hold();
  const expected = `sha256:${"0".repeat(64)}`;
  const { page, ...seen } = await visit(t, browser, { fragment: `#expect=${expected}`, host: { change } });
  assert.equal(await page.getByRole("heading", { level: 1 }).innerText(), "Opening the link");
  come();
  await page.getByRole("heading", { name: "This link asks for a file" }).waitFor();
  assertClean(seen);
});

test("what is given before the rest of the page has come is opened once it has", async (t) => {
  const { come, change } = hold();
  const { page, ...seen } = await visit(t, browser, { host: { change } });
  const notice = page.locator(".notice span");
  await page.getByLabel("Image, link or digest").fill("sha256:0");
  assert.equal(await notice.count(), 0);
  await dropFiles(page, [archive]);
  assert.equal(
    await notice.innerText(),
    "The rest of this page is still loading. What you gave will open as soon as it is ready.",
  );
  assert.equal(page.workers().length, 0);
  come();
  assert.equal(await session(page, ["showing", "failed"]), "showing");
  assert.equal(await notice.count(), 0);
  assertClean(seen);
});

test("what is typed before the rest of the page has come stays, and is answered once it has", async (t) => {
  const { come, change } = hold();
  const { page, ...seen } = await visit(t, browser, { host: { change } });
  const field = page.getByLabel("Image, link or digest");
  await field.fill("not an image");
  await field.press("Enter");
  await page.locator(".notice").waitFor();
  come();
  await page.locator("#ask-wrong .what").waitFor();
  assert.equal(await field.inputValue(), "not an image");
  assert.equal(await page.locator(".notice").count(), 0);
  assertClean(seen);
});

test("what waits for the rest of the page is dropped by the way back to the beginning", async (t) => {
  const { come, change } = hold();
  const { page, ...seen } = await visit(t, browser, { host: { change } });
  await openFiles(page, [archive]);
  await page.locator(".notice").waitFor();
  await page.getByRole("button", { name: "Assay" }).click();
  assert.equal(await page.locator(".notice").count(), 0);
  come();
  if (page.workers().length === 0) await page.waitForEvent("worker");
  await page.waitForTimeout(300);
  assert.equal(await page.evaluate(() => document.documentElement.dataset.session), "start");
  assertClean(seen);
});

test("a host may serve the rest of the page under another type", async (t) => {
  const file = (path) => readFileSync(join(DIST, path.slice(path.lastIndexOf("/") + 1)));
  const change = (path) => (path.endsWith("_app.wasm") ? { type: "application/octet-stream", body: file(path) } : null);
  const { page, ...seen } = await visit(t, browser, { host: { change } });
  await openFiles(page, [archive]);
  assert.equal(await session(page, ["showing", "failed"]), "showing");
  assertClean(seen);
});

test("where the rest of the page does not come, it says so and what to do", async (t) => {
  const change = (path) => (path.endsWith("_app.wasm") ? { status: 404 } : null);
  const { page } = await visit(t, browser, { host: { change } });
  const notice = page.locator(".notice span");
  const said =
    "The rest of this page could not be loaded, so nothing can be opened. Reload the page; " +
    "the site may have been updated meanwhile, or the connection lost.";
  await notice.waitFor();
  assert.equal(await notice.innerText(), said);
  await page.getByRole("button", { name: "Dismiss" }).click();
  await openFiles(page, [archive]);
  assert.equal(await notice.innerText(), said);
});

test("a worker that cannot start is said, and what to do", async (t) => {
  const change = (path) => (path.endsWith("worker_bg.wasm") ? { status: 404 } : null);
  const { page } = await visit(t, browser, { host: { change } });
  await openFiles(page, [archive]);
  assert.equal(await session(page, ["failed"]), "failed");
  assert.match(await status(page), /a worker did not start/i);
});

test("where no compiled code can be sent, each worker compiles its own", async (t) => {
  const start = readFileSync(join(DIST, "start_worker.js"), "utf8");
  const refuse = `const post = self.postMessage.bind(self);
    self.postMessage = (message) => {
      if (message.module) throw new DOMException("no module", "DataCloneError");
      post(message);
    };`;
  const change = (path) => (path.endsWith("/start_worker.js") ? { type: "text/javascript", body: `${refuse}\n${start}` } : null);
  const { page, server, ...seen } = await visit(t, browser, { host: { change } });
  await openFiles(page, [archive]);
  assert.equal(await session(page, ["showing", "failed"]), "showing");
  const compiled = () => server.requests.filter(({ path }) => path.includes("worker_bg.wasm")).length;
  // A worker is there before it has asked for its code.
  while (compiled() < page.workers().length) await page.waitForTimeout(20);
  assert.equal(compiled(), page.workers().length);
  assertClean(seen);
});

test("a worker of another build reloads the page once and is then named", async (t) => {
  const body = 'postMessage({ ready: "another" });';
  const change = (path) => (path.endsWith("start_worker.js") ? { type: "text/javascript", body } : null);
  const { page, server } = await visit(t, browser, { host: { change } });
  const loads = () => server.requests.filter(({ path }) => path === "/").length;
  while (loads() < 2) await page.waitForTimeout(20);
  await page.waitForLoadState("networkidle");
  await openFiles(page, [archive]);
  await session(page, ["showing", "failed"]);
  assert.match(await status(page), /another/);
  assert.equal(loads(), 2);
});

test("the empty page has no accessibility violation", async (t) => {
  const { page } = await visit(t, browser);
  assert.deepEqual(await accessibility(page), []);
  await screenshots(page, "start");
});

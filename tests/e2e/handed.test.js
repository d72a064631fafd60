// What the system hands to the app where it is installed: files that are opened with it,
// and what other apps share with it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { assertClean, launch, session, visit } from "./lib/browser.js";
import { DIST } from "./lib/server.js";

const SAMPLE = join(DIST, "samples", "docker-save.tar");
const NAME = "docker-save.tar";
const manifest = JSON.parse(readFileSync(join(DIST, "app.webmanifest"), "utf8"));
let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

const ready = (page) => page.waitForFunction(() => document.documentElement.dataset.offline === "ready");
const started = (page) => page.locator("#until-started").waitFor({ state: "detached" });
const name = (page) => page.locator(".banner .name").innerText();

/// The browser's part, which no test can make it play: it hands over what `__launch` is
/// given.
const launchQueue = () => {
  const early = [];
  let consume = (parameters) => early.push(parameters);
  const setConsumer = (consumer) => {
    consume = consumer;
    early.splice(0).forEach(consumer);
  };
  Object.defineProperty(window, "launchQueue", { value: { setConsumer } });
  window.__launch = (...files) => {
    const handle = (file) => ({ kind: "file", getFile: async () => file ?? Promise.reject(new DOMException("gone", "NotFoundError")) });
    consume({ files: files.map(handle) });
  };
};

test("files that are opened with the app are opened as if they were dropped", async (t) => {
  const { page, ...rest } = await visit(t, browser);
  await page.addInitScript(launchQueue);
  await page.reload();
  const encoded = readFileSync(SAMPLE).toString("base64");
  // Before the rest of the page has come, also.
  await page.evaluate(
    ({ encoded, name }) => {
      const bytes = Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0));
      // One that is gone keeps none of the others.
      window.__launch(null, new File([bytes], name));
    },
    { encoded, name: NAME },
  );
  assert.equal(await session(page, ["showing", "failed"]), "showing");
  assert.match(await name(page), /docker-save\.tar/);
  assertClean(rest);
});

/// A page of another app on the same host, from which something is shared.
const FORM = `<form action="shared" method="post" enctype="multipart/form-data">
<input name="title"><input name="text"><input name="url"><input name="files" type="file" multiple><button>Share</button></form>`;
const host = () => ({ change: (path) => ({ "/sharing.html": { type: "text/html", body: FORM }, "/favicon.ico": { status: 204 } })[path] ?? null });

/// Shares from such a page, and waits for the app.
async function share(page, url, { files = [], ...fields }) {
  await page.goto(`${url}sharing.html`);
  for (const [field, text] of Object.entries(fields)) await page.locator(`[name=${field}]`).fill(text);
  await page.locator("[name=files]").setInputFiles(files);
  await page.getByRole("button", { name: "Share" }).click();
  await page.waitForURL((address) => !address.pathname.endsWith(".html"));
  await started(page);
}

test("a file that is shared with the app is opened, and is in no store", async (t) => {
  const seen = await visit(t, browser, { host: host(), kept: true });
  const { page, server } = seen;
  await ready(page);
  const stored = () =>
    page.evaluate(async () => {
      const kept = [];
      for (const cache of await window.caches.keys()) {
        for (const { url } of await (await window.caches.open(cache)).keys()) kept.push(url);
      }
      return [await indexedDB.databases(), kept.sort(), localStorage.length];
    });
  const before = await stored();
  await share(page, server.url, { title: "An image", files: [SAMPLE] });
  assert.equal(await session(page, ["showing", "failed"]), "showing");
  assert.match(await name(page), /docker-save\.tar/);
  assert.ok(!page.url().includes("shared"), page.url());
  assert.ok(server.requests.every(({ method }) => method === "GET"), "the host gets nothing of it");
  assert.deepEqual(await stored(), before);
  // It was given once.
  const again = await seen.context.newPage();
  await again.goto(`${server.url}?shared=1`);
  await again.getByText("There was no file in it, and no text").waitFor();
  assert.equal(new URL(again.url()).search, "");
  assertClean(seen);
});

test("an address that is shared with the app is what was typed", async (t) => {
  const seen = await visit(t, browser, { host: host(), kept: true });
  const { page, server } = seen;
  await ready(page);
  const address = `${server.url}none/index.json`;
  await share(page, server.url, { title: "An image", text: "Look at this", url: address });
  await session(page, ["failed", "refused", "showing"]);
  assert.ok(server.requests.some(({ path }) => path.startsWith("/none/oci-layout")));
});

test("the manifest offers what the app takes", () => {
  const [{ action, accept }] = manifest.file_handlers;
  assert.equal(action, "./");
  for (const extension of [".tar", ".tgz", ".tar.gz", ".tar.zst", ".tar.xz", ".tar.bz2"]) {
    assert.ok(Object.values(accept).flat().includes(extension), extension);
  }
  // What is open is not what another file takes the place of.
  assert.equal(manifest.launch_handler.client_mode[0], "navigate-new");
  const { action: shared, method, enctype, params } = manifest.share_target;
  assert.deepEqual([shared, method, enctype, params.files[0].name], ["./shared", "POST", "multipart/form-data", "files"]);
});

// The images of an engine: podman's service, and the shapes of Docker Engine, behind the
// page's own nginx.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { accessibility, assertClean, assertQuiet, freePort, launch, open, session } from "./lib/browser.js";
import { Closing } from "./lib/daemon.js";
import { hello, mock, podman } from "./lib/engine.js";
import { temporary } from "./lib/images.js";
import { nginx } from "./lib/relay.js";
import { DIST, serve } from "./lib/server.js";

const closing = new Closing();
let browser, folder;

before(async () => {
  browser = closing.keep(await launch(), () => browser.close());
  const made = closing.keep(temporary(), () => made.remove());
  folder = made.path;
});
after(() => closing.close());

/// Until what was opened is drawn: a list is "showing", too.
async function shown(page) {
  await page.locator("#panel > *").first().waitFor();
  assert.equal(await session(page, ["showing", "failed"]), "showing");
}

/// The page of the engine at `socket`, before anything is asked.
async function engineAt(t, socket, { fragment = "#engine=beside" } = {}) {
  const site = await nginx(folder, DIST, "page", { ASSAY_ENGINE: socket });
  t.after(site.close);
  const opened = await open(browser, `${site.origin}/${fragment}`);
  t.after(() => opened.context.close());
  return { ...opened, site };
}

/// An engine of a shape, and its page with the list.
async function listed(t, shape, options = {}) {
  const engine = await mock(folder, shape, options);
  t.after(engine.close);
  const opened = await engineAt(t, engine.socket);
  await opened.page.getByRole("button", { name: "List images" }).click();
  await opened.page.getByRole("row", { name: /example\.test\/hello:1/ }).waitFor();
  return { ...opened, engine };
}

const asked = ({ requests }) => requests.splice(0).map(({ url }) => url);

/// What the page says of the report, by what each row is about.
async function reported(page) {
  const rows = page.locator(".reported table").first().locator("tbody tr");
  await rows.first().waitFor();
  const cells = await rows.evaluateAll((rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent.trim())));
  return Object.fromEntries(cells.map(([what, ...more]) => [what, more.map((text) => text.replace(/^[^\w\s]\s*/, ""))]));
}

test("podman's images are listed and opened, through nginx, and their bytes say the same", async (t) => {
  const engine = await podman(folder);
  t.after(engine.close);
  const { archive, digests } = hello();
  writeFileSync(join(folder, "hello.tar"), archive);
  engine.load(join(folder, "hello.tar"));
  const opened = await engineAt(t, engine.socket, { fragment: "" });
  const { page } = opened;
  await page.getByRole("link", { name: /this machine/ }).click();
  await page.getByRole("heading", { name: "This machine's images" }).waitFor();
  await page.getByRole("button", { name: "List images" }).click();
  const row = page.getByRole("row", { name: /example\.test\/hello:1/ });
  await row.waitFor();
  assert.match(await page.getByRole("status").allTextContents().then((all) => all.join()), /Podman Engine 4\.\S+ answers \(API 1\.\d+\)/);
  assert.match(await row.textContent(), new RegExp(`${digests.config.slice(7)}of the config`));
  assert.deepEqual(await accessibility(page), []);
  // It has no such endpoint.
  await row.getByRole("button", { name: /Ask its registry/ }).click();
  await row.getByText(/The engine did not find out where the tag leads/).waitFor();
  await row.getByRole("button", { name: "Open example.test/hello:1" }).click();
  await shown(page);
  await page.waitForFunction(() => document.documentElement.dataset.verdict === "verified");
  const says = await reported(page);
  for (const what of ["ID", "DiffIDs", "Platform", "Created", "Steps of the history"]) {
    assert.equal(says[what].at(-1), "the same", what);
  }
  for (const what of ["Tags", "Size", "Storage driver"]) {
    assert.deepEqual(says[what].slice(1), ["", "reported by the engine"], what);
  }
  assert.deepEqual(says["ID"].slice(0, 2), [digests.config, digests.config]);
  await page.getByText(/What it calls ID is the digest of the image's config/).waitFor();
  assert.deepEqual(await accessibility(page), []);
  // Back leads to the list as it was, and nothing is asked again.
  await page.goBack();
  await row.waitFor();
  // What a page that is gone has received makes room for the next one.
  await page.reload();
  await page.getByRole("button", { name: "List images" }).click();
  await row.getByRole("button", { name: "Open example.test/hello:1" }).click();
  await shown(page);
  const received = await page.evaluate(async () => {
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle("unpacked");
    return (await Array.fromAsync(folder.keys())).filter((name) => name.endsWith("-received")).length;
  });
  assert.equal(received, 1);
  assertQuiet(opened);
});

test("podman's service lets a page of another server read it", async (t) => {
  const host = await serve();
  t.after(host.close);
  const port = await freePort();
  const place = join(folder, "alone");
  mkdirSync(place);
  const at = `tcp:127.0.0.1:${port}`;
  const engine = await podman(place, at, ["--cors", host.origin]);
  t.after(engine.close);
  writeFileSync(join(place, "hello.tar"), hello().archive);
  engine.load(join(place, "hello.tar"));
  engine.untag("example.test/hello:1");
  const opened = await open(browser, `${host.url}#engine=beside`, { allowed: [`http://127.0.0.1:${port}`] });
  t.after(() => opened.context.close());
  const { page } = opened;
  await page.getByLabel(/Address of the engine/).fill(`127.0.0.1:${port}`);
  await page.getByRole("button", { name: "List images" }).click();
  const row = page.getByRole("row", { name: /dangling/ });
  await row.getByRole("button", { name: /^Open/ }).click();
  await shown(page);
  assert.equal((await reported(page))["ID"].at(-1), "the same");
  assertClean(opened);
});

test("nothing is asked before a person wants it", async (t) => {
  const engine = await mock(folder, "docker-28");
  t.after(engine.close);
  const { page } = await engineAt(t, engine.socket);
  await page.getByRole("heading", { name: "This machine's images" }).waitFor();
  await page.waitForTimeout(300);
  assert.deepEqual(asked(engine), []);
  await page.getByRole("button", { name: "List images" }).click();
  await page.getByRole("row", { name: /example\.test\/hello:1/ }).waitFor();
  assert.deepEqual(asked(engine), ["/_ping", "/version", "/images/json?manifests=1"]);
});

test("what an ID is, is said for both image stores, and what differs is a finding", async (t) => {
  const { digests } = hello();
  for (const [shape, id, of] of [
    ["docker-24", digests.config, "of the config"],
    ["docker-29-containerd", digests.index, "of the index"],
  ]) {
    await t.test(shape, async (t) => {
      const change = (answers) => {
        answers.inspect.Architecture = "arm64";
      };
      const opened = await listed(t, shape, { change });
      const { page, engine } = opened;
      const row = page.getByRole("row", { name: /example\.test\/hello:1/ });
      assert.match(await row.textContent(), new RegExp(`${id.slice(7)}${of}`));
      const dangling = page.getByRole("row", { name: /dangling/ });
      // The engine's -1 is not a size.
      assert.match(await dangling.textContent(), /size not known/);
      await row.getByRole("button", { name: /Ask its registry/ }).click();
      await row.getByText(/reported by the engine/).waitFor();
      asked(engine);
      await row.getByRole("button", { name: /^Open/ }).click();
      await shown(page);
      const name = "/images/example.test/hello:1";
      assert.deepEqual(asked(engine), [`${name}/json?manifests=1`, `${name}/history`, `${name}/get`]);
      const says = await reported(page);
      assert.deepEqual(says["ID"], [id, id, "the same"]);
      assert.deepEqual(says["Platform"], ["linux/arm64", "linux/amd64", "differs"]);
      const rewritten = shape === "docker-24" ? "another manifest, written for this archive" : "the same";
      assert.equal(says["Digests in registries"].at(-1), rewritten);
      await page.getByRole("tab", { name: /Findings/ }).click();
      const found = await page.getByRole("tabpanel").textContent();
      assert.match(found, /engine-platform/);
      assert.equal(/engine-rewritten-manifest/.test(found), shape === "docker-24");
      assert.doesNotMatch(found, /engine-id|engine-layers|engine-created/);
      assertClean(opened);
    });
  }
});

test("an archive that is long in coming can be cancelled, and one that breaks off is said", async (t) => {
  let answer;
  const archive = (response, bytes) => {
    answer = response;
    response.write(bytes.subarray(0, 4_000));
  };
  const opened = await listed(t, "docker-28", { archive });
  const { page } = opened;
  const row = page.getByRole("row", { name: /example\.test\/hello:1/ });
  const openIt = row.getByRole("button", { name: /^Open/ });
  await openIt.click();
  await page.getByText(/Receiving example\.test\/hello:1: 4\.0 kB so far/).waitFor();
  const ended = new Promise((end) => answer.once("close", end));
  await page.getByRole("button", { name: "Cancel" }).click();
  await ended;
  await page.getByText(/Receiving/).waitFor({ state: "detached" });
  const files = () =>
    page.evaluate(async () => {
      const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle("unpacked", { create: true });
      return (await Array.fromAsync(folder.keys())).length;
    });
  for (let wait = 0; (await files()) > 0 && wait < 100; wait += 1) await page.waitForTimeout(20);
  assert.equal(await files(), 0);
  await openIt.click();
  await page.getByText(/4\.0 kB so far/).waitFor();
  answer.destroy();
  await page.getByText("example.test/hello:1 was not opened: the archive broke off.", { exact: false }).waitFor();
  assertQuiet(opened);
});

test("where no engine answers, the ways to one are said", async (t) => {
  const host = await serve();
  t.after(host.close);
  const opened = await open(browser, `${host.url}#engine=beside`);
  t.after(() => opened.context.close());
  const { page } = opened;
  await page.getByRole("button", { name: "List images" }).click();
  await page.getByText("The engine cannot be asked: the engine answered with status 404.").waitFor();
  await page.getByText(/deploy\/README\.md says how/).waitFor();
  assertQuiet(opened);
});

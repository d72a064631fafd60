// The app without a network, and new versions of it.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { accessibility, assertClean, assertQuiet, dropFiles, launch, open, session, visit } from "./lib/browser.js";
import { ociLayout, skopeoCopy, temporary } from "./lib/images.js";
import { DIST, serve } from "./lib/server.js";

const SCRIPT = fileURLToPath(new URL("../../src/page/offline.py", import.meta.url));
const folder = temporary();
const archive = join(folder.path, "image.tar");
let browser;
before(async () => {
  skopeoCopy(`oci:${ociLayout(folder.path)}:latest`, `oci-archive:${archive}:latest`);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  folder.remove();
});

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
const ready = (page) => page.waitForFunction(() => document.documentElement.dataset.offline === "ready");
const started = (page) => page.locator("#until-started").waitFor({ state: "detached" });
const scripts = (host) => readdirSync(host).filter((name) => /\.(js|wasm)$/.test(name));

/// Waits for what the page promises.
async function until(page, promise) {
  while (!(await page.evaluate(promise))) await page.waitForTimeout(50);
}

/// All that the browser keeps for this origin, by cache: addresses and what they lead to.
const caches = (page) =>
  page.evaluate(async () => {
    const all = {};
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      all[name] = {};
      for (const request of await cache.keys()) {
        const bytes = await (await cache.match(request)).arrayBuffer();
        const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
        all[name][request.url] = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
      }
    }
    return all;
  });

/// Opens the archive, and looks at one of its files.
async function inspect(page) {
  await dropFiles(page, [archive]);
  assert.equal(await session(page, ["showing", "failed"]), "showing");
  await page.waitForFunction(() => document.documentElement.dataset.verdict === "verified");
  await page.getByRole("tab", { name: "Files" }).click();
  await page.getByRole("treegrid", { name: "The tree of files" }).locator('bdi:text-is("etc")').waitFor();
}

test("with the network off after a first visit, an archive is opened and verified", async (t) => {
  const seen = await visit(t, browser, { kept: true });
  await ready(seen.page);
  await seen.context.setOffline(true);
  await seen.server.close();
  const loaded = await seen.page.reload();
  assert.ok(loaded.fromServiceWorker());
  await started(seen.page);
  await inspect(seen.page);
  // All else that comes when it is wanted: the other language, a sample.
  const other = await seen.context.newPage();
  await other.goto(`${seen.server.url}#view=ledger`);
  await started(other);
  await other.getByRole("button", { name: "简体中文" }).click();
  await other.waitForFunction(() => document.documentElement.lang === "zh-Hans");
  await other.locator(".sample").first().click();
  assert.equal(await session(other, ["showing", "failed"]), "showing");
  assertClean(seen);
});

test("who stays on the first page they saw can go on without a network, too", async (t) => {
  const seen = await visit(t, browser, { kept: true });
  await ready(seen.page);
  await seen.page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await seen.context.setOffline(true);
  await seen.server.close();
  await inspect(seen.page);
  assertClean(seen);
});

test("what is kept is the app, byte for byte, and nothing that is asked for or opened", async (t) => {
  const beside = { "/layout/oci-layout": '{"imageLayoutVersion":"1.0.0"}', "/layout/index.json": '{"schemaVersion":2,"manifests":[]}', "/relay.json": "{}" };
  const change = (path) => (path in beside ? { type: "application/json", body: beside[path] } : null);
  const seen = await visit(t, browser, { host: { change }, kept: true });
  const { page, server } = seen;
  await ready(page);
  await page.reload();
  await started(page);
  await inspect(page);
  await page.evaluate(() => fetch("relay.json").then((response) => response.text()));
  await page.getByLabel("Image, link or digest").fill(`${server.url}layout/index.json`);
  await page.keyboard.press("Enter");
  await session(page, ["showing", "failed", "refused"]);
  assert.ok(server.requests.some(({ path }) => path.startsWith("/layout/index.json")));
  const kept = await caches(page);
  assert.equal(Object.keys(kept).length, 1);
  const expected = {};
  for (const file of readdirSync(DIST, { recursive: true, withFileTypes: true })) {
    const path = relative(DIST, join(file.parentPath ?? file.path, file.name));
    if (!file.isFile() || /^(offline\.js|relay\.json)$|\.(png|svg|webmanifest|gz|br)$/.test(path)) continue;
    expected[path === "index.html" ? "" : path] = sha256(readFileSync(join(DIST, path)));
  }
  const [found] = Object.values(kept);
  const plain = Object.entries(found).map(([url, digest]) => [new URL(url).pathname.slice(1), digest]);
  assert.deepEqual(Object.fromEntries(plain.sort()), Object.fromEntries(Object.entries(expected).sort()));
  // Those whose names say no version are asked for by build.
  const built = Object.keys(found).filter((url) => new URL(url).search !== "").map((url) => new URL(url).pathname.slice(1));
  assert.deepEqual(built.sort(), ["files.js", "files_bg.wasm", "start_worker.js", "worker.js", "worker_bg.wasm", "zh-Hans.txt"]);
  assertQuiet(seen);
});

test("a first visit waits for none of it", async (t) => {
  const { page, server } = await visit(t, browser, { kept: true });
  await ready(page);
  const paths = server.requests.map(({ path }) => path);
  const at = (what) => paths.findIndex((path) => what.test(path));
  assert.ok(at(/_app\.wasm$/) < at(/worker_bg\.wasm/) && at(/worker_bg\.wasm/) < at(/offline\.js$/), paths.join("\n"));
  // Nothing that only later visits want comes before that.
  for (const late of [/files_bg\.wasm/, /zh-Hans/, /samples/]) assert.ok(at(late) > at(/offline\.js$/), `${late}`);
});

test("below a path the app keeps to itself, and answers for nothing else", async (t) => {
  const host = { prefix: "/tools/assay/", change: (path) => (path.startsWith("/tools/assay/") ? null : { body: `of the host: ${path}` }) };
  const seen = await visit(t, browser, { host, kept: true });
  const { page, server, context } = seen;
  await ready(page);
  const scope = await page.evaluate(async () => (await navigator.serviceWorker.ready).scope);
  assert.equal(scope, server.url);
  const names = await page.evaluate(async () => window.caches.keys());
  assert.ok(names.every((name) => name.startsWith("assay /tools/assay/ ")), names.join());
  const other = await context.newPage();
  await other.goto(`${server.origin}/tools/`);
  assert.equal(await other.locator("body").innerText(), "of the host: /tools/");
  assert.equal(await other.evaluate(() => navigator.serviceWorker.controller), null);
  await context.setOffline(true);
  await server.close();
  for (const address of [server.url, `${server.url}index.html`, `${server.url}?lang=zh-Hans`]) {
    await page.goto(address);
    await started(page);
  }
  await assert.rejects(page.goto(`${server.url}other.html`), /ERR_/);
});

test("where a browser keeps nothing the page is as it is, and says nothing of it", async (t) => {
  const away = await launch({ words: ["--host-resolver-rules=MAP assay.example 127.0.0.1"] });
  t.after(() => away.close());
  const server = await serve();
  t.after(server.close);
  // By plain http from another machine.
  const seen = await open(away, server.url.replace("127.0.0.1", "assay.example"), { kept: true });
  assert.equal(await seen.page.evaluate(() => "serviceWorker" in navigator), false);
  await seen.page.waitForTimeout(4_000);
  assert.ok(!server.requests.some(({ path }) => path.includes("offline.js")));
  await inspect(seen.page);
  assertClean(seen);
  // Where it refuses.
  const refusing = await visit(t, browser, { kept: true, host: { change: (path) => (path === "/offline.js" ? { status: 404 } : null) } });
  while (!refusing.server.requests.some(({ path }) => path === "/offline.js")) await refusing.page.waitForTimeout(100);
  await inspect(refusing.page);
  // The browser writes by itself what it got.
  assert.deepEqual(refusing.problems.filter((problem) => !/^error: A bad HTTP response code \(404\)/.test(problem)), []);
});

/// A host of its own, to whose files another version can come.
async function host(t) {
  const place = mkdtempSync(join(folder.path, "host-"));
  cpSync(DIST, place, { recursive: true });
  const server = await serve({ folder: place });
  t.after(server.close);
  return { place, server };
}

const keep = (place, build) => assert.equal(spawnSync(SCRIPT, [place, build], { encoding: "utf8" }).stderr, "");
const buildOf = (place) => /^const BUILD = "(\w*)"/.exec(readFileSync(join(place, "offline.js"), "utf8"))[1];

/// Puts another build in the place of the one there: every name that says a version is
/// another one, and nothing of the one before is left.
function deploy(place) {
  const build = buildOf(place);
  const other = build.replace(/./g, (digit) => (digit === "0" ? "1" : "0"));
  const [, page] = /page-([0-9a-f]{16})\.js/.exec(readFileSync(join(place, "index.html"), "utf8"));
  const names = [[build, other], [page, page.replace(/./g, (digit) => (digit === "0" ? "1" : "0"))]];
  for (const name of [...scripts(place), "index.html"]) {
    let text = readFileSync(join(place, name), "latin1");
    for (const [from, to] of names) text = text.replaceAll(from, to);
    if (name === "index.html") text = text.replace("<head>", '<head><meta name="version" content="2">');
    writeFileSync(join(place, name), text, "latin1");
    if (name.includes(page)) renameSync(join(place, name), join(place, name.replace(...names[1])));
  }
  keep(place, other);
}

const version = (page) => page.evaluate(() => document.querySelector("meta[name=version]")?.content ?? "1");
const announced = (page) => page.getByText("A new version of Assay is here").waitFor();
const button = (page, name) => page.getByRole("button", { name });

test("a new version is announced and never forced, and other tabs go on with theirs", async (t) => {
  const { place, server } = await host(t);
  const seen = await open(browser, server.url, { kept: true });
  t.after(() => seen.context.close());
  const { page, context } = seen;
  await ready(page);
  const other = await context.newPage();
  await other.goto(server.url);
  await started(other);
  deploy(place);
  await page.reload();
  await started(page);
  await announced(page);
  assert.deepEqual(await accessibility(page), []);
  assert.equal(await version(page), "1");
  await announced(other);
  // "Not now" is for now; loading the page by oneself takes nothing either.
  await button(other, "Not now").click();
  await button(other, "Load the new version").waitFor({ state: "detached" });
  await page.reload();
  await started(page);
  await announced(page);
  assert.equal(await version(page), "1");

  // What is open is not lost without asking.
  await inspect(page);
  const dialogs = [];
  const answer = (accept) =>
    page.once("dialog", async (dialog) => {
      dialogs.push(dialog.type());
      await (accept ? dialog.accept() : dialog.dismiss());
    });
  answer(false);
  await button(page, "Load the new version").click();
  while (dialogs.length < 1) await page.waitForTimeout(50);
  assert.deepEqual([await version(page), await session(page, ["showing"])], ["1", "showing"]);
  answer(true);
  await Promise.all([page.waitForNavigation(), button(page, "Load the new version").click()]);
  assert.deepEqual(dialogs, ["beforeunload", "beforeunload"]);
  await started(page);
  assert.equal(await version(page), "2");
  assert.equal(await button(page, "Load the new version").count(), 0);

  // The host has nothing of the other tab's version any more.
  assert.equal(await version(other), "1");
  const before = server.requests.length;
  await inspect(other);
  const asked = server.requests.slice(before).filter(({ path }) => path !== "/offline.js");
  assert.deepEqual(asked, []);
  await server.close();
  await page.reload();
  await started(page);
  await inspect(page);
  assert.equal(await version(page), "2");
  assertClean(seen);
});

test("an old version is forgotten once no page of it is open", async (t) => {
  const { place, server } = await host(t);
  const seen = await open(browser, server.url, { kept: true });
  t.after(() => seen.context.close());
  const { page, context } = seen;
  await ready(page);
  const other = await context.newPage();
  await other.goto(server.url);
  await ready(other);
  const [first] = await page.evaluate(() => window.caches.keys());
  deploy(place);
  await page.reload();
  await announced(page);
  await Promise.all([page.waitForNavigation(), button(page, "Load the new version").click()]);
  await ready(page);
  await page.waitForTimeout(500);
  const names = () => page.evaluate(() => window.caches.keys());
  assert.equal((await names()).length, 2);
  await other.close();
  await page.reload();
  await ready(page);
  while ((await names()).includes(first)) await page.waitForTimeout(50);
  assert.equal((await names()).length, 1);
  assertClean(seen);
});

test("a version that did not come whole changes nothing, and comes when it is", async (t) => {
  const { place, server } = await host(t);
  const seen = await open(browser, server.url, { kept: true });
  t.after(() => seen.context.close());
  const { page } = seen;
  await ready(page);
  const broken = mkdtempSync(join(folder.path, "next-"));
  cpSync(place, broken, { recursive: true });
  deploy(broken);
  // The host is in the midst of it: the list is the new one, and a file is not.
  const late = readFileSync(join(broken, "files_bg.wasm"));
  for (const name of scripts(place)) rmSync(join(place, name));
  cpSync(broken, place, { recursive: true });
  writeFileSync(join(place, "files_bg.wasm"), "half");
  const asked = () => server.requests.filter(({ path }) => path.startsWith("/files_bg.wasm")).length;
  const before = asked();
  await page.reload();
  await ready(page);
  while (asked() < before + 2) await page.waitForTimeout(50);
  await until(page, async () => {
    const { installing, waiting } = await navigator.serviceWorker.getRegistration();
    return installing === null && waiting === null;
  });
  assert.equal(await button(page, "Load the new version").count(), 0);
  await page.reload();
  await started(page);
  assert.equal(await version(page), "1");
  await inspect(page);
  // What came of it is not fetched again.
  writeFileSync(join(place, "files_bg.wasm"), late);
  const next = await seen.context.newPage();
  const from = server.requests.length;
  await next.goto(server.url);
  await announced(next);
  const fetched = server.requests.slice(from).map(({ path }) => path.split("?")[0]);
  assert.deepEqual(fetched.filter((path) => path.endsWith(".wasm")), ["/files_bg.wasm"]);
  // A version that failed writes so to the console.
  assertQuiet(seen);
});

test("the list of files is made of what is there to be served, and of nothing for an unoptimised page", (t) => {
  const place = mkdtempSync(join(folder.path, "list-"));
  const names = ["index.html", "worker.js", "worker.js.gz", "page-0123456789abcdef_app.wasm", "icons/icon-192.png", "samples/a.tar"];
  for (const name of names) {
    mkdirSync(join(place, name, ".."), { recursive: true });
    writeFileSync(join(place, name), name);
  }
  const written = () => readFileSync(join(place, "offline.js"), "utf8");
  const list = () => JSON.parse(/^const FILES = new Map\((.*?)\);$/ms.exec(written())[1]);
  keep(place, "b1");
  const expected = { "": "index.html", "page-0123456789abcdef_app.wasm": 0, "samples/a.tar": 0, "worker.js?b1": "worker.js" };
  assert.deepEqual(Object.fromEntries(list()), Object.fromEntries(Object.entries(expected).map(([name, path]) => [name, sha256(path || name)])));
  const first = written();
  keep(place, "b1");
  assert.equal(written(), first);
  writeFileSync(join(place, "samples/a.tar"), "another");
  keep(place, "b1");
  assert.notEqual(/VERSION = "(\w+)"/.exec(written())[1], /VERSION = "(\w+)"/.exec(first)[1]);
  keep(place, "");
  assert.deepEqual(list(), []);
});

test("an unoptimised page takes away what the release page of its address has left", async (t) => {
  const { place, server } = await host(t);
  const seen = await open(browser, server.url, { kept: true });
  t.after(() => seen.context.close());
  const { page } = seen;
  await ready(page);
  keep(place, "");
  await page.reload();
  await until(page, async () => (await navigator.serviceWorker.getRegistrations()).length === 0 && (await window.caches.keys()).length === 0);
  const before = server.requests.length;
  await page.reload();
  assert.equal(server.requests[before].path, "/", "the page is that of the host");
});

test("the app can be installed once it is kept: its manifest names what is there", async (t) => {
  const page = readFileSync(join(DIST, "index.html"), "utf8");
  // Without a worker what is shared with the app would go to the host.
  assert.doesNotMatch(page, /rel="manifest"/);
  const seen = await visit(t, browser, { kept: true });
  await ready(seen.page);
  const name = await seen.page.locator("link[rel=manifest]").evaluate((link) => new URL(link.href).pathname.slice(1));
  const manifest = JSON.parse(readFileSync(join(DIST, name), "utf8"));
  assert.deepEqual([manifest.name, manifest.start_url, manifest.scope], ["Assay", "./", "./"]);
  for (const size of [192, 512]) {
    for (const purpose of [undefined, "maskable"]) {
      const icon = manifest.icons.find((icon) => icon.sizes === `${size}x${size}` && icon.purpose === purpose);
      const png = readFileSync(join(DIST, icon.src));
      assert.deepEqual([png.subarray(1, 4).toString(), png.readUInt32BE(16), png.readUInt32BE(20)], ["PNG", size, size]);
    }
  }
  for (const { src } of manifest.icons) assert.ok(existsSync(join(DIST, src)), src);
});

test("the browser finds nothing that keeps the app from being installed", async (t) => {
  const seen = await visit(t, browser, { kept: true });
  await ready(seen.page);
  const devtools = await seen.context.newCDPSession(seen.page);
  const { errors } = await devtools.send("Page.getAppManifest");
  assert.deepEqual(errors, []);
  const { installabilityErrors } = await devtools.send("Page.getInstallabilityErrors");
  // A context of these tests counts as a private window.
  assert.deepEqual(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== "in-incognito"), []);
  assertClean(seen);
});

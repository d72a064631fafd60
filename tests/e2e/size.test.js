// What a first visit costs. A slow line makes these bytes seconds.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { launch, visit } from "./lib/browser.js";
import { DIST } from "./lib/server.js";

/// The part of the page that a first visit waits for, in bytes as a host sends them.
const FIRST_WASM_BUDGET = 86_000;

/// All that it waits for: the document, its style, its scripts and that part.
const FIRST_VISIT_BUDGET = 100_000;

/// The worker and the rest of the page, which come while a person looks for a file.
/// They may shrink: these limits keep them from growing.
const WORKER_BUDGET = 335_000;
const REST_BUDGET = 1_250_000;

/// What comes once an image is open and its files are known: their views, with what reads
/// tables of contents, and the worker that keeps them.
const FILE_VIEWS_BUDGET = 405_000;
const FILES_BUDGET = 440_000;

/// What comes when a person wants the images of an engine, a search or a list.
const SOURCES_BUDGET = 106_000;

/// What comes with the first signature, or when a person looks for some.
const TRUST_BUDGET = 290_000;

/// All that a first visit fetches: the wasm, and what scripts, styles and the
/// document may need.
const FIRST_LOAD_BUDGET = 1_655_000;

/// All that is kept behind that for when there is no network.
const KEPT_BUDGET = 2_970_000;

const gzipped = (path) => gzipSync(readFileSync(join(DIST, path)), { level: 9 }).length;

let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

test("the wasm of page and worker stays within its budget", () => {
  const sizes = readdirSync(DIST).filter((name) => name.endsWith(".wasm")).map((file) => [file, gzipped(file)]);
  const budgets = [
    [/^page-.*_bg\.wasm$/, FIRST_WASM_BUDGET],
    [/^worker_bg\.wasm$/, WORKER_BUDGET],
    [/^files_bg\.wasm$/, FILES_BUDGET],
    [/_(app|chunk_\d+)\.wasm$/, REST_BUDGET],
    [/_files\.wasm$/, FILE_VIEWS_BUDGET],
    [/_sources\.wasm$/, SOURCES_BUDGET],
    [/_trust\.wasm$/, TRUST_BUDGET],
  ];
  for (const [name, budget] of budgets) {
    const parts = sizes.filter(([file]) => name.test(file));
    const size = parts.reduce((sum, [, size]) => sum + size, 0);
    assert.ok(parts.length > 0 && size <= budget, `${name} has ${size} of ${budget} bytes`);
  }
  assert.ok(sizes.every(([file]) => budgets.some(([name]) => name.test(file))));
});

test("what a person gives can be taken before the rest of the page is asked for", async (t) => {
  const { server } = await visit(t, browser);
  const later = /href="\.\/(style-\w+\.css)" disabled/.exec(readFileSync(join(DIST, "index.html"), "utf8"))[1];
  const rest = () => server.requests.findIndex(({ path }) => /_(app|chunk_\d+)\.wasm$/.test(path) || path.endsWith(later));
  while (rest() < 0) await new Promise((later) => setTimeout(later, 20));
  const before = server.requests.slice(0, rest()).map(({ path }) => path);
  // One style, what keeps what is given, one script and its wasm, beside the
  // document itself.
  const kinds = before.map((path) => path.replace(/[0-9a-f]{16}/, "HASH").split("/").pop());
  assert.deepEqual(kinds.sort(), ["", "before_start-HASH.js", "page-HASH.js", "page-HASH_bg.wasm", "style-HASH.css"]);
  const sizes = before.map((path) => [path, gzipped(path.slice(1) || "index.html")]);
  const sum = sizes.reduce((sum, [, size]) => sum + size, 0);
  t.diagnostic(`${sum} bytes`);
  assert.ok(sum <= FIRST_VISIT_BUDGET, `${sum} of ${FIRST_VISIT_BUDGET} bytes: ${JSON.stringify(sizes)}`);
});

test("the wasm names no folder of whoever built it", () => {
  const folder = process.env.CARGO_HOME ?? join(homedir(), ".cargo");
  const files = readdirSync(DIST).filter((name) => name.endsWith(".wasm"));
  assert.ok(files.some((file) => readFileSync(join(DIST, file)).includes("crates/")), "sources are named at all");
  for (const file of files) {
    assert.ok(!readFileSync(join(DIST, file)).includes(folder), `${file} names ${folder}`);
  }
});

test("a first visit fetches nothing twice but scripts of workers, and stays within its budget", async (t) => {
  const { page, server } = await visit(t, browser);
  // Two workers start where there are cores for them, one after the other.
  const workers = Math.min(2, await page.evaluate(() => navigator.hardwareConcurrency));
  while (page.workers().length < workers) await page.waitForEvent("worker");
  // The last that comes by itself.
  while (!server.requests.some(({ path }) => path.includes("/at_hand-"))) await page.waitForTimeout(50);
  await page.waitForLoadState("networkidle");
  const fetched = server.requests.map(({ path }) => new URL(path, server.url).pathname.slice(1) || "index.html");
  assert.ok(fetched.some((path) => /worker.*\.wasm$/.test(path)), "the worker starts with the page");
  // This host lets nothing be kept, so each worker gets its scripts; what they
  // are compiled from comes once.
  const again = fetched.filter((path, at) => fetched.indexOf(path) !== at);
  assert.deepEqual(again, workers > 1 ? ["start_worker.js", "worker.js"] : []);
  const sizes = fetched.map((path) => [path, gzipped(path)]);
  const sum = sizes.reduce((sum, [, size]) => sum + size, 0);
  assert.ok(sum <= FIRST_LOAD_BUDGET, `${sum} of ${FIRST_LOAD_BUDGET} bytes: ${JSON.stringify(sizes)}`);
});

test("what is kept for when there is no network stays within its budget", () => {
  const [, list] = /^const FILES = new Map\((.*?)\);$/ms.exec(readFileSync(join(DIST, "offline.js"), "utf8"));
  const files = JSON.parse(list).map(([name]) => name.split("?")[0] || "index.html");
  const sum = files.reduce((sum, name) => sum + gzipped(name), 0);
  assert.ok(files.length > 15 && sum <= KEPT_BUDGET, `${sum} of ${KEPT_BUDGET} bytes`);
});

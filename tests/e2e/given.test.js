// Whatever a person gives is opened, also where the rest of the page comes late.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { assertClean, CLIPBOARD, dropFiles, launch, openFiles, pasteText, session, visit } from "./lib/browser.js";
import { ociLayout, run, skopeoCopy, temporary } from "./lib/images.js";

const LATE = 2_000;
const TIMES = Number(process.env.ASSAY_TIMES ?? 5);
const folder = temporary();
const archive = join(folder.path, "image.tar");
let browser;
let layout;
let manifest;

before(async () => {
  browser = await launch();
  layout = ociLayout(folder.path);
  skopeoCopy(`oci:${layout}:latest`, `docker-archive:${archive}:example.org/motd:1`);
  manifest = run("skopeo", "inspect", "--raw", `oci:${layout}:latest`);
});
after(async () => {
  await browser?.close();
  folder.remove();
});

/// A host with an image layout at layout/, which sends the rest of the page
/// after `late` milliseconds, and notes what is asked of that layout.
function host({ late = LATE, asked = [] } = {}) {
  const change = (path) => {
    const inside = path.split("/layout/")[1];
    if (inside !== undefined) {
      asked.push(inside);
      return { type: "application/octet-stream", body: readFileSync(join(layout, inside)) };
    }
    return path.endsWith("_app.wasm") && late > 0 ? new Promise((come) => setTimeout(come, late, null)) : null;
  };
  return { change };
}

const pick = (page, label, path) => page.getByLabel(label).setInputFiles(path);
const type = async (page, text) => {
  await page.getByLabel("Image, link or digest").fill(text);
  await page.getByRole("button", { name: "Inspect" }).click();
};
async function pasteIntoBox(page) {
  await page.getByText("Paste a document…").click();
  await page.getByLabel("The JSON text").fill(manifest);
  await page.getByRole("button", { name: "Open this text" }).click();
}

/// What is given, how, and what the page calls it then.
const GIFTS = {
  "the file button": [(page) => openFiles(page, [archive]), "image.tar"],
  "the folder button": [(page) => pick(page, "Open a folder", layout), "layout"],
  "a typed address": [(page, url) => type(page, `${url}layout/index.json`), /layout/],
  "the paste box": [pasteIntoBox, "pasted document"],
  "a drop": [(page) => dropFiles(page, [archive]), "image.tar"],
  "a dropped folder": [(page) => dropFiles(page, [layout]), "layout"],
  "a pasted document": [(page) => pasteText(page, manifest), "pasted document"],
  "a sample": [(page) => page.getByRole("button", { name: /multi-platform/ }).click(), "multi-platform.oci.tar"],
};

/// Waits until the page shows what it calls `name`.
async function shows(page, name) {
  const heading = page.locator(".banner .name");
  const said = await session(page, ["showing", "failed"], { timeout: 60_000 });
  assert.equal(said, "showing", await page.locator("main").innerText());
  typeof name === "string" ? assert.ok((await heading.innerText()).includes(name), await heading.innerText()) : assert.match(await heading.innerText(), name);
}

const hash = (page) => new URL(page.url()).hash;

for (const [how, [give, name]] of Object.entries(GIFTS)) {
  test(`what comes by ${how} before the rest of the page is opened`, async (t) => {
    const seen = await visit(t, browser, { host: host(), context: CLIPBOARD });
    await give(seen.page, seen.server.url);
    assert.match(await seen.page.locator(".notice").innerText(), /still loading/);
    await shows(seen.page, name);
    assert.equal(await seen.page.locator(".notice").count(), 0);
    assertClean(seen);
  });
}

for (const how of ["the file button", "the folder button", "a drop", "a pasted document"]) {
  test(`what comes by ${how} wins over a link that was loaded, and the address follows it`, async (t) => {
    const asked = [];
    const [give, name] = GIFTS[how];
    const seen = await visit(t, browser, { host: host({ asked }), context: CLIPBOARD });
    await seen.page.goto("about:blank");
    await seen.page.goto(`${seen.server.url}#layout=${encodeURIComponent(`${seen.server.url}layout/`)}`);
    await seen.page.locator("#opening-heading").waitFor();
    await give(seen.page, seen.server.url);
    await shows(seen.page, name);
    assert.match(hash(seen.page), /^#view=/);
    assert.deepEqual(asked, [], "nothing is asked for that nobody wants to see");
    await seen.page.goBack();
    await shows(seen.page, /layout/);
    assert.notEqual(hash(seen.page), "");
    assertClean(seen);
  });
}

test("a link that asks for a file is asked of the file that came before the rest", async (t) => {
  const expected = `sha256:${"0".repeat(64)}`;
  const seen = await visit(t, browser, { host: host(), fragment: `#expect=${expected}` });
  await openFiles(seen.page, [archive]);
  await shows(seen.page, "image.tar");
  await seen.page.getByText(/Not the bytes of the link/).waitFor();
  assertClean(seen);
});

test("where what was given is nothing, the link is opened after all", async (t) => {
  const { server, page, ...seen } = await visit(t, browser, { host: host(), context: CLIPBOARD });
  const link = `${server.url}#layout=${encodeURIComponent(`${server.url}layout/`)}`;
  for (const give of [() => type(page, "not an image"), () => pasteText(page, " "), () => pasteText(page, "not an image")]) {
    await page.goto("about:blank");
    await page.goto(link);
    await page.locator("#opening-heading").waitFor();
    await give();
    await page.locator(".notice").waitFor();
    await shows(page, /layout/);
  }
  assertClean(seen);
});

test("of several gifts the last wins", async (t) => {
  const orders = [
    ["a drop", "the file button", "the folder button"],
    ["the file button", "a dropped folder"],
    ["a sample", "the paste box"],
    ["the folder button", "a sample"],
    ["a pasted document", "a typed address"],
  ];
  const { server, page, ...seen } = await visit(t, browser, { host: host(), context: CLIPBOARD });
  for (const order of orders) {
    await page.goto("about:blank");
    await page.goto(server.url);
    for (const how of order) await GIFTS[how][0](page, server.url);
    const [, name] = GIFTS[order.at(-1)];
    await page.locator(".banner .name").filter({ hasText: name }).waitFor({ timeout: 60_000 });
    // Whatever was given before would come now.
    await page.waitForTimeout(500);
    await shows(page, name);
  }
  assertClean(seen);
});

test("the way back to the beginning forgets what was given and the link", async (t) => {
  const asked = [];
  const seen = await visit(t, browser, { host: host({ asked }), context: CLIPBOARD });
  for (const gift of [null, "the file button", "a drop"]) {
    await seen.page.goto("about:blank");
    await seen.page.goto(`${seen.server.url}#layout=${encodeURIComponent(`${seen.server.url}layout/`)}`);
    await seen.page.locator("#opening-heading").waitFor();
    if (gift) await GIFTS[gift][0](seen.page);
    await seen.page.getByRole("button", { name: "Assay" }).click();
    await seen.page.getByRole("heading", { name: /What is this container image/ }).waitFor();
    assert.equal(hash(seen.page), "");
    if (seen.page.workers().length === 0) await seen.page.waitForEvent("worker");
    await seen.page.waitForTimeout(300);
    assert.equal(await session(seen.page, ["start", "showing", "working", "failed"]), "start");
  }
  assert.deepEqual(asked, []);
  assertClean(seen);
});

test("a file chosen while the rest arrives is opened", async (t) => {
  const { server, page, ...seen } = await visit(t, browser, { host: host({ late: 0 }) });
  for (let time = 0; time < TIMES; time += 1) {
    await page.goto("about:blank");
    await page.goto(server.url, { waitUntil: "commit" });
    await page.getByLabel("Open image files").waitFor({ state: "attached" });
    await openFiles(page, [archive]);
    await shows(page, "image.tar");
  }
  assertClean(seen);
});

test("of two files in a row, the first before the rest, the second is shown", async (t) => {
  const other = join(folder.path, "other.tar");
  skopeoCopy(`oci:${layout}:latest`, `docker-archive:${other}:example.org/other:1`);
  const seen = await visit(t, browser, { host: host({ late: 300 }) });
  await openFiles(seen.page, [archive]);
  await seen.page.waitForEvent("worker");
  await openFiles(seen.page, [other]);
  await seen.page.locator(".banner .name").filter({ hasText: "other.tar" }).waitFor({ timeout: 60_000 });
  await shows(seen.page, "other.tar");
  assertClean(seen);
});

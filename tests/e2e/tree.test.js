// The file system that layers make: its tree, what layers did to a path, what is
// hidden, what is found, and lists of it; by pointer, and by keyboard alone.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { accessibility, assertClean, launch, openFiles, screenshots, session, visit } from "./lib/browser.js";
import { temporary } from "./lib/images.js";
import { END, header, tar } from "./lib/tar.js";
import { dockerArchive as image } from "./lib/docker_archive.js";

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

/// Layers that change, hide and delete what those below have.
const LAYERS = [
  ["ADD rootfs.tar /", { "etc/passwd": "root:x:0:0\n", "etc/shadow": "secret\n", "usr/share/doc/a/copyright": "a".repeat(5_000), "usr/share/doc/b/copyright": "b".repeat(3_000), "var/cache/apt/pkg.bin": "p".repeat(9_000), "srv/app.js": "one\n" }],
  ["RUN rm -r /usr/share/doc", { "usr/share/.wh.doc": "", "etc/passwd": "root:x:0:0\napp:x:1:1\n" }],
  ["COPY . /srv", { "srv/app.js": "two\n", "srv/new.js": "new\n", "var/cache/apt/.wh..wh..opq": "", "etc/.wh.shadow": "" }],
];

const folder = temporary();
const archive = join(folder.path, "tree.tar");
let browser;
before(async () => {
  writeFileSync(archive, image(LAYERS));
  browser = await launch();
});
after(async () => {
  await browser?.close();
  folder.remove();
});

const grid = (page) => page.getByRole("treegrid", { name: "The tree of files" });
const rows = (page) => grid(page).locator(".rows [role=row]");
const row = (page, name) => rows(page).filter({ has: page.locator(`.name bdi:text-is("${name}")`) });
const history = (page) => page.getByRole("complementary", { name: /What the layers did/ });
const active = (page) =>
  page.evaluate(() => {
    const grid = document.querySelector("[role=treegrid]");
    return document.getElementById(grid.getAttribute("aria-activedescendant"))?.querySelector("bdi").textContent;
  });
/// The tree as it is seen: depth, name, state.
const seenTree = (page) =>
  rows(page).evaluateAll((all) =>
    all.map((row) => `${"  ".repeat(row.getAttribute("aria-level") - 1)}${row.querySelector("bdi").textContent} ${row.dataset.state}`),
  );

async function atTree(t, file = archive, options = {}) {
  const seen = await visit(t, browser, options);
  await openFiles(seen.page, [file]);
  await session(seen.page, ["showing"], { timeout: 60_000 });
  await seen.page.locator(".work progress").first().waitFor({ state: "detached" });
  await seen.page.getByRole("tab", { name: "Files" }).click();
  await rows(seen.page).first().waitFor();
  return seen;
}

test("the tree is what the layers make together, with what each of them did", async (t) => {
  const { page, ...seen } = await atTree(t);
  await page.getByRole("button", { name: "Open all" }).click();
  await row(page, "new.js").waitFor();
  assert.deepEqual(await seenTree(page), [
    "etc added", "  passwd content",
    "srv added", "  app.js rewritten", "  new.js added",
    "usr added", "  share added",
    "var added", "  cache added", "    apt added",
  ]);
  await page.getByLabel("Show what is deleted").check();
  await row(page, "shadow").waitFor();
  assert.match((await seenTree(page)).join("\n"), /shadow deleted[\s\S]*doc deleted\n {6}a deleted\n {8}copyright deleted[\s\S]*pkg\.bin deleted/);
  assert.match(await row(page, "shadow").locator(".state").getAttribute("title"), /deleted by layer 3/);

  await page.getByLabel("After").selectOption({ index: 0 });
  await page.waitForFunction(() => !document.querySelector(".tree-grid [data-state=deleted]"));
  assert.ok((await seenTree(page)).includes("  shadow added"));

  await page.getByLabel("Show", { exact: true }).selectOption("changes");
  await page.getByLabel("Layer", { exact: true }).selectOption({ index: 1 });
  await row(page, "passwd").waitFor();
  const changes = await seenTree(page);
  assert.ok(changes.includes("  passwd content") && changes.includes("    doc deleted"), changes.join("\n"));
  assert.ok(!changes.some((line) => line.includes("app.js")), changes.join("\n"));
  assertClean(seen);
});

test("what layers did to a path stands beside it, is in the link, and Escape leads back", async (t) => {
  const { page, ...seen } = await atTree(t);
  await row(page, "srv").locator(".turn").click();
  await row(page, "app.js").click();
  await history(page).locator("li").nth(1).waitFor();
  const told = await history(page).locator("li").allInnerTexts();
  assert.match(told[0], /Added[\s\S]*layer 1: ADD[\s\S]*4 bytes/);
  assert.match(told[1], /Written again: the same size[\s\S]*layer 3: COPY/);
  assert.match(page.url(), /path=srv%2Fapp\.js|path=srv\/app\.js/);
  assert.deepEqual(await accessibility(page), []);
  await page.getByRole("button", { name: "Close", exact: true }).focus();
  await page.keyboard.press("Escape");
  await history(page).waitFor({ state: "detached" });
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("role")), "treegrid");
  await page.goBack();
  await page.goForward();
  assertClean(seen);
});

test("by keyboard alone one gets to a file, its history, and what is found", async (t) => {
  const { page, ...seen } = await atTree(t);
  await grid(page).focus();
  assert.equal(await active(page), "etc");
  for (const [key, at] of [["ArrowDown", "srv"], ["ArrowRight", "srv"], ["ArrowRight", "app.js"], ["ArrowDown", "new.js"], ["ArrowLeft", "srv"], ["ArrowLeft", "srv"], ["End", "var"], ["Home", "etc"], ["u", "usr"]]) {
    await page.keyboard.press(key);
    await page.waitForFunction((at) => {
      const grid = document.querySelector("[role=treegrid]");
      return document.getElementById(grid.getAttribute("aria-activedescendant"))?.querySelector("bdi").textContent === at;
    }, at);
  }
  assert.equal(await row(page, "srv").getAttribute("aria-expanded"), "false");
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowRight");
  await row(page, "passwd").waitFor();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await history(page).getByText("What the layers did to /etc/passwd").waitFor();
  await page.getByLabel("Search all layers").focus();
  await page.keyboard.type("state:deleted *.bin");
  await page.getByRole("button", { name: "/var/cache/apt/pkg.bin" }).waitFor();
  // While it is typed more is found.
  await page.waitForFunction(() => document.querySelectorAll(".hidden-table tbody tr").length === 1);
  assert.match(await page.locator(".hidden-table tbody tr").innerText(), /layer 3[\s\S]*deleted by layer 3, which hides/);
  assert.deepEqual(await accessibility(page), []);
  await page.keyboard.press("Control+a");
  await page.keyboard.type("size:>much");
  await page.getByText("Expected a size such as").waitFor();
  assertClean(seen);
});

test("what is shipped and hidden is listed with its cause", async (t) => {
  const { page, ...seen } = await atTree(t);
  await page.getByLabel("Show", { exact: true }).selectOption("hidden");
  const table = page.getByRole("region", { name: "Hidden but shipped" }).locator("tbody tr");
  await table.first().waitFor();
  const lines = (await table.allInnerTexts()).map((line) => line.replace(/\s+/g, " ").trim());
  assert.deepEqual(lines.map((line) => line.split(" ")[0]), [
    "/var/cache/apt/pkg.bin", "/usr/share/doc/a/copyright", "/usr/share/doc/b/copyright", "/etc/passwd", "/etc/shadow", "/srv/app.js",
  ]);
  assert.match(lines[1], /layer 1 deleted by layer 2 with its directory/);
  assert.equal(await page.locator(".hidden-files > p").first().innerText(), "6 files, links and devices are shipped and not visible.");
  assert.deepEqual(await accessibility(page), []);
  await page.getByRole("button", { name: "/etc/shadow" }).click();
  await history(page).getByText(/Deleted by layer 3/).waitFor();
  assertClean(seen);
});

test("sizes are gone through by keyboard, as areas and as a list, and stand by layer and by cause", async (t) => {
  const { page, ...seen } = await atTree(t);
  await page.getByLabel("Show", { exact: true }).selectOption("sizes");
  const map = page.getByRole("group", { name: "What is in this directory, as areas" });
  const list = page.getByRole("region", { name: "What is in this directory, the largest first" });
  const way = page.getByRole("navigation", { name: "Where this directory is" });
  await map.getByRole("button", { name: /^etc\/, 21 bytes/ }).focus();
  await page.keyboard.press("Enter");
  await page.getByText("/etc: 1 entry besides directories").waitFor();
  await page.waitForFunction(() => document.activeElement.id === "sizes-here");
  await list.getByRole("button", { name: "passwd" }).waitFor();
  assert.deepEqual(await way.locator("li").allInnerTexts(), ["/", "etc"]);
  assert.deepEqual(await accessibility(page), []);
  await way.getByRole("button", { name: "/", exact: true }).focus();
  await page.keyboard.press("Enter");
  await list.getByRole("button", { name: "srv/" }).waitFor();

  const hidden = 9_000 + 5_000 + 3_000 + 11 + 7 + 4;
  const said = page.locator(".reclaimable");
  await said.getByText("of what the layers hold is not visible").waitFor();
  assert.match(await said.innerText(), new RegExp(`^${(hidden / 1000).toFixed(0)} kB of what the layers hold is not visible.*; efficiency`));
  const layers = page.getByRole("region", { name: "Sizes of the layers" }).locator("tbody tr");
  assert.equal(await layers.count(), LAYERS.length + 1);
  assert.match(await page.getByRole("region", { name: "What is not visible, by cause" }).innerText(), /in a directory of which a layer above hides all\s+9/);
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Save the JSON of dive" }).click()]);
  const dive = JSON.parse(readFileSync(await download.path(), "utf8"));
  assert.deepEqual(dive.layer.map(({ index }) => index), [0, 1, 2]);

  await page.setViewportSize({ width: 320, height: 568 });
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 320);
  assert.deepEqual(await accessibility(page), []);
  await list.getByRole("button", { name: "srv/" }).click();
  await list.getByRole("button", { name: "new.js" }).click();
  await history(page).getByText("What the layers did to /srv/new.js").waitFor();
  assertClean(seen);
});

test("what is likely a secret is listed, marked in the tree, and noted in what is opened", async (t) => {
  // As GitHub makes them; it belongs to nobody.
  const token = `ghp_${"q7Zp2XvT9kLm4NcR8sWb3YhD6fGj1KtU5xEa"}`;
  const secrets = join(folder.path, "secrets.tar");
  writeFileSync(secrets, image([
    ["COPY . /", { "app/.env": "A=b\n", "app/tests/settings": `a=b\ntoken=${token}\n`, "root/.ssh/id_rsa": "key\n" }],
    ["RUN rm /app/.env", { "app/.wh..env": "" }],
  ]));
  const { page, ...seen } = await atTree(t, secrets);
  await page.getByRole("button", { name: "Open all" }).click();
  await row(page, "id_rsa").locator(".secret-mark").waitFor();
  assert.equal(await row(page, "id_rsa").locator(".secret-mark").getAttribute("title"), "likely a private SSH key");
  assert.equal(await row(page, "settings").locator(".secret-mark").count(), 0);
  await row(page, "settings").click();
  await history(page).getByRole("button", { name: "Open the version of layer 1" }).click();
  await page.getByText("Line 2: likely a GitHub token (`ghp_…`, 40 characters).").waitFor();
  await page.getByText("This is the path of a test or an example").waitFor();

  await page.getByLabel("Show", { exact: true }).selectOption("secrets");
  const table = page.getByRole("region", { name: "Likely secrets" }).locator("tbody tr");
  await table.nth(1).waitFor();
  const lines = (await table.allInnerTexts()).map((line) => line.replace(/\s+/g, " ").trim());
  assert.deepEqual(lines, [
    "/app/.env likely a file of environment variables 4 bytes layer 1 deleted by layer 2",
    "/root/.ssh/id_rsa likely a private SSH key 4 bytes layer 1 visible in the end",
  ]);
  await page.getByText("2 paths are likely that of a secret.").waitFor();
  await page.getByText("nothing is sent anywhere.").waitFor();
  assert.deepEqual(await accessibility(page), []);
  await page.getByLabel("Show", { exact: true }).selectOption("hidden");
  await page.getByRole("region", { name: "Hidden but shipped" }).locator(".secret-mark").waitFor();
  await page.getByLabel("Show", { exact: true }).selectOption("secrets");
  await page.getByRole("button", { name: "/root/.ssh/id_rsa" }).click();
  await history(page).getByText("What the layers did to /root/.ssh/id_rsa").waitFor();
  assertClean(seen);
});

/// A picture of one pixel.
const PNG = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");

test("a file is opened as what it is, out of a compressed layer too, and saved as it is", async (t) => {
  const script = readFileSync(new URL(import.meta.url));
  const program = readFileSync("/bin/true");
  const drawing = Buffer.from("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>");
  const files = tar({ "bin/true": program, "srv/test.js": script, "srv/pixel.png": PNG, "srv/drawing.svg": drawing, "srv/inner.tar": tar({ "within.txt": "w" }), "srv/empty": "" });
  const packed = join(folder.path, "files.tar");
  writeFileSync(packed, image([["ADD files /", gzipSync(files)]]));
  const { page, ...seen } = await atTree(t, packed);
  await page.getByRole("button", { name: "Open all" }).click();
  const viewer = page.getByRole("region", { name: /layer 1/ });
  const open = async (name) => {
    await row(page, name).click();
    await history(page).getByRole("button", { name: "Open the version of layer 1" }).click();
    await viewer.getByRole("heading", { name: new RegExp(name.replace(".", "\\.")) }).waitFor();
    await viewer.locator("dl.facts").waitFor();
    return (await viewer.locator("dl.facts").innerText()).replace(/\s+/g, " ");
  };
  assert.ok((await open("test.js")).includes(`sha256:${sha256(script)}`));
  const lines = script.toString().split("\n");
  assert.equal(await viewer.locator(".line .text").nth(2).innerText(), lines[2]);
  await viewer.getByLabel("Find in the file").fill("A PICTURE OF ONE pixel");
  await viewer.locator(".line.found").waitFor();
  assert.match(await viewer.locator(".line.found").innerText(), /\/\/\/ A picture of one pixel\./);
  assert.deepEqual(await accessibility(page), []);
  const [download] = await Promise.all([page.waitForEvent("download"), viewer.getByRole("button", { name: "Save the file" }).click()]);
  assert.deepEqual(readFileSync(await download.path()), script);

  assert.match(await open("pixel.png"), /picture, PNG/i);
  assert.equal(await viewer.getByRole("img", { name: "The picture" }).evaluate((img) => img.decode().then(() => img.naturalWidth)), 1);
  assert.match(await open("true"), /Linux \(ELF\)[\s\S]*Architecture/);
  assert.match(await viewer.locator(".line").first().innerText(), /^00000000\s+7f 45 4c 46/);
  // A drawing can hold a program: it is text here.
  assert.match(await open("drawing.svg"), /text/);
  assert.match(await viewer.locator(".line .text").first().innerText(), /onload/);
  await open("inner.tar");
  assert.match(await viewer.locator(".entries tbody").innerText(), /within\.txt/);
  assert.match(await open("empty"), /empty file/);
  await viewer.getByRole("button", { name: "Close" }).click();
  await viewer.waitFor({ state: "detached" });
  assertClean(seen);
});

test("a file that a layer above deleted can still be opened", async (t) => {
  const { page, ...seen } = await atTree(t);
  await page.getByLabel("Show what is deleted").check();
  await row(page, "etc").locator(".turn").click();
  await row(page, "shadow").click();
  await history(page).getByRole("button", { name: "Open the version of layer 1" }).click();
  await page.locator(".file-viewer .line .text").getByText("secret").waitFor();
  assertClean(seen);
});

test("the list is saved as JSON Lines and as tar lists it", async (t) => {
  const { page, ...seen } = await atTree(t);
  const save = async (name) => {
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name }).click()]);
    return readFileSync(await download.path(), "utf8").trim().split("\n");
  };
  const entries = (await save("JSON Lines")).map((line) => JSON.parse(line));
  const stored = LAYERS.flatMap(([, files]) => Object.keys(files));
  assert.equal(entries.length, stored.length);
  assert.deepEqual(entries.filter(({ path, visible }) => path === "/etc/passwd" && visible).map(({ layer }) => layer), [1]);
  assert.match(entries[0].diffId, /^sha256:[0-9a-f]{64}$/);
  assert.deepEqual((await save("tar -tv")).map((line) => line.split(" ").at(-1)), ["etc/passwd", "srv/app.js", "srv/new.js"]);
  assertClean(seen);
});

test("the tree is looked at in both themes and on a phone", async (t) => {
  const { page } = await atTree(t);
  await page.getByRole("button", { name: "Open all" }).click();
  await row(page, "app.js").click();
  await history(page).locator("li").nth(1).waitFor();
  assert.deepEqual(await accessibility(page), []);
  await screenshots(page, "tree");
});

test("a layer that is there twice is meant where it is last", async (t) => {
  const twice = join(folder.path, "twice.tar");
  const [first, second] = [{ "a.txt": "one\n" }, { "a.txt": "another one\n" }];
  writeFileSync(twice, image([["ADD a /", first], ["COPY a /", second], ["ADD a /", first]]));
  const { page, ...seen } = await atTree(t, twice);
  assert.deepEqual((await page.getByLabel("After").locator("option").allInnerTexts()).map((text) => text.split(":")[0]), ["layer 2", "layer 3"]);
  assert.equal(await row(page, "a.txt").locator(".size").innerText(), "4 bytes");
  await row(page, "a.txt").click();
  await history(page).locator("li").nth(2).waitFor();
  assertClean(seen);
});

test("a path in a link is found, and says what did what to it, of the image that is shown", async (t) => {
  const { page, ...seen } = await atTree(t, archive);
  await row(page, "srv").locator(".turn").click();
  await row(page, "app.js").click();
  await history(page).locator("li").nth(1).waitFor();
  const address = page.url();
  await page.getByRole("tab", { name: "Layers" }).click();
  await page.goBack();
  await page.waitForURL(address);
  await row(page, "app.js").waitFor();
  assert.equal(await row(page, "app.js").getAttribute("aria-selected"), "true");
  assert.equal(await history(page).locator("li").count(), 2);
  assertClean(seen);
});

test("two hundred thousand files have a tree at once", async (t) => {
  const many = 200_000;
  const layer = Buffer.concat([...Array.from({ length: many }, (_, at) => header(`usr/lib/${at % 1000}/${at}`, 0)), END]);
  const large = join(folder.path, "many.tar");
  writeFileSync(large, image([["ADD many /", layer]]));
  const { page, ...seen } = await visit(t, browser);
  await openFiles(page, [large]);
  await session(page, ["showing"], { timeout: 60_000 });
  await page.locator(".work progress").first().waitFor({ state: "detached" });
  const took = await page.evaluate(
    () =>
      new Promise((done) => {
        const began = performance.now();
        document.getElementById("tab-files").click();
        const look = () => (document.querySelector(".tree-grid .rows [role=row]") ? done(performance.now() - began) : requestAnimationFrame(look));
        look();
      }),
  );
  t.diagnostic(`shown after ${took.toFixed(0)} ms`);
  await page.getByRole("button", { name: "Open all" }).click();
  await page.waitForFunction((count) => Number(document.querySelector("[role=treegrid]").getAttribute("aria-rowcount")) > count, many);
  await grid(page).evaluate((element) => (element.scrollTop = element.scrollHeight));
  await row(page, "99999").waitFor();
  assert.ok((await rows(page).count()) <= 100, "no more rows than can be seen are in the document");
  assertClean(seen);
});

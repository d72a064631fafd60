// The main jobs in Firefox and in WebKit, which Playwright cannot drive as Debian has
// them; all else is tested in Chromium.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { session } from "./lib/browser.js";
import { Closing } from "./lib/daemon.js";
import { dockerArchive } from "./lib/docker_archive.js";
import { ociLayout, run, skopeoCopy, temporary } from "./lib/images.js";
import { assertHarmless, distribution, door, EXPOSED, nobody } from "./lib/registry.js";
import { DIST, serve } from "./lib/server.js";
import { launchOther } from "./lib/webdriver.js";

const sha256 = (bytes) => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

/// Layers of which one deletes and changes what is below it.
const LAYERS = [
  ["ADD rootfs.tar /", { "etc/motd": "hello from below\n", "etc/shadow": "secret\n" }],
  ["COPY . /srv", { "etc/motd": "hello from above\n", "etc/.wh.shadow": "", "srv/app.js": "one\n" }],
];

const closing = new Closing();
const folder = temporary();
closing.keep(folder, () => folder.remove());
const at = (name) => join(folder.path, name);
const archive = at("image.tar");
let layout;
let host;
let upstream;
let closed;

/// The archive with another word in its file.
function flipped(bytes) {
  const place = bytes.indexOf("hello\n");
  assert.ok(place > 0);
  return Buffer.concat([bytes.subarray(0, place), Buffer.from("hallo\n"), bytes.subarray(place + 6)]);
}

/// Notes in the page what goes wrong behind it, from before its first script.
const HEARD = `
  globalThis.heard = [];
  const note = (what) => heard.push(String(what));
  for (const kind of ["error", "warn"]) {
    const own = console[kind];
    console[kind] = (...words) => (note(kind + ": " + words.join(" ")), own.apply(console, words));
  }
  addEventListener("error", ({ message }) => note("thrown: " + message));
  addEventListener("unhandledrejection", ({ reason }) => note("rejected: " + reason));
  addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) => note("policy: " + effectiveDirective + " " + blockedURI));`;

function change(path) {
  if (path === "/heard.js") return { type: "text/javascript", body: HEARD };
  if (path !== "/") return null;
  const page = readFileSync(join(DIST, "index.html"), "utf8");
  return { type: "text/html", body: page.replace("<title>", '<script src="heard.js"></script><title>') };
}

before(async () => {
  const keep = async (starting) => closing.keep(await starting);
  host = await keep(serve({ change }));
  layout = ociLayout(folder.path);
  skopeoCopy(`oci:${layout}:latest`, `docker-archive:${archive}:example.org/motd:1`);
  writeFileSync(at("tree.tar"), dockerArchive(LAYERS));
  writeFileSync(at("tree.tar.gz"), gzipSync(dockerArchive(LAYERS)));
  writeFileSync(at("cut.tar"), readFileSync(archive).subarray(0, -4_000));
  writeFileSync(at("flipped.tar"), flipped(readFileSync(archive)));
  ({ upstream } = await keep(distribution(folder.path, { headers: EXPOSED })));
  run("skopeo", "--insecure-policy", "copy", "--quiet", "--dest-tls-verify=false", `oci:${layout}:latest`, `docker://127.0.0.1:${upstream.port}/demo/one:1`);
  const hide = (headers) => Object.keys(headers).filter((name) => name.startsWith("access-control-")).forEach((name) => delete headers[name]);
  closed = await keep(door(upstream, { alter: hide }));
});
after(() => closing.close());

/// Opens the page anew, whatever is open.
async function visit(browser, fragment = "") {
  await browser.goto(host.url + fragment);
  await browser.waitForFunction(() => !document.querySelector("#until-started"));
}

/// Drops a file, as far as a script can: the events alone, with what a page can read.
const drop = (browser, path) =>
  browser.evaluate(
    ({ name, encoded }) => {
      const bytes = Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0));
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([bytes], name));
      for (const type of ["dragenter", "dragover", "drop"]) {
        document.querySelector("main").dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
      }
    },
    { name: path.split("/").pop(), encoded: readFileSync(path).toString("base64") },
  );

/// Chooses a file of the disk by the button.
const choose = (browser, path) => browser.type("main input[type=file]:not([webkitdirectory])", path);

const button = (words) => `//button[contains(normalize-space(), "${words}")]`;
const said = (browser) => browser.evaluate(() => document.querySelector("[role=status]").innerText);

async function showing(browser) {
  const reached = await session(browser, ["showing", "failed"]).catch(async (error) => {
    throw new Error(`${error.message}\n${(await heard(browser)).join("\n")}`);
  });
  assert.equal(reached, "showing", await browser.text());
}

/// The JSON report, taken where it is handed to the browser to be saved.
async function report(browser) {
  await browser.evaluate(() => {
    const make = window.URL.createObjectURL;
    window.saved = null;
    window.URL.createObjectURL = (blob) => {
      window.saved = blob;
      return make.call(URL, blob);
    };
  });
  await browser.click('//button[normalize-space()="JSON"]');
  await browser.waitForFunction(() => window.saved);
  return JSON.parse(await browser.evaluate(() => window.saved.text()));
}

/// Opens each version of a file by its name, of which the texts are these.
async function openFile(browser, name, texts) {
  await browser.click(button("Open all"));
  await browser.click(`//*[@role="treegrid"]//*[@role="row"][.//bdi[text()="${name}"]]`);
  for (const [version, text] of texts.entries()) {
    await browser.click(`.file-history .versions li:nth-child(${version + 1}) button`);
    await browser.waitForFunction((text) => document.querySelector(".file-viewer .file-lines .line")?.innerText.includes(text), text);
  }
}

const verdicts = ({ ledger }) => ledger.map(({ role, verdict }) => `${role} ${verdict}`);

/// Why nothing is shown, on one line.
const failed = (browser) => browser.evaluate(() => document.querySelector(".failed").innerText.replace(/\s+/g, " "));

const heard = (browser) => browser.evaluate(() => window.heard);
/// Without what a browser writes of an answer that is kept from the page.
const thrown = async (browser) => (await heard(browser)).filter((what) => !what.startsWith("error: "));
async function assertClean(browser) {
  assert.deepEqual(await heard(browser), []);
  // Firefox says it of workers too.
  assert.doesNotMatch(browser.written(), /^JavaScript error: http.*/m);
}

describe("other browsers", { concurrency: 2 }, () => {
  for (const kind of ["Firefox", "WebKit"]) describe(kind, { concurrency: 1 }, () => jobs(kind));
});

test("all that Firefox and WebKit sent only read, and said nothing of who asks", () => assertHarmless());

function jobs(kind) {
  let browser;
  let open;
  before(async () => {
    browser = await launchOther(kind);
    // Its own: what it asks is counted, and the other one asks meanwhile.
    open = closing.keep(await door(upstream));
  });
  after(() => browser?.close());

  test(`${kind}: a dropped archive is verified, with the digests that skopeo says`, async () => {
    await visit(browser);
    await drop(browser, archive);
    await showing(browser);
    const told = await report(browser);
    const config = run("skopeo", "inspect", "--config", "--raw", `docker-archive:${archive}`);
    assert.deepEqual(told.images.map(({ imageId }) => imageId), [sha256(config)]);
    assert.deepEqual(told.images[0].layers.map(({ diffId }) => diffId), JSON.parse(config).rootfs.diff_ids);
    assert.equal(told.verdict.state, "verified");
    assert.match(await said(browser), /^2 of 2 objects verified/);
    await assertClean(browser);
  });

  test(`${kind}: what is wrong with a broken archive is said`, async () => {
    await visit(browser);
    await choose(browser, at("cut.tar"));
    assert.equal(await session(browser, ["showing", "failed"]), "failed");
    assert.match(await said(browser), /^cut\.tar is a tar archive .* it ends early \(expected \d+ more bytes/);
    await drop(browser, at("flipped.tar"));
    await session(browser, ["showing"]);
    assert.match(await said(browser), /^Not what it claims to be: /);
    const wrong = (await report(browser)).ledger.filter(({ verdict }) => verdict === "mismatch");
    assert.deepEqual(wrong.map(({ role }) => role), ["diff-id"]);
    await assertClean(browser);
  });

  test(`${kind}: the image of a registry is fetched by its name, and verified`, async () => {
    await visit(browser);
    await browser.type("#ask", `${open.host}/demo/one:1`);
    await browser.click(button("Inspect"));
    await showing(browser);
    assert.equal(open.requests.length, 2, "manifest and config, and no preflight");
    await browser.click(button("Fetch and verify all layers"));
    await browser.waitForFunction(() => !document.body.innerText.includes("Fetch and verify all layers") && document.documentElement.dataset.session === "showing");
    const told = await report(browser);
    const index = JSON.parse(readFileSync(join(layout, "index.json"), "utf8"));
    assert.equal(told.root.digest, index.manifests[0].digest);
    assert.deepEqual(verdicts(told).filter((line) => !line.endsWith(" verified")), ["manifest not-checked"]);
    const sent = open.requests.length;
    await browser.click("#tab-files");
    await openFile(browser, "motd", ["hello"]);
    assert.equal(open.requests.length, sent, "the layer is kept");
    await assertClean(browser);
  });

  test(`${kind}: a registry that lets no page read it is told from one that is not there`, async () => {
    await visit(browser, `#image=${closed.host}/demo/one:1`);
    await browser.find(".failed .configuration");
    assert.match(await failed(browser), / ✗ The registry does not let web pages read it \S+ is there, but does not allow web pages of other sites to read its answers/);
    await browser.type("#ask", `${await nobody()}/demo/one:1`);
    await browser.click(button("Inspect"));
    await browser.waitForFunction(() => document.querySelector(".failed")?.innerText.includes("does not answer this browser"));
    assert.deepEqual(await thrown(browser), []);
  });

  test(`${kind}: a link to a file knows the file again, and another one`, async () => {
    await visit(browser);
    await choose(browser, archive);
    await showing(browser);
    await browser.click(button("Share"));
    const link = await browser.waitForFunction(() => document.querySelector("#share-file")?.value);
    const { hash } = new URL(link.jsonValue());
    assert.match(hash, /^#expect=sha256/);
    await visit(browser, hash);
    await browser.find('//h1[contains(., "This link asks for a file")]');
    await drop(browser, archive);
    await showing(browser);
    const expected = () => browser.evaluate(() => document.querySelector(".expected [role=status]").innerText);
    assert.match(await expected(), /The same bytes/);
    await visit(browser, hash);
    await drop(browser, at("tree.tar"));
    await showing(browser);
    assert.match(await expected(), /Not the bytes of the link: expected sha256:[0-9a-f]{64}, but found sha256:[0-9a-f]{64};/);
    await assertClean(browser);
  });

  test(`${kind}: the files of a compressed archive are shown, and one opens, as it is and as it was`, async () => {
    await visit(browser);
    await choose(browser, at("tree.tar.gz"));
    await showing(browser);
    // The name of its config says nothing of its digest.
    assert.deepEqual(verdicts(await report(browser)).filter((line) => !line.endsWith(" verified")), ["config not-checked"]);
    await browser.click("#tab-files");
    await openFile(browser, "motd", ["hello from below", "hello from above"]);
    const names = await browser.evaluate(() => [...document.querySelectorAll("[role=treegrid] .rows [role=row] .name bdi")].map(({ textContent }) => textContent));
    assert.deepEqual(names, ["etc", "motd", "srv", "app.js"]);
    await assertClean(browser);
  });
}

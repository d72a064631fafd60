// The page and the relay beside it: which way bytes come, and what is said of it.
// nginx serves dist/ with the files of deploy/; no browser knows the names of the
// registries behind it.
import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { after, before, beforeEach, test } from "node:test";
import { accessibility, assertQuiet, launch, open, report, session } from "./lib/browser.js";
import { Closing } from "./lib/daemon.js";
import { temporary } from "./lib/images.js";
import { sha256 } from "./lib/pushed.js";
import { door } from "./lib/registry.js";
import { network, nginx } from "./lib/relay.js";
import { DIST } from "./lib/server.js";
import { tar } from "./lib/tar.js";

const MANIFEST = "application/vnd.oci.image.manifest.v1+json";
const CORS = { "access-control-allow-origin": "*" };
const closing = new Closing();
let net, site, browser;

before(async () => {
  const made = closing.keep(temporary(), () => made.remove());
  net = await network(made.path, closing);
  site = closing.keep(await nginx(made.path, DIST, "page-and-relay", net.environment));
  browser = await launch();
  closing.keep(browser, () => browser.close());
});
after(() => closing.close());
beforeEach(() => {
  net.seen();
  net.answers.clear();
});

/// An image of one layer, as the answers of a registry by their paths below /v2/.
const layer = tar({ "etc/motd": "hello\n" });
const packed = gzipSync(layer);
const config = JSON.stringify({ os: "linux", architecture: "amd64", rootfs: { type: "layers", diff_ids: [sha256(layer)] } });
const descriptor = (mediaType, bytes) => ({ mediaType, digest: sha256(bytes), size: bytes.length });
const manifest = JSON.stringify({
  schemaVersion: 2,
  mediaType: MANIFEST,
  config: descriptor("application/vnd.oci.image.config.v1+json", config),
  layers: [descriptor("application/vnd.oci.image.layer.v1.tar+gzip", packed)],
});
const IMAGE = {
  "o/x/manifests/1": { headers: { "content-type": MANIFEST }, body: manifest },
  [`o/x/manifests/${sha256(manifest)}`]: { headers: { "content-type": MANIFEST }, body: manifest },
  [`o/x/blobs/${sha256(config)}`]: { body: config },
  [`o/x/blobs/${sha256(packed)}`]: { body: packed },
};

/// Puts the image behind the relay, with other answers in the place of some.
function serveImage(others = {}) {
  for (const [path, answer] of Object.entries({ ...IMAGE, ...others })) net.answers.set(`registry.test/v2/${path}`, answer);
}

/// A registry on this machine, of which pages may read what `headers` let them.
async function local(t, headers) {
  const answer = ({ url }) => {
    const found = IMAGE[url.slice("/v2/".length).replace(/\?.*/, "")];
    return found && { ...found, status: 200, headers: { ...headers, ...found.headers } };
  };
  const registry = await door(null, { answer: (request) => answer(request) ?? null });
  t.after(registry.close);
  return registry;
}

/// The page, with what is fetched for `image` asked for.
async function look(t, image, { allowed = [], states = ["showing", "failed"] } = {}) {
  const seen = await open(browser, `${site.origin}/#image=${image}`, { allowed });
  t.after(() => seen.context.close());
  const state = await session(seen.page, states);
  return { ...seen, state, main: () => seen.page.locator("main").innerText() };
}

/// Has the page looked for the file that says what the relay is for?
const looked = (page) =>
  page.evaluate(() => performance.getEntriesByType("resource").some(({ name }) => name.endsWith("/relay.json")));

test("an image of a registry that no page reaches comes through the relay, and all of it is verified", async (t) => {
  serveImage({ [`o/x/blobs/${sha256(packed)}`]: { status: 307, headers: { location: net.at("storage.test", "/layer?sign=a%2Fb") } } });
  net.answers.set("storage.test/layer?sign=a%2Fb", { body: packed });
  const { page, main, state, ...seen } = await look(t, "registry.test/o/x:1", { allowed: ["https://registry.test"] });
  assert.equal(state, "showing");
  assert.match(await main(), /through the relay of this site; http:\/\/127\.0\.0\.1:\d+ could have named another digest/);
  await page.getByRole("button", { name: "Fetch and verify all layers" }).click();
  await page.waitForFunction(() => ["verified", "problems"].includes(document.documentElement.dataset.verdict));
  const { input, root, ledger } = await report(page);
  assert.deepEqual(input.ways, [{ kind: "site-relay", origin: site.origin }]);
  assert.ok(await looked(page));
  assert.deepEqual([root.digest, root.trust], [sha256(manifest), "as-served"]);
  assert.equal(ledger.find(({ digest }) => digest === sha256(packed)).verdict, "verified");
  assert.deepEqual(net.seen().requests, [
    "GET registry.test/v2/o/x/manifests/1",
    `GET registry.test/v2/o/x/blobs/${sha256(config)}`,
    `GET registry.test/v2/o/x/blobs/${sha256(packed)}`,
    "GET storage.test/layer?sign=a%2Fb",
  ]);
  assertQuiet(seen);
  assert.deepEqual(await accessibility(page), []);
});

test("bytes of a relay that are not those of the digest are found out", async (t) => {
  serveImage({ [`o/x/blobs/${sha256(config)}`]: { body: config.replace("amd64", "arm64") } });
  const { page } = await look(t, `registry.test/o/x@${sha256(manifest)}`, { allowed: ["https://registry.test"] });
  assert.equal(await page.evaluate(() => document.documentElement.dataset.verdict), "failed");
});

test("a registry with CORS is asked itself, and no relay is looked for", async (t) => {
  const registry = await local(t, CORS);
  const { page, main, ...seen } = await look(t, `${registry.host}/o/x:1`, { allowed: [registry.origin] });
  assert.match(await main(), /as the tag was served, from the registry itself/);
  assert.doesNotMatch(await main(), /could have named another digest/);
  assert.deepEqual((await report(page)).input.ways, [{ kind: "direct" }]);
  assert.equal(await looked(page), false);
  assert.deepEqual(net.seen().requests, []);
  assertQuiet(seen);
});

test("a list of tags that came through the relay says so", async (t) => {
  serveImage({ "o/x/tags/list?n=1000": { body: JSON.stringify({ name: "o/x", tags: ["1"] }) }, "o/x/tags/list?n=1000&last=1": { body: `{"tags":[]}` } });
  const seen = await open(browser, `${site.origin}/#repo=registry.test/o/x`, { allowed: ["https://registry.test"] });
  t.after(() => seen.context.close());
  await seen.page.getByText(/The list came through the relay of this site, whose word it is/).waitFor();
  await seen.page.getByRole("row", { name: /sha256:/ }).first().waitFor();
  assertQuiet(seen);
});

test("docker search, typed into the box, finds repositories through the relay", async (t) => {
  const results = [
    { name: "nginx", description: "Official build of <b>Nginx</b>.", star_count: 20412, is_official: true, is_automated: false },
    { name: "o/nginx", description: "", star_count: 3, is_official: false, is_automated: false },
  ];
  net.answers.set("registry.test/v1/search?q=nginx&n=100", { body: JSON.stringify({ query: "nginx", num_results: 2, results }) });
  const seen = await open(browser, site.origin);
  t.after(() => seen.context.close());
  const { page } = seen;
  await page.getByRole("combobox").or(page.getByRole("searchbox")).or(page.getByRole("textbox")).first().fill("docker search nginx");
  await page.keyboard.press("Enter");
  await page.getByText("2 repositories, through the relay of this site").waitFor();
  assert.equal(new URL(page.url()).hash, "#registry=docker.io&search=nginx");
  const first = page.locator(".names li").first();
  assert.match(await first.innerText(), /^nginx official, 20,412 stars\s+Official build of <b>Nginx<\/b>\.$/);
  assert.equal(await first.getByRole("link").getAttribute("href"), "#repo=nginx");
  assert.deepEqual(await accessibility(page), []);
  await page.setViewportSize({ width: 320, height: 800 });
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  assertQuiet(seen);
});

test("of a host that the relay does not name the doctor says why, and what a relay would do", async (t) => {
  const registry = await local(t, {});
  const closed = await look(t, `${registry.host}/o/x:1`, { allowed: [registry.origin] });
  assert.equal(closed.state, "failed");
  assert.match(await closed.page.locator(".failed .what").innerText(), /is there, but does not allow web pages of other sites/);
  const hub = await look(t, "quay.io/o/x:1");
  assert.equal(hub.state, "failed");
  assert.match(await hub.page.locator(".failed .what").innerText(), /^Quay\.io does not allow web pages/);
  assert.match(await hub.page.locator(".would-help").innerText(), /deploy\/README\.md.* relay\.json has to name quay\.io/);
  assert.deepEqual(net.seen().requests, []);
  for (const seen of [closed, hub]) assertQuiet(seen);
});

test("a redirect to where the relay does not go is said, with what has to be added", async (t) => {
  const elsewhere = net.at("elsewhere.test");
  serveImage({ [`o/x/blobs/${sha256(config)}`]: { status: 307, headers: { location: `${elsewhere}/bucket` } } });
  const { page } = await look(t, "registry.test/o/x:1", { allowed: ["https://registry.test"] });
  const why = await page.locator(".fetch-more .wrong").innerText();
  assert.match(why, new RegExp(`https://registry\\.test sends on to ${elsewhere}, and the relay of ${site.origin} does not go there`));
  assert.ok(!net.seen().requests.some((request) => request.includes("elsewhere")));
});

test("a form that asks for a password says that the relay sees it", async (t) => {
  const asks = { status: 401, headers: { "www-authenticate": `Basic realm="x"` }, body: "" };
  const shown = ({ headers }) => (headers.authorization ? IMAGE["o/x/manifests/1"] : asks);
  serveImage({ "o/x/manifests/1": shown });
  const { page, state } = await look(t, "registry.test/o/x:1", { allowed: ["https://registry.test"] });
  assert.equal(state, "failed");
  assert.match(await page.locator(".sign-in").innerText(), new RegExp(`pass through the relay of ${site.origin}`));
  await page.getByLabel("User name").fill("reader");
  await page.getByLabel("Password").fill("secret");
  await page.getByRole("button", { name: "Sign in" }).click();
  await session(page, ["showing"]);
});

test("a mirror that a person names is asked first, is kept, and can be removed", async (t) => {
  const mirror = await local(t, CORS);
  const { page, context, main, ...seen } = await look(t, "quay.io/o/x:1", { allowed: [mirror.origin] });
  await page.getByText("Relays and mirrors").click();
  await page.getByText(/^The relay of this site/).waitFor();
  await page.getByLabel("Registry", { exact: true }).fill("quay");
  await page.getByLabel("Address of the relay or mirror").fill(mirror.origin);
  await page.getByRole("button", { name: "Add" }).click();
  assert.match(await page.getByRole("alert").innerText(), /expected the name of a registry/i);
  await page.getByLabel("Registry", { exact: true }).fill("quay.io");
  await page.getByRole("button", { name: "Add" }).click();
  await page.getByText(`quay.io: from the mirror ${mirror.origin}/`).waitFor();
  assert.deepEqual(await accessibility(page), []);
  await page.setViewportSize({ width: 320, height: 800 });
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  await page.getByRole("button", { name: "Try it anyway" }).click();
  await session(page, ["showing"]);
  assert.match(await main(), new RegExp(`from the mirror ${mirror.origin}/; ${mirror.origin} could have named another digest`));
  // Kept for the next time, until it is removed.
  await page.reload();
  await session(page, ["showing"]);
  await page.getByText("Relays and mirrors").click();
  await page.getByRole("button", { name: "Remove what is asked for quay.io" }).click();
  await page.reload();
  assert.equal(await session(page, ["showing", "failed"]), "failed");
  assert.deepEqual(net.seen().requests, []);
  assertQuiet(seen);
});

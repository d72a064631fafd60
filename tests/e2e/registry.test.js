// Images of real registries, as a page sees them: what it says is held against
// what skopeo says, and what it sends against what it may send.
import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { after, before, test } from "node:test";
import { accessibility, assertClean, assertQuiet, launch, report, screenshots, session, status, visit } from "./lib/browser.js";
import { inspect, rawDigest, sha256, tagMany } from "./lib/pushed.js";
import { run } from "./lib/images.js";
import { asked, assertHarmless, door, PASSWORD, USER } from "./lib/registry.js";
import { serve } from "./lib/server.js";
import { world } from "./lib/world.js";

let all;
let browser;
before(async () => {
  [all, browser] = [await world(), await launch()];
  await tagMany(all.direct);
});
after(async () => {
  await browser?.close();
  await all?.close();
});

const imageLink = (door, name) => `#image=${door.host}/${name}`;

/// Opens a link to an image of `door` and waits until it is shown.
async function shown(t, door, name, { allowed = [], ...options } = {}) {
  const origins = [door, ...allowed].map(({ origin }) => origin);
  const fragment = imageLink(door, name);
  const seen = await visit(t, browser, { fragment, allowed: origins, ...options });
  const reached = await session(seen.page, ["showing", "failed"]);
  assert.equal(reached, "showing", reached === "failed" ? await seen.page.locator(".failed").innerText() : "");
  return seen;
}

async function verifyLayers({ page }) {
  await page.getByRole("button", { name: "Fetch and verify all layers" }).click();
  await page.waitForFunction(() => document.documentElement.dataset.session === "working" || !document.body.innerText.includes("Fetch and verify all layers"));
  await session(page, ["showing"]);
}

/// What was asked for by tag has nothing to be held against; all else has.
async function assertVerified({ page }, byDigest = false) {
  const { ledger } = await report(page);
  const others = ledger.filter(({ verdict }) => verdict !== "verified").map(({ role, verdict }) => `${role} ${verdict}`);
  assert.deepEqual(others, byDigest ? [] : ["manifest not-checked"]);
}

const tellsOf = (door, name, ...words) => inspect(...words, `docker://${door.host}/${name}`);

for (const [name, kind] of [["demo/one:1", "an OCI image"], ["demo/docker:1", "a Docker v2 image"]]) {
  test(`${kind}: every digest is what skopeo says`, async (t) => {
    const seen = await shown(t, all.open, name);
    await verifyLayers(seen);
    const said = await report(seen.page);
    const told = tellsOf(all.direct, name);
    assert.deepEqual([said.root.digest, said.root.digest], [told.Digest, rawDigest(`${all.direct.host}/${name}`)]);
    assert.deepEqual(said.images[0].layers.map(({ digest }) => digest), told.Layers);
    assert.deepEqual(said.images[0].layers.map(({ diffId }) => diffId), tellsOf(all.direct, name, "--config").rootfs.diff_ids);
    await assertVerified(seen);
    assertClean(seen);
  });
}

test("by digest everything is verified, the root too", async (t) => {
  const { Digest } = tellsOf(all.direct, "demo/one:1");
  const seen = await shown(t, all.open, `demo/one@${Digest}`);
  await verifyLayers(seen);
  await assertVerified(seen, true);
  assertClean(seen);
});

for (const [name, kind] of [["demo/multi:1", "an OCI index"], ["demo/docker:list", "a Docker manifest list"]]) {
  test(`${kind} is shown as it is, and not as one of its platforms`, async (t) => {
    const seen = await shown(t, all.open, name);
    const said = await report(seen.page);
    assert.equal(said.root.digest, rawDigest(`${all.direct.host}/${name}`));
    // Asked for OCI types, distribution gives a platform's manifest for a Docker
    // list: it is not taken for the list, and is mentioned.
    assert.equal(said.findings.some(({ rule }) => rule === "substituted-manifest"), name.includes("docker"));
    assert.deepEqual(said.images.map(({ platform }) => platform), ["linux/amd64", "linux/arm64"]);
    const { manifests } = tellsOf(all.direct, name, "--raw");
    assert.deepEqual(said.images.map(({ manifest }) => manifest), manifests.map(({ digest }) => digest));
    assertClean(seen);
  });
}

for (const [name, requests] of [["demo/one:1", 2], ["demo/multi:1", 3], ["demo/docker:1", 3], ["demo/docker:list", 4]]) {
  test(`the first view of ${name} takes ${requests} requests and no preflight`, async (t) => {
    all.open.requests.length = 0;
    const seen = await shown(t, all.open, name);
    const sent = asked(all.open);
    t.diagnostic(`${sent.length} requests: ${sent.join(", ")}`);
    assert.equal(sent.length, requests);
    assert.equal(all.open.requests.length, requests);
    assertClean(seen);
  });
}

test("an index whose platform is not on the server is shown, and a person switches", async (t) => {
  const { manifests } = tellsOf(all.direct, "demo/multi:1", "--raw");
  const of = (wanted) => manifests.find(({ platform }) => platform.architecture === wanted).digest;
  const [amd64, arm64] = [of("amd64"), of("arm64")];
  const headers = { "access-control-allow-origin": "*" };
  const answer = ({ url }) => (url.endsWith(amd64) ? { status: 404, headers, body: "{}" } : null);
  const partial = await door(all.direct.upstream, { answer });
  t.after(partial.close);
  const seen = await shown(t, partial, "demo/multi:1");
  const said = seen.page.locator(".fetch-more .wrong");
  assert.match(await said.innerText(), /^The registry does not have the manifest of linux\/amd64 .* The index also names linux\/arm64/);
  assert.ok(asked(partial).every((line) => !line.includes(arm64)), "only a person switches");
  assert.equal((await report(seen.page)).findings.some(({ rule }) => rule === "not-served"), true);
  await seen.page.getByRole("region", { name: "The table of platforms" }).getByRole("row", { name: /arm64/ }).getByRole("button", { name: "Fetch this platform" }).click();
  await seen.page.waitForFunction(() => document.documentElement.dataset.session === "showing" && !document.querySelector(".fetch-more .wrong"));
  assert.ok(asked(partial).some((line) => line.includes(arm64)));
});

test("a manifest that is served as text/plain is shown, and that is said", async (t) => {
  const alter = (headers, { url }) => {
    if (url.includes("/manifests/")) headers["content-type"] = "text/plain; charset=utf-8";
  };
  const plain = await door(all.direct.upstream, { alter });
  t.after(plain.close);
  const seen = await shown(t, plain, "demo/one:1");
  const { findings } = await report(seen.page);
  assert.deepEqual(findings.filter(({ rule }) => rule === "content-type").map(({ message }) => message.includes("text/plain")), [true]);
});

test("where nothing is exposed, the same is shown and verified", async (t) => {
  const seen = await shown(t, all.hidden, "demo/one:1");
  await verifyLayers(seen);
  assert.equal((await report(seen.page)).root.digest, tellsOf(all.direct, "demo/one:1").Digest);
  await assertVerified(seen);
  assertClean(seen);
});

test("blobs behind a redirect to a storage are read and verified", async (t) => {
  const seen = await shown(t, all.redirected, "demo/one:1", { allowed: [all.storage] });
  await verifyLayers(seen);
  await assertVerified(seen);
  assert.ok(all.storage.requests.every(({ origin }) => origin === "null"), "the browser hides where it comes from");
  assertClean(seen);
});

async function signIn(page, password = PASSWORD) {
  await session(page, ["failed"]);
  await page.getByLabel("User name").fill(USER);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

for (const [door, name, kind] of [
  ["nginx", "demo/one:1", "Basic, behind an nginx that answers preflights"],
  ["token", "private/one:1", "a token of the registry's own origin"],
]) {
  test(`with a password (${kind}) the image is shown, and the password is kept nowhere`, async (t) => {
    const seen = await visit(t, browser, { fragment: imageLink(all[door], name), allowed: [all[door].origin] });
    await signIn(seen.page);
    await session(seen.page, ["showing"]);
    await verifyLayers(seen);
    const said = await report(seen.page);
    assert.equal(said.root.digest, tellsOf(all.direct, name).Digest);
    await assertVerified(seen);
    assertQuiet(seen);
    const kept = await seen.page.evaluate(() =>
      [location.href, document.body.innerText, document.documentElement.outerHTML, JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }), document.cookie, document.title].join("\n"),
    );
    const encoded = Buffer.from(`${USER}:${PASSWORD}`).toString("base64");
    for (const secret of [PASSWORD, encodeURIComponent(PASSWORD), encoded]) {
      assert.ok(!kept.includes(secret) && !JSON.stringify(said).includes(secret));
    }
    // A second image of the same registry needs no second login.
    await seen.page.getByLabel("Image, link or digest").fill(`${all[door].host}/demo/multi:1`);
    await seen.page.getByRole("button", { name: "Inspect" }).click();
    await seen.page.getByRole("tab", { name: /Overview/ }).waitFor();
    await session(seen.page, ["showing"]);
  });
}

test("an anonymous token of another origin opens what is public", async (t) => {
  const seen = await shown(t, all.tokenElsewhere, "demo/one:1", { allowed: [all.tokenServer] });
  await verifyLayers(seen);
  await assertVerified(seen);
  assertQuiet(seen);
});

test("a password does not go to a token server of another origin without being confirmed", async (t) => {
  const allowed = [all.tokenElsewhere.origin, all.tokenServer.origin];
  const seen = await visit(t, browser, { fragment: imageLink(all.tokenElsewhere, "private/one:1"), allowed });
  await signIn(seen.page);
  const confirm = seen.page.getByRole("button", { name: `Send it to ${all.tokenServer.origin}` });
  await confirm.waitFor();
  const sent = () => all.tokenServer.requests.filter(({ authorization }) => authorization?.startsWith("Basic"));
  assert.deepEqual(sent(), []);
  await confirm.click();
  await session(seen.page, ["showing"]);
  assert.equal(sent().length > 0, true);
  assertQuiet(seen);
});

test("an OCI layout on a static host is shown as an image of a registry is", async (t) => {
  const host = await serve({ folder: all.images.both, prefix: "/layouts/both/", headers: { "access-control-allow-origin": "*" } });
  t.after(host.close);
  const seen = await visit(t, browser, { fragment: `#layout=${host.url}`, allowed: [host.origin] });
  assert.equal(await session(seen.page, ["showing", "failed"]), "showing");
  await verifyLayers(seen);
  const said = await report(seen.page);
  const told = rawDigest(`${all.direct.host}/demo/multi:1`);
  assert.ok(JSON.stringify(said).includes(told), `the index ${told} is in the report`);
  assert.deepEqual(said.images.map(({ platform }) => platform), ["linux/amd64", "linux/arm64"]);
  assert.ok(host.requests.every(({ method }) => method === "GET"));
  assertClean(seen);
});

test("whether a pull would complete is asked without fetching a layer", async (t) => {
  const { Layers } = tellsOf(all.direct, "demo/one:1");
  const config = JSON.parse(run("skopeo", "inspect", "--tls-verify=false", "--raw", `docker://${all.direct.host}/demo/one:1`)).config.digest;
  all.open.requests.length = 0;
  const whole = await shown(t, all.open, "demo/one:1");
  await whole.page.getByRole("button", { name: "Would this pull complete?" }).click();
  await whole.page.getByText(/^A pull of linux.amd64 would complete/).waitFor();
  assert.deepEqual(asked(all.open).slice(2), [config, ...Layers].map((blob) => `HEAD /v2/demo/one/blobs/${blob}`));
  assertClean(whole);
  const headers = { "access-control-allow-origin": "*" };
  const lacking = await door(all.direct.upstream, { answer: ({ url }) => (url.endsWith(Layers[0]) ? { status: 404, headers } : null) });
  t.after(lacking.close);
  const { page } = await shown(t, lacking, "demo/one:1");
  await page.getByRole("button", { name: "Would this pull complete?" }).click();
  await page.getByText("A pull of linux/amd64 would fail: the registry says that it does not have layer 1.").waitFor();
});

test("layers below the chosen size are verified without a click, larger ones are not", async (t) => {
  const { config } = tellsOf(all.direct, "demo/one:1", "--raw");
  const digest = sha256("never asked for");
  const layers = [{ mediaType: "application/vnd.oci.image.layer.v1.tar", digest, size: 1_000_001 }];
  const body = JSON.stringify({ schemaVersion: 2, config, layers });
  const headers = { "access-control-allow-origin": "*", "content-type": "application/vnd.oci.image.manifest.v1+json" };
  const registry = await door(all.direct.upstream, {
    answer: ({ url }) => (url.endsWith("/manifests/big") ? { status: 200, headers, body } : null),
  });
  t.after(registry.close);
  const seen = await shown(t, registry, "demo/one:big");
  const { page } = seen;
  const choice = page.getByLabel("Verify layers automatically");
  const fetches = () => asked(registry).filter((line) => line.includes("/blobs/") && !line.endsWith(config.digest));
  assert.equal(await choice.inputValue(), "0");
  await choice.selectOption("1000000");
  const open = async (name) => {
    await page.getByLabel("Image, link or digest").fill(`${registry.host}/${name}`);
    await page.getByRole("button", { name: "Inspect" }).click();
    const wanted = rawDigest(`${all.direct.host}/${name}`);
    await page.locator(".family, .overview").getByText(wanted.slice(7, 19)).first().waitFor();
    await session(page, ["showing"]);
  };
  await page.waitForTimeout(300);
  assert.deepEqual(fetches(), []);
  await open("demo/many:large");
  await assertVerified(seen);
  const large = tellsOf(all.direct, "demo/many:large", "--raw");
  const blobs = [large.config, ...large.layers].map(({ digest }) => digest);
  assert.deepEqual(fetches().sort(), blobs.map((layer) => `GET /v2/demo/many/blobs/${layer}`).sort());
  // It is kept for the next visit.
  await page.reload();
  await session(page, ["showing"]);
  assert.equal(await choice.inputValue(), "1000000");
  assertClean(seen);
});

/// Bytes one by one, so that a person has time to change their mind.
async function* slowly(bytes) {
  for (const byte of bytes) {
    yield Buffer.of(byte);
    await new Promise((next) => setTimeout(next, 50));
  }
}

test("the fetching of a layer is cancelled at once, at the registry too, and can be begun again", async (t) => {
  const { Layers } = tellsOf(all.direct, "demo/one:1");
  const url = `http://${all.direct.host}/v2/demo/one/blobs/${Layers[0]}`;
  const layer = Buffer.from(await (await fetch(url)).arrayBuffer());
  const bodies = [];
  const answer = (request) => {
    if (!request.url.endsWith(Layers[0]) || bodies.length > 0) return null;
    bodies.push(Readable.from(slowly(layer)));
    return { status: 200, headers: { "access-control-allow-origin": "*" }, body: bodies[0] };
  };
  const slow = await door(all.direct.upstream, { answer });
  t.after(slow.close);
  const seen = await shown(t, slow, "demo/one:1");
  const { page } = seen;
  await page.getByRole("button", { name: "Fetch and verify all layers" }).click();
  while (bodies.length === 0) await page.waitForTimeout(20);
  await page.waitForTimeout(500);
  assert.equal(await session(page, ["working", "showing"]), "working");
  const closed = new Promise((ended) => bodies[0].once("close", () => ended(Date.now())));
  const began = Date.now();
  await page.getByRole("button", { name: "Cancel" }).click();
  await session(page, ["showing"], { timeout: 2_000 });
  const stopped = Date.now() - began;
  const ended = (await closed) - began;
  t.diagnostic(`cancelled after ${stopped} ms, the connection closed after ${ended} ms`);
  assert.ok(stopped < 1_000 && ended < 1_000, `${stopped} and ${ended} ms`);
  const [row] = (await report(page)).ledger.filter(({ role }) => role === "layer");
  assert.deepEqual([row.verdict, row.computed], ["not-checked", null]);
  await page.getByRole("tab", { name: /Graph/ }).click();
  await page.getByRole("treeitem").first().click();
  await page.getByRole("complementary", { name: "The chosen object" }).waitFor();
  await verifyLayers(seen);
  await assertVerified(seen);
  assertClean(seen);
});

test("a file of a layer that was fetched is opened without another request", async (t) => {
  const seen = await shown(t, all.open, "demo/one:1");
  const { page } = seen;
  await verifyLayers(seen);
  await page.getByRole("tab", { name: "Files" }).click();
  await page.getByLabel("Search all layers").fill("type:file");
  await page.locator(".hidden-table:not(.content-hits) tbody button").first().click();
  const before = all.open.requests.length;
  await page.locator(".file-history .versions button").first().click();
  await page.locator(".file-viewer .file-lines .line").first().waitFor();
  await page.getByLabel("Search all layers").fill("/./");
  await page.getByRole("button", { name: "Search in contents" }).click();
  await page.locator(".content-hits tbody tr").first().waitFor();
  assert.equal(all.open.requests.length, before);
  assertClean(seen);
});

test("a layer that is not what the manifest says is an alarm with both values", async (t) => {
  const { Layers } = tellsOf(all.direct, "demo/one:1");
  const headers = { "access-control-allow-origin": "*" };
  const liar = await door(all.direct.upstream, {
    answer: ({ url }) => (url.endsWith(Layers[0]) ? { status: 200, headers, body: "something else" } : null),
  });
  t.after(liar.close);
  const seen = await shown(t, liar, "demo/one:1");
  await verifyLayers(seen);
  assert.match(await status(seen.page), /^Not what it claims to be: /);
  const row = (await report(seen.page)).ledger.find(({ role }) => role === "layer");
  assert.deepEqual([row.digest, row.computed, row.size], [Layers[0], sha256("something else"), 14]);
  assert.notEqual(row.verdict, "verified");
});

test("a header that contradicts the bytes is a finding, and the bytes win", async (t) => {
  const alter = (headers, { url }) => {
    if (url.includes("/manifests/")) headers["docker-content-digest"] = sha256("something else");
  };
  const contradicting = await door(all.direct.upstream, { alter });
  t.after(contradicting.close);
  const { page } = await shown(t, contradicting, "demo/one:1");
  const said = await report(page);
  assert.equal(said.root.digest, tellsOf(all.direct, "demo/one:1").Digest);
  assert.match(said.findings.find(({ rule }) => rule === "header-digest").message, new RegExp(sha256("something else")));
});

test("the layers that platforms share are shown once they are fetched", async (t) => {
  const seen = await shown(t, all.open, "demo/multi:1");
  await seen.page.getByRole("button", { name: /^Fetch all platforms/ }).click();
  await seen.page.getByRole("tab", { name: "Layers" }).click();
  await seen.page.getByRole("button", { name: "Compare the images that are open" }).click();
  await seen.page.getByText(/No layer is in more than one image/).waitFor();
  assert.equal(await seen.page.locator(".shared-layers tbody tr").count(), 2);
  assertClean(seen);
});

test("an image of a registry is accessible and fits a phone", async (t) => {
  const { page } = await shown(t, all.open, "demo/multi:1", { context: { reducedMotion: "reduce" } });
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    await page.waitForTimeout(300);
    assert.deepEqual(await accessibility(page), [], colorScheme);
  }
  await page.setViewportSize({ width: 390, height: 844 });
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  await page.setViewportSize({ width: 1280, height: 800 });
  await screenshots(page, "registry");
});

test("all that was sent only read, and no credential reached another origin", () => {
  assertHarmless({ basic: [all.nginx, all.token, all.tokenServer], bearer: [all.token, all.tokenElsewhere] });
});

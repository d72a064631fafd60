// Why a browser got no image: each diagnosis, met for real, is said in its own
// sentence.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { accessibility, assertClean, assertQuiet, chosenPlatform, dropFiles, launch, lookedAt, report, screenshots, session, status, visit } from "./lib/browser.js";
import { run, skopeoCopy } from "./lib/images.js";
import { inspect } from "./lib/pushed.js";
import { assertHarmless, door, nobody, PASSWORD, USER } from "./lib/registry.js";
import { selfSigned } from "./lib/token.js";
import { world } from "./lib/world.js";

let all;
let browser;
before(async () => ([all, browser] = [await world(), await launch()]));
after(async () => {
  await browser?.close();
  await all?.close();
});

/// Opens a link to `host`/`name`, where it must fail, and gives the sentence.
async function failed(t, host, name, { allowed = [], then = async () => {} } = {}) {
  const origins = [`http://${host}`, ...allowed];
  const seen = await visit(t, browser, { fragment: `#image=${host}/${name}`, allowed: origins });
  assert.equal(await session(seen.page, ["failed", "showing"]), "failed");
  await then(seen.page);
  const what = await seen.page.locator(".failed .what").innerText();
  assert.ok(!/failed to fetch/i.test(await seen.page.locator("main").innerText()));
  assertQuiet(seen);
  return { ...seen, what };
}

/// Opens a link whose root comes and something else does not: what came is shown,
/// and the sentence says what did not.
async function lacking(t, host, name, { allowed = [] } = {}) {
  const origins = [`http://${host}`, ...allowed];
  const seen = await visit(t, browser, { fragment: `#image=${host}/${name}`, allowed: origins });
  assert.equal(await session(seen.page, ["failed", "showing"]), "showing");
  const what = await seen.page.locator(".fetch-more .wrong").innerText();
  assertQuiet(seen);
  return { ...seen, what };
}

async function signIn(page, password) {
  await page.getByLabel("User name").fill(USER);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await session(page, ["working"], { timeout: 1_000 }).catch(() => {});
  await session(page, ["failed", "showing"]);
}

/// The lines of configuration for one kind of server.
async function configuration(page, server) {
  await page.getByLabel("Your registry").selectOption({ label: server });
  return page.locator(".configuration pre").innerText();
}

const servers = (page) => page.getByLabel("Your registry").locator("option").allInnerTexts();
const commands = (page) => page.locator(".failed .commands pre").allInnerTexts();

test("a host that is not there", async (t) => {
  const host = await nobody();
  const { what, page } = await failed(t, host, "demo/one:1");
  assert.equal(what, `http://${host} does not answer this browser: the name, the network or its certificate is wrong, or it is switched off.`);
  assert.equal(await page.locator(".failed h1").innerText().then((text) => /cannot be reached/.test(text)), true);
});

test("a registry without CORS, with the lines that mend it and the way round", async (t) => {
  const { what, page } = await failed(t, all.closed.host, "demo/one:1");
  assert.equal(
    what,
    `${all.closed.origin} is there, but does not allow web pages of other sites to read its answers (no Access-Control-Allow-Origin).`,
  );
  assert.ok((await servers(page)).length >= 3);
  assert.match(await page.locator(".failed .configuration pre").innerText(), /Access-Control-Allow-Origin/);
  assert.ok((await commands(page)).includes(`skopeo copy --all docker://${all.closed.host}/demo/one:1 oci-archive:one-1.tar`));
  assert.deepEqual(await accessibility(page), []);
  await page.setViewportSize({ width: 390, height: 844 });
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  await page.setViewportSize({ width: 1280, height: 800 });
  await screenshots(page, "doctor");
});

test("after the way round, the dropped file is shown as the link asks", async (t) => {
  const { page } = await failed(t, all.closed.host, "demo/one:1");
  const file = `${all.folder}/one-1.tar`;
  skopeoCopy(`oci:${all.images.small}:latest`, `oci-archive:${file}`);
  await dropFiles(page, [file]);
  assert.equal(await session(page, ["showing", "failed"]), "showing");
  assert.equal((await report(page)).images.length, 1);
});

for (const [kind, words, name] of [
  ["as the page's own command saves it", ["--override-os=linux", "--override-arch=arm64", "copy"], "multi-1.tar"],
  ["with all platforms", ["copy", "--all"], "all.tar"],
]) {
  test(`after the way round, the file ${kind} shows the platform, the view and the node of the link`, async (t) => {
    const platform = "linux/arm64";
    const multi = `docker://${all.direct.host}/demo/multi`;
    const { manifests } = inspect("--raw", `${multi}:1`);
    const { digest } = manifests.find(({ platform }) => platform.architecture === "arm64");
    const node = inspect("--raw", `${multi}@${digest}`).config.digest;
    const link = `demo/multi:1&platform=${platform}&view=graph&node=${node}&tab=pretty`;
    const { page } = await failed(t, all.closed.host, link);
    if (name === "multi-1.tar") {
      const line = `skopeo ${words.join(" ")} docker://${all.closed.host}/demo/multi:1 oci-archive:${name}`;
      assert.ok((await commands(page)).includes(line), (await commands(page)).join("\n"));
    }
    const file = `${all.folder}/${name}`;
    // From the registry itself: the door of the link speaks no https.
    run("skopeo", "--insecure-policy", ...words, "--src-tls-verify=false", `${multi}:1`, `oci-archive:${file}`);
    await dropFiles(page, [file]);
    assert.equal(await session(page, ["showing", "failed"]), "showing");
    assert.deepEqual(await lookedAt(page), { view: "graph", node, tab: "pretty" });
    assert.equal(decodeURIComponent(new URL(page.url()).hash), `#image=${all.closed.host}/${link}`);
    const { ledger, images } = await report(page);
    assert.deepEqual(ledger.filter(({ verdict }) => verdict !== "verified"), []);
    assert.ok(ledger.some((row) => row.digest === digest));
    const platforms = images.map(({ platform }) => platform);
    assert.deepEqual(platforms, name === "all.tar" ? ["linux/amd64", platform] : [platform]);
    if (name === "all.tar") assert.equal(await chosenPlatform(page), platform);
  });
}

test("CORS on success only: an nginx without `always`", async (t) => {
  const { what } = await failed(t, all.onSuccess.host, "demo/one:none");
  assert.equal(
    what,
    `${all.onSuccess.origin} allows web pages to read its successful answers, but not this one: it may be a 401 or 404 that lacks Access-Control-Allow-Origin.`,
  );
});

test("CORS on success only, where all that succeeds wants a login", async (t) => {
  const { what } = await failed(t, all.onSuccessLogin.host, "demo/one:1");
  assert.equal(
    what,
    `${all.onSuccessLogin.origin} allows web pages to read its successful answers, but not this one: it may be a 401 or 404 that lacks Access-Control-Allow-Origin.`,
  );
});

test("a refused preflight: distribution with a password and nothing before it", async (t) => {
  const then = (page) => signIn(page, PASSWORD);
  const { what, page } = await failed(t, all.basic.host, "demo/one:1", { then });
  assert.equal(
    what,
    `${all.basic.origin} allows web pages to read it, but refuses the OPTIONS request that browsers send before one with Authorization or a long Accept.`,
  );
  assert.match(await page.locator(".failed .configuration pre").innerText(), /return 204/);
});

test("a hidden challenge", async (t) => {
  const { what, page } = await failed(t, all.basicHidden.host, "demo/one:1");
  assert.equal(what, `${all.basicHidden.origin} asks for a login, but hides from web pages what kind (WWW-Authenticate is not exposed).`);
  await page.getByRole("button", { name: "Sign in" }).waitFor();
});

test("a login that is needed, and a wrong password", async (t) => {
  const { what, page } = await failed(t, all.nginx.host, "demo/one:1");
  assert.equal(what, `${all.nginx.origin} asks for a login; the image is private, or there is none of that name.`);
  await signIn(page, "wrong");
  assert.equal(await page.locator(".failed .what").innerText(), `${all.nginx.origin} does not accept this user name and password.`);
  assert.deepEqual(await accessibility(page), []);
});

test("a tag that is not there, in the registry's own words", async (t) => {
  const { what, page } = await failed(t, all.open.host, "demo/one:none");
  assert.equal(what, `The registry has no ${all.open.host}/demo/one:none.`);
  assert.match(await page.locator(".failed .reply").innerText(), /MANIFEST_UNKNOWN: manifest unknown/);
});

/// A registry that answers as its kind does and distribution does not.
async function answering(t, answer) {
  const scripted = await door(null, { answer });
  t.after(scripted.close);
  return scripted;
}

const json = (status, code, message, headers = {}) => ({
  status,
  headers: { "access-control-allow-origin": "*", "content-type": "application/json", ...headers },
  body: JSON.stringify({ errors: [{ code, message, detail: { name: "<b>x</b>" } }] }),
});

test("a repository that a real registry does not have", async (t) => {
  const { what, page } = await failed(t, all.open.host, "demo/none:1");
  assert.equal(what, `The registry knows no repository ${all.open.host}/demo/none.`);
  assert.match(await page.locator(".failed .reply").innerText(), /MANIFEST_UNKNOWN/);
});

test("a repository that is not there", async (t) => {
  const registry = await answering(t, () => json(404, "NAME_UNKNOWN", "repository name not known to registry"));
  const { what, page } = await failed(t, registry.host, "demo/none:1");
  assert.equal(what, `The registry knows no repository ${registry.host}/demo/none.`);
  assert.match(await page.locator(".failed .reply").innerText(), /NAME_UNKNOWN: repository name not known to registry: \{"name":"<b>x<\/b>"\}/);
});

for (const [exposed, sentence] of [
  ["Retry-After", "allows no more requests for now; it says to wait 7 seconds."],
  ["Link", "allows no more requests for now."],
]) {
  test(`a rate limit, with ${exposed} exposed`, async (t) => {
    const headers = { "retry-after": "7", "access-control-expose-headers": exposed };
    const registry = await answering(t, () => json(429, "TOOMANYREQUESTS", "You have reached your pull rate limit", headers));
    const { what, page } = await failed(t, registry.host, "demo/one:1");
    assert.equal(what, `${registry.origin} ${sentence}`);
    assert.match(await page.locator(".failed .reply").innerText(), /^TOOMANYREQUESTS: You have reached your pull rate limit/);
  });
}

test("a token server without CORS", async (t) => {
  const allowed = [all.tokenServerClosed.origin];
  const { what } = await failed(t, all.tokenClosed.host, "demo/one:1", { allowed });
  assert.equal(
    what,
    `The registry wants a token from ${all.tokenServerClosed.origin}, which does not allow web pages of other sites to read its answers.`,
  );
});

test("a storage without CORS behind a redirect", async (t) => {
  const allowed = [all.storageClosed.origin];
  const { what, page } = await lacking(t, all.redirectedClosed.host, "demo/one:1", { allowed });
  assert.ok(what.startsWith("The document sha256:"), what);
  assert.equal(
    what.split(" could not be fetched: ")[1].replaceAll("`", ""),
    `${all.redirectedClosed.origin} redirects blobs to a storage that does not allow web pages to read them; after a redirect the browser sends Origin: null, so only * will do.`,
  );
  assert.ok((await servers(page)).some((name) => /S3/.test(name)));
  assert.match(await configuration(page, (await servers(page)).find((name) => /S3/.test(name))), /AllowedOrigins/);
});

test("manifests may be read and blobs may not, as zot has it", async (t) => {
  const alter = (headers, { url }) => {
    if (url.includes("/blobs/")) delete headers["access-control-allow-origin"];
  };
  const zot = await door(all.direct.upstream, { alter });
  t.after(zot.close);
  const { what } = await lacking(t, zot.host, "demo/one:1");
  assert.ok(what.endsWith(` could not be fetched: ${zot.origin} allows web pages to read manifests, but not configs and layers.`), what);
});

test("a token server that does not answer, by refusing and by silence", async (t) => {
  const silent = createServer(() => {});
  await new Promise((listening) => silent.listen(0, "127.0.0.1", listening));
  t.after(() => {
    silent.close();
    silent.closeAllConnections();
  });
  for (const host of [await nobody(), `127.0.0.1:${silent.address().port}`]) {
    const challenge = `Bearer realm="http://${host}/token",service="s",scope="repository:demo/one:pull"`;
    const headers = { "www-authenticate": challenge, "access-control-expose-headers": "WWW-Authenticate" };
    const registry = await answering(t, () => json(401, "UNAUTHORIZED", "authentication required", headers));
    const { what, page } = await failed(t, registry.host, "demo/one:1", { allowed: [`http://${host}`] });
    assert.ok(what.startsWith(`${registry.origin} answers, and wants a token from http://${host}, which does not answer this browser`), what);
    assert.equal(await page.locator(".failed h1").innerText().then((text) => /The token server cannot be reached/.test(text)), true);
  }
});

test("a registry below a path", async (t) => {
  const headers = { "access-control-allow-origin": "*" };
  const registry = await answering(t, ({ url }) =>
    url === "/demo/v2/" ? { status: 200, headers, body: "{}" } : { status: 404, headers, body: "<html>Not Found</html>" },
  );
  const { what } = await failed(t, registry.host, "demo/one:1");
  assert.ok(what.replaceAll("`", "").startsWith(`${registry.origin} has its registry below a path, at /demo/v2/`), what);
});

test("a registry that is known to allow nothing is not even asked", async (t) => {
  const seen = await visit(t, browser, { fragment: "#image=alpine:3.20" });
  assert.equal(await session(seen.page, ["failed"]), "failed");
  assert.equal(await seen.page.locator(".failed .what").innerText(), "Docker Hub does not allow web pages of other sites to read images.");
  assert.ok((await commands(seen.page)).includes("skopeo copy --all docker://docker.io/library/alpine:3.20 oci-archive:alpine-3.20.tar"));
  assertClean(seen);
});

test("plain http from a page on https", async (t) => {
  const { key, certificate } = selfSigned(all.folder, "page");
  const tls = { key: readFileSync(key), cert: readFileSync(certificate) };
  const context = { ignoreHTTPSErrors: true };
  const host = "http://layouts.example";
  const { page } = await visit(t, browser, { host: { tls }, fragment: `#layout=${host}/x/`, allowed: [host], context });
  assert.equal(await session(page, ["failed", "showing"]), "failed");
  assert.equal(
    await page.locator(".failed .what").innerText(),
    `This page came over https, so the browser does not let it ask ${host} over plain http.`,
  );
  // A registry on this machine is no danger, and is read all the same.
  await page.getByLabel("Image, link or digest").fill(`${all.open.host}/demo/one:1`);
  await page.getByRole("button", { name: "Inspect" }).click();
  assert.equal(await session(page, ["showing"]), "showing");
});

test("bytes of another digest are an alarm with both values", async (t) => {
  const wrong = `sha256:${"0".repeat(64)}`;
  const headers = { "access-control-allow-origin": "*", "content-type": "application/vnd.oci.image.manifest.v1+json" };
  const registry = await answering(t, ({ url }) => (url.includes("/manifests/") ? { status: 200, headers, body: "{}" } : null));
  const seen = await visit(t, browser, { fragment: `#image=${registry.host}/demo/one@${wrong}`, allowed: [registry.origin] });
  await session(seen.page, ["showing", "failed"]);
  assert.match(await status(seen.page), /^Not what it claims to be: /);
  const [row] = (await report(seen.page)).ledger;
  const empty = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
  assert.deepEqual([row.digest, row.computed, row.verdict], [wrong, empty, "mismatch"]);
  assertQuiet(seen);
});

test("all that was sent only read, and no credential reached another origin", () => {
  assertHarmless({ basic: [all.nginx] });
});

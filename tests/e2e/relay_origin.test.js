// What an answer can do in the origin of the page, where the relay hands it on: be
// read, and nothing else.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { launch } from "./lib/browser.js";
import { Closing } from "./lib/daemon.js";
import { temporary } from "./lib/images.js";
import { answering, assertSandboxed, network, nginx } from "./lib/relay.js";

const closing = new Closing();
let net, site;

before(async () => {
  const made = closing.keep(temporary(), () => made.remove());
  const { path } = made;
  writeFileSync(join(path, "index.html"), "the page");
  net = await network(path, closing);
  site = closing.keep(await nginx(path, path, "page-and-relay", net.environment));
});
after(() => closing.close());

/// Asks the relay for `path` of the host that is a registry here.
const relayed = (path, options) => site.ask(`/relay/registry.test${path}`, options);
const answer = (address, said) => net.answers.set(address, said);
const redirect = (address, location) => answer(address, { status: 307, headers: { location } });

beforeEach(() => net.answers.clear());

test("whatever a registry says in whichever way, a browser only reads it", async (t) => {
  const script = "globalThis.ran = true; globalThis.postMessage?.('ran');";
  const head = (type, body) => ` 200 OK\r\nContent-Type: ${type}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  // Before an answer as it is due, what nginx hands on without a look at what follows.
  const before = {
    plain: () => "",
    early: () => "HTTP/1.1 103 Early Hints\r\n\r\n",
    small: (type, body) => `http/1.1${head(type, body)}`,
  };
  for (const [name, raw] of Object.entries(before)) {
    for (const [type, body] of [["text/javascript", script], ["text/html", `<script>${script}</script>`]]) {
      answer(`registry.test/v2/${name}/${type}`, ({ socket }) => {
        socket.write(raw(type, body));
        return { headers: { "content-type": type, "content-length": body.length }, body };
      });
    }
  }
  const browser = await launch();
  t.after(() => browser.close());
  for (const name of Object.keys(before)) {
    const at = `${site.origin}/relay/registry.test/v2/${name}`;
    const page = await browser.newPage();
    await page.goto(site.origin);
    const ran = await page.evaluate(async (at) => {
      const script = new Promise((done) => {
        const element = Object.assign(document.createElement("script"), { src: `${at}/text/javascript` });
        element.onload = element.onerror = () => done(globalThis.ran === true);
        document.head.append(element);
      });
      const worker = new Promise((done) => {
        const started = new Worker(`${at}/text/javascript`);
        started.onmessage = () => done(true);
        started.onerror = () => done(false);
      });
      return { script: await script, worker: await worker };
    }, at);
    assert.deepEqual(ran, { script: false, worker: false }, name);
    const read = await page.evaluate(async (at) => (await (await fetch(`${at}/text/javascript`)).text()).length, at);
    assert.ok(read >= script.length, name);
    // An address that somebody follows.
    const followed = page.evaluate((address) => void (location.href = address), `${at}/text/html`);
    await followed.catch(() => {});
    await page.waitForTimeout(500);
    assert.notEqual(await page.evaluate(() => globalThis.ran), true, name);
    await page.close();
  }
});

/// What an answer must not say of the origin that it is relayed in.
const HIDDEN = {
  "accept-ch": "Sec-CH-UA-Model",
  "access-control-allow-credentials": "true",
  "access-control-allow-headers": "*",
  "access-control-allow-methods": "*",
  "access-control-allow-origin": "*",
  "access-control-expose-headers": "*",
  "activate-storage-access": "load",
  "alt-svc": 'h3=":443"',
  "attribution-reporting-register-source": "{}",
  "attribution-reporting-register-trigger": "{}",
  "clear-site-data": '"*"',
  "content-disposition": "inline",
  "content-location": "/elsewhere",
  "content-security-policy": "default-src *",
  "content-security-policy-report-only": "default-src *",
  "critical-ch": "Sec-CH-UA-Model",
  "cross-origin-embedder-policy": "x=y",
  "cross-origin-embedder-policy-report-only": "x=y",
  "cross-origin-opener-policy": "x=y",
  "cross-origin-opener-policy-report-only": "x=y",
  "cross-origin-resource-policy": "cross-origin",
  "document-policy": "x=y",
  "document-policy-report-only": "x=y",
  "expect-ct": "max-age=60",
  "feature-policy": "x=y",
  "integrity-policy": "x=y",
  "integrity-policy-report-only": "x=y",
  location: "/v2/else",
  nel: "{}",
  "no-vary-search": "params",
  "observe-browsing-topics": "?1",
  "origin-agent-cluster": "?1",
  "origin-trial": "A",
  "permissions-policy": "x=y",
  "permissions-policy-report-only": "x=y",
  "public-key-pins": "max-age=60",
  "referrer-policy": "unsafe-url",
  refresh: "0; url=https://elsewhere.test/",
  "relay-refused": "redirect",
  "report-to": "{}",
  "reporting-endpoints": 'a="https://elsewhere.test/"',
  "sec-session-registration": '(ES256);path="/"',
  "secure-session-registration": '(ES256);path="/"',
  "service-worker-allowed": "/",
  "set-cookie": "a=b",
  "set-cookie2": "a=b",
  "set-login": "logged-in",
  sourcemap: "/x",
  "speculation-rules": '"/x"',
  "strict-transport-security": "max-age=31536000; includeSubDomains",
  "supports-loading-mode": "fenced-frame",
  "timing-allow-origin": "*",
  "use-as-dictionary": 'match="/*"',
  "x-content-type-options": "none",
  "x-dns-prefetch-control": "on",
  "x-frame-options": "ALLOWALL",
  "x-sourcemap": "/x",
  "x-xss-protection": "0",
};

test("what a registry says can be no document and no script, and says nothing of this origin", async () => {
  const link = '</v2/_catalog?last=b>; rel="next"';
  const headers = { ...HIDDEN, "content-type": "text/html", link, "x-accel-redirect": "/index.html" };
  const body = "<script>alert(1)</script>";
  redirect("registry.test/v2/moved", net.at("storage.test", "/found"));
  for (const status of [200, 201, 300, 305, 306, 309, 401, 404, 429, 503]) {
    answer("registry.test/v2/", { status, headers, body });
    answer("storage.test/found", { status, headers, body });
    for (const path of ["/v2/", "/v2/moved"]) {
      const found = await relayed(path);
      assert.deepEqual([found.status, found.text], [status, body], path);
      assert.deepEqual([found.headers["content-type"], found.headers.link], ["application/octet-stream", link]);
      assertSandboxed(found);
      const shown = Object.entries(HIDDEN).filter(([name, value]) => found.headers[name]?.includes(value));
      assert.deepEqual(shown, [], path);
    }
  }
});

test("of links only that to the next page is handed on", async () => {
  const next = '</v2/x/tags/list?n=2&last=b>; rel="next"';
  for (const [link, expected] of [
    [next, next],
    ["</v2/x/tags/list?n=2&last=b>;rel=next", next],
    ['</v2/x/tags/list?n=2&last=b>; Rel = "prev NEXT"', next],
    [`</v2/>; rel="up", ${next.replace("; rel", '; title="a"; rel')}`, next],
    [`<https://elsewhere.test/>; rel=preload; as=script, ${next}, </x>; rel=preconnect`, next],
    ['</v2/x/tags/list?n=2&last=b>; rel="next preload"; as=script', next],
    ["<https://elsewhere.test/>; rel=preload; as=script", undefined],
    ["<https://elsewhere.test/>; rel=preconnect; title=next", undefined],
    ['<https://elsewhere.test/>; rel="dns-prefetch"', undefined],
    ["<https://elsewhere.test/>; rel=nextdoor", undefined],
    ["next", undefined],
    [`</>; rel=${"a ".repeat(7_000)}`, undefined],
    [`</>; rel=a${" ".repeat(14_000)}b`, undefined],
  ]) {
    answer("registry.test/v2/", { headers: { link } });
    assert.equal((await relayed("/v2/")).headers.link, expected, link);
  }
});

/// The type with which an answer of `type` is handed on.
async function typed(type) {
  answer("registry.test/v2/", { headers: { "content-type": type }, body: "{}" });
  answer("storage.test/found", { headers: { "content-type": type }, body: "{}" });
  redirect("registry.test/v2/moved", net.at("storage.test", "/found"));
  const types = new Set();
  for (const method of ["GET", "HEAD"]) {
    for (const path of ["/v2/", "/v2/moved"]) types.add((await relayed(path, { method })).headers["content-type"]);
  }
  assert.equal(types.size, 1, type);
  return [...types][0];
}

test("a manifest keeps the type that its registry says, to the letter", async () => {
  for (const type of [
    "application/json",
    "application/json; charset=utf-8",
    "Application/JSON ;charset=UTF-8",
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.oci.image.config.v1+json",
    "application/vnd.docker.distribution.manifest.v2+json",
    "application/vnd.docker.distribution.manifest.list.v2+json; charset=utf-8",
    "application/vnd.docker.distribution.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.v1+prettyjws",
    "application/octet-stream",
  ]) {
    assert.equal(await typed(type), type);
  }
});

test("what a browser would run, show or apply is bytes", async () => {
  for (const type of [
    "text/javascript",
    "text/javascript; charset=utf-8",
    "application/javascript",
    "application/x-javascript",
    "application/ecmascript",
    "text/html",
    "application/xhtml+xml",
    "image/svg+xml",
    "text/xml",
    "application/xml",
    "text/css",
    "text/plain",
    "text/json",
    "application/wasm",
    "multipart/x-mixed-replace; boundary=a",
    "application/json, text/javascript",
    "application/json; charset=utf-8, text/javascript",
    "text/javascript;application/json",
    "text/javascript application/json",
    "application/javascript+json/x",
    "application/json+javascript",
    "xapplication/json",
    "application/vnd.oci.image.layer.v1.tar+gzip",
    ":",
    "json",
  ]) {
    assert.equal(await typed(type), "application/octet-stream", type);
  }
  // Of two headers nginx takes the first, or joins them, or refuses the answer.
  answer("registry.test/v2/", { headers: { "content-type": ["application/json", "text/javascript"] } });
  const { status, headers } = await relayed("/v2/");
  assert.ok(status === 502 || !headers["content-type"].includes("javascript"), `${status} ${headers["content-type"]}`);
  assert.equal(await typed([]), undefined);
});

test("what the relay says itself has one type, whatever the answer before it had", async () => {
  const headers = { location: net.at("elsewhere.test", "/"), "content-type": "application/json" };
  answer("registry.test/v2/", { status: 307, headers });
  const types = [];
  const response = await answering(site.port, "/relay/registry.test/v2/");
  response.rawHeaders.forEach((name, at) => name.toLowerCase() === "content-type" && types.push(response.rawHeaders[at + 1]));
  response.resume();
  assert.deepEqual([response.statusCode, types], [502, ["text/plain"]]);
});

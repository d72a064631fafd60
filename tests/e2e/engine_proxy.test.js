// The way through nginx to an engine: off unless its owner turns it on, and to few paths.
import assert from "node:assert/strict";
import { connect } from "node:net";
import { cpSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Closing } from "./lib/daemon.js";
import { mock } from "./lib/engine.js";
import { temporary } from "./lib/images.js";
import { assertSandboxed, nginx } from "./lib/relay.js";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const HELLO = "/engine/images/example.test/hello:1";
const closing = new Closing();
let folder, engine, root;
const sites = {};

before(async () => {
  const made = closing.keep(temporary(), () => made.remove());
  folder = made.path;
  root = join(folder, "page");
  mkdirSync(root);
  cpSync(join(ROOT, "index.html"), join(root, "index.html"));
  engine = closing.keep(await mock(folder, "docker-28"));
  for (const site of ["page", "page-and-relay"]) {
    sites[site] = closing.keep(await nginx(folder, root, site, { ASSAY_ENGINE: engine.socket }));
  }
});
after(() => closing.close());

/// What the engine was asked since the last time.
const asked = () => engine.requests.splice(0).map(({ method, url }) => `${method} ${url}`);

/// A request line as it is, which no library writes.
function raw(port, line) {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(`${line} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`));
    let text = "";
    socket.setEncoding("latin1").on("data", (more) => (text += more));
    socket.once("end", () => resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1]))).once("error", reject);
  });
}

test("nobody reaches an engine where its owner has not turned that on", async () => {
  for (const site of ["page", "page-and-relay"]) {
    const off = await nginx(folder, root, site);
    try {
      assert.match(readFileSync(join(off.place, "site.conf"), "utf8"), /^ {4}#include assay\/engine\.conf;$/m);
      for (const path of ["/engine/_ping", "/engine/images/json", `${HELLO}/get`]) {
        assert.equal((await off.ask(path)).status, 404, path);
      }
    } finally {
      await off.close();
    }
  }
  assert.deepEqual(asked(), []);
});

test("what reading takes is handed on as it is, and nothing of the browser", async () => {
  for (const site of Object.values(sites)) {
    const queries = ["/_ping", "/version", "/images/json?manifests=1&filters=%7B%22dangling%22:%5B%22true%22%5D%7D", "/images/search?term=a%26b", "/distribution/example.test/hello:1/json"];
    const paths = [...queries, ...["json?manifests=1", "history", "get"].map((what) => `/images/example.test/hello:1/${what}`), `/images/sha256:${"a".repeat(64)}/json`];
    for (const path of paths) {
      const headers = { cookie: "a=b", origin: site.origin, referer: site.origin, authorization: "Basic eA==", "x-registry-auth": "e30=", "sec-fetch-site": "same-origin", "sec-fetch-dest": "empty" };
      const answer = await site.ask(`/engine${path}`, { headers });
      assert.equal(answer.status, 200, path);
      assertSandboxed(answer);
      assert.equal(answer.headers["cache-control"], "no-store");
      const [request] = engine.requests.splice(0);
      assert.equal(request.url, path);
      assert.deepEqual(request.headers, { host: "docker" });
      assert.deepEqual([answer.headers["set-cookie"], answer.headers.location], [undefined, undefined]);
    }
    const { bytes, headers } = await site.ask(`${HELLO}/get`);
    assert.deepEqual([bytes, headers["content-length"]], [engine.archive, undefined]);
    // Below the folder of a page that is not at the root.
    assert.equal((await site.ask("/tools/assay/engine/_ping")).text, "OK");
    assert.equal((await site.ask("/engine/_ping", { method: "HEAD" })).status, 200);
    asked();
  }
});

test("nothing else of an engine is reached", async () => {
  for (const { port, ask } of Object.values(sites)) {
    for (const path of ["", "containers/json", "info", "events", "images/get?names=a", "images/prune", "v1.44/images/json", "images//json", "images/a/json/x", "secrets", "system/df", "images/a/push", "_ping/x"]) {
      assert.equal((await ask(`/engine/${path}`)).status, 404, path);
    }
    for (const line of [
      "/engine/images/../containers/json",
      "/engine/images/%2e%2e/containers/json",
      "/engine/images/a%2f..%2f..%2fcontainers%2fjson%3f/json",
      "/engine/images/a%0d%0aX:%20y/json",
      "/engine/images/a%20HTTP/1.1%0d%0aHost:x/json",
      "/engine/images/a%3fx/json",
      "/engine/images/a%23x/json",
      "/engine/images/a%00/json",
      "/engine/images/a/../../../containers/json",
      "/engine/images/a//b/json",
    ]) {
      assert.ok([400, 404].includes(await raw(port, `GET ${line}`)), line);
    }
    for (const method of ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"]) {
      for (const path of [`${HELLO}/json`, "/engine/images/json"]) {
        assert.equal((await ask(path, { method })).status, 405, `${method} ${path}`);
      }
      assert.ok((await ask("/engine/images/example.test/hello:1", { method })).status >= 404);
    }
    assert.deepEqual(asked(), []);
  }
});

test("no other page reads it, and under no other name", async () => {
  for (const [name, { ask, port }] of Object.entries(sites)) {
    for (const site of ["cross-site", "same-site", "x"]) {
      assert.equal((await ask("/engine/_ping", { headers: { "sec-fetch-site": site } })).status, 403, site);
    }
    for (const dest of ["script", "document", "iframe", "image", "worker"]) {
      const headers = { "sec-fetch-site": "same-origin", "sec-fetch-dest": dest };
      assert.equal((await ask("/engine/_ping", { headers })).status, 403, dest);
    }
    for (const host of ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "assay.test", `evil.example:${port}`]) {
      assert.equal((await ask("/engine/_ping", { headers: { host } })).status, 421, `${name} ${host}`);
    }
    for (const host of ["localhost", `LOCALHOST:${port}`, "127.0.0.1", `[::1]:${port}`]) {
      assert.equal((await ask("/engine/_ping", { headers: { host } })).status, 200, `${name} ${host}`);
    }
    // From none, as a person types it.
    assert.equal((await ask("/engine/_ping", { headers: { "sec-fetch-site": "none", "sec-fetch-dest": "" } })).status, 200);
    asked();
  }
});

test("an engine that does not run is no page that does not work", async () => {
  const site = await nginx(folder, root, "page", { ASSAY_ENGINE: join(folder, "none.sock") });
  try {
    assert.equal((await site.ask("/engine/_ping")).status, 502);
    assert.equal((await site.ask("/")).status, 200);
  } finally {
    await site.close();
  }
});

// The page in nginx, with the files of deploy/, and what else is needed to host it.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { assertClean, freePort, launch, open, openFiles, session } from "./lib/browser.js";
import { Closing } from "./lib/daemon.js";
import { run, temporary } from "./lib/images.js";
import { DEPLOY, nginx, request } from "./lib/relay.js";
import { DIST } from "./lib/server.js";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const HASHED = "page-0123456789abcdef_bg.wasm";
/// What the app is installed by.
const KEPT = ["offline.js", "app.webmanifest", "icons/icon.svg", "icons/icon-192.png"];
const IMMUTABLE = "public, max-age=31536000, immutable";
const closing = new Closing();
let folder, page, site, alone;

before(async () => {
  const made = closing.keep(temporary(), () => made.remove());
  folder = made.path;
  page = somePage(join(folder, "page"));
  site = closing.keep(await nginx(folder, page, "page-and-relay"));
  alone = closing.keep(await nginx(folder, page, "page"));
});
after(() => closing.close());

/// A folder that is served as dist/ is, also below a path of its own.
function somePage(root) {
  for (const folder of [root, join(root, "tools/assay")]) {
    mkdirSync(folder, { recursive: true });
    cpSync(join(ROOT, "index.html"), join(folder, "index.html"));
    writeFileSync(join(folder, HASHED), Buffer.alloc(5_000, "\0asm"));
    writeFileSync(join(folder, "worker.js"), "export {};\n".repeat(500));
    writeFileSync(join(folder, "zh-Hans.txt"), "层\n".repeat(1_000));
    for (const name of KEPT) cpSync(join(ROOT, "src/page", name), join(folder, name));
  }
  return root;
}

test("a page is served with its policy, its types and how long to keep each file", async () => {
  const [, policy] = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(readFileSync(join(ROOT, "index.html"), "utf8"));
  for (const host of [site, alone]) {
    for (const at of ["/", "/tools/assay/"]) {
      const found = {};
      for (const name of ["", HASHED, "worker.js", "zh-Hans.txt", ...KEPT, "none.js", "none-0123456789abcdef.js"]) {
        const { status, headers } = await host.ask(at + name);
        assert.equal(headers["content-security-policy"], `${policy}; frame-ancestors 'none'`, name);
        assert.deepEqual([headers["x-content-type-options"], headers["referrer-policy"]], ["nosniff", "no-referrer"]);
        found[name] = [status, headers["content-type"], headers["cache-control"]];
      }
      assert.deepEqual(found, {
        "": [200, "text/html; charset=utf-8", "no-cache"],
        [HASHED]: [200, "application/wasm", IMMUTABLE],
        "worker.js": [200, "text/javascript; charset=utf-8", "no-cache"],
        "zh-Hans.txt": [200, "text/plain; charset=utf-8", "no-cache"],
        "offline.js": [200, "text/javascript; charset=utf-8", "no-cache"],
        "app.webmanifest": [200, "application/manifest+json", "no-cache"],
        "icons/icon.svg": [200, "image/svg+xml", "no-cache"],
        "icons/icon-192.png": [200, "image/png", "no-cache"],
        "none.js": [404, "text/html; charset=utf-8", undefined],
        "none-0123456789abcdef.js": [404, "text/html; charset=utf-8", undefined],
      });
    }
  }
});

test("a file that has not changed is not sent again", async () => {
  const { headers } = await site.ask("/worker.js");
  const again = await site.ask("/worker.js", { headers: { "if-none-match": headers.etag } });
  assert.deepEqual([again.status, again.headers["cache-control"], again.text], [304, "no-cache", ""]);
});

test("a folder without its slash is found behind any port", async () => {
  const { status, headers } = await site.ask("/tools/assay");
  assert.deepEqual([status, headers.location], [301, "/tools/assay/"]);
});

test("files are sent compressed: those of deploy/compress as they are", async () => {
  const gzip = { headers: { "accept-encoding": "gzip" } };
  const now = await site.ask(`/tools/assay/${HASHED}`, gzip);
  assert.deepEqual([now.headers["content-encoding"], now.headers.vary], ["gzip", "Accept-Encoding"]);
  const before = readFileSync(join(page, HASHED));
  run(join(DEPLOY, "compress"), page);
  for (const [name, type] of [[HASHED, "application/wasm"], ["worker.js", "text/javascript; charset=utf-8"]]) {
    const found = await site.ask(`/${name}`, gzip);
    const { "content-encoding": encoding, "content-type": sent, vary } = found.headers;
    assert.deepEqual([encoding, sent, vary], ["gzip", type, "Accept-Encoding"]);
    assert.deepEqual(found.bytes, readFileSync(join(page, `${name}.gz`)));
    assert.deepEqual(gunzipSync(found.bytes), readFileSync(join(page, name)));
  }
  const plain = await site.ask(`/${HASHED}`);
  assert.deepEqual([plain.headers["content-encoding"], plain.bytes], [undefined, before]);
});

test("relay.json is there with the relay only, beside the page wherever that is", async () => {
  for (const path of ["/relay.json", "/tools/assay/relay.json"]) {
    const { status, headers, bytes } = await site.ask(path);
    assert.deepEqual([status, headers["content-type"], headers["cache-control"]], [200, "application/json", "no-cache"]);
    assert.deepEqual(bytes, readFileSync(join(DEPLOY, "nginx/relay/relay.json")));
    assert.equal((await alone.ask(path)).status, 404);
  }
  assert.equal((await alone.ask("/relay/ghcr.io/v2/")).status, 404);
});

test("the page alone is there under any name", async () => {
  assert.equal((await alone.ask("/", { headers: { host: "assay.example" } })).status, 200);
});

test("the page works under the headers that it is served with, and in no frame", async (t) => {
  const real = await nginx(folder, DIST, "page-and-relay");
  t.after(real.close);
  const browser = await launch();
  t.after(() => browser.close());
  const opened = await open(browser, `${real.origin}/`, { kept: true });
  await opened.page.waitForFunction(() => document.documentElement.dataset.offline === "ready");
  await openFiles(opened.page, [join(DIST, "samples/tampered.oci.tar")]);
  assert.equal(await session(opened.page, ["showing", "failed"]), "showing");
  assertClean(opened);
  const framing = await browser.newPage();
  const refused = framing.waitForEvent("console", { predicate: (message) => message.text().includes("frame-ancestors") });
  await framing.setContent(`<iframe src="${real.origin}/"></iframe>`);
  assert.equal((await refused).type(), "error");
});

/// `deploy/serve` as a person starts it, until its first line.
async function serving(environment) {
  const child = spawn(join(DEPLOY, "serve"), { env: { ...process.env, TMPDIR: folder, ...environment }, detached: true });
  let said = "";
  let complained = "";
  child.stdout.on("data", (text) => (said += text));
  child.stderr.on("data", (text) => (complained += text));
  const ended = once(child, "exit");
  const kill = () => process.kill(-child.pid, "SIGKILL");
  process.once("exit", kill);
  for (let wait = 0; !said.includes("\n") && wait < 200; wait += 1) await new Promise((next) => setTimeout(next, 20));
  const interrupt = async () => {
    // To all of the terminal's foreground, as Ctrl-C is.
    process.kill(-child.pid, "SIGINT");
    const [status] = await ended;
    process.off("exit", kill);
    return status;
  };
  return { said, complained: () => complained, interrupt };
}

/// Asks until somebody listens.
async function fetched(url) {
  for (let wait = 0; ; wait += 1) {
    try {
      return await fetch(url, { headers: { connection: "close" } });
    } catch (error) {
      if (wait === 200) throw error;
      await new Promise((next) => setTimeout(next, 20));
    }
  }
}

test("deploy/serve serves page and relay until Ctrl-C, and leaves nothing behind", async () => {
  const port = await freePort();
  const before = readdirSync(folder);
  const { said, interrupt } = await serving({ ASSAY_LISTEN: `127.0.0.1:${port}`, ASSAY_ROOT: page });
  assert.equal(said, `Assay is at http://127.0.0.1:${port}, with its relay (Ctrl-C ends it)\n`);
  assert.equal((await fetched(`http://127.0.0.1:${port}/`)).status, 200);
  assert.equal((await fetched(`http://127.0.0.1:${port}/relay.json`)).status, 200);
  assert.equal(await interrupt(), 0);
  await assert.rejects(request(port, "/"), /ECONNREFUSED/);
  assert.deepEqual(readdirSync(folder), before);
});

test("without nginx deploy/serve serves the page alone, and says what is missing", async () => {
  const port = await freePort();
  for (const [listen, address] of [
    [`127.0.0.1:${port}`, "127.0.0.1"],
    [`127.0.0.2:${port}`, "127.0.0.2"],
    [`localhost:${port}`, "localhost"],
    [`${port}`, "127.0.0.1"],
    [`${port} ssl`, "127.0.0.1"],
    [`127.0.0.1:${port} ssl`, "127.0.0.1"],
  ]) {
    const { said, complained, interrupt } = await serving({ ASSAY_LISTEN: listen, ASSAY_ROOT: page, ASSAY_NGINX: "no-such-nginx" });
    const at = `http://${address}:${port}`;
    assert.equal(said, `Assay is at ${at} (Ctrl-C ends it)\n`);
    assert.equal((await fetched(`${at}/`)).status, 200, listen);
    assert.match(complained(), /^nginx is missing: this is the page without the relay\. To get it: sudo apt-get install nginx-light\n/);
    assert.equal((await fetched(`${at}/relay.json`)).status, 404);
    await interrupt();
  }
});

test("deploy/serve takes a port alone, too", async () => {
  const port = await freePort();
  const { said, interrupt } = await serving({ ASSAY_LISTEN: `${port}`, ASSAY_ROOT: page });
  assert.equal(said, `Assay is at http://127.0.0.1:${port}, with its relay (Ctrl-C ends it)\n`);
  assert.equal((await fetched(`http://127.0.0.1:${port}/relay.json`)).status, 200);
  assert.equal(await interrupt(), 0);
});

/// What deploy/render makes of a resolv.conf: its complaint, the line `resolver`, and
/// whether nginx takes it all.
function resolving(text, site = "page-and-relay") {
  const place = mkdtempSync(join(folder, "resolving-"));
  writeFileSync(join(place, "resolv.conf"), text);
  const env = { ...process.env, ASSAY_RESOLV_CONF: join(place, "resolv.conf"), ASSAY_ROOT: page, NGINX_LOCAL_RESOLVERS: "" };
  const { status, stderr } = spawnSync(join(DEPLOY, "render"), [place, site], { env, encoding: "utf8" });
  assert.equal(status, 0, stderr);
  const resolver = /^ *resolver (.*);$/m.exec(readFileSync(join(place, "site.conf"), "utf8"))?.[1].trim();
  const words = ["-t", "-p", place, "-e", "stderr", "-c", join(place, "nginx.conf")];
  const tested = spawnSync("nginx", words, { env: { ...env, PATH: `${env.PATH}:/usr/sbin` }, encoding: "utf8" });
  assert.equal(tested.status, 0, tested.stderr);
  return { resolver, complained: stderr };
}

test("deploy/render takes of resolv.conf the name servers that nginx can ask", () => {
  const links = "# by the router\nnameserver fe80::1%wlan0\nsearch home\n";
  assert.deepEqual(resolving(`${links}nameserver 192.0.2.1\nnameserver 2001:db8::1\n`), {
    resolver: "192.0.2.1 [2001:db8::1]",
    complained: "",
  });
  for (const none of [links, "", "options edns0\n"]) {
    const { resolver, complained } = resolving(none);
    assert.equal(resolver, "127.0.0.1");
    assert.match(complained, /^deploy\/render: \S+\/resolv\.conf has no name server that nginx can ask: name one in NGINX_LOCAL_RESOLVERS\n$/);
  }
  assert.deepEqual(resolving(links, "page"), { resolver: undefined, complained: "" });
});

/// The words of the instructions `name` of deploy/Dockerfile.
const instructions = (name) =>
  readFileSync(join(DEPLOY, "Dockerfile"), "utf8")
    .split("\n")
    .filter((line) => line.startsWith(`${name} `))
    .map((line) => line.split(/\s+/).slice(1));

test("the Dockerfile copies what is there and what .dockerignore lets through", () => {
  const ignored = readFileSync(join(DEPLOY, "Dockerfile.dockerignore"), "utf8");
  const allowed = [...ignored.matchAll(/^!(.+)$/gm)].map(([, name]) => name);
  const sources = instructions("COPY").filter(([first]) => !first.startsWith("--from")).map(([source]) => source);
  assert.ok(sources.length > 3);
  for (const source of sources) {
    assert.ok(allowed.includes(source.split("/")[0]), source);
    for (const site of ["page", "page-and-relay"]) {
      // What is built may not be there yet.
      assert.ok(source === "dist" || existsSync(join(ROOT, source.replace("${SITE}", site))), source);
    }
  }
});

test("what the templates leave open is set by the container and by deploy/render, and told", () => {
  const read = (path) => readFileSync(join(DEPLOY, path), "utf8");
  const templates = ["page", "page-and-relay"].map((site) => read(`nginx/${site}.conf.template`)).join("");
  const variables = new Set([...templates.matchAll(/\$\{([A-Z_]+)\}/g)].map(([, name]) => name));
  assert.equal(variables.size, 7);
  for (const variable of variables) {
    // The container's entry point sets it.
    const set = variable === "NGINX_LOCAL_RESOLVERS" ? "NGINX_ENTRYPOINT_LOCAL_RESOLVERS=1" : `${variable}=`;
    assert.ok(read("Dockerfile").includes(set), variable);
    assert.match(read("render"), new RegExp(`^(\\[.*\\] \\|\\| )?export ${variable}=`, "m"));
    assert.ok(read("README.md").includes(`| \`${variable}\` |`), variable);
  }
});

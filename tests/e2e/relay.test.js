// The relay beside the page: nginx with the files of deploy/, and a network of its
// own before which it stands.
import assert from "node:assert/strict";
import { readFileSync, readdirSync, readlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { after, before, beforeEach, test } from "node:test";
import { Closing } from "./lib/daemon.js";
import { temporary } from "./lib/images.js";
import { answering, assertSandboxed, DEPLOY, network, nginx } from "./lib/relay.js";

const BLOB = `sha256:${"0a".repeat(32)}`;
const closing = new Closing();
let net, site, shipped;

before(async () => {
  const made = closing.keep(temporary(), () => made.remove());
  const { path } = made;
  writeFileSync(join(path, "index.html"), "the page");
  net = await network(path, closing);
  site = closing.keep(await nginx(path, path, "page-and-relay", { ...net.environment, ASSAY_NAMES: "assay.example" }));
  const { ASSAY_RELAY, ...environment } = net.environment;
  shipped = closing.keep(await nginx(path, path, "page-and-relay", environment));
});
after(() => closing.close());

/// Asks the relay for `path` of the host that is a registry here.
const relayed = (path, options) => site.ask(`/relay/registry.test${path}`, options);
const answer = (address, said) => net.answers.set(address, said);
const redirect = (address, location, status = 307) => answer(address, { status, headers: { location } });
const asked = () => net.seen().requests;

/// That nothing went on from the relay since the last look: no request, and no
/// question for the address of a host.
function assertNobodyAsked(said) {
  assert.deepEqual(net.seen(), { requests: [], names: [] }, said);
}

beforeEach(() => {
  net.seen();
  net.answers.clear();
});

test("the relay asks a registry, its token server, and the storage it sends to", async () => {
  const challenge = `Bearer realm="${net.at("auth.test", "/token")}",service="registry.test",scope="repository:o/x:pull"`;
  answer("registry.test/v2/o/x/manifests/1", ({ headers }) =>
    headers.authorization === "Bearer T"
      ? { headers: { "content-type": "application/json", "docker-content-digest": BLOB }, body: `{"schemaVersion":2}` }
      : { status: 401, headers: { "www-authenticate": challenge }, body: `{"errors":[{"code":"UNAUTHORIZED"}]}` },
  );
  answer("auth.test/token?service=registry.test&scope=repository%3Ao%2Fx%3Apull", { body: `{"token":"T"}` });
  redirect(`registry.test/v2/o/x/blobs/${BLOB}`, net.at("storage.test", "/bucket/data?X-Amz-Signature=a%2Fb%3D&x=%20y"));
  answer("storage.test/bucket/data?X-Amz-Signature=a%2Fb%3D&x=%20y", { body: "the bytes" });

  const refused = await relayed("/v2/o/x/manifests/1");
  assert.deepEqual([refused.status, refused.headers["www-authenticate"]], [401, challenge]);
  assert.equal(refused.text, `{"errors":[{"code":"UNAUTHORIZED"}]}`);
  const token = await site.ask("/relay/auth.test/token?service=registry.test&scope=repository%3Ao%2Fx%3Apull");
  assert.deepEqual([token.status, token.text], [200, `{"token":"T"}`]);
  const headers = { authorization: "Bearer T" };
  const manifest = await relayed("/v2/o/x/manifests/1", { headers });
  assert.deepEqual([manifest.status, manifest.headers["docker-content-digest"], manifest.text], [200, BLOB, `{"schemaVersion":2}`]);
  const blob = await relayed(`/v2/o/x/blobs/${BLOB}`, { headers });
  assert.deepEqual([blob.status, blob.text, blob.headers.location], [200, "the bytes", undefined]);
});

test("a password goes to the registry and the token server, and not to where they send", async () => {
  redirect("registry.test/v2/x/blobs/1", net.at("storage.test", "/once"));
  redirect("storage.test/once", net.at("storage.test", "/twice"));
  redirect("registry.test/v2/x/blobs/2", "/v2/x/blobs/1");
  const headers = { authorization: "Basic cmVhZGVyOnNlY3JldA==" };
  await site.ask("/relay/auth.test/token", { headers });
  for (const blob of ["1", "2"]) await relayed(`/v2/x/blobs/${blob}`, { headers });
  const shown = net.requests.splice(0).map(({ host, path, headers }) => `${host}${path} ${headers.authorization ?? "-"}`);
  assert.deepEqual(shown, [
    "auth.test/token Basic cmVhZGVyOnNlY3JldA==",
    "registry.test/v2/x/blobs/1 Basic cmVhZGVyOnNlY3JldA==",
    "storage.test/once -",
    "storage.test/twice -",
    "registry.test/v2/x/blobs/2 Basic cmVhZGVyOnNlY3JldA==",
    "registry.test/v2/x/blobs/1 -",
    "storage.test/once -",
  ]);
});

test("a redirect to a host that is not listed is not followed", async () => {
  const port = net.port;
  for (const location of [
    net.at("elsewhere.test", "/secret"),
    `https://storage.test.elsewhere.test:${port}/`,
    `https://storage.test:${port}@elsewhere.test:${port}/`,
    `https://storage.test:${port}.elsewhere.test/`,
    `https://elsewhere.test:${port}/https://storage.test:${port}/`,
    `https://elsewhere.test:${port}/#https://storage.test:${port}/`,
    `https://storageXtest:${port}/`,
    `https://storage.test:${port}`,
    `HTTPS://STORAGE.TEST:${port}/`,
    `http://storage.test:${port}/`,
    `https://storage.test:${port}/a b`,
    `https://storage.test:${port}/a\tb`,
    `//elsewhere.test:${port}/`,
    `/\\elsewhere.test:${port}/ x`,
    "relative",
    "http://127.0.0.1/latest/meta-data/",
    "http://169.254.169.254/latest/meta-data/",
    "file:///etc/passwd",
    "",
  ]) {
    redirect("registry.test/v2/x/blobs/1", location);
    const { status, text } = await relayed("/v2/x/blobs/1");
    assert.equal(status, 502, location);
    const told = /^(https?:\/\/[\w.:-]+)\//.exec(location)?.[1] ?? "no address";
    assert.equal(text, `The registry redirects to ${told}, and there the relay does not go.\n`);
    const { requests, names } = net.seen();
    assert.deepEqual(requests, ["GET registry.test/v2/x/blobs/1"], location);
    assert.deepEqual(names.filter((name) => name !== "registry.test"), [], location);
  }
});

test("a redirect without a host stays with the host that sent it", async () => {
  redirect("registry.test/v2/x/blobs/1", "/artifacts-downloads/1?token=a%2Fb");
  answer("registry.test/artifacts-downloads/1?token=a%2Fb", { body: "of the registry" });
  redirect("registry.test/v2/x/blobs/2", net.at("storage.test", "/2"));
  redirect("storage.test/2", "/3");
  answer("storage.test/3", { body: "of the storage" });
  assert.equal((await relayed("/v2/x/blobs/1")).text, "of the registry");
  assert.equal((await relayed("/v2/x/blobs/2")).text, "of the storage");
});

test("two redirects are followed, of each kind, and a third one is an error", async () => {
  for (const status of [301, 302, 303, 307, 308]) {
    redirect("registry.test/v2/x/blobs/1", net.at("storage.test", "/1"), status);
    redirect("storage.test/1", net.at("storage.test", "/2"), status);
    answer("storage.test/2", { body: "there" });
    const { status: found, text } = await relayed("/v2/x/blobs/1");
    assert.deepEqual([found, text], [200, "there"], `${status}`);
  }
  asked();
  redirect("storage.test/2", net.at("storage.test", "/3"));
  const { status, text } = await relayed("/v2/x/blobs/1");
  assert.deepEqual([status, text], [508, "The registry redirects too often.\n"]);
  assert.deepEqual(asked(), ["GET registry.test/v2/x/blobs/1", "GET storage.test/1", "GET storage.test/2"]);
});

test("hosts and paths that are not listed are refused, and nobody is asked", async () => {
  for (const path of [
    ["/relay/elsewhere.test/v2/", 403],
    ["/relay/storage.test/", 403],
    ["/relay/127.0.0.1/v2/", 403],
    ["/relay/localhost:22/v2/", 403],
    ["/relay/registry.test:22/v2/", 403],
    ["/relay/registry.test./v2/", 403],
    ["/relay/registry.test.elsewhere.test/v2/", 403],
    ["/relay/registryxtest/v2/", 403],
    ["/relay/registry.test/", 403],
    ["/relay/registry.test/v1/search", 403],
    ["/relay/registry.test/token", 403],
    ["/relay/auth.test/tokens", 403],
    ["/relay/auth.test/v2/", 403],
    ["/relay/REGISTRY.TEST/v2/", 404],
    ["/relay/registry.test", 404],
    ["/relay/", 404],
    ["/relay//v2/", 404],
    ["/relay//relay.json", 404],
    ["/relay/user@registry.test/v2/", 404],
    ["/relay/elsewhere.test%2fregistry.test/v2/", 403],
    ["/relay/elsewhere.test%23registry.test/v2/", 404],
    ["/relay/https://registry.test/v2/", 404],
    ["/relay/[::1]/v2/", 404],
  ]) {
    assert.equal((await site.ask(path[0])).status, path[1], path[0]);
    assertNobodyAsked(path[0]);
  }
});

test("a path is asked for as it reads, or not at all", async () => {
  for (const path of [
    "/v2/x%0d%0aHost:%20elsewhere.test/manifests/1",
    "/v2/x%0a/manifests/1",
    "/v2/x%3fy/manifests/1",
    "/v2/x%23y/manifests/1",
    "/v2/x%20y/manifests/1",
    "/v2/x%09y/manifests/1",
    "/v2/x%5cy/manifests/1",
    "/v2/x%25y/manifests/1",
    "/v2/x%252e%252e/manifests/1",
    "/v2/x%22y/manifests/1",
    "/v2/%e5%b1%82/manifests/1",
    "/../registry.test/",
    "/v2/../../../index.html%00",
  ]) {
    const { status } = await relayed(path);
    assert.ok([400, 403, 404].includes(status), `${path}: ${status}`);
    assertNobodyAsked(path);
  }
  // Steps up are taken before a line of hosts.conf is looked for.
  for (const [path, expected] of [
    ["/v2/a/../b", "/v2/b"],
    ["/v2/a/%2e%2e/b", "/v2/b"],
    ["/v2/a/%2e%2e%2fb", "/v2/b"],
    ["/v2/./b", "/v2/b"],
    ["/v2//b", "/v2//b"],
    ["/v2/a%2fb", "/v2/a/b"],
    ["/v2/x/blobs/sha256+b64u:A-z_0=", "/v2/x/blobs/sha256+b64u:A-z_0="],
    ["/v2/x/tags/list?n=100&last=%2e%2e%2f%0d%0a", "/v2/x/tags/list?n=100&last=%2e%2e%2f%0d%0a"],
  ]) {
    await relayed(path);
    assert.deepEqual(asked(), [`GET registry.test${expected}`], path);
  }
  for (const path of ["/v2/..", "/v2/../x", "/v2/%2e%2e/x", "/v2/%2e%2e%2fx", "/v2/../../elsewhere.test/v2/"]) {
    const { status } = await relayed(path);
    assert.ok([403, 404].includes(status), `${path}: ${status}`);
    assertNobodyAsked(path);
  }
});

test("the relay only reads", async () => {
  for (const method of ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"]) {
    assert.equal((await relayed("/v2/x/blobs/uploads/", { method, body: "x" })).status, 405, method);
    assertNobodyAsked(method);
  }
  const large = await relayed("/v2/", { body: "x".repeat(100_000), headers: { "content-length": 100_000 } });
  assert.equal(large.status, 413);
  assertNobodyAsked();
  for (const length of [{ "content-length": 1 }, { "transfer-encoding": "chunked" }]) {
    await relayed("/v2/", { body: "x", headers: length });
    const [{ headers }] = net.requests.splice(0);
    assert.deepEqual([headers["content-length"], headers["transfer-encoding"]], [undefined, undefined]);
  }
  assert.deepEqual(net.stray, []);
});

test("under a name that is not its own nothing is answered", async () => {
  for (const path of ["/relay/registry.test/v2/", "/relay.json", "/"]) {
    for (const host of ["elsewhere.test", "assay.example.elsewhere.test", "169.254.169.254", `elsewhere.test:${site.port}`]) {
      assert.equal((await site.ask(path, { headers: { host } })).status, 421, `${host}${path}`);
    }
  }
  assertNobodyAsked();
  for (const host of ["assay.example", `localhost:${site.port}`, "[::1]"]) {
    assert.equal((await site.ask("/relay.json", { headers: { host } })).status, 200, host);
  }
});

test("pages of other sites are refused", async () => {
  for (const from of ["cross-site", "same-site"]) {
    assert.equal((await relayed("/v2/", { headers: { "sec-fetch-site": from } })).status, 403, from);
  }
  assertNobodyAsked();
  answer("registry.test/v2/", { body: "{}" });
  for (const from of ["same-origin", "none"]) {
    const { status, headers } = await relayed("/v2/", { headers: { "sec-fetch-site": from, origin: "https://elsewhere.test" } });
    assert.deepEqual([status, headers["access-control-allow-origin"]], [200, undefined], from);
  }
});

test("an answer is for reading: a browser that would run or show it is refused", async () => {
  answer("registry.test/v2/", { body: "{}" });
  const uses = "audioworklet document embed frame iframe image json object script serviceworker sharedworker style worker xslt";
  for (const use of [...uses.split(" "), "emptying", "an empty"]) {
    const found = await relayed("/v2/", { headers: { "sec-fetch-site": "same-origin", "sec-fetch-dest": use } });
    assert.deepEqual([found.status, found.headers["relay-refused"]], [403, "use"], use);
    assertSandboxed(found);
  }
  assertNobodyAsked();
  for (const headers of [{ "sec-fetch-dest": "empty" }, { "sec-fetch-dest": "" }, {}]) {
    assert.equal((await relayed("/v2/", { headers })).status, 200);
  }
});

test("of a browser only what reading takes reaches a registry and a storage", async () => {
  redirect("registry.test/v2/x/blobs/1", net.at("storage.test", "/1"));
  const more = {
    "accept-encoding": "gzip",
    "accept-language": "zh-Hans",
    connection: "x-secret",
    cookie: "a=b",
    "if-none-match": '"1"',
    origin: site.origin,
    referer: `${site.origin}/`,
    "sec-fetch-site": "same-origin",
    "user-agent": "A browser",
    "x-forwarded-for": "192.0.2.1",
    "x-secret": "1",
  };
  const kept = { accept: "application/json", range: "bytes=0-1" };
  await relayed("/v2/x/blobs/1", { headers: { ...kept, authorization: "Bearer T", ...more } });
  const [registry, storage] = net.requests.splice(0).map(({ headers }) => headers);
  const always = { ...kept, "accept-encoding": "identity", connection: "close", "user-agent": "Assay relay" };
  assert.deepEqual(registry, { ...always, authorization: "Bearer T", host: `registry.test:${net.port}` });
  assert.deepEqual(storage, { ...always, host: `storage.test:${net.port}` });
});

test("what the relay says itself is sandboxed, too, and told from what a registry says", async () => {
  redirect("registry.test/v2/elsewhere", net.at("elsewhere.test", "/"));
  redirect("registry.test/v2/around", "/v2/around");
  const said = {};
  for (const [path, options] of [
    ["/relay/x", {}],
    ["/relay/elsewhere.test/v2/", {}],
    ["/relay/registry.test/v2/", { method: "POST" }],
    ["/relay/registry.test/v2/elsewhere", {}],
    ["/relay/registry.test/v2/around", {}],
    ["/relay/unknown.example/v2/", {}],
    ["/relay/auth.test/token", { headers: { "sec-fetch-site": "cross-site" } }],
  ]) {
    const found = await site.ask(path, options);
    assertSandboxed(found);
    said[path] = [found.status, found.headers["content-type"], found.headers["relay-refused"] ?? "-"];
  }
  assert.deepEqual(said, {
    "/relay/x": [404, "text/plain", "path"],
    "/relay/elsewhere.test/v2/": [403, "text/plain", "address"],
    "/relay/registry.test/v2/": [405, "text/plain", "method"],
    "/relay/registry.test/v2/elsewhere": [502, "text/plain", "redirect"],
    "/relay/registry.test/v2/around": [508, "text/plain", "redirects"],
    "/relay/unknown.example/v2/": [502, "text/html", "-"],
    "/relay/auth.test/token": [403, "text/plain", "site"],
  });
});

test("HEAD stays HEAD, and a range a range, behind a redirect too", async () => {
  const bytes = Buffer.from("0123456789");
  redirect("registry.test/v2/x/blobs/1", net.at("storage.test", "/1"));
  const partial = ({ headers }) =>
    headers.range === undefined
      ? { headers: { "content-length": bytes.length, "accept-ranges": "bytes" }, body: bytes }
      : { status: 206, headers: { "content-length": 3, "content-range": "bytes 2-4/10" }, body: bytes.subarray(2, 5) };
  answer("storage.test/1", partial);
  answer("registry.test/v2/x/blobs/2", partial);
  for (const blob of ["1", "2"]) {
    asked();
    const head = await relayed(`/v2/x/blobs/${blob}`, { method: "HEAD" });
    assert.deepEqual([head.status, head.headers["content-length"], head.text], [200, "10", ""]);
    assert.ok(asked().every((line) => line.startsWith("HEAD ")));
    const part = await relayed(`/v2/x/blobs/${blob}`, { headers: { range: "bytes=2-4" } });
    assert.deepEqual([part.status, part.headers["content-range"], part.text], [206, "bytes 2-4/10", "234"]);
  }
});

test("bytes come as they are, whatever the browser would take", async () => {
  const body = `{"schemaVersion":2}`.padEnd(10_000);
  answer("registry.test/v2/x/manifests/1", { headers: { "content-type": "application/json" }, body });
  const found = await relayed("/v2/x/manifests/1", { headers: { "accept-encoding": "gzip, br" } });
  assert.deepEqual([found.headers["content-encoding"], found.headers["content-type"], found.text], [undefined, "application/json", body]);
});

test("an answer that breaks off is not taken for whole", async () => {
  async function* breaking() {
    yield Buffer.alloc(100_000);
    throw new Error("the end of the cable");
  }
  for (const headers of [{ "content-length": 1_000_000 }, {}]) {
    answer("registry.test/v2/x/blobs/1", () => ({ headers, body: Readable.from(breaking()) }));
    await assert.rejects(relayed("/v2/x/blobs/1"), /aborted/);
  }
});

test("a registry that cannot prove its name is not asked", async () => {
  for (const host of ["untrusted.test", "misnamed.test"]) {
    const { status, headers } = await site.ask(`/relay/${host}/v2/`, { headers: { authorization: "Bearer T" } });
    assert.equal(status, 502, host);
    assertSandboxed({ status, headers });
    assert.deepEqual(net.seen(), { requests: [], names: [host] });
  }
});

test("an owner can have public blobs kept, and nothing else is", async (t) => {
  const { root } = net;
  const edit = (site) => site.replace("#proxy_cache_path /var/cache/nginx/assay", "proxy_cache_path cache").replace("#include", "include");
  const keeping = await nginx(root, root, "page-and-relay", net.environment, edit);
  t.after(keeping.close);
  const blob = `/v2/x/blobs/${BLOB}`;
  const part = { status: 206, headers: { "content-range": "bytes 0-0/5" }, body: "b" };
  const whole = ({ headers }) => (headers.range ? part : { headers: { "content-length": 5 }, body: "bytes" });
  const sent = (path) => ({ status: 307, headers: { location: net.at("storage.test", path), "cache-control": "max-age=60" } });
  answer("storage.test/1", whole);
  answer("storage.test/2", sent("/1"));
  answer(`registry.test${blob}`, sent("/2"));
  const twice = async (path, options) => {
    net.seen();
    const once = await keeping.ask(`/relay/registry.test${path}`, options);
    const again = await keeping.ask(`/relay/registry.test${path}`, options);
    assertSandboxed(again);
    assert.deepEqual([again.status, again.text], [once.status, once.text]);
    const { requests } = net.seen();
    assert.ok(requests.every((line) => line.startsWith(options?.method ?? "GET")), path);
    return requests.length;
  };
  assert.equal(await twice(blob, { headers: { authorization: "Bearer T" } }), 6);
  assert.equal(await twice(blob, { headers: { range: "bytes=0-0" } }), 6);
  assert.equal(await twice(blob, { method: "HEAD" }), 6);
  assert.equal(await twice(blob), 3);
  assert.equal((await keeping.ask(`/relay/registry.test${blob}`)).text, "bytes");
  // Also what is kept is not given to who may see another answer.
  assert.equal(await twice(blob, { headers: { authorization: "Bearer T" } }), 6);
  assert.equal(await twice(blob, { headers: { range: "bytes=0-0" } }), 6);
  for (const path of ["/v2/x/manifests/1", `/v2/x/manifests/${BLOB}`, "/v2/x/tags/list", "/v2/"]) {
    answer(`registry.test${path}`, { headers: { "cache-control": "max-age=60" }, body: "{}" });
    assert.equal(await twice(path), 2, path);
  }
});

test("who asks too much waits, and nobody else does", async (t) => {
  // So slow that no machine is slower.
  const edit = (site) => site.replace("rate=50r/s", "rate=1r/m");
  const slow = await nginx(net.root, net.root, "page-and-relay", net.environment, edit);
  t.after(slow.close);
  answer("registry.test/v2/", { body: "{}" });
  const ask = (from) => slow.ask("/relay/registry.test/v2/", { from });
  const many = Array.from({ length: 20 }, async () => {
    const answers = [];
    for (let each = 0; each < 12; each += 1) answers.push(await ask("127.0.0.2"));
    return answers;
  });
  const answers = (await Promise.all(many)).flat();
  assert.deepEqual([...new Set(answers.map(refusal))].sort(), ["200 -", "429 limit"]);
  assert.ok(answers.filter(({ status }) => status === 200).length > 200);
  answers.filter(({ status }) => status === 429).forEach(assertSandboxed);
  assert.equal(refusal(await ask("127.0.0.1")), "200 -");
});

/// The status of an answer, and why it is the relay's own.
const refusal = ({ status, headers }) => `${status} ${headers["relay-refused"] ?? "-"}`;

test("too many connections are the relay's refusal, and the registry's limit is not", async (t) => {
  answer("registry.test/v2/", { status: 429, headers: { "retry-after": "3" } });
  const limited = await relayed("/v2/");
  assert.deepEqual([refusal(limited), limited.headers["retry-after"]], ["429 -", "3"]);
  const busy = await nginx(net.root, net.root, "page-and-relay", net.environment);
  t.after(busy.close);
  async function* unending() {
    yield "a";
    await new Promise(() => {});
  }
  redirect("registry.test/v2/x/blobs/1", net.at("storage.test", "/1"));
  answer("storage.test/1", () => ({ body: Readable.from(unending()) }));
  const blob = "/relay/registry.test/v2/x/blobs/1";
  const held = await Promise.all(Array.from({ length: 40 }, () => answering(busy.port, blob)));
  assert.deepEqual([...new Set(held.map(({ statusCode }) => statusCode))], [200]);
  assert.equal(refusal(await busy.ask(blob)), "429 limit");
  for (const response of held) response.destroy();
});

const GIBIBYTE = 2 ** 30;

/// What a process holds of its own, and at most held of all, in bytes.
function memory(pid) {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const [held, most] = ["RssAnon", "VmHWM"].map((name) => 1024 * Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)[1]));
  return { held, most };
}

test("a blob of a gibibyte takes no memory and no disk", async () => {
  const chunk = Buffer.alloc(2 ** 20, 7);
  let sent = 0;
  const body = () => Readable.from((function* () { for (; sent < GIBIBYTE; sent += chunk.length) yield chunk; })());
  redirect("registry.test/v2/x/blobs/1", net.at("storage.test", "/1"));
  answer("storage.test/1", () => ({ headers: { "content-length": GIBIBYTE }, body: body() }));
  const before = memory(site.pid());
  const response = await answering(site.port, "/relay/registry.test/v2/x/blobs/1");
  assert.equal(response.statusCode, 200);
  // A browser that does not read for a while: the registry waits with it.
  await new Promise((next) => setTimeout(next, 500));
  assert.ok(sent < 64 * 2 ** 20, `${sent} bytes were sent to nobody`);
  assert.deepEqual(openBelow(site.pid(), site.place), []);
  let got = 0;
  for await (const part of response) got += part.length;
  assert.equal(got, GIBIBYTE);
  const now = memory(site.pid());
  assert.ok(now.held - before.held < 4 * 2 ** 20, `held ${before.held}, then ${now.held}`);
  assert.ok(now.most - before.most < 4 * 2 ** 20, `at most ${before.most}, then ${now.most}`);
});

/// The files below `folder` that a process has open, removed ones too.
function openBelow(pid, folder) {
  const links = readdirSync(`/proc/${pid}/fd`).flatMap((name) => {
    try {
      return [readlinkSync(`/proc/${pid}/fd/${name}`)];
    } catch {
      return [];
    }
  });
  return links.filter((link) => link.startsWith(folder) && !/\/nginx\.pid$/.test(link));
}

const HOSTS = readFileSync(join(DEPLOY, "nginx/relay/hosts.conf"), "utf8");
const RELAY = JSON.parse(readFileSync(join(DEPLOY, "nginx/relay/relay.json"), "utf8"));

/// The lines of one of the two maps of the shipped hosts.conf: patterns, and what
/// stands beside them.
function lines(map) {
  const [, inside] = new RegExp(`^map \\S+ \\${map} \\{\n([^]*?)\n\\}`, "m").exec(HOSTS);
  return [...inside.matchAll(/^ *"~([^"]+)"\s+(\S+);$/gm)].map(([, pattern, value]) => ({ pattern, value }));
}

/// The only host that a pattern can mean.
const named = (pattern) => /^\^((?:[a-z0-9-]+\\\.)+[a-z0-9-]+)\//.exec(pattern)?.[1].replaceAll("\\.", ".");

test("relay.json names the hosts of hosts.conf, and each is asked by the name it has", () => {
  const listed = lines("$relay_base");
  assert.ok(listed.length > 5);
  for (const { pattern, value } of listed) assert.equal(value, `https://${named(pattern)}`, pattern);
  assert.deepEqual(new Set(RELAY.hosts), new Set(listed.map(({ pattern }) => named(pattern))));
  assert.equal(RELAY.prefix, "/relay/");
});

test("what the page asks of the large registries is let through to them, and no more", async () => {
  const asked = {
    "auth.docker.io": ["/token?service=registry.docker.io&scope=repository%3Alibrary%2Falpine%3Apull"],
    "gcr.io": ["/v2/token?service=gcr.io", "/v2/distroless/static/manifests/latest"],
    "ghcr.io": ["/token?scope=repository:o/x:pull", "/v2/o/x/tags/list"],
    "gitlab.com": ["/jwt/auth?service=container_registry"],
    "index.docker.io": ["/v1/search?q=alpine&n=25"],
    "mcr.microsoft.com": ["/v2/dotnet/runtime/manifests/8.0"],
    "public.ecr.aws": ["/token/?service=public.ecr.aws", "/v2/"],
    "quay.io": ["/v2/auth?service=quay.io", "/v2/o/x/tags/list?n=100"],
    "registry-1.docker.io": ["/v2/", `/v2/library/alpine/blobs/${BLOB}`],
    "registry.gitlab.com": ["/v2/o/x/y/manifests/1"],
    "registry.k8s.io": ["/v2/pause/manifests/3.9"],
  };
  assert.deepEqual(Object.keys(asked).sort(), [...RELAY.hosts].sort());
  for (const [host, paths] of Object.entries(asked)) {
    for (const path of paths) {
      // Here nobody has such a name: that it is looked for is what can be seen.
      const { status } = await shipped.ask(`/relay/${host}${path}`);
      assert.deepEqual([status, net.seen().names], [502, [host]], host + path);
    }
    for (const path of ["/", "/api/v4/user", "/x/v2/", "/v1/repositories"]) {
      assert.equal((await shipped.ask(`/relay/${host}${path}`)).status, 403, host + path);
      assertNobodyAsked(host + path);
    }
  }
});

test("the storages of the large registries are known, and no host that looks like one", () => {
  const [never, path, ...hosts] = lines("$relay_next");
  assert.deepEqual([never, path.value], [{ pattern: "[^!-~]", value: '""' }, "$relay_origin$upstream_http_location"]);
  for (const { pattern, value } of hosts) {
    assert.match(pattern, /^\^https:\/\/[^/]*[^/\\]\//, `${pattern} does not end its host`);
    assert.doesNotMatch(pattern, /\.[*+?]|(^|[^\\])\.[^*+?]/, `${pattern} has a dot that means anything`);
    assert.equal(value, "$upstream_http_location");
  }
  const follows = (location) => hosts.some(({ pattern }) => new RegExp(pattern).test(location));
  for (const host of [
    "production.cloudflare.docker.com",
    "production.cloudfront.docker.com",
    "docker-images-prod.6aa30f8b08e16409b46e0173d6de2f56.r2.cloudflarestorage.com",
    "pkg-containers.githubusercontent.com",
    "cdn.quay.io",
    "cdn01.quay.io",
    "storage.googleapis.com",
    "cdn.registry.gitlab-static.net",
    "prod-registry-k8s-io-us-east-2.s3.dualstack.us-east-2.amazonaws.com",
    "westeurope.data.mcr.microsoft.com",
    "d2glxqk2uabbnd.cloudfront.net",
    "d5l0dvt14r5h8.cloudfront.net",
  ]) {
    assert.ok(follows(`https://${host}/a?b=c`), host);
    for (const other of [
      `http://${host}/`,
      `https://${host}.elsewhere.test/`,
      `https://${host}@elsewhere.test/`,
      `https://${host}:8443/`,
      `https://x.${host}/`,
      `https://elsewhere.test/https://${host}/`,
      `https://${host.replace(".", "x")}/`,
    ]) {
      assert.ok(!follows(other), other);
    }
  }
  assert.ok(follows("https://us-west1-docker.pkg.dev/v2/k8s-artifacts-prod/images/pause/manifests/3.9"));
  assert.ok(!follows("https://us-west1-docker.pkg.dev/anything"));
  assert.ok(!follows("https://another-bucket.s3.dualstack.us-east-2.amazonaws.com/"));
});

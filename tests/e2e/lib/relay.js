// What a relay meets, on loopback: registries and storages over TLS, an authority
// that vouches for them, and a name server that knows where they are.
import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { request as ask } from "node:http";
import { createServer } from "node:https";
import { join } from "node:path";
import { pipeline, Readable } from "node:stream";
import { createSecureContext } from "node:tls";
import { fileURLToPath } from "node:url";
import { freePort } from "./browser.js";
import { daemon } from "./daemon.js";
import { run } from "./images.js";

export const DEPLOY = fileURLToPath(new URL("../../../deploy/", import.meta.url));

/// An authority of its own: its certificate, and `issue(names)` for keys with
/// certificates that it has signed.
function authority(folder) {
  const made = (name, ...words) => {
    const [keyout, out] = [join(folder, `${name}.key`), join(folder, `${name}.crt`)];
    const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
    run("openssl", "req", "-x509", ...curve, "-subj", `/CN=${name}`, ...words, "-keyout", keyout, "-out", out);
    return { keyout, out };
  };
  const { keyout, out } = made("authority");
  const issue = (...names) => {
    const signed = ["-CA", out, "-CAkey", keyout, "-addext", "basicConstraints=critical,CA:FALSE"];
    const leaf = made(names[0], ...signed, "-addext", `subjectAltName=${names.map((name) => `DNS:${name}`).join()}`);
    return createSecureContext({ key: readFileSync(leaf.keyout), cert: readFileSync(leaf.out) });
  };
  const alone = (name) => {
    const { keyout, out } = made(name, "-addext", `subjectAltName=DNS:${name}`);
    return createSecureContext({ key: readFileSync(keyout), cert: readFileSync(out) });
  };
  return { certificate: out, issue, alone };
}

/// A name server: all names of `.test` are 127.0.0.1, others are unknown. It writes
/// down what it was asked.
async function nameServer() {
  const asked = [];
  const socket = createSocket("udp4");
  socket.on("message", (query, from) => {
    let end = 12;
    const labels = [];
    for (; query[end] !== 0; end += 1 + query[end]) labels.push(query.toString("latin1", end + 1, end + 1 + query[end]));
    const name = labels.join(".");
    asked.push(name);
    const question = query.subarray(12, end + 5);
    const known = name.endsWith(".test");
    const isA = question.readUInt16BE(question.length - 4) === 1;
    // Of one label, type A, class IN, a minute, four bytes.
    const answer = known && isA ? Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 127, 0, 0, 1]) : Buffer.alloc(0);
    const head = Buffer.from([query[0], query[1], 0x81, known ? 0x80 : 0x83, 0, 1, 0, answer.length === 0 ? 0 : 1, 0, 0, 0, 0]);
    socket.send(Buffer.concat([head, question, answer]), from.port, from.address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return { address: `127.0.0.1:${socket.address().port}`, asked, close: () => new Promise((closed) => socket.close(closed)) };
}

/// All hosts of the network, on one port: `answers` has what is said to
/// `<host><path>`, a value {status, headers, body} or a function of the request that
/// gives one, of which the body may be a stream. Nobody listens on plain http.
async function hosts({ issue, alone }) {
  const requests = [];
  const answers = new Map();
  const good = issue("registry.test", "auth.test", "storage.test", "elsewhere.test");
  const contexts = { "untrusted.test": alone("untrusted.test"), "misnamed.test": issue("another.test") };
  const SNICallback = (name, done) => done(null, contexts[name] ?? good);
  const server = createServer({ SNICallback }, (request, response) => {
    const { method, url: path, headers } = request;
    const host = headers.host.replace(/:\d+$/, "");
    requests.push({ host, method, path, headers });
    const found = answers.get(`${host}${path}`) ?? { status: 404, body: `{"errors":[{"code":"NAME_UNKNOWN"}]}` };
    const { status = 200, headers: sent = {}, body = "" } = typeof found === "function" ? found(request) : found;
    response.writeHead(status, sent);
    // Whoever stops reading is no error here.
    if (body instanceof Readable) return pipeline(body, response, () => {});
    response.end(body);
  });
  server.on("tlsClientError", () => {});
  // Bytes that belong to no request.
  const stray = [];
  server.on("clientError", ({ code }, socket) => {
    stray.push(code);
    socket.destroy();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  const close = () =>
    new Promise((closed) => {
      server.close(closed);
      server.closeAllConnections();
    });
  return { port, answers, requests, stray, close, at: (host, path = "") => `https://${host}:${port}${path}` };
}

/// The network of the tests, and the files by which a relay knows it: `lines` of
/// registries for hosts.conf beside the three that there are, and of redirects.
export async function network(folder, closing) {
  const trust = authority(folder);
  const names = closing.keep(await nameServer());
  const upstream = closing.keep(await hosts(trust));
  const relay = join(folder, "relay");
  mkdirSync(relay);
  const registries = ["registry.test/v2/", "auth.test/token$", "untrusted.test/v2/", "misnamed.test/v2/", "unknown.example/v2/"];
  const allowed = registries.map((address) => {
    const host = /^[^/]+/.exec(address)[0];
    return `"~^${address.replaceAll(".", "\\.")}" ${upstream.at(host)};`;
  });
  // Docker Hub's search is where the registry is.
  allowed.push(`"~^index\\.docker\\.io/v1/search$" ${upstream.at("registry.test")};`);
  // As an owner has it: what is not of these lines is of the shipped file.
  const shipped = readFileSync(join(DEPLOY, "nginx/relay/hosts.conf"), "utf8");
  const own = shipped
    .replace(/(\$relay_base \{\n\s*default "";\n)/, `$1${allowed.join("\n")}\n`)
    .replace(/("~\^\/\[\^\/\]" )/, `"~^https://storage\\.test:${upstream.port}/" $upstream_http_location;\n$1`);
  writeFileSync(join(relay, "hosts.conf"), own);
  writeFileSync(join(relay, "relay.json"), JSON.stringify({ prefix: "/relay/", hosts: ["registry.test", "auth.test", "index.docker.io"] }));
  const environment = { ASSAY_CA: trust.certificate, ASSAY_RELAY: relay, NGINX_LOCAL_RESOLVERS: names.address };
  /// What was asked since the last time, as "GET host/path", and which names.
  const seen = () => ({
    requests: upstream.requests.splice(0).map(({ host, method, path }) => `${method} ${host}${path}`),
    names: [...new Set(names.asked.splice(0))],
  });
  return { ...upstream, root: folder, names, environment, seen };
}

/// nginx with the files of deploy/, of which `site` says which, serving `root`.
/// `edit(text)` is what its owner changes in the site's own file.
export async function nginx(folder, root, site, environment = {}, edit = null) {
  const place = mkdtempSync(join(folder, "nginx-"));
  const port = await freePort();
  const settings = { ASSAY_LISTEN: `127.0.0.1:${port}`, ASSAY_ROOT: root, ...environment };
  run("env", ...Object.entries(settings).map(([name, value]) => `${name}=${value}`), join(DEPLOY, "render"), place, site);
  const file = join(place, "site.conf");
  if (edit !== null) writeFileSync(file, edit(readFileSync(file, "utf8")));
  // One process: it ends with the tests, however they end.
  const words = ["-p", place, "-e", "stderr", "-c", join(place, "nginx.conf"), "-g", "master_process off;"];
  const answers = () => request(port, "/").then(() => true, () => null);
  const { stop } = await daemon("nginx", words, answers);
  const pid = () => Number(readFileSync(join(place, "nginx.pid"), "utf8"));
  return { place, port, origin: `http://127.0.0.1:${port}`, pid, ask: (path, options) => request(port, path, options), close: stop };
}

/// One request, sent as it is given; `headers` are those of the answer, by their
/// names in small letters.
export async function request(port, path, { method = "GET", headers = {}, body = undefined, from = undefined } = {}) {
  const answer = await answering(port, path, { method, headers, body, from });
  const chunks = [];
  for await (const chunk of answer) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  return { status: answer.statusCode, headers: answer.headers, bytes, text: bytes.toString() };
}

/// The same, with the body still to come.
export function answering(port, path, { method = "GET", headers = {}, body = undefined, from = undefined } = {}) {
  return new Promise((resolve, reject) => {
    const options = { host: "127.0.0.1", port, path, method, headers, agent: false, ...(from && { localAddress: from }) };
    ask(options, resolve).on("error", reject).end(body);
  });
}

/// That nothing of an answer is run or shown, whoever gave it.
export function assertSandboxed({ status, headers }) {
  const { "content-security-policy": policy, "content-disposition": disposition, "x-content-type-options": options } = headers;
  assert.deepEqual([policy, disposition, options], ["sandbox; default-src 'none'", "attachment", "nosniff"], `${status}`);
}

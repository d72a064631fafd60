// Real registries on loopback: Debian's docker-registry as people configure it,
// nginx before it, and before all of them a door that writes down who asks.
import assert from "node:assert/strict";
import { createServer, request as ask } from "node:http";
import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pipeline, Readable } from "node:stream";
import { written } from "./browser.js";
import { daemon } from "./daemon.js";
import { run } from "./images.js";

export const USER = "reader";
export const PASSWORD = "correct horse battery staple";

/// The lines that the page recommends for `http.headers`.
export const CORS = {
  "Access-Control-Allow-Origin": ["*"],
  "Access-Control-Allow-Methods": ["GET, HEAD, OPTIONS"],
  "Access-Control-Allow-Headers": ["Authorization, Accept, Range, Cache-Control"],
};

export const EXPOSED = {
  ...CORS,
  "Access-Control-Expose-Headers": ["Docker-Content-Digest, WWW-Authenticate, Link, Retry-After"],
};

/// Starts docker-registry over the images in `folder`/images. All registries of
/// a test may share one folder: what is pushed to one is then in all.
export async function distribution(folder, { headers = {}, auth = undefined } = {}) {
  const path = join(mkdtempSync(join(folder, "registry-")), "config.yml");
  const config = {
    version: "0.1",
    log: { level: "info", accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: join(folder, "images") }, delete: { enabled: true } },
    // Port 0: any that is free. The log says which.
    http: { addr: "127.0.0.1:0", headers },
    ...(auth && { auth }),
  };
  // JSON is YAML.
  writeFileSync(path, JSON.stringify(config));
  const listening = (log) => /listening on 127\.0\.0\.1:(\d+)/.exec(log)?.[1] ?? null;
  const { found, stop } = await daemon("docker-registry", ["serve", path], listening);
  return { upstream: { host: "127.0.0.1", port: Number(found) }, host: `127.0.0.1:${found}`, close: stop };
}

/// `auth` for one user with a password.
export function htpasswd(folder) {
  const path = join(folder, "htpasswd");
  writeFileSync(path, run("htpasswd", "-Bbn", USER, PASSWORD).trim());
  return { htpasswd: { realm: "assay tests", path } };
}

/// nginx before `upstream`, with `location` inside of its only location.
export async function nginx(folder, upstream, location) {
  const place = mkdtempSync(join(folder, "nginx-"));
  const socketPath = join(place, "socket");
  const path = join(place, "nginx.conf");
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((kind) => `${kind}_temp_path ${place}/${kind};`);
  writeFileSync(
    path,
    `daemon off; master_process off; pid ${place}/pid; error_log stderr;
    events {}
    http {
      access_log off; ${temporary.join(" ")}
      server {
        listen unix:${socketPath};
        location / { ${location} proxy_pass http://${upstream.host}:${upstream.port}; proxy_set_header Host $http_host; }
      }
    }`,
  );
  const answers = () => status({ socketPath }, "/v2/");
  const { stop } = await daemon("nginx", ["-p", place, "-e", "stderr", "-c", path], answers);
  return { upstream: { socketPath }, close: stop };
}

/// What the page recommends for nginx: preflights answered, headers always.
export const PREFLIGHTS_ANSWERED = `
  if ($request_method = OPTIONS) {
    add_header Access-Control-Allow-Origin "$http_origin" always;
    add_header Access-Control-Allow-Methods "GET, HEAD, OPTIONS" always;
    add_header Access-Control-Allow-Headers "Authorization, Accept, Range, Cache-Control" always;
    add_header Access-Control-Max-Age 3600 always;
    add_header Vary Origin always;
    return 204;
  }
  add_header Access-Control-Allow-Origin "$http_origin" always;
  add_header Access-Control-Expose-Headers "Docker-Content-Digest, WWW-Authenticate, Link, Retry-After" always;
  add_header Vary Origin always;`;

/// The common mistake: without `always` nginx leaves the header out of a 404.
export const ON_SUCCESS_ONLY = `add_header Access-Control-Allow-Origin "*";`;

/// The status of a `GET`, or null where nobody answers.
function status(upstream, path) {
  return new Promise((resolve) => {
    const asked = ask({ ...upstream, path }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    asked.on("error", () => resolve(null));
    asked.setTimeout(2_000, () => asked.destroy()).end();
  });
}

/// Every door that was opened: each file of tests is a process of its own.
const opened = [];

/// The door to `upstream` on a free port: hands on everything as it is and
/// writes down each request. `answer(request)` may give {status, headers, body}
/// instead, of which the body may be a stream; `alter(headers, request)` changes the headers of an answer in place;
/// each answer waits for `delay` milliseconds.
export async function door(upstream, { answer = () => null, alter = () => {}, delay = 0 } = {}) {
  const requests = [];
  const server = createServer((request, response) => {
    const { method, url: path, headers } = request;
    const { authorization = null, origin = null, cookie = null, referer = null } = headers;
    requests.push({ method, path, authorization, origin, cookie, referer });
    const instead = answer(request);
    if (instead !== null || upstream === null) {
      response.writeHead(instead?.status ?? 404, instead?.headers ?? {});
      const body = instead?.body ?? "";
      // A browser that stops reading is no error here.
      return body instanceof Readable ? pipeline(body, response, () => {}) : response.end(body);
    }
    const onward = ask({ ...upstream, method, path, headers }, (answered) => {
      setTimeout(() => {
        alter(answered.headers, request);
        response.writeHead(answered.statusCode, answered.headers);
        answered.pipe(response);
      }, delay);
    });
    onward.on("error", () => response.destroy());
    response.on("close", () => onward.destroy());
    request.pipe(onward);
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const host = `127.0.0.1:${server.address().port}`;
  const close = () =>
    new Promise((closed) => {
      server.close(closed);
      server.closeAllConnections();
    });
  const made = { host, origin: `http://${host}`, requests, close };
  opened.push(made);
  return made;
}

/// A port of 127.0.0.1 on which nobody listens.
export async function nobody() {
  const { host, close } = await door(null);
  await close();
  return host;
}

/// Sends blobs to `storage`, as registries with object storage do.
export const redirectBlobs = (storage, headers = { "access-control-allow-origin": "*" }) => ({
  answer: ({ method, url }) =>
    method !== "OPTIONS" && url.includes("/blobs/")
      ? { status: 307, headers: { ...headers, location: `${storage.origin}${url}` } }
      : null,
});

/// What must hold of everything that browsers sent to the doors of this file,
/// those that single tests opened too: it only read, passwords went to the doors
/// `basic` and tokens to the doors `bearer`, in no other header and in no
/// address. And no page wrote a password, or another of `secrets`, to its
/// console.
export function assertHarmless({ basic = [], bearer = [], secrets = [] } = {}) {
  const all = [PASSWORD, encodeURIComponent(PASSWORD), Buffer.from(`${USER}:${PASSWORD}`).toString("base64"), ...secrets];
  const isSecret = (text) => all.some((secret) => text.includes(secret));
  assert.ok(opened.some(({ requests }) => requests.length > 0));
  for (const door of opened) {
    for (const request of door.requests) {
      const { method, path, authorization, cookie, referer } = request;
      const said = `${door.host}: ${JSON.stringify(request)}`;
      assert.ok(["GET", "HEAD", "OPTIONS"].includes(method), said);
      assert.ok(!isSecret(path), said);
      assert.deepEqual({ cookie, referer }, { cookie: null, referer: null }, said);
      const trusted = authorization?.startsWith("Bearer ") ? bearer : basic;
      assert.ok(authorization === null || trusted.includes(door), said);
    }
  }
  assert.deepEqual(written.filter(isSecret), []);
}

/// The requests that a browser sent for something to be shown: no preflights.
export const asked = ({ requests }) =>
  requests.filter(({ method }) => method !== "OPTIONS").map(({ method, path }) => `${method} ${path}`);

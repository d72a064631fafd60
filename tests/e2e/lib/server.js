// A static host for dist/, as plain as `python3 -m http.server`: no rewriting,
// no headers beyond the type.
import { createReadStream, readFileSync } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

export const DIST = fileURLToPath(new URL("../../../dist/", import.meta.url));

const TYPES = {
  ".css": "text/css",
  ".html": "text/html",
  ".js": "text/javascript",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".tar": "application/x-tar",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
};

/// Serves `folder` below `prefix` (as "/tools/assay/") on a free port of
/// 127.0.0.1, with `headers` on each answer; over https where `tls` is a key and
/// a certificate. `change(path)` may give a status or a body for a path instead, at
/// once or later. With `gzip`, as hosts on the network do.
export async function serve({ folder = DIST, prefix = "/", headers = {}, tls = null, gzip = false, change = () => null } = {}) {
  const requests = [];
  const answer = async (request, response) => {
    const { pathname } = new URL(request.url, "http://127.0.0.1");
    requests.push({ method: request.method, path: request.url });
    const changed = await change(pathname);
    if (changed !== null) {
      response.writeHead(changed.status ?? 200, { "content-type": changed.type ?? "text/plain" });
      return response.end(changed.body ?? "");
    }
    const inside = pathname.startsWith(prefix) ? pathname.slice(prefix.length) : null;
    const path = inside === null ? null : join(folder, normalize(`/${decodeURIComponent(inside)}`));
    const file = path?.endsWith("/") ? join(path, "index.html") : path;
    const facts = file && (await stat(file).catch(() => null));
    if (!facts?.isFile()) {
      response.writeHead(404);
      return response.end();
    }
    const type = TYPES[extname(file)] ?? "application/octet-stream";
    if (gzip) {
      response.writeHead(200, { ...headers, "content-type": type, "content-encoding": "gzip" });
      return response.end(gzipSync(readFileSync(file)));
    }
    response.writeHead(200, { ...headers, "content-type": type, "content-length": facts.size });
    createReadStream(file).pipe(response);
  };
  const server = tls === null ? createServer(answer) : createSecureServer(tls, answer);
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const origin = `${tls === null ? "http" : "https"}://127.0.0.1:${server.address().port}`;
  const close = () =>
    new Promise((closed) => {
      server.close(closed);
      server.closeAllConnections();
    });
  return { origin, url: origin + prefix, requests, close };
}

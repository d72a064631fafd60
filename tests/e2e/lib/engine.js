// Engines on this machine: podman's service, and one that answers in the shapes of
// Docker Engine, both at a socket.
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, readFileSync } from "node:fs";
import { createServer, get } from "node:http";
import { join } from "node:path";
import { daemon } from "./daemon.js";
import { run } from "./images.js";
import { tar } from "./tar.js";

const SHAPES = new URL("../../fixtures/engine/", import.meta.url);

const sha256 = (bytes) => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

/// The image of the shapes, `example.test/hello:1`: its archive as Docker 25 and later
/// save it, and its digests.
export function hello() {
  const layer = tar({ hello: "hello\n" });
  const diffId = sha256(layer);
  const history = [
    { created: "2024-05-06T07:08:09Z", created_by: "COPY hello / # buildkit" },
    { created: "2024-05-06T07:08:09.123456789Z", created_by: 'CMD ["/hello"]', empty_layer: true },
  ];
  const config = Buffer.from(
    JSON.stringify({
      architecture: "amd64",
      os: "linux",
      created: "2024-05-06T07:08:09.123456789Z",
      config: { Env: ["PATH=/bin"], Cmd: ["/hello"] },
      rootfs: { type: "layers", diff_ids: [diffId] },
      history,
    }),
  );
  const files = { "oci-layout": '{"imageLayoutVersion":"1.0.0"}' };
  const keep = (mediaType, bytes, more = {}) => {
    files[`blobs/sha256/${sha256(bytes).slice(7)}`] = bytes;
    return { mediaType, digest: sha256(bytes), size: bytes.length, ...more };
  };
  const oci = "application/vnd.oci.image";
  const layers = [keep(`${oci}.layer.v1.tar`, layer)];
  const kept = keep(`${oci}.config.v1+json`, config);
  const document = (type, members) => Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: `${oci}.${type}.v1+json`, ...members }));
  const platform = { architecture: "amd64", os: "linux" };
  const manifest = keep(`${oci}.manifest.v1+json`, document("manifest", { config: kept, layers }), { platform });
  const index = keep(`${oci}.index.v1+json`, document("index", { manifests: [manifest] }));
  const annotations = { "io.containerd.image.name": "example.test/hello:1", "org.opencontainers.image.ref.name": "1" };
  files["index.json"] = JSON.stringify({ schemaVersion: 2, manifests: [{ ...index, annotations }] });
  const path = ({ digest }) => `blobs/sha256/${digest.slice(7)}`;
  files["manifest.json"] = JSON.stringify([{ Config: path(kept), RepoTags: ["example.test/hello:1"], Layers: layers.map(path) }]);
  const digests = { config: kept.digest, manifest: manifest.digest, index: index.digest, diffId, pulled: sha256("as it was pulled") };
  return { archive: tar(files), digests };
}

/// An engine of this shape (a file of tests/fixtures/engine) at a socket in `folder`,
/// which has the image of `hello()`. `change(answers)` makes it say something else;
/// `archive(response)` writes what is given out.
export async function mock(folder, shape, { change = () => {}, archive = null } = {}) {
  const own = hello();
  const { config, manifest, index, diffId, pulled } = own.digests;
  const names = { CONFIG_HEX: config.slice(7), CONFIG: config, MANIFEST: manifest, INDEX: index, DIFF_ID: diffId, PULLED: pulled };
  const text = readFileSync(new URL(`${shape}.json`, SHAPES), "utf8");
  const answers = JSON.parse(text.replace(/\$([A-Z_]+)/g, (_, name) => names[name]));
  change(answers);
  const requests = [];
  const server = createServer((request, response) => {
    requests.push({ method: request.method, url: request.url, headers: request.headers });
    const send = (status, type, body) => {
      response.writeHead(status, { "content-type": type, "api-version": answers.apiVersion, "set-cookie": "a=b", location: "https://elsewhere.test/" });
      response.end(body);
    };
    const json = (body) => send(200, "application/json", JSON.stringify(body));
    const { pathname, searchParams } = new URL(request.url, "http://docker");
    const hello = /^\/images\/(?:example\.test\/hello:1|sha256:[0-9a-f]{64})\/(json|history|get)$/.exec(pathname)?.[1];
    if (pathname === "/_ping") return send(200, "text/plain", "OK");
    if (pathname === "/version") return json(answers.version);
    if (pathname === "/images/json") return json(answers.images);
    if (pathname === "/images/search") return json([{ name: searchParams.get("term"), description: "<b>found</b>", star_count: 3, is_official: true }]);
    if (pathname === "/distribution/example.test/hello:1/json") return json({ Descriptor: { digest: pulled, mediaType: "application/vnd.oci.image.index.v1+json", size: 9 }, Platforms: [] });
    if (hello === "json") return json(answers.inspect);
    if (hello === "history") return json(answers.history);
    if (hello === "get") {
      // Without a length, as engines do.
      response.writeHead(200, { "content-type": "application/x-tar" });
      return archive === null ? response.end(own.archive) : archive(response, own.archive);
    }
    send(404, "application/json", JSON.stringify({ message: "page not found" }));
  });
  const socket = join(folder, `${shape}.sock`);
  server.listen(socket);
  await once(server, "listening");
  const close = () =>
    new Promise((closed) => {
      server.close(closed);
      server.closeAllConnections();
    });
  return { ...own, socket, requests, close };
}

/// Podman's service, without anything of this machine's own: `load(archive)` gives it an
/// image, `words` are those of the service besides the address.
export async function podman(folder, at = null, words = []) {
  const place = join(folder, "podman");
  mkdirSync(place);
  const own = ["--root", join(place, "root"), "--runroot", join(place, "run"), "--tmpdir", join(place, "tmp"), "--storage-driver", "vfs"];
  const socket = join(place, "podman.sock");
  const address = at ?? `unix://${socket}`;
  const load = (archive) => run("podman", ...own, "load", "--quiet", "--input", archive);
  const untag = (name) => run("podman", ...own, "untag", name);
  const where = at === null ? { socketPath: socket } : { host: "127.0.0.1", port: at.split(":").pop() };
  const ready = () =>
    new Promise((answered) => {
      const asking = get({ ...where, path: "/_ping" }, (response) => {
        response.resume();
        answered(response.statusCode === 200 ? true : null);
      });
      asking.on("error", () => answered(null));
    });
  const { stop } = await daemon("podman", [...own, "system", "service", "--time", "0", ...words, address], ready);
  return { socket, load, untag, close: stop };
}

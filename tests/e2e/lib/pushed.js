// The images in the test registries: made by umoci, pushed by skopeo, and an
// index written by hand, since umoci makes none.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ociLayout, run } from "./images.js";

const INDEX = "application/vnd.oci.image.index.v1+json";
const MANIFEST = "application/vnd.oci.image.manifest.v1+json";

export const inspect = (...words) => JSON.parse(run("skopeo", "inspect", "--tls-verify=false", ...words));
export const rawDigest = (name) => sha256(run("skopeo", "inspect", "--tls-verify=false", "--raw", `docker://${name}`));
export const sha256 = (bytes) => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

const push = (from, to, ...words) =>
  run("skopeo", "--insecure-policy", "copy", "--quiet", "--dest-tls-verify=false", ...words, from, `docker://${to}`);

/// Pushes to `registry` (a distribution): the repositories `demo/one`,
/// `demo/multi` and `demo/docker` (Docker's types), `demo/many` with 30 tags of
/// three images, and `private/one`. Gives the layouts' folders.
export function pushAll(folder, registry) {
  const small = layout(folder, "small", { "/etc/motd": "hello\n" });
  const large = onTopOf(folder, small, "/srv/readme", "read me\n".repeat(20_000));
  const arm = layout(folder, "arm", { "/etc/motd": "hello, arm\n" });
  run("umoci", "config", "--image", `${arm}:latest`, "--os=linux", "--architecture=arm64", "--config.label=team=arm");
  const both = writeIndex(folder, { amd64: small, arm64: arm });
  const { host } = registry;
  push(`oci:${small}:latest`, `${host}/demo/one:1`);
  push(`oci:${small}:latest`, `${host}/private/one:1`);
  push(`oci:${small}:latest`, `${host}/demo/docker:1`, "--format", "v2s2");
  push(`oci:${both}:latest`, `${host}/demo/multi:1`, "--all");
  push(`oci:${both}:latest`, `${host}/demo/docker:list`, "--all", "--format", "v2s2");
  push(`oci:${small}:latest`, `${host}/demo/many:small`);
  push(`oci:${large}:latest`, `${host}/demo/many:large`);
  push(`oci:${both}:latest`, `${host}/demo/many:both`, "--all");
  return { small, large, arm, both };
}

/// 30 tags: `v00` to `v29`, of which every third is the same image, and the
/// index of the tag schema that makes a signature of `small` a referrer.
export async function tagMany(registry) {
  const manifests = `http://${registry.host}/v2/demo/many/manifests`;
  const read = async (tag, type) => {
    const response = await fetch(`${manifests}/${tag}`, { headers: { accept: type } });
    if (!response.ok) throw new Error(`${tag}: ${response.status} ${await response.text()}`);
    return { type, body: Buffer.from(await response.arrayBuffer()) };
  };
  const put = async (tag, { type, body }) => {
    const response = await fetch(`${manifests}/${tag}`, { method: "PUT", headers: { "content-type": type }, body });
    if (response.status !== 201) throw new Error(`${tag}: ${response.status} ${await response.text()}`);
    return sha256(body);
  };
  const three = [await read("small", MANIFEST), await read("large", MANIFEST), await read("both", INDEX)];
  for (let at = 0; at < 30; at += 1) await put(`v${String(at).padStart(2, "0")}`, three[at % 3]);
  const subject = { mediaType: MANIFEST, digest: sha256(three[0].body), size: three[0].body.length };
  const signature = { ...JSON.parse(three[0].body), artifactType: "application/vnd.example.signature", subject };
  const signed = { type: MANIFEST, body: Buffer.from(JSON.stringify(signature)) };
  const digest = await put(sha256(signed.body), signed);
  const entry = { mediaType: MANIFEST, digest, size: signed.body.length, artifactType: signature.artifactType };
  const referrers = JSON.stringify({ schemaVersion: 2, mediaType: INDEX, manifests: [entry] });
  await put(subject.digest.replace(":", "-"), { type: INDEX, body: Buffer.from(referrers) });
  return { small: subject.digest, large: sha256(three[1].body), both: sha256(three[2].body), signature: digest };
}

/// Puts a blob (bytes, or a document as a value) into a repository of `registry`; gives
/// its descriptor.
export async function putBlob(registry, repository, mediaType, value) {
  const body = bytesOf(value);
  const digest = sha256(body);
  const uploads = `http://${registry.host}/v2/${repository}/blobs/uploads/`;
  const place = new URL((await sent("POST", uploads)).headers.get("location"), uploads);
  place.searchParams.set("digest", digest);
  await sent("PUT", place, { headers: { "content-type": "application/octet-stream" }, body });
  return { mediaType, digest, size: body.length };
}

/// The same for a manifest or an index, under its digest or a tag.
export async function putManifest(registry, repository, mediaType, value, tag) {
  const body = bytesOf(value);
  const digest = sha256(body);
  const address = `http://${registry.host}/v2/${repository}/manifests/${tag ?? digest}`;
  await sent("PUT", address, { headers: { "content-type": mediaType }, body });
  return { mediaType, digest, size: body.length };
}

const bytesOf = (value) => (Buffer.isBuffer(value) ? value : Buffer.from(JSON.stringify(value)));

async function sent(method, address, options) {
  const response = await fetch(address, { method, ...options });
  if (!response.ok) throw new Error(`${method} ${address}: ${response.status} ${await response.text()}`);
  return response;
}

function layout(folder, name, files) {
  const place = join(folder, name);
  mkdirSync(place);
  return ociLayout(place, files);
}

/// A layout `large` with the image of another and one more layer.
function onTopOf(folder, base, path, text) {
  const large = join(folder, "large");
  run("cp", "-R", base, large);
  const file = join(folder, "file");
  writeFileSync(file, text);
  run("umoci", "config", "--image", `${large}:latest`, "--config.label=team=large", "--created=2024-03-01T00:00:00Z");
  run("umoci", "insert", ...(process.getuid() === 0 ? [] : ["--rootless"]), "--image", `${large}:latest`, file, path);
  return large;
}

/// A layout whose `latest` is an index of the images of other layouts.
function writeIndex(folder, platforms) {
  const place = join(folder, "both");
  const blobs = join(place, "blobs", "sha256");
  mkdirSync(blobs, { recursive: true });
  const manifests = Object.entries(platforms).map(([architecture, from]) => {
    run("cp", "-R", `${from}/blobs/sha256/.`, blobs);
    const [{ digest, size }] = JSON.parse(readFileSync(join(from, "index.json"), "utf8")).manifests;
    return { mediaType: MANIFEST, digest, size, platform: { os: "linux", architecture } };
  });
  const body = JSON.stringify({ schemaVersion: 2, mediaType: INDEX, manifests });
  const digest = sha256(body);
  writeFileSync(join(blobs, digest.slice("sha256:".length)), body);
  const named = { "org.opencontainers.image.ref.name": "latest" };
  const root = { mediaType: INDEX, digest, size: body.length, annotations: named };
  writeFileSync(join(place, "index.json"), JSON.stringify({ schemaVersion: 2, manifests: [root] }));
  writeFileSync(join(place, "oci-layout"), JSON.stringify({ imageLayoutVersion: "1.0.0" }));
  return place;
}

// An image as `docker save` writes it, of layers as a test wants them.
import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { tar } from "./tar.js";

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

/// What `docker save` writes of an image of these layers: its steps, each with its files
/// or its tar.
export function dockerArchive(layers) {
  const blobs = layers.map(([, files]) => (Buffer.isBuffer(files) ? files : tar(files)));
  const history = layers.map(([step]) => ({ created: "2024-03-01T00:00:00Z", created_by: step }));
  const plain = blobs.map((blob) => (blob[0] === 0x1f ? gunzipSync(blob) : blob));
  const rootfs = { type: "layers", diff_ids: plain.map((blob) => `sha256:${sha256(blob)}`) };
  const config = JSON.stringify({ architecture: "amd64", os: "linux", config: {}, rootfs, history });
  // What is the same is there once, as `docker save` has it.
  const paths = blobs.map((blob) => `${sha256(blob)}/layer.tar`);
  const manifest = JSON.stringify([{ Config: "config.json", RepoTags: ["example.org/tree:1"], Layers: paths }]);
  return tar({ "manifest.json": manifest, "config.json": config, ...Object.fromEntries(paths.map((path, at) => [path, blobs[at]])) });
}

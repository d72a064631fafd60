// Real images, made on the spot by the tools that people use.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const run = (program, ...words) =>
  execFileSync(program, words, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

/// A folder that is removed by `remove()`.
export function temporary() {
  const path = mkdtempSync(join(tmpdir(), "assay-e2e-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/// An OCI layout `<folder>/layout` with one image, `latest`, of one layer per
/// entry of `files` ({path in the image: text or bytes}). Made by umoci.
export function ociLayout(folder, files = { "/etc/motd": "hello\n" }) {
  const layout = join(folder, "layout");
  const image = `${layout}:latest`;
  const rootless = process.getuid() === 0 ? [] : ["--rootless"];
  run("umoci", "init", "--layout", layout);
  run("umoci", "new", "--image", image);
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, "file");
    writeFileSync(file, text);
    run("umoci", "insert", ...rootless, "--image", image, file, path);
  }
  return layout;
}

/// Copies an image from one place to another, as `oci:…` or `docker-archive:…`.
export const skopeoCopy = (from, to) => run("skopeo", "--insecure-policy", "copy", from, to);

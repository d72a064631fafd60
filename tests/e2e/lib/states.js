// Every state that the page can be in, and how a person gets there in any language.
import { createHash } from "node:crypto";
import { session } from "./browser.js";
import { tar } from "./tar.js";

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

/// A docker-archive with an image of `count` layers of one small file each.
export function saved(count) {
  const layers = Array.from({ length: count }, (_, at) => tar({ [`srv/${at}`]: `file ${at}\n`.repeat(400) }));
  const history = layers.map((_, at) => ({ created: "2024-03-01T00:00:00Z", created_by: `COPY srv/${at} /srv/${at} # buildkit` }));
  const rootfs = { type: "layers", diff_ids: layers.map((layer) => `sha256:${sha256(layer)}`) };
  const config = JSON.stringify({ architecture: "amd64", os: "linux", created: "2024-03-01T00:00:00Z", config: { Cmd: ["/bin/sh"] }, rootfs, history });
  const name = `${sha256(config)}.json`;
  const paths = layers.map((_, at) => `${at}/layer.tar`);
  const manifest = JSON.stringify([{ Config: name, RepoTags: ["example.org/many:1"], Layers: paths }]);
  const members = Object.fromEntries(layers.map((layer, at) => [paths[at], layer]));
  return tar({ "manifest.json": manifest, [name]: config, ...members });
}

const never = new Promise(() => {});

/// The samples, as they stand on the page.
const SAMPLES = { "multi-platform": 0, image: 1, tampered: 2 };
const sample = (name) => async (page) => {
  await page.locator(".sample").nth(SAMPLES[name]).click();
  await session(page, ["showing"]);
  await page.locator(".work progress").first().waitFor({ state: "detached" });
};
const view = (name, of) => async (page) => {
  await sample(of)(page);
  await page.locator(`#tab-${name}`).click();
};
const detail = async (page) => {
  await view("ledger", "tampered")(page);
  await page.locator(".ledger tbody th button").first().click();
  await page.locator("#detail .detail-head").waitFor();
};
const reached = (selector) => (page) => page.locator(selector).first().waitFor();
/// All tags in view are looked at.
const listed = async (page) => {
  await reached(".tags tbody tr")(page);
  await page.waitForLoadState("networkidle");
};
const notAnImage = async (page) => {
  await openOwn(page, { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("no image\n") });
  await session(page, ["failed"]);
};
const openOwn = (page, file) => page.locator("main input[type=file]").first().setInputFiles(file);

/// The states, each with how it is reached; `all` is the registries (see `world`).
export const states = (all) => [
  { name: "start" },
  {
    name: "opening",
    host: { change: (path) => (path.endsWith("worker_bg.wasm") ? never : null) },
    reach: async (page) => {
      await page.locator(".sample").first().click();
      await session(page, ["working"]);
    },
  },
  ...Object.keys(SAMPLES).map((name) => ({ name, reach: sample(name) })),
  ...VIEWS.map((name) => ({ name: `view-${name}`, reach: view(name, "tampered") })),
  { name: "detail", reach: detail },
  { name: "failed", reach: notAnImage },
  { name: "waiting", fragment: `#expect=sha256:${"0".repeat(64)}`, reach: reached(".waiting") },
  { name: "refused", fragment: `#image=${all.closed.host}/demo/one:1`, reach: reached(".failed .configuration"), refused: true, allowed: [all.closed.origin] },
  { name: "repository", fragment: `#repo=${all.open.host}/demo/many`, reach: listed, allowed: [all.open.origin] },
  { name: "registry", fragment: `#registry=${all.open.host}`, reach: reached(".names a"), allowed: [all.open.origin] },
  { name: "from-registry", fragment: `#image=${all.open.host}/demo/multi:1`, reach: (page) => session(page, ["showing"]), allowed: [all.open.origin] },
];

/// The views beside the first one.
export const VIEWS = ["layers", "files", "graph", "ledger", "findings", "trust", "compare"];

// An address with its scheme is tried as what it may be, a layout and a repository.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { assertClean, assertQuiet, launch, session, visit } from "./lib/browser.js";
import { ociLayout } from "./lib/images.js";
import { asked } from "./lib/registry.js";
import { world } from "./lib/world.js";

let all;
let browser;
let layout;
before(async () => {
  [all, browser] = [await world(), await launch()];
  layout = ociLayout(all.folder, { "/etc/motd": "an image at an address\n" });
});
after(async () => {
  await browser?.close();
  await all?.close();
});

/// The page, with a layout at a/b/ of its own host.
const host = { change: (path) => {
  const inside = path.split("/a/b/")[1];
  return inside === undefined ? null : { type: "application/octet-stream", body: readFileSync(join(layout, inside)) };
} };

async function typed(t, address) {
  const seen = await visit(t, browser, { host, allowed: [all.open.origin, all.nginx.origin] });
  const text = typeof address === "function" ? address(seen.server.url) : address;
  await seen.page.getByRole("textbox", { name: "Image, link or digest" }).fill(text);
  await seen.page.getByRole("button", { name: "Inspect" }).click();
  return seen;
}

const hash = (page) => decodeURIComponent(new URL(page.url()).hash);

test("an address of a layout is opened as one", async (t) => {
  const seen = await typed(t, (url) => `${url}a/b`);
  assert.equal(await session(seen.page, ["showing", "failed"]), "showing");
  assert.match(hash(seen.page), /^#layout=http:\/\/.*\/a\/b\//);
  assertClean(seen);
});

test("an address of a repository is opened as one, and nothing is said before", async (t) => {
  const seen = await typed(t, `${all.open.origin}/demo/one`);
  assert.equal(await session(seen.page, ["showing", "failed"]), "showing");
  await seen.page.waitForFunction(() => location.hash.startsWith("#repo="));
  assert.match(hash(seen.page), /^#repo=127\.0\.0\.1:\d+\/demo\/one/);
  await seen.page.getByRole("heading", { level: 1, name: /demo\/one/ }).waitFor();
  const sent = asked(all.open);
  assert.ok(sent.includes("GET /demo/one/oci-layout"), sent.join("\n"));
  assertQuiet(seen);
});

test("a repository that wants a password asks for it at its address", async (t) => {
  const seen = await typed(t, `${all.nginx.origin}/demo/one`);
  await seen.page.getByLabel("Password").waitFor();
  assert.match(hash(seen.page), /^#repo=/);
  assertQuiet(seen);
});

test("where neither is, both are said", async (t) => {
  const seen = await typed(t, (url) => `${url}x/y`);
  assert.equal(await session(seen.page, ["showing", "failed"]), "failed");
  await seen.page.getByText(/There is neither an OCI layout nor a repository at http:/).first().waitFor();
  assertQuiet(seen);
});

// What a registry says of an image that need not be fetched for it: whether a
// pull would complete, and what refers to it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessibility, launch, report, session, visit } from "./lib/browser.js";
import { tagMany } from "./lib/pushed.js";
import { assertHarmless } from "./lib/registry.js";
import { world } from "./lib/world.js";

let all;
let browser;
let many;
before(async () => {
  [all, browser] = [await world(), await launch()];
  many = await tagMany(all.direct);
});
after(async () => {
  await browser?.close();
  await all?.close();
});

async function shown(t, name) {
  const seen = await visit(t, browser, { fragment: `#image=${all.open.host}/${name}`, allowed: [all.open.origin] });
  assert.equal(await session(seen.page, ["showing", "failed"]), "showing");
  return seen;
}

/// The sentence that comes once `button` was pressed and `pattern` is said.
async function answer(page, button, pattern) {
  await page.getByRole("button", { name: button }).click();
  const said = page.locator(".at-registry .answer").filter({ hasText: pattern });
  await said.waitFor();
  return said.innerText();
}

test("a pull would complete while every blob is there, and fails by name where one is not", async (t) => {
  const { page } = await shown(t, "demo/many:large");
  const layers = (await report(page)).images[0].layers;
  const blobs = layers.length + 1;
  assert.match(
    await answer(page, "Would this pull complete?", /would (complete|fail)/),
    new RegExp(`^A pull of linux/amd64 would complete: the registry says that it has all ${blobs} blobs, [\\d.]+ (k?B|bytes)\\.$`),
  );
  const last = layers.at(-1).digest;
  const gone = await fetch(`http://${all.direct.host}/v2/demo/many/blobs/${last}`, { method: "DELETE" });
  assert.equal(gone.status, 202);
  assert.equal(
    await answer(page, "Would this pull complete?", /would fail/),
    `A pull of linux/amd64 would fail: the registry says that it does not have layer ${layers.length}.`,
  );
  await page.getByText("Blob by blob").click();
  await page.getByText("says it is missing").waitFor();
  assert.deepEqual(await accessibility(page), []);
  // Nothing was fetched for it, so nothing more is verified.
  assert.ok((await report(page)).ledger.filter(({ role }) => role === "layer").every(({ verdict }) => verdict !== "verified"));
});

test("what refers to an image is listed, by the tag schema where there is no API, and opened", async (t) => {
  const { page } = await shown(t, "demo/many:small");
  assert.equal(
    await answer(page, "What refers to it?", /lists/),
    `The registry lists 1 document that refers to ${many.small.slice(7, 19)}. The list comes from a tag: CORS blocks the registry's referrers API.`,
  );
  await page.getByText("application/vnd.example.signature").waitFor();
  await page.locator(".referrers a[href^=\"#\"]").click();
  await page.waitForFunction((digest) => decodeURIComponent(location.hash).includes(digest), many.signature);
  await session(page, ["showing"]);
  assert.equal((await report(page)).root.digest, many.signature);
});

test("only heads and lists were asked for", () => {
  assertHarmless();
});

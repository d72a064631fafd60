// Lists as `docker image ls` prints them: of a repository, and of what is open.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { accessibility, assertClean, dropFiles, launch, report, session, visit } from "./lib/browser.js";
import { tagMany } from "./lib/pushed.js";
import { DIST } from "./lib/server.js";
import { world } from "./lib/world.js";

let all, browser;
before(async () => {
  [all, browser] = [await world(), await launch()];
  await tagMany(all.direct);
});
after(async () => {
  await browser?.close();
  await all?.close();
});

const list = (page) => page.locator(".image-ls pre");
const unfold = (page) => page.getByText("As docker image ls").click();
const ask = (page, options) => page.getByLabel("Options of docker image ls").fill(options);

test("the tags of a repository are filtered and written as Docker does it", async (t) => {
  const seen = await visit(t, browser, { fragment: `#repo=${all.open.host}/demo/many`, allowed: [all.open.origin] });
  const { page } = seen;
  await page.getByRole("button", { name: "Load all tags" }).click();
  await page.getByText(/34 tags \(the registry returns no more\), 34 loaded/).waitFor();
  await unfold(page);
  assert.match(await list(page).innerText(), /^REPOSITORY +TAG +IMAGE ID +CREATED +SIZE\n/);
  await ask(page, `docker image ls --filter reference='*/demo/many:v1*' --format '{{.Repository}}: {{.Tag}}: {{.Size}}'`);
  const lines = (await list(page).innerText()).trim().split("\n");
  assert.ok(lines.length > 1 && lines.every((line) => /^127\.0\.0\.1:\d+\/demo\/many: v1\S*: [\d.]+k?B$/.test(line)), lines.join("\n"));
  assert.match(await page.locator(".image-ls").getByRole("status").innerText(), new RegExp(`^${lines.length} images`));
  await ask(page, "--filter dangling=maybe");
  assert.match(await page.locator(".image-ls").getByRole("alert").innerText(), /^Expected true or false, but found `maybe`/);
  assert.deepEqual(await accessibility(page), []);
  assertClean(seen);
});

test("what is open is a list with the digests that were computed", async (t) => {
  const seen = await visit(t, browser);
  const { page } = seen;
  await dropFiles(page, [join(DIST, "samples", "multi-platform.oci.tar")]);
  await session(page, ["showing"]);
  await page.waitForFunction(() => document.documentElement.dataset.verdict === "verified");
  await unfold(page);
  await ask(page, "--no-trunc --format json");
  const printed = (await list(page).innerText()).trim().split("\n").map((line) => JSON.parse(line));
  const { images } = await report(page);
  const ids = new Set(images.map(({ imageId }) => imageId));
  assert.deepEqual(new Set(printed.map(({ ID }) => ID)), ids);
  assert.ok(printed.every(({ Size }) => /^[\d.]+k?B$/.test(Size)), JSON.stringify(printed));
  await page.setViewportSize({ width: 320, height: 800 });
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  assertClean(seen);
});

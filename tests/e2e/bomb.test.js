// An archive that is made to fill the disk: asked about, never kept in memory.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { launchWithProfile, openFiles, session, status, visit, watchMemory } from "./lib/browser.js";
import { ociLayout, run, temporary } from "./lib/images.js";

const folder = temporary();
const bomb = join(folder.path, "bomb.tar.gz");
const MB = 1_000_000;
let browser;
before(async () => {
  browser = await launchWithProfile(join(folder.path, "profile"));
  const image = join(folder.path, "image.tar");
  run("tar", "-cf", image, "-C", ociLayout(folder.path), ".");
  // Three gigabytes of zeros behind its end, a million in each gzip member.
  const zeros = gzipSync(Buffer.alloc(MB));
  writeFileSync(bomb, Buffer.concat([gzipSync(readFileSync(image)), ...Array(3_000).fill(zeros)]));
});
after(async () => {
  await browser?.close();
  folder.remove();
});

test("a bomb of 3 GB is asked about, and opened from disk where a person says so", { timeout: 300_000 }, async (t) => {
  const { page } = await visit(t, browser);
  const types = ["renderer", "browser"];
  const before = await (await watchMemory(browser, { types })).stop();
  const memory = await watchMemory(browser, { types });
  await openFiles(page, [bomb]);
  assert.equal(await session(page, ["showing", "failed"], { timeout: 60_000 }), "failed");
  const said = await page.locator(".failed .what").innerText();
  assert.match(said, /^bomb\.tar\.gz unpacks to more than 100 times its size: \d+ MB came out/);
  await page.getByRole("button", { name: "Continue anyway" }).click();
  assert.equal(await session(page, ["showing"], { timeout: 200_000 }), "showing");
  assert.match(await status(page), /(\d+) of \1 objects verified in this browser/);
  const grown = (await memory.stop()) - before;
  t.diagnostic(`${Math.round(grown / MB)} MB more memory than before`);
  assert.ok(grown < 500 * MB, `${grown} bytes`);
});

// What a term means, beside it: by pointer, by keys and by finger (WCAG 2.2, 1.4.13).
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessibility, assertClean, launch, session, visit } from "./lib/browser.js";

let browser;
before(async () => void (browser = await launch()));
after(() => browser?.close());

/// The multi-platform sample at its overview.
async function atOverview(t, options = {}) {
  const seen = await visit(t, browser, options);
  await seen.page.getByRole("button", { name: /multi-platform/ }).click();
  await session(seen.page, ["showing"]);
  return seen;
}

const word = (page, name) => page.locator(".family, .platforms").getByRole("button", { name, exact: true }).first();
const shown = (page) => page.locator(".explanation:popover-open");
const MEANING = "The digest of the manifest: after a name";

async function hasGone(page) {
  await shown(page).waitFor({ state: "detached" });
}

test("a pointer on a term shows what it means, and can go there; Escape takes it away", async (t) => {
  const seen = await atOverview(t);
  const { page } = seen;
  await word(page, "Manifest digest").hover();
  await shown(page).waitFor();
  assert.ok((await shown(page).innerText()).includes(MEANING));
  assert.ok((await shown(page).innerText()).includes("docker buildx imagetools inspect name:tag lists it under Manifests."));
  await shown(page).getByRole("link").hover();
  await page.waitForTimeout(600);
  assert.equal(await shown(page).count(), 1, "it stays under the pointer");
  const link = shown(page).getByRole("link", { name: /image-spec descriptor\.md/ });
  assert.equal(await link.getAttribute("href"), "https://github.com/opencontainers/image-spec/blob/v1.1.1/descriptor.md#digests");
  assert.equal(await link.getAttribute("rel"), "noopener noreferrer nofollow");
  assert.deepEqual(await accessibility(page), []);
  await page.keyboard.press("Escape");
  await hasGone(page);
  await word(page, "Attestations").hover();
  await shown(page).waitFor();
  await page.mouse.move(5, 5);
  await hasGone(page);
  assertClean(seen);
});

test("keys lead to a term, to what it means and on, and lose nothing", async (t) => {
  const seen = await atOverview(t);
  const { page } = seen;
  await word(page, "Manifest digest").focus();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Shift+Tab");
  await shown(page).waitFor();
  assert.ok((await shown(page).innerText()).includes(MEANING));
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement?.closest(".explanation") !== null), true);
  await page.keyboard.press("Escape");
  await hasGone(page);
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Manifest digest");
  await page.keyboard.press("Enter");
  await shown(page).waitFor();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await shown(page).filter({ hasText: MEANING }).waitFor({ state: "detached" });
  assertClean(seen);
});

test("Escape closes what a term means before the chosen object", async (t) => {
  const seen = await atOverview(t);
  const { page } = seen;
  await page.locator(".family button.bare").first().click();
  const chosen = page.getByRole("complementary", { name: "The chosen object" });
  await chosen.waitFor();
  await chosen.locator(".term-word").first().hover();
  await shown(page).waitFor();
  await page.keyboard.press("Escape");
  await hasGone(page);
  assert.equal(await chosen.count(), 1);
  await page.keyboard.press("Escape");
  await chosen.waitFor({ state: "detached" });
  assertClean(seen);
});

test("a finger opens what a term means, within the window, and closes it elsewhere", async (t) => {
  const context = { hasTouch: true, isMobile: true, viewport: { width: 320, height: 640 } };
  const seen = await atOverview(t, { context });
  const { page } = seen;
  for (const term of await page.locator(".family .term-word, .platforms .term-word").all()) {
    await term.scrollIntoViewIfNeeded();
    await term.tap();
    await shown(page).waitFor();
    const box = await shown(page).boundingBox();
    assert.ok(box.x >= 0 && box.x + box.width <= 320, JSON.stringify(box));
    await page.touchscreen.tap(3, 3);
    await hasGone(page);
  }
  assertClean(seen);
});

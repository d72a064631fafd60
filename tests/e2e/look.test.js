// How the page looks: the same in every state, theme, language, width and on paper.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessibility, launch, layoutShift, visit } from "./lib/browser.js";
import { tagMany } from "./lib/pushed.js";
import { states } from "./lib/states.js";
import { world } from "./lib/world.js";

const LANGUAGES = ["en", "zh-Hans"];
const WIDTHS = [[320, 568], [768, 1024], [1280, 800], [2560, 1440]];

let all;
let browser;
before(async () => {
  [all, browser] = [await world(), await launch()];
  await tagMany(all.direct);
});
after(async () => {
  await browser?.close();
  await all?.close();
});

/// The page in a state, in a language.
async function at(t, name, { language = "en", ...context } = {}) {
  const { reach = () => {}, ...options } = states(all).find((state) => state.name === name);
  const seen = await visit(t, browser, { ...options, context: { locale: language, reducedMotion: "reduce", ...context } });
  await seen.page.locator(`html[lang="${language}"]`).waitFor();
  await reach(seen.page);
  return seen;
}

// Their names need no registries.
const NAMES = states({ closed: {}, open: {} }).map(({ name }) => name);

for (const name of NAMES) {
  test(`${name}: no violation in any theme and language, nothing moves, and it fits a phone`, async (t) => {
    for (const language of LANGUAGES) {
      const { page } = await at(t, name, { language });
      // Of Chinese, no font may be here, and what another font does is not the page's.
      if (language === "en") {
        const shift = await layoutShift(page);
        assert.ok(shift <= 0.02, `layout shift of ${shift}`);
      }
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme });
        assert.deepEqual(await accessibility(page), [], `${language}, ${colorScheme}`);
      }
      await page.setViewportSize({ width: 320, height: 568 });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= 320, `${language}: ${wide} wide`);
      assert.deepEqual(await accessibility(page), [], `${language}, on a phone`);
    }
  });
}

test("header, content and footer stand between the same edges at every width", async (t) => {
  const { page } = await at(t, "tampered");
  for (const [width, height] of WIDTHS) {
    await page.setViewportSize({ width, height });
    const edges = await page.evaluate(() =>
      ["header.site", "main", "footer.site"].map((selector) => {
        const element = document.querySelector(selector);
        const { left, right } = element.getBoundingClientRect();
        const { paddingLeft, paddingRight } = getComputedStyle(element);
        return [left + parseFloat(paddingLeft), right - parseFloat(paddingRight)];
      }),
    );
    assert.deepEqual(edges, [edges[0], edges[0], edges[0]], `${width} pixels`);
    assert.ok(edges[0][1] - edges[0][0] <= 1440, `${width} pixels`);
  }
});

test("on a small phone the content begins in the first half of the screen", async (t) => {
  for (const name of ["tampered", "repository", "failed"]) {
    const { page } = await at(t, name, { viewport: { width: 320, height: 568 } });
    const top = await page.locator("main h1").first().evaluate((heading) => heading.getBoundingClientRect().top);
    assert.ok(top <= 284, `${name}: it begins at ${top}`);
  }
});

test("where the colours are the reader's own, states differ by something else", async (t) => {
  const { page } = await at(t, "view-ledger", { forcedColors: "active" });
  const icons = await page.locator(".verdict:is(.good, .bad, .unknown, .missing, .busy) .icon").evaluateAll(
    (icons) => icons.map((icon) => [[...icon.parentElement.classList].join(" "), icon.textContent, getComputedStyle(icon).borderTopStyle]),
  );
  const looks = new Map(icons.map(([state, ...look]) => [state, look.join(" ")]));
  assert.ok(looks.size >= 2, [...looks.keys()].join());
  assert.equal(new Set(looks.values()).size, looks.size);
  const line = (selected) =>
    page.locator(`.tabs [aria-selected=${selected}]`).first().evaluate((tab) => getComputedStyle(tab).borderBottomColor);
  assert.notEqual(await line(true), await line(false), "the view that is shown");
});

test("more contrast is there for who asks for it", async (t) => {
  const ratio = async (contrast) => {
    const { page } = await at(t, "start", { contrast });
    return page.locator(".pitch").evaluate((pitch) => getComputedStyle(pitch).color);
  };
  assert.notEqual(await ratio("more"), await ratio("no-preference"));
});

test("on paper it is a report: nothing to press, all digits of all digests, nothing cut off", async (t) => {
  const { page } = await at(t, "view-ledger");
  await page.emulateMedia({ media: "print" });
  await page.setViewportSize({ width: 700, height: 1000 });
  for (const pressed of ["Copy", "Inspect", "Open image files", "Ledger"]) {
    assert.equal(await page.getByText(pressed, { exact: true }).filter({ visible: true }).count(), 0, pressed);
  }
  const digests = page.locator(".ledger .digest");
  assert.ok((await digests.count()) > 5);
  const cut = await digests.evaluateAll((digests) => {
    const isCut = (element) => element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).display !== "inline";
    const hidden = (digest) => [...digest.children].some((part) => getComputedStyle(part).display === "none");
    return digests.filter((digest) => isCut(digest) || hidden(digest) || [...digest.children].some(isCut)).map(({ textContent }) => textContent);
  });
  assert.deepEqual(cut, []);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(wide <= 700, `${wide} wide`);
});

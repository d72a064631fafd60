// Pictures of every state in both themes and four widths: `make screenshots`.
// They are in tests/e2e/output/, as STATE-THEME-WIDTH.png.
import { launch, picture, visit } from "./lib/browser.js";
import { tagMany } from "./lib/pushed.js";
import { states } from "./lib/states.js";
import { world } from "./lib/world.js";

const WIDTHS = [[320, 568], [768, 1024], [1280, 800], [2560, 1440]];
const only = process.argv.slice(2);

const closing = [];
const run = { after: (close) => closing.unshift(close) };
const browser = await launch();
const all = await world();
try {
  await tagMany(all.direct);
  for (const { name, reach = () => {}, ...options } of states(all)) {
    if (only.length > 0 && !only.includes(name)) continue;
    const { page } = await visit(run, browser, { context: { reducedMotion: "reduce" }, ...options });
    await reach(page);
    for (const [width, height] of WIDTHS) {
      await page.setViewportSize({ width, height });
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme });
        await picture(page, `${name}-${colorScheme}-${width}`);
      }
    }
    console.log(name);
    while (closing.length > 0) await closing.shift()();
  }
} finally {
  await browser.close();
  await all.close();
}

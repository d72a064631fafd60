// Lighthouse over the release page: `make audit`. Prints a table, and fails where
// a figure is below what it has to reach.
import lighthouse, { desktopConfig } from "lighthouse";
import { freePort, launch } from "../e2e/lib/browser.js";
import { tagMany } from "../e2e/lib/pushed.js";
import { serve } from "../e2e/lib/server.js";
import { world } from "../e2e/lib/world.js";

const CATEGORIES = { performance: 98, accessibility: 100, "best-practices": 100, seo: 100 };

const port = await freePort();
const all = await world();
const server = await serve({ gzip: true });
const browser = await launch({ remoteDebuggingPort: port });
let below = 0;
try {
  await tagMany(all.direct);
  const pages = {
    start: "",
    image: `#image=${all.open.host}/demo/multi:1`,
    repository: `#repo=${all.open.host}/demo/many`,
  };
  console.log(["page", "on", ...Object.keys(CATEGORIES), "first paint", "blocked", "shift"].join("\t"));
  for (const [name, fragment] of Object.entries(pages)) {
    for (const [device, config] of [["mobile", undefined], ["desktop", desktopConfig]]) {
      const options = { port, logLevel: "error", onlyCategories: Object.keys(CATEGORIES) };
      const { lhr } = await lighthouse(server.url + fragment, options, config);
      const scores = Object.keys(CATEGORIES).map((id) => Math.round(lhr.categories[id].score * 100));
      const audit = (id) => lhr.audits[id].displayValue ?? "";
      console.log([name, device, ...scores, audit("first-contentful-paint"), audit("total-blocking-time"), audit("cumulative-layout-shift")].join("\t"));
      for (const [id, least] of Object.entries(CATEGORIES)) below += fell(lhr, id, least);
    }
  }
} finally {
  await browser.close();
  await server.close();
  await all.close();
}
process.exitCode = below > 0 ? 1 : 0;

/// Says what a category lost, where that is too much.
function fell(lhr, id, least) {
  const category = lhr.categories[id];
  if (category.score * 100 >= least) return 0;
  const lost = category.auditRefs.filter(({ id, weight }) => weight > 0 && (lhr.audits[id].score ?? 1) < 1);
  for (const { id } of lost) {
    const { title, displayValue = "", details } = lhr.audits[id];
    console.log(`  ${title} ${displayValue}`);
    for (const { node } of (details?.items ?? []).slice(0, 5)) if (node) console.log(`    ${node.snippet}`);
  }
  return 1;
}

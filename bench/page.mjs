// One measurement of the page: a new browser, one archive, times and memory.

import fs from "node:fs";
import { launch, launchWithProfile, openFiles, status } from "../tests/e2e/lib/browser.js";
import { serve } from "../tests/e2e/lib/server.js";

/** A browser as people have it, but that it asks nobody on its own. */
const ARGUMENTS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

/** Milliseconds: longer than any of it takes. */
const PATIENCE = 600_000;

const MIB = 1 << 20;

/** Opens `file` in a page of its own. Times are milliseconds since the drop. */
export async function open(file) {
  return inPage(async (page) => {
    await openFiles(page, [file]);
    await ended(page);
    const times = await page.evaluate(() => window.__bench);
    const verdict = await page.evaluate(() => document.documentElement.dataset.verdict);
    if (verdict !== "verified") throw new Error(`${file}: ${verdict}: ${await status(page)}`);
    return {
      ms: times.showing - times.drop,
      tree: times.tree - times.drop,
      peak: peak(),
      verdict,
    };
  });
}

/** Waits until there is a verdict, or none will come. Nothing asks the page
 * meanwhile: Playwright's own way to wait has it draw sixty frames a second. */
export async function ended(page) {
  await page.evaluate((patience) => new Promise((resolve, reject) => {
    const root = document.documentElement;
    const look = () => ["showing", "failed"].includes(root.dataset.session) && resolve();
    new MutationObserver(look).observe(root, { attributeFilter: ["data-session"] });
    setTimeout(() => reject(new Error(`no verdict after ${patience} ms`)), patience);
    look();
  }), PATIENCE);
}

/** The first load with an empty cache: milliseconds until a file can be given. */
export const firstLoad = () =>
  inPage(async (page) => page.evaluate(() => window.__bench.interactive));

/** Runs `measure` in a page of its own, in a browser of its own. */
export async function inPage(measure, { profile } = {}) {
  const server = await serve();
  // Without a profile on disk Chromium keeps files of the page in another way, which takes
  // more than twice as long: few people browse so.
  const browser = await (profile ? launchWithProfile(profile) : launch({ args: ARGUMENTS }));
  try {
    const page = await (await browser.newContext()).newPage();
    await page.addInitScript(observe);
    await page.goto(server.url);
    await page.getByLabel("Open image files").waitFor({ state: "attached" });
    // A person takes longer to find a file than the rest of the page to come.
    await page.waitForLoadState("networkidle");
    return await measure(page);
  } finally {
    await browser.close();
    await server.close();
  }
}

/** Runs in the page before anything else: notes when what happens. */
function observe() {
  const times = (window.__bench = {});
  const note = (name) => (times[name] ??= performance.now());
  addEventListener("change", () => note("drop"), { capture: true });
  addEventListener("click", () => note("click"), { capture: true });
  const look = () => {
    const word = document.documentElement?.dataset.session;
    if (document.querySelector("input[type=file]")) note("interactive");
    if (document.querySelector("[role=tree], .showing")) note("tree");
    if (word === "showing" || word === "failed") note("showing");
  };
  new MutationObserver(look).observe(document, {
    subtree: true, childList: true, attributes: true, attributeFilter: ["data-session"],
  });
}

/** The highest that any renderer's resident memory has been, in MiB. Each page
 * has one renderer, and its workers are threads of it. */
export function peak() {
  const renderers = descendants(process.pid).filter((pid) => {
    const command = read(`/proc/${pid}/cmdline`);
    return command.includes("--type=renderer");
  });
  const peaks = renderers.map((pid) => Number(read(`/proc/${pid}/status`).match(/VmHWM:\s+(\d+)/)?.[1] ?? 0));
  return (Math.max(...peaks) * 1024) / MIB;
}

function descendants(root) {
  const children = new Map();
  for (const name of fs.readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    const stat = read(`/proc/${name}/stat`);
    const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const found = [];
  for (const waiting = [root]; waiting.length > 0; ) {
    const below = children.get(waiting.pop()) ?? [];
    found.push(...below);
    waiting.push(...below);
  }
  return found;
}

function read(path) {
  try {
    return fs.readFileSync(path, "utf8");
  } catch {
    return ""; // It has ended meanwhile.
  }
}

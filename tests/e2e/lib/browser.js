// A real browser with the page in it, and what a person does there.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import axe from "axe-core";
import { chromium } from "playwright-core";
import { serve } from "./server.js";

const OUTPUT = fileURLToPath(new URL("../output/", import.meta.url));

const EXECUTABLE =
  process.env.CHROMIUM ??
  ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) => existsSync(path));

/// The browser asks nobody on its own: those requests would fail on a machine
/// without a network, and take minutes.
const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage",
];

/// With `remoteDebuggingPort` others than these tests can drive it too; `words` are
/// more for its command line.
export const launch = ({ remoteDebuggingPort = null, words = [], ...options } = {}) => {
  const more = [...words, ...(remoteDebuggingPort === null ? [] : [`--remote-debugging-port=${remoteDebuggingPort}`])];
  return chromium.launch({ executablePath: EXECUTABLE, args: [...QUIET, ...more], headless: true, ...options });
};

/// The same with a profile on disk, as a person has it: what a page stores in a
/// profile that is forgotten is kept in memory. It has one context.
export async function launchWithProfile(path) {
  const port = await freePort();
  const args = [...QUIET, `--remote-debugging-port=${port}`];
  const context = await chromium.launchPersistentContext(path, { executablePath: EXECUTABLE, args, headless: true });
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
  return {
    newContext: async () => context,
    newBrowserCDPSession: () => browser.newBrowserCDPSession(),
    close: () => context.close(),
  };
}

export function freePort() {
  const server = createServer();
  return new Promise((found) =>
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => found(port));
    }),
  );
}

/// All that pages and their workers wrote to the console.
export const written = [];

/// Opens `url` in a new context. What must not happen (errors in the console,
/// violations of the policy, requests to origins other than `allowed`) is
/// collected in `problems`. What is kept for when there is no network comes behind a
/// first visit, and only where it is asked for by `kept`: else each of these tests would
/// fetch all of the page twice.
export async function open(browser, url, { allowed = [], context: options = {}, kept = false } = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  if (!kept) await context.addInitScript(() => delete Navigator.prototype.serviceWorker);
  const page = await context.newPage();
  const problems = [];
  const origins = new Set([new URL(url).origin, ...allowed]);
  const elsewhere = (address) => /^(https?|wss?):/.test(address) && !origins.has(new URL(address).origin);
  context.on("request", (request) => {
    if (elsewhere(request.url())) problems.push(`request to ${request.url()}`);
  });
  context.on("console", (message) => {
    written.push(`${message.text()} (${message.location().url})`);
    if (["error", "warning"].includes(message.type())) problems.push(`${message.type()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => problems.push(`thrown: ${error}`));
  await page.exposeFunction("__violated", (what) => problems.push(`policy: ${what}`));
  await page.addInitScript(() =>
    document.addEventListener("securitypolicyviolation", (event) =>
      window.__violated(`${event.effectiveDirective} ${event.blockedURI}`),
    ),
  );
  await page.goto(url);
  await page.locator("#until-started").waitFor({ state: "detached" });
  return { context, page, problems };
}

/// Serves dist/ as `options.host` says (see `serve`) and opens it as `options`
/// say (see `open`), at `options.fragment`; all of it ends with the test `t`.
export async function visit(t, browser, { host = {}, fragment = "", ...options } = {}) {
  const server = await serve(host);
  t.after(server.close);
  const opened = await open(browser, server.url + fragment, options);
  t.after(() => opened.context.close());
  return { server, ...opened };
}

/// Fails with all that went wrong behind the page.
export const assertClean = ({ problems }) => assert.deepEqual(problems, []);

/// The same where answers are refused on purpose: the browser writes each of
/// those to its console.
export const assertQuiet = ({ problems }) =>
  assert.deepEqual(problems.filter((problem) => !/^error: (Failed to load resource|Access to fetch at)/.test(problem)), []);

/// Drops files and folders of the disk, as a file manager does.
export async function dropFiles(page, paths, { x = 400, y = 300 } = {}) {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: paths, dragOperationsMask: 1 };
  // A hand is over the page for a while: what lies below it may change meanwhile, and
  // who was only entered takes no drop.
  for (const type of ["dragEnter", "dragOver", "dragOver", "drop"]) {
    await session.send("Input.dispatchDragEvent", { type, x, y, data });
  }
  await session.detach();
}

/// Chooses files by the button.
export const openFiles = (page, paths) => page.getByLabel("Open image files").setInputFiles(paths);

/// Pastes text with the keys, from a clipboard that holds exactly that. The
/// context needs the `CLIPBOARD` permissions.
export async function pasteText(page, text) {
  await page.evaluate((text) => navigator.clipboard.writeText(text), text);
  await page.keyboard.press("Control+V");
}

export const CLIPBOARD = { permissions: ["clipboard-read", "clipboard-write"] };

/// Pastes a file, as a file manager's clipboard has it. No script can put one
/// there, so this is the event alone.
export const pasteFile = (page, name, bytes) =>
  page.evaluate(
    ({ name, encoded }) => {
      const clipboardData = new DataTransfer();
      const bytes = Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0));
      clipboardData.items.add(new File([bytes], name));
      document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    },
    { name, encoded: Buffer.from(bytes).toString("base64") },
  );

/// Waits until the page is in one of `states`; gives the one.
export async function session(page, states, { timeout = 30_000 } = {}) {
  const reached = await page.waitForFunction(
    (states) => {
      const state = document.documentElement.dataset.session;
      // What is open is drawn in steps: its view comes last. Lists are drawn at once.
      const isDrawn = state !== "showing" || document.querySelector("#panel > *, main section.repository");
      return states.includes(state) && isDrawn && state;
    },
    states,
    { timeout },
  );
  return reached.jsonValue();
}

/// The JSON report, as the page's button gives it.
export async function report(page) {
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "JSON", exact: true }).click()]);
  return JSON.parse(readFileSync(await download.path(), "utf8"));
}

/// What of an image is looked at: the words of its section and of the view of
/// the chosen object, and that object's digest.
export const lookedAt = (page) =>
  page.evaluate(() => ({
    view: document.querySelector("[role=tab][id^=tab-][aria-selected=true]")?.id.slice("tab-".length) ?? null,
    node: document.querySelector(".detail-head .digest")?.textContent ?? null,
    tab: document.querySelector("[role=tab][id^=detail-][aria-selected=true]")?.id.slice("detail-".length) ?? null,
  }));

/// The platform that is chosen of an index.
export async function chosenPlatform(page) {
  const chosen = page.getByLabel("Platform", { exact: true }).locator("option:checked");
  return (await chosen.innerText()).split(" · ")[0];
}

export const status = (page) => page.getByRole("status").first().innerText();

/// A picture of all of the page: output/<name>.png
export async function picture(page, name) {
  mkdirSync(OUTPUT, { recursive: true });
  await page.screenshot({ path: `${OUTPUT}${name}.png`, fullPage: true, animations: "disabled" });
}

/// Pictures of the page in light, in dark and on a phone: output/<name>-….png
export async function screenshots(page, name) {
  const before = page.viewportSize();
  for (const [suffix, colorScheme, viewport] of [
    ["light", "light", before],
    ["dark", "dark", before],
    ["phone", "light", { width: 390, height: 844 }],
  ]) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize(viewport);
    await picture(page, `${name}-${suffix}`);
  }
  await page.emulateMedia({ colorScheme: null });
  await page.setViewportSize(before);
}

/// What axe finds (WCAG 2.2 A and AA, its best practices, targets of 24 pixels,
/// text at 7 : 1), one line each.
export async function accessibility(page) {
  await page.evaluate(axe.source);
  const rules = { "target-size": { enabled: true }, "color-contrast-enhanced": { enabled: true } };
  const { violations } = await page.evaluate((options) => window.axe.run(document, options), { resultTypes: ["violations"], rules });
  return violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.target.join(" ")}`));
}

/// Watches the memory of the browser's processes of these types (Linux) until
/// `stop()`, which gives the highest sum seen, in bytes. Blobs are kept by the
/// one of type `browser`.
export async function watchMemory(browser, { every = 50, types = ["renderer"] } = {}) {
  const session = await browser.newBrowserCDPSession();
  let peak = 0;
  let watching = true;
  const watch = (async () => {
    while (watching) {
      const { processInfo } = await session.send("SystemInfo.getProcessInfo");
      const renderers = processInfo.filter(({ type }) => types.includes(type));
      const sizes = await Promise.all(renderers.map(({ id }) => resident(id)));
      peak = Math.max(peak, sizes.reduce((sum, size) => sum + size, 0));
      await new Promise((next) => setTimeout(next, every));
    }
  })();
  return {
    async stop() {
      watching = false;
      await watch;
      await session.detach();
      return peak;
    },
  };
}

/// How far what stood somewhere has moved without being asked to (W3C Layout
/// Instability), all of it since the page was opened.
export const layoutShift = (page) =>
  page.evaluate(
    () =>
      new Promise((sum) => {
        let shift = 0;
        const note = (list) => list.getEntries().forEach(({ value, hadRecentInput }) => (shift += hadRecentInput ? 0 : value));
        new PerformanceObserver(note).observe({ type: "layout-shift", buffered: true });
        // Entries come in a task of their own.
        setTimeout(() => sum(shift), 200);
      }),
  );

/// Watches for tasks that keep the page from answering (W3C Long Tasks: those
/// over 50 ms). What is given back gives how long each took so far, in ms.
export async function watchLongTasks(page) {
  await page.evaluate(() => {
    const note = (list) => window.__longTasks.push(...list.map(({ duration }) => duration));
    window.__longTasks = [];
    window.__longTaskObserver = new PerformanceObserver((list) => note(list.getEntries()));
    window.__longTaskObserver.observe({ type: "longtask" });
  });
  // An entry comes in a task after the one that it is about.
  return async () => {
    await page.waitForTimeout(100);
    return page.evaluate(() => window.__longTasks);
  };
}

async function resident(process) {
  const text = await readFile(`/proc/${process}/status`, "utf8").catch(() => "");
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(text)?.[1] ?? 0) * 1024;
}

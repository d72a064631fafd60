// Whether the page answers while it works: an image of 127 layers, as many as
// Docker takes, on a processor that is four times slower.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch, openFiles, session, visit, watchLongTasks } from "./lib/browser.js";
import { temporary } from "./lib/images.js";
import { saved } from "./lib/states.js";

const LAYERS = 127;

/// The most that a task may take, in ms. It is to reach 100: until then this keeps it
/// from growing.
const LONGEST_TASK = 250;

/// The most that a view may take, in ms, at the best of some times: what else the
/// machine does is not the page's.
const PAINTED_WITHIN = 100;
const TIMES = 3;

const folder = temporary();
const archive = join(folder.path, "many.tar");
let browser;
before(async () => {
  writeFileSync(archive, saved(LAYERS));
  browser = await launch();
});
after(async () => {
  await browser?.close();
  folder.remove();
});

async function slower(page, rate) {
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate });
}

/// From a click until what it shows is painted, in ms (W3C Event Timing would
/// round it).
const painted = (page, selector) =>
  page.evaluate(
    (selector) =>
      new Promise((done) => {
        const began = performance.now();
        document.querySelector(selector).click();
        // The task after the frame: then that was painted.
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => done(performance.now() - began);
          port2.postMessage(null);
        });
      }),
    selector,
  );

test("no task keeps the page from answering for long while an archive of 127 layers is opened", async (t) => {
  const { page } = await visit(t, browser);
  if (page.workers().length === 0) await page.waitForEvent("worker");
  await page.waitForLoadState("networkidle");
  await slower(page, 4);
  const longTasks = await watchLongTasks(page);
  await openFiles(page, [archive]);
  await session(page, ["showing"], { timeout: 60_000 });
  await page.locator(".work progress").first().waitFor({ state: "detached", timeout: 60_000 });
  await page.waitForTimeout(500);
  const longest = Math.max(0, ...(await longTasks()));
  t.diagnostic(`the longest task took ${Math.round(longest)} ms`);
  assert.ok(longest <= LONGEST_TASK, `a task of ${Math.round(longest)} ms: ${(await longTasks()).map(Math.round)}`);
});

test("a view of an image of 127 layers is painted soon after the click", async (t) => {
  const { page } = await visit(t, browser);
  await openFiles(page, [archive]);
  await session(page, ["showing"]);
  await page.locator(".work progress").first().waitFor({ state: "detached" });
  const tabs = await page.locator("[role=tab][id^=tab-]").evaluateAll((tabs) => tabs.map(({ id }) => id));
  assert.ok(tabs.length >= 4);
  // The first view comes last: it is shown already.
  const best = new Map();
  for (let time = 0; time < TIMES; time += 1) {
    for (const id of [...tabs.slice(1), tabs[0]]) {
      const took = Math.round(await painted(page, `#${id}`));
      best.set(id, Math.min(took, best.get(id) ?? Infinity));
      await page.waitForTimeout(300);
    }
  }
  const took = [...best];
  t.diagnostic(took.map(([id, time]) => `${id} ${time} ms`).join(", "));
  assert.deepEqual(took.filter(([, time]) => time > PAINTED_WITHIN), []);
});

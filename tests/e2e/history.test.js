// Back and Forward lose nothing that is open, and leaving asks where something would
// be lost.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { assertClean, chosenPlatform, dropFiles, launch, lookedAt, openFiles, session, visit } from "./lib/browser.js";
import { ociLayout, skopeoCopy, temporary } from "./lib/images.js";
import { DIST } from "./lib/server.js";

const folder = temporary();
const archive = join(folder.path, "image.tar");
const sample = join(DIST, "samples", "multi-platform.oci.tar");
let browser;
before(async () => {
  browser = await launch();
  const layout = ociLayout(folder.path, { "/etc/motd": "hello\n" });
  skopeoCopy(`oci:${layout}:latest`, `docker-archive:${archive}:example.org/motd:1`);
});
after(async () => {
  await browser?.close();
  folder.remove();
});

const hash = (page) => decodeURIComponent(new URL(page.url()).hash);
const [ARCHIVE, SAMPLE] = ["example.org/motd:1", "example.com/hello:1.0"];
/// Which of the two is open, as its heading says.
const name = async (page) => {
  const heading = await page.locator("#input-heading").innerText();
  return [ARCHIVE, SAMPLE].find((name) => heading.startsWith(name)) ?? heading;
};
const tab = (page, name) => page.getByRole("tab", { name }).first();

async function dropped(t, paths) {
  const seen = await visit(t, browser);
  await dropFiles(seen.page, paths);
  assert.equal(await session(seen.page, ["showing", "failed"]), "showing");
  return seen;
}

/// Waits until `found` gives `wanted`.
async function becomes(found, wanted) {
  for (let turn = 0; ; turn += 1) {
    const is = await found();
    if (is === wanted) return;
    assert.ok(turn < 100, `${is} is shown, and ${wanted} wanted`);
    await new Promise((later) => setTimeout(later, 50));
  }
}

test("the address of a dropped file changes with view, node and platform, and Back goes through them", async (t) => {
  const seen = await dropped(t, [sample]);
  const { page } = seen;
  const steps = [hash(page)];
  assert.equal(steps[0], "#platform=linux/amd64&view=overview");
  const step = async (act) => {
    const before = hash(page);
    await act();
    await page.waitForFunction((before) => decodeURIComponent(location.hash) !== before, before);
    steps.push(hash(page));
  };
  await step(() => page.getByRole("region", { name: "The table of platforms" }).getByRole("row", { name: /arm64/ }).getByRole("button").first().click());
  await step(() => tab(page, /Ledger/).click());
  await step(() => page.locator("tbody .link").first().click());
  assert.match(steps[1], /platform=linux\/arm64/);
  assert.match(steps[2], /view=ledger/);
  assert.match(steps[3], /node=sha256:/);
  for (const wanted of steps.slice(0, -1).reverse()) {
    await page.goBack();
    await becomes(async () => hash(page), wanted);
    const { view } = await lookedAt(page);
    assert.equal(view, /view=(\w+)/.exec(wanted)[1]);
  }
  assert.equal(await session(page, ["showing", "start"]), "showing");
  for (const wanted of steps.slice(1)) {
    await page.goForward();
    await becomes(async () => hash(page), wanted);
  }
  assert.match(await chosenPlatform(page), /arm64/);
  assertClean(seen);
});

test("Back from a dropped file is the start, and Forward brings the file back", async (t) => {
  const seen = await dropped(t, [archive]);
  const { page } = seen;
  await tab(page, /Ledger/).click();
  await page.goBack();
  await page.goBack();
  await session(page, ["start"]);
  assert.equal(hash(page), "");
  await page.goForward();
  await session(page, ["showing"]);
  assert.equal(await name(page), ARCHIVE);
  await page.goForward();
  await becomes(async () => (await lookedAt(page)).view, "ledger");
  assertClean(seen);
});

test("what was open before another file, or before what cannot be opened, comes back", async (t) => {
  const seen = await dropped(t, [archive]);
  const { page } = seen;
  await openFiles(page, [sample]);
  await becomes(() => name(page), SAMPLE);
  await session(page, ["showing"]);
  await openFiles(page, [join(DIST, "index.html")]);
  await session(page, ["failed"]);
  await page.goBack();
  await session(page, ["showing"]);
  assert.equal(await name(page), SAMPLE);
  await page.goBack();
  await becomes(() => name(page), ARCHIVE);
  await page.goForward();
  await becomes(() => name(page), SAMPLE);
  assertClean(seen);
});

test("a page that is loaded anew says that the file has to be given again", async (t) => {
  const seen = await visit(t, browser, { fragment: "#view=ledger" });
  const { page } = seen;
  await page.getByText(/has to be given again/).waitFor();
  assert.equal(await session(page, ["start", "failed"]), "start");
  assert.equal(hash(page), "");
  await dropFiles(page, [archive]);
  assert.equal(await session(page, ["showing", "failed"]), "showing");
  assertClean(seen);
});

test("leaving asks while a file is open, and neither for a sample nor after it", async (t) => {
  const seen = await visit(t, browser);
  const { page } = seen;
  const asks = async () => {
    let asked = false;
    const accept = async (dialog) => {
      asked = dialog.type() === "beforeunload";
      await dialog.accept();
    };
    page.on("dialog", accept);
    await page.reload();
    page.off("dialog", accept);
    // Until then the page is about to show another view, and what is chosen in this one
    // by a script is lost; a person has clicked there first.
    await page.getByRole("heading", { level: 1, name: "What is this container image" }).waitFor();
    return asked;
  };
  await page.getByRole("button", { name: /multi-platform/ }).click();
  await session(page, ["showing"]);
  assert.equal(await asks(), false, "a sample comes again");
  await openFiles(page, [archive]);
  await session(page, ["showing"]);
  // A browser asks only where somebody has done something.
  await tab(page, /Ledger/).click();
  assert.equal(await asks(), true, "a file does not");
  await openFiles(page, [archive]);
  await session(page, ["showing"]);
  await page.goBack();
  await session(page, ["start"]);
  await page.locator("h1").click();
  assert.equal(await asks(), false, "nothing is open");
});

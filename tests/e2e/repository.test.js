// The page of a repository and that of a registry, over a real registry.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessibility, assertClean, assertQuiet, launch, report, screenshots, session, visit } from "./lib/browser.js";
import { tagMany } from "./lib/pushed.js";
import { asked, assertHarmless, door, PASSWORD, USER } from "./lib/registry.js";
import { world } from "./lib/world.js";

let all;
let browser;
let digests;
before(async () => {
  [all, browser] = [await world(), await launch()];
  digests = await tagMany(all.direct);
});
after(async () => {
  await browser?.close();
  await all?.close();
});

const visitOpen = (t, fragment, options = {}) => visit(t, browser, { fragment, allowed: [all.open.origin], ...options });
const many = () => `#repo=${all.open.host}/demo/many`;
const table = (page) => page.getByRole("region", { name: "Table of tags" });
const rows = (page) => table(page).locator("tbody tr");
const looked = (page) => page.locator(".looking").getByRole("status");
const lookAtAll = async (page) => {
  await page.getByRole("button", { name: "Load all tags" }).click();
  await page.getByText(/34 tags \(the registry returns no more\), 34 loaded/).waitFor();
};

test("tags are looked at as they are seen, at most six requests at a time", async (t) => {
  let running = 0;
  let most = 0;
  const slow = await door(all.direct.upstream, {
    answer: () => {
      running += 1;
      most = Math.max(most, running);
      return null;
    },
    alter: () => (running -= 1),
    delay: 60,
  });
  t.after(slow.close);
  const seen = await visit(t, browser, {
    fragment: `#repo=${slow.host}/demo/many`,
    allowed: [slow.origin],
    context: { viewport: { width: 1280, height: 700 } },
  });
  await seen.page.getByText(/^At least 34 tags \(the registry returns no more\), [1-9][0-9]? loaded/).waitFor();
  assert.ok(most >= 2 && most <= 6, `${most} requests at a time`);
  assertClean(seen);
});

/// A registry of a few scripted answers; what they do not give is not there.
async function scripted(t, answers) {
  const answer = ({ url, method }) => {
    const found = method === "OPTIONS" ? null : answers(url);
    const headers = { "access-control-allow-origin": "*", "access-control-expose-headers": "Link", "content-type": "application/json" };
    const body = (value) => (typeof value === "string" ? value : JSON.stringify(value));
    return found && { status: 200, headers: { ...headers, ...found.headers }, body: body(found.body) };
  };
  const registry = await door(null, { answer });
  t.after(registry.close);
  return registry;
}

test("a list that a server cuts and does not continue is called a part", async (t) => {
  const tags = Array.from({ length: 50 }, (_, at) => `v${at}`);
  const registry = await scripted(t, (url) => (url.includes("/tags/list") ? { body: { name: "x", tags } } : null));
  const { page } = await visit(t, browser, { fragment: `#repo=${registry.host}/demo/cut`, allowed: [registry.origin] });
  await page.getByText(/^At least 50 tags \(/).waitFor();
});

test("a next page on another host is asked of the registry itself, and said to be", async (t) => {
  const other = await door(null);
  t.after(other.close);
  const link = `<${other.origin}/v2/demo/moved/tags/list?last=b&n=2>; rel="next"`;
  const registry = await scripted(t, (url) => {
    if (!url.includes("/tags/list")) return null;
    return url.includes("last=") ? { body: { tags: ["c"] } } : { headers: { link }, body: { tags: ["a", "b"] } };
  });
  const { page } = await visit(t, browser, { fragment: `#repo=${registry.host}/demo/moved`, allowed: [registry.origin] });
  await page.getByText(/^3 tags/).waitFor();
  await page.getByText(`its next page is at ${other.origin}`).waitFor();
  assert.deepEqual(other.requests, []);
});

test("a cache is called that, and its layers are not asked for as manifests", async (t) => {
  const layer = `sha256:${"1".repeat(64)}`;
  const mediaType = "application/vnd.oci.image.index.v1+json";
  const manifests = [
    { mediaType: "application/vnd.oci.image.layer.v1.tar+gzip", digest: layer, size: 9 },
    { mediaType: "application/vnd.buildkit.cacheconfig.v0", digest: `sha256:${"2".repeat(64)}`, size: 9 },
  ];
  const registry = await scripted(t, (url) => {
    if (url.includes("/tags/list")) return { body: { tags: url.includes("last=") ? [] : ["buildcache"] } };
    return url.endsWith("/buildcache") ? { headers: { "content-type": mediaType }, body: { schemaVersion: 2, mediaType, manifests } } : null;
  });
  const { page } = await visit(t, browser, { fragment: `#repo=${registry.host}/demo/cached`, allowed: [registry.origin] });
  await page.getByText("BuildKit cache.").waitFor();
  assert.ok(registry.requests.every(({ path }) => !path.includes("sha256:")));
});

test("what is not scrolled to is not asked for, until all is", async (t) => {
  const headers = { "access-control-allow-origin": "*", "content-type": "application/vnd.oci.image.manifest.v1+json" };
  const tags = Array.from({ length: 250 }, (_, at) => `v${at}`);
  const answer = ({ url }) => {
    if (url.includes("/tags/list")) {
      const body = JSON.stringify({ name: "x", tags: url.includes("last=") ? [] : tags });
      return { status: 200, headers: { ...headers, "content-type": "application/json" }, body };
    }
    const layers = [{ digest: "sha256:x", size: url.length }];
    return { status: 200, headers, body: JSON.stringify({ schemaVersion: 2, layers, annotations: { url } }) };
  };
  const registry = await door(null, { answer });
  t.after(registry.close);
  const seen = await visit(t, browser, { fragment: `#repo=${registry.host}/demo/long`, allowed: [registry.origin] });
  const { page } = seen;
  const of = (tag) => registry.requests.some(({ path }) => path.endsWith(`/manifests/${tag}`));
  await page.getByText(/^250 tags, [1-9][0-9]? loaded/).waitFor();
  await page.waitForTimeout(300);
  assert.ok(of("v0") && !of("v249"), "the first is asked for, and the last is not");
  assert.ok(registry.requests.length < 80, `${registry.requests.length} requests`);
  await rows(page).last().scrollIntoViewIfNeeded();
  while (!of("v249")) await page.waitForTimeout(20);
  assert.ok(!of("v120"), "what is scrolled past fast is not asked for");
  await page.getByRole("button", { name: "Load all tags" }).click();
  await page.getByText("250 tags, 250 loaded").waitFor();
  assertClean(seen);
});

test("tags of the same image stand in one row, with what is known of it", async (t) => {
  const seen = await visitOpen(t, many());
  await looked(seen.page).waitFor();
  await lookAtAll(seen.page);
  assert.equal(await rows(seen.page).count(), 4);
  const row = rows(seen.page).filter({ hasText: digests.large.slice(7, 19) });
  assert.match(await row.innerText(), /large[\s\S]*v01[\s\S]*v28[\s\S]*Mar 1, 2024, 00:00:00 UTC[\s\S]*linux\/amd64/);
  const index = rows(seen.page).filter({ hasText: digests.both.slice(7, 19) });
  assert.match(await index.innerText(), /linux\/amd64, linux\/arm64[\s\S]*of linux\/amd64/);
  const schema = rows(seen.page).filter({ hasText: "referrers of" });
  assert.match(await schema.innerText(), new RegExp(`referrers of sha256:${digests.small.slice(7, 19)}`));
  assertClean(seen);
});

test("filters and orders", async (t) => {
  const seen = await visitOpen(t, many());
  await looked(seen.page).waitFor();
  await lookAtAll(seen.page);
  const { page } = seen;
  const first = () => rows(page).first().innerText();
  await page.getByLabel("Name contains").fill("LARG");
  await page.waitForFunction(() => document.querySelectorAll(".tags tbody tr").length === 1);
  assert.match(await first(), /^large/);
  await page.getByLabel("Name contains").fill("");
  await page.getByLabel("Label", { exact: true }).fill("team=large");
  await page.waitForFunction(() => document.querySelectorAll(".tags tbody tr").length === 1);
  assert.match(await first(), /^large/);
  await page.getByLabel("Label", { exact: true }).fill("");
  await page.getByLabel("Created before").fill("2024-03-02");
  await page.waitForFunction(() => document.querySelectorAll(".tags tbody tr").length === 1);
  assert.match(await first(), /^large/);
  await page.getByLabel("Created before").fill("");
  await page.getByLabel("Created since").fill("2024-03-02");
  await page.waitForFunction(() => document.querySelectorAll(".tags tbody tr").length === 2);
  await page.getByLabel("Created since").fill("");
  await page.getByLabel("Sort by").selectOption("date");
  await page.waitForFunction(() => /^large/.test(document.querySelector(".tags tbody tr").innerText));
  await page.getByLabel("Sort by").selectOption("size");
  await page.getByLabel("Descending").check();
  await page.waitForFunction(() => /^large/.test(document.querySelector(".tags tbody tr").innerText));
  await page.getByLabel("Name contains").fill("no such tag");
  await page.getByText("No tags match.").waitFor();
  assertClean(seen);
});

test("untagged digests say how they were seen, and layers which images share them", async (t) => {
  const seen = await visitOpen(t, many());
  await looked(seen.page).waitFor();
  await lookAtAll(seen.page);
  const { page } = seen;
  await page.getByText(/^Untagged digests found \(\d+\)$/).click();
  const untagged = page.locator(".untagged");
  await untagged.getByText(/child of both, v02, v05 and 8 more/).waitFor();
  const signature = untagged.locator("li").filter({ hasText: digests.signature.slice(7, 19) });
  assert.match(await signature.innerText(), new RegExp(`referrer of sha256:${digests.small.slice(7, 19)}`));
  await page.getByRole("button", { name: "Compare the loaded images" }).click();
  await page.getByText(/1 of 2 layers is in more than one image/).waitFor();
  const shared = page.locator(".shared-layers tbody tr.shared");
  assert.equal(await shared.count(), 1);
  assert.equal(await shared.locator("td.has").count(), 3);
  assertClean(seen);
});

test("a tag is a link to its image, and Back returns to the list", async (t) => {
  const { page } = await visitOpen(t, many());
  await looked(page).waitFor();
  await lookAtAll(page);
  await page.getByLabel("Name contains").fill("large");
  await table(page).getByRole("link", { name: "large", exact: true }).click();
  await page.getByRole("tab", { name: /Overview/ }).waitFor();
  await session(page, ["showing"]);
  assert.equal((await report(page)).root.digest, digests.large);
  await page.getByRole("link", { name: "All tags of this repository" }).click();
  await table(page).waitFor();
  const before = asked(all.open).length;
  await page.goBack();
  await page.getByRole("tab", { name: /Overview/ }).waitFor();
  await session(page, ["showing"]);
  const image = asked(all.open).length - before;
  await page.goBack();
  await table(page).waitFor();
  assert.equal(await page.getByLabel("Name contains").inputValue(), "large");
  assert.equal(await rows(page).count(), 1);
  assert.equal(await looked(page).innerText(), "At least 34 tags (the registry returns no more), 34 loaded");
  assert.equal(asked(all.open).length, before + image, "nothing is asked for again");
  const last = asked(all.open).at(-1);
  await page.getByRole("button", { name: "Reload the list" }).click();
  while (asked(all.open).at(-1) === last) await page.waitForTimeout(20);
  await rows(page).first().waitFor();
  await page.getByRole("heading", { name: `${all.open.host}/demo/many` }).waitFor();
});

test("looking can be stopped and gone on with", async (t) => {
  const slow = await door(all.direct.upstream, { delay: 150 });
  t.after(slow.close);
  const { page } = await visit(t, browser, { fragment: `#repo=${slow.host}/demo/many`, allowed: [slow.origin] });
  await page.getByRole("button", { name: "Stop loading" }).click();
  await page.getByRole("button", { name: "Continue loading" }).waitFor();
  // What was under way when it was stopped may still be written down.
  await page.waitForTimeout(300);
  const before = slow.requests.length;
  await page.waitForTimeout(600);
  assert.equal(slow.requests.length, before);
  await page.getByRole("button", { name: "Continue loading" }).click();
  await page.getByText(/^At least 34 tags \(the registry returns no more\), [1-9][0-9]? loaded/).waitFor();
  assert.ok(slow.requests.length > before);
});

test("a rate limit stops the looking, and is said", async (t) => {
  const headers = { "access-control-allow-origin": "*", "access-control-expose-headers": "Retry-After", "retry-after": "9" };
  const answer = ({ url }) => (url.includes("/manifests/") ? { status: 429, headers, body: "{}" } : null);
  const limited = await door(all.direct.upstream, { answer });
  t.after(limited.close);
  const { page } = await visit(t, browser, { fragment: `#repo=${limited.host}/demo/many`, allowed: [limited.origin] });
  await page.getByText(/allows no more requests for now; it says to wait 9 seconds/i).waitFor();
  // What was under way when the first was refused may still be written down.
  await page.waitForTimeout(300);
  const before = limited.requests.length;
  await page.waitForTimeout(300);
  assert.equal(limited.requests.length, before);
  assert.ok(before < 20, `${before} requests`);
});

test("the repositories of a registry, each a link to its tags", async (t) => {
  const seen = await visitOpen(t, "", { allowed: [all.open.origin] });
  await seen.page.getByRole("textbox", { name: "Image, link or digest" }).fill(all.open.host);
  await seen.page.getByRole("button", { name: "Inspect" }).click();
  const names = seen.page.locator(".repository .names a");
  await names.first().waitFor();
  assert.deepEqual(await names.allInnerTexts(), ["demo/docker", "demo/many", "demo/multi", "demo/one", "private/one"]);
  await seen.page.getByLabel("Name contains").fill("man");
  await seen.page.waitForFunction(() => document.querySelectorAll(".names a").length === 1);
  await names.first().click();
  await table(seen.page).waitFor();
  assertClean(seen);
});

const refusal = (page) => page.locator(".failed .what").innerText();

test("a repository that is not there", async (t) => {
  const seen = await visitOpen(t, `#repo=${all.open.host}/demo/none`);
  assert.equal(await refusal(seen.page), `The registry knows no repository ${all.open.host}/demo/none.`);
  assert.match(await seen.page.locator(".failed .reply").innerText(), /NAME_UNKNOWN/);
  assertQuiet(seen);
});

test("a list that may not be read, with what mends it", async (t) => {
  const seen = await visit(t, browser, { fragment: `#repo=${all.closed.host}/demo/many`, allowed: [all.closed.origin] });
  assert.match(await refusal(seen.page), /is there, but does not allow web pages of other sites to read its answers/);
  assert.match(await seen.page.locator(".failed .configuration pre").innerText(), /Access-Control-Allow-Origin/);
  assert.equal(await seen.page.locator(".failed .commands pre").first().innerText(), `skopeo list-tags docker://${all.closed.host}/demo/many`);
  assert.deepEqual(await accessibility(seen.page), []);
  assertQuiet(seen);
});

test("Docker Hub is known to refuse, and not asked", async (t) => {
  const seen = await visit(t, browser, { fragment: "#repo=library/alpine" });
  assert.equal(await refusal(seen.page), "Docker Hub does not allow web pages of other sites to read images.");
  assertClean(seen);
});

test("a list behind a password", async (t) => {
  const { page, ...seen } = await visit(t, browser, { fragment: `#repo=${all.nginx.host}/demo/many`, allowed: [all.nginx.origin] });
  await page.getByLabel("User name").fill(USER);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText(/^At least 34 tags \(the registry returns no more\), [1-9][0-9]? loaded/).waitFor();
  assertQuiet(seen);
});

test("the pages are accessible, in both themes, and fit a phone", async (t) => {
  const { page } = await visitOpen(t, many(), { context: { reducedMotion: "reduce" } });
  await looked(page).waitFor();
  await lookAtAll(page);
  await page.getByRole("button", { name: "Compare the loaded images" }).click();
  await page.getByText(/^Untagged digests/).click();
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    await page.waitForTimeout(300);
    assert.deepEqual(await accessibility(page), [], colorScheme);
  }
  await page.setViewportSize({ width: 390, height: 844 });
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  await page.setViewportSize({ width: 1280, height: 800 });
  await screenshots(page, "repository");
  await page.goto(page.url().replace(/#.*/, `#registry=${all.open.host}`));
  await page.locator(".names a").first().waitFor();
  assert.deepEqual(await accessibility(page), []);
});

test("all that was sent only read, and no credential reached another origin", () => {
  assertHarmless({ basic: [all.nginx] });
  assert.ok(asked(all.open).every((line) => line.startsWith("GET ")));
});

// Links: what they open, what they expect, and what Back returns to.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertClean, chosenPlatform, CLIPBOARD, dropFiles, launch, lookedAt, pasteText, report, session, visit } from "./lib/browser.js";
import { skopeoCopy } from "./lib/images.js";
import { inspect, rawDigest } from "./lib/pushed.js";
import { asked, assertHarmless } from "./lib/registry.js";
import { world } from "./lib/world.js";

let all;
let browser;
let digest;
before(async () => {
  [all, browser] = [await world(), await launch()];
  digest = inspect(`docker://${all.direct.host}/demo/one:1`).Digest;
});
after(async () => {
  await browser?.close();
  await all?.close();
});

const visitOpen = (t, fragment, options = {}) => visit(t, browser, { fragment, allowed: [all.open.origin], ...options });
const expected = (page) => page.locator(".expected").getByRole("status").innerText();
const shareLink = async (page, label) => {
  await page.getByRole("button", { name: "Share" }).click();
  return page.getByRole("textbox", { name: label, exact: true }).inputValue();
};

test("a typed image is fetched, and the address says what is shown", async (t) => {
  const seen = await visitOpen(t, "");
  await seen.page.getByRole("textbox", { name: "Image, link or digest" }).fill(`docker pull ${all.open.host}/demo/one:1`);
  await seen.page.getByRole("button", { name: "Inspect" }).click();
  assert.equal(await session(seen.page, ["showing", "failed"]), "showing");
  assert.match(decodeURIComponent(new URL(seen.page.url()).hash), new RegExp(`^#image=${all.open.host}/demo/one:1`));
  assertClean(seen);
});

test("the name of an image pasted anywhere is fetched, and a field keeps what is pasted into it", async (t) => {
  const seen = await visitOpen(t, "", { context: CLIPBOARD });
  const field = seen.page.getByRole("textbox", { name: "Image, link or digest" });
  await field.focus();
  await pasteText(seen.page, `${all.open.host}/demo/one:1`);
  assert.equal(await field.inputValue(), `${all.open.host}/demo/one:1`);
  assert.equal(await session(seen.page, ["start"]), "start");
  await field.blur();
  await pasteText(seen.page, `  docker pull ${all.open.host}/demo/one:1\n`);
  assert.equal(await session(seen.page, ["showing", "failed"]), "showing");
  assert.equal((await report(seen.page)).root.digest, digest);
  assertClean(seen);
});

test("a text that names nothing is said to, beside the box", async (t) => {
  const seen = await visitOpen(t, "");
  await seen.page.getByRole("textbox", { name: "Image, link or digest" }).fill("Not An Image");
  await seen.page.getByRole("button", { name: "Inspect" }).click();
  await seen.page.getByText(/expected .* but found/i).first().waitFor();
  assertClean(seen);
});

test("the query of other pages is accepted and rewritten", async (t) => {
  const seen = await visitOpen(t, `?image=${all.open.host}/demo/one:1`);
  assert.equal(await session(seen.page, ["showing", "failed"]), "showing");
  const { search, hash } = new URL(seen.page.url());
  assert.equal(search, "");
  assert.match(decodeURIComponent(hash), /^#image=.*demo\/one:1/);
  assertClean(seen);
});

test("the query of other pages goes where a link of this page stands behind it", async (t) => {
  const seen = await visitOpen(t, `?image=${all.open.host}/demo/docker:1#image=${all.open.host}/demo/one:1`);
  assert.equal(await session(seen.page, ["showing", "failed"]), "showing");
  const { search, hash } = new URL(seen.page.url());
  assert.equal(search, "");
  assert.match(decodeURIComponent(hash), /^#image=.*demo\/one:1/);
  assertClean(seen);
});

test("the link to the exact bytes holds the digest, and opens them", async (t) => {
  const first = await visitOpen(t, `#image=${all.open.host}/demo/one:1`);
  await session(first.page, ["showing"]);
  const link = await shareLink(first.page, "Link to these exact bytes");
  assert.ok(decodeURIComponent(link).includes(`@${digest}`), link);
  const second = await visitOpen(t, new URL(link).hash);
  assert.equal(await session(second.page, ["showing", "failed"]), "showing");
  assert.equal((await report(second.page)).root.digest, digest);
  assertClean(second);
});

test("the link to a tag says whether it still leads to the same bytes", async (t) => {
  const first = await visitOpen(t, `#image=${all.open.host}/demo/one:1`);
  await session(first.page, ["showing"]);
  const link = await shareLink(first.page, "Link to the tag, with the expected digest");
  const { hash } = new URL(link);
  assert.ok(decodeURIComponent(hash).includes(`expect=${digest}`), hash);
  const second = await visitOpen(t, hash);
  await session(second.page, ["showing"]);
  assert.match(await expected(second.page), /The same bytes as when the link was shared\.$/);
  const moved = hash.replace(encodeURIComponent("demo/one:1"), encodeURIComponent("demo/docker:1")).replace("demo/one:1", "demo/docker:1");
  const third = await visitOpen(t, moved);
  await session(third.page, ["showing"]);
  const now = inspect(`docker://${all.direct.host}/demo/docker:1`).Digest;
  assert.ok((await expected(third.page)).endsWith(`The tag now points to ${now}; when the link was shared, it pointed to ${digest}.`));
  assertClean(third);
});

test("what a tag led to then is compared with what it leads to now", async (t) => {
  const then = inspect(`docker://${all.direct.host}/demo/many:small`).Digest;
  const seen = await visitOpen(t, `#image=${all.open.host}/demo/many:large&expect=${then}`);
  await session(seen.page, ["showing"]);
  assert.match(await expected(seen.page), /The tag now points to/);
  await seen.page.getByRole("button", { name: "Compare both here" }).click();
  assert.equal(
    await seen.page.locator(".in-common").innerText(),
    "linux/amd64: counting from the base, 1 of 2 layers is the same as when the link was shared, when it had 1; the config differs.",
  );
  assert.match(await expected(seen.page), /The tag now points to/);
  await seen.page.getByRole("tab", { name: /Graph/ }).click();
  assert.equal(await seen.page.getByRole("grid").getByRole("button", { name: /^[0-9a-f]{8}, manifest, / }).count(), 2);
  assertClean(seen);
});

test("the link to an archive asks for the file and knows it again", async (t) => {
  const file = `${all.folder}/small.tar`;
  skopeoCopy(`oci:${all.images.small}:latest`, `docker-archive:${file}:x:1`);
  const first = await visit(t, browser);
  await dropFiles(first.page, [file]);
  await session(first.page, ["showing"]);
  const { hash } = new URL(await shareLink(first.page, "Link to this image"));
  assert.match(hash, /^#expect=/);
  const second = await visit(t, browser, { fragment: hash });
  await second.page.getByRole("heading", { name: "This link asks for a file" }).waitFor();
  await dropFiles(second.page, [file]);
  await session(second.page, ["showing"]);
  assert.match(await expected(second.page), /The same bytes/);
  assertClean(second);
});

/// The manifest of linux/arm64 in `demo/multi:1`, and its digest.
function arm() {
  const name = `docker://${all.direct.host}/demo/multi`;
  const { manifests } = inspect("--raw", `${name}:1`);
  const { digest } = manifests.find(({ platform }) => platform.architecture === "arm64");
  return { digest, others: manifests.map(({ digest }) => digest).filter((other) => other !== digest), ...inspect("--raw", `${name}@${digest}`) };
}

for (const [view, tab, nodeOf] of [
  ["graph", "bytes", ({ digest }) => digest],
  ["ledger", "commands", ({ config }) => config.digest],
  ["findings", "descriptor", ({ layers }) => layers[0].digest],
]) {
  test(`a link opens exactly what it names: linux/arm64, ${view}, a node and its ${tab}`, async (t) => {
    const platform = "linux/arm64";
    const { digest, others, ...manifest } = arm();
    const node = nodeOf({ digest, ...manifest });
    const before = asked(all.open).length;
    const link = `#image=${all.open.host}/demo/multi:1&platform=${platform}&view=${view}&node=${node}&tab=${tab}`;
    const seen = await visitOpen(t, link);
    assert.equal(await session(seen.page, ["showing", "failed"]), "showing");
    assert.deepEqual(await lookedAt(seen.page), { view, node, tab });
    assert.equal(decodeURIComponent(new URL(seen.page.url()).hash), link);
    const sent = asked(all.open).slice(before);
    assert.ok(sent.includes(`GET /v2/demo/multi/manifests/${digest}`), sent.join(", "));
    assert.ok(!others.some((other) => sent.some((line) => line.includes(other))), sent.join(", "));
    assert.equal(await chosenPlatform(seen.page), platform);
    assert.equal((await report(seen.page)).root.digest, rawDigest(`${all.direct.host}/demo/multi:1`));
    assertClean(seen);
  });
}

test("a link compares the two platforms that it names, or says that one is not there", async (t) => {
  const { digest, others } = arm();
  const link = (other) => `#image=${all.open.host}/demo/multi:1&platform=linux/arm64&view=compare&with=${other}`;
  for (const other of others) {
    const seen = await visitOpen(t, link(other));
    await seen.page.locator(".compare").waitFor();
    assert.match(await seen.page.getByLabel("Left").locator("option:checked").innerText(), /^linux\/arm64/);
    assert.equal(decodeURIComponent(new URL(seen.page.url()).hash), link(other));
    assert.equal(await seen.page.locator(".notice").count(), 0);
  }
  const seen = await visitOpen(t, link(`sha256:${"0".repeat(64)}`));
  await seen.page.getByText("The image that this link compares with is not open here: open it beside this one").waitFor();
  assert.ok(!others.includes(digest));
});

test("Back and Forward go between the nodes and the sections of an image", async (t) => {
  const seen = await visitOpen(t, `#image=${all.open.host}/demo/one:1`);
  const { page } = seen;
  await session(page, ["showing"]);
  const { config } = inspect("--raw", `docker://${all.direct.host}/demo/one:1`);
  const row = (digest) => page.getByRole("treeitem").filter({ hasText: digest.slice(7, 19) }).first();
  const is = async (wanted) => {
    for (let turn = 0; ; turn += 1) {
      const { view, node } = await lookedAt(page);
      if (view === wanted[0] && node === wanted[1]) return;
      assert.ok(turn < 50, `${view} and ${node} are shown, and ${wanted} wanted`);
      await page.waitForTimeout(50);
    }
  };
  const steps = [
    [["overview", null], null],
    [["graph", null], () => page.getByRole("tab", { name: /Graph/ }).click()],
    [["graph", digest], () => row(digest).click()],
    [["graph", config.digest], () => row(config.digest).click()],
    [["ledger", config.digest], () => page.getByRole("tab", { name: /Ledger/ }).click()],
    [["ledger", null], () => page.getByRole("button", { name: "Close" }).click()],
  ];
  const shown = steps.map(([shown]) => shown);
  for (const [shown, step] of steps) {
    await step?.();
    await is(shown);
  }
  const before = asked(all.open).length;
  for (const wanted of shown.slice(0, -1).reverse()) {
    await page.goBack();
    await is(wanted);
  }
  for (const wanted of shown.slice(1)) {
    await page.goForward();
    await is(wanted);
  }
  assert.equal(asked(all.open).length, before, "nothing is asked for again");
  assertClean(seen);
});

test("Back and Forward go between images", async (t) => {
  const { page } = await visitOpen(t, `#image=${all.open.host}/demo/one:1`);
  await session(page, ["showing"]);
  await page.getByRole("combobox", { name: "Image, link or digest" }).fill(`${all.open.host}/demo/docker:1`);
  await page.getByRole("button", { name: "Inspect" }).click();
  const shows = async (name) => {
    const wanted = inspect(`docker://${all.direct.host}/${name}`).Digest;
    for (let turn = 0; ; turn += 1) {
      await session(page, ["showing"]);
      const { root } = await report(page);
      if (root.digest === wanted) return;
      assert.ok(turn < 50, `${root.digest} is shown, and ${wanted} wanted`);
      await page.waitForTimeout(50);
    }
  };
  await shows("demo/docker:1");
  await page.goBack();
  await shows("demo/one:1");
  await page.goForward();
  await shows("demo/docker:1");
});

test("a digest alone asks where to look, and is found there", async (t) => {
  const { page } = await visitOpen(t, `#${digest}`);
  await page.getByLabel("Registry and repository").fill(`${all.open.host}/demo/one`);
  await page.getByRole("button", { name: "Look there" }).click();
  await session(page, ["showing"]);
  assert.equal((await report(page)).root.digest, digest);
});

test("a digest alone is looked up in the file that is dropped for it", async (t) => {
  const file = `${all.folder}/looked-up.tar`;
  skopeoCopy(`oci:${all.images.small}:latest`, `oci-archive:${file}`);
  const none = `sha256:${"0".repeat(64)}`;
  for (const [sought, said, role] of [
    [digest, /^\d+ roles?\./, /^The manifest digest of /],
    [inspect("--raw", `docker://${all.direct.host}/demo/one:1`).config.digest, /^\d+ roles?\./, /^The config digest, and so the image ID, of /],
    [none, /^Nothing that is open has this digest\./, null],
  ]) {
    const seen = await visit(t, browser, { fragment: `#${sought}` });
    await seen.page.getByRole("heading", { name: "Where should we look for this digest?" }).waitFor();
    await dropFiles(seen.page, [file]);
    assert.equal(await session(seen.page, ["showing", "failed"]), "showing");
    const answer = seen.page.getByRole("region", { name: "What is this digest?" });
    assert.equal(await answer.locator(".digest").first().textContent(), sought);
    assert.match(await seen.page.locator("#sought-said").innerText(), said);
    const roles = await seen.page.locator(".roles li p").allInnerTexts();
    assert.equal(role === null ? roles.length : roles.filter((text) => role.test(text)).length, role === null ? 0 : 1, roles.join("\n"));
    assertClean(seen);
  }
});

test("a link with a password in it is refused, and the password not repeated", async (t) => {
  const { page } = await visit(t, browser, { fragment: "#layout=http://me:hunter2@127.0.0.1:9/" });
  await session(page, ["failed"]);
  assert.ok(!(await page.locator("body").innerText()).includes("hunter2"));
});

test("all that was sent only read, without any credential", () => assertHarmless({ secrets: ["hunter2"] }));

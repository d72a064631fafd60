// What a person comes for, done with the keyboard alone and read in the
// accessibility tree, as a screen reader has it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertClean, CLIPBOARD, launch, session, visit } from "./lib/browser.js";

let browser;
before(async () => void (browser = await launch()));
after(() => browser?.close());

/// Presses keys, and counts them.
class Hands {
  pressed = 0;

  constructor(page) {
    this.page = page;
  }

  async press(...keys) {
    for (const key of keys) {
      await this.page.keyboard.press(key);
      this.pressed += 1;
    }
  }

  /// Presses Tab until what has the focus is of this role and name.
  async tabTo(role, name) {
    for (let presses = 0; presses < 80; presses += 1) {
      const here = this.page.locator(":focus");
      if ((await here.count()) === 1 && name.test(await spoken(here, role))) return;
      await this.press("Tab");
    }
    assert.fail(`80 times Tab does not lead to ${role} ${name}`);
  }
}

/// What a screen reader says of an element of this role; nothing of another one.
async function spoken(element, role) {
  const [line] = (await element.ariaSnapshot()).split("\n");
  return line.startsWith(`- ${role} `) || line === `- ${role}` ? line : "";
}

const tree = (page) => page.locator("body").ariaSnapshot();
const detail = (page) => page.getByRole("complementary", { name: "The chosen object" });

async function sample(t, name) {
  const seen = await visit(t, browser, { context: CLIPBOARD });
  const hands = new Hands(seen.page);
  await hands.tabTo("button", name);
  await hands.press("Enter");
  await session(seen.page, ["showing"]);
  return { ...seen, hands };
}

test("from the sample to why layer 1 failed takes at most six keys", async (t) => {
  const { page, hands, ...seen } = await sample(t, /tampered/);
  const before = hands.pressed;
  await hands.press("g", "y");
  await page.getByRole("tab", { name: "Layers", selected: true }).waitFor();
  await hands.press("j", "Enter");
  await page.waitForFunction(() => document.activeElement?.id === "detail");
  assert.ok(hands.pressed - before <= 6, `${hands.pressed - before} keys`);
  const said = await detail(page).ariaSnapshot();
  assert.match(said, /heading "layer 1"/i);
  assert.match(said, /expected .* found|differ|changed|not what|wrong digest/i);
  await hands.press("Escape");
  assert.match(await spoken(page.locator(":focus"), "button"), /layer 1/);
  assertClean({ ...seen, page });
});

test("what failed is found from the verdict, and the image ID is copied", async (t) => {
  const { page, hands, ...seen } = await sample(t, /tampered/);
  assert.match(await tree(page), /- status: .*(not what|differ|fail)/i);
  await hands.press("g", "f", "j");
  assert.equal(await page.locator(":focus").evaluate((element) => Boolean(element.closest("li.error, li.warning, li.note"))), true);
  await hands.press("Enter");
  await page.waitForFunction(() => document.activeElement?.id === "detail");
  await hands.press("Escape");

  await page.locator("#main").focus();
  await hands.tabTo("button", /Copy .*image ID/i);
  await hands.press("Enter");
  await page.getByText(/^Copied the .*image ID$/i).waitFor();
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^sha256:[0-9a-f]{64}$/);
  assertClean({ ...seen, page });
});

test("a platform is chosen, a digest looked up, files are opened, and the start is found again", async (t) => {
  const { page, hands, ...seen } = await sample(t, /multi-platform/);
  const id = async () => {
    await page.keyboard.press("c");
    const notice = await page.waitForFunction(() => document.querySelector(".notice")?.textContent.match(/sha256:[0-9a-f]{64}/)?.[0]);
    return notice.jsonValue();
  };
  await hands.press("Control+k");
  await page.keyboard.type("linux/arm64");
  await hands.press("Enter");
  await page.waitForFunction(() => document.querySelector("#platform")?.selectedOptions[0].textContent.includes("arm64"));
  assert.match(await tree(page), /combobox "Platform"/);

  const digest = await id();
  await hands.press("/");
  await page.keyboard.type(digest.slice(7, 19));
  await page.getByRole("listbox", { name: "In what is open" }).getByRole("option").first().waitFor();
  await hands.press("ArrowDown");
  assert.match(await tree(page), /option .*\[selected\]/);
  await hands.press("Enter");
  await page.waitForFunction(() => document.activeElement?.id === "detail");
  assert.ok((await detail(page).textContent()).includes(digest));
  await hands.press("Escape");

  // Back in the box, where keys are letters.
  await hands.press("Tab", "g", "y", "j");
  await hands.tabTo("button", /files of/i);
  await hands.press("Enter");
  await page.getByRole("tab", { name: "Files", selected: true }).waitFor();
  await page.getByRole("treegrid").getByText("os-release").waitFor();
  assert.match(await page.getByRole("tabpanel", { name: "Files" }).ariaSnapshot(), /treegrid "The tree of files"[\s\S]*row .*os-release/);

  await hands.press("Control+k");
  await page.keyboard.type("back to the start");
  await hands.press("Enter");
  await session(page, ["start"]);
  assert.match(await tree(page), /heading "What is this container image, and is it really that\?" \[level=1\]/);
  assertClean({ ...seen, page });
});

// Firefox and WebKit by the protocol that both speak (W3C WebDriver): no more of it
// than the tests need.
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "./browser.js";
import { Closing, daemon } from "./daemon.js";
import { temporary } from "./images.js";

/// How long a driver may take to answer, and what is waited for to be there, in
/// milliseconds; the start of a browser on a busy machine is what takes longest.
const ANSWER = 30_000;
/// How often one looks whether it is there.
const POLL = 50;

/// By this member a JSON value names an element (WebDriver, section 12.1).
const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

/// Where `.ci/setup` puts geckodriver.
const TOOLS = fileURLToPath(new URL("../../../.tools/bin", import.meta.url));

const KINDS = { Firefox: firefox, WebKit: webkit };

/// Starts a browser, "Firefox" or "WebKit". It has a display of its own, that nobody
/// sees: a browser ends where its display does, and so with the tests, also where they
/// are killed and its driver could end nothing. Its profile and caches are in a folder
/// that is removed.
export async function launchOther(kind) {
  const closing = new Closing();
  const folder = temporary();
  closing.keep(folder, () => folder.remove());
  try {
    const display = await daemon("Xvfb", ["-displayfd", "1", "-screen", "0", "1280x900x24", "-nolisten", "tcp"], (said) => /^(\d+)\n/m.exec(said)?.[1] ?? null);
    closing.keep(display, display.stop);
    const env = { ...process.env, ...quiet(folder.path), PATH: `${TOOLS}:${process.env.PATH}`, DISPLAY: `:${display.found}`, WAYLAND_DISPLAY: undefined };
    const driver = await KINDS[kind](folder.path, env);
    closing.keep(driver, driver.stop);
    const { sessionId } = await ask(driver.origin, "POST", "/session", { capabilities: { alwaysMatch: driver.capabilities } });
    const browser = new Driven(`${driver.origin}/session/${sessionId}`, driver.output);
    // One that has ended by itself is no error here.
    closing.keep(browser, () => browser.end().catch(() => {}));
    await browser.command("POST", "/timeouts", { script: ANSWER, pageLoad: ANSWER, implicit: 0 });
    return Object.assign(browser, { close: () => closing.close() });
  } catch (error) {
    await closing.close();
    throw error;
  }
}

/// Where programs keep what they know of a person: nowhere that stays.
function quiet(folder) {
  const places = ["HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR"];
  return Object.fromEntries(places.map((name) => {
    const path = join(folder, name.toLowerCase());
    mkdirSync(path, { mode: 0o700 });
    return [name, path];
  }));
}

async function firefox(folder, env) {
  const words = ["--port", "0", "--websocket-port", "0", "--profile-root", folder];
  const listening = (said) => /Listening on (127\.0\.0\.1:\d+)/.exec(said)?.[1] ?? null;
  const { found, ...driver } = await daemon("geckodriver", words, listening, env);
  const prefs = {
    // What pages write is written on, for `written`.
    "devtools.console.stdout.content": true,
    // Lists of sites that it mends.
    "extensions.webcompat.perform_injections": false,
    "extensions.webcompat.perform_ua_overrides": false,
    "intl.accept_languages": "en",
  };
  const options = { binary: first("/usr/bin/firefox-esr", "/usr/bin/firefox"), prefs };
  return { ...driver, origin: `http://${found}`, capabilities: { "moz:firefoxOptions": options } };
}

/// The driver brings a browser of its own, MiniBrowser.
async function webkit(_, env) {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const answers = () => fetch(`${origin}/status`).then(({ ok }) => ok || null, () => null);
  // Only this machine's own pages are opened, and root may have no sandbox.
  const more = { WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1", LIBGL_ALWAYS_SOFTWARE: "1" };
  const driver = await daemon("WebKitWebDriver", [`--port=${port}`], answers, { ...env, ...more });
  return { ...driver, origin, capabilities: {} };
}

const first = (...paths) => paths.find((path) => existsSync(path)) ?? paths[0];

async function ask(origin, method, path, body) {
  const options = { method, signal: AbortSignal.timeout(ANSWER + 5_000) };
  if (method === "POST") Object.assign(options, { headers: { "content-type": "application/json" }, body: JSON.stringify(body ?? {}) });
  const response = await fetch(origin + path, options).catch((error) => {
    throw new Error(`${method} ${path}: ${error.message}`);
  });
  const { value } = await response.json();
  if (!response.ok) throw new Error(`${method} ${path}: ${value.error}: ${value.message}`);
  return value;
}

/// A browser with one page. `evaluate` and `waitForFunction` are those of Playwright, so
/// that what of `browser.js` needs no more works here too.
class Driven {
  #session;
  #output;

  constructor(session, output) {
    [this.#session, this.#output] = [session, output];
  }

  /// A command of the session (WebDriver, section 6.3).
  command(method, path, body) {
    return ask(this.#session, method, path, body);
  }

  end() {
    return this.command("DELETE", "");
  }

  /// All that browser and driver wrote so far, consoles of pages among it.
  written() {
    return this.#output();
  }

  /// Opens an address in a new tab, in place of the one that is there: what that left
  /// undone ends with it. WebKit would finish compiling for it first.
  async goto(url) {
    const { handle } = await this.command("POST", "/window/new", { type: "tab" });
    await this.command("DELETE", "/window");
    await this.command("POST", "/window", { handle });
    await this.command("POST", "/url", { url });
  }

  /// Gives what `action(argument)` gives in the page, once that is there.
  evaluate(action, argument) {
    const script = `return (${action})(arguments[0])`;
    return this.command("POST", "/execute/sync", { script, args: argument === undefined ? [] : [argument] });
  }

  /// Waits until `action(argument)` gives something that is true.
  async waitForFunction(action, argument, { timeout = ANSWER } = {}) {
    const deadline = Date.now() + timeout;
    for (;;) {
      const value = await this.evaluate(action, argument);
      if (value) return { jsonValue: () => value };
      if (Date.now() > deadline) throw new Error(`not within ${timeout} ms: ${action}(${JSON.stringify(argument)})\n${await this.text()}`);
      await new Promise((next) => setTimeout(next, POLL));
    }
  }

  /// What a person reads.
  text() {
    return this.evaluate(() => document.body.innerText);
  }

  /// The element that a CSS selector finds, or an XPath (`//…`), once it is there.
  async find(selector, { timeout = ANSWER } = {}) {
    const using = selector.startsWith("//") ? "xpath" : "css selector";
    const deadline = Date.now() + timeout;
    for (;;) {
      const [element] = await this.command("POST", "/elements", { using, value: selector });
      if (element) return element[ELEMENT];
      if (Date.now() > deadline) throw new Error(`${selector} is not there after ${timeout} ms:\n${await this.text()}`);
      await new Promise((next) => setTimeout(next, POLL));
    }
  }

  click(selector) {
    return this.#act(selector, "click");
  }

  /// Types into a field; gives an input for files the one at the path.
  type(selector, text) {
    return this.#act(selector, "value", { text });
  }

  /// What is found may be drawn again, or lie below something, before it is of use.
  async #act(selector, what, body, { timeout = ANSWER } = {}) {
    const deadline = Date.now() + timeout;
    for (;;) {
      const element = await this.find(selector);
      try {
        return await this.command("POST", `/element/${element}/${what}`, body);
      } catch (error) {
        if (!/: (stale element reference|element click intercepted|element not interactable): /.test(error.message) || Date.now() > deadline) throw error;
      }
      await new Promise((next) => setTimeout(next, POLL));
    }
  }

  /// A picture of what of the page is in sight.
  async picture(path) {
    writeFileSync(path, Buffer.from(await this.command("GET", "/screenshot"), "base64"));
  }
}

// The scripts that split the page's wasm and join its styles, on what the tools
// write.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join as path } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const SCRIPTS = fileURLToPath(new URL("../../src/page", import.meta.url));
const LOADER = 'import { initSync } from "./page.js";\nfetch(new URL("./split_app.wasm", import.meta.url));\nWebAssembly.instantiateStreaming(src, imports);\n';
const PAGE = 'import * as import1 from "./__wasm_split.js"\nwasm(import1);\nnew URL(\'page_bg.wasm\', import.meta.url);\n';

/** What `split.join` makes of the tools' scripts, or how it fails. */
function join(loader, page) {
  const program = "import split, sys; print(split.join('// as wasm\\n', *sys.argv[1:]), end='')";
  return spawnSync("python3", ["-B", "-c", program, loader, page, "page-1a"], { cwd: SCRIPTS, encoding: "utf8" });
}

test("the scripts of the splitter and of the page become one", () => {
  const { stdout, status } = join(LOADER, PAGE);
  assert.equal(status, 0);
  const expected =
    '// as wasm\nfetch(new URL("./page-1a_app.wasm", import.meta.url));\nWebAssembly.instantiateStreaming(asWasm(src), imports);\n' +
    "const import1 = { __wasm_split_load_app };\nwasm(import1);\nnew URL('page-1a_bg.wasm', import.meta.url);\n" +
    "\nawait __wbg_init().catch(";
  assert.ok(stdout.startsWith(expected), stdout);
});

test("tools that write something else stop the build, and it says what is missing", () => {
  for (const [loader, page, missing] of [
    [LOADER.replace("Streaming(src", "(src"), PAGE, "expected the compiling of the app once, but found it 0 times"],
    [LOADER + LOADER, PAGE, "expected the import of initSync once, but found it 2 times"],
    [LOADER, "wasm();\n", "expected the page to import __wasm_split.js"],
    [LOADER, PAGE.replace("page_bg", "bg"), "expected the name of the first part's wasm once, but found it 0 times"],
  ]) {
    const { stderr, status } = join(loader, page);
    assert.equal(status, 1);
    assert.ok(stderr.includes(missing), stderr);
  }
});

test("the stylesheets become one, in their order", (t) => {
  const folder = mkdtempSync(path(tmpdir(), "styles-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const link = (name) => `<link rel="stylesheet" href="./${name}"/>\n`;
  const write = (name, text) => writeFileSync(path(folder, name), text);
  const run = () => spawnSync("python3", ["-B", "one_style.py", folder], { cwd: SCRIPTS, encoding: "utf8" });
  write("b-1.css", "b{}\n");
  write("a-2.css", "a{}\n");
  write("index.html", `<head>\n${link("b-1.css")}<!-- Between. -->\n${link("a-2.css")}</head>`);
  assert.equal(run().status, 0);
  const [style, ...rest] = readdirSync(folder).filter((name) => name.endsWith(".css"));
  assert.deepEqual(rest, []);
  assert.match(style, /^style-[0-9a-f]{16}\.css$/);
  assert.equal(readFileSync(path(folder, style), "utf8"), "b{}\na{}\n");
  const index = readFileSync(path(folder, "index.html"), "utf8");
  assert.equal(index, `<head>\n${link(style)}<!-- Between. -->\n</head>`);

  write("index.html", "<head></head>");
  const { status, stderr } = run();
  assert.equal(status, 1);
  assert.match(stderr, /expected stylesheets in index.html, but found none/);
});

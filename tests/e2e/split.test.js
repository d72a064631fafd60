// The scripts that split the page's wasm and join its styles, on what the tools
// write.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join as path } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const SCRIPTS = fileURLToPath(new URL("../../src/page", import.meta.url));
const LOADER = '/**\n * What it does.\n */\nimport { initSync } from "./page.js";\n' +
  ["chunk_2", "split_app", "split_files"].map((part) => `fetch(new URL("./${part}.wasm", import.meta.url));\nWebAssembly.instantiateStreaming(src, imports);\n`).join("") +
  "export const __wasm_split_load_app = load();\nexport const __wasm_split_load_files = load();\n";
const PAGE = 'import * as import1 from "./__wasm_split.js"\nimport * as import2 from "./__wasm_split.js"\nwasm(import1);\nnew URL(\'page_bg.wasm\', import.meta.url);\n';

/** What `split.join` makes of the tools' scripts, or how it fails. */
function join(loader, page) {
  const program = "import split, sys; print(split.join('// What it is.\\n', *sys.argv[1:]), end='')";
  return spawnSync("python3", ["-B", "-c", program, loader, page, "page-1a"], { cwd: SCRIPTS, encoding: "utf8" });
}

test("the scripts of the splitter and of the page become one", () => {
  const { stdout, status } = join(LOADER, PAGE);
  assert.equal(status, 0);
  const expected =
    ["chunk_2", "app", "files"].map((part) => `fetch(new URL("./page-1a_${part}.wasm",import.meta.url));WebAssembly.instantiateStreaming(asWasm(src),imports);`).join("") +
    "export const __wasm_split_load_app=load();export const __wasm_split_load_files=load();" +
    ["import1", "import2"].map((name) => `const ${name}={__wasm_split_load_app,__wasm_split_load_files};`).join("") +
    "wasm(import1);new URL('page-1a_bg.wasm',import.meta.url);" +
    "await __wbg_init().catch(";
  assert.ok(stdout.startsWith(expected), stdout);
  assert.match(stdout, /pageStarted\(\);$/);
});

test("tools that write something else stop the build, and it says what is missing", () => {
  for (const [loader, page, missing] of [
    [LOADER.replace("Streaming(src", "(src"), PAGE, "expected each part to be compiled as it comes, but found ['chunk_2', 'app', 'files']"],
    [LOADER.replaceAll("split_load", "load"), PAGE, "expected each part to be compiled"],
    [LOADER + LOADER, PAGE, "expected the import of initSync once, but found it 2 times"],
    [LOADER, "wasm();\n", "expected the page to import __wasm_split.js"],
    [LOADER, PAGE.replace("page_bg", "bg"), "expected the name of the first part's wasm once, but found it 0 times"],
  ]) {
    const { stderr, status } = join(loader, page);
    assert.equal(status, 1);
    assert.ok(stderr.includes(missing), stderr);
  }
});

test("what nothing waits for is a script of its own, named by what it is", (t) => {
  const folder = mkdtempSync(path(tmpdir(), "follow-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const program = "import split, sys, pathlib; print(split.follow(pathlib.Path(sys.argv[1])), end='')";
  const { stdout, stderr } = spawnSync("python3", ["-B", "-c", program, folder], { cwd: SCRIPTS, encoding: "utf8" });
  assert.equal(stderr, "");
  const [name, ...others] = readdirSync(folder);
  assert.deepEqual(others, []);
  const script = readFileSync(path(folder, name), "utf8");
  assert.equal(name, `at_hand-${createHash("sha256").update(script).digest("hex").slice(0, 16)}.js`);
  assert.ok(!script.includes("//"), "what its authors read is left out");
  assert.equal(spawnSync("node", ["--check", "--input-type=module"], { input: script, encoding: "utf8" }).status, 0);
  assert.match(stdout, new RegExp(`^setTimeout\\(\\(\\)=>import\\("\\./${name}"\\)`));
});

test("the stylesheets become two, each in its order, without what only their authors read", (t) => {
  const folder = mkdtempSync(path(tmpdir(), "styles-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const link = (name, more = "") => `<link rel="stylesheet" href="./${name}"${more}/>\n`;
  const write = (name, text) => writeFileSync(path(folder, name), text);
  const run = () => spawnSync("python3", ["-B", "styles.py", folder], { cwd: SCRIPTS, encoding: "utf8" });
  write("b-1.css", "/* Says what\n   it is. */\nb {\n  c: d;\n}\n");
  write("c-3.css", "c{}\n");
  write("a-2.css", "a{}\n");
  write("index.html", `<head>\n${link("b-1.css")}<!-- Between. -->\n${link("c-3.css", " disabled")}${link("a-2.css")}</head>`);
  assert.equal(run().status, 0);
  const index = readFileSync(path(folder, "index.html"), "utf8");
  const linked =
    /^<head>\n<link rel="stylesheet" href="\.\/(style-[0-9a-f]{16}\.css)">\n<link rel="stylesheet" href="\.\/(style-[0-9a-f]{16}\.css)" disabled id="rest-style">\n<\/head>$/;
  const [, first, rest] = linked.exec(index) ?? assert.fail(index);
  assert.deepEqual(readdirSync(folder).filter((name) => name.endsWith(".css")).sort(), [first, rest].sort());
  assert.equal(readFileSync(path(folder, first), "utf8"), "b{c:d;}a{}");
  assert.equal(readFileSync(path(folder, rest), "utf8"), "c{}");

  write("index.html", "<head></head>");
  const { status, stderr } = run();
  assert.equal(status, 1);
  assert.match(stderr, /expected stylesheets of both kinds in index.html, but found 0 for a first visit and 0/);
});

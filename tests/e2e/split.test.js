// The script that splits the page's wasm, on what the tools write.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const SCRIPTS = fileURLToPath(new URL("../../src/page", import.meta.url));
const LOADER = 'import { initSync } from "./page.js";\nfetch(new URL("./split_app.wasm", import.meta.url));\nWebAssembly.instantiateStreaming(src, imports);\n';
const PAGE = 'import * as import1 from "./__wasm_split.js"\nwasm(import1);\n';

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
    "const import1 = { __wasm_split_load_app };\nwasm(import1);\n";
  assert.equal(stdout, expected);
});

test("tools that write something else stop the build, and it says what is missing", () => {
  for (const [loader, page, missing] of [
    [LOADER.replace("Streaming(src", "(src"), PAGE, "expected the compiling of the app once, but found it 0 times"],
    [LOADER + LOADER, PAGE, "expected the import of initSync once, but found it 2 times"],
    [LOADER, "wasm();\n", "expected the page to import __wasm_split.js"],
  ]) {
    const { stderr, status } = join(loader, page);
    assert.equal(status, 1);
    assert.ok(stderr.includes(missing), stderr);
  }
});

#!/usr/bin/env python3
"""Splits the page's wasm in two, what a first visit waits for and the app.

    split.py STAGING WASM WORK

STAGING is where Trunk has put its files, WASM the program as cargo leaves it,
WORK a folder for what comes between. Takes the place of the wasm and the script
that Trunk has made. See src/ui/shell.rs for where it is split.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

# Before the script that loads the app: see there.
AS_WASM = Path(__file__).with_name("as_wasm.js")


# The script starts what it loads: another one to do so would be one more to wait for.
START = """
await __wbg_init().catch((error) => {
  document.getElementById("until-started")?.classList.add("failed");
  throw error;
});
"""


def once(pattern, replacement, text, what):
    """Replaces what must be there exactly once: another version of the tools may
    write something else."""
    changed, count = re.subn(pattern, lambda _: replacement, text, flags=re.MULTILINE)
    if count != 1:
        sys.exit(f"split.py: expected {what} once, but found it {count} times")
    return changed


def join(as_wasm, loader, page, name):
    """One script of the three, so that a first visit asks for no file more."""
    loader = once(r"^import \{ initSync \} from .*\n", "", loader, "the import of initSync")
    loader = once(r"split_app\.wasm", f"{name}_app.wasm", loader, "the name of the app's wasm")
    loader = once(r"Streaming\(src,", "Streaming(asWasm(src),", loader, "the compiling of the app")
    imported = re.search(r'^import \* as (\w+) from "\./__wasm_split\.js";?$', page, re.MULTILINE)
    if not imported:
        sys.exit("split.py: expected the page to import __wasm_split.js, but it does not")
    page = page.replace(imported.group(0), f"const {imported.group(1)} = {{ __wasm_split_load_app }};")
    page = once(r"'page_bg\.wasm'", f"'{name}_bg.wasm'", page, "the name of the first part's wasm")
    return as_wasm + loader + page + START


def main(staging, wasm, work):
    shutil.rmtree(work, ignore_errors=True)
    first = work / "first"
    subprocess.run(["wasm-split-cli", wasm, work, "--target", "web", "--out-name", "page"], check=True)
    subprocess.run(
        ["wasm-bindgen", work / "page.wasm", "--target", "web", "--no-typescript",
         "--keep-lld-exports", "--out-dir", first, "--out-name", "page"],
        check=True,
    )
    (script,) = staging.glob("page-*.js")
    name = script.stem
    parts = [AS_WASM, work / "__wasm_split.js", first / "page.js"]
    script.write_text(join(*(part.read_text() for part in parts), name))
    shutil.copy(first / "page_bg.wasm", staging / f"{name}_bg.wasm")
    shutil.copy(work / "split_app.wasm", staging / f"{name}_app.wasm")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*map(Path, sys.argv[1:]))

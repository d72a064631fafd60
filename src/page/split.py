#!/usr/bin/env python3
"""Splits the page's wasm: what a first visit waits for, the app, and what it wants later.

    split.py STAGING WASM WORK

STAGING is where Trunk has put its files, WASM the program as cargo leaves it,
WORK a folder for what comes between. Takes the place of the wasm and the script
that Trunk has made. See src/bin/page.rs for where it is split.
"""

import hashlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

import names

# Before the script that loads the app: see there.
REST = Path(__file__).with_name("rest.js")

# Behind it: see there.
AT_HAND = Path(__file__).with_name("at_hand.js")

# At once where the page is installed: a file may have been opened with it. Else behind
# what the page begins with.
FOLLOW = 'setTimeout(()=>import("./{name}").catch(()=>{{}}),matchMedia("(display-mode: browser)").matches?2000:0);'

# What the tools write for whoever reads it: a third of what a visitor waits for.
COMMENT = re.compile(r"^\s*(//[^\n]*|/\*\*.*?\*/)\n", re.MULTILINE | re.DOTALL)
WARNING = re.compile(r"console\.warn\(.*\);?$", re.MULTILINE)
SPACE = re.compile(r"^[ \t]+|(?<=[{;,])\n+", re.MULTILINE)
# Text keeps its spaces.
AROUND = re.compile(r"""("[^"\n]*"|'[^'\n]*'|`[^`]*`)| *([=*{}(),;:?|&<>]+) *""")


def bare(script):
    """A script without what the browser does not need."""
    script = SPACE.sub("", COMMENT.sub("", script))
    return AROUND.sub(lambda found: found.group(1) or found.group(2), script)



# The script starts what it loads: another one to do so would be one more to wait for.
START = """
await __wbg_init().catch((error) => {
  document.getElementById("until-started")?.classList.add("failed");
  throw error;
});
pageStarted();
"""


def once(pattern, replacement, text, what):
    """Replaces what must be there exactly once: another version of the tools may
    write something else."""
    changed, count = re.subn(pattern, lambda _: replacement, text, flags=re.MULTILINE)
    if count != 1:
        sys.exit(f"split.py: expected {what} once, but found it {count} times")
    return changed


# The parts, as the tools call them.
PART = re.compile(r'"\./(?:split_)?(\w+)\.wasm"')
# The page imports them once for each place where it is split.
IMPORT = re.compile(r'^import \* as (\w+) from "\./__wasm_split\.js";?$', re.MULTILINE)
LOAD = re.compile(r"^export const (__wasm_split_load_\w+) =", re.MULTILINE)


def join(rest, loader, page, name):
    """One script of the three, so that a first visit asks for no file more."""
    loader = once(r"^import \{ initSync \} from .*\n", "", loader, "the import of initSync")
    parts, loads = PART.findall(loader), LOAD.findall(loader)
    if not parts or not loads or loader.count("Streaming(src,") != len(parts):
        sys.exit(f"split.py: expected each part to be compiled as it comes, but found {parts}")
    loader = PART.sub(lambda part: f'"./{name}_{part.group(1)}.wasm"', loader)
    loader = loader.replace("Streaming(src,", "Streaming(asWasm(src),")
    page, imports = IMPORT.subn(lambda found: f"const {found.group(1)} = {{ {', '.join(loads)} }};", page)
    if imports == 0:
        sys.exit("split.py: expected the page to import __wasm_split.js, but it does not")
    page = once(r"'page_bg\.wasm'", f"'{name}_bg.wasm'", page, "the name of the first part's wasm")
    return bare(rest + loader + page + START)


def follow(staging):
    """Writes the script that comes once the page has started, and gives what asks for it."""
    script = bare(AT_HAND.read_text())
    name = f"at_hand-{hashlib.sha256(script.encode()).hexdigest()[:16]}.js"
    (staging / name).write_text(script)
    return FOLLOW.format(name=name)


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
    page_wasm, page = names.shortened((first / "page_bg.wasm").read_bytes(), (first / "page.js").read_text())
    # What it warns of is how it is called, and that is written here.
    page = WARNING.sub("", page)
    page = join(REST.read_text(), (work / "__wasm_split.js").read_text(), page, name)
    script.write_text(page + follow(staging))
    (staging / f"{name}_bg.wasm").write_bytes(page_wasm)
    (before,) = staging.glob("before_start-*.js")
    before.write_text(bare(before.read_text()))
    for part in [*work.glob("split_*.wasm"), *work.glob("chunk_*.wasm")]:
        shutil.copy(part, staging / f"{name}_{part.stem.removeprefix('split_')}.wasm")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*map(Path, sys.argv[1:]))

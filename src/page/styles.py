#!/usr/bin/env python3
"""Makes one stylesheet of those that a first visit waits for, and one of the rest,
and leaves out what only their authors read.

    styles.py STAGING

STAGING is where Trunk has put its files, with an index.html that links one
stylesheet for each part of the page, in cascade order; what `disabled` stands on
comes with the rest of the page. In the sources they stay apart, each beside what
it is about.
"""

import hashlib
import re
import sys
from pathlib import Path

LINK = re.compile(r'<link rel="stylesheet" href="\./([^"/]+\.css)"( disabled(?:="")?)?\s*/?>\n?')
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
PAGE_COMMENT = re.compile(r"<!--.*?-->\n*", re.DOTALL)
# Around these no space means anything; after a colon none that stands in a style.
SPACE = re.compile(r"\s*([{};,])\s*|(?<=:) ")


def joined(staging, names):
    """Writes one stylesheet of these, and gives its name."""
    style = "".join((staging / name).read_text() for name in names)
    style = SPACE.sub(lambda found: found.group(1) or "", COMMENT.sub("", style)).strip()
    name = f"style-{hashlib.sha256(style.encode()).hexdigest()[:16]}.css"
    (staging / name).write_text(style)
    return name


def main(staging):
    index = staging / "index.html"
    page = index.read_text()
    links = LINK.findall(page)
    first = [name for name, later in links if not later]
    rest = [name for name, later in links if later]
    if not first or not rest:
        sys.exit("styles.py: expected stylesheets of both kinds in index.html, but found "
                 f"{len(first)} for a first visit and {len(rest)} for the rest")
    at = LINK.search(page).start()
    without = LINK.sub("", page)
    style = f'<link rel="stylesheet" href="./{joined(staging, first)}">\n'
    style += f'<link rel="stylesheet" href="./{joined(staging, rest)}" disabled id="rest-style">\n'
    index.write_text(PAGE_COMMENT.sub("", without[:at] + style + without[at:]))
    for name in first + rest:
        (staging / name).unlink()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))

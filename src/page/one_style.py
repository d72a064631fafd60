#!/usr/bin/env python3
"""Makes one stylesheet of all, so that a first visit waits for one.

    one_style.py STAGING

STAGING is where Trunk has put its files, with an index.html that links one
stylesheet for each part of the page, in cascade order. In the sources they stay
apart, each beside what it is about.
"""

import hashlib
import re
import sys
from pathlib import Path

LINK = re.compile(r'<link rel="stylesheet" href="\./([^"/]+\.css)"/>\n?')


def main(staging):
    index = staging / "index.html"
    page = index.read_text()
    names = LINK.findall(page)
    if not names:
        sys.exit("one_style.py: expected stylesheets in index.html, but found none")
    style = "".join((staging / name).read_text() for name in names)
    name = f"style-{hashlib.sha256(style.encode()).hexdigest()[:16]}.css"
    (staging / name).write_text(style)
    first = LINK.search(page).start()
    rest = LINK.sub("", page)
    index.write_text(f'{rest[:first]}<link rel="stylesheet" href="./{name}"/>\n{rest[first:]}')
    for name in names:
        (staging / name).unlink()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))

#!/usr/bin/env python3
"""Writes the service worker, with the files of the app that it keeps.

    offline.py FOLDER BUILD

FOLDER has all files as they will be served, BUILD is what page and workers call
themselves (protocol::BUILD). Without a BUILD nothing is kept, and what was kept at the
same address is taken away.
"""

import hashlib
import json
import re
import sys
from pathlib import Path

SOURCE = Path(__file__).with_name("offline.js")
NAME = "offline.js"

# What whoever hosts the page may put another one in the place of is no part of it.
OF_THE_SITE = "relay.json"

# Those of deploy/compress, and what only the browser itself asks for.
LEFT_OUT = {".br", ".gz", ".png", ".svg", ".webmanifest"}

# Names that say which version they are of, and what is the same for all.
HASHED = re.compile(r"-[0-9a-f]{16}(_[a-z0-9_]+)?\.(css|js|wasm)$")
OF_BUILD = {".js", ".txt", ".wasm"}

COMMENT = re.compile(r"^\s*//[^\n]*\n", re.MULTILINE)


def asked_for(path, build):
    """How the page asks for a file; the page itself has no name."""
    if path == "index.html":
        return ""
    suffix = path[path.rfind("."):]
    return f"{path}?{build}" if suffix in OF_BUILD and not HASHED.search(path) else path


def listed(folder, build):
    """The name of each file, and the SHA-256 of its bytes."""
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file())
    files = ((path.relative_to(folder).as_posix(), path) for path in paths)
    return [(asked_for(name, build), hashlib.sha256(path.read_bytes()).hexdigest())
            for name, path in files if name not in {NAME, OF_THE_SITE} and path.suffix not in LEFT_OUT]


def main(folder, build):
    files = listed(folder, build) if build else []
    text = json.dumps(files, indent=0)
    version = hashlib.sha256(text.encode()).hexdigest()[:16]
    head = f'const BUILD = "{build}";\nconst VERSION = "{version}";\nconst FILES = new Map({text});\n'
    (folder / NAME).write_text(head + COMMENT.sub("", SOURCE.read_text()))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), sys.argv[2])

"""Takes out of the first part of the page's wasm, and out of its script, what a
visitor would wait for in vain: the long names by which they call each other, notes of
the tools, and classes of a dependency that nothing makes.
"""

import re

CUSTOM, IMPORTS, EXPORTS = 0, 2, 7

# What wasm-bindgen calls a function that the script gives to the wasm, and one
# that the script has for itself.
GIVEN = re.compile(r"\b__wb\w+_[0-9a-f]{16}\b")
OWN = re.compile(r"^function ((?!init)[a-z]\w{9,})\(", re.MULTILINE)

# Streams made in Rust (wasm-streams, by way of Leptos): the page makes none.
UNUSED = re.compile(r"(__wbg_)?intounderlying\w+")
UNUSED_CLASS = re.compile(r"^export class IntoUnderlying\w+ \{\n.*?^\}\n(?:if \(Symbol\.dispose\).*?\n)?", re.MULTILINE | re.DOTALL)
UNUSED_REGISTRY = re.compile(r"^const IntoUnderlying\w+Finalization = .*?\)\);\n", re.MULTILINE | re.DOTALL)


def number(data, at):
    """The unsigned LEB128 at this place, and what follows it."""
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, at


def encoded(value):
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def text(data, at):
    length, at = number(data, at)
    return data[at:at + length], at + length


def sections(wasm):
    """The sections of a wasm binary: what each is, and its bytes."""
    at = 8
    while at < len(wasm):
        kind = wasm[at]
        size, at = number(wasm, at + 1)
        yield kind, wasm[at:at + size]
        at += size


def after_type(data, at):
    """Where an import's type ends."""
    kind = data[at]
    at += 1
    if kind == 0:
        return number(data, at)[1]
    if kind == 3:
        return at + 2
    at += 1 if kind == 1 else 0
    flags, at = number(data, at)
    at = number(data, at)[1]
    return number(data, at)[1] if flags & 1 else at


# What the wasm calls the script, some hundred times.
SCRIPT, SHORT_SCRIPT = "./page_bg.js", "p"


def imports(section, short):
    count, at = number(section, 0)
    out = [encoded(count)]
    for _ in range(count):
        module, at = text(section, at)
        name, at = text(section, at)
        end = after_type(section, at)
        name = short.get(name.decode(), name.decode()).encode()
        module = SHORT_SCRIPT.encode() if module == SCRIPT.encode() else module
        out += [encoded(len(module)), module, encoded(len(name)), name, section[at:end]]
        at = end
    return b"".join(out)


def exports(section):
    count, at = number(section, 0)
    kept = []
    for _ in range(count):
        start = at
        name, at = text(section, at)
        at = number(section, at + 1)[1]
        if not UNUSED.fullmatch(name.decode()):
            kept.append(section[start:at])
    return encoded(len(kept)) + b"".join(kept)


def shortened(wasm, script):
    """The wasm and the script without those names and classes."""
    script = UNUSED_REGISTRY.sub("", UNUSED_CLASS.sub("", script))
    script = script.replace(f'"{SCRIPT}"', f'"{SHORT_SCRIPT}"')
    names = sorted(set(GIVEN.findall(script)), key=script.index)
    short = {name: f"_{place:x}" for place, name in enumerate(names)}
    script = GIVEN.sub(lambda name: short[name.group()], script)
    for place, name in enumerate(OWN.findall(script)):
        script = re.sub(rf"(?<![.\w]){name}\b", f"${place:x}", script)
    out = [wasm[:8]]
    for kind, section in sections(wasm):
        if kind == CUSTOM:
            continue
        if kind == IMPORTS:
            section = imports(section, short)
        elif kind == EXPORTS:
            section = exports(section)
        out += [bytes([kind]), encoded(len(section)), section]
    return b"".join(out), script

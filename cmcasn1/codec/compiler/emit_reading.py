"""Writes the source that decodes headers and primitive contents: lines that need to know nothing of what holds them.

The names in these lines are those of `cmcasn1.codec.compiler.emit_decoders`: ``b`` the buffer, ``p`` the place in it.
"""

from __future__ import annotations

from cmcasn1.codec.compiler.emit_checks import bounds_of, check, listed
from cmcasn1.codec.types import Type

STRING_READERS = {
    "UTF8String": "b[p:{q}].decode()",
    "PrintableString": "printable(b[p:{q}])",
    "IA5String": "b[p:{q}].decode('ascii')",
    "VisibleString": "visible(b[p:{q}])",
    "NumericString": "numeric(b[p:{q}])",
    "TeletexString": "b[p:{q}].decode('latin-1')",
    "BMPString": "bmp(b[p:{q}])",
    "UniversalString": "b[p:{q}].decode('utf-32-be')",
}


def header(end: str, long: bool = False, short: bool = False) -> list[str]:
    """Write lines that read the length at `p` and move to the contents, whose end gets the name `end`.

    `short` leaves out the long form, `long` reads two length octets without a call.
    """
    if short:
        return ["n = b[p + 1]", "p += 2", f"{end} = p + n"]
    two_octets = ["elif n == 130 and b[p + 2]:", "    n = b[p + 2] << 8 | b[p + 3]", "    p += 4"] if long else []
    return [
        "n = b[p + 1]",
        "if n < 128:",
        "    p += 2",
        *two_octets,
        "else:",
        "    n, p = long_length(b, p)",
        f"{end} = p + n",
    ]


def outer_tags(tags: tuple[int, ...]) -> list[str]:
    """Write lines that take off the tags of a CHOICE that stands alone, down to contents that end at `q`."""
    lines: list[str] = []
    for tag in tags:
        lines += [f"if b[s] != {tag:#04x}:", "    raise Bad", "s = p", *header("q"), "if q != e:", "    raise Bad"]
    return lines


def primitive(found: Type, var: str, end: str, string: str) -> list[str]:
    """Write lines that decode the contents from `p` to `end`; `string` is the class of a string in a CHOICE."""
    kind = found.kind
    bounds = bounds_of(found)
    if kind in ("INTEGER", "ENUMERATED"):
        return integer(found, var, end)
    if kind == "BOOLEAN":
        return [f"if {end} - p != 1:", "    raise Bad", f"{var} = BOOLEANS[b[p]]"]
    if kind == "NULL":
        return [f"if {end} != p:", "    raise Bad", f"{var} = NULL"]
    if kind == "OCTET STRING":
        return [*check(bounds, f"{end} - p"), f"{var} = b[p:{end}]"]
    target = "v = " if var == "v" else f"{var} = v = "
    if kind == "OBJECT IDENTIFIER":
        return [
            f"k = b[p:{end}]",
            f"{target}oids.get(k)",
            "if v is None:",
            f"    {target}oid(k, {end} - p)",
        ]
    if kind == "BIT STRING":
        read = f"bits(b, p, {end})"
        if found.shape == "bits":
            read = f"named_bits(b, p, {end}, T_{found.name}, C_{found.name})"
        return [f"{target}{read}", *check(bounds, "len(v.data) * 8 - v.unused_bits")]
    if kind == "ANY":
        return [f"{var} = any_value(b[s:{end}])"]
    if kind in ("UTCTime", "GeneralizedTime"):
        reader = "utc_time" if kind == "UTCTime" else "generalized_time"
        return [f"{var} = {reader}(b[p:{end}]{', ' + string if string else ''})"]
    read = STRING_READERS[kind].format(q=end)
    if bounds:
        lines = [f"v = {read}", *check(bounds, "len(v)")]
        return [*lines, f"{var} = {string}(v)" if string else f"{var} = v"]
    return [f"{var} = {string}({read})" if string else f"{var} = {read}"]


def integer(found: Type, var: str, end: str) -> list[str]:
    """Write lines that decode the contents of an INTEGER, of which most are one octet long."""
    lines = [f"if {end} - p == 1:", "    v = b[p]", *_short_integer(found)]
    lines += ["else:", f"    v = integer(b, p, {end})", *("    " + line for line in check(bounds_of(found), "v"))]
    return [*lines, *_named_integer(found, var)]


def integer_component(found: Type, var: str, ends: list[str]) -> list[str]:
    """Write lines that read the length and contents of an INTEGER together."""
    end = ends[-1]
    lines = ["if b[p + 1] == 1:", "    v = b[p + 2]", "    p += 3", *_short_integer(found)]
    inner = [*header(end), f"v = integer(b, p, {end})", *check(bounds_of(found), "v"), f"p = {end}"]
    lines += ["else:", *("    " + line for line in inner)]
    for outer in ends[:-1]:
        lines += [f"if p != {outer}:", "    raise Bad"]
    return [*lines, *_named_integer(found, var)]


def _short_integer(found: Type) -> list[str]:
    bounds = bounds_of(found)
    low, high = bounds or (None, None)
    lines = ["    if v > 127:", "        raise Bad" if low is not None and low >= 0 else "        v -= 256"]
    if low is not None and (low > 0 or -128 < low < 0):
        lines += [f"    if v < {low}:", "        raise Bad"]
    if high is not None and high < 127:
        lines += [f"    if v > {high}:", "        raise Bad"]
    return lines


def _named_integer(found: Type, var: str) -> list[str]:
    lines = listed(found, "v")
    if found.shape == "enum":
        return [*lines, f"{var} = E_{found.name}.get(v, v)"]
    return lines if var == "v" else [*lines, f"{var} = v"]

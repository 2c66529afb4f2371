"""The JSON form: verdict, problems and the tree with paths, offsets and values."""

from __future__ import annotations

from cmcasn1.codec.primitives import Any, BitString, NamedBits, Null, datetime
from cmcasn1.oids import Oid

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any as _Any

    from cmcasn1.codec.tree import Node
    from cmcasn1.inspection.inspect import Inspection

SCHEMA = "cmcasn1/1"


def document(found: Inspection, source: str, *, root: Node | None = None, reveal: str | None = None) -> dict[str, _Any]:
    """Return what `inspect` found as plain JSON values; bytes in hex, OIDs in both forms.

    `root` is the part to show instead of the whole tree. A secret is null, with a note of its length, unless
    `reveal` is its own path.
    """
    message = found.message
    tree = root if root is not None else found.tree
    return {
        "schema": SCHEMA,
        "source": source,
        "kind": None if message is None else message.kind,
        "encoding": None if message is None else message.encoding,
        "size": len(found.octets),
        "armour": list(found.armour),
        "layers": [] if message is None else [type(layer).__name__ for layer in message.layers],
        "quirks": [] if message is None else list(message.quirks),
        "problems": [
            {"code": p.code, "severity": p.severity, "path": p.path, "offset": p.offset, "text": p.text}
            for p in found.problems
        ],
        "tree": None if tree is None else node(tree, reveal=reveal),
    }


def node(tree: Node, *, reveal: str | None = None) -> dict[str, _Any]:
    """Return a node and what is below it as plain JSON values; octets with a tree of their own are null."""
    top: dict[str, _Any] = {}
    work: list[tuple[Node, dict[str, _Any], bool]] = [(tree, top, False)]
    while work:
        at, into, below_secret = work.pop()
        notes = [*at.notes, *([at.error] if at.error else [])]
        secret = (below_secret or at.secret) and reveal != at.path
        children: list[dict[str, _Any]] = []
        into.update(
            path=at.path,
            name=at.name,
            type=at.type,
            offset=at.offset,
            length=at.length,
            value=None if secret or at.children else value(at.value),
            notes=[*notes, f"hidden, {at.length - at.header} octets"] if secret else notes,
        )
        if at.children:
            into["children"] = children
        for child in at.children:
            below: dict[str, _Any] = {}
            children.append(below)
            work.append((child, below, below_secret or at.secret))
    return top


def value(found: object) -> _Any:
    """Return a primitive value as a plain JSON value."""
    match found:
        case None | bool():
            return found
        case Oid():
            return {"oid": str(found), "name": found.name}
        case str():
            return str(found)
        case bytes():
            return found.hex()
        case int():
            label = getattr(found, "name", None)
            number = int(found)
            # Beyond 53 bits a JSON number is no longer exact everywhere.
            plain: int | str = number if number.bit_length() <= 53 else hex(number)
            return {"number": plain, "name": label} if label else plain
        case datetime():
            return found.isoformat().replace("+00:00", "Z")
        case NamedBits():
            return {"bits": list(found.bits), "hex": found.data.hex(), "unused": found.unused_bits}
        case BitString():
            return {"hex": found.data.hex(), "unused": found.unused_bits}
        case Any():
            return found.der.hex()
        case Null():
            return "NULL"
    raise TypeError(f"no JSON form for {type(found).__name__}")

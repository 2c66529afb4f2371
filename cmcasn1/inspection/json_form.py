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
# Fields that hold secrets: shown only when everything is asked for.
SECRET_NAMES = {"passphrase", "privateKey"}
SECRET_TYPES = {"Authenticator", "ChallengePassword", "RegToken"}


def document(found: Inspection, source: str, *, full: bool = False, root: Node | None = None) -> dict[str, _Any]:
    """Return what `inspect` found as plain JSON values; bytes in hex, OIDs in both forms."""
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
        "tree": None if tree is None else node(tree, full=full),
    }


def node(tree: Node, *, full: bool = False) -> dict[str, _Any]:
    """Return a node and what is below it as plain JSON values."""
    top: dict[str, _Any] = {}
    work: list[tuple[Node, dict[str, _Any]]] = [(tree, top)]
    while work:
        at, into = work.pop()
        notes = [*at.notes, *([at.error] if at.error else [])]
        secret = not full and is_secret(at)
        children: list[dict[str, _Any]] = []
        into.update(
            path=at.path,
            name=at.name,
            type=at.type,
            offset=at.offset,
            length=at.length,
            value=None if secret else value(at.value),
            notes=[*notes, "secret: hidden"] if secret else notes,
        )
        if at.children:
            into["children"] = children
        for child in at.children:
            below: dict[str, _Any] = {}
            children.append(below)
            work.append((child, below))
    return top


def is_secret(at: Node) -> bool:
    """Say whether a node holds what only its owner should see."""
    return at.name in SECRET_NAMES or at.type in SECRET_TYPES


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

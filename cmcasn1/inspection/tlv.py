"""The tree of an encoding without a schema: every TLV with its absolute offset, through truncation and junk."""

from __future__ import annotations

from cmcasn1.codec.caches import REFUSALS
from cmcasn1.codec.der_reading import oid
from cmcasn1.codec.headers import HeaderReader
from cmcasn1.codec.registry import value_class
from cmcasn1.codec.tables import MAPS, open_type
from cmcasn1.codec.tree import GrowingNode
from cmcasn1.codec.types import tag_name
from cmcasn1.errors import DecodeError
from cmcasn1.limits import DEFAULT_LIMITS, Limits

_OBJECT_IDENTIFIER = 6
_OF_CLASSES = ("class", "boxed")


def scan(data: bytes, start: int = 0, stop: int | None = None, *, limits: Limits = DEFAULT_LIMITS) -> list[GrowingNode]:
    """Return the TLVs of `data` from `start` to `stop`, nested ones as children.

    What follows the OID of a control with a secret in the same container is marked as one. Never raises: where a header
    cannot be read, the rest of its container becomes one node whose `error` says
    why; contents that are cut off are read as far as they go. Deeper than `limits.depth` stays unopened, after
    `limits.elements` TLVs the scan ends. Time and memory are linear in the input.
    """
    reader = HeaderReader(data, limits.depth)
    top: list[GrowingNode] = []
    work: list[tuple[list[GrowingNode], str, int, int, int]] = [
        (top, "", start, len(data) if stop is None else stop, 0)
    ]
    left = limits.elements
    while work:
        into, path, p, end, depth = work.pop()
        secret = False
        while p < end:
            here = f"{path}[{len(into)}]"
            if left == 0:
                into.append(_rest(here, p, end, f"more than {limits.elements} elements", secret))
                return top
            left -= 1
            try:
                at = reader.read(p, end, here, clip=True)
            except DecodeError as error:
                into.append(_rest(here, p, end, str(error), secret))
                break
            node = GrowingNode(here, "", tag_name(at.identifier), p, at.start - p, at.next - p)
            node.secret = secret
            into.append(node)
            try:
                reader.read(p, end, here)
            except DecodeError as error:
                node.error = str(error)
            if not at.constructed:
                node.value = data[at.start : at.stop]
                secret = secret or (at.identifier == _OBJECT_IDENTIFIER and _announces_secret(node.value))
            elif depth < limits.depth:
                work.append((node.children, here, at.start, at.stop, depth + 1))
            else:
                node.error = f"nested deeper than {limits.depth} levels"
            p = at.next
    return top


def _announces_secret(octets: bytes) -> bool:
    """Whether these are the contents of an OID that gives what follows it a type with a secret field."""
    try:
        found = oid(octets, len(octets))
    except (*REFUSALS, DecodeError):
        return False
    types = (open_type(known, found) for known in MAPS)
    return any(
        each.shape in _OF_CLASSES and getattr(value_class(each.name), "__secret__", ()) for each in types if each
    )


def _rest(path: str, start: int, end: int, error: str, secret: bool) -> GrowingNode:
    node = GrowingNode(path, "", "octets", start, 0, end - start)
    node.error = error
    node.secret = secret
    return node

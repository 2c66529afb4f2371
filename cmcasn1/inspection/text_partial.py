"""What can still be said of an input that does not parse: whole parts in words, the broken ones as a tree."""

from __future__ import annotations

from cmcasn1.codec.quirks import ALL_QUIRKS
from cmcasn1.errors import CMCError
from cmcasn1.inspection.control_words import control_lines
from cmcasn1.inspection.spans import BAD, Line, Span, indented, label, line
from cmcasn1.inspection.text_certificates import certificate_lines
from cmcasn1.inspection.text_message import message_lines
from cmcasn1.inspection.text_requests import request_lines
from cmcasn1.inspection.text_summary import summary
from cmcasn1.inspection.text_tree import tree_lines
from cmcasn1.inspection.text_wrappers import signed_by
from cmcasn1.limits import DEFAULT_LIMITS
from cmcasn1.message import Reading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any as _Any

    from cmcasn1.codec.tree import Node
    from cmcasn1.inspection.inspect import Inspection

_BODIES = {"PKIData": "Full PKI Request", "PKIResponse": "Full PKI Response"}
_DEPTH = 6
_LABEL = 12


def partial_lines(found: Inspection, full: bool) -> Iterator[Line]:
    """Yield the lines of an input that does not parse."""
    yield _title(found)
    problem = found.problems[0]
    place = "" if problem.path in ("", "input") else f"{problem.path}: "
    yield line(label("verdict", _LABEL), BAD, f" {place}{problem.text}", indent=2)
    if found.tree is None:
        return
    if problem.code == "decode.trailing" and problem.offset is not None:
        yield from _whole_before(found.octets[: problem.offset], full)
        return
    parts = list(_parts(found.tree))
    for kind, name in (("TaggedAttribute", "controls"), ("TaggedRequest", "requests"), ("Certificate", "certificates")):
        of_kind = [node for node in parts if _kind(node) == kind]
        if not of_kind:
            continue
        whole = [(node, value) for node in of_kind if (value := _value(found, node, kind)) is not None]
        read = f"{len(whole)} of {len(of_kind)} whole" if len(whole) != len(of_kind) else str(len(whole))
        yield line(Span(name, "label"), f"   {read}")
        yield from _said(kind, [value for _, value in whole], full)
        for node in of_kind:
            if not any(node is other for other, _ in whole):
                yield line(BAD, f" {node.path}", indent=2)
                yield from indented(tree_lines(node, offsets=True, full=full, faults=not full), 4)
    if not parts:
        yield (Span("what could be read", "label"),)
        yield from tree_lines(found.tree, offsets=True, full=full, depth=_DEPTH)


def _whole_before(octets: bytes, full: bool) -> Iterator[Line]:
    """Yield what the message says that is whole, but has something behind it."""
    try:
        message = Reading(octets, ALL_QUIRKS, DEFAULT_LIMITS).message(())
    except CMCError:
        return
    for layer in message.layers:
        yield from indented(signed_by(layer, full))
    yield from indented(summary(message, full))
    yield from message_lines(message, full)


def _title(found: Inspection) -> Line:
    problem = found.problems[0]
    what = {"decode.truncated": "TRUNCATED", "decode.trailing": "with TRAILING octets"}.get(problem.code, "UNREADABLE")
    size = f"{len(found.octets):,}".replace(",", " ")
    whole = _announced(found)
    if what == "TRUNCATED" and whole is not None and whole > len(found.octets):
        size += f" of {whole:,} bytes ({whole - len(found.octets):,} missing)".replace(",", " ")
    else:
        size += " bytes"
    armour = f"   from {', '.join(found.armour)}" if found.armour else ""
    return line(Span(_body(found), "label"), f"   {what}   {size}{armour}")


def _announced(found: Inspection) -> int | None:
    """Return how long the input would be if it were whole."""
    from cmcasn1.codec.headers import HeaderReader
    from cmcasn1.errors import DecodeError

    data = found.octets
    if len(data) < 2 or data[1] < 0x80:
        return len(data) if len(data) < 2 else 2 + data[1]
    count = data[1] & 0x7F
    if not 1 <= count <= 8 or len(data) < 2 + count:
        return None
    try:
        HeaderReader(data, 1).read(0, len(data), "", clip=True)
    except DecodeError:
        return None
    return 2 + count + int.from_bytes(data[2 : 2 + count], "big")


def _body(found: Inspection) -> str:
    work = [] if found.tree is None else [found.tree]
    while work:
        node = work.pop()
        if node.type in _BODIES:
            return _BODIES[node.type]
        if node.type in ("CertReqMessages", "CertificationRequest", "PKIMessage"):
            return node.type
        work += node.children
    return "Message" if found.tree is not None and found.tree.children else "Input"


def _kind(node: Node) -> str:
    for kind in ("TaggedRequest", "CertificateChoices.certificate"):
        if node.type.startswith(kind):
            return kind.rpartition(".")[2].replace("certificate", "Certificate")
    return "TaggedRequest" if node.type == "CertReqMsg" else node.type


def _parts(tree: Node) -> Iterator[Node]:
    """Yield the outermost controls, requests and certificates."""
    work = [tree]
    while work:
        node = work.pop()
        if _kind(node) in ("TaggedAttribute", "TaggedRequest", "Certificate"):
            yield node
        else:
            work += reversed(node.children)


def _value(found: Inspection, node: Node, kind: str) -> _Any:
    """Return the value of a node that is whole, else None."""
    from cmcasn1.codec.tables import type_named
    from cmcasn1.codec.walk import Walker

    if node.offset is None or node.error is not None:
        return None
    end = node.offset + node.length
    name = "CertReqMsg" if node.type == "CertReqMsg" else kind
    walker = Walker(found.octets[:end], ber=True, quirks=ALL_QUIRKS, lenient=True)
    try:
        return walker.decode(type_named(name), node.offset, end, name)
    except CMCError:
        return None


def _said(kind: str, values: list[_Any], full: bool) -> Iterator[Line]:
    if kind == "TaggedAttribute":
        for value in values:
            yield from control_lines(value, full)
    elif kind == "TaggedRequest":
        for value in values:
            yield from indented(request_lines(value, full))
    else:
        yield from indented(certificate_lines(values, full))

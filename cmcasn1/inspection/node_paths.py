"""Nodes of the tree by their paths, and by short names for what is wanted most."""

from __future__ import annotations

import re

from cmcasn1.cmc.controls import by_name
from cmcasn1.codec.headers import HeaderReader
from cmcasn1.codec.quirks import ALL_QUIRKS
from cmcasn1.codec.tables import type_named, type_names
from cmcasn1.codec.walk import Walker
from cmcasn1.errors import BuildError, CMCError, DecodeError
from cmcasn1.limits import DEFAULT_LIMITS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cmcasn1.codec.tree import Node
    from cmcasn1.inspection.inspect import Inspection

ALIASES = {
    "certs": "the certificates of all wrappers",
    "crls": "their CRLs",
    "req": "the certification requests",
    "signer": "the SignerInfos",
    "control:NAME": "the values of a control, such as control:senderNonce",
    "body": "the PKIData, PKIResponse or request inside of the wrappers",
}
"""What stands for a path, all but the last two also with an index, such as req[0]."""

_BODIES = ("PKIData", "PKIResponse", "CertificationRequest", "CertReqMessages")
_REQUESTS = ("CertificationRequest", "TaggedRequest.crm", "TaggedRequest.orm", "CertReqMsg")
_ALIAS = re.compile(r"(certs|crls|req|signer|body)(?:\[(\d+)\])?")
_CHOSEN = {
    "CertificateChoices.certificate": "Certificate",
    "RevocationInfoChoice.crl": "CertificateList",
    "TaggedRequest.crm": "CertReqMsg",
    "TaggedRequest.tcr": "TaggedCertificationRequest",
}


def nodes_at(found: Inspection, path: str) -> tuple[Node, ...]:
    """Return the nodes at a path of the tree, or those that one of `ALIASES` means, in the order of the input."""
    if found.tree is None:
        return ()
    alias = _ALIAS.fullmatch(path)
    if alias is not None:
        nodes = tuple(_named(found.tree, alias[1]))
        return nodes if alias[2] is None else nodes[int(alias[2]) : int(alias[2]) + 1]
    if path.startswith("control:"):
        return tuple(_controls(found.tree, path.removeprefix("control:")))
    return tuple(_walk(found.tree, lambda node: node.path == path))[:1]


def _walk(root: Node, wanted: Callable[[Node], bool]) -> Iterator[Node]:
    """Yield the outermost nodes that are wanted."""
    work = [root]
    while work:
        node = work.pop()
        if wanted(node):
            yield node
        else:
            work += reversed(node.children)


def _named(root: Node, alias: str) -> Iterator[Node]:
    match alias:
        case "certs":
            yield from _walk(root, lambda node: node.type.startswith("CertificateChoices."))
        case "crls":
            yield from _walk(root, lambda node: node.type.startswith("RevocationInfoChoice."))
        case "signer":
            yield from _walk(root, lambda node: node.type == "SignerInfo")
        case "body":
            yield from _walk(root, lambda node: node.path in _BODIES)
        case "req":
            yield from _walk(root, lambda node: node.type in _REQUESTS)


def _controls(root: Node, name: str) -> Iterator[Node]:
    control = by_name(name)
    oid = name if control is None else control.oid
    for node in _walk(root, lambda node: node.type == "TaggedAttribute"):
        fields = {child.name: child for child in node.children}
        kind, values = fields.get("attrType"), fields.get("attrValues")
        if kind is not None and values is not None and kind.value == oid:
            yield from values.children


def octets_of(found: Inspection, node: Node) -> bytes:
    """Return the encoding of a node, under its type's own tag where that can be told.

    In its place a part may bear the tag of that place: CertReqMsg that of [1], a certificate's extensions that
    of [3]. Raises `BuildError` below a string in segments, whose content stands nowhere in one piece.
    """
    if node.offset is None:
        raise BuildError("this stands in the segments of a string (BER), nowhere in one piece", path=node.path)
    octets = found.octets[node.offset : node.offset + node.length]
    name = type_of_node(node)
    if octets[:1] < b"\x80" or name is None:
        return octets
    for candidate in _own_tags(octets):
        try:
            # As leniently as the tree was made.
            walker = Walker(candidate, limits=DEFAULT_LIMITS, ber=True, quirks=ALL_QUIRKS, lenient=True)
            walker.decode(type_named(name), 0, len(candidate), name)
        except CMCError:
            continue
        return candidate
    return octets


def is_secret(found: Inspection, node: Node) -> bool:
    """Return whether a node is a secret, part of one, or holds one."""
    secrets = () if found.tree is None else _walk(found.tree, lambda each: each.secret)
    start, end = node.offset or 0, (node.offset or 0) + node.length
    return any(each.offset is None or (each.offset < end and start < each.offset + each.length) for each in secrets)


def type_of_node(node: Node) -> str | None:
    """Return the ASN.1 type of a node where it has a name of its own."""
    name = _CHOSEN.get(node.type, node.type)
    return name if name in type_names() else None


def _own_tags(octets: bytes) -> Iterator[bytes]:
    try:
        header = HeaderReader(octets, 2).read(0, len(octets), "")
    except DecodeError:
        return
    yield octets[header.start : header.stop]
    for tag in (b"\x30", b"\x31"):
        yield tag + octets[1:]

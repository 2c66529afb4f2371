"""How the shapes of `cmcasn1.codec.quirks` are read, where a component does not look as it should."""

from __future__ import annotations

from cmcasn1.codec.primitives import NULL
from cmcasn1.codec.registry import value_class
from cmcasn1.codec.tables import type_named
from cmcasn1.codec.tree import GrowingNode
from cmcasn1.codec.types import Component, Type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cmcasn1.codec.headers import Header
    from cmcasn1.codec.walk import Walker


def component(
    walker: Walker, owner: Type, use: Component, p: int, end: int, path: str, node: GrowingNode | None
) -> tuple[object, int] | None:
    """Decode a component in a peer's shape: (value, start of the next one), or None if it has no such shape."""
    data = walker.data
    match owner.name, use.name:
        case ("CertificationRequestInfo", "attributes") if p == end:
            if walker.quirk("absent-attributes", path, p, "attributes [0] is missing"):
                return (value_class(use.type.name)(()) if use.type.name else ()), p
        case ("GetCert", "issuerName") if p < end and data[p] == 0x30:
            if walker.quirk("dogtag-get-cert", path, p, "Name where GeneralName is due"):
                name, following = walker.component(_plain("Name"), p, end, path, node, None)
                return value_class("GeneralName")("directoryName", name), following
        case ("CMCCertId", "issuer") | ("ChangeSubjectName", "subject") if p < end and data[p] == 0x30:
            outer = walker.header(p, end, path)
            first = data[outer.start] if outer.start < outer.stop else 0x31
            if first == 0x31:
                return None
            if owner.name == "CMCCertId":
                if first == 0x30 and walker.quirk("dogtag-cert-id", path, p, "the issuer is wrapped once more"):
                    name, following = walker.component(_plain("Name"), outer.start, outer.stop, path, node, None)
                    return (name, outer.next) if following == outer.stop else None
            elif first & 0xC0 == 0x80 and "untagged-subject-alt" in walker.quirks:
                return None, p
        case ("ChangeSubjectName", "subjectAlt") if p < end and data[p] == 0x30:
            if walker.quirk("untagged-subject-alt", path, p, "GeneralNames without its tag"):
                return walker.component(_plain("GeneralNames"), p, end, path, node, None)
        case ("CertReqMsg", "popo") if p < end and data[p : p + 4] == b"\xa0\x02\x05\0":
            if walker.quirk("explicit-pop-tags", path, p, "[0] is explicit"):
                return value_class("ProofOfPossession")("raVerified", NULL), p + 4
        case ("EncapsulatedContentInfo", "eContent") if p < end and data[p] == 0xA0:
            outer = walker.header(p, end, path)
            if outer.start < outer.stop and data[outer.start] & ~0x20 != 0x04:
                inner = walker.header(outer.start, outer.stop, path)
                if inner.next == outer.stop and walker.quirk(
                    "econtent-not-octet-string", path, inner.offset, "the content stands without OCTET STRING"
                ):
                    if node is not None:
                        below = GrowingNode(path, use.name, use.type.title, p, outer.start - p, outer.next - p)
                        below.value = data[inner.offset : inner.next]
                        node.children.append(below)
                    return data[inner.offset : inner.next], outer.next
    return None


# The SEQUENCE types in which `component` knows a peer's shape.
OWNERS = {
    "CMCCertId",
    "CertReqMsg",
    "CertificationRequestInfo",
    "ChangeSubjectName",
    "EncapsulatedContentInfo",
    "GetCert",
}


def trailing(walker: Walker, owner: Type, p: int, end: int, path: str) -> int | None:
    """Skip what a peer puts behind the last component; returns where that stops, or None."""
    if owner.name == "CMCCertId" and walker.data[p] == 0x03:
        at = walker.header(p, end, path)
        if walker.quirk("dogtag-cert-id", f"{path}.issuerUID", p, "RFC 2797's issuerUID stands"):
            return at.next
    return None


def alternative(
    walker: Walker, owner: Type, use: Component, at: Header, path: str, node: GrowingNode | None
) -> object | None:
    """Decode an alternative whose tag fits, but whose contents are those of a peer's shape."""
    data = walker.data
    first = data[at.start] if at.start < at.stop else 0
    match owner.name, use.name:
        case ("OtherStatusInfo", "pendInfo") if first == 0x06:
            if walker.quirk("untagged-extended-fail-info", path, at.offset, "extendedFailInfo without its tag"):
                return walker.contents(_plain("ExtendedFailInfo"), at, path, node, None)
        case ("ProofOfPossession", "signature") if first == 0x30:
            inner = walker.header(at.start, at.stop, path)
            if inner.next == at.stop and walker.quirk("explicit-pop-tags", path, at.offset, "[1] is explicit"):
                return walker.contents(_plain("POPOSigningKey"), inner, path, node, None)
    return None


def _plain(name: str) -> Component:
    found = type_named(name)
    return Component("", "", found, found.tags())

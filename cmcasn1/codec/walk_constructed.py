"""SEQUENCE, SET, SEQUENCE OF, SET OF and CHOICE along their descriptions, for `cmcasn1.codec.walk`."""

from __future__ import annotations

from cmcasn1.codec import peer_shapes
from cmcasn1.codec.primitives import Any
from cmcasn1.codec.registry import value_class
from cmcasn1.codec.tree import GrowingNode
from cmcasn1.codec.types import Component, Type, tag_name
from cmcasn1.codec.walk_errors import BROKEN, expected_of, missing, starts, trailing, unexpected, wrong_tag
from cmcasn1.codec.walk_primitives import Place, check_size
from cmcasn1.errors import DecodeError, LimitError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cmcasn1.codec.headers import Header
    from cmcasn1.codec.walk import Walker

# Whole structures whose fault must not take the message with them.
_RESILIENT = {"CertificateChoices", "RevocationInfoChoice"}


def sequence(walker: Walker, found: Type, at: Header, path: str, node: GrowingNode | None) -> object:
    """Decode the contents of a SEQUENCE or SET."""
    fields: dict[str, object] = {}
    kept: dict[str, tuple[bytes, int, int] | None] = {}
    p = at.start
    skipped: list[Component] = []
    nodes: dict[str, GrowingNode] = {}
    broken = False
    for index, use in enumerate(found.components):
        inner = f"{path}.{use.name}"
        if found.name in peer_shapes.OWNERS:
            value_next = peer_shapes.component(walker, found, use, p, at.stop, inner, node)
            if value_next is not None:
                fields[use.attribute], p = value_next
                continue
        present = p < at.stop and starts(walker, use, walker.data[p])
        if not present and (use.optional or use.has_default):
            fields[use.attribute] = walker.default(use)
            kept[use.attribute] = None
            skipped.append(use)
            continue
        if not present and not (p < at.stop and not _later(found, index, walker.data[p])):
            walker.record(missing(walker, found, use, p, at, inner, skipped), node)
            broken = True
            continue
        begin = p
        governor = fields.get(use.governor) if use.governor else None
        value, p = walker.component(use, p, at.stop, inner, node, governor)
        if node is not None:
            nodes[use.attribute] = node.children[-1]
        if use.kept:
            kept[use.attribute] = (walker.data, begin, p)
        if value is BROKEN:
            broken = True
        elif use.has_default and value == walker.default(use):
            walker.loosen("default", inner, begin, "a value equal to its DEFAULT is encoded (X.690 section 11.5)")
        fields[use.attribute] = value
        skipped = []
    if p < at.stop:
        p_next = peer_shapes.trailing(walker, found, p, at.stop, path)
        if p_next is None:
            walker.record(unexpected(walker, found, p, at.stop, path, skipped), node)
        elif p_next != at.stop:
            walker.record(trailing(p_next, at.stop, path, found.title), node)
    cls = value_class(found.name)
    for attribute in cls._secret_fields(fields) if nodes else ():  # type: ignore[attr-defined]
        if attribute in nodes:
            nodes[attribute].secret = True
    if broken:
        return BROKEN
    value = cls(**fields)
    for attribute, source in kept.items():
        if source is not None and f"_{attribute}_octets" in type(value).__kept__:
            object.__setattr__(value, f"_{attribute}_octets", source)
    if found.covered:
        object.__setattr__(value, "_octets", (walker.data, at.offset, at.next))
    return value


def _later(found: Type, index: int, identifier: int) -> bool:
    """Say whether a component after `index` starts like this, so that the one due is plainly missing."""
    return any(identifier in use.identifiers() for use in found.components[index + 1 :]) and identifier not in (
        0x30,
        0x02,
        0x04,
    )


def list_of(
    walker: Walker, use: Component, at: Header, path: str, node: GrowingNode | None, governor: object
) -> object:
    """Decode the contents of a SEQUENCE OF or SET OF."""
    found = use.type
    element = found.element
    assert element is not None
    if use.open_map:
        element = Component("", "", element.type, element.tags, open_map=use.open_map)
    values: list[object] = []
    p = at.start
    previous = b""
    ordered = found.kind == "SET OF"
    while p < at.stop:
        inner = f"{path}[{len(values)}]"
        begin = p
        if element.type.name in _RESILIENT and walker.lenient and not walker.tolerant:
            value, p = _resilient(walker, element, p, at.stop, inner)
        else:
            value, p = walker.component(element, p, at.stop, inner, node, governor)
        values.append(value)
        if ordered:
            octets = walker.data[begin:p]
            if octets < previous:
                walker.loosen("set-of", inner, begin, "SET OF elements are not in DER order (X.690 section 11.6)")
            previous = octets
    place = Place(path, at.offset, walker.loosen)
    try:
        check_size(found, len(values), place, "elements")
    except DecodeError as error:
        text = f"{found.title} is empty"
        if values or not walker.quirk("empty-list", path, at.offset, text):
            walker.record(error, node)
    if any(value is BROKEN for value in values):
        return BROKEN
    return value_class(found.name)(values) if found.shape == "list" else tuple(values)


def _resilient(walker: Walker, use: Component, p: int, end: int, path: str) -> tuple[object, int]:
    try:
        return walker.component(use, p, end, path, None, None)
    except LimitError:
        raise
    except DecodeError as error:
        at = walker.headers.read(p, end, path)
        walker.keep(error)
        return Any(walker.data[p : at.next], str(error)), at.next


def choice(walker: Walker, found: Type, at: Header, path: str, node: GrowingNode | None) -> object:
    """Decode the alternative of a CHOICE whose tag stands at `at`."""
    for use in found.components:
        if starts(walker, use, at.identifier):
            inner = f"{path}.{use.name}"
            special = peer_shapes.alternative(walker, found, use, at, inner, node)
            value = special if special is not None else walker.tagged(use, at, inner, node, None)
            if node is not None:
                node.type = f"{found.title}.{use.name}"
            if found.shape == "tagged" and value is not BROKEN:
                return value_class(found.name)(use.name, value)
            return value
    raise wrong_tag(expected_of(found.components), tag_name(at.identifier), path, at.offset)

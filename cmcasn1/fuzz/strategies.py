"""Hypothesis strategies for the values of every ASN.1 type, derived from the schemas.

`from_type` makes a strategy for any value class or type name; the plural names are shorthands for the types that
are asked for most. Whatever a strategy draws, `encode_der` encodes.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import Any as _Any

from hypothesis import strategies as st

from cmcasn1.codec import primitives
from cmcasn1.codec.coding import decode_named, encode_named
from cmcasn1.codec.registry import value_class
from cmcasn1.codec.tables import open_map, type_named
from cmcasn1.codec.types import STRINGS, Component, Type
from cmcasn1.oids import Oid

# Elements in a list and levels of open types that a strategy nests, before only the simplest is drawn.
MAX_LIST = 3
MAX_DEPTH = 3

_ALPHABETS = {
    "PrintableString": "ABCabc0129 '()+,-./:=?",
    "IA5String": "".join(map(chr, (0, 9, 32, 64, 97, 126, 127))),
    "VisibleString": " !09AZaz~",
    "NumericString": "0123456789 ",
    "TeletexString": "Aa\x00\x7f\x80\xe9\xff",
}
_UNKNOWN_OIDS = ("1.2.3.4", "2.999.1", "1.3.6.1.4.1.99999.1")


def from_type(asn1_type: type | str) -> st.SearchStrategy[_Any]:
    """Return a strategy for the values of a value class, of the name of a type, or of its ASN.1 name.

    Raises KeyError for a name that no schema defines.
    """
    name = asn1_type if isinstance(asn1_type, str) else asn1_type.__name__
    return _of(type_named(name), 0)


def pki_data() -> st.SearchStrategy[_Any]:
    """Return a strategy for PKIData (RFC 10002 section 3.2.1)."""
    return from_type("PKIData")


def pki_responses() -> st.SearchStrategy[_Any]:
    """Return a strategy for PKIResponse (RFC 10002 section 4.2.1)."""
    return from_type("PKIResponse")


def controls() -> st.SearchStrategy[_Any]:
    """Return a strategy for controls with their body part ID and OID: TaggedAttribute (RFC 10002 section 3.2.1.1)."""
    return from_type("TaggedAttribute")


def tagged_requests() -> st.SearchStrategy[_Any]:
    """Return a strategy for TaggedRequest (RFC 10002 section 3.2.1.2)."""
    return from_type("TaggedRequest")


def cert_req_messages() -> st.SearchStrategy[_Any]:
    """Return a strategy for CertReqMessages (RFC 4211 section 3)."""
    return from_type("CertReqMessages")


def certification_requests() -> st.SearchStrategy[_Any]:
    """Return a strategy for CertificationRequest, unsigned in fact (RFC 2986 section 4)."""
    return from_type("CertificationRequest")


def content_infos() -> st.SearchStrategy[_Any]:
    """Return a strategy for ContentInfo with every content type (RFC 5652 section 3)."""
    return from_type("ContentInfo")


def _of(found: Type, depth: int) -> st.SearchStrategy[_Any]:
    if found.shape == "boxed":
        return _contents(found, depth).map(value_class(found.name))
    return _contents(found, depth)


def _contents(found: Type, depth: int) -> st.SearchStrategy[_Any]:
    match found.kind:
        case "SEQUENCE" | "SET":
            return st.composite(_sequence)(found, depth)
        case "SEQUENCE OF" | "SET OF":
            assert found.element is not None
            return _list(found, _of(found.element.type, depth), depth)
        case "CHOICE":
            return _choice(found, depth)
        case "ANY":
            return any_values()
    return _primitive(found)


def _sequence(draw: st.DrawFn, found: Type, depth: int) -> _Any:
    fields: dict[str, _Any] = {}
    # Behind an absent component one of the same tag would be taken for it (MS-WCCE's CertificateTemplateOID).
    absent: set[int] = set()
    for use in found.components:
        starts = set(use.identifiers())
        if use.optional and (depth > MAX_DEPTH or starts & absent or draw(st.booleans())):
            fields[use.attribute] = None
            absent |= starts
        elif use.has_default and draw(st.booleans()):
            assert isinstance(use.default, bytes)
            fields[use.attribute] = decode_named(use.type.name or use.type.kind, use.default)
        elif use.open_map and use.type.kind != "OCTET STRING":
            fields[use.attribute] = _draw_open(draw, found, use, fields, depth)
        else:
            fields[use.attribute] = draw(_of(use.type, depth))
        if fields[use.attribute] is not None:
            absent.clear()
    return value_class(found.name)(**fields)


def _draw_open(draw: st.DrawFn, owner: Type, use: Component, fields: dict[str, _Any], depth: int) -> _Any:
    """Choose a governing OID anew and draw a value that fits it."""
    known = open_map(use.open_map)
    element = None
    if known and depth <= MAX_DEPTH and draw(st.integers(0, 4)):
        oid: _Any = draw(st.sampled_from(sorted(known, key=str)))
        element = type_named(known[oid])
        fitting = _of(element, depth + 1)
    else:
        oid = 200 if any(isinstance(key, int) for key in known) else draw(st.sampled_from(_UNKNOWN_OIDS))
        fitting = any_values()
        if use.open_map == "controls":
            unknown = value_class("UnknownControl")
            fitting = any_values().map(lambda value: unknown(Oid(oid), value.der))
    fields[use.governor] = Oid(oid) if isinstance(oid, str) else oid
    if use.type.kind == "ANY":
        return draw(fitting)
    return draw(_list(use.type, fitting, depth, element))


def _list(
    found: Type, elements: st.SearchStrategy[_Any], depth: int, open_element: Type | None = None
) -> st.SearchStrategy[_Any]:
    low = found.low or 0
    most = max(low, min(MAX_LIST if depth <= MAX_DEPTH else 1, found.high or MAX_LIST))
    drawn = st.lists(elements, min_size=low, max_size=most)
    made = value_class(found.name) if found.shape == "list" else tuple
    if found.kind != "SET OF":
        return drawn.map(made)
    # Decoding yields the elements in DER order, so they are drawn in it.
    assert found.element is not None
    element = open_element or found.element.type
    return drawn.map(lambda values: made(sorted(values, key=partial(_der, element))))


def _der(element: Type, value: _Any) -> bytes:
    raw = getattr(value, "der", None) or getattr(value, "raw", None)
    return raw if isinstance(raw, bytes) else encode_named(element.name or element.kind, value)


def _choice(found: Type, depth: int) -> st.SearchStrategy[_Any]:
    alternatives = []
    for use in found.components:
        drawn = _of(use.type, depth)
        if use.string:
            drawn = drawn.map(_spelled(use.string))
        if found.shape == "tagged":
            drawn = drawn.map(partial(value_class(found.name), use.name))
        alternatives.append(drawn)
    return st.one_of(alternatives)


def _spelled(string: str) -> _Any:
    cls = getattr(primitives, string)
    if string in STRINGS:
        return cls
    return lambda moment: cls.fromisoformat(moment.isoformat())


def any_values() -> st.SearchStrategy[primitives.Any]:
    """Return a strategy for small complete encodings of types that nobody knows."""
    # [PRIVATE 21] is nobody's.
    return st.binary(max_size=6).map(lambda contents: primitives.Any(bytes((0xD5, len(contents))) + contents))


def _primitive(found: Type) -> st.SearchStrategy[_Any]:
    low, high = found.low, found.high
    match found.kind:
        case "BOOLEAN":
            return st.booleans()
        case "INTEGER" | "ENUMERATED":
            return _integers(found)
        case "NULL":
            return st.just(primitives.NULL)
        case "OCTET STRING":
            return st.binary(min_size=low or 0, max_size=max(low or 0, min(high or 8, 8)))
        case "OBJECT IDENTIFIER":
            return _oids()
        case "BIT STRING":
            return _bit_strings(found)
        case "UTCTime":
            return st.datetimes(datetime(1950, 1, 1), datetime(2049, 12, 31)).map(_whole_second)
        case "GeneralizedTime":
            return st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31)).map(
                lambda moment: moment.replace(tzinfo=UTC, fold=0)
            )
    alphabet = _ALPHABETS.get(found.kind)
    characters = (
        st.sampled_from(alphabet)
        if alphabet
        else st.characters(exclude_categories=["Cs"], max_codepoint=0xFFFF if found.kind == "BMPString" else None)
    )
    least = low or 0
    return st.text(characters, min_size=least, max_size=max(least, min(high or 8, 8)))


def _in_utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC, fold=0)


def _whole_second(moment: datetime) -> datetime:
    return _in_utc(moment).replace(microsecond=0)


def _integers(found: Type) -> st.SearchStrategy[int]:
    low, high = found.low, found.high
    if found.values:
        return st.sampled_from(found.values)
    drawn = st.integers(low, high)
    if low is None and high is None:
        drawn = st.one_of(st.integers(-300, 300), st.integers(), st.sampled_from((2**63, -(2**63), 2**255)))
    if not found.names:
        return drawn
    members = value_class(found.name)._value2member_map_  # type: ignore[attr-defined]
    return st.one_of(st.sampled_from(list(members.values())), drawn.map(lambda number: members.get(number, number)))


def _oids() -> st.SearchStrategy[Oid]:
    arcs = st.lists(st.one_of(st.integers(0, 300), st.integers(0, 2**70)), max_size=5)
    first = st.one_of(st.tuples(st.integers(0, 1), st.integers(0, 39)), st.tuples(st.just(2), st.integers(0, 2000)))
    return st.tuples(first, arcs).map(lambda parts: Oid(".".join(map(str, (*parts[0], *parts[1])))))


def _bit_strings(found: Type) -> st.SearchStrategy[_Any]:
    if found.shape == "bits":
        cls = value_class(found.name)
        names = st.sets(st.sampled_from([name for name, _ in found.names]))
        return names.map(lambda bits: cls.of(*bits))  # type: ignore[attr-defined]
    least = found.low or 0
    most = found.high if found.high is not None else max(least, 40)
    return st.lists(st.booleans(), min_size=least, max_size=most).map(_bits)


def _bits(bits: list[bool]) -> primitives.BitString:
    unused = -len(bits) % 8
    number = sum(bit << position for position, bit in enumerate(reversed(bits))) << unused
    return primitives.BitString(number.to_bytes((len(bits) + 7) // 8, "big"), unused)

"""Genuine pyasn1 objects to values, component by component.

The way over pyasn1's DER encoder would lose what it drops: OPTIONAL components that are present but empty.
"""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING
from typing import Any as _Any

from pyasn1.error import PyAsn1Error
from pyasn1.type import univ
from pyasn1.type.base import noValue  # type: ignore[attr-defined]

from cmcasn1.codec import caches, der_reading, primitives
from cmcasn1.codec.coding import decode_named, encode_named
from cmcasn1.codec.primitives import NULL, Any, BitString
from cmcasn1.codec.registry import value_class
from cmcasn1.codec.tables import open_type, type_named
from cmcasn1.codec.types import STRINGS, TIMES, Component, Type
from cmcasn1.errors import BuildError, CMCError, DecodeError
from cmcasn1.oids import Oid

if TYPE_CHECKING:
    from collections.abc import Iterator


def from_asn1(name: str, asn1: _Any) -> _Any:
    """Return the value of a pyasn1 object; raises DecodeError where the type refuses it."""
    try:
        value = _value(type_named(name), asn1, name)
        encode_named(name, value)
    except BuildError as error:
        raise DecodeError(
            error.message, path=error.path, offset=0, expected=error.expected, found=error.found
        ) from error
    except PyAsn1Error as error:
        raise DecodeError(
            f"pyasn1 refuses the object: {error}", path=name, offset=0, expected=name, found=type(asn1).__name__
        ) from error
    return value


def _value(found: Type, asn1: _Any, path: str) -> _Any:
    if found.sole:
        asn1 = asn1.getComponent() if isinstance(asn1, univ.Choice) else asn1
    if found.kind in ("SEQUENCE", "SET"):
        return _sequence(found, asn1, path)
    if found.kind == "CHOICE":
        return _choice(found, asn1, path)
    if found.kind in ("SEQUENCE OF", "SET OF"):
        assert found.element is not None
        elements = [_value(found.element.type, item, f"{path}[{index}]") for index, item in enumerate(_items(asn1))]
        if found.kind == "SET OF":
            elements = _in_der_order(found.element.type, elements)
        if found.shape == "list":
            return value_class(found.name)(elements)
        value: object = tuple(elements)
    else:
        value = _primitive(found, asn1, path)
    return value_class(found.name)(value) if found.shape == "boxed" else value


def _items(asn1: _Any) -> Iterator[_Any]:
    for index in range(len(asn1)):
        yield asn1.getComponentByPosition(index)


def _in_der_order(element: Type, values: list[_Any]) -> list[_Any]:
    """Sort as decoding would: pyasn1 keeps a SET OF in the order in which it was filled."""
    return sorted(values, key=lambda value: _der(element, value)) if len(values) > 1 else values


def _der(element: Type, value: _Any) -> bytes:
    raw = value.der if type(value) is Any else getattr(value, "raw", None)
    return raw if type(raw) is bytes else encode_named(element.name or element.kind, value)


def _sequence(found: Type, asn1: _Any, path: str) -> _Any:
    fields: dict[str, _Any] = {}
    for use in found.components:
        inner = f"{path}.{use.name}"
        component = asn1.getComponentByName(use.name, default=None, instantiate=False)
        if component is None or component is noValue:
            fields[use.attribute] = _absent(use, inner)
        elif use.open_map and use.type.kind != "OCTET STRING":
            fields[use.attribute] = _open(use, component, fields.get(use.governor), inner)
        else:
            fields[use.attribute] = _value(use.type, component, inner)
    return value_class(found.name)(**fields)


def _absent(use: Component, path: str) -> _Any:
    if use.has_default:
        assert isinstance(use.default, bytes)
        return decode_named(use.type.name or use.type.kind, use.default)
    if not use.optional:
        raise DecodeError("the component has no value", path=path, offset=0, expected=use.type.title, found="nothing")
    return None


def _choice(found: Type, asn1: _Any, path: str) -> _Any:
    name = asn1.getName()
    for use in found.components:
        if use.name == name:
            value = _value(use.type, asn1.getComponent(), f"{path}.{name}")
            if use.string:
                value = _spelled(use.string, value)
            return value_class(found.name)(name, value) if found.shape == "tagged" else value
    raise DecodeError(f"no alternative {name}", path=path, offset=0, expected=found.title, found=str(name))


def _spelled(string: str, value: _Any) -> _Any:
    cls = getattr(primitives, string)
    if string in STRINGS:
        return cls(value)
    moment = value
    return cls(
        moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second, moment.microsecond, UTC
    )


def _open(use: Component, asn1: _Any, governor: object, path: str) -> _Any:
    if use.type.kind == "ANY":
        return _open_value(use.open_map, asn1, governor, path)
    assert use.type.element is not None
    values = [_open_value(use.open_map, item, governor, path) for item in _items(asn1)]
    if use.type.kind == "SET OF":
        values = _in_der_order(open_type(use.open_map, governor) or use.type.element.type, values)
    return value_class(use.type.name)(values) if use.type.shape == "list" else tuple(values)


def _open_value(open_map: str, asn1: _Any, governor: object, path: str) -> _Any:
    known = open_type(open_map, governor)
    if known is not None and not isinstance(asn1, univ.Any):
        return _value(known, asn1, path)
    der = bytes(asn1)
    problem = None
    if known is not None:
        try:
            return decode_named(known.name or known.kind, der)
        except CMCError as error:
            problem = str(error)
    if open_map == "controls":
        return value_class("UnknownControl")(governor, der, problem)
    return Any(der, problem)


def _primitive(found: Type, asn1: _Any, path: str) -> _Any:
    match found.kind:
        case "BOOLEAN":
            return bool(asn1)
        case "INTEGER" | "ENUMERATED":
            number = int(asn1)
            if found.shape != "enum":
                return number
            members: dict[int, object] = value_class(found.name)._value2member_map_  # type: ignore[attr-defined]
            return members.get(number, number)
        case "BIT STRING":
            unused = -len(asn1) % 8
            octets = (asn1.asInteger() << unused).to_bytes((len(asn1) + 7) // 8, "big")
            return (value_class(found.name) if found.shape == "bits" else BitString)(octets, unused)
        case "OCTET STRING":
            return bytes(asn1)
        case "ANY":
            return Any(bytes(asn1))
        case "NULL":
            return NULL
        case "OBJECT IDENTIFIER":
            return Oid(str(asn1))
    if found.kind in TIMES:
        return _time(found.kind, str(asn1), path)
    return str(asn1)


def _time(kind: str, text: str, path: str) -> _Any:
    reader = der_reading.utc_time if kind == "UTCTime" else der_reading.generalized_time
    try:
        return reader(text.encode("ascii"))
    except (*caches.REFUSALS, UnicodeEncodeError):
        raise DecodeError(
            f"expected {kind} in the form of DER, found {text[:40]!r}",
            path=path,
            offset=0,
            expected=f"{kind} in the form of DER",
            found=repr(text[:40]),
        ) from None

"""Drafts rows of tests/samples.tsv for types that have none: `python -m tests.draft_samples`.

A draft's octets are pyasn1's, not ours. Read a row against the RFC before it goes into the table.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any as _Any

import cmcasn1
from cmcasn1.codec import primitives
from cmcasn1.codec.asn1_objects import to_asn1
from cmcasn1.codec.coding import decode_named
from cmcasn1.codec.registry import value_class
from cmcasn1.codec.tables import open_map, type_named, type_names
from cmcasn1.codec.types import STRINGS, Component, Type
from cmcasn1.codec.value import ListOf, Value
from tests import pyasn1_codec
from tests.test_samples import ROWS

MOMENT = datetime(2026, 11, 25, 12, 30, 59, tzinfo=UTC)
UNKNOWN = cmcasn1.Oid("2.999.7")
CLOSED = cmcasn1.Any(bytes.fromhex("d50101"))
# In these maps each entry is worth a row.
EVERY_ENTRY = {"controls", "registration_controls", "registration_info"}


def samples(found: Type) -> Iterator[_Any]:
    """Every alternative of a CHOICE; a SEQUENCE full, bare, and with the values of its open types."""
    if found.kind == "CHOICE":
        for use in found.components:
            yield chosen(found, use)
    elif found.kind in ("SEQUENCE", "SET"):
        yield sequence(found, full=True)
        if any(use.optional or use.has_default for use in found.components):
            yield sequence(found, full=False)
        for use in found.components:
            entries = (
                sorted(open_map(use.open_map), key=str) if use.open_map and use.type.kind != "OCTET STRING" else []
            )
            for governor in entries if use.open_map in EVERY_ENTRY else entries[:1]:
                yield sequence(found, full=False, governed=(use, governor))
    else:
        yield simple(found)
        if found.names:
            yield simple(found, named=True)


def simple(found: Type, named: bool = False) -> _Any:
    """One value, with as little in it as the type allows."""
    if found.kind == "CHOICE":
        return chosen(found, found.components[0])
    if found.kind in ("SEQUENCE", "SET"):
        return sequence(found, full=False)
    value = contents(found, named)
    return value_class(found.name)(value) if found.shape == "boxed" else value


def contents(found: Type, named: bool) -> _Any:
    size = max(found.low or 0, min(3, 3 if found.high is None else found.high))
    match found.kind:
        case "SEQUENCE OF" | "SET OF":
            assert found.element is not None
            values = [simple(found.element.type)] * max(found.low or 0, 1)
            return value_class(found.name)(values) if found.shape == "list" else tuple(values)
        case "ANY":
            return CLOSED
        case "BOOLEAN":
            return True
        case "INTEGER" | "ENUMERATED" if found.names:
            return list(value_class(found.name))[-1 if named else 0]  # type: ignore[call-overload]
        case "INTEGER" | "ENUMERATED":
            return max(found.low or 0, min(300, 300 if found.high is None else found.high))
        case "NULL":
            return cmcasn1.NULL
        case "OCTET STRING":
            return bytes(range(1, size + 1))
        case "OBJECT IDENTIFIER":
            return cmcasn1.Oid("1.2.840.113549.2.9")
        case "BIT STRING" if found.shape == "bits":
            return value_class(found.name).of(found.names[-1 if named else 0][0])  # type: ignore[attr-defined]
        case "BIT STRING":
            return cmcasn1.BitString(b"\xa0", 5)
        case "UTCTime" | "GeneralizedTime":
            return MOMENT if found.kind == "UTCTime" else MOMENT.replace(microsecond=250000)
    wide = found.kind in ("UTF8String", "BMPString", "UniversalString")
    return ("123" if found.kind == "NumericString" else "Zoë" if wide else "Zoe").ljust(size, "0")[:size]


def chosen(found: Type, use: Component) -> _Any:
    value = simple(use.type)
    if use.string:
        cls = getattr(primitives, use.string)
        value = cls(value) if use.string in STRINGS else cls.fromisoformat(value.isoformat())
    return value_class(found.name)(use.name, value) if found.shape == "tagged" else value


def sequence(found: Type, full: bool, governed: tuple[Component, _Any] | None = None) -> _Any:
    fields: dict[str, _Any] = {}
    for use in found.components:
        stands = full or (governed is not None and use is governed[0])
        if use.optional and not stands:
            fields[use.attribute] = None
        elif use.has_default and not full:
            assert isinstance(use.default, bytes)
            fields[use.attribute] = decode_named(use.type.name or use.type.kind, use.default)
        elif use.has_default and use.type.kind in ("BOOLEAN", "INTEGER"):
            fields[use.attribute] = other_than_default(use)
        else:
            fields[use.attribute] = simple(use.type)
        if use.open_map and use.type.kind != "OCTET STRING":
            numeric = any(isinstance(key, int) for key in open_map(use.open_map))
            governor, value = (200 if numeric else UNKNOWN), CLOSED
            if governed is not None and use is governed[0]:
                governor = governed[1] if numeric else cmcasn1.Oid(governed[1])
                value = simple(type_named(open_map(use.open_map)[governed[1]]))
            elif use.open_map == "controls":
                value = value_class("UnknownControl")(UNKNOWN, CLOSED.der)
            if fields[use.attribute] is not None:
                fields[use.attribute] = value if use.type.kind == "ANY" else (value,)
                if use.type.shape == "list":
                    fields[use.attribute] = value_class(use.type.name)((value,))
            fields[use.governor] = governor
    return value_class(found.name)(**fields)


def other_than_default(use: Component) -> _Any:
    assert isinstance(use.default, bytes)
    default = decode_named(use.type.name or use.type.kind, use.default)
    if use.type.kind == "BOOLEAN":
        return not default
    numbers = list(value_class(use.type.name)) if use.type.names else use.type.values  # type: ignore[call-overload]
    return next((number for number in reversed(numbers) if number != default), int(default) + 1)


def written(value: _Any) -> str:
    """A value as an expression of the public names."""
    cls = type(value).__name__
    if isinstance(value, Value):
        shown = [
            f"{name}={written(getattr(value, name))}"
            for name in value.__fields__
            if name not in value.__defaults__ or getattr(value, name) != value.__defaults__[name]
        ]
        one = len(value.__fields__) == 1
        return f"{cls}({', '.join(shown).removeprefix('value=') if one else ', '.join(shown)})"
    if isinstance(value, tuple):
        inside = f"({', '.join(map(written, value))}{',' if len(value) == 1 else ''})"
        return f"{cls}({inside})" if isinstance(value, ListOf) else inside
    if isinstance(value, datetime):
        numbers = [value.year, value.month, value.day, value.hour, value.minute, value.second, value.microsecond]
        return f"{cls}({', '.join(map(str, numbers))}, tzinfo=UTC)"
    if isinstance(value, int) and cls not in ("int", "bool"):
        return f"{cls}.{value.name}"
    return f"{cls}({str(value)!r})" if isinstance(value, str) and cls not in ("str", "Oid") else repr(value)


def octets(name: str, value: _Any) -> bytes:
    """The DER that pyasn1 gives."""
    if name in pyasn1_codec.CLASSES:
        made = pyasn1_codec.CLASSES[name]
        if name in ("UTCTime", "GeneralizedTime"):
            text = f"{value:%y%m%d%H%M%S}Z" if name == "UTCTime" else f"{value:%Y%m%d%H%M%S}.25Z"
            return pyasn1_codec.encode(made(text))[0]
        if name == "BIT STRING":
            return pyasn1_codec.encode(made(binValue="101"))[0]
        return pyasn1_codec.encode(made("") if name == "NULL" else made(value))[0]
    return pyasn1_codec.encode(to_asn1(name, value))[0]


if __name__ == "__main__":
    for name in type_names():
        if name not in {row[0] for row in ROWS}:
            seen = set()
            for value in samples(type_named(name)):
                row = f"{name}\t{octets(name, value).hex()}\t{written(value)}"
                if row not in seen:
                    print(row)
                seen.add(row)

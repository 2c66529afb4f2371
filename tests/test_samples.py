"""One table of (type, octets, value) drives decode, encode and re-encode for every type that the codec knows.

The rows stand in tests/samples.tsv: their octets were made by pyasn1, or are those of the RFC, never by this codec.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any as _Any

import pytest

import cmcasn1
from cmcasn1.codec.coding import decode_named, encode_named
from cmcasn1.codec.tables import open_map, type_named, type_names
from cmcasn1.codec.types import Type
from cmcasn1.homes import HOMES
from tests.blobs import ROOT

LINES = (ROOT / "tests" / "samples.tsv").read_text(encoding="utf-8").splitlines()
ROWS = [tuple(line.split("\t")) for line in LINES if line and not line.startswith("#")]
IDS = [f"{row[0]}-{index}" for index, row in enumerate(ROWS)]


class Names(dict[str, _Any]):
    """The names that a value in the table is made of: the public ones, and datetime's."""

    def __missing__(self, name: str) -> _Any:
        if name not in HOMES:
            raise KeyError(name)
        return getattr(cmcasn1, name)


def value_of(text: str) -> _Any:
    return eval(text, {"__builtins__": {}}, Names(datetime=datetime, UTC=UTC))


@pytest.mark.parametrize(("name", "octets", "text"), ROWS, ids=IDS)
def test_row(name: str, octets: str, text: str) -> None:
    der, value = bytes.fromhex(octets), value_of(text)
    decoded = decode_named(name, der)
    assert decoded == value
    assert repr(decoded) == repr(value)
    assert encode_named(name, value) == der
    assert encode_named(name, decoded) == der


def test_every_type_has_a_row() -> None:
    assert {row[0] for row in ROWS} == set(type_names())


def parts(found: Type, value: _Any) -> set[str]:
    """The components that stand in a value of a SEQUENCE, the alternative that a value of a CHOICE is."""
    if found.kind == "CHOICE":
        fitting = [use.name for use in found.components if use.name == getattr(value, "choice", None)]
        return set(fitting) or {type(value).__name__}
    return {use.name for use in found.components if getattr(value, use.attribute) is not None}


@pytest.mark.parametrize("name", [name for name in type_names() if type_named(name).components])
def test_every_component_has_a_row(name: str) -> None:
    found = type_named(name)
    met: set[str] = set()
    absent: set[str] = set()
    for row in ROWS:
        if row[0] == name:
            standing = parts(found, value_of(row[2]))
            met |= standing
            absent |= {use.name for use in found.components} - standing
    if found.kind == "CHOICE":
        assert len(met) == len(found.components) or found.shape == "transparent"
    else:
        assert met == {use.name for use in found.components}
        assert absent >= {use.name for use in found.components if use.optional}


def test_every_control_has_a_row() -> None:
    standing = {value_of(row[2]).attr_type for row in ROWS if row[0] == "TaggedAttribute"}
    assert standing >= set(open_map("controls"))


# What holds for any type


def refused(name: str, octets: bytes) -> cmcasn1.DecodeError:
    with pytest.raises(cmcasn1.DecodeError) as caught:
        decode_named(name, octets)
    return caught.value


@pytest.mark.parametrize(("name", "octets"), [row[:2] for row in ROWS], ids=IDS)
def test_malformed_outside(name: str, octets: str) -> None:
    der = bytes.fromhex(octets)
    start = 2 if der[1] < 128 else der[1] - 126
    head, contents = der[:1], der[start:]
    for length in range(len(der)):
        error = refused(name, der[:length])
        assert (type(error), error.path, error.offset) == (cmcasn1.TruncatedError, name, 0)
    error = refused(name, der + b"\0")
    assert (type(error), error.path, error.offset) == (cmcasn1.TrailingDataError, name, len(der))
    longer = head + b"\x84" + len(contents).to_bytes(4, "big") + contents
    reserved = head + b"\xff" + contents
    indefinite = head + b"\x80" + contents + b"\0\0"
    for malformed, offset in ((longer, 0), (reserved, 1), (indefinite, 0)):
        error = refused(name, malformed)
        assert (type(error), error.path, error.offset) == (cmcasn1.EncodingRuleError, name, offset)
    if type_named(name).kind != "ANY":
        error = refused(name, b"\xdf\x1f" + der[1:])
        assert isinstance(error, cmcasn1.TagError | cmcasn1.EncodingRuleError)
        assert (error.path.partition(".")[0], error.offset) == (name, 0)
        error = refused(name, b"\xde" + der[1:])
        assert (type(error), error.path, error.offset) == (cmcasn1.TagError, name, 0)


@pytest.mark.parametrize("name", [name for name in type_names() if type_named(name).kind in ("SEQUENCE OF", "SET OF")])
def test_empty_list(name: str) -> None:
    found = type_named(name)
    tag = "30" if found.kind == "SEQUENCE OF" else "31"
    octets = bytes.fromhex(f"{tag}00")
    if not found.low:
        assert encode_named(name, decode_named(name, octets)) == octets
        return
    error = refused(name, octets)
    assert (type(error), error.path, error.offset) == (cmcasn1.ConstraintError, name, 0)

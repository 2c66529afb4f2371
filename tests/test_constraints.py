"""Every constraint of every schema is compiled, and what is compiled is enforced."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any as _Any

import pytest
from pyasn1.codec.der import encoder
from pyasn1.type import constraint, error, univ

import cmcasn1
from cmcasn1 import schema
from cmcasn1.codec.coding import decode_named, encode_named
from cmcasn1.codec.compiler.read import Schemas
from cmcasn1.codec.tables import type_named, type_names
from cmcasn1.codec.types import STRINGS, Type

SCHEMAS: dict[str, _Any] = {name: getattr(schema, name) for name in type_names() if hasattr(schema, name)}
KINDS = {"ValueSizeConstraint", "ValueRangeConstraint", "SingleValueConstraint"}


def constraints(spec: _Any) -> Iterator[_Any]:
    """The single constraints of an intersection, which is all that a schema may combine them to."""
    if isinstance(spec, constraint.ConstraintsIntersection):
        for part in spec:
            yield from constraints(part)
    elif spec is not None:
        yield spec


def constrained(item: _Any, found: Type, path: str) -> Iterator[tuple[str, _Any, Type]]:
    """(path, pyasn1 object, description) of a type and of the nameless types inside it."""
    yield path, item, found
    if found.kind in ("SEQUENCE OF", "SET OF") and not found.sole:
        assert found.element is not None
        if not found.element.type.name:
            yield from constrained(item.componentType, found.element.type, f"{path}[]")
    elif found.kind in ("SEQUENCE", "SET", "CHOICE"):
        uses = {use.name: use.type for use in found.components}
        for named in item.componentType.namedTypes:
            if not uses[named.name].name:
                yield from constrained(named.asn1Object, uses[named.name], f"{path}.{named.name}")


def edges_of(single: _Any) -> tuple[_Any, ...]:
    if isinstance(single, constraint.SingleValueConstraint):
        return tuple(single)
    return single.start, single.stop


def allowed(found: Type, number: int) -> bool:
    """Say whether the description allows a value of an INTEGER or a size of anything else."""
    low = found.low is None or number >= found.low
    high = found.high is None or number <= found.high
    return low and high and (not found.values or number in found.values)


def allowed_by_pyasn1(item: _Any, number: int) -> bool:
    value = number if isinstance(item, univ.Integer) else bytes(number)
    for spec in (item.subtypeSpec, getattr(item, "sizeSpec", None)):
        for single in constraints(spec):
            try:
                single(value)
            except error.ValueConstraintError:
                return False
    return True


@pytest.mark.parametrize("name", SCHEMAS)
def test_compiled(name: str) -> None:
    for path, item, found in constrained(SCHEMAS[name](), type_named(name), name):
        singles = [*constraints(item.subtypeSpec), *constraints(getattr(item, "sizeSpec", None))]
        if found.kind in ("BOOLEAN", "NULL", "CHOICE"):  # pyasn1 makes them of other types by constraints
            continue
        assert {type(single).__name__ for single in singles} <= KINDS, path
        if found.sole:
            continue
        edges = {edge for single in singles for edge in edges_of(single) if edge != float("inf")}
        numbers = {int(edge) + step for edge in edges for step in (-1, 0, 1)}
        if found.kind not in ("INTEGER", "ENUMERATED"):
            numbers = {number for number in numbers if 0 <= number < 100_000}
        for number in numbers:
            assert allowed(found, number) == allowed_by_pyasn1(item, number), (path, number)


BOUNDED = [
    name
    for name in SCHEMAS
    if type_named(name).kind in ("INTEGER", "OCTET STRING", *STRINGS)
    and (type_named(name).low or type_named(name).high is not None or type_named(name).values)
    and (type_named(name).high or 0) < 100_000
]


def test_enough_types_are_bounded() -> None:
    assert len(BOUNDED) > 25 and {"AES_CCM_ICVlen", "AES_GCM_ICVlen"} <= set(BOUNDED)


@pytest.mark.parametrize("name", BOUNDED)
def test_enforced(name: str) -> None:
    """Both ways refuse what lies beyond a bound or in a gap, and accept what lies within."""
    found = type_named(name)
    low, high = found.low or 0, found.high
    numbers = {low - 1, low, low + 1} if high is None else {low - 1, *range(low, min(high, low + 20)), high, high + 1}
    unconstrained = {
        "INTEGER": univ.Integer,
        "OCTET STRING": univ.OctetString,
    }.get(found.kind)
    for number in sorted(numbers if found.kind == "INTEGER" else {n for n in numbers if n >= 0}):
        text = "1" * number
        value: _Any = number if found.kind == "INTEGER" else b"1" * number if found.kind == "OCTET STRING" else text
        if unconstrained is not None:
            der = encoder.encode(unconstrained(value))
        else:
            bare = next(cls for cls in SCHEMAS[name].__mro__ if cls.__module__.startswith("pyasn1."))
            der = encoder.encode(bare(value))
        if found.shape == "boxed":
            value = getattr(cmcasn1, name)(value)
        if allowed(found, number):
            assert decode_named(name, der) == value
            assert encode_named(name, value) == der
            continue
        with pytest.raises(cmcasn1.ConstraintError):
            decode_named(name, der)
        with pytest.raises(cmcasn1.BuildError):
            encode_named(name, value)


@pytest.mark.parametrize(
    ("name", "octets", "length"),
    [("CCMParameters", "300c 0407 01020304050607 0201 05", 5), ("GCMParameters", "3008 0403 010203 0201 0b", 11)],
)
def test_tag_lengths_of_aes(name: str, octets: str, length: int) -> None:
    """RFC 5084 section 3: CCM has even tag lengths of 4 to 16, GCM all of 12 to 16."""
    with pytest.raises(cmcasn1.ConstraintError) as caught:
        decode_named(name, bytes.fromhex(octets))
    assert caught.value.path == f"{name}.aes-ICVlen" and caught.value.found == str(length)
    parameters = getattr(cmcasn1, name)(b"1234567", length)
    with pytest.raises(cmcasn1.BuildError, match=f"found {length}"):
        encode_named(name, parameters)


def test_the_compiler_refuses_what_the_codec_cannot_enforce(monkeypatch: pytest.MonkeyPatch) -> None:
    class Lettered(schema.X520countryName):  # type: ignore[misc, name-defined]
        subtypeSpec = constraint.PermittedAlphabetConstraint("A", "B")

    Lettered.__module__ = "cmcasn1.schema.rfc5280"
    monkeypatch.setattr(schema.rfc5280, "Lettered", Lettered, raising=False)
    with pytest.raises(ValueError, match="no constraint that the codec enforces"):
        Schemas()

"""Hypothesis: generated values of every type survive every way out and back in, ours and pyasn1's.

The small run is the same each time; `pytest -m slow` draws anew, and Hypothesis prints the falsifying value.
"""

from __future__ import annotations

import copy
import dataclasses
import pickle
from typing import Any as _Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from pyasn1.codec.der.encoder import encode as pyasn1_encode

import cmcasn1
from cmcasn1 import schema
from cmcasn1.codec.asn1_objects import to_asn1
from cmcasn1.codec.asn1_values import from_asn1
from cmcasn1.codec.coding import decode_named, encode_named
from cmcasn1.codec.tables import type_named, type_names
from cmcasn1.codec.value import Value
from cmcasn1.fuzz.strategies import from_type
from tests import pyasn1_codec

SMALL = 3
LARGE = 60


def holds(name: str, value: _Any) -> None:
    der = encode_named(name, value)
    again = decode_named(name, der)
    assert again == value
    assert encode_named(name, again) == der
    behaves(value, again)
    by_pyasn1(name, value, der)


def behaves(value: _Any, again: _Any) -> None:
    assert hash(again) == hash(value)
    assert pickle.loads(pickle.dumps(again)) == value
    assert copy.deepcopy(again) == value
    assert repr(again) == repr(value)
    if not isinstance(value, Value):
        return
    assert dataclasses.replace(again) == value
    for field in dataclasses.fields(value):
        changed = dataclasses.replace(again, **{field.name: Unlike()})
        assert isinstance(getattr(changed, field.name), Unlike)
        assert (changed != value) == (field.name not in type(value).__uncompared__)
        assert getattr(again, field.name) == getattr(value, field.name)
    with pytest.raises(AttributeError):
        setattr(again, dataclasses.fields(value)[0].name, None)


class Unlike:
    """Equals nothing."""


def by_pyasn1(name: str, value: _Any, der: bytes) -> None:
    theirs = pyasn1_codec.decode(name, der)
    octets, faults = pyasn1_codec.encode(theirs)
    assert octets == der
    if hasattr(schema, name):
        assert from_asn1(name, theirs) == value
        ours = to_asn1(name, value)
        assert type(ours).__mro__[1] is getattr(schema, name)
        assert pyasn1_codec.encode(ours)[0] == der
        assert from_asn1(name, ours) == value
    if not faults:
        # Last, as it fills in absent components on the way.
        assert pyasn1_encode(theirs) == der


def drawn(name: str, examples: int, derandomize: bool) -> None:
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=derandomize,
        phases=[Phase.generate] if derandomize else [Phase.generate, Phase.shrink],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
    )
    @given(from_type(name))
    def run(value: _Any) -> None:
        holds(name, value)

    run()


@pytest.mark.parametrize("name", type_names())
def test_every_type(name: str) -> None:
    drawn(name, SMALL, derandomize=True)


@pytest.mark.slow
@pytest.mark.parametrize("name", type_names())
def test_every_type_at_length(name: str) -> None:
    drawn(name, LARGE, derandomize=False)


@pytest.mark.parametrize("name", [name for name in type_names() if hasattr(schema, name)])
def test_value_class_converts(name: str) -> None:
    """The methods of the classes are the functions that the tests above call."""
    cls = getattr(cmcasn1, name)
    if type_named(name).shape in ("class", "boxed", "tagged", "list", "bits"):
        assert cls.from_asn1.__func__ is Value.from_asn1.__func__ and cls.to_asn1 is Value.to_asn1


@pytest.mark.parametrize("strategy", ["PKIData", cmcasn1.PKIData])
def test_a_strategy_takes_a_class_or_a_name(strategy: _Any) -> None:
    @settings(max_examples=2, derandomize=True, database=None, deadline=None)
    @given(from_type(strategy))
    def run(value: _Any) -> None:
        assert type(value) is cmcasn1.PKIData

    run()


def test_a_strategy_for_what_no_schema_defines() -> None:
    with pytest.raises(KeyError):
        from_type("NoSuchType")

"""What both sides of a comparison must agree on: the primitive values of a message, in the order of its encoding."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any as _Any

from pyasn1.type import base, char, univ, useful

from benchmarks.work import Part
from cmcasn1.codec.primitives import Any, BitString, Null, datetime
from cmcasn1.codec.value import Value


def leaves(value: _Any) -> Iterator[object]:
    """Yield the primitive values below a value of cmcasn1."""
    if isinstance(value, Any):
        yield value.der
    elif isinstance(value, BitString):
        length = len(value.data) * 8 - value.unused_bits
        yield length, int.from_bytes(value.data, "big") >> value.unused_bits
    elif isinstance(value, Value):
        # A CHOICE with a name for its alternative is no more than its value.
        tagged = value.__fields__ == ("choice", "value")
        for field in value.__fields__[1:] if tagged else value.__fields__:
            yield from leaves(getattr(value, field))
    elif isinstance(value, tuple):
        for element in value:
            yield from leaves(element)
    elif isinstance(value, datetime):
        yield value.timestamp()
    elif isinstance(value, Null):
        yield None
    elif isinstance(value, int):
        yield int(value)
    elif value is not None:
        yield str(value) if isinstance(value, str) else value


def pyasn1_leaves(item: _Any) -> Iterator[object]:
    """Yield the primitive values below a pyasn1 object."""
    match item:
        case univ.Choice():
            yield from pyasn1_leaves(item.getComponent())
        case univ.Sequence() | univ.Set():
            for position, declared in enumerate(item.componentType.namedTypes):
                field = item.getComponentByPosition(position, instantiate=False)
                if isinstance(field, base.Asn1Item) and field.isValue:
                    yield from pyasn1_leaves(field)
                elif declared.isDefaulted:
                    yield from pyasn1_leaves(declared.asn1Object)
        case univ.SequenceOf() | univ.SetOf():
            for element in item:
                yield from pyasn1_leaves(element)
        case univ.BitString():
            yield len(item), item.asInteger()
        case useful.UTCTime() | useful.GeneralizedTime():
            yield item.asDateTime.timestamp()
        case univ.ObjectIdentifier() | char.AbstractCharacterString():
            yield str(item)
        case univ.Null():
            yield None
        case univ.Integer():
            yield int(item)
        case _:
            yield bytes(item)


def rebuilt(parts: list[Part]) -> list[Part]:
    """Return equal values made by the public constructors.

    They remember nothing of what was decoded, so that an encoder cannot copy it.
    """
    return [(name, _rebuild(value)) for name, value in parts]


def _rebuild(value: _Any) -> _Any:
    cls = type(value)
    if isinstance(value, Value):
        return cls(**{field: _rebuild(getattr(value, field)) for field in cls.__fields__})
    if isinstance(value, tuple):
        return cls(map(_rebuild, value))
    return value

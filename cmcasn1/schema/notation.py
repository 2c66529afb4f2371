"""Short spellings of ASN.1 notation for the documents of this folder: tags, sizes, ranges, defaults."""

from __future__ import annotations

from typing import Any

from pyasn1.type import constraint, opentype, tag, univ

MAX = float("inf")


def implicit(asn1: Any, number: int) -> Any:
    """`[number] IMPLICIT asn1`; pyasn1 keeps the constructed bit of the tag replaced (X.680 section 31)."""
    return asn1.subtype(implicitTag=tag.Tag(tag.tagClassContext, tag.tagFormatSimple, number))


def explicit(asn1: Any, number: int) -> Any:
    """`[number] EXPLICIT asn1`; also `[number] asn1` for a CHOICE or an ANY (X.680 section 31.2.7)."""
    return asn1.subtype(explicitTag=tag.Tag(tag.tagClassContext, tag.tagFormatConstructed, number))


def size(low: int, high: float) -> Any:
    """`(SIZE (low..high))`."""
    return constraint.ValueSizeConstraint(low, high)


def sized(asn1: Any, low: int, high: float) -> Any:
    """`asn1 (SIZE (low..high))`."""
    return asn1.subtype(subtypeSpec=constraint.ValueSizeConstraint(low, high))


def between(low: int, high: float) -> Any:
    """`(low..high)`."""
    return constraint.ValueRangeConstraint(low, high)


def ranged(asn1: Any, low: int, high: float) -> Any:
    """`asn1 (low..high)`."""
    return asn1.subtype(subtypeSpec=constraint.ValueRangeConstraint(low, high))


def sequence_of(component: Any, low: int = 0, high: float = MAX) -> Any:
    """`SEQUENCE SIZE (low..high) OF component` where the RFC gives the type no name."""
    return univ.SequenceOf(componentType=component, subtypeSpec=size(low, high))


def set_of(component: Any, low: int = 0, high: float = MAX) -> Any:
    """`SET SIZE (low..high) OF component` where the RFC gives the type no name."""
    return univ.SetOf(componentType=component, subtypeSpec=size(low, high))


def opened(governor: str, types: dict[Any, Any]) -> Any:
    """`DEFINED BY governor`: the component whose value is the key into `types`."""
    return opentype.OpenType(governor, types)

"""Writes the checks that decoders and encoders share: sizes, ranges and listed values."""

from __future__ import annotations

from cmcasn1.codec.types import Type

# The class of what an open type's table does not know.
UNKNOWN_CLASS = {"controls": "UnknownControl"}

Bounds = tuple[int | None, int | None] | None


def bounds_of(found: Type) -> Bounds:
    """Return the least and the greatest value or size that a type allows, or None where any will do."""
    if found.low is None and found.high is None:
        return None
    if found.kind not in ("INTEGER", "ENUMERATED") and not found.low and found.high is None:
        return None
    return found.low, found.high


def listed(found: Type, expression: str) -> list[str]:
    """Write lines that refuse a value which is not among those that the type lists."""
    return [f"if {expression} not in {found.values}:", "    raise Bad"] if found.values else []


def check(bounds: Bounds, expression: str) -> list[str]:
    """Write lines that refuse what lies outside the bounds."""
    if bounds is None:
        return []
    low, high = bounds
    if low is None:
        test = f"{expression} > {high}"
    elif high is None:
        test = f"{expression} < {low}"
    else:
        test = f"not {low} <= {expression} <= {high}"
    return [f"if {test}:", "    raise Bad"]

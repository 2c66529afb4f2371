"""Adversarial shapes: a value or a CMCError, in a number of steps that grows no faster than the input.

Steps are counted by `tests.counting`; `python -m benchmarks.growth` measures time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any as _Any

import pytest

import cmcasn1
from cmcasn1.codec.coding import decode_named
from tests import counting
from tests.adversarial import SHAPES
from tests.readers import READERS

SMALL = 6_000
# Octets from which on a shape is as deep as `Limits` allows: up to there, what writes level by level grows faster.
DEEP = {("base64_long", "JSON"): 24_000}
WAYS: dict[str, Callable[[bytes], _Any]] = {
    "decode_der": lambda data: decode_named("PKIData", data),
    **READERS,
}


def steps(way: str, data: bytes) -> int:
    return counting.steps(lambda: WAYS[way](data))


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("shape", SHAPES)
def test_steps(shape: str, way: str) -> None:
    once, twice = (SHAPES[shape](count * DEEP.get((shape, way), SMALL)) for count in (1, 2))
    growth = len(twice) / len(once)
    steps(way, once)  # what is imported and cached at first is not counted
    allowed = growth * 1.3 * steps(way, once) + 500
    assert steps(way, twice) <= allowed


@pytest.mark.parametrize("shape", SHAPES)
def test_inspect_never_raises(shape: str) -> None:
    found = cmcasn1.inspect(SHAPES[shape](20_000))
    assert found.message is not None or found.problems


# Tag numbers of many octets, with indefinite lengths: one call of the reader each, once.
LONG_TAGS = {
    "closed": b"\x30\x80" + b"\xbf\x1f\x80" * 5_000 + b"\0\0" * 5_001,
    "open": b"\x30\x80" + b"\xbf\x1f\x80" * 5_000,
    "of many octets": b"\x30\x80" + (b"\xbf" + b"\xff" * 50 + b"\x7f\x80") * 500,
    "unfinished": b"\x30\x80\xbf" + b"\xff" * 20_000,
}


@pytest.mark.parametrize("data", LONG_TAGS.values(), ids=LONG_TAGS)
def test_long_tags_of_indefinite_length(data: bytes) -> None:
    for way in ("decode_der", "parse"):
        with pytest.raises(cmcasn1.DecodeError):
            WAYS[way](data)
    assert cmcasn1.inspect(data).problems


def test_problems_do_not_hold_the_frames_of_the_walk() -> None:
    """A message may have as many problems as elements; each with its traceback is more than the input is worth."""
    from cmcasn1.codec.tables import type_named
    from cmcasn1.codec.walk import Walker

    data = SHAPES["odd_controls"](2_000)
    walker = Walker(data, tolerant=True)
    walker.decode(type_named("PKIData"), 0, len(data), "PKIData")
    assert len(walker.problems) > 50
    assert all(problem.__traceback__ is None for problem in walker.problems)

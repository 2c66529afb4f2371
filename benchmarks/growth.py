"""`python -m benchmarks.growth`: time of adversarial inputs, and how it grows when they double."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import cmcasn1
from cmcasn1.codec.coding import decode_named
from tests.adversarial import SHAPES

SIZES = (50_000, 100_000, 200_000)
WAYS: dict[str, Callable[[bytes], Any]] = {
    "decode_der": lambda data: decode_named("PKIData", data),
    "parse": cmcasn1.parse,
    "inspect": cmcasn1.inspect,
}


def seconds(way: str, data: bytes) -> float:
    """The best of three."""
    times = []
    for _ in range(3):
        start = time.perf_counter()
        with suppress(cmcasn1.CMCError):
            WAYS[way](data)
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    """Print a line for each shape and way; growth beyond 2 for a doubling is worse than linear."""
    print(f"{'shape':20} {'way':10} {' '.join(f'{size // 1000:>7} kB' for size in SIZES)}  growth  ns/octet")
    for shape, make in SHAPES.items():
        inputs = [make(size) for size in SIZES]
        for way in WAYS:
            times = [seconds(way, data) for data in inputs]
            shown = " ".join(f"{taken * 1000:7.2f} ms" for taken in times)
            growth = times[-1] / times[-2] * len(inputs[-2]) / len(inputs[-1]) * 2
            print(f"{shape:20} {way:10} {shown}  {growth:6.2f}  {times[-1] / len(inputs[-1]) * 1e9:8.0f}")


if __name__ == "__main__":
    main()

"""The floor: a bare walk over the TLVs in plain Python, which no decoder written in it can beat."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.messages import Sample
from benchmarks.work import Part


def walker(sample: Sample, parts: list[Part]) -> Callable[[], int]:
    """Return a walk over every TLV of the message and of what lies in its OCTET STRINGs; it gives their number."""
    nested = _contents(sample, parts)
    data = sample.data
    return lambda: _walk(data, 0, len(data), nested)


def _walk(b: bytes, p: int, e: int, nested: frozenset[int]) -> int:
    count = 0
    while p < e:
        count += 1
        constructed = b[p] & 0x20
        n = b[p + 1]
        p += 2
        if n > 127:
            q = p + n - 128
            n = int.from_bytes(b[p:q], "big")
            p = q
        q = p + n
        if constructed or p in nested:
            count += _walk(b, p, q, nested)
        p = q
    if p != e:
        raise ValueError("not DER")
    return count


def _contents(sample: Sample, parts: list[Part]) -> frozenset[int]:
    """Return where the OCTET STRINGs that hold further DER begin; found once, outside of what is measured."""
    from benchmarks.work import encode

    found = set()
    for octets in encode(parts[1:]):
        start = sample.data.find(b"\x04" + _length(len(octets)) + octets)
        while start >= 0:
            found.add(start + 1 + len(_length(len(octets))))
            start = sample.data.find(b"\x04" + _length(len(octets)) + octets, start + 1)
    return frozenset(found)


def _length(size: int) -> bytes:
    if size < 128:
        return bytes((size,))
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((128 + len(octets),)) + octets

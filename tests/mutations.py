"""Mutations of the committed vectors: `mutation(number)` gives the same octets for the same number on every run."""

from __future__ import annotations

from functools import cache
from random import Random

from cmcasn1.armour import unwrap
from cmcasn1.codec.der_writing import header
from cmcasn1.codec.tables import type_names
from tests.blobs import committed_blobs

LENGTHS = (b"\x00", b"\x7f", b"\x80", b"\x81\x7f", b"\x81\x80", b"\x82\x00\x80", b"\x84\x7f\xff\xff\xff", b"\xff")
LENGTHS += (b"\x84\xff\xff\xff\xff", b"\x88" + b"\xff" * 8, b"\x89" + b"\x01" * 9, b"\x82\xff\xff")
TAGS = (
    *range(0x01, 0x20),
    0x24,
    0x23,
    0x2C,
    0x30,
    0x31,
    *range(0x80, 0x8B),
    *range(0xA0, 0xAB),
    0x1F,
    0xBF,
    0x00,
    0x61,
)
PIECES = (b"\0\0", b"\x05\0", b"\x30\0", b"\x31\0", b"\x02\x01\x00", b"\x02\x02\x00\x01", b"\x01\x01\x01", b"\x30\x80")
PIECES += (
    b"\x24\x80\x04\x01a\0\0",
    b"\x03\x02\x07\xff",
    b"\x06\x02\x88\x37",
    b"\x17\x0d260230000000Z",
    b"\xa0\x02\x05\0",
)


@cache
def seeds() -> tuple[tuple[str, str, bytes], ...]:
    """(name, type, DER or BER) of each vector up to 4,000 octets."""
    found = []
    for blob in committed_blobs():
        octets = unwrap(blob.data)[0].octets
        if blob.asn1_type in type_names() and len(octets) <= 4000 and not blob.is_armoured:
            found.append((blob.name, str(blob.asn1_type), octets))
    return tuple(found)


@cache
def elements(data: bytes) -> tuple[tuple[int, int, int], ...]:
    """(start, start of the contents, end) of every element of definite length, also inside OCTET STRINGs."""
    found = []
    stack = [(0, len(data))]
    while stack:
        at, end = stack.pop()
        inside: list[tuple[int, int, int]] = []
        while at + 2 <= end:
            start, length = at + 2, data[at + 1]
            if length > 0x84 or length == 0x80:
                break
            if length > 0x80:
                start, length = start + length - 0x80, int.from_bytes(data[start : start + length - 0x80], "big")
            if start + length > end:
                break
            inside.append((at, start, start + length))
            at = start + length
        if at == end:  # else it only looked like elements
            found += inside
            stack += [(start, stop) for begin, start, stop in inside if data[begin] & 0x20 or data[begin] in (3, 4)]
    return tuple(found)


def mutation(number: int) -> tuple[str, str, bytes]:
    """Return the vector's name, its type and the mutated octets of the case `number`."""
    rng = Random(f"cmcasn1 {number}")
    name, asn1_type, data = rng.choice(seeds())
    for _ in range(rng.choice((1, 1, 1, 2, 3, 6))):
        data = _changed(rng, data)
    return name, asn1_type, data


def _changed(rng: Random, data: bytes) -> bytes:
    if not data:
        return data
    kind = rng.randrange(14)
    if kind < 5 or not elements(data):
        at = rng.randrange(len(data))
        match kind:
            case 0:  # another bit
                return data[:at] + bytes((data[at] ^ 1 << rng.randrange(8),)) + data[at + 1 :]
            case 1:  # another octet
                return data[:at] + bytes((rng.choice((0, 1, 0x7F, 0x80, 0xFF, rng.randrange(256))),)) + data[at + 1 :]
            case 2:
                return data[:at]
            case 3:
                return data[:at] + data[at + rng.randrange(1, 9) :]
        return data[:at] + rng.randbytes(rng.randrange(1, 9)) + data[at:]
    begin, start, end = rng.choice(elements(data))
    match kind:
        case 5:  # another tag
            return data[:begin] + bytes((rng.choice(TAGS),)) + data[begin + 1 :]
        case 6:  # another length
            return data[: begin + 1] + rng.choice(LENGTHS) + data[start:]
        case 7:  # an element less
            return put(data, begin, end, b"")
        case 8:  # an element twice
            return put(data, begin, end, data[begin:end] * 2)
        case 9:  # an element of this or another vector in its place
            other = rng.choice((data, rng.choice(seeds())[2]))
            there = rng.choice(elements(other) or ((0, 0, len(other)),))
            return put(data, begin, end, other[there[0] : there[2]])
        case 10:  # indefinite length
            return put(data, begin, end, data[begin : begin + 1] + b"\x80" + data[start:end] + b"\0\0")
        case 11:  # other contents
            return put(data, start, end, rng.choice((*PIECES, rng.randbytes(rng.randrange(9)))))
        case 12:  # contents of many octets: an INTEGER, say, of more digits than Python writes
            return put(data, start, end, bytes((rng.choice((0x7F, 0x80)),)) + rng.randbytes(2000))
    return put(data, begin, begin, rng.choice(PIECES))  # an element more


def put(data: bytes, begin: int, end: int, piece: bytes) -> bytes:
    """Replace octets and correct the lengths of the elements around them."""
    around = [e for e in elements(data) if e[1] <= begin and end <= e[2]]
    for outer, start, stop in sorted(around, reverse=True):
        contents = data[start:begin] + piece + data[end:stop]
        begin, end, piece = outer, stop, header(data[outer], len(contents)) + contents
    return data[:begin] + piece + data[end:]

"""BER to DER without a schema: definite lengths, whole strings, canonical BOOLEAN and INTEGER, sorted SETs."""

from __future__ import annotations

from cmcasn1.codec.der_writing import header
from cmcasn1.codec.headers import Header, HeaderReader
from cmcasn1.codec.types import tag_name
from cmcasn1.errors import EncodingRuleError, LimitError
from cmcasn1.limits import DEFAULT_LIMITS, Limits

# Universal string types, which BER may split: BIT STRING, OCTET STRING and the character strings and times.
_STRINGS = {3, 4, 12, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 30}


def to_der(data: bytes, limits: Limits = DEFAULT_LIMITS) -> bytes:
    """Return the DER form of one BER TLV, as far as it follows from the octets alone.

    What needs the schema stays as it is: values equal to their DEFAULT, strings in segments under an IMPLICIT
    tag. Raises `DecodeError` for what is no BER, `LimitError` beyond `limits.depth`. X.690 sections 10 and 11.
    """
    reader = HeaderReader(data, limits.depth)
    found = reader.read(0, len(data), "input")
    if found.next != len(data):
        raise EncodingRuleError(
            f"{len(data) - found.next} octets follow the value",
            path="input",
            offset=found.next,
            expected="the end of the input",
            found=f"{len(data) - found.next} octets",
        )
    return _convert(data, reader, found, limits.depth, limits)


def _convert(data: bytes, reader: HeaderReader, at: Header, depth: int, limits: Limits) -> bytes:
    if depth == 0:
        raise LimitError.depth(limits.depth, at.offset)
    identifier = data[at.offset : _identifier_end(data, at.offset)]
    if not at.constructed:
        contents = data[at.start : at.stop]
        if identifier == b"\x01" and contents not in (b"\0", b"\xff") and len(contents) == 1:
            contents = b"\xff"
        return _tlv(identifier, contents)
    children = []
    p = at.start
    while p < at.stop:
        child = reader.read(p, at.stop, "input")
        children.append(_convert(data, reader, child, depth - 1, limits))
        p = child.next
    number = at.identifier & 0x1F
    if at.identifier < 0x40 and number in _STRINGS:
        return _whole(number, children, at)
    if at.identifier == 0x31:
        children.sort()
    return _tlv(identifier, b"".join(children))


def _whole(number: int, segments: list[bytes], at: Header) -> bytes:
    wanted = 3 if number == 3 else 4
    contents = []
    unused = 0
    for index, segment in enumerate(segments):
        inner = HeaderReader(segment, 1).read(0, len(segment), "input")
        octets = segment[inner.start : inner.stop]
        if inner.identifier not in (wanted, number) or (wanted == 3 and (not octets or unused)):
            raise EncodingRuleError(
                "a segment is no string of the same kind",
                path="input",
                offset=at.offset,
                expected=tag_name(wanted),
                found=tag_name(inner.identifier),
            )
        if wanted == 3:
            unused, octets = octets[0], octets[1:]
            if unused and index != len(segments) - 1:
                raise EncodingRuleError(
                    "a segment before the last has unused bits",
                    path="input",
                    offset=at.offset,
                    expected="0 unused bits",
                    found=f"{unused} unused bits",
                )
        contents.append(octets)
    first = bytes((unused,)) if wanted == 3 else b""
    return _tlv(bytes((number,)), first + b"".join(contents))


def _identifier_end(data: bytes, p: int) -> int:
    p += 1
    if data[p - 1] & 0x1F == 0x1F:
        while data[p] > 127:
            p += 1
        p += 1
    return p


def _tlv(identifier: bytes, contents: bytes) -> bytes:
    return identifier + header(0, len(contents))[1:] + contents

"""Primitive types for `cmcasn1.codec.walk`, and the strings that BER splits into segments (X.690 section 8.7.3)."""

from __future__ import annotations

from cmcasn1.codec.headers import check_tag
from cmcasn1.codec.types import Type, tag_name
from cmcasn1.codec.walk_primitives import Place, is_string, read
from cmcasn1.errors import EncodingRuleError, LimitError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cmcasn1.codec.headers import Header
    from cmcasn1.codec.walk import Walker


def primitive(walker: Walker, found: Type, at: Header, path: str, string: str) -> object:
    """Decode a primitive type, whole or in segments."""
    place = Place(path, at.start, walker.loosen)
    if not at.constructed:
        return read(found, walker.data[at.start : at.stop], None, place, string)
    if not (walker.ber and is_string(found)):
        raise EncodingRuleError(
            f"{found.title} is constructed (X.690 section 10.2)",
            path=path,
            offset=at.offset,
            expected="the primitive form",
            found=tag_name(at.identifier),
        )
    walker.loosen("segments", path, at.offset, "string in segments")
    bit_string = found.kind == "BIT STRING"
    parts, unused = _segments(walker, at, path, bit_string, walker.limits.depth)
    return read(found, b"".join(parts), unused if bit_string else None, place, string)


def _segments(walker: Walker, at: Header, path: str, bit_string: bool, depth: int) -> tuple[list[bytes], int]:
    if depth == 0:
        raise LimitError.depth(walker.limits.depth, at.offset, path)
    parts: list[bytes] = []
    unused = 0
    wanted = 0x03 if bit_string else 0x04
    p = at.start
    while p < at.stop:
        segment = walker.header(p, at.stop, path)
        check_tag(segment, wanted, "BIT STRING" if bit_string else "OCTET STRING", path, ber_string=True)
        if unused:
            raise EncodingRuleError(
                "a segment before the last has unused bits",
                path=path,
                offset=p,
                expected="0 unused bits",
                found=f"{unused} unused bits",
            )
        if segment.constructed:
            more, unused = _segments(walker, segment, path, bit_string, depth - 1)
            parts += more
        elif bit_string:
            if segment.start == segment.stop:
                raise EncodingRuleError(
                    "BIT STRING lacks its first octet",
                    path=path,
                    offset=p,
                    expected="at least 1 octet",
                    found="0 octets",
                )
            unused = walker.data[segment.start]
            parts.append(walker.data[segment.start + 1 : segment.stop])
        else:
            parts.append(walker.data[segment.start : segment.stop])
        p = segment.next
    return parts, unused

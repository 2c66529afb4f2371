"""Tells encodings from text by their first octets."""

from __future__ import annotations

SPACE = b" \t\r\n\f\v"
TEXT = bytes(range(0x20, 0x7F)) + SPACE
REPLACED = b"\xef\xbf\xbd"
_SEQUENCE_OR_SET = (0x30, 0x31)
_TEXT_OF_ANY_LANGUAGE = bytes(range(0x20, 0x100)) + SPACE


def tlv(data: bytes, at: int = 0) -> tuple[int, int] | None:
    """Return start and end of the content of a TLV; end -1 for an indefinite length; None for what is none."""
    if len(data) - at < 2:
        return None
    first = data[at + 1]
    if first < 0x80:
        return at + 2, at + 2 + first
    if first == 0x80:
        return (at + 2, -1) if data[at] & 0x20 else None
    count = first & 0x7F
    length = data[at + 2 : at + 2 + count]
    if count > 8 or len(length) < count:
        return None
    start = at + 2 + count
    return start, start + int.from_bytes(length, "big")


def is_text(data: bytes) -> bool:
    """Say whether all octets are printable ASCII or white space."""
    return not data.translate(None, TEXT)


def is_prose(data: bytes) -> bool:
    """Say whether these octets are text of any language rather than an encoding."""
    if data.translate(None, _TEXT_OF_ANY_LANGUAGE):
        return REPLACED in data
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def is_encoding(data: bytes) -> bool:
    """Say whether this is DER or BER already: "0" (30 hex) also starts hex and base64 text."""
    if is_text(data[:64]) and is_text(data):
        return False
    found = tlv(data)
    if found and found[1] == len(data):
        return True
    if REPLACED in data and is_prose(data):
        return False
    # c2: the first octet of 80 to bf in UTF-8, and no length.
    return data[0] in _SEQUENCE_OR_SET and not is_text(data[:16]) and not wide(data) and data[1:2] != b"\xc2"


def wide(data: bytes) -> str | None:
    """Return the name of the UTF-16 that this is; None where it is none."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    sample = data[:64]
    for start, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        if len(sample) >= 8 and not any(sample[start::2]) and is_text(sample[1 - start :: 2]):
            return name
    return None


def without_zeros(data: bytes) -> bytes:
    """Cut off the zeros and line ends behind a TLV of definite length."""
    found = tlv(data)
    if found and 0 < found[1] < len(data) and not data[found[1] :].strip(SPACE + b"\0"):
        return data[: found[1]]
    return data


def behind_text(data: bytes) -> int | None:
    """Find the SEQUENCE that lines of text stand before, as after the header lines of an HTTP response."""
    binary = len(data) - len(data.lstrip(TEXT))
    for at in range(binary, max(binary - 4, 0), -1):
        if data[at : at + 1] == b"\x30":
            found = tlv(data, at)
            if found and (found[1] == len(data) or (found[1] < 0 and data[at - 1 : at] == b"\n")):
                return at
    return None


def from_utf8(data: bytes) -> bytes | None:
    """Undo an encoding that was taken for Latin-1 text and written as UTF-8."""
    if data[:2] not in (b"\x30\xc2", b"\x31\xc2"):
        return None
    try:
        octets = data.decode("utf-8").encode("latin-1")
    except UnicodeError:
        return None
    found = tlv(octets)
    return octets if found and found[1] == len(octets) else None

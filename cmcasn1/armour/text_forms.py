"""Octets written as text: base64, hex, hex dumps."""

from __future__ import annotations

from binascii import a2b_base64

from cmcasn1.armour.octets import SPACE, tlv

HEX = frozenset(b"0123456789abcdefABCDEF")
BASE64 = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_=")
_HEX_SEPARATORS = SPACE + b",:;{}()[]\"'"
_TO_STANDARD = bytes.maketrans(b"-_", b"+/")
_NOT_IN_A_RUN = bytes(c if (c in BASE64 and c not in b"-_=") or c in SPACE else 0 for c in range(256))
_ESCAPES = (
    (b"\\r", b"\r"),
    (b"\\n", b"\n"),
    (b"\\/", b"/"),
    (b"%2B", b"+"),
    (b"%2b", b"+"),
    (b"%2F", b"/"),
    (b"%2f", b"/"),
    (b"%0D", b"\r"),
    (b"%0d", b"\r"),
    (b"%0A", b"\n"),
    (b"%0a", b"\n"),
    (b"&#13;", b"\r"),
    (b"&#xD;", b"\r"),
    (b"&#10;", b"\n"),
)


def of_base64(text: bytes) -> bytes | None:
    """Decode base64 or base64url in any wrapping, with or without padding; None for what is neither."""
    compact = text.translate(None, SPACE)
    if not compact or not BASE64.issuperset(compact):
        return None
    payload = compact.rstrip(b"=").translate(_TO_STANDARD)
    if b"=" in payload or len(payload) % 4 == 1:
        return None
    return a2b_base64(payload + b"=" * (-len(payload) % 4))


def runs_of_base64(data: bytes) -> list[bytes]:
    """Find base64 of long SEQUENCEs ("MI..." is 30 8.) in JSON, XML, forms, logs."""
    if b"MI" not in data:
        return []
    for escape, meant in _ESCAPES:
        data = data.replace(escape, meant)
    found: list[bytes] = []
    for run in data.translate(_NOT_IN_A_RUN).split(b"\0"):
        words = run.split()
        compact = b"".join(words)
        at = free = 0
        for word in words:
            if at >= free and word.startswith(b"MI") and len(compact) - at >= 16:
                header = tlv(a2b_base64(compact[at : at + 16]))
                # The length says where the base64 ends, whatever words follow.
                size = (header[1] * 4 + 2) // 3 if header else 0
                if 0 < size <= len(compact) - at:
                    found.append(a2b_base64(compact[at : at + size] + b"=" * (-size % 4)))
                    free = at + size
            at += len(word)
    return found


def of_hex(text: bytes) -> bytes | None:
    """Decode hex: bare, with separators or prefixes, as an array of some language; None for what is none."""
    compact = text.replace(b"(byte)", b"").translate(None, _HEX_SEPARATORS)
    for prefix in (b"\\x", b"0x", b"0X"):
        compact = compact.replace(prefix, b"")
    if not compact or len(compact) % 2 or not HEX.issuperset(compact):
        return None
    return bytes.fromhex(compact.decode())


def of_hex_dump(data: bytes) -> bytes | None:
    """Decode what xxd, hexdump -C, od -tx1 and Wireshark write: offset, octets, perhaps the octets as text."""
    if data[:4] != b"0000":
        return None
    rows = [line.strip().partition(b" ") for line in data.splitlines() if line.strip()]
    for base in (16, 8, 10):
        try:
            offsets = [int(row[0].removesuffix(b":"), base) for row in rows]
        except ValueError:
            continue
        octets = _joined([row[2] for row in rows], offsets)
        if octets:
            return octets
    return None


def _joined(rows: list[bytes], offsets: list[int]) -> bytes | None:
    joined = bytearray()
    for row, offset, following in zip(rows, offsets, [*offsets[1:], None], strict=True):
        if offset != len(joined):
            return None
        # The text column starts behind a gap or a bar; hexdump and Wireshark also leave a gap amidst the octets.
        octets = row.partition(b"|")[0].strip()
        for gap in (b"   ", b"  ", b"\n"):
            piece = of_hex(octets.partition(gap)[0]) or b""
            if following is None or offset + len(piece) == following:
                break
        else:
            return None
        joined += piece
    return bytes(joined)

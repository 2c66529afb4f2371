"""What the generated encoders call: headers and the contents of the primitive types in DER.

Everything here raises `Bad` (or lets AttributeError, TypeError or ValueError through) without saying why:
`cmcasn1.codec.faults` goes over a refused value once more and explains.
"""

from __future__ import annotations

from datetime import UTC
from datetime import datetime as _datetime

from cmcasn1.codec.caches import CACHE_SIZE, Bad, forgettable
from cmcasn1.codec.der_reading import MAX_OID_OCTETS, NOT_NUMERIC, NOT_PRINTABLE, NOT_VISIBLE
from cmcasn1.codec.primitives import BitString, GeneralizedTime, UTCTime
from cmcasn1.oids import Oid

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any as _Any

    Encoder = Callable[[object], bytes]


def header(identifier: int, length: int) -> bytes:
    """Encode an identifier octet and a length."""
    if length < 128:
        return bytes((identifier, length))
    octets = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes((identifier, 128 + len(octets))) + octets


class Headers(dict[int, bytes]):
    """Headers of one identifier octet by length, made as they are needed and kept up to 1,023 octets."""

    __slots__ = ("identifier",)

    def __init__(self, identifier: int) -> None:
        super().__init__()
        self.identifier = identifier

    def __missing__(self, length: int) -> bytes:
        made = header(self.identifier, length)
        if length < 1024:
            self[length] = made
        return made


class Identifiers(dict[str, bytes]):
    """Whole encodings of OBJECT IDENTIFIERs under one identifier octet, made as they are needed."""

    __slots__ = ("identifier",)

    def __init__(self, identifier: int) -> None:
        super().__init__()
        self.identifier = identifier
        forgettable(self)

    def __missing__(self, value: str) -> bytes:
        contents = put_oid(value)
        made = header(self.identifier, len(contents)) + contents
        if len(self) >= CACHE_SIZE:
            self.clear()
        self[value] = made
        return made


_made: dict[tuple[str, int], _Any] = {}


def headers(identifier: int) -> Headers:
    """Return the headers of an identifier octet."""
    key = "headers", identifier
    if key not in _made:
        _made[key] = Headers(identifier)
    return _made[key]  # type: ignore[no-any-return]


def identifiers(identifier: int) -> Identifiers:
    """Return the encodings of OBJECT IDENTIFIERs under an identifier octet."""
    key = "identifiers", identifier
    if key not in _made:
        _made[key] = Identifiers(identifier)
    return _made[key]  # type: ignore[no-any-return]


def small_integers(identifier: int) -> tuple[bytes, ...]:
    """Return the encodings of 0 to 127 and, at their negative indices, of -128 to -1 under an identifier octet.

    A tuple, since a dict would take 1.0 for 1.
    """
    key = "integers", identifier
    if key not in _made:
        _made[key] = tuple(bytes((identifier, 1, octet)) for octet in range(256))
    return _made[key]  # type: ignore[no-any-return]


def put_integer(value: int) -> bytes:
    """Encode the contents of an INTEGER."""
    return value.to_bytes((value if value >= 0 else ~value).bit_length() // 8 + 1, "big", signed=True)


def octets(value: object) -> bytes:
    """Return the octets of what is no `bytes` but holds some."""
    if not isinstance(value, bytes | bytearray):
        raise Bad
    return bytes(value)


def put_boolean(value: bool) -> bytes:
    """Encode the contents of a BOOLEAN."""
    if value is True:
        return b"\xff"
    if value is False:
        return b"\0"
    raise Bad


def put_oid(value: str) -> bytes:
    """Encode the contents of an OBJECT IDENTIFIER."""
    arcs = [int(arc) for arc in Oid(value).split(".")]
    octets = bytearray()
    for arc in (arcs[0] * 40 + arcs[1], *arcs[2:]):
        groups = [arc & 0x7F]
        while arc := arc >> 7:
            groups.append(0x80 | arc & 0x7F)
        octets += bytes(reversed(groups))
    if len(octets) > MAX_OID_OCTETS:
        raise Bad
    return bytes(octets)


def put_bits(value: BitString) -> bytes:
    """Encode the contents of a BIT STRING."""
    unused = value.unused_bits
    data = value.data
    if not 0 <= unused <= 7 or (unused and (not data or data[-1] & ((1 << unused) - 1))):
        raise Bad
    return b"\0" + data if unused == 0 else bytes((unused,)) + data


def put_named_bits(value: BitString) -> bytes:
    """Encode the contents of a BIT STRING with named bits; trailing zero bits are the caller's mistake."""
    if value.data and not value.data[-1] & (1 << value.unused_bits):
        raise Bad
    return put_bits(value)


def put_printable(value: str) -> bytes:
    """Encode a PrintableString."""
    octets = value.encode("ascii")
    if 1 in octets.translate(NOT_PRINTABLE):
        raise Bad
    return octets


def put_visible(value: str) -> bytes:
    """Encode a VisibleString."""
    octets = value.encode("ascii")
    if 1 in octets.translate(NOT_VISIBLE):
        raise Bad
    return octets


def put_numeric(value: str) -> bytes:
    """Encode a NumericString."""
    octets = value.encode("ascii")
    if 1 in octets.translate(NOT_NUMERIC):
        raise Bad
    return octets


def put_bmp(value: str) -> bytes:
    """Encode a BMPString."""
    octets = value.encode("utf-16-be")
    if len(octets) != 2 * len(value):
        raise Bad
    return octets


_TWO_DIGITS = tuple(b"%02d" % number for number in range(100))


def _utc(value: _datetime) -> _datetime:
    if value.tzinfo is UTC:
        return value
    if value.tzinfo is None:
        raise Bad
    return value.astimezone(UTC)


def put_utc_time(value: _datetime) -> bytes:
    """Encode a UTCTime: 1950 to 2049, whole seconds (RFC 5280 section 4.1.2.5.1)."""
    value = _utc(value)
    if not 1950 <= value.year < 2050 or value.microsecond:
        raise Bad
    year, month, day = _TWO_DIGITS[value.year % 100], _TWO_DIGITS[value.month], _TWO_DIGITS[value.day]
    hour, minute, second = _TWO_DIGITS[value.hour], _TWO_DIGITS[value.minute], _TWO_DIGITS[value.second]
    return b"".join((year, month, day, hour, minute, second, b"Z"))


def put_generalized_time(value: _datetime) -> bytes:
    """Encode a GeneralizedTime without trailing zeros in the fraction."""
    value = _utc(value)
    fraction = f".{value.microsecond:06}".rstrip("0") if value.microsecond else ""
    fields = value.year, value.month, value.day, value.hour, value.minute, value.second
    return b"%04d%02d%02d%02d%02d%02d%bZ" % (*fields, fraction.encode())


def time_choice(value: _datetime) -> type:
    """Say which time type stands for a plain datetime: UTCTime up to 2049 (RFC 5652 section 11.3)."""
    return UTCTime if 1950 <= _utc(value).year < 2050 and not value.microsecond else GeneralizedTime


def open_encoder(table: dict[str, Encoder], oid: str, module: str, name: str) -> Encoder:
    """Return an entry of an open type's table that imports the real encoder when it is first needed."""

    def load(value: object) -> bytes:
        from importlib import import_module

        encoder: Encoder = getattr(import_module(f"cmcasn1.codec.generated.{module}"), name)
        table[oid] = encoder
        return encoder(value)

    return load

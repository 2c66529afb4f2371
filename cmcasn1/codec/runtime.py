"""What the generated decoders and encoders call: strict DER of the primitive types, headers and caches.

Everything here raises `Bad` (or lets IndexError, KeyError or ValueError through) without saying why: the fast
decoder only accepts. `cmcasn1.codec.walk` reads a refused input once more and explains.
"""

from __future__ import annotations

from datetime import UTC
from datetime import datetime as _datetime

from cmcasn1.codec import registry
from cmcasn1.codec.primitives import NULL as NULL  # the generated modules take it from here
from cmcasn1.codec.primitives import Any, BitString, GeneralizedTime, UTCTime
from cmcasn1.oids import Oid

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any as _Any

    Decoder = Callable[[bytes, int, int, int, int], object]
    Encoder = Callable[[object], bytes]


class Bad(Exception):
    """The input is not DER of the type, or the value is not one of it."""


# What a fast decoder may raise on bytes that are not DER of its type.
REFUSALS = (Bad, IndexError, KeyError, ValueError, OverflowError)

# An arc of this length still prints; a longer OID is an attack, not a name.
MAX_OID_OCTETS = 1024
_CACHE_SIZE = 4096
_CACHED_OCTETS = 512

BOOLEANS = {0: False, 255: True}
_TWIN_BITS = registry.twin(BitString)
_TWIN_ANY = registry.twin(Any)


def _others(allowed: bytes) -> bytes:
    """Return a table for `bytes.translate` that makes 1 of every octet which is not allowed."""
    return bytes(octet not in allowed for octet in range(256))


_NOT_PRINTABLE = _others(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 '()+,-./:=?")
_NOT_VISIBLE = _others(bytes(range(0x20, 0x7F)))
_NOT_NUMERIC = _others(b"0123456789 ")

_caches: list[dict[_Any, _Any]] = []


def cache() -> dict[_Any, _Any]:
    """Return a new cache; `forget` empties it."""
    made: dict[_Any, _Any] = {}
    _caches.append(made)
    return made


def forget() -> None:
    """Empty every cache of the codec."""
    for each in _caches:
        each.clear()


# The tables of the open types have these objects for keys: a look-up finds them by identity.
_known_oids: dict[str, Oid] = {}


def known_oid(dotted: str) -> Oid:
    """Return the one `Oid` object of an OBJECT IDENTIFIER that the schemas know."""
    value = _known_oids.get(dotted)
    if value is None:
        value = _known_oids[dotted] = str.__new__(Oid, dotted)
    return value


oids: dict[bytes, Oid] = cache()
oid_encodings: dict[bytes, Oid] = cache()


def remember(cache: dict[bytes, object], key: bytes, value: object) -> None:
    """Put a decoded value into a bounded cache."""
    if len(key) <= _CACHED_OCTETS:
        if len(cache) >= _CACHE_SIZE:
            cache.clear()
        cache[key] = value


def long_length(b: bytes, p: int) -> tuple[int, int]:
    """Read the length at `p` + 1 in its long form: (length, start of the contents)."""
    count = b[p + 1] - 128
    if count == 2:
        length = b[p + 2] << 8 | b[p + 3]
        if length < 256:
            raise Bad
        return length, p + 4
    if count == 1:
        length = b[p + 2]
        if length < 128:
            raise Bad
        return length, p + 3
    start = p + 2 + count
    if not 0 < count < 9 or b[p + 2] == 0 or start > len(b):
        raise Bad
    length = int.from_bytes(b[p + 2 : start], "big")
    if length > len(b):
        raise Bad
    return length, start


def integer(b: bytes, p: int, q: int) -> int:
    """Decode the contents of an INTEGER (X.690 section 8.3)."""
    if q - p > 1:
        first = b[p]
        if (first == 0 and b[p + 1] < 128) or (first == 255 and b[p + 1] > 127):
            raise Bad
    elif q == p:
        raise Bad
    return int.from_bytes(b[p:q], "big", signed=True)


def oid(key: bytes, length: int) -> Oid:
    """Decode and remember the contents of an OBJECT IDENTIFIER (X.690 section 8.19)."""
    if len(key) != length or not 0 < length <= MAX_OID_OCTETS or key[-1] > 127:
        raise Bad
    arcs = []
    arc = 0
    fresh = True
    for octet in key:
        if fresh and octet == 0x80:
            raise Bad
        arc = arc << 7 | octet & 0x7F
        fresh = octet < 128
        if fresh:
            arcs.append(arc)
            arc = 0
    first = min(arcs[0] // 40, 2)
    dotted = ".".join(map(str, (first, arcs[0] - 40 * first, *arcs[1:])))
    value = _known_oids.get(dotted) or str.__new__(Oid, dotted)
    remember(oids, key, value)  # type: ignore[arg-type]
    return value


def oid_at(b: bytes, s: int) -> tuple[Oid, int]:
    """Decode and remember the OBJECT IDENTIFIER whose header starts at `s`; return where it ends as well."""
    if b[s] != 6:
        raise Bad
    n = b[s + 1]
    if n < 128:
        p = s + 2
    else:
        n, p = long_length(b, s)
    key = b[p : p + n]
    value = oids.get(key)
    if value is None:
        value = oid(key, n)
    # A cached value's key is never a cut one.
    if len(key) == n < 128:
        remember(oid_encodings, b[s : p + n], value)  # type: ignore[arg-type]
    return value, p + n


def bits(b: bytes, p: int, q: int) -> BitString:
    """Decode the contents of a BIT STRING (X.690 sections 8.6 and 11.2)."""
    unused = b[p]
    data = b[p + 1 : q]
    if q == p or (unused and (unused > 7 or not data or data[-1] & ((1 << unused) - 1))):
        raise Bad
    value = _TWIN_BITS()
    value.data = data
    value.unused_bits = unused
    value.__class__ = BitString
    return value  # type: ignore[no-any-return]


def named_bits(b: bytes, p: int, q: int, twin: type, cls: type) -> BitString:
    """Decode the contents of a BIT STRING with named bits, which ends in a set bit (X.690 section 11.2.2)."""
    unused = b[p]
    data = b[p + 1 : q]
    if q == p or (unused and not data) or unused > 7:
        raise Bad
    if data and data[-1] & ((2 << unused) - 1) != 1 << unused:
        raise Bad
    value = twin()
    value.data = data
    value.unused_bits = unused
    value.__class__ = cls
    return value  # type: ignore[no-any-return]


def any_value(der: bytes) -> Any:
    """Wrap the whole TLV of a type that is not known; its tag number must fit one octet here."""
    if der[0] & 0x1F == 0x1F or der[:2] == b"\0\0":
        raise Bad
    value = _TWIN_ANY()
    value.der = der
    value.problem = None
    value.__class__ = Any
    return value  # type: ignore[no-any-return]


def printable(octets: bytes) -> str:
    """Decode a PrintableString."""
    if 1 in octets.translate(_NOT_PRINTABLE):
        raise Bad
    return octets.decode("ascii")


def visible(octets: bytes) -> str:
    """Decode a VisibleString."""
    if 1 in octets.translate(_NOT_VISIBLE):
        raise Bad
    return octets.decode("ascii")


def numeric(octets: bytes) -> str:
    """Decode a NumericString."""
    if 1 in octets.translate(_NOT_NUMERIC):
        raise Bad
    return octets.decode("ascii")


def bmp(octets: bytes) -> str:
    """Decode a BMPString: two octets a character, no surrogates."""
    text = octets.decode("utf-16-be")
    if len(text) * 2 != len(octets):
        raise Bad
    return text


def utc_time(octets: bytes, cls: type[_datetime] = _datetime) -> _datetime:
    """Decode a UTCTime in its only DER form, YYMMDDHHMMSSZ (X.690 section 11.8); 50 and above is 19xx (RFC 5280)."""
    if len(octets) != 13 or octets[12] != 0x5A or not octets[:12].isdigit() or octets[6:8] == b"24":
        raise Bad
    text = octets.decode()
    return cls.fromisoformat(f"{'20' if text < '5' else '19'}{text[:6]}T{text[6:]}")


def generalized_time(octets: bytes, cls: type[_datetime] = _datetime) -> _datetime:
    """Decode a GeneralizedTime in DER form, YYYYMMDDHHMMSS[.f]Z (X.690 section 11.7)."""
    if len(octets) != 15:
        fraction = octets[15:-1]
        if octets[14:15] != b"." or not fraction.isdigit() or fraction[-1] == 0x30 or len(fraction) > 6:
            raise Bad
    if octets[-1] != 0x5A or not octets[:14].isdigit() or octets[8:10] == b"24":
        raise Bad
    text = octets.decode()
    return cls.fromisoformat(f"{text[:8]}T{text[8:]}")


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
        _caches.append(self)

    def __missing__(self, value: str) -> bytes:
        contents = put_oid(value)
        made = header(self.identifier, len(contents)) + contents
        if len(self) >= _CACHE_SIZE:
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
    if 1 in octets.translate(_NOT_PRINTABLE):
        raise Bad
    return octets


def put_visible(value: str) -> bytes:
    """Encode a VisibleString."""
    octets = value.encode("ascii")
    if 1 in octets.translate(_NOT_VISIBLE):
        raise Bad
    return octets


def put_numeric(value: str) -> bytes:
    """Encode a NumericString."""
    octets = value.encode("ascii")
    if 1 in octets.translate(_NOT_NUMERIC):
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


def open_decoder(table: dict[str, Decoder], oid: str, module: str, name: str) -> Decoder:
    """Return an entry of an open type's table that imports the real decoder when it is first needed."""

    def load(b: bytes, s: int, p: int, e: int, d: int) -> object:
        from importlib import import_module

        decoder: Decoder = getattr(import_module(f"cmcasn1.codec.generated.{module}"), name)
        table[oid] = decoder
        return decoder(b, s, p, e, d)

    return load


def open_encoder(table: dict[str, Encoder], oid: str, module: str, name: str) -> Encoder:
    """Return an entry of an open type's table that imports the real encoder when it is first needed."""

    def load(value: object) -> bytes:
        from importlib import import_module

        encoder: Encoder = getattr(import_module(f"cmcasn1.codec.generated.{module}"), name)
        table[oid] = encoder
        return encoder(value)

    return load

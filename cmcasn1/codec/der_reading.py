"""What the generated decoders call: headers and the contents of the primitive types in strict DER.

Everything here raises `Bad` (or lets IndexError, KeyError or ValueError through) without saying why: the fast
decoder only accepts. `cmcasn1.codec.walk` reads a refused input once more and explains.
"""

from __future__ import annotations

from datetime import datetime as _datetime

from cmcasn1.codec import registry
from cmcasn1.codec.caches import Bad, known_oids, oid_encodings, oids, remember
from cmcasn1.codec.primitives import Any, BitString
from cmcasn1.oids import Oid

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Decoder = Callable[[bytes, int, int, int, int], object]

# An arc of this length still prints; a longer OID is an attack, not a name.
MAX_OID_OCTETS = 1024

BOOLEANS = {0: False, 255: True}
_TWIN_BITS = registry.twin(BitString)
_TWIN_ANY = registry.twin(Any)


def _others(allowed: bytes) -> bytes:
    """Return a table for `bytes.translate` that makes 1 of every octet which is not allowed."""
    return bytes(octet not in allowed for octet in range(256))


NOT_PRINTABLE = _others(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 '()+,-./:=?")
NOT_VISIBLE = _others(bytes(range(0x20, 0x7F)))
NOT_NUMERIC = _others(b"0123456789 ")


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
    value = known_oids.get(dotted) or str.__new__(Oid, dotted)
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
    if 1 in octets.translate(NOT_PRINTABLE):
        raise Bad
    return octets.decode("ascii")


def visible(octets: bytes) -> str:
    """Decode a VisibleString."""
    if 1 in octets.translate(NOT_VISIBLE):
        raise Bad
    return octets.decode("ascii")


def numeric(octets: bytes) -> str:
    """Decode a NumericString."""
    if 1 in octets.translate(NOT_NUMERIC):
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


def open_decoder(table: dict[str, Decoder], oid: str, module: str, name: str) -> Decoder:
    """Return an entry of an open type's table that imports the real decoder when it is first needed."""

    def load(b: bytes, s: int, p: int, e: int, d: int) -> object:
        from importlib import import_module

        decoder: Decoder = getattr(import_module(f"cmcasn1.codec.generated.{module}"), name)
        table[oid] = decoder
        return decoder(b, s, p, e, d)

    return load

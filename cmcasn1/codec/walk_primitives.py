"""Reads the contents of primitive types and says what is wrong with them."""

from __future__ import annotations

from cmcasn1.codec import caches, der_reading, primitives
from cmcasn1.codec.primitives import NULL
from cmcasn1.codec.registry import value_class
from cmcasn1.codec.types import STRINGS, Type
from cmcasn1.errors import ConstraintError, EncodingRuleError, LimitError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Loosen = Callable[[str, str, int, str], None]


# Digits of a fraction of a second: a datetime holds no more, and digits are not dropped silently.
MAX_FRACTION = 6


class Place:
    """Where the contents stand, and what to do about encodings that only BER allows.

    `loosen` is called with (rule, path, offset, text) for each; in strict decoding it raises EncodingRuleError.
    """

    __slots__ = ("loosen", "offset", "path")

    def __init__(self, path: str, offset: int, loosen: Loosen) -> None:
        self.path = path
        self.offset = offset
        self.loosen = loosen

    def rule(self, text: str, expected: str, found: str) -> EncodingRuleError:
        """Make the error for contents that no encoding rules allow."""
        return EncodingRuleError(text, path=self.path, offset=self.offset, expected=expected, found=found)

    def constraint(self, text: str, expected: str, found: str) -> ConstraintError:
        """Make the error for a value that its type does not allow."""
        return ConstraintError(text, path=self.path, offset=self.offset, expected=expected, found=found)


def read(found: Type, octets: bytes, unused_bits: int | None, place: Place, string: str) -> object:
    """Return the value of primitive contents; `unused_bits` is given for a BIT STRING that came in segments."""
    match found.kind:
        case "BOOLEAN":
            return _boolean(octets, place)
        case "INTEGER" | "ENUMERATED":
            return _integer(found, octets, place)
        case "NULL":
            if octets:
                raise place.rule("NULL has contents (X.690 section 8.8.2)", "no octets", f"{len(octets)} octets")
            return NULL
        case "OCTET STRING":
            check_size(found, len(octets), place, "octets")
            return octets
        case "OBJECT IDENTIFIER":
            return _oid(octets, place)
        case "BIT STRING":
            return _bit_string(found, octets, unused_bits, place)
        case "UTCTime" | "GeneralizedTime":
            return _time(found.kind, octets, place, string)
    text = _string(found.kind, octets, place)
    check_size(found, len(text), place, "characters")
    return getattr(primitives, string)(text) if string else text


def check_size(found: Type, size: int, place: Place, unit: str) -> None:
    """Raise ConstraintError unless `size` is within the bounds of the type."""
    if (found.low is not None and size < found.low) or (found.high is not None and size > found.high):
        bounds = f"{found.low or 0} to {'any number of' if found.high is None else found.high} {unit}"
        raise place.constraint(f"expected {bounds}, found {size}", bounds, f"{size} {unit}")


def _boolean(octets: bytes, place: Place) -> bool:
    if len(octets) != 1:
        raise place.rule("BOOLEAN is one octet (X.690 section 8.2.1)", "1 octet", f"{len(octets)} octets")
    if octets not in (b"\0", b"\xff"):
        place.loosen("boolean", place.path, place.offset, f"BOOLEAN TRUE is ff in DER, found {octets.hex()}")
    return octets != b"\0"


def _integer(found: Type, octets: bytes, place: Place) -> object:
    if not octets:
        raise place.rule("INTEGER has no contents (X.690 section 8.3.1)", "at least 1 octet", "0 octets")
    if len(octets) > 1 and ((octets[0] == 0 and octets[1] < 128) or (octets[0] == 255 and octets[1] > 127)):
        place.loosen("integer", place.path, place.offset, "INTEGER is not in its shortest form")
    value = int.from_bytes(octets, "big", signed=True)
    if (found.low is not None and value < found.low) or (found.high is not None and value > found.high):
        low = "MIN" if found.low is None else found.low
        high = "MAX" if found.high is None else found.high
        shown = str(value) if len(octets) < 40 else f"{len(octets)} octets"
        raise place.constraint(f"expected {low}..{high}, found {shown}", f"{low}..{high}", shown)
    if found.values and value not in found.values:
        expected = " or ".join(map(str, found.values))
        raise place.constraint(f"expected {expected}, found {value}", expected, str(value))
    if found.shape == "enum":
        members: dict[int, object] = value_class(found.name)._value2member_map_  # type: ignore[attr-defined]
        return members.get(value, value)
    return value


def _oid(octets: bytes, place: Place) -> object:
    known = caches.oids.get(octets)
    if known is not None:
        return known
    if not octets:
        raise place.rule("OBJECT IDENTIFIER has no contents", "at least 1 octet", "0 octets")
    if len(octets) > der_reading.MAX_OID_OCTETS:
        raise LimitError(
            f"OBJECT IDENTIFIER of {len(octets)} octets, at most {der_reading.MAX_OID_OCTETS} are read",
            path=place.path,
            offset=place.offset,
            expected=f"{der_reading.MAX_OID_OCTETS} octets at most",
            found=f"{len(octets)} octets",
        )
    if octets[-1] > 127:
        raise place.rule("OBJECT IDENTIFIER ends inside an arc", "a last octet below 80", f"{octets[-1]:02x}")
    try:
        return der_reading.oid(octets, len(octets))
    except caches.Bad:
        raise place.rule("an arc starts with 80 (X.690 section 8.19.2)", "arcs in their shortest form", "80") from None


def _bit_string(found: Type, octets: bytes, unused: int | None, place: Place) -> object:
    if unused is None:
        if not octets:
            raise place.rule("BIT STRING lacks its first octet", "at least 1 octet", "0 octets")
        unused, octets = octets[0], octets[1:]
    if unused > 7 or (unused and not octets):
        raise place.rule(
            "BIT STRING has an impossible number of unused bits",
            "0 to 7",
            f"{unused} of {len(octets)} octets",
        )
    if unused and octets[-1] & ((1 << unused) - 1):
        place.loosen("bit-string", place.path, place.offset, "unused bits are not zero (X.690 section 11.2.1)")
        octets = octets[:-1] + bytes((octets[-1] >> unused << unused,))
    check_size(found, len(octets) * 8 - unused, place, "bits")
    if found.shape != "bits":
        return primitives.BitString(octets, unused)
    if octets and not octets[-1] & (1 << unused):
        place.loosen("named-bits", place.path, place.offset, "trailing zero bits stand (X.690 section 11.2.2)")
        octets = octets.rstrip(b"\0")
        unused = (octets[-1] & -octets[-1]).bit_length() - 1 if octets else 0
    return value_class(found.name)(octets, unused)


def _time(kind: str, octets: bytes, place: Place, string: str) -> object:
    cls = getattr(primitives, string) if string else primitives.datetime
    reader = der_reading.utc_time if kind == "UTCTime" else der_reading.generalized_time
    try:
        return reader(octets, cls)
    except caches.REFUSALS:
        shape = "YYMMDDHHMMSSZ" if kind == "UTCTime" else "YYYYMMDDHHMMSS[.f]Z"
        shown = repr(octets[:40].decode("latin-1"))
    der = _normal_time(kind, octets)
    if der is None:
        raise place.constraint(f"expected {kind} {shape}, found {shown}", f"{kind} {shape}", shown)
    place.loosen("time", place.path, place.offset, f"{kind} {shown} is not in the form {shape} of DER")
    try:
        return reader(der, cls)
    except caches.REFUSALS:
        raise place.constraint(f"no such time: {shown}", f"{kind} {shape}", shown) from None


def _normal_time(kind: str, octets: bytes) -> bytes | None:
    """Bring a time that BER allows (no seconds, an offset, padded fractions) into the form of DER."""
    from datetime import UTC, datetime, timedelta

    year = 2 if kind == "UTCTime" else 4
    text = octets.decode("latin-1")
    length = 0
    while length < len(text) and text[length] in "0123456789":
        length += 1
    number, rest = text[:length], text[length:]
    fraction = ""
    if rest[:1] in (".", ",") and kind == "GeneralizedTime":
        cut = 1
        while cut < len(rest) and rest[cut] in "0123456789":
            cut += 1
        fraction, rest = rest[1:cut].rstrip("0"), rest[cut:]
    if length < 10 or length > year + 10 or length % 2 or not rest or len(fraction) > MAX_FRACTION:
        return None
    number = number.ljust(year + 10, "0")
    shift = timedelta()
    if rest != "Z":
        if rest[0] not in "+-" or len(rest) != 5 or not (rest[1:].isascii() and rest[1:].isdigit()):
            return None
        shift = timedelta(hours=int(rest[1:3]), minutes=int(rest[3:]))
        shift = -shift if rest[0] == "+" else shift
    try:
        century = "" if year == 4 else ("20" if number < "50" else "19")
        moment = datetime.strptime(century + number, "%Y%m%d%H%M%S").replace(tzinfo=UTC) + shift
    except (ValueError, OverflowError):
        return None
    shown = f"{moment.year:04}{moment:%m%d%H%M%S}"[4 - year :]
    return f"{shown}{'.' + fraction if fraction else ''}Z".encode()


_READERS: dict[str, Callable[[bytes], str]] = {
    "PrintableString": der_reading.printable,
    "VisibleString": der_reading.visible,
    "NumericString": der_reading.numeric,
    "BMPString": der_reading.bmp,
}
_CODECS = {
    "UTF8String": "utf-8",
    "IA5String": "ascii",
    "TeletexString": "latin-1",
    "UniversalString": "utf-32-be",
}


def _string(kind: str, octets: bytes, place: Place) -> str:
    assert kind in STRINGS, kind
    try:
        return _READERS[kind](octets) if kind in _READERS else octets.decode(_CODECS[kind])
    except (caches.Bad, UnicodeDecodeError) as error:
        at = error.start if isinstance(error, UnicodeDecodeError) else _first_illegal(kind, octets)
        shown = octets[at : at + 4].hex(" ")
        raise ConstraintError(
            f"expected {kind} characters, found octets {shown}",
            path=place.path,
            offset=place.offset + at,
            expected=f"{kind} characters",
            found=shown,
        ) from None


def _first_illegal(kind: str, octets: bytes) -> int:
    step = 2 if kind == "BMPString" else 1
    for at in range(0, len(octets), step):
        try:
            _READERS[kind](octets[at : at + step])
        except (caches.Bad, UnicodeDecodeError):
            return at
    return 0


def is_string(found: Type) -> bool:
    """Say whether BER may split a value of the type into segments."""
    return found.kind in STRINGS or found.kind in ("OCTET STRING", "BIT STRING", "UTCTime", "GeneralizedTime")

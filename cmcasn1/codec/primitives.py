"""Python values of the ASN.1 types that Python itself has no type for."""

from __future__ import annotations

from datetime import datetime as datetime

from cmcasn1.codec.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar, Self


class Null:
    """The only value of ASN.1 type NULL: `NULL` (X.690 section 8.8)."""

    __slots__ = ()
    _only: ClassVar[Null | None] = None

    def __new__(cls) -> Null:
        """Return the only instance."""
        if cls._only is None:
            cls._only = super().__new__(cls)
        return cls._only

    def __repr__(self) -> str:
        return "NULL"

    def __reduce__(self) -> str:
        return "NULL"


NULL = Null()


class Any(Value, uncompared=("problem",)):
    """A complete encoding that was not opened: its type is unknown, or it does not fit the type it should have.

    `der` is the whole TLV; `problem` says why a value of known type was left closed.
    """

    der: bytes
    problem: str | None = None


class BitString(Value):
    """A BIT STRING: octets of which the last `unused_bits` (0 to 7) bits do not count (X.690 section 8.6)."""

    data: bytes
    unused_bits: int = 0


class NamedBits(BitString):
    """Base of BIT STRING types with named bits; DER drops trailing zero bits (X.690 section 11.2.2)."""

    names: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def of(cls, *bits: str) -> Self:
        """Return the value in which the bits named are set; raises ValueError for a name the type lacks."""
        numbers = sorted(cls.names.index(bit) for bit in bits)
        if not numbers:
            return cls(b"", 0)
        length = numbers[-1] + 1
        number = sum(1 << (length - 1 - position) for position in numbers)
        unused = -length % 8
        return cls((number << unused).to_bytes((length + 7) // 8, "big"), unused)

    @property
    def bits(self) -> tuple[str, ...]:
        """The names of the set bits, in bit order; a set bit without a name is its number."""
        names = self.names
        return tuple(
            names[position] if position < len(names) else str(position)
            for position in range(len(self.data) * 8 - self.unused_bits)
            if self.data[position // 8] & (0x80 >> position % 8)
        )


class UTF8String(str):
    """A string that stands as UTF8String in a CHOICE of string types."""

    __slots__ = ()


class PrintableString(str):
    """A string that stands as PrintableString in a CHOICE of string types."""

    __slots__ = ()


class IA5String(str):
    """A string that stands as IA5String in a CHOICE of string types."""

    __slots__ = ()


class VisibleString(str):
    """A string that stands as VisibleString in a CHOICE of string types."""

    __slots__ = ()


class NumericString(str):
    """A string that stands as NumericString in a CHOICE of string types."""

    __slots__ = ()


class TeletexString(str):
    """A string that stands as TeletexString in a CHOICE of string types; read as ISO 8859-1, as peers do."""

    __slots__ = ()


class BMPString(str):
    """A string that stands as BMPString in a CHOICE of string types."""

    __slots__ = ()


class UniversalString(str):
    """A string that stands as UniversalString in a CHOICE of string types."""

    __slots__ = ()


class UTCTime(datetime):
    """A time that stands as UTCTime in a CHOICE of time types."""

    __slots__ = ()


class GeneralizedTime(datetime):
    """A time that stands as GeneralizedTime in a CHOICE of time types."""

    __slots__ = ()


if TYPE_CHECKING:
    # What an open type may hold: a value class, a plain Python value, or octets that were not opened.
    OpenValue = Any | Value | Null | BitString | bytes | str | int | bool | datetime | tuple[object, ...]

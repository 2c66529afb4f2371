"""Whether two names are the same one: RFC 5280 section 7.1."""

from __future__ import annotations

import unicodedata

from cmcasn1.codec.coding import encode_der

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cmcasn1.pkix.names import AttributeTypeAndValue, Name, RelativeDistinguishedName


def names_match(one: Name, other: Name) -> bool:
    """Compare two names: level by level, strings of any type without regard to case and number of spaces.

    Strings are prepared as by RFC 4518: compatibility characters replaced (NFKC), case folded, what is invisible
    left out, spaces at the ends dropped and inside made one. RFC 5280 section 7.1.
    """
    if len(one) != len(other):
        return False
    return one == other or all(_level(a) == _level(b) for a, b in zip(one, other, strict=True))


def prepared_name(name: Name) -> tuple[object, ...]:
    """Return what is the same, and hashes the same, for exactly those names that match."""
    return tuple(map(_level, name))


def _level(level: RelativeDistinguishedName) -> tuple[tuple[str, str | bytes], ...]:
    return tuple(sorted(((attribute.type, _comparable(attribute)) for attribute in level), key=repr))


def _comparable(attribute: AttributeTypeAndValue) -> str | bytes:
    value = attribute.value
    if not isinstance(value, str):
        return encode_der(attribute)
    mapped = "".join(" " if char.isspace() else char for char in value if unicodedata.category(char) != "Cf")
    return " ".join(unicodedata.normalize("NFKC", mapped).casefold().split())

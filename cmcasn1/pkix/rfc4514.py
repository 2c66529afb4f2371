"""Distinguished names as text: RFC 4514."""

from __future__ import annotations

from cmcasn1.codec.coding import encode_der
from cmcasn1.codec.primitives import Any

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cmcasn1.pkix.names import AttributeTypeAndValue, Name, RelativeDistinguishedName

# The nine of RFC 4514 section 3, and others that the LDAP registry of RFC 4520 holds.
_SHORT_NAMES = {
    "2.5.4.3": "CN",
    "2.5.4.7": "L",
    "2.5.4.8": "ST",
    "2.5.4.10": "O",
    "2.5.4.11": "OU",
    "2.5.4.6": "C",
    "2.5.4.9": "STREET",
    "0.9.2342.19200300.100.1.25": "DC",
    "0.9.2342.19200300.100.1.1": "UID",
    "2.5.4.4": "SN",
    "2.5.4.5": "serialNumber",
    "2.5.4.12": "title",
    "2.5.4.13": "description",
    "2.5.4.15": "businessCategory",
    "2.5.4.17": "postalCode",
    "2.5.4.20": "telephoneNumber",
    "2.5.4.41": "name",
    "2.5.4.42": "givenName",
    "2.5.4.43": "initials",
    "2.5.4.44": "generationQualifier",
    "2.5.4.46": "dnQualifier",
    "2.5.4.51": "houseIdentifier",
    "2.5.4.65": "pseudonym",
    "1.2.840.113549.1.9.1": "emailAddress",
}
_ESCAPED = '"+,;<>\\'
# Tags of string types, for values that do not fit the type that their attribute should have.
_ENCODINGS = {
    0x0C: "utf-8",
    0x12: "ascii",
    0x13: "ascii",
    0x14: "latin-1",
    0x16: "ascii",
    0x1A: "ascii",
    0x1C: "utf-32-be",
    0x1E: "utf-16-be",
}


def name_string(name: Name) -> str:
    """Return a name as text, the root last (RFC 4514 section 2.1)."""
    return ",".join(_level(level) for level in reversed(name))


def _level(level: RelativeDistinguishedName) -> str:
    return "+".join(_attribute(attribute) for attribute in level)


def _attribute(attribute: AttributeTypeAndValue) -> str:
    short = _SHORT_NAMES.get(attribute.type)
    if short is not None:
        text = _text(attribute.value)
        if text is not None:
            return f"{short}={escaped(text)}"
    return f"{attribute.type}=#{_value_der(attribute).hex()}"


def _text(value: object) -> str | None:
    if isinstance(value, str):
        return value
    if not isinstance(value, Any) or value.der[0] not in _ENCODINGS:
        return None
    try:
        return value.der[_header_length(value.der) :].decode(_ENCODINGS[value.der[0]])
    except UnicodeDecodeError:
        return None


def _value_der(attribute: AttributeTypeAndValue) -> bytes:
    """Return the DER of the value alone: which string type it has depends on the attribute's type."""
    if isinstance(attribute.value, Any):
        return attribute.value.der
    der = encode_der(attribute)
    contents = der[_header_length(der) :]
    return contents[_header_length(contents) + contents[1] :]


def _header_length(der: bytes) -> int:
    return 2 if der[1] < 0x80 else 2 + (der[1] & 0x7F)


def escaped(text: str) -> str:
    """Return a string as an attribute value (RFC 4514 section 2.4); control characters become hexadecimal pairs."""
    last = len(text) - 1
    pieces = []
    for position, character in enumerate(text):
        if character in _ESCAPED or (character == "#" and position == 0):
            pieces.append("\\" + character)
        elif character == " " and position in (0, last):
            pieces.append("\\ ")
        elif character < " " or character == "\x7f":
            pieces.append(f"\\{ord(character):02X}")
        else:
            pieces.append(character)
    return "".join(pieces)

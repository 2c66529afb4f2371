"""Names, keys, algorithms, times, octets and extensions in words."""

from __future__ import annotations

from cmcasn1.codec.primitives import NULL, Any, BitString, NamedBits, datetime
from cmcasn1.codec.tables import type_named
from cmcasn1.codec.value import Value
from cmcasn1.errors import integer_in_words
from cmcasn1.inspection import algorithm_words
from cmcasn1.oids import Oid

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any as _Any

# Octets shown at both ends of a long string of them.
_ENDS = 4
_SHORT = 12
_TEXT = 60
_GENERAL_NAMES = {
    "rfc822Name": "email",
    "dNSName": "DNS",
    "uniformResourceIdentifier": "URI",
    "iPAddress": "IP",
    "directoryName": "directory",
    "registeredID": "OID",
    "otherName": "other",
}


def oid(value: str) -> str:
    """Name an OID as its RFC does, dotted when no name is known."""
    return Oid(value).name


def octets(value: bytes, *, full: bool = False) -> str:
    """Show octets as hex, long ones cut in the middle, with their length."""
    if full or len(value) <= _SHORT:
        return f"{value.hex() or '(empty)'}  {len(value)} B" if value else "(empty)"
    return f"{value[:_ENDS].hex()}…{value[-_ENDS:].hex()}  {len(value)} B"


def text_or_octets(value: bytes, *, full: bool = False) -> str:
    """Show octets as text where they are printable text, else as hex."""
    if len(value) > 3 and all(0x20 <= octet < 0x7F or octet in (0x0A, 0x0D, 0x09) for octet in value):
        return f"{quoted(value.decode('ascii'), full=full)}  {len(value)} B"
    return octets(value, full=full)


def quoted(value: str, *, full: bool = False) -> str:
    """Quote a string with control characters escaped, long ones cut."""
    shown = value if full or len(value) <= _TEXT else value[: _TEXT - 20] + "…" + value[-10:]
    escaped = "".join(
        char if char.isprintable() and char not in '"\\' else char.encode("unicode_escape").decode() for char in shown
    )
    return '"' + escaped.replace('"', '\\"') + '"'


def hidden(value: object) -> str:
    """Say how long a secret is, and no more."""
    if isinstance(value, str):
        value = value.encode("utf-8", "surrogatepass")
    if isinstance(value, tuple) and len(value) == 1:
        return hidden(value[0])
    if isinstance(value, Any):
        value = value.der
    return f"hidden, {len(value)} octets" if isinstance(value, bytes) else "hidden"


def time(value: datetime) -> str:
    """Show a time in UTC."""
    return f"{value.year:04}-{value:%m-%d %H:%M:%S}Z"


def day(value: datetime) -> str:
    """Show the day of a time."""
    return f"{value.year:04}-{value:%m-%d}"


def name(value: _Any) -> str:
    """Show a Name as RFC 4514 writes it, an empty one as such."""
    return value.rfc4514_string() if value else "(empty name)"


def party(value: _Any) -> str:
    """Show a GeneralName that can only be a somebody: a directory name without its kind."""
    return name(value.value) if value.choice == "directoryName" else general_name(value)


def general_name(value: _Any, *, full: bool = False) -> str:
    """Show a GeneralName with its kind, an otherName with what it says."""
    kind = _GENERAL_NAMES.get(value.choice, value.choice)
    inner = value.value
    if value.choice == "directoryName":
        return f"{kind}:{name(inner)}"
    if value.choice == "iPAddress":
        return f"{kind}:{_address(inner)}"
    if value.choice == "registeredID":
        return f"{kind}:{oid(inner)}"
    if value.choice == "otherName":
        return f"{kind}:{oid(inner.type_id)} {_text_within(inner.value, full=full)}"
    if isinstance(inner, str):
        return f"{kind}:{quoted(inner, full=full)[1:-1]}"
    return f"{kind}:{anything(inner, full=full)}"


def _text_within(value: object, *, full: bool) -> str:
    # A form of otherName that nobody has registered mostly carries one UTF8String: it is shown as the text that it is.
    if (
        isinstance(value, Any)
        and value.der[:1] == b"\x0c"
        and len(value.der) < 130
        and value.der[1] == len(value.der) - 2
    ):
        try:
            return quoted(value.der[2:].decode(), full=full)
        except UnicodeDecodeError:
            pass  # then it is shown as octets
    return anything(value, full=full)


def _address(value: bytes) -> str:
    from ipaddress import ip_address

    if len(value) in (4, 16):
        return str(ip_address(value))
    if len(value) in (8, 32):
        half = len(value) // 2
        return f"{ip_address(value[:half])}/{ip_address(value[half:])}"
    return value.hex()


def issued(value: _Any) -> str:
    """Name a certificate by serial number and issuer."""
    return f"serial {integer_in_words(value.serial_number)} of {name(value.issuer)}"


def enveloped(value: _Any, *, full: bool = False) -> str:
    """Say what an EnvelopedData holds, and for whom."""
    content = value.encrypted_content_info
    size = "" if content.encrypted_content is None else f", {len(content.encrypted_content)} B"
    how = algorithm_words.algorithm(content.content_encryption_algorithm)
    whom = listed((recipient(each, full=full) for each in value.recipient_infos), full=full)
    return f"{oid(content.content_type)} encrypted by {how}{size}, for {whom}"


def recipient(value: _Any, *, full: bool = False) -> str:
    """Say who can open an EnvelopedData, and how the key is wrapped."""
    rid = getattr(value, "rid", None)
    kind = type(value).__name__
    how = getattr(value, "key_encryption_algorithm", None)
    wrap = "" if how is None else f" by {algorithm_words.algorithm(how)}"
    if isinstance(rid, bytes):
        return f"the key {octets(rid, full=full)}{wrap}"
    if rid is not None:
        return f"{issued(rid)}{wrap}"
    match kind:
        case "PasswordRecipientInfo":
            return f"who knows a password{wrap}"
        case "KeyAgreeRecipientInfo":
            keys = (
                issued(k.rid) if hasattr(k.rid, "issuer") else anything(k.rid, full=full)
                for k in value.recipient_encrypted_keys
            )
            return f"{listed(keys, full=full)}{wrap}"
        case "KEKRecipientInfo":
            return f"who has the key {octets(value.kekid.key_identifier, full=full)}{wrap}"
    return f"{kind}{wrap}"


def anything(value: object, *, full: bool = False) -> str:
    """Show any value on one line; what its class hides stays hidden."""
    match value:
        case NamedBits():
            return ", ".join(value.bits) or "none"
        case BitString():
            return octets(value.data, full=full)
        case Any():
            return octets(value.der, full=full)
        case bool():
            return "yes" if value else "no"
        case Oid():
            return oid(value)
        case bytes():
            return text_or_octets(value, full=full)
        case datetime():
            return time(value)
        case str():
            return quoted(value, full=full)
        case int():
            label = getattr(value, "name", None)
            return f"{label} ({int(value)})" if label else integer_in_words(value)
        case None:
            return "absent"
        case tuple():
            if hasattr(value, "rfc4514_string"):
                return name(value)
            return listed((anything(item, full=full) for item in value), full=full)
    if value is NULL:
        return "NULL"
    assert isinstance(value, Value), type(value)
    match type(value).__name__:
        case "AlgorithmIdentifier":
            return algorithm_words.algorithm(value)
        case "SubjectPublicKeyInfo":
            return algorithm_words.public_key(value)
        case "GeneralName":
            return general_name(value, full=full)
        case "Extension":
            from cmcasn1.inspection.extension_words import extension

            return extension(value, full=full)
        case "UnknownControl":
            return octets(getattr(value, "raw"), full=full)  # noqa: B009 - the class is known by name only
        case "EnvelopedData":
            return enveloped(value, full=full)
        case "IssuerAndSerialNumber":
            return issued(value)
        case "Certificate":
            body = getattr(value, "tbs_certificate")  # noqa: B009 - the class is known by name only
            return f"certificate of {name(body.subject)}, {issued(body)}"
        case "CertId":
            named: _Any = value
            return f"serial {integer_in_words(named.serial_number)} of {party(named.issuer)}"
    return fields(value, full=full)


def fields(value: Value, *, full: bool = False) -> str:
    """Show the fields of a value that are there, on one line, by the names that the RFC gives them."""
    cls = type(value)
    there = {name: getattr(value, name) for name in cls.__fields__}
    secret = cls._secret_fields(there)
    names = component_names(cls.__name__)
    shown = []
    for field, inner in there.items():
        if inner is None or inner == () or (field in cls.__defaults__ and inner == cls.__defaults__[field]):
            continue
        said = hidden(inner) if field in secret else anything(inner, full=full)
        shown.append(said if cls.__fields__ == ("value",) else f"{names.get(field, field)} {said}")
    return ", ".join(shown) or "empty"


def component_names(type_name: str) -> dict[str, str]:
    """Return the component of each attribute of a value class as its RFC spells it."""
    try:
        components = type_named(type_name).components
    except KeyError:
        return {}
    return {component.attribute: component.name for component in components}


def listed(items: Iterable[str], *, full: bool = False) -> str:
    """Join items, the many cut to a few and their number."""
    everything = list(items)
    if not full and len(everything) > 8:
        return ", ".join(everything[:6]) + f", and {len(everything) - 6} more"
    return ", ".join(everything) or "none"

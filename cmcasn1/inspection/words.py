"""Names, keys, algorithms, times, octets and extensions in words."""

from __future__ import annotations

from cmcasn1.codec.primitives import NULL, Any, BitString, NamedBits, datetime
from cmcasn1.codec.tables import open_type
from cmcasn1.codec.value import Value
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
    return f"{value[:_ENDS].hex()}...{value[-_ENDS:].hex()}  {len(value)} B"


def text_or_octets(value: bytes, *, full: bool = False) -> str:
    """Show octets as text where they are printable text, else as hex."""
    if len(value) > 3 and all(0x20 <= octet < 0x7F or octet in (0x0A, 0x0D, 0x09) for octet in value):
        return f"{quoted(value.decode('ascii'), full=full)}  {len(value)} B"
    return octets(value, full=full)


def quoted(value: str, *, full: bool = False) -> str:
    """Quote a string with control characters escaped, long ones cut."""
    shown = value if full or len(value) <= _TEXT else value[: _TEXT - 20] + "..." + value[-10:]
    escaped = "".join(
        char if char.isprintable() and char not in '"\\' else char.encode("unicode_escape").decode() for char in shown
    )
    return '"' + escaped.replace('"', '\\"') + '"'


def integer(value: int) -> str:
    """Show an INTEGER in decimal, a long one in hex."""
    return (
        str(int(value))
        if value.bit_length() <= 64
        else f"{value:#x}"
        if value.bit_length() <= 512
        else (f"{value.bit_length()}-bit integer")
    )


def time(value: datetime) -> str:
    """Show a time in UTC."""
    return f"{value.year:04}-{value:%m-%d %H:%M:%S}Z"


def name(value: _Any) -> str:
    """Show a Name as RFC 4514 writes it, an empty one as such."""
    return value.rfc4514_string() if value else "(empty name)"


def general_name(value: _Any) -> str:
    """Show a GeneralName with its kind."""
    kind = _GENERAL_NAMES.get(value.choice, value.choice)
    inner = value.value
    if value.choice == "directoryName":
        return f"{kind}:{name(inner)}"
    if value.choice == "iPAddress":
        return f"{kind}:{_address(inner)}"
    if value.choice == "registeredID":
        return f"{kind}:{oid(inner)}"
    if value.choice == "otherName":
        return f"{kind}:{oid(inner.type_id)}"
    return f"{kind}:{quoted(inner)[1:-1]}" if isinstance(inner, str) else kind


def _address(value: bytes) -> str:
    from ipaddress import ip_address

    if len(value) in (4, 16):
        return str(ip_address(value))
    if len(value) in (8, 32):
        half = len(value) // 2
        return f"{ip_address(value[:half])}/{ip_address(value[half:])}"
    return value.hex()


def algorithm(value: _Any) -> str:
    """Name an AlgorithmIdentifier with the parameters that matter."""
    parameters = value.parameters
    shown = oid(value.algorithm)
    if isinstance(parameters, Oid):
        return f"{shown} ({oid(parameters)})"
    hash_algorithm = getattr(parameters, "hash_algorithm", None)
    if hash_algorithm is not None:
        return f"{shown} ({oid(hash_algorithm.algorithm)})"
    iterations = getattr(parameters, "iteration_count", None)
    if iterations is not None:
        return f"{shown} ({integer(iterations)} iterations)"
    return shown


def public_key(value: _Any) -> str:
    """Say the kind and size of the key in a SubjectPublicKeyInfo."""
    algorithm_oid = value.algorithm.algorithm
    bits = value.subject_public_key
    if algorithm_oid == "1.2.840.113549.1.1.1":
        return f"RSA {_rsa_bits(bits.data)}"
    if algorithm_oid == "1.2.840.10045.2.1":
        curve = value.algorithm.parameters
        return f"EC {oid(curve)}" if isinstance(curve, Oid) else "EC with explicit parameters"
    shown = oid(algorithm_oid)
    return shown.removeprefix("id-") if shown != algorithm_oid else f"key of type {shown}"


def _rsa_bits(data: bytes) -> str:
    from cmcasn1.codec.octets import HeaderReader
    from cmcasn1.errors import DecodeError

    reader = HeaderReader(data, 4)
    try:
        outer = reader.read(0, len(data), "")
        modulus = reader.read(outer.start, outer.stop, "")
    except DecodeError:
        return "(malformed key)"
    return str(int.from_bytes(data[modulus.start : modulus.stop], "big").bit_length())


def extension(value: _Any, *, full: bool = False) -> str:
    """Say an extension in words: name, critical, value."""
    from cmcasn1.codec.coding import decode_named
    from cmcasn1.errors import CMCError

    label = oid(value.extn_id).removeprefix("id-ce-").removeprefix("id-pe-")
    known = open_type("extensions", value.extn_id)
    if known is None:
        shown = octets(value.extn_value, full=full)
    else:
        try:
            shown = anything(decode_named(known.name or known.kind, value.extn_value), full=full)
        except CMCError as error:
            shown = f"{octets(value.extn_value, full=full)}  (! {error})"
    return f"{label}{' critical' if value.critical else ''}: {shown}"


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
            return f"{label} ({int(value)})" if label else integer(value)
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
            return algorithm(value)
        case "SubjectPublicKeyInfo":
            return public_key(value)
        case "GeneralName":
            return general_name(value)
        case "Extension":
            return extension(value, full=full)
        case "UnknownControl":
            return octets(getattr(value, "raw"), full=full)  # noqa: B009 - the class is known by name only
    return fields(value, full=full)


def fields(value: Value, *, full: bool = False) -> str:
    """Show the fields of a value that are there, on one line."""
    cls = type(value)
    shown = []
    for field in cls.__fields__:
        inner = getattr(value, field)
        if inner is None or inner == ():
            continue
        if field in cls.__secret__ and not full:
            shown.append(f"{field} (hidden, {len(inner)} B)")
        elif cls.__fields__ == ("value",):
            shown.append(anything(inner, full=full))
        else:
            shown.append(f"{field} {anything(inner, full=full)}")
    return ", ".join(shown) or "empty"


def listed(items: Iterable[str], *, full: bool = False) -> str:
    """Join items, the many cut to a few and their number."""
    everything = list(items)
    if not full and len(everything) > 8:
        return ", ".join(everything[:6]) + f", and {len(everything) - 6} more"
    return ", ".join(everything) or "none"

"""Says why a value could not be encoded: which field, what it should be and what it is."""

from __future__ import annotations

from cmcasn1.codec import caches, der_writing, primitives
from cmcasn1.codec.registry import value_class
from cmcasn1.codec.tables import open_type
from cmcasn1.codec.types import STRINGS, TIMES, Component, Type
from cmcasn1.errors import BuildError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any as _Any

_PYTHON: dict[str, tuple[type, str]] = {
    "BOOLEAN": (bool, "bool"),
    "INTEGER": (int, "int"),
    "ENUMERATED": (int, "int"),
    "OCTET STRING": (bytes, "bytes"),
    "BIT STRING": (primitives.BitString, "BitString"),
    "NULL": (primitives.Null, "NULL"),
    "OBJECT IDENTIFIER": (str, "Oid"),
    **dict.fromkeys(STRINGS, (str, "str")),
    **dict.fromkeys(TIMES, (primitives.datetime, "datetime")),
}
_WRITERS: dict[str, Callable[[_Any], bytes]] = {
    "BOOLEAN": der_writing.put_boolean,
    "BIT STRING": der_writing.put_bits,
    "OBJECT IDENTIFIER": der_writing.put_oid,
    "UTF8String": lambda text: text.encode("utf-8"),
    "PrintableString": der_writing.put_printable,
    "IA5String": lambda text: text.encode("ascii"),
    "VisibleString": der_writing.put_visible,
    "NumericString": der_writing.put_numeric,
    "TeletexString": lambda text: text.encode("latin-1"),
    "BMPString": der_writing.put_bmp,
    "UniversalString": lambda text: text.encode("utf-32-be"),
    "UTCTime": der_writing.put_utc_time,
    "GeneralizedTime": der_writing.put_generalized_time,
}


def _shown(value: object) -> str:
    """Describe a value that does not fit, without its contents: they may be secret."""
    return type(value).__name__


def find(found: Type, value: object, path: str, governor: str = "", open_map: str = "") -> BuildError | None:
    """Return the error for the first part of `value` that does not fit type `found`, or None."""
    if open_map and found.kind == "ANY":
        return _open(value, path, governor, open_map)
    if found.shape == "boxed" or found.shape in ("class", "tagged"):
        cls = value_class(found.name)
        if type(value) is not cls:
            return _error(path, found.name, _shown(value))
    if found.shape == "boxed":
        value = value.value  # type: ignore[attr-defined]
    match found.kind:
        case "SEQUENCE" | "SET":
            return _sequence(found, value, path)
        case "SEQUENCE OF" | "SET OF":
            return _list(found, value, path, governor, open_map)
        case "CHOICE":
            return _choice(found, value, path)
        case "ANY":
            return None if type(value) is primitives.Any else _error(path, "Any", _shown(value))
    return _primitive(found, value, path)


def _error(path: str, expected: str, found: str) -> BuildError:
    return BuildError(f"expected {expected}, found {found}", path=path, expected=expected, found=found)


def _sequence(found: Type, value: _Any, path: str) -> BuildError | None:
    for index, use in enumerate(found.components):
        field = getattr(value, use.attribute)
        inner = f"{path}.{use.name}"
        if field is None and use.optional:
            continue
        before = found.before(index)
        if before is not None and getattr(value, before.attribute) is None:
            return _error(inner, f"none without {before.name}, whose tag it has", _shown(field))
        governor = getattr(value, use.governor) if use.governor else ""
        fault = find(use.type, field, inner, governor, use.open_map)
        if fault is not None:
            return fault
    return None


def _list(found: Type, value: object, path: str, governor: str, open_map: str) -> BuildError | None:
    if not isinstance(value, tuple):
        return _error(path, "a tuple", _shown(value))
    fault = _size(found, len(value), path, "elements")
    if fault is not None:
        return fault
    assert found.element is not None
    for index, element in enumerate(value):
        fault = find(found.element.type, element, f"{path}[{index}]", governor, open_map)
        if fault is not None:
            return fault
    return None


def _choice(found: Type, value: _Any, path: str) -> BuildError | None:
    if found.shape == "tagged":
        for use in found.components:
            if use.name == value.choice:
                return find(use.type, value.value, f"{path}.{use.name}")
        names = " or ".join(use.name for use in found.components)
        return _error(f"{path}.choice", names, repr(value.choice))
    faults = [find(use.type, value, f"{path}.{use.name}") for use in found.components]
    if any(fault is None for fault in faults):
        return None
    deepest = max((fault for fault in faults if fault is not None), key=lambda fault: len(fault.path))
    if deepest.path.count(".") > path.count(".") + 1:
        return deepest
    return _error(path, " or ".join(_title(use) for use in found.components), _shown(value))


def _title(use: Component) -> str:
    return use.type.name or _PYTHON.get(use.type.kind, (object, use.type.kind))[1]


def _open(value: object, path: str, governor: str, open_map: str) -> BuildError | None:
    if type(value) is primitives.Any or type(getattr(value, "raw", None)) is bytes:
        return None
    known = open_type(open_map, governor)
    if known is None:
        return BuildError(
            f"expected Any, as no type is known for {governor}, found {_shown(value)}",
            path=path,
            expected="Any",
            found=_shown(value),
        )
    return find(known, value, path)


def _primitive(found: Type, value: _Any, path: str) -> BuildError | None:
    wanted, title = _PYTHON[found.kind]
    fits: bool = isinstance(value, wanted)  # kept apart: narrowing would hide what `value` can do
    if not fits or (found.kind in ("INTEGER", "ENUMERATED") and isinstance(value, bool)):
        return _error(path, title, _shown(value))
    if found.kind in ("INTEGER", "ENUMERATED"):
        low = "MIN" if found.low is None else found.low
        high = "MAX" if found.high is None else found.high
        if (found.low is not None and value < found.low) or (found.high is not None and value > found.high):
            return _error(path, f"{low}..{high}", f"{value:#x}" if value.bit_length() > 64 else str(value))
        if found.values and value not in found.values:
            return _error(path, " or ".join(map(str, found.values)), str(value))
        return None
    if found.kind == "OCTET STRING" or found.kind in STRINGS:
        fault = _size(found, len(value), path, "octets" if found.kind == "OCTET STRING" else "characters")
        if fault is not None:
            return fault
    if found.kind == "BIT STRING":
        fault = _size(found, len(value.data) * 8 - value.unused_bits, path, "bits")
        if fault is not None:
            return fault
    writer = der_writing.put_named_bits if found.shape == "bits" else _WRITERS.get(found.kind)
    if writer is not None:
        try:
            writer(value)
        except (*caches.REFUSALS, TypeError, AttributeError):
            return _error(path, f"a value that {found.kind} can hold", f"a {_shown(value)} that it cannot")
    return None


def _size(found: Type, size: int, path: str, unit: str) -> BuildError | None:
    if (found.low is not None and size < found.low) or (found.high is not None and size > found.high):
        bounds = f"{found.low or 0} to {'any number of' if found.high is None else found.high} {unit}"
        return _error(path, bounds, f"{size}")
    return None

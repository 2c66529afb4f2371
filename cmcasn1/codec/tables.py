"""Makes `Type` objects of the generated tables, each when it is first asked for."""

from __future__ import annotations

from cmcasn1.codec.generated import tables as generated
from cmcasn1.codec.types import Component, Type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any as _Any

TYPES: dict[str, tuple[_Any, ...]] = generated.TYPES  # type: ignore[assignment, unused-ignore]
MAPS: dict[str, dict[object, str]] = generated.MAPS  # type: ignore[assignment, unused-ignore]

_types: dict[str, Type] = {}


def type_named(name: str) -> Type:
    """Return the description of an ASN.1 type; raises KeyError for a name that no schema defines."""
    if name not in _types:
        _types[name] = _type(TYPES[name])
    return _types[name]


def type_names() -> tuple[str, ...]:
    """Return the names of all types, built-in ones included."""
    return tuple(TYPES)


def open_type(map_name: str, governor: object) -> Type | None:
    """Return the type that a map of `cmcasn1.schema.maps` gives to an OID (or a number), or None."""
    name = MAPS[map_name].get(governor)
    return None if name is None else type_named(name)


def open_map(map_name: str) -> dict[object, str]:
    """Return a map of `cmcasn1.schema.maps` as OID (or number) -> type name."""
    return MAPS[map_name]


def _type(row: tuple[_Any, ...]) -> Type:
    kind, name, shape, components, element, low, high, names, covered, sole, outer, values = row
    return Type(
        kind,
        name,
        shape,
        components=tuple(_component(component) for component in components),
        element=None if element is None else _component(element),
        low=low,
        high=high,
        names=names,
        covered=covered,
        sole=sole,
        outer=outer,
        values=values,
    )


def _component(row: tuple[_Any, ...]) -> Component:
    name, attribute, found, tags, optional, default, map_name, governor, kept, string = row
    inner = type_named(found) if isinstance(found, str) else _type(found)
    return Component(
        name,
        attribute,
        inner,
        tags,
        optional=optional,
        has_default=default is not None,
        default=default,
        open_map=map_name,
        governor=governor,
        kept=kept,
        string=string,
    )

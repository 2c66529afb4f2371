"""Values to genuine pyasn1 objects of `cmcasn1.schema`.

The objects are filled directly, past the checks of pyasn1's constructors: that is what makes them an order of
magnitude cheaper than pyasn1's own decoding. What a value made by hand holds is checked by the codec's encoder, which
is cheaper still. For each type a function is written and compiled when the first value of it comes, as `dataclasses`
does for a class: one call makes the objects of a type and of all that it holds, up to the next CHOICE or open type.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING
from typing import Any as _Any

from pyasn1.type import univ
from pyasn1.type.base import noValue  # type: ignore[attr-defined]

from cmcasn1 import schema
from cmcasn1.codec import caches, der_writing, registry
from cmcasn1.codec.asn1_kinds import CLASSES
from cmcasn1.codec.coding import decode_named, encode_named, uncollected
from cmcasn1.codec.primitives import Any, BitString, Null, datetime
from cmcasn1.codec.tables import open_type, type_named
from cmcasn1.codec.types import STRINGS, Component, Type
from cmcasn1.errors import BuildError
from cmcasn1.oids import Oid

if TYPE_CHECKING:
    from collections.abc import Callable

    Maker = Callable[[_Any], _Any]

_makers: dict[str, Maker] = {}
_open_makers: dict[str, dict[object, Maker]] = {}
_arcs: dict[str, tuple[int, ...]] = {}


def to_asn1(name: str, value: object) -> _Any:
    """Return the pyasn1 object of schema class `name` for a value; open types are filled as far as known.

    Raises `BuildError` that names the field for a value made by hand that no encoding has.
    """
    encode_named(name, value)
    try:
        return uncollected(_named(name), value)
    except (*caches.REFUSALS, AttributeError, TypeError) as error:
        raise BuildError(f"{type(value).__name__} has no pyasn1 form", path=name) from error


def _named(name: str) -> Maker:
    if name not in _makers:
        _makers[name] = _compiled(type_named(name), getattr(schema, name)())
    return _makers[name]


def _like(item: _Any) -> type:
    """Return a subclass that has the attributes of `item` (tags, constraints).

    An instance of it, made without calling a constructor, is an object like `item` but for its value.
    """
    cls = type(item)
    template = {**item.__dict__, "__module__": cls.__module__, "__qualname__": cls.__qualname__}
    return type(cls.__name__, (cls,), template)


# What the functions that are written here see as their globals.


def _bits(value: BitString) -> _Any:
    length = len(value.data) * 8 - value.unused_bits
    number = int.from_bytes(value.data, "big") >> value.unused_bits
    return univ.SizedInteger(number).setBitLength(length)  # type: ignore[no-untyped-call]


def _oid(value: str) -> tuple[int, ...]:
    if len(_arcs) >= 4096:
        _arcs.clear()
    _arcs[value] = arcs = tuple(map(int, value.split(".")))
    return arcs


_space: dict[str, _Any] = {
    "new": object.__new__,
    "noValue": noValue,
    "Any": Any,
    "bits": _bits,
    "arcs": _arcs,
    "oid": _oid,
    "utc_time": lambda value: der_writing.put_utc_time(value).decode(),
    "generalized_time": lambda value: der_writing.put_generalized_time(value).decode(),
}
_numbers = count()

_CONVERSIONS = {
    **dict.fromkeys(("INTEGER", "ENUMERATED", "BOOLEAN"), "{v} if type({v}) is int else int({v})"),
    **dict.fromkeys(STRINGS, "{v} if type({v}) is str else str({v})"),
    "BIT STRING": "bits({v})",
    "NULL": "b''",
    "OBJECT IDENTIFIER": "arcs.get({v}) or oid({v})",
    "ANY": "{v}.der",
    "OCTET STRING": "{v}",
    "UTCTime": "utc_time({v})",
    "GeneralizedTime": "generalized_time({v})",
}


def _constant(value: object) -> str:
    """Return the name under which the functions find a value."""
    name = f"k{next(_numbers)}"
    _space[name] = value
    return name


def _variable() -> str:
    return f"v{next(_numbers)}"


def _compiled(found: Type, item: _Any) -> Maker:
    """Return the function that makes the object of a value of type `found` by the example of `item`."""
    if found.kind == "CHOICE":
        return _choice(found, item)
    return _function(_made(found, item, "value", "made"))


def _function(lines: list[str]) -> Maker:
    """Compile a function of `value` that returns `made`."""
    source = "\n    ".join(["def make(value):", *lines, "return made"])
    names: dict[str, Maker] = {}
    exec(compile(source, f"<{__name__}>", "exec"), _space, names)
    return names["make"]


def _indented(lines: list[str]) -> list[str]:
    return ["    " + line for line in lines]


def _later(found: Type, item: _Any) -> str:
    """Return the name of a function that is compiled when it is first called."""

    def load(value: _Any) -> _Any:
        _space[name] = made = _compiled(found, item)
        return made(value)

    name = _constant(load)
    return name


def _made(found: Type, item: _Any, var: str, target: str) -> list[str]:
    """Write lines that make the object of the value in `var` and leave it in `target`."""
    if found.sole:
        inner = _variable()
        only = item.componentType[0].asn1Object
        return [*_made(_alternative_of(found), only, var, inner), *_filled_choice(item, 0, inner, target)]
    if found.kind == "CHOICE":
        return [f"{target} = {_later(found, item)}({var})"]
    cls = _constant(_like(item))
    if found.kind in ("SEQUENCE", "SET"):
        return _sequence(found, item, cls, var, target)
    lines = []
    if found.shape == "boxed":
        box, var = var, _variable()
        lines = [f"{var} = {box}.value"]
    if found.kind in ("SEQUENCE OF", "SET OF"):
        assert found.element is not None
        element, made = _variable(), _variable()
        return [
            *lines,
            *_list(cls, var, element, made, target, _made(found.element.type, item.componentType, element, made)),
        ]
    return [*lines, f"{target} = new({cls})", f"{target}.__dict__['_value'] = {_CONVERSIONS[found.kind].format(v=var)}"]


def _alternative_of(found: Type) -> Type:
    return Type(
        found.kind,
        "",
        "tuple" if found.shape == "list" else found.shape,
        components=found.components,
        element=found.element,
        low=found.low,
        high=found.high,
    )


def _sequence(found: Type, item: _Any, cls: str, var: str, target: str) -> list[str]:
    lines: list[str] = []
    parts = ["noValue"] * len(item.componentType)
    for use in found.components:
        position = item.componentType.getPositionByName(use.name)
        inner = item.componentType[position].asn1Object
        field, part = _variable(), _variable()
        parts[position] = part
        lines += [f"{field} = {var}.{use.attribute}"]
        if use.open_map and use.type.kind in ("ANY", "SEQUENCE OF", "SET OF"):
            write = _open(use, inner, f"{var}.{use.governor}", field, part)
        else:
            write = _made(use.type, inner, field, part)
        if use.has_default:
            lines += [f"if {field} == {_constant(_default(use))}:"]
        elif use.optional:
            lines += [f"if {field} is None:"]
        else:
            lines += write
            continue
        lines += [f"    {part} = noValue", "else:", *_indented(write)]
    return [*lines, f"{target} = new({cls})", f"{target}.__dict__['_componentValues'] = [{', '.join(parts)}]"]


def _default(use: Component) -> object:
    der = use.default
    assert isinstance(der, bytes)
    return decode_named(use.type.name or use.type.kind, der)


def _list(cls: str, var: str, element: str, made: str, target: str, write: list[str]) -> list[str]:
    elements = _variable()
    return [
        f"{elements} = {{}}",
        f"for {element} in {var}:",
        *_indented([*write, f"{elements}[len({elements})] = {made}"]),
        f"{target} = new({cls})",
        f"{target}.__dict__['_componentValues'] = {elements}",
    ]


def _open(use: Component, item: _Any, governor: str, var: str, target: str) -> list[str]:
    """Write lines that fill an open type: typed objects where the OID is known, else the octets as pyasn1's Any."""
    if use.type.kind != "ANY":
        element, made = _variable(), _variable()
        write = _opened(use.open_map, item.componentType, governor, element, made)
        return _list(_constant(_like(item)), var, element, made, target, write)
    return _opened(use.open_map, item, governor, var, target)


def _opened(open_map: str, item: _Any, governor: str, var: str, target: str) -> list[str]:
    closed = _constant(_like(item))
    makers = _constant(_open_makers.setdefault(open_map, {}))
    find = _constant(lambda governor: _open_maker(open_map, governor))
    shut = [f"    {target} = new({closed})", f"    {target}.__dict__['_value'] = {var}"]
    lines = [f"if type({var}) is Any:", shut[0], f"{shut[1]}.der"]
    if open_map == "controls":
        lines += [
            f"elif type({var}) is {_constant(registry.value_class('UnknownControl'))}:",
            shut[0],
            f"{shut[1]}.raw",
        ]
    return [*lines, "else:", f"    {target} = ({makers}.get({governor}) or {find}({governor}))({var})"]


def _open_maker(open_map: str, governor: object) -> Maker:
    known = open_type(open_map, governor)
    if known is None:
        raise TypeError(f"no type is known for {governor}")
    maker = _named(known.name) if known.name else _compiled(known, CLASSES[known.kind]())
    _open_makers[open_map][governor] = maker
    return maker


# CHOICE


def _filled_choice(item: _Any, position: int, part: str, target: str) -> list[str]:
    parts = ["noValue"] * len(item.componentType)
    parts[position] = part
    fields = _variable()
    return [
        f"{target} = new({_constant(_like(item))})",
        f"{fields} = {target}.__dict__",
        f"{fields}['_componentValues'] = [{', '.join(parts)}]",
        f"{fields}['_currentIdx'] = {position}",
    ]


def _choice(found: Type, item: _Any) -> Maker:
    """Return a function that goes by the name or the class of the alternative; each is compiled when first needed."""
    uses = {use.name: use for use in found.components}
    makers: dict[object, Maker] = {}

    def load(use: Component) -> Maker:
        position = item.componentType.getPositionByName(use.name)
        inner = item.componentType[position].asn1Object
        return _function([*_made(use.type, inner, "value", "part"), *_filled_choice(item, position, "part", "made")])

    def make_tagged(value: _Any) -> _Any:
        maker = makers.get(value.choice)
        if maker is None:
            maker = makers[value.choice] = load(uses[value.choice])
        return maker(value.value)

    def make_transparent(value: _Any) -> _Any:
        cls = type(value)
        maker = makers.get(cls)
        if maker is None:
            spelled = [use for use in found.components if use.string == cls.__name__]
            fitting = spelled or [use for use in found.components if _test(use.type)(value)]
            if not fitting:
                raise TypeError(f"{cls.__name__} is no alternative of {found.title}")
            maker = makers[cls] = load(fitting[0])
        return maker(value)

    return make_tagged if found.shape == "tagged" else make_transparent


def _test(found: Type) -> Callable[[_Any], bool]:
    """Return what tells by its class whether a value is one of a CHOICE's alternative."""
    if found.kind == "CHOICE" and found.shape == "transparent":
        inner = [_test(use.type) for use in found.components]
        return lambda value: any(fits(value) for fits in inner)
    if found.shape in ("class", "boxed", "tagged"):
        return lambda value: type(value).__name__ == found.name
    wanted = _PYTHON_CLASSES.get(found.kind, str)
    return lambda value: isinstance(value, wanted)


_PYTHON_CLASSES: dict[str, type] = {
    "INTEGER": int,
    "ENUMERATED": int,
    "BOOLEAN": bool,
    "OCTET STRING": bytes,
    "BIT STRING": BitString,
    "NULL": Null,
    "OBJECT IDENTIFIER": Oid,
    "ANY": Any,
    "SEQUENCE OF": tuple,
    "SET OF": tuple,
    "UTCTime": datetime,
    "GeneralizedTime": datetime,
}

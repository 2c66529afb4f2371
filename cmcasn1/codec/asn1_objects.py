"""Values to genuine pyasn1 objects of `cmcasn1.schema`.

The objects are filled directly, past the checks of pyasn1's constructors, which the codec has made already: that
is what makes them an order of magnitude cheaper than pyasn1's own decoding.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING
from typing import Any as _Any

from pyasn1.type import univ
from pyasn1.type.base import noValue  # type: ignore[attr-defined]

from cmcasn1 import schema
from cmcasn1.codec import runtime
from cmcasn1.codec.asn1_kinds import CLASSES
from cmcasn1.codec.coding import decode_named, encode_named
from cmcasn1.codec.primitives import Any, BitString, Null, datetime
from cmcasn1.codec.tables import open_type, type_named
from cmcasn1.codec.types import STRINGS, Component, Type
from cmcasn1.errors import BuildError
from cmcasn1.oids import Oid

if TYPE_CHECKING:
    from collections.abc import Callable

    Maker = Callable[[_Any], _Any]

_new: _Any = object.__new__
_makers: dict[str, Maker] = {}
_open_makers: dict[tuple[str, object], Maker | None] = {}
_arcs: dict[str, tuple[int, ...]] = {}


def to_asn1(name: str, value: object) -> _Any:
    """Return the pyasn1 object of schema class `name` for a value; open types are filled as far as known."""
    try:
        return _named(name)(value)
    except (*runtime.REFUSALS, AttributeError, TypeError) as error:
        encode_named(name, value)  # says what does not fit
        raise BuildError(f"{type(value).__name__} has no pyasn1 form", path=name) from error


def _named(name: str) -> Maker:
    if name not in _makers:
        item = getattr(schema, name)()
        _makers[name] = _maker(type_named(name), item)
    return _makers[name]


def _like(item: _Any) -> type:
    """Return a subclass that has the attributes of `item` (tags, constraints).

    An instance of it, made without calling a constructor, is an object like `item` but for its value.
    """
    cls = type(item)
    template = {**item.__dict__, "__module__": cls.__module__, "__qualname__": cls.__qualname__}
    return type(cls.__name__, (cls,), template)


def _maker(found: Type, item: _Any) -> Maker:
    boxed = found.shape == "boxed"
    if found.sole:
        inner = item.componentType[0].asn1Object
        return _choice_of(item, 0, _maker(_alternative_of(found), inner))
    if found.kind in ("SEQUENCE", "SET"):
        return _sequence(found, item)
    if found.kind in ("SEQUENCE OF", "SET OF"):
        assert found.element is not None
        return _list(item, _maker(found.element.type, item.componentType), boxed)
    if found.kind == "CHOICE":
        return _choice(found, item)
    return _primitive(found, item, boxed)


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


def _primitive(found: Type, item: _Any, boxed: bool) -> Maker:
    convert = _CONVERTERS.get(found.kind)
    cls = _like(item)

    def make(value: _Any) -> _Any:
        made: _Any = _new(cls)
        if boxed:
            value = value.value
        made.__dict__["_value"] = value if convert is None else convert(value)
        return made

    return make


def _bits(value: BitString) -> _Any:
    length = len(value.data) * 8 - value.unused_bits
    number = int.from_bytes(value.data, "big") >> value.unused_bits
    return univ.SizedInteger(number).setBitLength(length)  # type: ignore[no-untyped-call]


def _oid(value: str) -> tuple[int, ...]:
    if value not in _arcs:
        if len(_arcs) >= 4096:
            _arcs.clear()
        _arcs[value] = tuple(map(int, value.split(".")))
    return _arcs[value]


_CONVERTERS: dict[str, Maker] = {
    "INTEGER": int,
    "ENUMERATED": int,
    "BOOLEAN": int,
    "BIT STRING": _bits,
    "NULL": lambda _: b"",
    "OBJECT IDENTIFIER": _oid,
    "ANY": lambda value: value.der,
    "UTCTime": lambda value: runtime.put_utc_time(value).decode(),
    "GeneralizedTime": lambda value: runtime.put_generalized_time(value).decode(),
    **dict.fromkeys(STRINGS, str),
}


def _sequence(found: Type, item: _Any) -> Maker:
    cls = _like(item)
    count = len(item.componentType)
    parts: list[tuple[int, Component | None, type | None, Maker | None, _Any, str]] = []
    for use in found.components:
        position = item.componentType.getPositionByName(use.name)
        inner = item.componentType[position].asn1Object
        plain = use.type.shape in ("plain", "enum", "bits") and use.type.kind not in ("CHOICE", "ANY")
        if plain:
            # The most frequent components are made right here, without another call.
            parts.append(
                (position, use if use.has_default else None, _like(inner), _CONVERTERS.get(use.type.kind), None, "")
            )
        elif use.open_map:
            parts.append((position, use if use.has_default else None, None, None, _open(use, inner), use.governor))
        else:
            parts.append((position, use if use.has_default else None, None, None, _maker(use.type, inner), ""))
    names = [use.attribute for use in found.components]
    fetch: Callable[[_Any], tuple[_Any, ...]]
    fetch = attrgetter(*names) if len(names) > 1 else lambda value: tuple(getattr(value, name) for name in names)
    absent = [noValue] * count

    def make_sequence(value: _Any) -> _Any:
        made: _Any = _new(cls)
        components = absent.copy()
        for (position, default, primitive, convert, maker, governor), field in zip(parts, fetch(value), strict=True):
            if field is None or (default and field == _default(default)):
                continue
            if primitive is not None:
                component = _new(primitive)
                component.__dict__["_value"] = field if convert is None else convert(field)
                components[position] = component
            elif governor:
                components[position] = maker(getattr(value, governor), field)
            else:
                components[position] = maker(field)
        made.__dict__["_componentValues"] = components
        return made

    return make_sequence


_defaults: dict[tuple[str, bytes], object] = {}


def _default(use: Component) -> object:
    der = use.default
    assert isinstance(der, bytes)
    key = (use.type.name or use.type.kind, der)
    if key not in _defaults:
        _defaults[key] = decode_named(*key)
    return _defaults[key]


def _list(item: _Any, make: Maker, boxed: bool) -> Maker:
    cls = _like(item)

    def make_list(value: _Any) -> _Any:
        made: _Any = _new(cls)
        if boxed:
            value = value.value
        made.__dict__["_componentValues"] = {index: make(element) for index, element in enumerate(value)}
        return made

    return make_list


def _choice_of(item: _Any, position: int, make: Maker) -> Maker:
    cls = _like(item)
    count = len(item.componentType)

    def make_choice(value: _Any) -> _Any:
        made: _Any = _new(cls)
        components: list[_Any] = [noValue] * count
        components[position] = make(value)
        made.__dict__["_componentValues"] = components
        made.__dict__["_currentIdx"] = position
        return made

    return make_choice


def _choice(found: Type, item: _Any) -> Maker:
    makers = {}
    for use in found.components:
        position = item.componentType.getPositionByName(use.name)
        inner = item.componentType[position].asn1Object
        makers[use.name] = _choice_of(item, position, _maker(use.type, inner))
    if found.shape == "tagged":
        return lambda value: makers[value.choice](value.value)

    by_class: dict[type, Maker] = {}
    tests = [(use.string, _test(use.type), makers[use.name]) for use in found.components]

    def make_transparent(value: _Any) -> _Any:
        cls = type(value)
        maker = by_class.get(cls)
        if maker is None:
            spelled = [maker for string, _, maker in tests if string == cls.__name__]
            fitting = spelled or [maker for _, fits, maker in tests if fits(value)]
            if not fitting:
                raise TypeError(f"{cls.__name__} is no alternative of {found.title}")
            maker = by_class[cls] = fitting[0]
        return maker(value)

    return make_transparent


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


def _open(use: Component, item: _Any) -> Callable[[object, _Any], _Any]:
    """Return what fills an open type: typed objects where the OID is known, else the octets as pyasn1's Any."""
    closed = _like(item if use.type.kind == "ANY" else item.componentType)

    def make_value(governor: object, value: _Any) -> _Any:
        raw = value.der if type(value) is Any else getattr(value, "raw", None)
        if type(raw) is bytes:
            made: _Any = _new(closed)
            made.__dict__["_value"] = raw
            return made
        return _open_maker(use.open_map, governor)(value)

    if use.type.kind == "ANY":
        return make_value
    cls = _like(item)

    def make_values(governor: object, values: _Any) -> _Any:
        made: _Any = _new(cls)
        made.__dict__["_componentValues"] = {index: make_value(governor, value) for index, value in enumerate(values)}
        return made

    return make_values


def _open_maker(open_map: str, governor: object) -> Maker:
    key = (open_map, governor)
    if key not in _open_makers:
        known = open_type(open_map, governor)
        if known is None:
            _open_makers[key] = None
        elif known.name:
            _open_makers[key] = _named(known.name)
        else:
            _open_makers[key] = _maker(known, CLASSES[known.kind]())
    maker = _open_makers[key]
    assert maker is not None, key
    return maker

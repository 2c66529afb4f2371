"""The base of every value class: immutable, typed, comparable, hashable, printable, picklable."""

from __future__ import annotations

from enum import IntEnum
from operator import attrgetter

from cmcasn1.codec import registry
from cmcasn1.oids import Oid

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any as _Any
    from typing import Generic, Self, TypeVar, dataclass_transform

    T = TypeVar("T")
    T_co = TypeVar("T_co", covariant=True)
else:
    T_co = object

    def dataclass_transform(**_: object) -> Callable[[type], type]:
        """Stand in for the mark that only type checkers read."""
        return lambda cls: cls


# From here on `str(int)` is refused by the interpreter; a repr must not raise.
_LONGEST_DECIMAL_BITS = 12_000


class _DataclassFields:
    """Makes `dataclasses.replace` and `dataclasses.fields` work without importing dataclasses up front."""

    def __get__(self, instance: object, owner: type[Value]) -> dict[str, _Any]:
        import dataclasses

        members: list[_Any] = []
        for name in owner.__fields__:
            default = owner.__defaults__.get(name, dataclasses.MISSING)
            members.append((name, owner.__field_types__[name], dataclasses.field(default=default)))
        shadow = dataclasses.make_dataclass(owner.__name__, members, kw_only=True)
        fields: dict[str, _Any] = getattr(shadow, "__dataclass_fields__")  # noqa: B009
        type.__setattr__(owner, "__dataclass_fields__", fields)
        return fields


class _Signature:
    """Gives `inspect.signature` and the documentation the constructor's real parameters."""

    def __get__(self, instance: object, owner: type[Value]) -> object:
        from inspect import Parameter, Signature

        kind = Parameter.KEYWORD_ONLY if owner.__kw_only__ else Parameter.POSITIONAL_OR_KEYWORD
        return Signature(
            [
                Parameter(
                    name,
                    kind,
                    default=owner.__defaults__.get(name, Parameter.empty),
                    annotation=owner.__field_types__[name],
                )
                for name in owner.__fields__
            ]
        )


# What most fields hold, and none of it mutable: to ask that first saves the slower question. All values come to it.
_USUAL: set[type] = {bytes, int, str, tuple, type(None), Oid}


@dataclass_transform(eq_default=True, frozen_default=True, kw_only_default=False)
class ValueMeta(type):
    """Turns the annotations of a class body into slots, and registers the class with the codec."""

    def __new__(
        mcls,
        name: str,
        bases: tuple[type, ...],
        body: dict[str, _Any],
        *,
        kw_only: bool = False,
        covered: bool = False,
        keeps: tuple[str, ...] = (),
        secret: tuple[str, ...] = (),
        opaque: tuple[str, ...] = (),
        uncompared: tuple[str, ...] = (),
    ) -> ValueMeta:
        """Make the class; the keywords of a class statement are described in docs/schema-and-codec.md."""
        if "__twin__" in body:
            return super().__new__(mcls, name, bases, body)
        own = {
            field: annotation
            for field, annotation in _annotations(body).items()
            if not str(annotation).startswith(("ClassVar", "typing.ClassVar"))
        }
        inherited = [base for base in bases if isinstance(base, ValueMeta)]
        fields: dict[str, object] = {}
        defaults: dict[str, object] = {}
        for base in inherited:
            fields.update(base.__field_types__)
            defaults.update(base.__defaults__)
        for field in own:
            if field in body:
                defaults[field] = body.pop(field)
        fields.update(own)
        kept = tuple(f"_{field}_octets" for field in keeps) + (("_octets",) if covered else ())
        body["__slots__"] = (*own, *kept)
        body["__fields__"] = body["__match_args__"] = tuple(fields)
        body["__field_types__"] = fields
        body["__defaults__"] = defaults
        body["__kw_only__"] = kw_only or any(base.__kw_only__ for base in inherited)
        for field_set, new in (
            ("__kept__", kept),
            ("__secret__", secret),
            ("__opaque__", opaque),
            ("__uncompared__", uncompared),
        ):
            body[field_set] = tuple(x for base in inherited for x in getattr(base, field_set)) + new
        body["__signature__"] = _Signature()
        body["__dataclass_fields__"] = _DataclassFields()
        body["__init__"] = _first_init
        cls = super().__new__(mcls, name, bases, body)
        compared = [field for field in fields if field not in body["__uncompared__"]]
        cls.__compared__ = attrgetter(*compared) if compared else type
        _USUAL.add(cls)
        if fields:
            registry.register(name, cls)
        return cls

    def __init__(cls, name: str, bases: tuple[type, ...], body: dict[str, _Any], **_: object) -> None:
        super().__init__(name, bases, body)

    if TYPE_CHECKING:
        __fields__: tuple[str, ...]
        __field_types__: dict[str, object]
        __defaults__: dict[str, object]
        __kw_only__: bool
        __kept__: tuple[str, ...]
        __secret__: tuple[str, ...]
        __opaque__: tuple[str, ...]
        __uncompared__: tuple[str, ...]
        __compared__: Callable[[object], object]


def _first_init(self: Value, *args: _Any, **kwargs: _Any) -> None:
    """Construct the first value of a class: most classes of a process never need a constructor."""
    made = _constructor(type(self))
    type.__setattr__(type(self), "__init__", made)
    made(self, *args, **kwargs)


def _constructor(cls: type[Value]) -> Callable[..., None]:
    """Return the `__init__` of a class, its parameters the fields; one for all classes would take twice as long."""
    known: dict[str, object] = {"_usual": _USUAL, "_mutable": (list, bytearray, memoryview), "_frozen": _frozen}
    parameters, lines = ["self", *["*"] * cls.__kw_only__], []
    for name in cls.__fields__:
        # Faster than object.__setattr__, which looks the slot up by its name.
        known[f"_put_{name}"] = getattr(cls, name).__set__
        parameters.append(name)
        if name in cls.__defaults__:
            known[f"_default_{name}"] = cls.__defaults__[name]
            parameters[-1] += f"=_default_{name}"
        as_it_is = f"{name}.__class__ in _usual or not isinstance({name}, _mutable)"
        lines.append(f"_put_{name}(self, {name} if {as_it_is} else _frozen({name}))")
    for name in cls.__kept__:
        known[f"_put_{name}"] = getattr(cls, name).__set__
        lines.append(f"_put_{name}(self, None)")
    source = f"def __init__({', '.join(parameters)}):\n    " + "\n    ".join(lines or ["pass"])
    exec(source, known)
    made: _Any = known["__init__"]
    made.__qualname__ = f"{cls.__qualname__}.__init__"
    return made  # type: ignore[no-any-return]


def _frozen(value: list[object] | bytearray | memoryview) -> tuple[object, ...] | bytes:
    return tuple(value) if isinstance(value, list) else bytes(value)


def _annotations(body: dict[str, _Any]) -> dict[str, object]:
    """Return the annotations of a class body (PEP 649 hides them behind a function from Python 3.14 on)."""
    if "__annotations__" in body or "__annotate_func__" not in body:
        found: dict[str, object] = body.get("__annotations__", {})
        return found
    from annotationlib import Format, call_annotate_function  # type: ignore[import-not-found, unused-ignore]

    result: dict[str, object] = call_annotate_function(body["__annotate_func__"], Format.STRING)
    return result


class _Asn1Convertible:
    """Conversion to and from pyasn1 objects, the same for every kind of value."""

    __slots__ = ()

    def to_asn1(self) -> _Any:
        """Return a genuine pyasn1 object of the type's schema class in `cmcasn1.schema`."""
        from cmcasn1.codec.asn1_objects import to_asn1

        return to_asn1(type(self).__name__, self)

    @classmethod
    def from_asn1(cls, asn1: _Any) -> Self:
        """Return the value of a pyasn1 object of the type's schema class; raises `DecodeError` if it is unfit."""
        from cmcasn1.codec.asn1_values import from_asn1

        result: Self = from_asn1(cls.__name__, asn1)
        return result


class Value(_Asn1Convertible, metaclass=ValueMeta):
    """A value of an ASN.1 SEQUENCE, SET or ambiguous CHOICE type, or of a control whose type is a primitive.

    Fields are the components in their ASN.1 order; OPTIONAL ones default to None. Values cannot be changed:
    `dataclasses.replace(value, field=...)` makes a changed copy.
    """

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is immutable: cannot set {name!r}")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} is immutable: cannot delete {name!r}")

    @classmethod
    def _secret_fields(cls, fields: Mapping[str, object]) -> tuple[str, ...]:
        """Return which of the fields only their owner should see, given those that are known."""
        return cls.__secret__

    def __eq__(self, other: object) -> bool:
        cls = type(self)
        if type(other) is not cls:
            return NotImplemented
        return self is other or cls.__compared__(self) == cls.__compared__(other)

    def __hash__(self) -> int:
        cls = type(self)
        return hash((cls.__name__, cls.__compared__(self)))

    def __repr__(self) -> str:
        cls = type(self)
        shown = []
        fields = {name: getattr(self, name) for name in cls.__fields__}
        secret = cls._secret_fields(fields)
        for name, value in fields.items():
            if name in secret and value is not None:
                length = f", {len(value)} long" if hasattr(value, "__len__") else ""
                shown.append(f"{name}=<secret{length}>")
            elif name in cls.__opaque__:
                shown.append(f"{name}={_closed(value)}")
            elif type(value) is int and value.bit_length() > _LONGEST_DECIMAL_BITS:
                shown.append(f"{name}={value:#x}")
            elif name not in cls.__defaults__ or value != cls.__defaults__[name]:
                shown.append(f"{name}={value!r}")
        return f"{cls.__name__}({', '.join(shown)})"

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __replace__(self, **changes: _Any) -> Self:
        cls = type(self)
        if cls.__kw_only__ or not changes.keys() <= cls.__field_types__.keys():
            return cls(**({name: getattr(self, name) for name in cls.__fields__} | changes))
        return cls(*[changes[name] if name in changes else getattr(self, name) for name in cls.__fields__])

    def __reduce__(self) -> tuple[object, ...]:
        cls = type(self)
        kept = tuple(_cut(getattr(self, name)) for name in cls.__kept__)
        return _restore, (cls, tuple(getattr(self, name) for name in cls.__fields__), kept)

    @property
    def octets(self) -> bytes:
        """The octets that the value was decoded from, as received; the DER encoding of a value made here.

        Types that a signature, MAC or digest covers keep what was received; for other types this is the DER.
        """
        source = getattr(self, "_octets", None)
        if source is not None:
            received: bytes = source[0][source[1] : source[2]]
            return received
        from cmcasn1.codec.coding import encode_der

        der = encode_der(self)
        if "_octets" in type(self).__kept__:
            # A value does not change: proofs, signatures and the message itself want the same octets again.
            object.__setattr__(self, "_octets", (der, 0, None))
        return der

    def _source(self, field: str) -> bytes | None:
        """Return a component as received, with its own tag and length; None in a value made here."""
        return _cut(getattr(self, f"_{field}_octets"))

    def _kept_octets(self, field: str, type_name: str) -> bytes | None:
        """Return a component as received (with its own tag and length), else its DER as ASN.1 type `type_name`."""
        source = self._source(field)
        value = getattr(self, field)
        if source is not None or value is None:
            return source
        from cmcasn1.codec.coding import encode_named

        return encode_named(type_name, value)


def was_received(value: Value) -> bool:
    """Return whether a value was decoded and has those octets; one made here has no others than its DER."""
    source = getattr(value, "_octets", None)
    return source is not None and source[2] is not None


def _closed(value: object) -> str:
    """Return the repr of a value without octets in it: a whole message may stand there, secrets and all."""
    if isinstance(value, bytes):
        return f"<{len(value)} octets>"
    if type(value) is tuple:
        return f"({', '.join(map(_closed, value))}{',' if len(value) == 1 else ''})"
    return repr(value)


def _cut(source: tuple[bytes, int, int | None] | None) -> bytes | None:
    return None if source is None else source[0][source[1] : source[2]]


def _restore(cls: type[Value], values: tuple[object, ...], kept: tuple[bytes | None, ...]) -> Value:
    value = object.__new__(cls)
    for name, field in zip(cls.__fields__, values, strict=True):
        object.__setattr__(value, name, field)
    for name, octets in zip(cls.__kept__, kept, strict=True):
        object.__setattr__(value, name, None if octets is None else (octets, 0, len(octets)))
    return value


class ListOf(_Asn1Convertible, tuple[T_co, ...]):
    """A value of a named SEQUENCE OF or SET OF type: a tuple that knows its ASN.1 type."""

    __slots__ = ()

    def __init_subclass__(cls) -> None:
        registry.register(cls.__name__, cls)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({tuple.__repr__(self)})"


if TYPE_CHECKING:

    class TypeName(Generic[T]):
        """See below."""

else:

    class TypeName:
        """The name of an ASN.1 type whose values are plain Python values or those of other classes.

        Never instantiated: it is the type argument of `decode_der` and of `encode_der`.
        """

        def __class_getitem__(cls, item: object) -> type:
            return cls

        def __new__(cls, *_: object) -> object:
            """Refuse: there is nothing to instantiate."""
            raise TypeError(f"{cls.__name__} is the name of a type; its values are plain Python values")

        def __init_subclass__(cls) -> None:
            registry.register(cls.__name__, cls)


class NamedInteger(IntEnum):
    """Base of INTEGER and ENUMERATED types with named numbers; a number without a name stays an int."""

    def __init_subclass__(cls) -> None:
        registry.register(cls.__name__, cls)

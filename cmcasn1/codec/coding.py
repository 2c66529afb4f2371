"""Strict DER in and out: `decode_der` and `encode_der`."""

from __future__ import annotations

import gc
from importlib import import_module

from cmcasn1.codec.caches import REFUSALS
from cmcasn1.codec.der_reading import long_length
from cmcasn1.errors import BuildError, CMCError, LimitError
from cmcasn1.limits import DEFAULT_LIMITS, Limits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any as _Any
    from typing import TypeVar, overload

    from cmcasn1.codec.der_reading import Decoder
    from cmcasn1.codec.der_writing import Encoder
    from cmcasn1.codec.value import ListOf, NamedInteger, TypeName, Value

    T = TypeVar("T")
    V = TypeVar("V", bound="Value | ListOf[_Any] | NamedInteger")

# About this many octets make as many objects as start a collection (700).
_LONG = 16_384
_decoders: dict[str, Decoder] = {}
_encoders: dict[str, Encoder] = {}


def _load(name: str) -> None:
    from cmcasn1.codec.generated.documents import DOCUMENTS

    if name not in DOCUMENTS:
        raise BuildError(f"no schema defines the type {name}")
    module = import_module(f"cmcasn1.codec.generated.{DOCUMENTS[name]}")
    word = name.replace(" ", "_")
    _decoders[name] = getattr(module, f"o_{word}")
    _encoders[name] = getattr(module, f"w_{word}")


def uncollected(make: Callable[..., _Any], *arguments: object) -> _Any:
    """Call what makes many objects and no cycles, without cyclic garbage collection meanwhile.

    The collector would look through the objects again and again, and find nothing.
    """
    if not gc.isenabled():
        return make(*arguments)
    gc.disable()
    try:
        return make(*arguments)
    finally:
        gc.enable()


def _explain(name: str, data: bytes, limits: Limits) -> _Any:
    """Read what the fast decoder refused once more, and say why."""
    if len(data) > limits.size:
        raise LimitError.size(len(data), limits.size, name)
    from cmcasn1.codec.walk import explain

    return explain(name, data, limits)


def decode_named(
    name: str,
    data: bytes,
    limits: Limits = DEFAULT_LIMITS,
    refused: Callable[[str, bytes, Limits], _Any] = _explain,
) -> _Any:
    """Decode the DER of ASN.1 type `name`, as `decode_der` does for a class.

    `refused` takes over what the fast decoder does not accept.
    """
    if type(data) is not bytes:
        data = bytes(data)
    size = len(data)
    try:
        if size <= limits._octets:
            n = data[1]
            if n < 128:
                p = 2
            else:
                n, p = long_length(data, 0)
            if p + n == size:
                if size > _LONG:
                    return uncollected(_decoders[name], data, 0, p, size, limits.depth)
                return _decoders[name](data, 0, p, size, limits.depth)
    except (*REFUSALS, RecursionError):
        pass
    if name not in _decoders:
        _load(name)
        return decode_named(name, data, limits, refused)
    return refused(name, data, limits)


def encode_named(name: str, value: object) -> bytes:
    """Encode a value as ASN.1 type `name`, as `encode_der` does by the value's own class."""
    if name not in _encoders:
        _load(name)
    try:
        return _encoders[name](value)
    except CMCError:
        raise
    except (*REFUSALS, AttributeError, TypeError) as error:
        from cmcasn1.codec.faults import find
        from cmcasn1.codec.tables import type_named

        fault = find(type_named(name), value, name)
        if fault is None:
            raise BuildError(f"{type(value).__name__} cannot be encoded as {name}", path=name) from error
        raise fault from None


def encode_each(name: str, values: Sequence[object]) -> list[bytes]:
    """Encode values as ASN.1 type `name`, as `encode_named` does with one."""
    if name not in _encoders:
        _load(name)
    encode = _encoders[name]
    try:
        return [encode(value) for value in values]
    except (*REFUSALS, AttributeError, TypeError):
        return [encode_named(name, value) for value in values]


if TYPE_CHECKING:

    @overload
    def decode_der(type: type[TypeName[T]], data: bytes, *, limits: Limits = ...) -> T: ...
    @overload
    def decode_der(type: type[V], data: bytes, *, limits: Limits = ...) -> V: ...
    def decode_der(type: _Any, data: bytes, *, limits: Limits = DEFAULT_LIMITS) -> _Any:
        """See below."""

else:

    def decode_der(type, data, *, limits=DEFAULT_LIMITS):
        """Decode strict DER that is one value of `type` and nothing else.

        `type` is a value class or the name of a type (`cmcasn1.TaggedRequest`). Raises a `DecodeError` that says
        what is wrong, where in the ASN.1 and at which byte; X.690 sections 8, 10 and 11.
        """
        return decode_named(type.__name__, data, limits)


def encode_der(value: object, type: type | None = None) -> bytes:
    """Return the canonical DER of a value, as its own class or as `type` (needed for plain Python values).

    Raises `BuildError` that names the field that does not fit. X.690 sections 8, 10 and 11.
    """
    return encode_named((type or value.__class__).__name__, value)

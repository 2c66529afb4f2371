"""Every public class is a value: immutable, comparable, copyable, picklable, silent on secrets; or why it is none."""

from __future__ import annotations

import copy
import dataclasses
import enum
import pickle
from typing import Any as _Any

import pytest

import cmcasn1
from cmcasn1 import transport
from cmcasn1.codec.value import ListOf, NamedInteger, TypeName, Value
from cmcasn1.homes import HOMES
from cmcasn1.oids.known import ID_DATA

PUBLIC: dict[str, type] = {
    name: found
    for package, names in ((cmcasn1, HOMES), (transport, transport.__all__))
    for name in names
    if isinstance(found := getattr(package, name), type)
}
# What holds a key, a connection or work in progress; what a builder returns is a value.
NO_VALUES = {
    "ArchiveForm": "a protocol",
    "CertReqMsgBuilder": "a builder",
    "CertificationRequestBuilder": "a builder",
    "Decrypter": "a protocol",
    "Deframer": "holds what has come so far",
    "HTTPClient": "a connection",
    "NSSDatabase": "a folder",
    "Nesting": "an index of values",
    "PKIDataBuilder": "a builder",
    "PKIResponseBuilder": "a builder",
    "PrivateKey": "a key, which is not to be copied about",
    "ProofKey": "a secret and what is made of it",
    "Signer": "a protocol",
    "StaticDHSigner": "a key, which is not to be copied about",
    "TCPClient": "a connection",
    "Token": "a session with a token",
}
NEEDLE = "needle-in-the-haystack"
# Types that others stand for: errors have their own tests, names of types have no instances.
VALUES = {
    name: found
    for name, found in PUBLIC.items()
    if name not in NO_VALUES and not issubclass(found, BaseException | TypeName) and found is not NamedInteger
}


def made(found: type, filling: _Any) -> _Any:
    """A value whose fields hold what they are filled with: constructors ask for no types."""
    if issubclass(found, enum.Enum):
        return next(iter(found))
    if found is cmcasn1.EncodedMessage:
        body = cmcasn1.PKIDataBuilder().data_return(filling.encode()).body()
        return cmcasn1.EncodedMessage(body, cmcasn1.ContentInfo(ID_DATA, cmcasn1.encode_der(body)))
    if found is cmcasn1.NamedOid:
        return cmcasn1.NamedOid((cmcasn1.Oid("1.2.3"), filling, filling))
    if issubclass(found, cmcasn1.NamedBits):
        return found(b"\x80", 7)
    if issubclass(found, Value):
        return found(**dict.fromkeys(found.__fields__, filling))
    if dataclasses.is_dataclass(found):
        return found(**{field.name: filling for field in dataclasses.fields(found) if field.init})
    if issubclass(found, ListOf):
        return found((filling, filling))
    if found is cmcasn1.Limits:
        return cmcasn1.Limits(depth=3)
    if found is cmcasn1.Oid:
        return cmcasn1.Oid("1.2.3")
    if found is cmcasn1.Null:
        return cmcasn1.NULL
    if issubclass(found, str):
        return found("text")
    if issubclass(found, cmcasn1.UTCTime | cmcasn1.GeneralizedTime):
        return found(2026, 1, 2)
    if issubclass(found, tuple):
        return found(*[filling] * len(found._fields))  # type: ignore[attr-defined]
    raise AssertionError(f"{found.__name__} is no known kind of value: say in NO_VALUES why")


def test_the_exceptions_are_there() -> None:
    assert NO_VALUES.keys() <= PUBLIC.keys()
    assert len(VALUES) > 300


@pytest.mark.parametrize("name", VALUES)
def test_a_public_value(name: str) -> None:
    found = VALUES[name]
    value, same, other = made(found, "one"), made(found, "one"), made(found, "two")
    assert value == same and hash(value) == hash(same)
    if isinstance(value, Value) and found.__fields__ and not isinstance(value, cmcasn1.BitString):  # type: ignore[attr-defined]
        assert value != other
    for again in (copy.copy(value), copy.deepcopy(value), pickle.loads(pickle.dumps(value))):
        assert type(again) is type(value) and again == value and hash(again) == hash(value)
        assert repr(again) == repr(value)
    fields = getattr(found, "__fields__", None) or getattr(found, "_fields", ())
    if dataclasses.is_dataclass(found):
        fields = [field.name for field in dataclasses.fields(found)]
    if isinstance(value, enum.Enum):
        fields = ["name", "value"]
    for field in fields or ["no_such_field"]:
        with pytest.raises((AttributeError, TypeError)):
            setattr(value, field, "two")
        with pytest.raises((AttributeError, TypeError)):
            delattr(value, field)
    assert value == same


@pytest.mark.parametrize("name", [name for name, found in VALUES.items() if getattr(found, "__secret__", ())])
def test_a_secret_field_is_not_printed(name: str) -> None:
    found: _Any = VALUES[name]
    for secret in (NEEDLE, NEEDLE.encode(), (NEEDLE,), cmcasn1.UTF8String(NEEDLE)):
        value = found(**{field: secret if field in found.__secret__ else 1 for field in found.__fields__})
        for text in (repr(value), str(value), f"{value}"):
            assert NEEDLE not in text and NEEDLE.encode().hex() not in text

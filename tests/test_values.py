"""Every ASN.1 type has its value class, and the class has the fields of the schema."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import re
from typing import Any as _Any

import pytest

import cmcasn1
from cmcasn1.codec.coding import decode_named, encode_named
from cmcasn1.codec.registry import value_class
from cmcasn1.codec.tables import type_named, type_names
from cmcasn1.codec.types import Type
from cmcasn1.codec.value import ListOf, NamedInteger, TypeName, Value
from tests.blobs import blob

DEFINED = [name for name in type_names() if type_named(name).name]
BASES: dict[str, type] = {
    "class": Value,
    "boxed": Value,
    "tagged": Value,
    "list": ListOf,
    "enum": NamedInteger,
    "bits": cmcasn1.NamedBits,
    "plain": TypeName,
    "transparent": TypeName,
}


def fields_of(found: Type) -> tuple[str, ...]:
    match found.shape:
        case "class":
            # A SET's components stand in tag order in the codec, in the RFC's order in the class.
            return tuple(use.attribute for use in found.components)
        case "boxed":
            return ("value",)
    return ("choice", "value")


@pytest.mark.parametrize("name", DEFINED)
def test_class(name: str) -> None:
    found = type_named(name)
    cls: _Any = value_class(name)
    assert getattr(cmcasn1, name) is cls
    assert issubclass(cls, BASES[found.shape])
    if found.shape in ("class", "boxed", "tagged"):
        assert set(cls.__fields__) == set(fields_of(found))
        if found.kind != "SET":
            assert cls.__fields__ == fields_of(found)
    if found.shape == "class":
        for use in found.components:
            if use.has_default:
                assert isinstance(use.default, bytes)
                assert cls.__defaults__[use.attribute] == decode_named(use.type.name or use.type.kind, use.default)
            else:
                assert cls.__defaults__.get(use.attribute, "none") == (None if use.optional else "none")
        kept = {f"_{use.attribute}_octets" for use in found.components if use.kept}
        assert set(cls.__kept__) == kept | ({"_octets"} if found.covered else set())
    if found.shape == "enum":
        assert {(m.name, m.value) for m in cls} == {(label.replace("-", "_"), number) for label, number in found.names}
    if found.shape == "bits":
        assert list(cls.names) == [label for label, _ in sorted(found.names, key=lambda pair: pair[1])]


@pytest.mark.parametrize("name", DEFINED)
def test_docstring(name: str) -> None:
    text = value_class(name).__doc__ or ""
    sentence = text.partition("\n")[0]
    assert sentence.endswith(".") and len(sentence) > 10, sentence
    assert re.search(r"RFC \d+|X\.\d+|MS-|Dogtag|Netscape|Microsoft", text), "cites no document"
    assert re.search("::=|SEQUENCE|INTEGER|ENUMERATED|STRING|String|ANY", text), "lacks the ASN.1 text"


@pytest.fixture(scope="module")
def request_value() -> _Any:
    return cmcasn1.decode_der(cmcasn1.CertificationRequest, blob("dogtag/p10_rsa.der").data)


def test_values_cannot_be_changed(request_value: _Any) -> None:
    with pytest.raises(AttributeError, match="immutable"):
        request_value.signature = None
    with pytest.raises(AttributeError, match="immutable"):
        del request_value.signature
    with pytest.raises(AttributeError):
        request_value.something = 1


def test_limits_are_a_value() -> None:
    limits = cmcasn1.Limits(size=1000, depth=9, elements=50)
    printed = eval(repr(limits), {"Limits": cmcasn1.Limits})
    for again in (copy.copy(limits), copy.deepcopy(limits), pickle.loads(pickle.dumps(limits)), printed):
        assert again == limits and hash(again) == hash(limits)
        with pytest.raises(cmcasn1.LimitError):
            cmcasn1.parse(blob("dogtag/cmcreq_self_p10_rsa_idpv2_popv2.bin").data, limits=again)
    with pytest.raises(AttributeError, match="immutable"):
        limits.size = 1
    with pytest.raises(AttributeError, match="immutable"):
        del limits.size


def test_constructors_take_values_as_functions_do() -> None:
    identifier = cmcasn1.AlgorithmIdentifier(cmcasn1.Oid("1.2.3"))
    assert identifier == cmcasn1.AlgorithmIdentifier(algorithm=cmcasn1.Oid("1.2.3"), parameters=None)
    listed: _Any = [identifier]
    assert cmcasn1.PKIData((), listed, (), bytearray(b"x")).req_sequence == (identifier,)  # type: ignore[arg-type]
    assert type(cmcasn1.PKIData((), (), (), memoryview(b"x")).other_msg_sequence) is bytes  # type: ignore[arg-type]
    odd: _Any = type("Odd", (list,), {})([identifier])
    assert type(cmcasn1.PKIData((), odd, (), ()).req_sequence) is tuple
    for arguments, named, problem in (
        ((), {}, "missing 1 required positional argument: 'algorithm'"),
        ((), {"parameters": None}, "missing 1 required positional argument: 'algorithm'"),
        ((1, 2, 3), {}, "takes from 2 to 3 positional arguments but 4 were given"),
        ((1,), {"algorithm": 2}, "got multiple values for argument 'algorithm'"),
        ((1, 2), {"other": 2}, "got an unexpected keyword argument 'other'"),
        ((), {"algorithm": 1, "other": 2}, "got an unexpected keyword argument 'other'"),
    ):
        with pytest.raises(TypeError, match=rf"^AlgorithmIdentifier\.__init__\(\) {problem}"):
            cmcasn1.AlgorithmIdentifier(*arguments, **named)
    with pytest.raises(TypeError, match=r"^Extension\.__init__\(\) takes 1 positional argument but"):
        cmcasn1.Extension(2)  # type: ignore[misc]
    with pytest.raises(TypeError, match="got an unexpected keyword argument 'other'"):
        identifier.__replace__(other=1)


def test_octets_of_a_value_made_here_are_its_der() -> None:
    received = cmcasn1.parse(blob("dogtag/cmcreq_agent_p10_rsa.bin").data).body.req_sequence[0]
    made = cmcasn1.TaggedCertificationRequest(received.body_part_id, received.certification_request)
    assert made.octets == cmcasn1.encode_der(made) == b"\x30" + received.octets[1:]
    info = received.certification_request.certification_request_info
    again = info.__replace__(version=info.version)
    assert again.octets == again.octets == info.octets and again == info
    assert pickle.loads(pickle.dumps(again)) == again


def test_values_compare_hash_copy_and_pickle(request_value: _Any) -> None:
    again = decode_named("CertificationRequest", blob("dogtag/p10_rsa.der").data)
    assert again == request_value and again is not request_value
    assert hash(again) == hash(request_value)
    assert copy.deepcopy(request_value) is request_value
    revived = pickle.loads(pickle.dumps(request_value))
    assert revived == request_value
    assert revived.octets == request_value.octets == blob("dogtag/p10_rsa.der").data
    assert revived.certification_request_info.octets in request_value.octets


def test_replace_makes_a_changed_copy(request_value: _Any) -> None:
    changed = dataclasses.replace(request_value, signature=cmcasn1.BitString(b"\0"))
    assert changed != request_value
    assert changed.signature == cmcasn1.BitString(b"\0")
    assert changed.certification_request_info is request_value.certification_request_info
    # What was received is no longer what the value says.
    assert changed.octets == cmcasn1.encode_der(changed) != request_value.octets
    assert [field.name for field in dataclasses.fields(request_value)] == list(request_value.__fields__)


def test_repr_can_be_evaluated() -> None:
    value = cmcasn1.AlgorithmIdentifier(cmcasn1.Oid("1.2.840.113549.2.9"), cmcasn1.NULL)
    names = {name: getattr(cmcasn1, name) for name in ("AlgorithmIdentifier", "Oid", "NULL")}
    assert eval(repr(value), names) == value


def test_secrets_are_not_shown() -> None:
    value = cmcasn1.RevokeRequest(
        issuer_name=cmcasn1.Name(()),
        serial_number=1,
        reason=cmcasn1.CRLReason.keyCompromise,
        passphrase=b"hush-hush",
    )
    assert "hush" not in repr(value)
    assert "hush" not in repr(cmcasn1.TaggedAttribute(1, cmcasn1.Oid("1.3.6.1.5.5.7.7.17"), (value,)))
    assert "hush" not in repr(cmcasn1.RegToken("hush-hush"))


def test_a_huge_integer_prints() -> None:
    assert "0x1000" in repr(cmcasn1.TransactionId(1 << 20_000))


@pytest.mark.parametrize("name", ["PKIData", "CertTemplate", "RevokeRequest"])
def test_a_wrong_value_is_named_where_it_stands(name: str) -> None:
    wrong: dict[str, tuple[_Any, str]] = {
        "PKIData": (
            cmcasn1.PKIData(
                (cmcasn1.TaggedAttribute(-1, cmcasn1.Oid("1.3.6.1.5.5.7.7.5"), (cmcasn1.TransactionId(1),)),),
                (),
                (),
                (),
            ),
            "PKIData.controlSequence[0].bodyPartID: expected 0..4294967295, found -1",
        ),
        "CertTemplate": (
            cmcasn1.CertTemplate(serial_number="1"),
            "CertTemplate.serialNumber: expected int, found str",
        ),
        "RevokeRequest": (
            cmcasn1.RevokeRequest(cmcasn1.Name(()), 1, cmcasn1.CRLReason.keyCompromise, comment=b"x"),
            "RevokeRequest.comment: expected str, found bytes",
        ),
    }
    value, message = wrong[name]
    with pytest.raises(cmcasn1.BuildError) as caught:
        encode_named(name, value)
    assert str(caught.value) == message

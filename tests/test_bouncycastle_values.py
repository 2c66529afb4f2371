"""Every value that BouncyCastle wrote down beside a message equals the one decoded from it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Any as _Any

import pytest

import cmcasn1
from cmcasn1.codec.coding import encode_named
from cmcasn1.codec.tables import open_type, type_named
from cmcasn1.codec.types import STRINGS, TIMES, Component, Type
from tests.blobs import VECTORS, bouncycastle_index

FOLDER = VECTORS / "bouncycastle"
ROWS = {row["name"]: row for row in bouncycastle_index()}
KINDS = {
    "PKIData": "full-pki-request",
    "PKIResponse": "full-pki-response",
    "CertReqMessages": "cert-req-messages",
    "certs-only": "simple-pki-response",
}

# Where the JSON writes the components of an inner SEQUENCE beside those of the outer one.
FLATTENED: dict[str, dict[str, tuple[str, ...]]] = {
    "CertificationRequest": {
        "certificationRequestInfo": ("version", "subject", "attributes"),
        "certificationRequestInfo.subjectPKInfo": ("publicKeyAlgorithm=algorithm", "publicKey=subjectPublicKey"),
    },
    "EnvelopedData": {
        "encryptedContentInfo": ("contentType", "contentEncryptionAlgorithm", "encryptedContent"),
    },
}


@cache
def recorded(name: str) -> dict[str, _Any]:
    found: dict[str, _Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return found


@cache
def parsed(name: str) -> cmcasn1.Message:
    return cmcasn1.parse((FOLDER / f"{name}.der").read_bytes())


@cache
def opened_body(name: str) -> _Any:
    """The body of the message, or of what lies in its envelope."""
    message = parsed(name)
    if message.kind != "encrypted":
        return message.body
    return cmcasn1.parse((FOLDER / f"{name}.inner.der").read_bytes()).body


def component(found: Type, name: str) -> Component | None:
    return next((use for use in found.components if use.name == name), None)


def fields(found: Type, value: _Any) -> Iterator[tuple[str, Component, _Any, _Any]]:
    """Yield each component that is there: its name in the JSON, itself, its value, its governor's value."""
    flattened = FLATTENED.get(found.name, {})
    hidden = {path.partition(".")[0] for path in flattened}
    for use in found.components:
        field = getattr(value, use.attribute)
        if field is not None and use.name not in hidden:
            yield use.name, use, field, getattr(value, use.governor) if use.governor else None
    for path, names in flattened.items():
        inner, held = found, value
        for step in path.split("."):
            use = next(each for each in inner.components if each.name == step)
            inner, held = use.type, getattr(held, use.attribute)
        for spelled in names:
            name, _, real = spelled.partition("=")
            use = next(each for each in inner.components if each.name == (real or name))
            field = getattr(held, use.attribute)
            if field is not None:
                yield name, use, field, None


def differences(found: Type, value: _Any, expected: _Any, path: str) -> Iterator[str]:
    """Yield what differs between a decoded value and the one in the JSON, by ASN.1 component name."""
    if found.shape == "boxed" and not isinstance(value, cmcasn1.UnknownControl):
        value = value.value
    if found.kind == "CHOICE" and found.shape == "transparent" and not isinstance(expected, dict):
        found = taken(found, value).type
    match expected:
        case {"der": der, **rest} if set(rest) <= {"string", "tag", "algorithm"}:
            same = encode_named(found.name, value).hex() == der
            yield from () if same else [f"{path}: {value!r} is not {der}"]
            yield from known_as(found, value, rest, path)
        case {"unused": unused, "bytes": octets}:
            same = (value.data.hex(), value.unused_bits) == (octets, unused)
            yield from () if same else [f"{path}: {value!r} is not {expected}"]
        case {"kind": kind, "time": time}:
            same = type(value).__name__.lower() == kind.lower() and written(value, kind) == time
            yield from () if same else [f"{path}: {value!r} is not {expected}"]
        case {"choice": choice, **rest}:
            yield from chosen(found, value, choice, rest, path)
        case dict():
            yield from compared(found, value, expected, path)
        case list():
            yield from listed(found, value, expected, path)
        case _:
            same = scalar(found, value, expected)
            yield from () if same else [f"{path}: {value!r} is not {expected!r}"]


def known_as(found: Type, value: _Any, rest: dict[_Any, _Any], path: str) -> Iterator[str]:
    """Compare what the JSON says beside the DER: a name's text, a GeneralName's tag, a key's algorithm."""
    if "string" in rest:
        # BouncyCastle writes the first RDN first, as the DER has it, and emailAddress as E.
        relative = [cmcasn1.Name((each,)).rfc4514_string() for each in value]
        text = ",".join(relative).replace("emailAddress=", "E=").replace("serialNumber=", "SERIALNUMBER=")
        if text != rest["string"]:
            yield f"{path}: {text} is not {rest['string']}"
    if "tag" in rest:
        use = component(found, value.choice)
        if use is None or use.tags[0] & 0x1F != rest["tag"]:
            yield f"{path}: {value.choice} is not [{rest['tag']}]"
    if "algorithm" in rest:
        algorithm = component(found, "algorithm")
        assert algorithm is not None
        yield from differences(algorithm.type, value.algorithm, rest["algorithm"], f"{path}.algorithm")


def taken(found: Type, value: _Any) -> Component:
    """The alternative of a CHOICE that a value is."""
    if found.shape == "tagged":
        (use,) = [use for use in found.components if use.name == value.choice]
        return use
    (use,) = [use for use in found.components if encodes(use.type, value)]
    return use


def encodes(found: Type, value: _Any) -> bool:
    try:
        encode_named(found.name or found.kind, value)
    except cmcasn1.BuildError:
        return False
    return True


def chosen(found: Type, value: _Any, choice: object, rest: dict[_Any, _Any], path: str) -> Iterator[str]:
    use = taken(found, value)
    if use.name != choice:
        yield f"{path}: {use.name} is not {choice}"
        return
    if found.shape == "tagged":
        value = value.value
    expected = rest["value"] if set(rest) == {"value"} else rest
    yield from differences(use.type, value, expected, f"{path}.{choice}")


def compared(found: Type, value: _Any, expected: dict[str, _Any], path: str) -> Iterator[str]:
    rest = dict(expected)
    name = rest.pop("name", None)
    for asn1_name, use, field, governor in fields(found, value):
        inner = f"{path}.{asn1_name}"
        if asn1_name == "authInfo":  # the JSON has the alternative's name in place of the CHOICE's
            choice = taken(use.type, field).name
            rest[asn1_name] = {"choice": choice, "value": rest.pop(choice, None)}
        if asn1_name not in rest:
            if not (use.has_default and field == type(value).__defaults__[use.attribute]):
                yield f"{inner}: {field!r} is not in the JSON"
            continue
        wanted = rest.pop(asn1_name)
        if name is not None and asn1_name in ("attrType", "type") and not field.name.endswith(f"-{name}"):
            yield f"{inner}: {field.name} is not {name}"
        if asn1_name == "recipientInfos" and isinstance(wanted, int):
            yield from () if len(field) == wanted else [f"{inner}: {len(field)} are not {wanted}"]
        elif use.open_map and use.type.kind != "OCTET STRING":
            yield from opened(use, field, governor, wanted, inner)
        else:
            yield from differences(use.type, field, wanted, inner)
    if found.name == "PKMACValue" and "pbm" in rest:
        yield from differences(
            type_named("PBMParameter"), value.alg_id.parameters, rest.pop("pbm"), f"{path}.algId.parameters"
        )
    if rest:
        yield f"{path}: {sorted(rest)} are not in {found.title}"


def opened(use: Component, field: _Any, governor: _Any, expected: _Any, path: str) -> Iterator[str]:
    """Compare an open type: octets as they are, typed values by the type that the OID gives them."""
    known = open_type(use.open_map, governor)
    pairs = [(field, expected, path)]
    if use.type.kind != "ANY":
        if len(field) != len(expected):
            yield f"{path}: {len(field)} values, not {len(expected)}"
            return
        pairs = [(one, other, f"{path}[{i}]") for i, (one, other) in enumerate(zip(field, expected, strict=True))]
    for value, wanted, place in pairs:
        octets = getattr(value, "der", None) or getattr(value, "raw", None)
        if octets is not None:
            yield from () if {"der": octets.hex()} == wanted or octets.hex() == wanted else [f"{place}: {value!r}"]
            if known is not None:
                yield f"{place}: {known.title} was left closed"
        elif known is None:
            yield f"{place}: {governor} has no type, and yet there is {value!r}"
        elif isinstance(wanted, str) and encode_named(known.name or known.kind, value).hex() == wanted:
            continue
        else:
            yield from differences(known, value, wanted, place)


def listed(found: Type, value: _Any, expected: list[_Any], path: str) -> Iterator[str]:
    if found.element is None or len(value) != len(expected):
        yield f"{path}: {value!r} is not {expected!r}"
        return
    for index, (one, other) in enumerate(zip(value, expected, strict=True)):
        yield from differences(found.element.type, one, other, f"{path}[{index}]")


def scalar(found: Type, value: _Any, expected: _Any) -> bool:
    match found.kind:
        case "OCTET STRING":
            return isinstance(value, bytes) and value.hex() == expected
        case "INTEGER" | "ENUMERATED":
            return isinstance(value, int) and str(int(value)) == str(expected) and expected is not True
        case "BOOLEAN":
            return isinstance(value, bool) and value is expected
        case "OBJECT IDENTIFIER":
            return isinstance(value, cmcasn1.Oid) and str(value) == expected
        case kind if kind in STRINGS:
            return isinstance(value, str) and str(value) == expected
        case kind if kind in TIMES:
            return written(value, kind) == expected
    return isinstance(expected, str) and encode_named(found.name or found.kind, value).hex() == expected


def written(value: datetime, kind: str) -> str:
    return value.strftime("%y%m%d%H%M%SZ" if kind.lower() == "utctime" else "%Y%m%d%H%M%SZ")


@pytest.mark.parametrize("name", ROWS)
def test_every_value_equals_the_recorded_one(name: str) -> None:
    kind, body = ROWS[name]["innerType"], opened_body(name)
    enveloped = ROWS[name]["container"].startswith("EnvelopedData")
    assert parsed(name).kind == ("encrypted" if enveloped else KINDS[kind])
    if kind == "certs-only":
        assert len(body) == recorded(name)["certificates"]
    else:
        found = list(differences(type_named(kind), body, recorded(name)["value"], "value"))
        assert not found, "\n".join(found)


@pytest.mark.parametrize("name", [name for name, row in ROWS.items() if row["container"] == "SignedData"])
def test_signers(name: str) -> None:
    (layer,) = parsed(name).layers
    signers = recorded(name)["signers"]
    assert isinstance(layer, cmcasn1.SignedData)
    kinds = ["ski" if isinstance(info.sid, bytes) else "issuerAndSerial" for info in layer.signer_infos]
    assert sorted(kinds) == sorted(signer["sid"] for signer in signers)
    issuers = {info.sid.issuer.rfc4514_string() for info in layer.signer_infos if not isinstance(info.sid, bytes)}
    recorded_issuers = {signer["subject"] for signer in signers if signer["sid"] != "ski"}
    assert {",".join(reversed(issuer.split(","))) for issuer in issuers} == recorded_issuers


@pytest.mark.parametrize("name", [name for name in ROWS if "crypto" in recorded(name)])
def test_octets_that_proofs_cover(name: str) -> None:
    """The octets that identity proofs and POP witnesses are computed over are kept as they came."""
    body, crypto = opened_body(name), recorded(name)["crypto"]
    controls = {control.body_part_id: control for control in body.control_sequence}
    if "reqSequenceDer" in crypto:
        assert body.req_sequence_octets.hex() == crypto["reqSequenceDer"]
    if "requestDer" in crypto:
        (encrypted,) = controls[crypto["encryptedPOPBodyPartID"]].attr_values
        octets = bytes.fromhex(crypto["requestDer"])
        assert encode_named("TaggedRequest", encrypted.request) == octets
        # The CHOICE's implicit tag stands for that of the SEQUENCE.
        assert encrypted.request.octets[1:] == octets[1:]
    named = {
        "encryptedPOPBodyPartID": "EncryptedPOP",
        "decryptedPOPBodyPartID": "DecryptedPOP",
        "identityProofBodyPartID": "IdentityProof",
        "identityProofV2BodyPartID": "IdentityProofV2",
    }
    for key, kind in named.items():
        if key in crypto:
            assert {type(value).__name__ for value in controls[crypto[key]].attr_values} == {kind}
    if crypto.get("identification") is not None:
        assert cmcasn1.Identification(crypto["identification"]) in {
            value for control in body.control_sequence for value in control.attr_values
        }


def test_every_message_is_recorded() -> None:
    assert set(ROWS) == {path.stem for path in FOLDER.glob("s*.json")}
    assert len(ROWS) == 50
    assert {row["layout"] for row in ROWS.values()} > {"der"}

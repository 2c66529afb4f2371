"""Messages with many signers, certificates and parts: what `verify` does grows no faster than they do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

import cmcasn1
from cmcasn1 import CertificationRequestBuilder, PKIDataBuilder
from cmcasn1.cms import verification
from cmcasn1.cms.certificate_sets import certificate_set
from cmcasn1.cms.covered_attributes import in_set_order
from cmcasn1.cms.signing import sign
from cmcasn1.oids.known import ID_CCT_PKI_DATA, ID_SIGNED_DATA
from tests.counting import steps
from tests.test_verify import AGENT, AGENT_CERTIFICATE, CA, CA_KEY, CSR, NOW, RA_CERTIFICATE, USER, issue

CONTENT = cmcasn1.encode_der(PKIDataBuilder().add_pkcs10(CSR).body())
MANY = 30


def signed_by_many(count: int, *, by_key: bool = False, subject: str = "CN=Agent") -> bytes:
    """As many signers as certificates."""
    certificates = [issue(subject, AGENT, CA, CA_KEY, serial=number + 1) for number in range(count)]
    identifiers = [bytes([number]) * 20 if by_key else None for number in range(count)]
    signed = [
        sign(CONTENT, ID_CCT_PKI_DATA, AGENT, **({"key_identifier": own} if own else {"certificate": certificate}))
        for certificate, own in zip(certificates, identifiers, strict=True)
    ]
    return message(
        replace(
            signed[0],
            signer_infos=cmcasn1.SignerInfos(in_set_order("SignerInfo", [each.signer_infos[0] for each in signed])),
            certificates=certificate_set(certificates),
        )
    )


def message(signed: Any) -> bytes:
    return cmcasn1.encode_der(cmcasn1.ContentInfo(ID_SIGNED_DATA, signed))


def requests_signed_by_many(count: int) -> bytes:
    """Signers by the key identifiers of requests, of which there are as many."""
    builder = PKIDataBuilder()
    for number in range(count):
        builder = builder.add_pkcs10(CertificationRequestBuilder().subject(f"CN={number}").sign(USER))
    content = cmcasn1.encode_der(builder.body())
    signed = [
        sign(content, ID_CCT_PKI_DATA, AGENT, key_identifier=number.to_bytes(20, "big")) for number in range(count)
    ]
    infos = in_set_order("SignerInfo", [each.signer_infos[0] for each in signed])
    return message(replace(signed[0], signer_infos=cmcasn1.SignerInfos(infos)))


def nested(count: int) -> bytes:
    """Messages in a message, each with a signer of its own."""
    builder = PKIDataBuilder()
    for _ in range(count):
        builder = builder.add_cms(PKIDataBuilder().add_pkcs10(CSR).sign(AGENT, AGENT_CERTIFICATE))
    return builder.sign(AGENT, RA_CERTIFICATE).der


SHAPES: dict[str, Callable[[int], bytes]] = {
    "by issuer and serial number": signed_by_many,
    "by key identifier": lambda count: signed_by_many(count, by_key=True),
    "by the keys of requests": requests_signed_by_many,
    "self-issued": lambda count: signed_by_many(count, subject="CN=CA"),
    "nested": nested,
}


@pytest.mark.parametrize("shape", SHAPES)
def test_twice_as_many(shape: str) -> None:
    once, twice = (cmcasn1.parse(SHAPES[shape](count)) for count in (MANY, 2 * MANY))

    def verify(what: cmcasn1.Message) -> Callable[[], object]:
        return lambda: cmcasn1.verify(what, trust=[CA], at=NOW)

    steps(verify(once))  # what is imported and cached at first is not counted
    assert steps(verify(twice)) <= 2.2 * steps(verify(once))


def test_the_content_is_digested_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made = cmcasn1.parse(signed_by_many(5))
    digested: list[int] = []
    original = verification.digest

    def counted(algorithm: Any, octets: bytes) -> bytes:
        digested.append(len(octets))
        return original(algorithm, octets)

    monkeypatch.setattr(verification, "digest", counted)
    assert len(cmcasn1.verify(made, trust=[CA], at=NOW).named("message-digest")) == 5
    assert digested == [len(CONTENT)]

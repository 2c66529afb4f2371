"""Messages with many parts, requests and layers: what the CA does grows no faster than they do."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import cmcasn1
from cmcasn1 import CertReqMsgBuilder, CMCStatus, PKIDataBuilder
from cmcasn1.build.arguments import as_name
from cmcasn1.cms.encryption import encrypt, envelop
from cmcasn1.cms.recipients import recipient
from cmcasn1.keys.loading import Credentials, load_certificates, load_credentials
from cmcasn1.oids.known import ID_ENVELOPED_DATA, ID_SIGNED_DATA
from cmcasn1.responder.responder import Responder
from tests.counting import steps
from tests.responding import CMC, KEY, OTHER, Reply, by_secret, csr, enrolled, signed_by
from tests.sealing import FOR_ME, batch, once

MANY = 25


class Parties:
    """A CA, and who sends to it."""

    def __init__(self, ca: Responder, folder: Path) -> None:
        self.ra: Credentials = load_credentials((folder / "ra.pem").read_bytes())
        self.agent: Credentials = load_credentials((folder / "agent.pem").read_bytes())
        self.for_ca = recipient(load_certificates((folder / "issuance-protection.pem").read_bytes())[0])
        self.mine, self.issuer = enrolled(ca), ca.authority.name


def _lookups(by: Parties, count: int) -> list[Any]:
    asked = PKIDataBuilder().get_cert(by.issuer, by.mine.tbs_certificate.serial_number)
    return [asked.sender_nonce().sign(KEY, by.mine) for _ in range(count)]


def signed_parts(by: Parties, count: int) -> Any:
    return batch(*_lookups(by, count)).sign(by.ra.key, by.ra.certificate)


def encrypted_parts(by: Parties, count: int) -> Any:
    return batch(*(once(each, by.for_ca) for each in _lookups(by, count))).sign(by.ra.key, by.ra.certificate)


def closed_parts(by: Parties, count: int) -> Any:
    return batch(*(once(each, FOR_ME) for each in _lookups(by, count))).sign(by.ra.key, by.ra.certificate)


def noise_for_the_ca(by: Parties, count: int) -> Any:
    """What costs an operation of the private key each, though nobody has signed anything."""
    noise = cmcasn1.ContentInfo(ID_ENVELOPED_DATA, encrypt(b"noise", ID_SIGNED_DATA, [by.for_ca]))
    body = batch(*[noise] * count).body()
    return cmcasn1.encode_der(body)


def parts_that_nobody_names(by: Parties, count: int) -> Any:
    builder = PKIDataBuilder().get_crl(by.issuer).sender_nonce()
    for each in _lookups(by, count):
        builder = builder.add_cms(once(each, by.for_ca))
    return builder.sign(KEY, by.mine)


def requests(by: Parties, count: int) -> Any:
    builder = PKIDataBuilder().sender_nonce()
    for _ in range(count):
        builder = builder.add_pkcs10(csr())
    return builder.sign(by.agent.key, by.agent.certificate)


def challenges(by: Parties, count: int) -> Any:
    message = CertReqMsgBuilder().subject("CN=a").cert_req_id(5).challenge(OTHER.public_key())
    numbered = [replace(message, cert_req=replace(message.cert_req, cert_req_id=10 + n)) for n in range(count)]
    return signed_by(replace(PKIDataBuilder().sender_nonce().body(), req_sequence=tuple(numbered)), by.agent)


def changes(by: Parties, count: int) -> Any:
    """As many modCertTemplates as messages that they change."""
    template = cmcasn1.CertTemplate(subject=as_name("CN=changed"))
    builder = batch(*(PKIDataBuilder().add_pkcs10(csr(), body_part_id=7).sign(KEY) for _ in range(count)))
    for number in range(count):
        builder = builder.mod_cert_template(template, [7], pki_data=[11 + number])
    return builder.sign(by.ra.key, by.ra.certificate)


SHAPES: dict[str, Callable[[Parties, int], Any]] = {
    shape.__name__: shape
    for shape in (
        *(signed_parts, encrypted_parts, closed_parts, noise_for_the_ca, parts_that_nobody_names),
        *(requests, challenges, changes),
    )
}


@pytest.mark.parametrize("shape", SHAPES)
def test_twice_as_many(ca: Responder, ca_folder: Path, shape: str) -> None:
    by = Parties(ca, ca_folder)
    warm, once_, twice = (SHAPES[shape](by, count) for count in (MANY, MANY, 2 * MANY))

    def answer(message: Any) -> Callable[[], object]:
        return lambda: ca.answer(message if isinstance(message, bytes) else message.der, CMC)

    steps(answer(warm))  # what is imported and cached at first is not counted
    assert steps(answer(twice)) <= 2.2 * steps(answer(once_))


def test_layers_cost_memory_each_only_once(ca: Responder, ca_folder: Path, ra: Any) -> None:
    """What lies under fifty layers of encryption is there fifty times at most, and not for long."""
    by, size, layers = Parties(ca, ca_folder), 100_000, 50
    asked = PKIDataBuilder().get_crl(by.issuer).reg_info(bytes(size)).sender_nonce().sign(KEY, by.mine)
    deep = asked.content_info
    for _ in range(layers):
        deep = envelop(deep, [by.for_ca])
    der = batch(deep).sign(ra.key, ra.certificate).der
    Reply(ca, batch(by_secret()).sign(ra.key, ra.certificate))
    tracemalloc.start()
    try:
        assert ca.answer(der, CMC).status == CMCStatus.success
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 4 * layers * len(der)

"""The test CA for tests: a fresh one from a template, requests to it, and its answers as a client sees them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, mlkem, rsa, x25519

import cmcasn1
from cmcasn1 import CertificationRequestBuilder, CMCFailInfo, CMCStatus, Oid, PKIDataBuilder
from cmcasn1.cms.certificate_sets import by_issuer
from cmcasn1.cms.signing import sign
from cmcasn1.keys.loading import Credentials, load_credentials
from cmcasn1.responder.authority import Authority
from cmcasn1.responder.profiles import PROFILES, Profile
from cmcasn1.responder.responder import Responder
from cmcasn1.responder.state import open_responder

SECRET = "SixteenCharToken"
KEY, OTHER = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
RSA_KEY = rsa.generate_private_key(65537, 2048)
CMC = PROFILES["cmc"]
ID_PKI_DATA, ID_SIGNED_DATA = Oid("1.3.6.1.5.5.7.12.2"), Oid("1.2.840.113549.1.7.2")


@pytest.fixture(scope="session")
def ca_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a CA that nobody has asked anything: to copy, as making its keys takes a while."""
    folder = tmp_path_factory.mktemp("ca")
    responder = open_responder(folder)
    responder.set_secret("alice", SECRET.encode())
    responder.store.close()
    return folder


@pytest.fixture
def ca_folder(ca_template: Path, tmp_path: Path) -> Path:
    """The folder of a CA of the test's own."""
    return Path(shutil.copytree(ca_template, tmp_path / "ca"))


@pytest.fixture
def ca(ca_folder: Path) -> Iterator[Responder]:
    responder = open_responder(ca_folder)
    yield responder
    responder.store.close()


@pytest.fixture
def agent(ca_folder: Path) -> Credentials:
    return load_credentials((ca_folder / "agent.pem").read_bytes())


@pytest.fixture
def ra(ca_folder: Path) -> Credentials:
    return load_credentials((ca_folder / "ra.pem").read_bytes())


class Reply:
    """An answer as its receiver sees it."""

    def __init__(self, ca: Responder, request: Any, profile: Profile = CMC, *, client: Any = None) -> None:
        der = request.der if hasattr(request, "der") else request
        self.answer = ca.answer(der, profile, client=client)
        self.message = cmcasn1.parse(self.answer.der)
        self.report = cmcasn1.verify(self.message, trust=[ca.authority.certificate])
        assert self.report.ok or self.message.kind == "simple-pki-response", str(self.report)
        layer = self.message.layers[-1]
        self.certificates = [c for c in layer.certificates or () if c != ca.authority.certificate]
        self.crls = list(layer.crls or ())

    @staticmethod
    def values_of(der: bytes, cls: type) -> list[Any]:
        body = cmcasn1.parse(der).body
        return [value for control in body.control_sequence for value in control.attr_values if isinstance(value, cls)]

    @staticmethod
    def status_of(der: bytes) -> CMCStatus:
        (status,) = Reply.values_of(der, cmcasn1.CMCStatusInfoV2)
        return CMCStatus(status.cmc_status)

    def values(self, cls: type) -> list[Any]:
        body = self.message.body
        return [v for control in body.control_sequence for v in control.attr_values if isinstance(v, cls)]

    @property
    def statuses(self) -> list[tuple[CMCStatus, tuple[Any, ...], Any]]:
        return [(s.cmc_status, s.body_list, s.other_info) for s in self.values(cmcasn1.CMCStatusInfoV2)]

    def failed(self, reason: CMCFailInfo, *parts: int) -> None:
        assert [(s, info) for s, _, info in self.statuses] == [(CMCStatus.failed, reason)], self.statuses
        if parts:
            assert self.statuses[0][1] == parts
        assert not [c for c in self.certificates if c.tbs_certificate.subject.rfc4514_string().startswith("CN=alice")]


def csr(key: Any = KEY, name: str = "CN=alice") -> cmcasn1.CertificationRequest:
    return CertificationRequestBuilder().subject(name).subject_key_identifier().sign(key)


def by_secret(key: Any = KEY, secret: str = SECRET, identification: str = "alice") -> Any:
    builder = PKIDataBuilder().add_pkcs10(csr(key)).identification(identification).identity_proof_v2(secret)
    return builder.pop_link_witness_v2(secret, key).sender_nonce().transaction_id().sign(key)


def enrolled(ca: Responder, key: Any = KEY) -> cmcasn1.Certificate:
    reply = Reply(ca, by_secret(key))
    assert reply.statuses[0][0] == CMCStatus.success
    (certificate,) = reply.certificates
    return certificate


ENCRYPTION_KEYS = {
    "rsa": RSA_KEY,
    "ecdh": ec.generate_private_key(ec.SECP384R1()),
    "x25519": x25519.X25519PrivateKey.generate(),
    "ml-kem": mlkem.MLKEM768PrivateKey.generate(),
}


def signed_by(body: cmcasn1.PKIData, credentials: Any) -> Any:
    """A PKIData that the builder would not make, signed."""
    signed = sign(cmcasn1.encode_der(body), ID_PKI_DATA, credentials.key, certificate=credentials.certificate)
    return cmcasn1.EncodedMessage(body, cmcasn1.ContentInfo(ID_SIGNED_DATA, signed))


def forged(body: cmcasn1.PKIData, key: Any, sid: Any, certificates: Any = None) -> bytes:
    """A message signed with any key in the name of any signer."""
    own = Authority.create(key, cmcasn1.build.arguments.as_name("CN=Forger")).certificate
    signed = sign(cmcasn1.encode_der(body), ID_PKI_DATA, key, certificate=own)
    infos = cmcasn1.SignerInfos([replace(signed.signer_infos[0], sid=sid)])
    signed = replace(signed, certificates=certificates, signer_infos=infos)
    return cmcasn1.encode_der(cmcasn1.ContentInfo(ID_SIGNED_DATA, signed))


def as_signer_id(certificate: cmcasn1.Certificate) -> Any:
    return by_issuer(certificate)

"""EST's simplereenroll: who has a certificate renewed shows it, and gets its names (RFC 7030 section 4.2.2)."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from cryptography import x509

import cmcasn1
from cmcasn1 import CertificationRequestBuilder, CMCFailInfo, CRLReason, PKIDataBuilder
from cmcasn1.responder.authority import Authority
from cmcasn1.responder.profiles import PROFILES
from cmcasn1.responder.responder import Responder
from tests.responding import KEY, OTHER, Reply, csr, enrolled

REENROL = PROFILES["est-simplereenroll"]
NAMES = x509.SubjectAlternativeName([x509.DNSName("alice.example")])
OTHERS = x509.SubjectAlternativeName([x509.DNSName("alice.example"), x509.DNSName("bob.example")])


def named(key: Any = KEY, name: str = "CN=alice", names: Any = None, change: str = "") -> Any:
    builder = CertificationRequestBuilder().subject(name)
    if names is not None:
        builder = builder.extension(names)
    return (builder.change_subject_name(change) if change else builder).sign(key)


@pytest.fixture
def ask(ca: Responder) -> Callable[..., Reply]:
    def asked(request: Any, client: Any) -> Reply:
        der = cmcasn1.encode_der(request) if isinstance(request, cmcasn1.CertificationRequest) else request.der
        return Reply(ca, der, REENROL, client=client)

    return asked


@pytest.fixture
def alice(ca: Responder, agent: Any) -> cmcasn1.Certificate:
    """A certificate with an alternative name."""
    request = PKIDataBuilder().add_pkcs10(named(names=NAMES)).sender_nonce()
    (certificate,) = [
        each
        for each in Reply(ca, request.sign(agent.key, agent.certificate)).certificates
        if each.tbs_certificate.subject.rfc4514_string() == "CN=alice"
    ]
    return certificate


def users(ca: Responder) -> int:
    return len([each for each in ca.store.certificates() if each.role == "user"])


@pytest.mark.parametrize("key", [KEY, OTHER], ids=["renewed", "rekeyed"])
def test_renewed_and_rekeyed(ca: Responder, ask: Callable[..., Reply], alice: cmcasn1.Certificate, key: Any) -> None:
    (made,) = ask(named(key, names=NAMES), alice).certificates
    assert made.tbs_certificate.subject == alice.tbs_certificate.subject
    found = made.to_cryptography().extensions.get_extension_for_class(x509.SubjectAlternativeName)
    assert found.value == NAMES and made != alice
    # It belongs to whoever had the one before.
    before, after = (ca.store.certificate(each.tbs_certificate.serial_number) for each in (alice, made))
    assert before is not None and after is not None and before.owner == after.owner


def test_names_are_changed_by_asking(ask: Callable[..., Reply], alice: cmcasn1.Certificate) -> None:
    (made,) = ask(named(names=NAMES, change="CN=alice cooper"), alice).certificates
    assert made.tbs_certificate.subject.rfc4514_string() == "CN=alice cooper"


REFUSED: dict[str, tuple[Any, CMCFailInfo]] = {
    "another subject": (named(name="CN=bob", names=NAMES), CMCFailInfo.badRequest),
    "no subject": (named(name="", names=NAMES), CMCFailInfo.badRequest),
    "another alternative name": (named(names=OTHERS), CMCFailInfo.badRequest),
    "no alternative name": (named(), CMCFailInfo.badRequest),
    "another subject, and a change": (named(name="CN=bob", names=NAMES, change="CN=alice"), CMCFailInfo.badRequest),
}


@pytest.mark.parametrize("name", REFUSED)
def test_other_names(ca: Responder, ask: Callable[..., Reply], alice: cmcasn1.Certificate, name: str) -> None:
    request, reason = REFUSED[name]
    before = users(ca)
    ask(request, alice).failed(reason, 1)
    assert users(ca) == before


def test_an_alternative_name_that_the_certificate_lacks(ca: Responder, ask: Callable[..., Reply]) -> None:
    ask(named(names=NAMES), enrolled(ca)).failed(CMCFailInfo.badRequest, 1)


def test_without_a_certificate(ca: Responder, ask: Callable[..., Reply]) -> None:
    ask(csr(), None).failed(CMCFailInfo.badIdentity, 1)
    assert users(ca) == 0


def test_certificates_that_do_not_count(ca: Responder, agent: Any, ask: Callable[..., Reply]) -> None:
    foreign = Authority.create(OTHER, cmcasn1.build.arguments.as_name("CN=alice")).certificate
    ask(csr(), foreign).failed(CMCFailInfo.badIdentity)
    alice = enrolled(ca)
    now = ca.clock
    ca.clock = lambda: now() + datetime.timedelta(days=4000)
    ask(csr(), alice).failed(CMCFailInfo.badIdentity)
    ca.clock = now
    revoke = PKIDataBuilder().revoke_request(
        ca.authority.name, alice.tbs_certificate.serial_number, reason=CRLReason.keyCompromise
    )
    Reply(ca, revoke.sign(agent.key, agent.certificate))
    before = users(ca)
    ask(csr(), alice).failed(CMCFailInfo.badIdentity)
    assert users(ca) == before


def test_agents_renew_their_own_certificate_only(ca: Responder, agent: Any, ask: Callable[..., Reply]) -> None:
    ask(csr(), agent.certificate).failed(CMCFailInfo.badRequest, 1)
    own = agent.certificate.tbs_certificate.subject.rfc4514_string()
    (made,) = ask(named(OTHER, own), agent.certificate).certificates
    known = ca.store.certificate(made.tbs_certificate.serial_number)
    assert known is not None and known.role == "agent"


def test_only_requests_alone(ask: Callable[..., Reply], agent: Any, alice: cmcasn1.Certificate) -> None:
    """A Full PKI Request would not be about the certificate of the TLS client."""
    request = PKIDataBuilder().add_pkcs10(csr(name="CN=bob")).sign(agent.key, agent.certificate)
    ask(request, alice).failed(CMCFailInfo.badRequest)

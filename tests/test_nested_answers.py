"""Answers in an answer, those of a batch say: `response` looks into each, and its exit status counts them all.

RFC 10002 section 6.17: a failure in one does not spread to the status of the message around it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

import cmcasn1
from cmcasn1 import CertificationRequestBuilder, CMCFailInfo, EncodedMessage, PKIDataBuilder, PKIResponseBuilder
from cmcasn1.cms.recipients import recipient
from cmcasn1.inspection.answer import sort_answer
from cmcasn1.oids.known import ID_DATA, ID_SIGNED_DATA
from tests.adversarial import responses_in_one_another
from tests.test_cli_answers import run
from tests.test_verify import AGENT, AGENT_CERTIFICATE, CA, CA_KEY, CSR, ISSUED, NOW, RA_CERTIFICATE, issue

OPENER = rsa.generate_private_key(65537, 2048)
OTHER = rsa.generate_private_key(65537, 2048)
OPENERS = issue("CN=Opener", OPENER, CA, CA_KEY)
GRANTED = PKIResponseBuilder().success(1)
REFUSED = PKIResponseBuilder().failed(CMCFailInfo.popFailed, 1)
PENDING = PKIResponseBuilder().pending(b"ticket", NOW, 1)
DATA = cmcasn1.ContentInfo(ID_DATA, b"a word beside")
GARBLED = cmcasn1.ContentInfo(ID_SIGNED_DATA, cmcasn1.Any(b"\x04\x00"))
REQUEST = PKIDataBuilder().add_pkcs10(CSR).sign(AGENT, AGENT_CERTIFICATE)
OTHER_CSR = CertificationRequestBuilder().subject("CN=Bob").sign(AGENT)
BY_AGENT_OF_ANOTHER = PKIDataBuilder().add_pkcs10(OTHER_CSR).sign(AGENT, AGENT_CERTIFICATE)


def signed(builder: PKIResponseBuilder) -> EncodedMessage[cmcasn1.PKIResponse]:
    return builder.sign(CA_KEY, CA, certificates=[ISSUED])


def encrypted(builder: PKIResponseBuilder) -> EncodedMessage[cmcasn1.PKIResponse]:
    return signed(builder).envelop([recipient(OPENERS)])


def around(*parts: Any, batch: bool = True) -> bytes:
    builder = PKIResponseBuilder().success(0)
    for number, part in enumerate(parts, 11):
        builder = builder.add_cms(part, body_part_id=number)
    return builder.batch_responses().sign(CA_KEY, CA).der if batch else builder.sign(CA_KEY, CA).der


# What is in the parts, the exit status, and what is said of them.
ANSWERS: dict[str, tuple[bytes, int, list[str]]] = {
    "all granted": (around(signed(GRANTED), signed(GRANTED)), 0, ["part #11", "part #12", "issued      CN=Alice"]),
    "one refused": (around(signed(GRANTED), signed(REFUSED)), 1, ["✓ success", "✗ failed (2)", "popFailed"]),
    "one pending": (around(signed(GRANTED), signed(PENDING)), 1, ["! pending (3)", "--query-pending ticket"]),
    "refused beside the batch": (around(signed(REFUSED), batch=False), 1, ["✗ failed (2)"]),
    "refused two levels down": (around(around(signed(REFUSED))), 1, ["✗ failed (2)"]),
    "encrypted": (around(encrypted(GRANTED)), 1, ["part #11    ✗ encrypted, and not opened"]),
    "a request": (around(REQUEST), 1, ["part #11    ✗ a full-pki-request, not the response that batchResponses calls"]),
    "data that is called a response": (around(DATA), 1, ["part #11    ✗"]),
    "data beside the batch": (around(DATA, batch=False), 0, ["✓ success"]),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_response(name: str, tmp_path: Path) -> None:
    der, code, said = ANSWERS[name]
    (tmp_path / "x.crp").write_bytes(der)
    found = run("response", tmp_path / "x.crp", code=code)
    assert [each for each in said if each not in found.stdout] == []
    document = json.loads(run("response", tmp_path / "x.crp", "--json", code=code).stdout)
    assert document["success"] is (code == 0)


def test_certificates_of_the_parts_are_written(tmp_path: Path) -> None:
    """Each once, with its chain."""
    (tmp_path / "x.crp").write_bytes(around(signed(GRANTED), signed(GRANTED)))
    run("response", tmp_path / "x.crp", "--pem", tmp_path / "x.pem")
    assert x509.load_pem_x509_certificates((tmp_path / "x.pem").read_bytes()) == [ISSUED, CA]


def test_a_key_opens_a_part(tmp_path: Path) -> None:
    """Also one that is encrypted may hold a refusal, and the certificates of one are written with the others."""
    message = cmcasn1.parse(around(signed(GRANTED), encrypted(REFUSED)))
    assert [part.problem for part in sort_answer(message).nested] == ["", "encrypted, and not opened"]
    opened = sort_answer(message, nesting=cmcasn1.Nesting(message, [cmcasn1.PrivateKey(OPENER)]))
    assert [part.answer is not None and part.answer.success for part in opened.nested] == [True, False]
    (tmp_path / "x.crp").write_bytes(around(encrypted(GRANTED)))
    (tmp_path / "x.crq").write_bytes(PKIDataBuilder().add_cms(REQUEST, body_part_id=11).sign(AGENT, RA_CERTIFICATE).der)
    asked = ["--request", tmp_path / "x.crq"]
    for key, code in ((OPENER, 0), (OTHER, 1)):
        (tmp_path / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        written = tmp_path / f"{code}.pem"
        found = run("response", tmp_path / "x.crp", "--key", tmp_path / "key.pem", *asked, "--pem", written, code=code)
        assert ("part #11    an answer of its own" in found.stdout) is (code == 0)
        assert written.exists() is (code == 0)
    assert x509.load_pem_x509_certificates((tmp_path / "0.pem").read_bytes()) == [ISSUED, CA]


def test_the_keys_of_nested_requests_are_those_asked_for() -> None:
    """With the batch of requests at hand, a certificate of another key is not taken for an issued one."""
    batch = PKIDataBuilder().add_cms(REQUEST).batch_requests().sign(AGENT, RA_CERTIFICATE).message()
    answer = sort_answer(cmcasn1.parse(around(signed(GRANTED))), batch)
    (part,) = answer.nested
    assert part.answer is not None and not answer.issued
    assert [each.tbs_certificate.subject.rfc4514_string() for each in part.answer.issued] == ["CN=Alice"]
    others = PKIDataBuilder().add_cms(BY_AGENT_OF_ANOTHER).batch_requests().sign(AGENT, RA_CERTIFICATE).message()
    (part,) = sort_answer(cmcasn1.parse(around(signed(GRANTED))), others).nested
    assert part.answer is not None and part.answer.issued == () and len(part.answer.others) == 2


@pytest.mark.parametrize("octets", [300, 900, 30_000])
def test_deeper_than_anybody_looks(octets: int) -> None:
    """Ten levels are followed; what lies below is no success."""
    deep = responses_in_one_another(octets)
    answer = sort_answer(cmcasn1.parse(deep))
    problems = [part.problem for each in answer.all() for part in each.nested if part.problem]
    assert problems == ([] if octets < 900 else ["contentInfo (byte 0): more than 10 messages deep: not looked at"])
    assert not answer.success


ASKED = PKIDataBuilder().add_pkcs10(CSR, body_part_id=1).transaction_id(7).sender_nonce(b"n" * 16)
REPEATED = PKIResponseBuilder().answer(ASKED.body())
# How the answer in the batch answers the request in the batch: what fails, and of what it cannot be told.
HELD: dict[str, tuple[PKIResponseBuilder, list[str], list[str]]] = {
    "as it has to": (REPEATED.success(1), [], []),
    "a refusal": (REPEATED.failed(CMCFailInfo.popFailed, 1), [], []),
    "without a nonce": (PKIResponseBuilder().transaction_id(7).success(1), ["nonce"], []),
    "replayed": (PKIResponseBuilder().transaction_id(7).recipient_nonce(b"o" * 16).success(1), ["nonce"], []),
    "by number alone": (PKIResponseBuilder().success(1), ["nonce", "transaction"], []),
    "about another part": (REPEATED.success(9), ["answered"], []),
}


@pytest.mark.parametrize("name", HELD)
def test_each_answer_is_held_to_its_request(name: str) -> None:
    inner, failed, unclear = HELD[name]
    batch = PKIDataBuilder().add_cms(ASKED.sign(AGENT, AGENT_CERTIFICATE), body_part_id=11).batch_requests()
    report = cmcasn1.verify(around(signed(inner)), request=batch.sign(AGENT, RA_CERTIFICATE), trust=[CA], at=NOW)
    checks = [check for check in (*report.failed, *report.not_possible) if check.path.startswith("PKIResponse.cms")]
    assert sorted(check.name for check in checks if check in report.failed) == failed
    assert [check.name for check in checks if check not in report.failed] == unclear
    if not failed:
        assert {"transaction", "nonce", "answered"} <= {check.name for check in report.passed if "cms" in check.path}


def test_a_certificate_of_the_batch_may_be_missing() -> None:
    batch = PKIDataBuilder().add_cms(ASKED.sign(AGENT, AGENT_CERTIFICATE), body_part_id=11).batch_requests()
    nothing = REPEATED.success(1).sign(CA_KEY, CA)
    (check,) = cmcasn1.verify(around(nothing), request=batch.sign(AGENT, RA_CERTIFICATE)).failed
    assert check.name == "issued-certificate" and check.path == "PKIResponse.cmsSequence[0] body part 1"


def test_an_answer_to_none_of_the_requests() -> None:
    """Unless one of them is encrypted for its receiver: it may be that one's."""
    for wrapped, found in ((ASKED.sign(AGENT, AGENT_CERTIFICATE), "failed"), (encrypted_request(), "not possible")):
        batch = PKIDataBuilder().add_cms(wrapped, body_part_id=99).batch_requests().sign(AGENT, RA_CERTIFICATE)
        report = cmcasn1.verify(around(signed(GRANTED)), request=batch, trust=[CA], at=NOW)
        (check,) = [each for each in report if each.name == "answered" and "cmsSequence" in each.path]
        assert check.outcome.value == found and report.ok is (found == "not possible")


def encrypted_request() -> EncodedMessage[cmcasn1.PKIData]:
    return ASKED.sign(AGENT, AGENT_CERTIFICATE).envelop([recipient(OPENERS)])


def test_answers_to_answers() -> None:
    """A batch in a batch: each level is held to the same level."""
    inner = PKIDataBuilder().add_cms(ASKED.sign(AGENT, AGENT_CERTIFICATE), body_part_id=11).batch_requests()
    outer = PKIDataBuilder().add_cms(inner.sign(AGENT, RA_CERTIFICATE), body_part_id=11).batch_requests()
    for builder, failed in ((REPEATED.success(1), []), (REPEATED.success(9), ["answered"])):
        report = cmcasn1.verify(around(around(signed(builder))), request=outer.sign(AGENT, RA_CERTIFICATE))
        assert [check.name for check in report.failed] == failed
        (deep,) = [each.path for each in report if each.name == "transaction"]
        assert deep == "PKIResponse.cmsSequence[0].cmsSequence[0].controlSequence"

"""Numbers, names and answers at the edge of what decodes: the CA refuses, and issues nothing that it cannot read."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes

import cmcasn1
from cmcasn1 import CertReqMsgBuilder, CMCFailInfo, CMCStatus, Oid, PKIDataBuilder
from cmcasn1.algorithms.key_identifiers import key_identifier
from cmcasn1.algorithms.macs import mac_identifier, pbmac1_identifier
from cmcasn1.build.arguments import as_name
from cmcasn1.cms.certificate_sets import find_certificate, key_identifier_of
from cmcasn1.cms.signing import sign
from cmcasn1.responder.authority import Authority
from cmcasn1.responder.profiles import PROFILES
from cmcasn1.responder.responder import Responder
from tests.adversarial import tlv
from tests.responding import (
    CMC,
    ID_PKI_DATA,
    ID_SIGNED_DATA,
    KEY,
    OTHER,
    RSA_KEY,
    SECRET,
    Reply,
    as_signer_id,
    by_secret,
    csr,
    enrolled,
    forged,
    signed_by,
)
from tests.sealing import batch

HUGE = 1 << 20_000
"""Python writes no integer of that size in decimal."""
NUMBERS = (HUGE, -HUGE, -1, 0, 1 << 63, 1 << 64)


def named(number: int) -> str:
    return f"{'minus ' if number < 0 else ''}{number.bit_length()} bits"


def asks(ca: Responder, control: Any) -> PKIDataBuilder:
    return PKIDataBuilder().control(control, body_part_id=9).sender_nonce()


@pytest.mark.parametrize("number", NUMBERS, ids=named)
def test_numbers_of_any_size(ca: Responder, agent: Any, number: int) -> None:
    issuer = ca.authority.name
    unknown = {
        cmcasn1.RevokeRequest(issuer, number, 1): CMCFailInfo.badCertId,
        cmcasn1.RevokeRequest(issuer, number, 1, passphrase=b"guessed"): CMCFailInfo.badIdentity,
        cmcasn1.CMCCertId(issuer, number): CMCFailInfo.badCertId,
        cmcasn1.GetCert(cmcasn1.GeneralName("directoryName", issuer), number): CMCFailInfo.badCertId,
    }
    for control, reason in unknown.items():
        for transaction in (number, 5):
            builder = asks(ca, control).transaction_id(transaction)
            Reply(ca, builder.sign(agent.key, agent.certificate)).failed(reason, 9)
    stray = asks(ca, cmcasn1.RecipientNonce(bytes(32))).transaction_id(number).add_pkcs10(csr())
    Reply(ca, stray.sign(agent.key, agent.certificate)).failed(CMCFailInfo.badRequest, 9)
    body = PKIDataBuilder().add_pkcs10(csr()).body()
    named = replace(as_signer_id(agent.certificate), serial_number=number)
    Reply(ca, forged(body, KEY, named)).failed(CMCFailInfo.badMessageCheck)
    mine = enrolled(ca).tbs_certificate.serial_number
    if number not in (0, 1 << 63):
        odd = asks(ca, cmcasn1.RevokeRequest(issuer, mine, number))
        Reply(ca, odd.sign(agent.key, agent.certificate)).failed(CMCFailInfo.badRequest, 9)
        assert ca.store.certificate(mine).revoked_at is None  # type: ignore[union-attr]
    given_up = cmcasn1.CMCStatusInfoV2(number, (1,), "x" * 100_000)
    said = cmcasn1.TaggedAttribute(9, Oid("1.3.6.1.5.5.7.7.25"), (given_up,))
    body = replace(PKIDataBuilder().sender_nonce().body(), control_sequence=(said,))
    assert Reply(ca, signed_by(body, agent)).statuses == [(CMCStatus.success, (9,), None)]
    assert sum(len(str(detail)) for _, _, detail in ca.store.events()) < 50_000


@pytest.mark.parametrize("number", [HUGE, -HUGE, -1, 0, 1 << 32], ids=named)
@pytest.mark.parametrize("profile", ["cmc", "caFullCMCUserCert", "pending", "archive"])
def test_requests_with_no_legal_number(ca: Responder, ra: Any, number: int, profile: str) -> None:
    message = CertReqMsgBuilder().subject("CN=alice").cert_req_id(5).ra_verified(RSA_KEY.public_key())
    message = replace(message, cert_req=replace(message.cert_req, cert_req_id=number))
    body = replace(PKIDataBuilder().sender_nonce().body(), req_sequence=(message,))
    Reply(ca, signed_by(body, ra), PROFILES[profile]).failed(CMCFailInfo.badRequest, 0)


# Names that decode as BER only


def with_subject(ca: Responder, ra: Any, subject: bytes) -> bytes:
    """A request that an RA vouches for, with a subject that no encoder here would write."""
    message = CertReqMsgBuilder().subject("CN=alice").cert_req_id(5).ra_verified(RSA_KEY.public_key())
    body = PKIDataBuilder().add_crmf(message).body()
    good = cmcasn1.encode_der(as_name("CN=alice"))
    content = cmcasn1.encode_der(body)
    assert content.count(good) == 1 and len(good) == len(subject)
    content = content.replace(good, subject)
    signed = sign(content, ID_PKI_DATA, ra.key, certificate=ra.certificate)
    return cmcasn1.encode_der(cmcasn1.ContentInfo(ID_SIGNED_DATA, signed))


COMMON_NAME = bytes.fromhex("0603550403")
SUBJECTS = {
    "an empty RDN": tlv(0x30, tlv(0x31, tlv(0x30, COMMON_NAME, tlv(0x0C, b"abc"))), b"\x31\0"),
    "a number for a name": tlv(0x30, tlv(0x31, tlv(0x30, COMMON_NAME, tlv(2, b"alice")))),
}


@pytest.mark.parametrize("name", SUBJECTS)
def test_what_has_no_der_is_not_certified(ca: Responder, ra: Any, name: str) -> None:
    before = len(list(ca.store.certificates()))
    der = with_subject(ca, ra, SUBJECTS[name])
    Reply(ca, der).failed(CMCFailInfo.badRequest)
    # Every certificate that is kept can be read.
    assert len(list(ca.store.certificates())) == before
    assert Reply(ca, with_subject(ca, ra, cmcasn1.encode_der(as_name("CN=alice")))).statuses[0][0] == CMCStatus.success


def test_certificates_that_do_not_decode_are_nobodys(ca: Responder, agent: Any) -> None:
    """Beside the signer's own they do no harm; named by the signer they are not found."""
    own = Authority.create(KEY, as_name("CN=ab")).certificate
    broken = own.octets.replace(cmcasn1.encode_der(as_name("CN=ab")), tlv(0x30, tlv(0x31, tlv(2, b"123456789"))), 1)
    content = cmcasn1.encode_der(PKIDataBuilder().add_pkcs10(csr()).sender_nonce().body())
    for signer in (agent, None):
        key, certificate = (agent.key, agent.certificate) if signer else (cmcasn1.PrivateKey(KEY), own)
        signed = sign(content, ID_PKI_DATA, key, certificate=certificate)
        der = cmcasn1.encode_der(cmcasn1.ContentInfo(ID_SIGNED_DATA, signed))
        inside = next(iter(signed.certificates)).octets
        spoilt = der.replace(inside, broken) if signer is None else der
        assert len(broken) == len(own.octets) and (signer is not None or spoilt != der)
        reply = Reply(ca, spoilt)
        if signer is None:
            reply.failed(CMCFailInfo.badMessageCheck)
        else:
            assert reply.statuses[0][0] == CMCStatus.success
    message = cmcasn1.parse(spoilt)
    assert find_certificate(message.layers[0].certificates, as_signer_id(own)) is None
    assert not cmcasn1.verify(message).ok


# Requests that are answered in an unusual way


def test_a_lookup_that_an_ra_only_wraps(ca: Responder, ra: Any) -> None:
    """Its answer is no PKIResponse, so responseBody cannot name it (section 6.21)."""
    mine = enrolled(ca)
    asked = PKIDataBuilder().get_cert(ca.authority.name, mine.tbs_certificate.serial_number).sign(KEY, mine)
    wrapped = PKIDataBuilder().add_cms(asked, body_part_id=7).add_cms(by_secret(OTHER), body_part_id=8)
    reply = Reply(ca, wrapped.sign(ra.key, ra.certificate))
    ((simple,),) = [value.value for value in reply.values(cmcasn1.BatchResponses)]
    ((full,),) = [tuple(value.value) for value in reply.values(cmcasn1.ResponseBody)]
    assert (simple, full) == (7, 8) == tuple(part.body_part_id for part in reply.message.body.cms_sequence)


def test_a_challenge_does_not_go_past_the_approval(ca: Responder) -> None:
    """Under the profile "pending" a request whose possession the answer to a challenge proves waits all the same."""
    mine, pending = enrolled(ca), PROFILES["pending"]
    message = CertReqMsgBuilder().subject("CN=alice").challenge(RSA_KEY.public_key())
    first = Reply(ca, PKIDataBuilder().add_crmf(message).sender_nonce().sign(KEY, mine), pending)
    (challenge,), (number,) = first.values(cmcasn1.EncryptedPOP), first.values(cmcasn1.ResponseInfo)
    before = len(list(ca.store.certificates()))
    answered = PKIDataBuilder().add_crmf(challenge.request).reg_info(number.value).sender_nonce()
    answered = answered.decrypted_pop(cmcasn1.DecryptedPOP.answer(challenge, RSA_KEY))
    ((status, parts, waits),) = Reply(ca, answered.sign(KEY, mine), CMC).statuses
    assert (status, parts) == (CMCStatus.pending, (1,)) and len(list(ca.store.certificates())) == before
    again = PKIDataBuilder().add_crmf(challenge.request).reg_info(number.value).sender_nonce()
    again = again.decrypted_pop(cmcasn1.DecryptedPOP.answer(challenge, RSA_KEY))
    Reply(ca, again.sign(KEY, mine), pending).failed(CMCFailInfo.popFailed, 1)
    assert ca.approve(int.from_bytes(number.value, "big")) is not None
    later = PKIDataBuilder().query_pending(waits.pend_token).sender_nonce().sign(KEY, mine)
    (certificate,) = Reply(ca, later, pending).certificates
    assert certificate.tbs_certificate.subject_public_key_info == cmcasn1.PrivateKey(RSA_KEY).public_key_info


def test_an_empty_secret_revokes_nothing(ca: Responder) -> None:
    serial = enrolled(ca).tbs_certificate.serial_number
    ca.set_revocation_secret(serial, b"")
    for guess in (b"", b"\0"):
        control = cmcasn1.RevokeRequest(ca.authority.name, serial, 1, passphrase=guess)
        body = PKIDataBuilder().control(control, body_part_id=9).body()
        Reply(ca, cmcasn1.encode_der(body)).failed(CMCFailInfo.badIdentity, 9)
    assert ca.store.certificate(serial).revoked_at is None  # type: ignore[union-attr]


def test_policies_that_are_none(ca: Responder, agent: Any) -> None:
    odd = cmcasn1.Extension(extn_id=Oid("2.5.29.32"), extn_value=b"\x04\x00")
    request = cmcasn1.CertificationRequestBuilder().subject("CN=alice").extension(odd).sign(KEY)
    reply = Reply(ca, PKIDataBuilder().add_pkcs10(request, body_part_id=3).sign(agent.key, agent.certificate))
    reply.failed(CMCFailInfo.badRequest, 3)


def test_a_batch_of_nothing_but_noise(ca: Responder, ra: Any) -> None:
    """Nothing of it is worked on, and the answer is a failure for those who look at its status alone."""
    noise = cmcasn1.ContentInfo(Oid("1.2.840.113549.1.7.1"), b"noise")
    reply = Reply(ca, batch(noise, noise).sign(ra.key, ra.certificate))
    assert reply.answer.status == CMCStatus.failed
    assert reply.statuses == [(CMCStatus.failed, (11, 12), CMCFailInfo.badRequest)]


def test_what_a_user_may_not_take_back(ca: Responder, agent: Any) -> None:
    """An agent puts a certificate on hold; another one of the same owner does not take it off, nor does its secret."""
    issuer, held, other = ca.authority.name, enrolled(ca).tbs_certificate.serial_number, enrolled(ca, OTHER)
    hold = PKIDataBuilder().revoke_request(issuer, held, reason=cmcasn1.CRLReason.certificateHold)
    assert Reply(ca, hold.sign(agent.key, agent.certificate)).statuses[0][0] == CMCStatus.success
    ca.set_revocation_secret(held, b"secret")
    release = {"reason": cmcasn1.CRLReason.removeFromCRL}
    by_owner = PKIDataBuilder().revoke_request(issuer, held, **release)
    Reply(ca, by_owner.sign(OTHER, other)).failed(CMCFailInfo.badIdentity, 1)
    knowing = PKIDataBuilder().revoke_request(issuer, held, secret=b"secret", **release).body()
    Reply(ca, cmcasn1.encode_der(knowing)).failed(CMCFailInfo.badIdentity, 1)
    assert ca.store.certificate(held).revoked_at is not None  # type: ignore[union-attr]
    ending = PKIDataBuilder().revoke_request(issuer, held, reason=cmcasn1.CRLReason.superseded)
    assert Reply(ca, ending.sign(OTHER, other)).statuses[0][0] == CMCStatus.success


def test_a_private_key_for_the_archive_that_is_none(ca: Responder, ra: Any) -> None:
    archives = Oid("1.3.6.1.5.5.7.5.1.4")
    for odd in (b"\x02\x01\x05", b"\x30\x00", b"\xa0\x00", b"\xa0\x02\xa0\x00"):
        message = CertReqMsgBuilder().subject("CN=alice").cert_req_id(5).ra_verified(RSA_KEY.public_key())
        control = cmcasn1.SingleAttribute(archives, cmcasn1.Any(odd))
        message = replace(message, cert_req=replace(message.cert_req, controls=cmcasn1.Controls([control])))
        body = replace(PKIDataBuilder().sender_nonce().body(), req_sequence=(message,))
        Reply(ca, signed_by(body, ra)).failed(CMCFailInfo.badRequest)


def test_a_database_that_fails(ca: Responder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is sent while the disk is full is to be sent again later; nothing is issued."""

    def full(*_: object, **__: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    before = len(list(ca.store.certificates()))
    monkeypatch.setattr(ca.store, "log", full)
    for der in (b"noise", by_secret(secret="wrong").der, by_secret().der, cmcasn1.encode_der(csr())):
        Reply(ca, der).failed(CMCFailInfo.tryLater, 0)
    assert len(list(ca.store.certificates())) == before


def test_a_key_identifier_belongs_to_its_key(ca: Responder, agent: Any) -> None:
    """Whoever asks for the identifier of an agent's key gets another, and the agent is still known by it."""
    theirs = key_identifier_of(agent.certificate)
    assert theirs is not None
    request = cmcasn1.CertificationRequestBuilder().subject("CN=alice").subject_key_identifier(theirs).sign(OTHER)
    builder = PKIDataBuilder().add_pkcs10(request).identification("alice").identity_proof_v2(SECRET)
    (certificate,) = Reply(ca, builder.sign(OTHER)).certificates
    own = key_identifier_of(certificate)
    assert own == key_identifier(cmcasn1.PrivateKey(OTHER).public_key_info) != theirs
    # Named by the identifier alone, without its certificate.
    content = cmcasn1.encode_der(PKIDataBuilder().add_pkcs10(csr()).sender_nonce().body())
    signed = sign(content, ID_PKI_DATA, agent.key, key_identifier=theirs)
    reply = Reply(ca, cmcasn1.encode_der(cmcasn1.ContentInfo(ID_SIGNED_DATA, signed)))
    assert reply.statuses[0][0] == CMCStatus.success


def test_an_answer_names_the_algorithm_of_its_challenge(ca: Responder) -> None:
    """Section 6.7: else a client could ask for ten million iterations."""
    mine = enrolled(ca)
    message = CertReqMsgBuilder().subject("CN=alice").challenge(RSA_KEY.public_key())
    (challenge,) = Reply(ca, PKIDataBuilder().add_crmf(message).sign(KEY, mine)).values(cmcasn1.EncryptedPOP)
    answer = cmcasn1.DecryptedPOP.answer(challenge, RSA_KEY)
    asked = PKIDataBuilder().add_crmf(challenge.request)
    unknown = cmcasn1.AlgorithmIdentifier(Oid("1.2.3"))
    for algorithm in (unknown, mac_identifier(hashes.SHA512()), pbmac1_identifier(iterations=10**12)):
        odd = replace(answer, the_pop_alg_id=algorithm)
        Reply(ca, asked.decrypted_pop(odd).sender_nonce().sign(KEY, mine)).failed(CMCFailInfo.popFailed, 1)
    right = asked.decrypted_pop(answer).sender_nonce().sign(KEY, mine)
    assert Reply(ca, right).statuses[0][0] == CMCStatus.success

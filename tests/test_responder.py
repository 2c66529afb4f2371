"""The test CA: every scenario answered as the RFC says, every attack with the right failInfo, nothing lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ed25519, mldsa, rsa

import cmcasn1
from cmcasn1 import (
    CertificationRequestBuilder,
    CertReqMsgBuilder,
    CMCFailInfo,
    CMCStatus,
    DecryptedPOP,
    Oid,
    PKIDataBuilder,
)
from cmcasn1.build.arguments import as_name
from cmcasn1.cmc.body_part_graph import body_part_id
from cmcasn1.responder.profiles import PROFILES, Profile
from cmcasn1.responder.responder import Responder
from cmcasn1.responder.state import open_responder
from tests.blobs import VECTORS
from tests.responding import (
    CMC,
    ENCRYPTION_KEYS,
    KEY,
    OTHER,
    RSA_KEY,
    SECRET,
    Reply,
    by_secret,
    csr,
    enrolled,
    signed_by,
)

# Scenarios


def test_agent_signed_pkcs10(ca: Responder, agent: Any) -> None:
    request = PKIDataBuilder().add_pkcs10(csr(name="CN=server.example")).sign(agent.key, agent.certificate)
    reply = Reply(ca, request, PROFILES["caFullCMCUserCert"])
    assert reply.statuses == [(CMCStatus.success, (1,), None)]
    (certificate,) = reply.certificates
    issued = certificate.to_cryptography()
    issued.verify_directly_issued_by(ca.authority.certificate.to_cryptography())
    assert issued.subject.rfc4514_string() == "CN=server.example"
    assert cmcasn1.verify(reply.message, request=request, trust=[ca.authority.certificate]).ok


@pytest.mark.parametrize(
    "key", [KEY, RSA_KEY, ed25519.Ed25519PrivateKey.generate(), mldsa.MLDSA44PrivateKey.generate()]
)
def test_shared_secret(ca: Responder, key: Any) -> None:
    request = by_secret(key)
    reply = Reply(ca, request, PROFILES["caFullCMCSelfSignedCert"])
    assert reply.statuses[0][0] == CMCStatus.success
    report = cmcasn1.verify(reply.message, request=request, trust=[ca.authority.certificate])
    assert report.ok and not report.not_possible, str(report)


def test_authenticated_data(ca: Responder) -> None:
    built = PKIDataBuilder().add_pkcs10(csr()).identification("alice").authenticate(SECRET)
    assert Reply(ca, built).statuses[0][0] == CMCStatus.success


def test_crmf(ca: Responder, agent: Any) -> None:
    message = CertReqMsgBuilder().subject("CN=alice").cert_req_id(77).sign(RSA_KEY)
    reply = Reply(ca, PKIDataBuilder().add_crmf(message).sign(agent.key, agent.certificate))
    assert reply.statuses == [(CMCStatus.success, (77,), None)]


@pytest.mark.parametrize("profile", ["cmc", "caFullCMCUserSignedCert"])
@pytest.mark.parametrize("name", ENCRYPTION_KEYS)
def test_two_trips_with_a_restart_between(ca: Responder, ca_folder: Path, name: str, profile: str) -> None:
    key = ENCRYPTION_KEYS[name]
    signing = enrolled(ca)
    message = CertReqMsgBuilder().subject("CN=alice").challenge(key)
    first = PKIDataBuilder().add_crmf(message).sender_nonce().sign(KEY, signing)
    reply = Reply(ca, first, PROFILES[profile])
    ((status, parts, info),) = reply.statuses
    dogtag = profile != "cmc"
    assert (status, info) == ((CMCStatus.popRequired, None) if dogtag else (CMCStatus.failed, CMCFailInfo.popRequired))
    assert parts == (1,)
    (challenge,), (number,) = reply.values(cmcasn1.EncryptedPOP), reply.values(cmcasn1.ResponseInfo)
    assert challenge.is_dogtag == (dogtag and name == "rsa")
    ca.store.close()
    restarted = open_responder(ca_folder)
    second = (
        PKIDataBuilder()
        .add_crmf(challenge.request)
        .decrypted_pop(DecryptedPOP.answer(challenge, key))
        .reg_info(number.value)
        .sender_nonce()
    )
    wrong = DecryptedPOP(1, challenge.the_pop_alg_id, bytes(32))
    Reply(restarted, _replace_pop(second, wrong).sign(KEY, signing), PROFILES[profile]).failed(CMCFailInfo.popFailed, 1)
    reply = Reply(restarted, second.sign(KEY, signing), PROFILES[profile])
    assert [status for status, _, _ in reply.statuses] == [CMCStatus.success]
    (certificate,) = reply.certificates
    assert certificate.tbs_certificate.subject_public_key_info == cmcasn1.PrivateKey(key).public_key_info
    # A challenge is good for one certificate.
    again = second.transaction_id()
    Reply(restarted, _fresh(again).sign(KEY, signing), PROFILES[profile]).failed(CMCFailInfo.popFailed, 1)
    restarted.store.close()


def _replace_pop(builder: PKIDataBuilder, pop: DecryptedPOP) -> PKIDataBuilder:
    drafts = [d for d in builder._get("controls") if not isinstance(d[-1], DecryptedPOP)]
    return _fresh(builder._with("controls", tuple(drafts))).decrypted_pop(pop)


def _fresh(builder: PKIDataBuilder) -> PKIDataBuilder:
    """Return the builder with another senderNonce."""
    drafts = [d for d in builder._get("controls") if not isinstance(d[-1], cmcasn1.SenderNonce)]
    return builder._with("controls", tuple(drafts)).sender_nonce()


def test_no_signature_and_a_secret(ca: Responder) -> None:
    key = ENCRYPTION_KEYS["ml-kem"]
    request = CertificationRequestBuilder().subject("CN=alice").subject_key_identifier().without_signature(key)
    builder = PKIDataBuilder().add_pkcs10(request).identification("alice").identity_proof_v2(SECRET)
    reply = Reply(ca, builder.sign_without_signature())
    (challenge,) = reply.values(cmcasn1.EncryptedPOP)
    answered = PKIDataBuilder().add_pkcs10(request, body_part_id=challenge.request.body_part_id)
    answered = (
        answered.decrypted_pop(DecryptedPOP.answer(challenge, key)).identification("alice").identity_proof_v2(SECRET)
    )
    assert Reply(ca, answered.sign_without_signature()).statuses[0][0] == CMCStatus.success


def test_revocation_by_the_user_and_by_an_agent(ca: Responder, agent: Any) -> None:
    mine, other = enrolled(ca), enrolled(ca, OTHER)
    issuer = ca.authority.name
    since = datetime(2026, 1, 2, tzinfo=UTC)
    request = PKIDataBuilder().revoke_request(
        issuer, other.tbs_certificate.serial_number, reason=cmcasn1.CRLReason.keyCompromise, invalidity_date=since
    )
    assert Reply(ca, request.sign(KEY, mine)).statuses == [(CMCStatus.success, (1,), None)]
    (entry,) = list(ca.crl().to_cryptography())
    assert entry.serial_number == other.tbs_certificate.serial_number
    assert entry.extensions.get_extension_for_class(x509.CRLReason).value.reason is x509.ReasonFlags.key_compromise
    assert entry.extensions.get_extension_for_class(x509.InvalidityDate).value.invalidity_date_utc == since
    Reply(ca, request.sender_nonce().sign(KEY, mine)).failed(CMCFailInfo.badRequest, 1)
    hold = PKIDataBuilder().revoke_request(
        issuer, mine.tbs_certificate.serial_number, reason=cmcasn1.CRLReason.certificateHold
    )
    assert Reply(ca, hold.sign(agent.key, agent.certificate)).statuses[0][0] == CMCStatus.success
    Reply(ca, PKIDataBuilder().add_pkcs10(csr()).sign(KEY, mine)).failed(CMCFailInfo.badIdentity)
    off = PKIDataBuilder().revoke_request(
        issuer, mine.tbs_certificate.serial_number, reason=cmcasn1.CRLReason.removeFromCRL
    )
    assert Reply(ca, off.sign(agent.key, agent.certificate)).statuses[0][0] == CMCStatus.success
    assert Reply(ca, PKIDataBuilder().add_pkcs10(csr()).sign(KEY, mine)).statuses[0][0] == CMCStatus.success


def test_revocation_by_secret_works_once(ca: Responder) -> None:
    serial = enrolled(ca).tbs_certificate.serial_number
    ca.store.set_revocation_secret(serial, b"revoke me")
    builder = PKIDataBuilder()
    wrong = builder.revoke_request(ca.authority.name, serial, secret="wrong")
    Reply(ca, wrong.as_data()).failed(CMCFailInfo.badIdentity)
    good = builder.revoke_request(ca.authority.name, serial, secret="revoke me")
    assert Reply(ca, good.unsigned()).statuses[0][0] == CMCStatus.success
    assert ca.revocation_secret(serial) is None
    Reply(ca, good.sender_nonce().unsigned()).failed(CMCFailInfo.badIdentity)
    Reply(ca, builder.revoke_request(ca.authority.name, 5, secret="x").unsigned()).failed(CMCFailInfo.badIdentity)
    assert not any("revoke me" in str(event) for event in ca.store.events())


def test_renewal_and_another_name(ca: Responder) -> None:
    mine = enrolled(ca)
    rekey = PKIDataBuilder().add_pkcs10(csr(OTHER)).sign(KEY, mine)
    assert Reply(ca, rekey).statuses[0][0] == CMCStatus.success
    Reply(ca, PKIDataBuilder().add_pkcs10(csr(name="CN=bob")).sign(KEY, mine)).failed(CMCFailInfo.badRequest)
    change = CertificationRequestBuilder().subject("CN=alice").change_subject_name("CN=alice,O=New").sign(OTHER)
    (certificate,) = Reply(ca, PKIDataBuilder().add_pkcs10(change).sign(KEY, mine)).certificates
    assert certificate.tbs_certificate.subject.rfc4514_string() == "CN=alice,O=New"


@pytest.mark.parametrize("approved", [True, False])
def test_pending(ca: Responder, approved: bool) -> None:
    mine = enrolled(ca)
    reply = Reply(ca, PKIDataBuilder().add_pkcs10(csr(OTHER)).sign(KEY, mine), PROFILES["pending"])
    ((status, parts, info),) = reply.statuses
    assert (status, parts) == (CMCStatus.pending, (1,)) and not reply.certificates
    token = info.pend_token
    query = PKIDataBuilder().query_pending(token)
    ((status, _, info),) = Reply(ca, query.sender_nonce().sign(KEY, mine)).statuses
    assert status == CMCStatus.pending and info.pend_token == token
    Reply(ca, query.sender_nonce().sign(OTHER, enrolled(ca, OTHER))).failed(CMCFailInfo.badRequest, 1)
    (waiting,) = ca.store.requests("pending")
    assert ca.approve(waiting.id) is not None if approved else ca.reject(waiting.id)
    reply = Reply(ca, query.sender_nonce().sign(KEY, mine))
    if approved:
        assert reply.statuses[0][0] == CMCStatus.success
        assert [c.tbs_certificate.subject_public_key_info for c in reply.certificates] == [
            cmcasn1.PrivateKey(OTHER).public_key_info
        ]
    else:
        reply.failed(CMCFailInfo.badRequest, 1)


def test_confirmation(ca: Responder) -> None:
    reply = Reply(ca, by_secret(), PROFILES["confirm"])
    assert reply.statuses[0][0] == CMCStatus.confirmRequired
    (certificate,) = reply.certificates
    Reply(ca, PKIDataBuilder().add_pkcs10(csr()).sign(KEY, certificate)).failed(CMCFailInfo.badIdentity)
    serial = certificate.tbs_certificate.serial_number
    confirm = PKIDataBuilder().identification("alice").confirm_cert_acceptance(ca.authority.name, serial)
    confirm = confirm.add_pkcs10(csr(OTHER)).identity_proof_v2(SECRET)
    assert Reply(ca, confirm.sign(OTHER)).statuses[0][0] == CMCStatus.success
    assert Reply(ca, PKIDataBuilder().add_pkcs10(csr()).sign(KEY, certificate)).statuses[0][0] == CMCStatus.success
    unknown = PKIDataBuilder().confirm_cert_acceptance(ca.authority.name, 99).sign(KEY, certificate)
    Reply(ca, unknown).failed(CMCFailInfo.badCertId, 1)


def test_get_cert_and_get_crl_are_answered_simply(ca: Responder) -> None:
    mine = enrolled(ca)
    wanted = PKIDataBuilder().get_cert(ca.authority.name, mine.tbs_certificate.serial_number).get_crl(ca.authority.name)
    reply = Reply(ca, wanted.sign(KEY, mine))
    assert reply.message.kind == "simple-pki-response"
    assert reply.certificates == [mine] and len(reply.crls) == 1
    Reply(ca, PKIDataBuilder().get_cert(ca.authority.name, 99).sign(KEY, mine)).failed(CMCFailInfo.badCertId, 1)
    Reply(ca, PKIDataBuilder().get_crl("CN=Other").sign(KEY, mine)).failed(CMCFailInfo.badCertId, 1)


def test_batch_through_an_ra(ca: Responder, ra: Any) -> None:
    good = by_secret()
    inner = PKIDataBuilder().add_pkcs10(csr(OTHER, "CN=carol")).identification("carol")
    witnessed = inner.identity_proof_v2("unknown to the CA").sign(OTHER)
    parts = {control.attr_type.name: control.body_part_id for control in witnessed.body.control_sequence}
    numbers = [body_part_id(request) for request in witnessed.body.req_sequence]
    bad = by_secret(secret="wrong")
    template = cmcasn1.CertTemplate(subject=as_name("CN=carol,O=By the RA"))
    batch = (
        PKIDataBuilder()
        .add_cms(good, body_part_id=11)
        .add_cms(witnessed, body_part_id=12)
        .add_cms(bad, body_part_id=13)
        .batch_requests()
        .ra_identity_witness([12, parts["id-cmc-identityProofV2"]])
        .mod_cert_template(template, numbers, pki_data=[12])
    )
    reply = Reply(ca, batch.sign(ra.key, ra.certificate))
    (responses,) = reply.values(cmcasn1.BatchResponses)
    assert len(responses.value) == 3
    statuses = []
    for part in reply.message.body.cms_sequence:
        nested = cmcasn1.parse(cmcasn1.encode_der(part.content_info))
        values = [value for control in nested.body.control_sequence for value in control.attr_values]
        statuses += [(v.cmc_status, v.other_info) for v in values if isinstance(v, cmcasn1.CMCStatusInfoV2)]
    assert statuses == [
        (CMCStatus.success, None),
        (CMCStatus.success, None),
        (CMCStatus.failed, CMCFailInfo.badIdentity),
    ]
    subjects = {c.certificate.tbs_certificate.subject.rfc4514_string() for c in ca.store.certificates()}
    assert "CN=carol,O=By the RA" in subjects
    # Nobody but an RA sends batches.
    mine = enrolled(ca)
    Reply(ca, batch.sender_nonce().sign(KEY, mine)).failed(CMCFailInfo.badRequest)


def test_simple_enrolment(ca: Responder) -> None:
    reply = Reply(ca, cmcasn1.encode_der(csr()), PROFILES["simple"])
    assert reply.message.kind == "simple-pki-response" and len(reply.certificates) == 1
    Reply(ca, cmcasn1.encode_der(csr()), CMC).failed(CMCFailInfo.badRequest, 1)
    forged = replace(csr(), signature=csr(OTHER).signature)
    Reply(ca, cmcasn1.encode_der(forged), PROFILES["simple"]).failed(CMCFailInfo.popFailed, 1)


def test_encrypted_to_the_ca(ca: Responder, ca_folder: Path) -> None:
    from cmcasn1.cms.encryption import envelop
    from cmcasn1.cms.recipients import recipient
    from cmcasn1.keys.loading import load_certificates

    (protection,) = load_certificates((ca_folder / "issuance-protection.pem").read_bytes())
    sealed = cmcasn1.encode_der(envelop(by_secret().content_info, [recipient(protection)]))
    assert Reply(ca, sealed).statuses[0][0] == CMCStatus.success
    from cmcasn1.cms.recipients import by_issuer

    other = recipient(cmcasn1.PrivateKey(RSA_KEY).public_key_info, rid=by_issuer(protection))
    Reply(ca, cmcasn1.encode_der(envelop(by_secret().content_info, [other]))).failed(CMCFailInfo.badMessageCheck, 0)


# Adversaries


def _replayed(ca: Responder, agent: Any) -> Any:
    request = by_secret()
    assert Reply(ca, request).statuses[0][0] == CMCStatus.success
    return request


def _same_nonce(ca: Responder, agent: Any) -> Any:
    builder = PKIDataBuilder().add_pkcs10(csr()).sender_nonce(b"n" * 16)
    assert Reply(ca, builder.sign(agent.key, agent.certificate)).statuses[0][0] == CMCStatus.success
    return builder.reg_info(b"").sign(agent.key, agent.certificate)


def _revoked_agent(ca: Responder, agent: Any) -> Any:
    ca.store.revoke(agent.certificate.tbs_certificate.serial_number, datetime.now(UTC), 1, None)
    return PKIDataBuilder().add_pkcs10(csr()).sign(agent.key, agent.certificate)


def _expired_agent(ca: Responder, agent: Any) -> Any:
    from datetime import timedelta

    key = cmcasn1.PrivateKey(OTHER)
    serial = ca.store.new_serial()
    old = ca.authority.issue(serial, ca.authority.name, key.public_key_info, [], timedelta(minutes=-1), ca.clock())
    ca.enrol(old, "agent")
    return PKIDataBuilder().add_pkcs10(csr()).sign(OTHER, old)


def _foreign_certificate(ca: Responder, agent: Any) -> Any:
    from cmcasn1.responder.authority import Authority

    foreign = Authority.create(OTHER, ca.authority.name)
    return PKIDataBuilder().add_pkcs10(csr()).sign(OTHER, foreign.certificate)


def _tampered(ca: Responder, agent: Any) -> Any:
    der = bytearray(by_secret().der)
    der[-1] ^= 1
    return bytes(der)


def _stolen_witness(ca: Responder, agent: Any) -> Any:
    """A POP link witness out of another message: the random number is not its own."""
    linked = PKIDataBuilder().add_pkcs10(csr()).pop_link_witness_v2(SECRET, KEY).body().req_sequence[0]
    request = linked.certification_request  # type: ignore[union-attr]
    builder = PKIDataBuilder().add_pkcs10(request).identification("alice").identity_proof_v2(SECRET)
    return builder.pop_link_random(bytes(64)).sign(KEY)


def _somebody_elses(ca: Responder, agent: Any) -> Any:
    bob = PKIDataBuilder().add_pkcs10(csr(OTHER, "CN=bob")).sign(agent.key, agent.certificate)
    (theirs,) = Reply(ca, bob).certificates
    mine = enrolled(ca)
    return PKIDataBuilder().revoke_request(ca.authority.name, theirs.tbs_certificate.serial_number).sign(KEY, mine)


def _twice(ca: Responder, agent: Any) -> Any:
    body = PKIDataBuilder().add_pkcs10(csr(), body_part_id=4).body()
    return signed_by(replace(body, req_sequence=body.req_sequence * 2), agent)


def _unknown_control(ca: Responder, agent: Any) -> Any:
    unknown = cmcasn1.UnknownControl(Oid("1.2.3.4"), b"\5\0")
    return PKIDataBuilder().add_pkcs10(csr()).control(unknown, body_part_id=9).sign(agent.key, agent.certificate)


def _ca_certificate(ca: Responder, agent: Any) -> Any:
    wish = CertificationRequestBuilder().subject("CN=alice").extension(x509.BasicConstraints(True, None), critical=True)
    return PKIDataBuilder().add_pkcs10(wish.sign(KEY)).sign(agent.key, agent.certificate)


def _weak_key(ca: Responder, agent: Any) -> Any:
    key = rsa.generate_private_key(65537, 1024)
    return PKIDataBuilder().add_pkcs10(csr(key)).sign(agent.key, agent.certificate)


def _pop_for_another(ca: Responder, agent: Any) -> Any:
    key = ENCRYPTION_KEYS["x25519"]
    mine = enrolled(ca)
    challenges = []
    for number in (5, 6):
        message = CertReqMsgBuilder().subject("CN=alice").cert_req_id(number).challenge(key)
        reply = Reply(ca, PKIDataBuilder().add_crmf(message).sender_nonce().sign(KEY, mine))
        challenges += reply.values(cmcasn1.EncryptedPOP)
    crossed = replace(DecryptedPOP.answer(challenges[0], key), body_part_id=6)
    return PKIDataBuilder().add_crmf(challenges[1].request).decrypted_pop(crossed).sender_nonce().sign(KEY, mine)


ATTACKS: dict[str, tuple[Callable[[Responder, Any], Any], Profile, CMCFailInfo]] = {
    "wrong secret": (lambda ca, agent: by_secret(secret="wrong secret"), CMC, CMCFailInfo.badIdentity),
    "wrong identification": (lambda ca, agent: by_secret(identification="bob"), CMC, CMCFailInfo.badIdentity),
    "no proof": (lambda ca, agent: PKIDataBuilder().add_pkcs10(csr()).sign(KEY), CMC, CMCFailInfo.badIdentity),
    "secret where an agent is due": (
        lambda ca, agent: by_secret(),
        PROFILES["caFullCMCUserCert"],
        CMCFailInfo.badIdentity,
    ),
    "replayed": (_replayed, CMC, CMCFailInfo.badRequest),
    "same nonce": (_same_nonce, CMC, CMCFailInfo.badRequest),
    "revoked agent": (_revoked_agent, CMC, CMCFailInfo.badIdentity),
    "expired agent": (_expired_agent, CMC, CMCFailInfo.badIdentity),
    "foreign certificate": (_foreign_certificate, CMC, CMCFailInfo.badIdentity),
    "tampered": (_tampered, CMC, CMCFailInfo.badMessageCheck),
    "witness of another message": (_stolen_witness, CMC, CMCFailInfo.popFailed),
    "somebody else's certificate": (_somebody_elses, CMC, CMCFailInfo.badIdentity),
    "number twice": (_twice, CMC, CMCFailInfo.badRequest),
    "unknown control": (_unknown_control, CMC, CMCFailInfo.badRequest),
    "a CA certificate": (_ca_certificate, CMC, CMCFailInfo.unsupportedExt),
    "a weak key": (_weak_key, CMC, CMCFailInfo.badAlg),
    "decryptedPOP of another request": (_pop_for_another, CMC, CMCFailInfo.popFailed),
    "no message": (lambda ca, agent: b"\x30\x03\x02\x01\x01", CMC, CMCFailInfo.badRequest),
    "a response": (
        lambda ca, agent: (VECTORS / "dogtag" / "resp_success.bin").read_bytes(),
        CMC,
        CMCFailInfo.badRequest,
    ),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_attacks(ca: Responder, agent: Any, attack: str) -> None:
    make, profile, reason = ATTACKS[attack]
    request = make(ca, agent)
    before = len(list(ca.store.certificates()))
    Reply(ca, request, profile).failed(reason)
    assert len(list(ca.store.certificates())) == before


def test_unsigned_issuance(ca: Responder) -> None:
    from cmcasn1.cms.signing import unsigned

    body = PKIDataBuilder().add_pkcs10(csr()).body()
    signed = unsigned(cmcasn1.encode_der(body), Oid("1.3.6.1.5.5.7.12.2"))
    der = cmcasn1.encode_der(cmcasn1.ContentInfo(Oid("1.2.840.113549.1.7.2"), signed))
    Reply(ca, der).failed(CMCFailInfo.badMessageCheck)
    Reply(ca, cmcasn1.encode_der(body)).failed(CMCFailInfo.badMessageCheck)


def test_other_requests_are_not_supported(ca: Responder, agent: Any) -> None:
    other = PKIDataBuilder().add_other_request(Oid("1.2.3.4"), cmcasn1.Any(b"\5\0"), body_part_id=3).add_pkcs10(csr())
    reply = Reply(ca, other.sign(agent.key, agent.certificate))
    assert reply.statuses == [(CMCStatus.noSupport, (3,), None)] and not reply.certificates


def test_nothing_that_is_sent_raises(ca: Responder) -> None:
    der = by_secret().der
    for cut in range(0, len(der), 37):
        assert Reply(ca, der[:cut]).answer.status == CMCStatus.failed
    assert [c for c in ca.store.certificates() if c.role == "user"] == []
    for place in range(0, len(der), 23):
        changed = bytearray(der)
        changed[place] ^= 0x55
        assert cmcasn1.parse(ca.answer(bytes(changed), CMC).der).kind == "full-pki-response"

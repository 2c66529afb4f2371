"""Who the test CA takes a message to be from, and what it lets whom do: nobody gets another's rights."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography import x509

import cmcasn1
from cmcasn1 import CertificationRequestBuilder, CertReqMsgBuilder, CMCFailInfo, CMCStatus, DecryptedPOP, Oid
from cmcasn1 import PKIDataBuilder as Builder
from cmcasn1.algorithms.key_identifiers import key_identifier
from cmcasn1.build.arguments import as_name
from cmcasn1.cms.certificate_sets import key_identifier_of
from cmcasn1.cms.signing import sign, sign_without_signature
from cmcasn1.keys.loading import Credentials
from cmcasn1.keys.private_key import PrivateKey
from cmcasn1.responder import enrolment, store
from cmcasn1.responder.profiles import PROFILES
from cmcasn1.responder.responder import Responder
from tests.responding import (
    CMC,
    ENCRYPTION_KEYS,
    ID_PKI_DATA,
    ID_SIGNED_DATA,
    KEY,
    OTHER,
    SECRET,
    Reply,
    as_signer_id,
    by_secret,
    csr,
    enrolled,
    forged,
    signed_by,
)

EVIL = csr(OTHER, "CN=evil")


def _content_info(signed: Any) -> bytes:
    return cmcasn1.encode_der(cmcasn1.ContentInfo(ID_SIGNED_DATA, signed))


# Messages in somebody else's name


def _agents_name_without_certificate(ca: Responder, agent: Any) -> bytes:
    return forged(Builder().add_pkcs10(EVIL).body(), OTHER, as_signer_id(agent.certificate))


def _agents_key_identifier_without_certificate(ca: Responder, agent: Any) -> bytes:
    return forged(Builder().add_pkcs10(EVIL).body(), OTHER, key_identifier_of(agent.certificate))


def _agents_certificate_along(ca: Responder, agent: Any) -> bytes:
    certificates = cmcasn1.CertificateSet([agent.certificate])
    return forged(Builder().add_pkcs10(EVIL).body(), OTHER, as_signer_id(agent.certificate), certificates)


def _no_signature_in_the_agents_name(ca: Responder, agent: Any) -> bytes:
    """id-alg-noSignature anybody can make: it must not count for whoever the key identifier belongs to."""
    key = ENCRYPTION_KEYS["ml-kem"]
    request = CertificationRequestBuilder().subject("CN=evil").subject_key_identifier().without_signature(key)
    info = cmcasn1.parse(Builder().add_pkcs10(request).sign_without_signature().der).layers[0]
    infos = cmcasn1.SignerInfos([replace(info.signer_infos[0], sid=key_identifier_of(agent.certificate))])
    return _content_info(replace(info, signer_infos=infos, certificates=cmcasn1.CertificateSet([agent.certificate])))


def _captured_proof_without_signature(ca: Responder, agent: Any) -> bytes:
    """Alice's request and proof, other controls, and no signature, though the key of the request can sign."""
    body = cmcasn1.parse(by_secret().der).body
    kept = [control for control in body.control_sequence if type(control.attr_values[0]).__name__ != "SenderNonce"]
    body = replace(body, control_sequence=tuple(kept))
    octets, number = cmcasn1.encode_der(body), key_identifier(cmcasn1.PrivateKey(KEY).public_key_info)
    return _content_info(sign_without_signature(octets, ID_PKI_DATA, key_identifier=number))


def _proof_of_a_message_inside(ca: Responder, agent: Any) -> Any:
    return Builder().add_pkcs10(EVIL).add_cms(by_secret()).identification("alice").sign(OTHER)


def _mac_of_a_message_inside(ca: Responder, agent: Any) -> Any:
    captured = Builder().add_pkcs10(csr()).identification("alice").authenticate(SECRET)
    return Builder().add_pkcs10(EVIL).add_cms(captured).identification("alice").sign(OTHER)


def _two_signers(ca: Responder, agent: Any) -> bytes:
    body = cmcasn1.encode_der(Builder().add_pkcs10(EVIL).body())
    mine = enrolled(ca)
    one = sign(body, ID_PKI_DATA, agent.key, certificate=agent.certificate)
    two = sign(body, ID_PKI_DATA, KEY, certificate=mine)
    infos = cmcasn1.SignerInfos([*one.signer_infos, *two.signer_infos])
    return _content_info(replace(one, signer_infos=infos))


FORGERIES: dict[str, tuple[Callable[[Responder, Any], Any], CMCFailInfo]] = {
    "the agent's name, no certificate": (_agents_name_without_certificate, CMCFailInfo.badMessageCheck),
    "the agent's key identifier": (_agents_key_identifier_without_certificate, CMCFailInfo.badMessageCheck),
    "the agent's certificate": (_agents_certificate_along, CMCFailInfo.badMessageCheck),
    "no signature, the agent's key identifier": (_no_signature_in_the_agents_name, CMCFailInfo.badIdentity),
    "a captured proof, no signature": (_captured_proof_without_signature, CMCFailInfo.badMessageCheck),
    "the proof of a message inside": (_proof_of_a_message_inside, CMCFailInfo.badIdentity),
    "the MAC of a message inside": (_mac_of_a_message_inside, CMCFailInfo.badIdentity),
    "two signers": (_two_signers, CMCFailInfo.badMessageCheck),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_forgeries(ca: Responder, agent: Any, name: str) -> None:
    make, reason = FORGERIES[name]
    request = make(ca, agent)
    before = len(list(ca.store.certificates()))
    Reply(ca, request).failed(reason)
    assert len(list(ca.store.certificates())) == before


def test_the_certificate_need_not_come_along(ca: Responder, agent: Any) -> None:
    built = Builder().add_pkcs10(csr(name="CN=server")).sign(agent.key, agent.certificate)
    signed = replace(cmcasn1.parse(built.der).layers[0], certificates=None)
    assert Reply(ca, _content_info(signed)).statuses[0][0] == CMCStatus.success
    by_key = sign(
        cmcasn1.encode_der(Builder().add_pkcs10(csr(name="CN=other")).body()),
        ID_PKI_DATA,
        agent.key,
        certificate=agent.certificate,
        key_identifier=key_identifier_of(agent.certificate),
    )
    assert Reply(ca, _content_info(replace(by_key, certificates=None))).statuses[0][0] == CMCStatus.success


# Replays


def test_a_replay_in_another_wrapper(ca: Responder, agent: Any) -> None:
    """What no signature covers is changed: other certificates, and the certificate that was issued meanwhile."""
    built = Builder().add_pkcs10(csr()).identification("alice").identity_proof_v2(SECRET).sign(KEY)
    (issued,) = Reply(ca, built).certificates
    for certificates in ([agent.certificate], [issued]):
        signed = replace(cmcasn1.parse(built.der).layers[0], certificates=cmcasn1.CertificateSet(certificates))
        Reply(ca, _content_info(signed)).failed(CMCFailInfo.badRequest)


def test_what_is_remembered_for_replays_is_bounded(ca: Responder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "SEEN", 10)
    for number in range(30):
        assert ca.store.first_time(b"%d" % number)
    assert not ca.store.first_time(b"29") and ca.store.first_time(b"3")
    assert ca.store._run("SELECT count(*) FROM seen")[0][0] <= 10


def test_recipient_nonces(ca: Responder, agent: Any) -> None:
    ask = Builder().get_cert(ca.authority.name, 99).transaction_id(7)
    (ours,) = Reply(ca, ask.sender_nonce().sign(agent.key, agent.certificate)).values(cmcasn1.SenderNonce)
    enrol = Builder().add_pkcs10(csr()).sender_nonce()
    for wrong in (
        enrol.transaction_id(7).recipient_nonce(bytes(32)),
        enrol.transaction_id(8).recipient_nonce(ours.value),
        enrol.recipient_nonce(ours.value),
        enrol.transaction_id(7).recipient_nonce(b""),
    ):
        Reply(ca, wrong.sign(agent.key, agent.certificate)).failed(CMCFailInfo.badRequest)
    right = enrol.transaction_id(7).recipient_nonce(ours.value).sign(agent.key, agent.certificate)
    assert Reply(ca, right).statuses[0][0] == CMCStatus.success


def test_lookups_without_a_nonce_may_be_repeated(ca: Responder) -> None:
    mine = enrolled(ca)
    asked = Builder().get_cert(ca.authority.name, mine.tbs_certificate.serial_number).sign(KEY, mine)
    assert Reply(ca, asked).certificates == Reply(ca, asked).certificates == [mine]


# Whose certificates


def _simple(ca: Responder, key: Any, name: str) -> cmcasn1.Certificate:
    (certificate,) = Reply(ca, cmcasn1.encode_der(csr(key, name)), PROFILES["simple"]).certificates
    return certificate


def test_a_name_gives_no_right_to_others_of_the_name(ca: Responder, agent: Any) -> None:
    """Anybody gets any name by simple enrolment, or by changeSubjectName: neither makes the owner of others."""
    alice = enrolled(ca)
    serial = alice.tbs_certificate.serial_number
    revoke = Builder().revoke_request(ca.authority.name, serial)
    namesake = _simple(ca, OTHER, "CN=alice")
    Reply(ca, revoke.sign(OTHER, namesake)).failed(CMCFailInfo.badIdentity, 1)
    change = CertificationRequestBuilder().subject("CN=mallory").change_subject_name("CN=alice").sign(OTHER)
    mallory = _simple(ca, OTHER, "CN=mallory")
    (changed,) = Reply(ca, Builder().add_pkcs10(change).sign(OTHER, mallory)).certificates
    assert changed.tbs_certificate.subject.rfc4514_string() == "CN=alice"
    Reply(ca, revoke.sender_nonce().sign(OTHER, changed)).failed(CMCFailInfo.badIdentity, 1)
    # Whoever renews remains the owner.
    (renewed,) = Reply(ca, Builder().add_pkcs10(csr(OTHER)).sign(KEY, alice)).certificates
    assert Reply(ca, revoke.reg_info(b"").sign(OTHER, renewed)).statuses[0][0] == CMCStatus.success


def test_an_agent_speaks_for_whoever_has_the_name(ca: Responder, agent: Any) -> None:
    one, two = (
        Reply(ca, Builder().add_pkcs10(csr(key, "CN=bob")).sign(agent.key, agent.certificate)).certificates[0]
        for key in (KEY, OTHER)
    )
    revoke = Builder().revoke_request(ca.authority.name, two.tbs_certificate.serial_number)
    assert Reply(ca, revoke.sign(KEY, one)).statuses[0][0] == CMCStatus.success


def test_users_ask_for_their_own_alternative_names(ca: Responder) -> None:
    mine = enrolled(ca)
    san = x509.SubjectAlternativeName([x509.DNSName("bank.example")])
    wish = CertificationRequestBuilder().subject("CN=alice").extension(san)
    Reply(ca, Builder().add_pkcs10(wish.sign(KEY)).sign(KEY, mine)).failed(CMCFailInfo.badRequest)


def test_agents_renew(ca: Responder, agent: Any) -> None:
    own = agent.certificate.tbs_certificate.subject
    renewal = CertificationRequestBuilder().subject(own).subject_key_identifier().sign(OTHER)
    (renewed,) = Reply(ca, Builder().add_pkcs10(renewal).sign(agent.key, agent.certificate)).certificates
    other = Builder().add_pkcs10(csr(KEY, "CN=server")).sign(OTHER, renewed)
    assert Reply(ca, other, PROFILES["caFullCMCUserCert"]).statuses[0][0] == CMCStatus.success
    # The name alone makes no agent.
    Reply(ca, cmcasn1.encode_der(renewal), PROFILES["simple"])
    namesake = next(c for c in reversed(list(ca.store.certificates())) if c.certificate.tbs_certificate.subject == own)
    assert namesake.role == "user"


# What only an RA may do


@pytest.mark.parametrize(
    ("extension", "taken"),
    [
        (x509.ExtendedKeyUsage([x509.ObjectIdentifier("1.3.6.1.5.5.7.3.2")]), True),
        *((x509.ExtendedKeyUsage([x509.ObjectIdentifier(f"1.3.6.1.5.5.7.3.{arc}")]), False) for arc in (9, 27, 28, 29)),
        (x509.ExtendedKeyUsage([x509.ObjectIdentifier("2.5.29.37.0")]), False),
        (x509.KeyUsage(True, False, False, False, False, False, False, False, False), True),
        (x509.KeyUsage(True, False, False, False, False, True, False, False, False), False),
        (x509.KeyUsage(True, False, False, False, False, False, True, False, False), False),
    ],
)
def test_users_get_no_powers_by_asking(ca: Responder, extension: x509.ExtensionType, taken: bool) -> None:
    """Whoever verifies with this CA as a trust anchor takes a certificate with id-kp-cmcRA for an RA's."""
    asked = cmcasn1.CertificationRequestBuilder().subject("CN=alice").subject_key_identifier().extension(extension)
    built = (
        Builder()
        .add_pkcs10(asked.sign(KEY), body_part_id=5)
        .identification("alice")
        .identity_proof_v2(SECRET)
        .sign(KEY)
    )
    reply = Reply(ca, built)
    if taken:
        assert reply.statuses[0][0] == CMCStatus.success
    else:
        reply.failed(CMCFailInfo.unsupportedExt, 5)


def test_vouching_is_for_an_ra(ca: Responder) -> None:
    mine = enrolled(ca)
    request = Builder().add_pkcs10(csr(), body_part_id=5)
    extension = cmcasn1.Extension(extn_id=Oid("2.5.29.37"), extn_value=bytes.fromhex("300a06082b06010505070302"))
    template = cmcasn1.CertTemplate(subject=as_name("CN=bob"))
    where = cmcasn1.BodyPartPath([0]), cmcasn1.BodyPartList([5])
    controls = {
        cmcasn1.ModCertTemplate(
            pki_data_reference=where[0], cert_references=where[1], cert_template=template
        ): CMCFailInfo.badRequest,
        cmcasn1.AddExtensions(0, (5,), (extension,)): CMCFailInfo.badRequest,
        cmcasn1.LraPopWitness(0, (5,)): CMCFailInfo.popFailed,
        cmcasn1.ControlsProcessed((9,)): CMCFailInfo.badRequest,
    }
    for control, reason in controls.items():
        Reply(ca, request.control(control, body_part_id=9).sign(KEY, mine)).failed(reason, 9)


def test_what_an_ra_says_about_a_message_gives_its_sender_no_rights_of_an_ra(
    ca: Responder, ra: Any, agent: Any
) -> None:
    """Inside, somebody whose identity the RA vouches for asks for what only an RA, or an agent, may."""
    serial = agent.certificate.tbs_certificate.serial_number
    inner = (
        Builder().add_pkcs10(EVIL).revoke_request(ca.authority.name, serial).identification("evil")
        .identity_proof_v2("unknown to the CA").sign(OTHER)
    )  # fmt: skip
    batch = Builder().add_cms(inner, body_part_id=12).batch_requests().ra_identity_witness([12])
    assert _nested(Reply(ca, batch.sign(ra.key, ra.certificate))) == [(CMCStatus.failed, CMCFailInfo.badIdentity)]
    assert ca.store.certificate(serial).revoked_at is None  # type: ignore[union-attr]
    template = cmcasn1.CertTemplate(subject=as_name("CN=bank"))
    inner = Builder().add_pkcs10(EVIL, body_part_id=3).mod_cert_template(template, [3]).sign(OTHER)
    batch = Builder().add_cms(inner, body_part_id=12).batch_requests().ra_identity_witness([12])
    assert _nested(Reply(ca, batch.sign(ra.key, ra.certificate))) == [(CMCStatus.failed, CMCFailInfo.badRequest)]


def _nested(reply: Reply) -> list[Any]:
    found = []
    for part in reply.message.body.cms_sequence:
        nested = cmcasn1.parse(cmcasn1.encode_der(part.content_info))
        values = [value for control in nested.body.control_sequence for value in control.attr_values]
        found += [(v.cmc_status, v.other_info) for v in values if isinstance(v, cmcasn1.CMCStatusInfoV2)]
    return found


def test_a_message_that_an_ra_only_wraps(ca: Responder, ra: Any) -> None:
    """RFC 10002 appendix B.2: no batchRequests; the answer to the inner message is named by responseBody."""
    extension = cmcasn1.Extension(extn_id=Oid("2.5.29.37"), extn_value=bytes.fromhex("300a06082b06010505070302"))
    inner = by_secret()
    number = next(cmcasn1.cmc.body_part_graph.body_part_id(request) for request in inner.body.req_sequence)
    wrapped = Builder().add_cms(inner, body_part_id=7)
    wrapped = wrapped.control(cmcasn1.AddExtensions(7, (number,), (extension,)))
    reply = Reply(ca, wrapped.sign(ra.key, ra.certificate))
    (where,) = reply.values(cmcasn1.ResponseBody)
    assert tuple(where.value) == (reply.message.body.cms_sequence[0].body_part_id,)
    assert _nested(reply) == [(CMCStatus.success, None)]
    newest = list(ca.store.certificates())[-1].certificate
    assert extension in newest.tbs_certificate.extensions
    other = replace(extension, extn_value=bytes.fromhex("300a06082b06010505070301"))
    two = Builder().add_pkcs10(csr(), body_part_id=3)
    for extension_wanted in (extension, other):
        two = two.control(cmcasn1.AddExtensions(0, (3,), (extension_wanted,)))
    Reply(ca, two.sign(ra.key, ra.certificate)).failed(CMCFailInfo.badRequest)


def test_ra_verified(ca: Responder, ra: Any, agent: Any) -> None:
    message = CertReqMsgBuilder().subject("CN=alice").ra_verified(KEY.public_key())
    assert Reply(ca, Builder().add_crmf(message).sign(ra.key, ra.certificate)).statuses[0][0] == CMCStatus.success
    Reply(ca, Builder().add_crmf(message).sender_nonce().sign(agent.key, agent.certificate)).failed(
        CMCFailInfo.popFailed, 1
    )


def test_ra_identity_witness_has_to_be_about_something(ca: Responder, ra: Any) -> None:
    body = Builder().add_cms(by_secret(), body_part_id=4).batch_requests().body()
    stray = cmcasn1.TaggedAttribute(99, Oid("1.3.6.1.5.5.7.7.35"), (cmcasn1.RaIdentityWitness((99,)),))
    body = replace(body, control_sequence=(*body.control_sequence, stray))
    Reply(ca, signed_by(body, ra)).failed(CMCFailInfo.badRequest)


# What is not served, and what clients say


def test_controls_that_are_not_served(ca: Responder, agent: Any) -> None:
    publication = cmcasn1.PKIPublicationInfo(cmcasn1.PublicationAction.dontPublish)
    publish = cmcasn1.CMCPublicationInfo(cmcasn1.AlgorithmIdentifier(Oid("2.16.840.1.101.3.4.2.1")), (), publication)
    for control in (publish, cmcasn1.GLKCompromise("rfc822Name", "a@example.org")):
        asked = Builder().control(control, body_part_id=4).add_pkcs10(csr())
        reply = Reply(ca, asked.sign(agent.key, agent.certificate))
        assert reply.statuses == [(CMCStatus.noSupport, (4,), None)] and not reply.certificates


def test_a_client_that_gives_up(ca: Responder) -> None:
    """RFC 10002 section 6.7: H(y) is not the witness, and the client says so."""
    mine = enrolled(ca)
    body = Builder().transaction_id(5).body()
    status = cmcasn1.CMCStatusInfoV2(CMCStatus.failed, (0,), "not my challenge", CMCFailInfo.popFailed)
    said = cmcasn1.TaggedAttribute(2, Oid("1.3.6.1.5.5.7.7.25"), (status,))
    body = replace(body, control_sequence=(*body.control_sequence, said))
    reply = Reply(ca, signed_by(body, Credentials(PrivateKey(KEY), mine)))
    assert reply.statuses == [(CMCStatus.success, (2,), None)]
    assert "given-up" in [event for _, event, _ in ca.store.events()]


def test_several_challenges_in_one_message(ca: Responder) -> None:
    mine = enrolled(ca)
    builder = Builder().sender_nonce()
    keys = [ENCRYPTION_KEYS["x25519"], ENCRYPTION_KEYS["ecdh"]]
    for number, key in enumerate(keys, start=11):
        builder = builder.add_crmf(CertReqMsgBuilder().subject("CN=alice").cert_req_id(number).challenge(key))
    reply = Reply(ca, builder.sign(KEY, mine))
    challenges = reply.values(cmcasn1.EncryptedPOP)
    assert len(challenges) == 2 and not reply.values(cmcasn1.ResponseInfo)
    second = Builder().sender_nonce()
    for challenge, key in zip(challenges, keys, strict=True):
        second = second.add_crmf(challenge.request).decrypted_pop(DecryptedPOP.answer(challenge, key))
    assert [status for status, _, _ in Reply(ca, second.sign(KEY, mine)).statuses] == [CMCStatus.success] * 2


@pytest.mark.parametrize("number", [b"", b"\xff" * 8, b"\xff" * 300, b"\0" * 9 + b"\1"])
def test_reg_info_that_is_no_number_of_a_request(ca: Responder, number: bytes) -> None:
    mine, key = enrolled(ca), ENCRYPTION_KEYS["x25519"]
    message = CertReqMsgBuilder().subject("CN=alice").cert_req_id(5).challenge(key)
    pop = DecryptedPOP(5, cmcasn1.AlgorithmIdentifier(Oid("1.2.840.113549.2.9")), bytes(32))
    asked = Builder().add_crmf(message).decrypted_pop(pop).reg_info(number)
    Reply(ca, asked.sign(KEY, mine)).failed(CMCFailInfo.popFailed, 5)


def test_open_requests_are_bounded(ca: Responder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enrolment, "MAX_OPEN", 3)
    mine = enrolled(ca)
    for profile, key in ((CMC, ENCRYPTION_KEYS["x25519"]), (PROFILES["pending"], None)):
        for _ in range(3):
            request = Builder().sender_nonce()
            if key is None:
                request = request.add_pkcs10(csr())
            else:
                request = request.add_crmf(CertReqMsgBuilder().subject("CN=alice").challenge(key))
            assert Reply(ca, request.sign(KEY, mine), profile).answer.status in (
                CMCStatus.pending, CMCStatus.popRequired,
            )  # fmt: skip
        last = request.transaction_id()
        again = replace_nonce(last)
        Reply(ca, again.sign(KEY, mine), profile).failed(CMCFailInfo.tryLater)


def replace_nonce(builder: Builder) -> Builder:
    drafts = [d for d in builder._get("controls") if not isinstance(d[-1], cmcasn1.SenderNonce)]
    return builder._with("controls", tuple(drafts)).sender_nonce()


def test_certificates_alone_where_nothing_else_is_to_be_said(ca: Responder, agent: Any) -> None:
    plain = Builder().add_pkcs10(csr()).sign(agent.key, agent.certificate)
    reply = Reply(ca, plain, PROFILES["certs-only"])
    assert reply.message.kind == "simple-pki-response" and len(reply.certificates) == 1
    nonced = Builder().add_pkcs10(csr()).sender_nonce().sign(agent.key, agent.certificate)
    assert Reply(ca, nonced, PROFILES["certs-only"]).message.kind == "full-pki-response"


def test_nested_messages_that_do_not_decode(ca: Responder, ra: Any) -> None:
    inner = cmcasn1.parse(by_secret().der).layers[0]
    eci = replace(inner.encap_content_info, e_content=b"\x30\x03\x02\x01\x01")
    broken = cmcasn1.ContentInfo(ID_SIGNED_DATA, replace(inner, encap_content_info=eci))
    sealed = Builder().add_cms(broken, body_part_id=4, promote=False)
    Reply(ca, sealed.sign(ra.key, ra.certificate)).failed(CMCFailInfo.badRequest)


def test_a_control_without_a_value(ca: Responder, agent: Any) -> None:
    body = Builder().add_pkcs10(csr(), body_part_id=1).body()
    for oid in ("1.3.6.1.5.5.7.7.22", "1.3.6.1.5.5.7.7.34", "1.3.6.1.5.5.7.7.25", "1.2.3.4"):
        empty = cmcasn1.TaggedAttribute(1, Oid(oid), ())
        Reply(ca, signed_by(replace(body, control_sequence=(empty, empty)), agent)).failed(CMCFailInfo.badRequest)


def test_extreme_times(ca: Responder, agent: Any) -> None:
    for year in (1, 1949, 9999):
        mine = enrolled(ca, ENCRYPTION_KEYS["rsa"])
        since = datetime(year, 12, 31, 23, 59, 59, tzinfo=UTC)
        serial = mine.tbs_certificate.serial_number
        revoke = Builder().revoke_request(ca.authority.name, serial, invalidity_date=since)
        assert Reply(ca, revoke.sign(agent.key, agent.certificate)).statuses[0][0] == CMCStatus.success
    times = {
        entry.extensions.get_extension_for_class(x509.InvalidityDate).value for entry in ca.crl().to_cryptography()
    }
    assert len(times) == 3


def test_a_serial_number_of_another_issuer(ca: Responder, agent: Any) -> None:
    (mine,) = Reply(ca, by_secret(), PROFILES["confirm"]).certificates
    serial = mine.tbs_certificate.serial_number
    for asked in (
        Builder().confirm_cert_acceptance("CN=Other", serial),
        Builder().get_cert("CN=Other", serial),
        Builder().revoke_request("CN=Other", serial),
    ):
        Reply(ca, asked.sign(agent.key, agent.certificate)).failed(CMCFailInfo.badCertId, 1)
    known = ca.store.certificate(serial)
    assert known is not None and not known.confirmed and known.revoked_at is None

"""Encrypted messages inside of an RA's message, at the test CA: RFC 10002 sections 3.2.1.3, 5 and 6.17."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import cmcasn1
from cmcasn1 import CMCFailInfo, CMCStatus, Oid, PKIDataBuilder
from cmcasn1.build.arguments import as_name
from cmcasn1.cmc.body_part_graph import body_part_id
from cmcasn1.cms.encryption import envelop
from cmcasn1.cms.recipients import recipient
from cmcasn1.keys.loading import load_certificates
from cmcasn1.responder.responder import Responder
from tests.responding import ID_SIGNED_DATA, KEY, OTHER, RSA_KEY, SECRET, Reply, by_secret, csr, enrolled
from tests.sealing import FOR_ME, MINE, SEALS, batch, once, twice

SUCCESS, FAILED = CMCStatus.success, CMCStatus.failed
BAD_CHECK, BAD_REQUEST = CMCFailInfo.badMessageCheck, CMCFailInfo.badRequest


@pytest.fixture
def for_ca(ca_folder: Path) -> Any:
    (protection,) = load_certificates((ca_folder / "issuance-protection.pem").read_bytes())
    return recipient(protection)


def sent(ca: Responder, builder: Any, credentials: Any) -> Reply:
    return Reply(ca, builder.sign(credentials.key, credentials.certificate))


def nested(body: Any) -> list[Any]:
    """The statuses of every message in an answer, in order; of an answer in an answer as a list."""
    found: list[Any] = []
    for part in body.cms_sequence:
        message = cmcasn1.parse(cmcasn1.encode_der(part.content_info))
        if message.kind == "simple-pki-response":
            found.append("certificates")
            continue
        values = [value for control in message.body.control_sequence for value in control.attr_values]
        found.append([(v.cmc_status, v.other_info) for v in values if isinstance(v, cmcasn1.CMCStatusInfoV2)])
        if message.body.cms_sequence:
            found.append(nested(message.body))
    return found


def subjects(ca: Responder) -> list[str]:
    return [known.certificate.tbs_certificate.subject.rfc4514_string() for known in ca.store.certificates()]


GOOD, REFUSED = [(SUCCESS, None)], [(FAILED, BAD_CHECK)]


@pytest.mark.parametrize("seal", SEALS.values(), ids=SEALS)
@pytest.mark.parametrize("in_batch", [True, False], ids=["batch", "wrapped"])
def test_an_encrypted_part_is_opened(ca: Responder, ra: Any, for_ca: Any, seal: Any, in_batch: bool) -> None:
    part = seal(by_secret(), for_ca)
    builder = batch(part) if in_batch else PKIDataBuilder().add_cms(part, body_part_id=11)
    reply = sent(ca, builder, ra)
    assert nested(reply.message.body) == [GOOD] and reply.statuses == [(SUCCESS, (0,), None)]
    assert bool(reply.values(cmcasn1.BatchResponses)) is in_batch is not bool(reply.values(cmcasn1.ResponseBody))
    assert subjects(ca)[-1] == "CN=alice"
    # The same message once more, in whatever wrapper, is a replay.
    assert nested(sent(ca, batch(part), ra).message.body) == [[(FAILED, BAD_REQUEST)]]


def _wrong_recipient(message: Any, for_ca: Any) -> Any:
    return message.envelop([FOR_ME])


def _our_name_another_key(message: Any, for_ca: Any) -> Any:
    return message.envelop([recipient(MINE.public_key_info, rid=for_ca.rid)])


def _second_layer_for_another(message: Any, for_ca: Any) -> Any:
    return message.envelop([FOR_ME]).envelop([for_ca])


def _tampered(message: Any, for_ca: Any) -> Any:
    info = message.envelop([for_ca], authenticated=True).content_info
    return replace(info, content=replace(info.content, mac=bytes(12)))


def _signature_around_damaged(message: Any, for_ca: Any) -> Any:
    info = message.envelop([for_ca]).sign(KEY).content_info
    (signer,) = info.content.signer_infos
    damaged = replace(signer, signature=bytes(len(signer.signature)))
    return replace(info, content=replace(info.content, signer_infos=cmcasn1.SignerInfos([damaged])))


def _no_message_inside(message: Any, for_ca: Any) -> Any:
    from cmcasn1.cms.encryption import encrypt
    from cmcasn1.oids.known import ID_ENVELOPED_DATA

    return cmcasn1.ContentInfo(ID_ENVELOPED_DATA, encrypt(b"no message", ID_SIGNED_DATA, [for_ca]))


def _for_a_password(message: Any, for_ca: Any) -> Any:
    return message.envelop([cmcasn1.PasswordRecipient(SECRET)])


def _signed_as_data(message: Any, for_ca: Any) -> Any:
    """A mail, so to say: RFC 10002 section 3.2 wants what is signed to be signed as CMC."""
    from cmcasn1.cms.signing import sign
    from cmcasn1.oids.known import ID_DATA

    content = cmcasn1.encode_der(message.body)
    info = cmcasn1.ContentInfo(ID_SIGNED_DATA, sign(content, ID_DATA, MINE, key_identifier=b"x" * 20))
    return cmcasn1.EncodedMessage(message.body, info).envelop([for_ca])


CLOSED: dict[str, Callable[[Any, Any], Any]] = {
    case.__name__.strip("_"): case
    for case in (
        _wrong_recipient,
        _our_name_another_key,
        _second_layer_for_another,
        _tampered,
        _signature_around_damaged,
        _no_message_inside,
        _for_a_password,
        _signed_as_data,
    )
}
# These open, and the checks refuse them.
OPEN = ("signature_around_damaged", "signed_as_data")


@pytest.mark.parametrize("name", CLOSED)
def test_a_part_that_does_not_open_is_refused_by_name_and_the_others_go_on(
    ca: Responder, ra: Any, for_ca: Any, name: str
) -> None:
    part = CLOSED[name](by_secret(OTHER), for_ca)
    # Alone it gets the very same answer, but for the name.
    der = part.der if hasattr(part, "der") else cmcasn1.encode_der(part)
    alone = Reply(ca, der)
    alone.failed(BAD_CHECK, 0)
    reply = sent(ca, batch(once(by_secret(), for_ca), part, once(by_secret(RSA_KEY), for_ca)), ra)
    assert nested(reply.message.body) == [GOOD, REFUSED, GOOD]
    opens = name in OPEN
    assert reply.statuses == [(SUCCESS, (0,), None) if opens else (FAILED, (12,), BAD_CHECK)]
    texts = [value.status_string for value in reply.values(cmcasn1.CMCStatusInfoV2)]
    assert opens or texts == [alone.values(cmcasn1.CMCStatusInfoV2)[0].status_string]
    (responses,) = reply.values(cmcasn1.BatchResponses)
    assert len(responses.value) == 3
    wrapped = PKIDataBuilder().add_cms(part, body_part_id=12)
    reply = sent(ca, wrapped.sender_nonce(), ra)
    assert nested(reply.message.body) == [REFUSED]
    assert reply.statuses == [(SUCCESS, (0,), None) if opens else (FAILED, (12,), BAD_CHECK)]
    assert subjects(ca).count("CN=alice") == 2


def test_a_ca_without_a_key_says_so(ca: Responder, ra: Any, for_ca: Any) -> None:
    blind = Responder(ca.store, ca.authority)
    reply = sent(blind, batch(once(by_secret(), for_ca), by_secret(OTHER)), ra)
    assert reply.statuses == [(FAILED, (11,), BAD_CHECK)] and nested(reply.message.body) == [REFUSED, GOOD]
    assert "has no key" in reply.values(cmcasn1.CMCStatusInfoV2)[0].status_string


def test_what_the_ra_says_holds_for_what_is_encrypted(ca: Responder, ra: Any, for_ca: Any) -> None:
    """modCertTemplate, raIdentityWitness and lraPOPWitness lead into an encrypted message, and into one in it."""
    inner = PKIDataBuilder().add_pkcs10(csr(OTHER, "CN=carol"), body_part_id=7).identification("carol")
    inner = inner.identity_proof_v2("unknown to the CA").sign(OTHER)
    proof = next(c.body_part_id for c in inner.body.control_sequence if c.attr_type.name == "id-cmc-identityProofV2")
    template = cmcasn1.CertTemplate(subject=as_name("CN=carol,O=By the RA"))
    builder = batch(once(inner, for_ca)).ra_identity_witness([11, proof])
    assert nested(sent(ca, builder.mod_cert_template(template, [7], pki_data=[11]), ra).message.body) == [GOOD]
    assert subjects(ca)[-1] == "CN=carol,O=By the RA"
    # A request that is not in there.
    wrong = batch(once(by_secret(), for_ca)).mod_cert_template(template, [99], pki_data=[11])
    sent(ca, wrong, ra).failed(BAD_REQUEST)
    # Two layers inside: the outer RA has the last word.
    deep = by_secret()
    (number,) = [body_part_id(request) for request in deep.body.req_sequence]
    first, last = (cmcasn1.CertTemplate(subject=as_name(f"CN={name}")) for name in ("first", "last"))
    second = batch(once(deep, for_ca)).mod_cert_template(first, [number], pki_data=[11]).sign(ra.key, ra.certificate)
    reply = sent(ca, batch(once(second, for_ca)).mod_cert_template(last, [number], pki_data=[11, 11]), ra)
    assert nested(reply.message.body) == [GOOD, [GOOD]] and subjects(ca)[-1] == "CN=last"


def test_possession_that_the_ra_vouches_for(ca: Responder, ra: Any, for_ca: Any) -> None:
    """Section 6.8: a key that cannot sign is not challenged once more."""
    mine = enrolled(ca)
    crmf = cmcasn1.CertReqMsgBuilder().subject("CN=alice").cert_req_id(7).challenge(RSA_KEY.public_key())
    inner = PKIDataBuilder().add_crmf(crmf)
    unsaid = nested(sent(ca, batch(once(inner.sender_nonce().sign(KEY, mine), for_ca)), ra).message.body)
    assert unsaid == [[(FAILED, CMCFailInfo.popRequired)]]
    said = batch(once(inner.sender_nonce().sign(KEY, mine), for_ca)).lra_pop_witness([7], pki_data=11)
    assert nested(sent(ca, said, ra).message.body) == [GOOD]


def test_controls_that_the_ra_has_processed(ca: Responder, ra: Any, for_ca: Any) -> None:
    """Section 6.19: a control that the RA alone knows is no reason to refuse, and none is acted upon again."""
    mine = enrolled(ca)
    serial = mine.tbs_certificate.serial_number
    unknown = cmcasn1.UnknownControl(Oid("1.2.3.4"), b"\x05\x00", "")
    inner = PKIDataBuilder().add_pkcs10(csr(KEY)).control(unknown, body_part_id=5)
    inner = inner.control(cmcasn1.RevokeRequest(ca.authority.name, serial, 0), body_part_id=6)
    refused = sent(ca, batch(once(inner.sender_nonce().sign(KEY, mine), for_ca)), ra)
    assert nested(refused.message.body) == [[(FAILED, BAD_REQUEST)]]
    builder = batch(once(inner.sender_nonce().sign(KEY, mine), for_ca)).control_processed([(11, 5), (11, 6)])
    assert nested(sent(ca, builder, ra).message.body) == [GOOD]
    assert ca.store.certificate(serial).revoked_at is None  # type: ignore[union-attr]


def test_a_batch_in_a_batch(ca: Responder, ra: Any, for_ca: Any) -> None:
    """What the RA signs inside is a batch again; what anybody else signs there is none."""
    inner = batch(once(by_secret(), for_ca), once(by_secret(OTHER), FOR_ME)).sign(ra.key, ra.certificate)
    reply = sent(ca, batch(twice(inner, for_ca), once(by_secret(RSA_KEY), for_ca)), ra)
    assert reply.statuses == [(SUCCESS, (0,), None)]
    assert nested(reply.message.body) == [[(FAILED, BAD_CHECK)], [GOOD, REFUSED], GOOD]
    stranger = PKIDataBuilder().add_cms(once(by_secret(), for_ca), body_part_id=11).add_pkcs10(csr(OTHER))
    stranger = stranger.identification("alice").identity_proof_v2(SECRET).sign(OTHER)
    issued = len(subjects(ca))
    reply = sent(ca, batch(once(stranger, for_ca)), ra)
    assert nested(reply.message.body) == [[(SUCCESS, None), (CMCStatus.noSupport, None)]]
    assert len(subjects(ca)) == issued + 1


def test_lookups_in_a_batch_are_answered_with_certificates(ca: Responder, ra: Any, for_ca: Any) -> None:
    mine = enrolled(ca)
    asked = PKIDataBuilder().get_cert(ca.authority.name, mine.tbs_certificate.serial_number).sign(KEY, mine)
    assert nested(sent(ca, batch(once(asked, for_ca)), ra).message.body) == ["certificates"]


# Parts that no control refers to


def test_parts_that_nobody_names_are_not_passed_over_in_silence(
    ca: Responder, ra: Any, agent: Any, for_ca: Any
) -> None:
    """Section 3.2.1: they need not be processed; the answer says that they were not."""
    data = cmcasn1.ContentInfo(Oid("1.2.840.113549.1.7.1"), b"a letter")
    own = PKIDataBuilder().add_pkcs10(csr(), body_part_id=3)
    left = (CMCStatus.noSupport, (7, 8), None)
    for part in (once(by_secret(OTHER), for_ca), by_secret(OTHER), once(by_secret(OTHER), FOR_ME), data):
        told = own.add_cms(part, body_part_id=7).add_other(Oid("1.2.3.4"), cmcasn1.Any(b"\x05\x00"), body_part_id=8)
        by_user = told.identification("alice").identity_proof_v2(SECRET).sender_nonce().sign(KEY)
        issued = len(subjects(ca))
        assert Reply(ca, by_user).statuses == [(SUCCESS, (3,), None), left]
        assert len(subjects(ca)) == issued + 1
    # Of an agent, a part with a message is a message that the agent passes on, and other parts are left.
    for number, who in enumerate((ra, agent), 20):
        alone = PKIDataBuilder().add_cms(data, body_part_id=number).sender_nonce()
        reply = sent(ca, alone, who)
        assert reply.statuses == [(CMCStatus.noSupport, (number,), None)]
        assert reply.answer.status == SUCCESS and not reply.message.body.cms_sequence
    # A batch is of requests.
    reply = sent(ca, batch(data, by_secret(OTHER)), ra)
    assert reply.statuses == [(FAILED, (11,), BAD_REQUEST)]
    assert nested(reply.message.body) == [[(FAILED, BAD_REQUEST)], GOOD]
    assert sent(ca, batch(data), ra).answer.status == FAILED


def test_an_agent_is_no_ra(ca: Responder, agent: Any, ra: Any) -> None:
    """It passes a message on, and vouches for none."""
    wrapped = PKIDataBuilder().add_cms(by_secret(), body_part_id=11)
    assert nested(sent(ca, wrapped, agent).message.body) == [GOOD]
    template = cmcasn1.CertTemplate(subject=as_name("CN=bank"))
    ours = PKIDataBuilder().add_pkcs10(csr(), body_part_id=3).sender_nonce()
    sent(ca, ours.mod_cert_template(template, [3]), agent).failed(BAD_REQUEST)
    sent(ca, batch(by_secret(OTHER)), agent).failed(BAD_REQUEST)
    crmf = cmcasn1.CertReqMsgBuilder().subject("CN=bank").cert_req_id(7).challenge(RSA_KEY.public_key())
    vouching = PKIDataBuilder().add_crmf(crmf).lra_pop_witness([7])
    sent(ca, vouching, agent).failed(CMCFailInfo.popFailed)
    assert sent(ca, vouching, ra).statuses[0][0] == SUCCESS


# How deep, how many, how long


def test_encryption_nests_only_so_deep(ca: Responder, ra: Any, for_ca: Any) -> None:
    """Sixty layers of encryption are opened, seventy are not, alone or in a batch."""
    deep = by_secret().content_info
    layers = {}
    for count in range(1, 71):
        deep = envelop(deep, [for_ca])
        layers[count] = deep
    Reply(ca, cmcasn1.encode_der(layers[70])).failed(BAD_CHECK, 0)
    reply = sent(ca, batch(layers[60], layers[70]), ra)
    assert nested(reply.message.body) == [GOOD, REFUSED] and reply.statuses == [(FAILED, (12,), BAD_CHECK)]


def test_batches_nest_only_so_deep(ca: Responder, ra: Any, for_ca: Any) -> None:
    """Ten messages deep each is answered, encrypted or not; the eleventh is refused by its number."""
    message = by_secret()
    for count in range(11):
        message = batch(once(message, for_ca) if count % 2 else message).sign(ra.key, ra.certificate)
    reply = sent(ca, batch(message), ra)
    bodies = [reply.message.body]
    while bodies[-1].cms_sequence:
        bodies.append(cmcasn1.parse(cmcasn1.encode_der(bodies[-1].cms_sequence[0].content_info)).body)
    assert len(bodies) == 11 and subjects(ca).count("CN=alice") == 0
    values = [value for control in bodies[-1].control_sequence for value in control.attr_values]
    (status,) = [value for value in values if isinstance(value, cmcasn1.CMCStatusInfoV2)]
    assert (status.body_list, status.other_info) == ((11,), BAD_REQUEST) and "10 messages deep" in status.status_string

"""The test CA before what Dogtag's own tools have written: with the CA, the agent and the user of the vectors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding

import cmcasn1
from cmcasn1 import CMCFailInfo, CMCStatus, PKIDataBuilder
from cmcasn1.cmc.tagged_request import tagged_request_octets
from cmcasn1.dogtag.shared_tokens import read_shared_token
from cmcasn1.keys.loading import load_certificates, load_private_key
from cmcasn1.responder.archive import Archive
from cmcasn1.responder.authority import Authority
from cmcasn1.responder.profiles import PROFILES
from cmcasn1.responder.requester import AGENT
from cmcasn1.responder.responder import Responder
from cmcasn1.responder.store import Store, StoredRequest
from tests.blobs import VECTORS
from tests.responding import Reply

DOGTAG = VECTORS / "dogtag"
# When the vectors' certificates were new.
THEN = datetime(2026, 11, 24, tzinfo=UTC)
BY_AGENT, BY_USER = PROFILES["caFullCMCUserCert"], PROFILES["caFullCMCUserSignedCert"]
BY_ITSELF = PROFILES["caFullCMCSelfSignedCert"]


def certificate(name: str) -> cmcasn1.Certificate:
    (found,) = load_certificates((DOGTAG / "pki" / f"{name}.crt").read_bytes())
    return found


def key(name: str) -> Any:
    return load_private_key((DOGTAG / f"{name}.key").read_bytes())


def message(name: str) -> bytes:
    return (DOGTAG / f"{name}.bin").read_bytes()


@pytest.fixture
def dogtag(tmp_path: Path) -> Iterator[Responder]:
    """A CA with the keys of the vectors, whose clock stands at their time."""
    responder = Responder(
        Store(tmp_path / "ca.sqlite"),
        Authority(key("pki/ca_signing"), certificate("ca_signing")),
        decrypter=key("pki/ca_issuance_prot"),
        archive=Archive(key("pki/kra_transport"), certificate("kra_transport")),
        clock=lambda: THEN,
    )
    for name in ("agent", "agent_ec"):
        responder.enrol(certificate(name), AGENT)
    responder.enrol(certificate("user"))
    responder.set_secret("testuser", b"testing")
    responder.set_secret("josé", "gehëim密".encode())
    yield responder
    responder.store.close()


ENROLMENTS = {
    "cmcreq_agent_p10_rsa": (BY_AGENT, "p10_rsa", set()),
    "cmcreq_agent_crmf_pop": (BY_AGENT, "crmf_rsa_pop", {"empty-list"}),
    "cmcreq_agent_crmf_archival": (BY_AGENT, "crmf_rsa_archival", set()),
    "cmcreq_user_p10_idproof_v1": (BY_USER, "p10_rsa", set()),
    "cmcreq_self_p10_rsa_idpv2_popv2": (BY_ITSELF, "p10_rsa_ski", {"duplicate-body-part-ids"}),
    "cmcreq_self_p10_rsa_idpv2_utf8": (BY_ITSELF, "p10_rsa_ski", set()),
    "cmcreq_self_crmf_rsa_idpv2_popv2": (
        BY_ITSELF, "crmf_rsa_ski", {"duplicate-body-part-ids", "ski-without-octet-string"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ENROLMENTS)
def test_enrolments(dogtag: Responder, name: str) -> None:
    profile, keys, quirks = ENROLMENTS[name]
    reply = Reply(dogtag, message(name), profile)
    assert [status for status, _, _ in reply.statuses] == [CMCStatus.success]
    (issued,) = reply.certificates
    assert issued.tbs_certificate.subject_public_key_info == key(f"keys/{keys}").public_key_info
    assert issued.tbs_certificate.subject.rfc4514_string().upper().count("CN=") == 1
    report = cmcasn1.verify(reply.message, request=message(name), trust=[certificate("ca_signing")], at=THEN)
    assert report.ok, str(report)
    tolerated = {
        quirk for _, event, detail in dogtag.store.events() if event == "tolerated" for quirk in detail["quirks"]
    }
    assert tolerated == quirks
    # The same message once more is a replay.
    Reply(dogtag, message(name), profile).failed(CMCFailInfo.badRequest)


@pytest.mark.parametrize("name", ENROLMENTS)
def test_tampered(dogtag: Responder, name: str) -> None:
    """An octet of the content, of the signature, and another profile's proofs."""
    profile = ENROLMENTS[name][0]
    before = len(list(dogtag.store.certificates()))
    der = message(name)
    inside = der.index(cmcasn1.parse(der).layers[0].encap_content_info.e_content) + 100
    for place in (inside, len(der) - 1):
        changed = bytearray(der)
        changed[place] ^= 1
        assert Reply(dogtag, bytes(changed), profile).answer.status == CMCStatus.failed
    Reply(dogtag, der[:-1] + bytes([der[-1] ^ 1]), profile).failed(CMCFailInfo.badMessageCheck, 0)
    other = BY_ITSELF if profile is not BY_ITSELF else BY_AGENT
    Reply(dogtag, der, other).failed(CMCFailInfo.badIdentity, 0)
    assert len(list(dogtag.store.certificates())) == before


@pytest.mark.parametrize("name", [name for name in ENROLMENTS if "self" in name])
def test_another_secret(dogtag: Responder, name: str) -> None:
    for identification in ("testuser", "josé"):
        dogtag.set_secret(identification, b"another")
    Reply(dogtag, message(name), BY_ITSELF).failed(CMCFailInfo.badIdentity)
    for identification in ("testuser", "josé"):
        dogtag.store.remove_secret(identification)
    Reply(dogtag, message(name), BY_ITSELF).failed(CMCFailInfo.badIdentity)


def test_version_11_7_breaks_its_own_proof_of_possession(dogtag: Responder) -> None:
    """CMCRequest encodes anew without the explicit FALSE that CRMFPopClient has signed."""
    Reply(dogtag, message("v117_cmcreq_self_crmf_rsa_idpv2"), BY_ITSELF).failed(CMCFailInfo.popFailed, 1)


def test_pop_fail(dogtag: Responder) -> None:
    """CRMFPopClient -q POP_FAIL signs eight octets 01 in place of the request."""
    own = key("keys/crmf_rsa_popfail")
    good = cmcasn1.CertReqMsgBuilder().subject("CN=Test User").sign(own)
    signature = own.key.sign(b"\1" * 8, padding.PKCS1v15(), hashes.SHA256())
    made = replace(good.popo.value, signature=cmcasn1.BitString(signature))
    bad = replace(good, popo=replace(good.popo, value=made))
    agent = key("pki/agent")
    Reply(dogtag, PKIDataBuilder().add_crmf(bad).sign(agent, certificate("agent")), BY_AGENT).failed(
        CMCFailInfo.popFailed, 1
    )
    answer = PKIDataBuilder().add_crmf(good).sign(agent, certificate("agent"))
    assert Reply(dogtag, answer, BY_AGENT).statuses[0][0] == CMCStatus.success


def test_all_controls_at_once_contradict_each_other(dogtag: Responder) -> None:
    """lraPOPWitness is about controls, popLinkRandom has no witness, and there is no certificate 300."""
    Reply(dogtag, message("cmcreq_agent_p10_allcontrols"), BY_AGENT).failed(CMCFailInfo.badRequest, 2)


def test_the_archived_key_is_kept_as_it_came(dogtag: Responder) -> None:
    Reply(dogtag, message("cmcreq_agent_crmf_archival"), BY_AGENT)
    (issued,) = [known for known in dogtag.store.certificates() if known.request_id is not None]
    kept = dogtag.store.archived_key(issued.request_id or 0)
    assert kept is not None and dogtag.archive is not None
    recovered = load_private_key(dogtag.archive.recover(kept).private_key_info)
    assert recovered.public_key_info == key("keys/crmf_rsa_archival").public_key_info
    private = key("keys/crmf_rsa_archival").key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    assert private[-64:] not in kept


@pytest.mark.parametrize("form", ["archival", "archival_aescbc", "archival_des3", "archival_oaep"])
def test_every_form_of_archived_key(dogtag: Responder, form: str) -> None:
    (request,) = cmcasn1.parse((DOGTAG / f"crmf_rsa_{form}.der").read_bytes()).body
    built = PKIDataBuilder().add_crmf(request).sign(key("pki/agent"), certificate("agent"))
    assert Reply(dogtag, built, BY_AGENT).statuses[0][0] == CMCStatus.success
    assert "archived" in [event for _, event, _ in dogtag.store.events()]


def test_revocation_by_the_user(dogtag: Responder) -> None:
    reply = Reply(dogtag, message("cmcreq_revoke_user_signed"), BY_USER)
    assert reply.statuses == [(CMCStatus.success, (1,), None)]
    (entry,) = list(dogtag.crl().to_cryptography())
    assert entry.serial_number == 6


def test_revocation_by_secret(dogtag: Responder) -> None:
    """The secret is kept as a token that CMCSharedToken made, and opened where it is needed."""
    Reply(dogtag, message("cmcreq_revoke_sharedsecret"), BY_USER).failed(CMCFailInfo.badIdentity, 1)
    assert dogtag.set_revocation_secret(6, b"another")
    Reply(dogtag, message("cmcreq_revoke_sharedsecret"), BY_USER).failed(CMCFailInfo.badIdentity, 1)
    assert dogtag.set_revocation_secret(6, read_shared_token((DOGTAG / "sharedtoken.b64").read_text()))
    assert Reply(dogtag, message("cmcreq_revoke_sharedsecret"), BY_USER).statuses[0][0] == CMCStatus.success
    assert dogtag.store.certificate(6).reason == 6  # type: ignore[union-attr]
    Reply(dogtag, message("cmcreq_revoke_sharedsecret"), BY_USER).failed(CMCFailInfo.badIdentity, 1)


def test_enrolment_by_shared_token(dogtag: Responder) -> None:
    dogtag.set_secret("testuser", read_shared_token((DOGTAG / "sharedtoken_oaep.b64").read_text()))
    assert dogtag.secret("testuser") == "gehëim 密 pass".encode()
    Reply(dogtag, message("cmcreq_self_p10_rsa_idpv2_popv2"), BY_ITSELF).failed(CMCFailInfo.badIdentity)
    dogtag.set_secret("testuser", read_shared_token((DOGTAG / "sharedtoken.b64").read_text()))
    kept = dogtag.store.secret("testuser")
    assert kept is not None and kept[1] and b"testing" not in kept[0]
    reply = Reply(dogtag, message("cmcreq_self_p10_rsa_idpv2_popv2"), PROFILES["caFullCMCSharedTokenCert"])
    assert reply.statuses[0][0] == CMCStatus.success


def test_a_token_for_another_key_is_not_taken(dogtag: Responder) -> None:
    token = read_shared_token((DOGTAG / "sharedtoken_oaep.b64").read_text())
    dogtag._decrypter = key("pki/kra_transport")
    with pytest.raises(cmcasn1.DecryptionFailed):
        dogtag.set_secret("testuser", token)


def _challenged(dogtag: Responder) -> None:
    """What the CA of the vectors remembered when it sent resp_encryptedpop_user_crmf_nopop."""
    answer = cmcasn1.parse(message("resp_encryptedpop_user_crmf_nopop")).body
    (challenge,) = [
        value for control in answer.control_sequence for value in control.attr_values
        if isinstance(value, cmcasn1.EncryptedPOP)
    ]  # fmt: skip
    secrets = (DOGTAG / "resp_encryptedpop_user_crmf_nopop.secrets").read_text()
    octets = tagged_request_octets(challenge.request)
    template = challenge.request.cert_req.cert_template
    public = template.public_key
    user = hashes.Hash(hashes.SHA256())
    user.update(certificate("user").octets)
    made = StoredRequest(
        octets=octets,
        public_key=public.octets,
        wish=cmcasn1.encode_der(cmcasn1.CertTemplate(subject=template.subject)),
        profile=BY_USER.name,
        requester=f"certificate:{user.finalize().hex()}",
        owner="name:test",
        role="user",
        status="challenged",
        challenge=bytes.fromhex(secrets.partition("=")[2].split()[0]),
    )
    with dogtag.store.transaction():
        while dogtag.store.add_request(made) < 15:
            pass


def test_the_second_trip(dogtag: Responder) -> None:
    Reply(dogtag, message("cmcreq_decryptedpop_user"), BY_USER).failed(CMCFailInfo.popFailed, 1)
    _challenged(dogtag)
    reply = Reply(dogtag, message("cmcreq_decryptedpop_user"), BY_USER)
    assert [status for status, _, _ in reply.statuses] == [CMCStatus.success]
    (issued,) = reply.certificates
    assert issued.tbs_certificate.subject_public_key_info == key("keys/crmf_rsa_nopop").public_key_info
    assert dogtag.store.request(15).status == "issued"  # type: ignore[union-attr]


def test_the_first_trip(dogtag: Responder) -> None:
    """A request as CRMFPopClient -q POP_NONE makes it; what CMCRequest answers is what our client answers."""
    (request,) = cmcasn1.parse((DOGTAG / "crmf_rsa_nopop.der").read_bytes()).body
    # The empty list of controls is no DER, and nothing has signed it.
    request = replace(request, cert_req=replace(request.cert_req, controls=None))
    first = PKIDataBuilder().add_crmf(request).sign(key("pki/user"), certificate("user"))
    reply = Reply(dogtag, first, BY_USER)
    assert reply.statuses == [(CMCStatus.popRequired, (1,), None)]
    (challenge,), (number,) = reply.values(cmcasn1.EncryptedPOP), reply.values(cmcasn1.ResponseInfo)
    assert challenge.is_dogtag
    pop = cmcasn1.DecryptedPOP.answer(challenge, key("keys/crmf_rsa_nopop"))
    second = PKIDataBuilder().add_crmf(challenge.request).decrypted_pop(pop).reg_info(number.value)
    assert Reply(dogtag, second.sign(key("pki/user"), certificate("user")), BY_USER).certificates


@pytest.mark.parametrize("path", sorted(DOGTAG.glob("resp_*.bin")), ids=lambda path: path.stem)
def test_a_response_is_no_request(dogtag: Responder, path: Path) -> None:
    Reply(dogtag, path.read_bytes(), BY_AGENT).failed(CMCFailInfo.badRequest)


def test_every_request_of_the_vectors_is_tried_here() -> None:
    tried = {
        *ENROLMENTS,
        "v117_cmcreq_self_crmf_rsa_idpv2",
        "cmcreq_agent_p10_allcontrols",
        "cmcreq_revoke_user_signed",
    }
    tried |= {"cmcreq_revoke_sharedsecret", "cmcreq_decryptedpop_user"}
    assert {path.stem for path in DOGTAG.glob("*cmcreq_*.bin")} == tried


def test_before_and_after_the_certificates(dogtag: Responder) -> None:
    for year in (2026, 2047):
        dogtag.clock = lambda year=year: datetime(year, 11, 1, tzinfo=UTC)  # type: ignore[misc]
        Reply(dogtag, message("cmcreq_agent_p10_rsa"), BY_AGENT).failed(CMCFailInfo.badIdentity)

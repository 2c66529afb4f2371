"""The first signing certificate of a user, from a request that an agent signs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from cmcasn1.build.crmf import CertReqMsgBuilder
from cmcasn1.build.pki_data import PKIDataBuilder
from cmcasn1.cmc.status import CMCStatus
from cmcasn1.codec.coding import encode_der
from cmcasn1.crmf.archived_keys import archive
from cmcasn1.crmf.cert_req_msg import CertReqMessages
from cmcasn1.demo.scenario import Scenario
from cmcasn1.errors import VerificationError
from cmcasn1.keys.loading import load_private_key

if TYPE_CHECKING:
    from cmcasn1.demo.stage import Stage
    from cmcasn1.keys.private_key import PrivateKey
    from cmcasn1.pkix.certificates import Certificate

_SUBJECT = "CN=alice,UID=alice,O=Example"


def from_pkcs10(stage: Stage) -> None:
    """A PKCS #10 request, whose signature proves possession of the key."""
    stage.step("Alice makes a key and a PKCS #10 request")
    key = stage.key("alice")
    request = stage.pkcs10("alice", _SUBJECT, key)
    _enrol(stage, key, PKIDataBuilder().add_pkcs10(request))


def from_crmf(stage: Stage) -> None:
    """A CRMF request with a proof of possession by signature."""
    stage.step("Alice makes a key and a CRMF request that proves possession by a signature")
    key = stage.key("alice")
    request = CertReqMsgBuilder().subject(_SUBJECT).subject_key_identifier().sign(key)
    stage.save("alice.crmf", encode_der(CertReqMessages([request])))
    _enrol(stage, key, PKIDataBuilder().add_crmf(request))


def from_crmf_with_archival(stage: Stage) -> None:
    """The same, with the private key encrypted for the archive."""
    stage.step("Alice makes a key, encrypts it for the archive and asks for a certificate in CRMF")
    key = stage.key("alice", "rsa")
    private = key.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    sealed = archive(private, stage.ca.transport)
    request = CertReqMsgBuilder().subject(_SUBJECT).subject_key_identifier().archive(sealed).sign(key)
    stage.save("alice.crmf", encode_der(CertReqMessages([request])))
    certificate = _enrol(stage, key, PKIDataBuilder().add_crmf(request))

    stage.step("Alice has lost the key: the archive recovers it")
    with stage.ca.administration() as ca:
        issued = ca.store.certificate(certificate.tbs_certificate.serial_number)
        archived = None if issued is None or issued.request_id is None else ca.store.archived_key(issued.request_id)
        if archived is None or ca.archive is None:
            raise VerificationError("the key is not in the archive")
        recovered = load_private_key(ca.archive.recover(archived).private_key_info)
    stage.expect(recovered.public_key_info == key.public_key_info, "the archive has another key")


def _enrol(stage: Stage, key: PrivateKey, builder: PKIDataBuilder) -> Certificate:
    stage.step("An agent signs a Full PKI Request with it and submits that")
    agent = stage.ca.agent
    message = builder.transaction_id().sender_nonce().sign(agent.key, agent.certificate)
    reply = stage.send("enrol", message, to="caFullCMCUserCert")
    stage.step("Alice gets the certificate")
    certificate = reply.requires(CMCStatus.success).certificate(key.public_key_info)
    stage.save_certificate("alice", certificate)
    return certificate


SCENARIOS = (
    Scenario("user-pkcs10", "First user certificate, PKCS #10 signed by an agent", from_pkcs10),
    Scenario("user-crmf", "First user certificate, CRMF signed by an agent", from_crmf),
    Scenario("user-crmf-archival", "First user certificate, CRMF, key archived", from_crmf_with_archival),
)

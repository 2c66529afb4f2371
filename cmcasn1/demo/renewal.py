"""Another certificate for who has one: renewal, rekey, and a change of the name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cmcasn1.build.pkcs10 import CertificationRequestBuilder
from cmcasn1.build.pki_data import PKIDataBuilder
from cmcasn1.cmc.status import CMCStatus
from cmcasn1.codec.coding import encode_der
from cmcasn1.demo.scenario import Scenario

if TYPE_CHECKING:
    from cmcasn1.demo.stage import Stage
    from cmcasn1.keys.loading import Credentials
    from cmcasn1.keys.private_key import PrivateKey
    from cmcasn1.pkix.certificates import Certificate
    from cmcasn1.pkix.pkcs10 import CertificationRequest

_TO = "caFullCMCUserSignedCert"


def renew(stage: Stage) -> None:
    """The same key and name, a new certificate."""
    alice = stage.user("alice")
    assert alice.certificate is not None
    stage.step("Alice asks anew for the same key and name")
    request = stage.pkcs10("renewal", alice.certificate.tbs_certificate.subject.rfc4514_string(), alice.key)
    renewed = _signed_by_owner(stage, alice, request, alice.key)
    old, new = alice.certificate.tbs_certificate, renewed.tbs_certificate
    stage.expect(old.serial_number != new.serial_number, "the CA has sent the old certificate")
    stage.expect(old.subject == new.subject, "the name is another one")


def rekey(stage: Stage) -> None:
    """The same name, a new key."""
    alice = stage.user("alice")
    assert alice.certificate is not None
    stage.step("Alice makes a new key and asks for a certificate of the same name")
    key = stage.key("new", "ed25519")
    request = stage.pkcs10("rekey", alice.certificate.tbs_certificate.subject.rfc4514_string(), key)
    _signed_by_owner(stage, alice, request, key)


def change_name(stage: Stage) -> None:
    """A new key and a new name: changeSubjectName stands in the request (RFC 10002 section 7.1)."""
    alice = stage.user("alice")
    assert alice.certificate is not None
    stage.step("Alice has another name now: changeSubjectName stands in the request for a new key")
    key = stage.key("new")
    old = alice.certificate.tbs_certificate.subject
    wish = CertificationRequestBuilder().subject(old).change_subject_name("CN=alice cooper,O=Example")
    request = wish.sign(key)
    stage.save("change.p10", encode_der(request))
    found = _signed_by_owner(stage, alice, request, key).tbs_certificate.subject.rfc4514_string()
    stage.expect(found == "CN=alice cooper,O=Example", f"the certificate is for {found}")


def _signed_by_owner(stage: Stage, owner: Credentials, request: CertificationRequest, key: PrivateKey) -> Certificate:
    stage.step("The request is signed with the certificate that is in force")
    message = PKIDataBuilder().add_pkcs10(request).transaction_id().sender_nonce()
    reply = stage.send("renew", message.sign(owner.key, owner.certificate), to=_TO).requires(CMCStatus.success)
    issued = [each for each in reply.answer.issued if each != owner.certificate]
    stage.expect(len(issued) == 1, f"one new certificate was due, {len(issued)} came")
    stage.expect(issued[0].tbs_certificate.subject_public_key_info == key.public_key_info, "it is for another key")
    stage.save_certificate("new", issued[0])
    return issued[0]


SCENARIOS = (
    Scenario("renewal", "Renewal with the certificate in force", renew),
    Scenario("rekey", "Rekey: a new key for the same name", rekey),
    Scenario("change-name", "Another name by changeSubjectName", change_name),
)

"""A certificate for a key that only decrypts: possession is proven in a second trip (RFC 10002 section 6.7)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from cmcasn1.build.crmf import CertReqMsgBuilder
from cmcasn1.build.pki_data import PKIDataBuilder
from cmcasn1.cmc.controls.decrypted_pop import DecryptedPOP
from cmcasn1.cmc.status import CMCStatus
from cmcasn1.codec.coding import encode_der
from cmcasn1.crmf.cert_req_msg import CertReqMessages, CertReqMsg
from cmcasn1.demo.scenario import Scenario
from cmcasn1.errors import VerificationError

if TYPE_CHECKING:
    from cmcasn1.demo.stage import Stage

_TO = "caFullCMCUserSignedCert"


def two_trips(stage: Stage, *, kind: str) -> None:
    """EncryptedPOP comes with the first answer, DecryptedPOP goes with the second request; the CA dies between them."""
    alice = stage.user("alice")
    assert alice.certificate is not None

    stage.step("Alice makes a key that only decrypts, and a CRMF request that leaves the proof for later")
    key = stage.key("alice-decrypts", kind)
    wish = CertReqMsgBuilder().subject(alice.certificate.tbs_certificate.subject).challenge(key)
    stage.save("alice-decrypts.crmf", encode_der(CertReqMessages([wish])))

    stage.step("First trip, signed with Alice's signing key: the CA answers with a challenge")
    request = PKIDataBuilder().add_crmf(wish).transaction_id().sender_nonce().sign(alice.key, alice.certificate)
    reply = stage.send("first-trip", request, to=_TO).requires(CMCStatus.popRequired)
    number = reply.answer.info
    if number is None or len(reply.answer.challenges) != 1:
        raise VerificationError("one encryptedPOP and responseInfo with the number of the request were due")
    challenge = reply.answer.challenges[0]
    wanted = challenge.request
    if not isinstance(wanted, CertReqMsg):
        raise VerificationError("the challenge is about another request")

    stage.step("The CA is killed and started again")
    stage.ca.restart()

    stage.step("Second trip: Alice opens the challenge with the key and sends its witness in decryptedPOP")
    answered = PKIDataBuilder().add_crmf(wanted).decrypted_pop(DecryptedPOP.answer(challenge, key))
    answered = answered.reg_info(number).transaction_id().sender_nonce()
    reply = stage.send("second-trip", answered.sign(alice.key, alice.certificate), to=_TO)

    stage.step("The CA finds the challenge answered and issues the certificate")
    certificate = reply.requires(CMCStatus.success).certificate(key.public_key_info)
    stage.save_certificate("alice-decrypts", certificate)


SCENARIOS = tuple(
    Scenario(name, f"Encryption-only certificate in two trips, {words} key", partial(two_trips, kind=kind))
    for name, words, kind in (
        ("encryption-rsa", "RSA", "rsa"),
        ("encryption-ecdh", "ECDH", "p384"),
        ("encryption-ml-kem", "ML-KEM", "ml-kem"),
    )
)

"""What is not settled at once: pending requests, and certificates that want to be confirmed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cmcasn1.build.pki_data import PKIDataBuilder
from cmcasn1.cmc.status import CMCStatus
from cmcasn1.demo.scenario import Scenario
from cmcasn1.errors import VerificationError

if TYPE_CHECKING:
    from cmcasn1.demo.reply import Reply
    from cmcasn1.demo.stage import Stage


def pending(stage: Stage) -> None:
    """The CA gives a token, with which the client asks again: pendInfo and queryPending (RFC 10002 section 6.13)."""
    alice = stage.user("alice")
    assert alice.certificate is not None
    stage.step("Alice asks for a certificate that somebody has to approve")
    key = stage.key("new")
    subject = alice.certificate.tbs_certificate.subject.rfc4514_string()
    builder = PKIDataBuilder().add_pkcs10(stage.pkcs10("new", subject, key)).transaction_id().sender_nonce()
    reply = stage.send("enrol", builder.sign(alice.key, alice.certificate), profile="pending")
    token = _token(reply)

    stage.step("Alice asks too early")
    query = PKIDataBuilder().query_pending(token)
    reply = stage.send("query", query.sender_nonce().sign(alice.key, alice.certificate))
    stage.expect(_token(reply) == token, "the token is another one now")

    stage.step("An agent approves the request")
    with stage.ca.administration() as ca:
        waiting = ca.store.requests("pending")
        stage.expect(len(waiting) == 1, f"{len(waiting)} requests are pending")
        ca.approve(waiting[0].id)

    stage.step("Alice asks again and gets the certificate")
    reply = stage.send("query", query.sender_nonce().sign(alice.key, alice.certificate)).requires(CMCStatus.success)
    stage.save_certificate("new", reply.certificate(key.public_key_info))


def _token(reply: Reply) -> bytes:
    tokens = reply.requires(CMCStatus.pending).answer.pend_tokens
    if len(tokens) != 1:
        raise VerificationError("no pendInfo says how to ask again")
    return tokens[0]


def confirm(stage: Stage) -> None:
    """The certificate counts once its owner has accepted it: confirmCertAcceptance (RFC 10002 section 6.14)."""
    alice = stage.user("alice")
    assert alice.certificate is not None
    stage.step("Alice asks for a certificate; the CA wants to hear that it has arrived")
    key = stage.key("new")
    subject = alice.certificate.tbs_certificate.subject.rfc4514_string()
    builder = PKIDataBuilder().add_pkcs10(stage.pkcs10("new", subject, key)).transaction_id().sender_nonce()
    reply = stage.send("enrol", builder.sign(alice.key, alice.certificate), profile="confirm")
    certificate = reply.requires(CMCStatus.confirmRequired).certificate(key.public_key_info)
    stage.save_certificate("new", certificate)

    stage.step("The CA takes nothing that is signed with it yet")
    again = PKIDataBuilder().add_pkcs10(stage.pkcs10("again", subject, key)).sender_nonce()
    stage.send("too-early", again.sign(key, certificate)).requires(CMCStatus.failed)

    stage.step("Alice accepts it with confirmCertAcceptance")
    issuer, serial = certificate.tbs_certificate.issuer, certificate.tbs_certificate.serial_number
    accept = PKIDataBuilder().confirm_cert_acceptance(issuer, serial).sender_nonce()
    stage.send("confirm", accept.sign(alice.key, alice.certificate)).requires(CMCStatus.success)

    stage.step("Now it counts")
    again = PKIDataBuilder().add_pkcs10(stage.pkcs10("now", subject, key)).sender_nonce()
    stage.send("signed-with-it", again.sign(key, certificate)).requires(CMCStatus.success)


SCENARIOS = (
    Scenario("pending", "Pending request, queryPending", pending),
    Scenario("confirm", "confirmRequired, confirmCertAcceptance", confirm),
)

"""Revocation: by the user, by an agent, and by whoever knows the certificate's secret (RFC 10002 section 6.11)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cmcasn1.build.pki_data import PKIDataBuilder
from cmcasn1.cmc.status import CMCStatus
from cmcasn1.codec.coding import encode_der
from cmcasn1.demo.scenario import Scenario
from cmcasn1.dogtag.shared_tokens import make_shared_token, revocation_meta_info
from cmcasn1.pkix.crls import CRLReason

if TYPE_CHECKING:
    from cryptography import x509

    from cmcasn1.demo.stage import Stage
    from cmcasn1.keys.loading import Credentials

_TO = "caFullCMCUserSignedCert"
_SINCE = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def by_user(stage: Stage) -> None:
    """The user signs with another certificate of the same name: the key that is revoked is lost."""
    lost = stage.user("alice")
    stage.step("Alice gets a second certificate, signing with the first")
    key = stage.key("alice-2")
    request = PKIDataBuilder().add_pkcs10(stage.pkcs10("alice-2", _subject(lost), key))
    reply = stage.send("second", request.sign(lost.key, lost.certificate), to=_TO).requires(CMCStatus.success)
    alice = reply.certificate(key.public_key_info)

    stage.step("The first key is stolen: Alice revokes its certificate, signing with the second")
    builder = PKIDataBuilder().revoke_request(
        stage.ca.certificate.tbs_certificate.subject,
        _serial(lost),
        reason=CRLReason.keyCompromise,
        invalidity_date=_SINCE,
        comment="stolen with the laptop",
    )
    stage.send("revoke", builder.sign(key, alice), to=_TO).requires(CMCStatus.success)
    entry = _entry(stage, "revoked", lost)
    stage.expect(entry is not None, "the certificate is not in the CRL")
    found = {type(extension.value).__name__: extension.value for extension in entry.extensions} if entry else {}
    stage.expect(found.keys() == {"CRLReason", "InvalidityDate"}, f"the entry has {', '.join(found)}")
    stage.expect(found["CRLReason"].reason.value == "keyCompromise", "the reason is another one")
    stage.expect(found["InvalidityDate"].invalidity_date_utc == _SINCE, "the invalidity date is another one")


def by_agent(stage: Stage) -> None:
    """An agent puts a certificate on hold, and takes it off again."""
    alice, agent = stage.user("alice"), stage.ca.agent
    issuer = stage.ca.certificate.tbs_certificate.subject
    stage.step("An agent puts the certificate on hold")
    hold = PKIDataBuilder().revoke_request(
        issuer, _serial(alice), reason=CRLReason.certificateHold, comment="on leave of absence"
    )
    stage.send("hold", hold.sign(agent.key, agent.certificate), to=_TO).requires(CMCStatus.success)
    stage.expect(_entry(stage, "revoked", alice) is not None, "the certificate is not in the CRL")
    stage.step("The agent takes it off hold")
    back = PKIDataBuilder().revoke_request(issuer, _serial(alice), reason=CRLReason.removeFromCRL)
    stage.send("unhold", back.sign(agent.key, agent.certificate), to=_TO).requires(CMCStatus.success)
    stage.expect(_entry(stage, "released", alice) is None, "the certificate is still in the CRL")


def by_secret(stage: Stage) -> None:
    """Nobody signs: the shared secret of the certificate, good for once, is all that is sent."""
    alice = stage.user("alice")
    stage.step("Alice makes up a secret for the revocation; its token goes into the certificate's record")
    secret = stage.secret("revocation")
    token = make_shared_token(secret, stage.ca.issuance_protection)
    stage.save("revocation.metaInfo", revocation_meta_info(token))
    with stage.ca.administration() as ca:
        ca.set_revocation_secret(_serial(alice), token)
    stage.step("The key is gone: the request is unsigned and carries the secret")
    issuer = stage.ca.certificate.tbs_certificate.subject
    request = PKIDataBuilder().revoke_request(issuer, _serial(alice), reason=CRLReason.superseded, secret=secret)
    stage.send("revoke", request.as_data(), to=_TO).requires(CMCStatus.success)
    stage.expect(_entry(stage, "revoked", alice) is not None, "the certificate is not in the CRL")


def _entry(stage: Stage, name: str, owner: Credentials) -> x509.RevokedCertificate | None:
    """Fetch the CRL and return its entry for a certificate."""
    stage.step("The CRL is fetched")
    agent = stage.ca.agent
    request = PKIDataBuilder().get_crl(stage.ca.certificate.tbs_certificate.subject).sender_nonce()
    reply = stage.send("crl", request.sign(agent.key, agent.certificate)).requires(CMCStatus.success)
    stage.expect(len(reply.answer.crls) == 1, f"one CRL was due, {len(reply.answer.crls)} came")
    stage.save(f"{name}.crl", encode_der(reply.answer.crls[0]))
    return reply.answer.crls[0].to_cryptography().get_revoked_certificate_by_serial_number(_serial(owner))


def _serial(owner: Credentials) -> int:
    assert owner.certificate is not None
    return owner.certificate.tbs_certificate.serial_number


def _subject(owner: Credentials) -> str:
    assert owner.certificate is not None
    return owner.certificate.tbs_certificate.subject.rfc4514_string()


SCENARIOS = (
    Scenario("revoke-by-user", "Revocation signed by the user", by_user),
    Scenario("revoke-by-agent", "Revocation signed by an agent: hold and release", by_agent),
    Scenario("revoke-by-secret", "Revocation unsigned, by shared secret", by_secret),
)

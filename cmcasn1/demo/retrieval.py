"""What a CA hands out again: certificates and CRLs (RFC 10002 sections 6.9 and 6.10)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cmcasn1.build.pki_data import PKIDataBuilder
from cmcasn1.cmc.status import CMCStatus
from cmcasn1.codec.coding import encode_der
from cmcasn1.demo.scenario import Scenario

if TYPE_CHECKING:
    from cmcasn1.demo.stage import Stage


def get_cert_and_crl(stage: Stage) -> None:
    """Both in one request, which certs-only answers."""
    alice = stage.user("alice")
    assert alice.certificate is not None
    issuer, serial = stage.ca.certificate.tbs_certificate.subject, alice.certificate.tbs_certificate.serial_number
    stage.step("Alice asks for the certificate by its serial number, and for the latest CRL")
    request = PKIDataBuilder().get_cert(issuer, serial).get_crl(issuer).sender_nonce()
    reply = stage.send("get", request.sign(alice.key, alice.certificate)).requires(CMCStatus.success)
    stage.expect(alice.certificate in reply.answer.issued, "the certificate is another one")
    stage.expect(len(reply.answer.crls) == 1, f"one CRL was due, {len(reply.answer.crls)} came")
    stage.save("latest.crl", encode_der(reply.answer.crls[0]))


SCENARIOS = (Scenario("get-cert-crl", "getCert and getCRL", get_cert_and_crl),)

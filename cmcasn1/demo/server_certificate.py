"""Server certificates: a PKCS #10 request that an agent puts into a Full PKI Request and signs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12

from cmcasn1.build.pkcs10 import CertificationRequestBuilder
from cmcasn1.build.pki_data import PKIDataBuilder
from cmcasn1.cmc.status import CMCStatus
from cmcasn1.cms.content_info import ContentInfo
from cmcasn1.cms.signing import certs_only
from cmcasn1.codec.coding import encode_der
from cmcasn1.demo.scenario import Scenario
from cmcasn1.demo.stage import pem_of
from cmcasn1.oids.known import ID_SIGNED_DATA

if TYPE_CHECKING:
    from cmcasn1.demo.stage import Stage


def agent_signed(stage: Stage) -> None:
    """No identity proof and no POP link: the agent's signature vouches for the server."""
    stage.step("The server's administrator makes a key and a PKCS #10 request")
    key = stage.key("server", "rsa")
    names = x509.SubjectAlternativeName([x509.DNSName("server.example")])
    builder = CertificationRequestBuilder().subject("CN=server.example,O=Example").extension(names)
    request = builder.sign(key)
    stage.save("server.p10", encode_der(request))

    stage.step("The agent looks at it, puts it into a Full PKI Request, signs that and submits it")
    agent = stage.ca.agent
    message = PKIDataBuilder().add_pkcs10(request).transaction_id().sender_nonce().sign(agent.key, agent.certificate)
    reply = stage.send("enrol", message, to="caFullCMCUserCert")

    stage.step("The CA has issued the certificate; its chain is written as PEM, certs-only and PKCS #12")
    certificate = reply.requires(CMCStatus.success).certificate(key.public_key_info)
    stage.save_certificate("server", certificate)
    chain = (certificate, stage.ca.certificate)
    stage.save("chain.pem", pem_of(*chain))
    stage.save("chain.p7c", encode_der(ContentInfo(ID_SIGNED_DATA, certs_only(chain))))
    password = stage.secret("server.p12").encode()
    store = pkcs12.serialize_key_and_certificates(
        b"server",
        key.key,  # type: ignore[arg-type]  # one that PKCS #12 takes
        certificate.to_cryptography(),
        [stage.ca.certificate.to_cryptography()],
        BestAvailableEncryption(password),
    )
    stage.save("server.p12", store, private=True)


SCENARIOS = (Scenario("server-certificate", "Server certificate, PKCS #10 signed by an agent", agent_signed),)

"""The first signing certificate of a user who shares a secret with the CA and signs with the request's own key."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives import hashes

from cmcasn1.build.crmf import CertReqMsgBuilder
from cmcasn1.build.pki_data import PKIDataBuilder
from cmcasn1.cmc.status import CMCStatus
from cmcasn1.codec.coding import encode_der
from cmcasn1.crmf.cert_req_msg import CertReqMessages
from cmcasn1.demo.scenario import Scenario
from cmcasn1.dogtag.shared_tokens import make_shared_token, shared_token_ldif, shared_token_text

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.hashes import HashAlgorithm

    from cmcasn1.demo.stage import Stage

_SUBJECT = "CN=bob,UID=bob,O=Example"
_ENTRY = "uid=bob,ou=people,dc=example"


def enrol(stage: Stage, *, hashed: HashAlgorithm, token_by: str, crmf: bool, link: bool) -> None:
    """Shared token, identification, identityProofV2, where wanted popLinkWitnessV2; signed under the key's SKI."""
    secret = shared_token(stage, token_by)

    stage.step(f"Bob makes a key and a {'CRMF' if crmf else 'PKCS #10'} request that names its subjectKeyIdentifier")
    key = stage.key("bob", "rsa" if crmf else "p256")
    builder = PKIDataBuilder()
    if crmf:
        message = CertReqMsgBuilder().subject(_SUBJECT).subject_key_identifier().sign(key)
        stage.save("bob.crmf", encode_der(CertReqMessages([message])))
        builder = builder.add_crmf(message)
    else:
        builder = builder.add_pkcs10(stage.pkcs10("bob", _SUBJECT, key))

    proofs = "identification, identityProofV2" + (", popLinkWitnessV2" if link else "")
    stage.step(f"Bob adds {proofs} ({_spelled(hashed)}) and signs with that key")
    builder = builder.identification("bob")
    builder = builder.identity_proof_v2(secret, hash_algorithm=hashed, mac_algorithm=hashed)
    if link:
        builder = builder.pop_link_witness_v2(secret, key, key_gen_algorithm=hashed, mac_algorithm=hashed)
    request = builder.transaction_id().sender_nonce().sign(key)
    reply = stage.send("enrol", request, to="caFullCMCSharedTokenCert")

    stage.step("The CA knows Bob by the secret and issues the certificate")
    stage.save_certificate("bob", reply.requires(CMCStatus.success).certificate(key.public_key_info))


def shared_token(stage: Stage, by: str) -> str:
    """Make up a secret, encrypt it for the CA, and have it put into Bob's entry; return the secret."""
    stage.step(f"The {by} makes a shared token: a secret under the CA's issuance protection key")
    secret = stage.secret("bob")
    token = make_shared_token(secret, stage.ca.issuance_protection)
    stage.save("bob.token", shared_token_text(token))
    stage.step("The administrator applies it as LDIF to the entry of Bob, where the CA finds it")
    stage.save("bob.ldif", shared_token_ldif(token, _ENTRY))
    with stage.ca.administration() as ca:
        ca.set_secret("bob", token)
    return secret


def _spelled(hashed: HashAlgorithm) -> str:
    return hashed.name.upper().replace("SHA", "SHA-")


def _scenario(
    name: str, title: str, *, hashed: HashAlgorithm, token_by: str, crmf: bool = False, link: bool = False
) -> Scenario:
    return Scenario(name, title, partial(enrol, hashed=hashed, token_by=token_by, crmf=crmf, link=link))


SCENARIOS = (
    _scenario(
        "secret-sha256", "First user certificate by shared secret, SHA-256", hashed=hashes.SHA256(), token_by="user"
    ),
    _scenario(
        "secret-sha384",
        "The same with SHA-384, CRMF and a POP link",
        hashed=hashes.SHA384(),
        token_by="administrator",
        crmf=True,
        link=True,
    ),
    _scenario(
        "secret-sha512",
        "The same with SHA-512, PKCS #10 and a POP link",
        hashed=hashes.SHA512(),
        token_by="user",
        link=True,
    ),
)

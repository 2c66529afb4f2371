"""What the RFCs forbid in requests: RFC 10002 sections 3.2 and 6, RFC 10004."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cmcasn1.cmc.controls.pop_link_random import PopLinkRandom
from cmcasn1.cmc.controls.revoke_request import RevokeRequest
from cmcasn1.cmc.requests import pop_link_witnesses, public_key_of, subject_key_identifier_of
from cmcasn1.cmc.tagged_attribute import control_values
from cmcasn1.crmf.proof_of_possession import POPOPrivKey, POPOSigningKey, SubsequentMessage
from cmcasn1.errors import BuildError
from cmcasn1.oids.known import ID_REG_CTRL_AUTHENTICATOR, ID_REG_CTRL_REG_TOKEN

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cmcasn1.cmc.pki_data import PKIData
    from cmcasn1.cmc.tagged_request import AnyRequest
    from cmcasn1.crmf.cert_req_msg import CertReqMsg
    from cmcasn1.pkix.keys import SubjectPublicKeyInfo


def check_crmf(message: CertReqMsg) -> None:
    """Raise `BuildError` for what CRMF allows and CMC does not: RFC 10002 section 3.2.1.2.2, RFC 10004 section 4."""
    template, proof = message.cert_req.cert_template, message.popo
    section = "(RFC 10002 section 3.2.1.2.2)"
    if template.subject is None or template.public_key is None:
        raise BuildError(f"a template has a subject and a publicKey {section}", path="CertReqMsg.certReq.certTemplate")
    if message.reg_info is not None:
        raise BuildError(f"a request has no regInfo {section}", path="CertReqMsg.regInfo")
    if proof is not None and isinstance(proof.value, POPOSigningKey) and proof.value.poposk_input is not None:
        raise BuildError(f"a signature as proof has no poposkInput {section}", path="CertReqMsg.popo")
    if isinstance(proof and proof.value, POPOPrivKey) and proof.value.value == SubsequentMessage.encrCert:  # type: ignore[union-attr]
        raise BuildError(f"encrCert is not used {section}", path="CertReqMsg.popo")
    for control in message.cert_req.controls or ():
        if control.type in (ID_REG_CTRL_REG_TOKEN, ID_REG_CTRL_AUTHENTICATOR):
            name = control.type.name
            raise BuildError(f"{name} is not used, identityProofV2 is (RFC 10004 section 4)", path="CertReqMsg.certReq")


def check_request(body: PKIData) -> None:
    """Raise `BuildError` for a PKIData whose POP links do not hold together. RFC 10002 section 6.3.1.1."""
    linked = [pop_link_witnesses(request) != () for request in body.req_sequence]
    random = PopLinkRandom in [type(control.attr_values[0]) for control in body.control_sequence]
    if not random and True in linked:
        raise BuildError("a POP link witness without popLinkRandom (RFC 10002 section 6.3.1)")
    if random and not all(linked):
        number = linked.index(False)
        raise BuildError(
            "popLinkRandom, but a request without a POP link witness (RFC 10002 section 6.3.1.1)",
            path=f"PKIData.reqSequence[{number}]",
        )


def check_unsigned(body: PKIData) -> None:
    """Raise `BuildError` for a message without signature that does more than revoke by shared secret.

    RFC 10002 section 6.11.
    """
    others = body.req_sequence or body.cms_sequence or body.other_msg_sequence
    revocations = control_values(body.control_sequence, RevokeRequest)
    if others or not revocations or any(value.passphrase is None for value in revocations):
        raise BuildError("only a revokeRequest with a shared secret goes without a signature (RFC 10002 section 6.11)")


def requested_key_identifier(requests: Iterable[AnyRequest], key: SubjectPublicKeyInfo) -> bytes:
    """Return the key identifier by which a message signed with a requested key names its signer.

    Raises `BuildError` where no request has this key, or it asks for no subjectKeyIdentifier. RFC 10002 section 3.2.
    """
    found = False
    for request in requests:
        if public_key_of(request) == key:
            found = True
            identifier = subject_key_identifier_of(request)
            if identifier is not None:
                return identifier
    if not found:
        raise BuildError(
            "no request has the key that signs: a certificate has to name the signer (RFC 10002 section 3.2)"
        )
    raise BuildError(
        "the request whose key signs asks for no subjectKeyIdentifier (RFC 10002 section 3.2)",
        hint="CertificationRequestBuilder.subject_key_identifier(), cmcasn1 csr --ski, "
        "openssl req -addext subjectKeyIdentifier=hash",
    )

"""Signatures as proof of possession, made and checked: RFC 4211 section 4.1."""

from __future__ import annotations

from cmcasn1.codec.coding import encode_der
from cmcasn1.codec.primitives import BitString
from cmcasn1.crmf.proof_of_possession import POPOSigningKey, ProofOfPossession
from cmcasn1.errors import BuildError, ProofInvalid, SignatureInvalid

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cmcasn1.crmf.cert_req_msg import CertReqMsg, CertRequest
    from cmcasn1.keys.private_key import Signer
    from cmcasn1.pkix.algorithms import AlgorithmIdentifier


def sign_possession(request: CertRequest, signer: Signer, algorithm: AlgorithmIdentifier) -> ProofOfPossession:
    """Return the signature of the key to be certified over DER(CertRequest).

    Raises `BuildError` where the template lacks subject or publicKey, or has another key: then the signature would
    have to cover a POPOSigningKeyInput, which CMC forbids (RFC 10002 section 3.2.1.2.2). RFC 4211 section 4.1.
    """
    template = request.cert_template
    if template.subject is None or template.public_key is None:
        raise BuildError(
            "the template has no subject or no publicKey, so the signature cannot cover it (RFC 4211 section 4.1)",
            path="CertRequest.certTemplate",
        )
    if template.public_key != signer.public_key_info:
        raise BuildError("the template has another public key than the signer", path="CertRequest.certTemplate")
    signature = BitString(signer.sign(algorithm, encode_der(request)))
    return ProofOfPossession("signature", POPOSigningKey(algorithm_identifier=algorithm, signature=signature))


def verify_signature(message: CertReqMsg) -> None:
    """Check a signature as proof of possession, over the octets as received.

    It covers the CertRequest, or the POPOSigningKeyInput where there is one, whose public key has to be that of the
    template. Raises `ProofInvalid` and `UnsupportedAlgorithm`. RFC 4211 section 4.1.
    """
    from cmcasn1.algorithms import signatures

    path = "CertReqMsg.popo"
    proof = None if message.popo is None else message.popo.value
    if not isinstance(proof, POPOSigningKey):
        raise ProofInvalid("there is no signature as proof of possession", path=path)
    template = message.cert_req.cert_template
    given = proof.poposk_input
    key = template.public_key if given is None else given.public_key
    if key is None:
        raise ProofInvalid("the template has no public key", path=path)
    if given is not None and template.public_key is not None and template.public_key != given.public_key:
        raise ProofInvalid("poposkInput has another public key than the template", path=path)
    covered = message.cert_req.octets if given is None else given.signed_octets
    try:
        signatures.verify(key, proof.algorithm_identifier, proof.signature.data, covered)
    except SignatureInvalid as error:
        raise ProofInvalid(f"the proof of possession does not verify: {error.message}", path=path) from error

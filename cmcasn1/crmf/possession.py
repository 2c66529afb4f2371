"""Signatures as proof of possession, made and checked: RFC 4211 section 4.1.

`possession_by_agreement` and `possession_by_key` have the proofs of keys that cannot sign.
"""

from __future__ import annotations

from cmcasn1.codec.coding import encode_der
from cmcasn1.codec.primitives import BitString
from cmcasn1.crmf.mac import PKMACValue
from cmcasn1.crmf.proof_of_possession import POPOSigningKey, POPOSigningKeyInput, ProofOfPossession
from cmcasn1.errors import BuildError, ProofInvalid, SignatureInvalid

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

    from cmcasn1.crmf.cert_req_msg import CertReqMsg, CertRequest
    from cmcasn1.keys.private_key import Decrypter, Signer
    from cmcasn1.pkix.algorithms import AlgorithmIdentifier
    from cmcasn1.pkix.certificates import Certificate
    from cmcasn1.pkix.general_names import GeneralName
    from cmcasn1.pkix.keys import SubjectPublicKeyInfo


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


def sign_key_input(
    request: CertRequest, signer: Signer, algorithm: AlgorithmIdentifier, auth_info: GeneralName | PKMACValue
) -> ProofOfPossession:
    """Return the signature over DER(POPOSigningKeyInput), for a template that lacks subject or publicKey.

    `auth_info` is the name by which the receiver knows the sender already, or `PKMACValue.compute` of a secret that
    both know over DER(SubjectPublicKeyInfo). Raises `BuildError` where the template has both, or another key. RFC
    4211 section 4.1.
    """
    template = request.cert_template
    path = "CertRequest.certTemplate"
    if template.subject is not None and template.public_key is not None:
        raise BuildError("poposkInput is for a template without subject or publicKey (RFC 4211 section 4.1)", path=path)
    key = signer.public_key_info
    if template.public_key not in (None, key):
        raise BuildError("the template has another public key than the signer", path=path)
    covered = POPOSigningKeyInput(auth_info, key)
    signature = BitString(signer.sign(algorithm, covered.signed_octets))
    proof = POPOSigningKey(poposk_input=covered, algorithm_identifier=algorithm, signature=signature)
    return ProofOfPossession("signature", proof)


def public_key_mac(
    secret: bytes | str, key: SubjectPublicKeyInfo, algorithm: AlgorithmIdentifier | None = None
) -> PKMACValue:
    """Return publicKeyMAC: the MAC of the secret over DER(SubjectPublicKeyInfo); raises as `PKMACValue.compute`."""
    return PKMACValue.compute(secret, key.octets, algorithm)


def verify_public_key_mac(message: CertReqMsg, secret: bytes | str) -> None:
    """Check publicKeyMAC, which shows that who signed knows the secret.

    The signature beside it is `verify_signature`'s business. Raises `ProofInvalid`, `UnsupportedAlgorithm` and
    `LimitError`. RFC 4211 section 4.1.
    """
    proof = None if message.popo is None else message.popo.value
    given = proof.poposk_input if isinstance(proof, POPOSigningKey) else None
    path = "CertReqMsg.popo.poposkInput.authInfo"
    if given is None or not isinstance(given.auth_info, PKMACValue):
        raise ProofInvalid("there is no publicKeyMAC", path=path)
    try:
        given.auth_info.verify(secret, given.public_key.octets)
    except ProofInvalid as error:
        raise ProofInvalid(f"publicKeyMAC: {error.message}", path=path) from None


def verify_signature(
    message: CertReqMsg, key: Decrypter | PrivateKeyTypes | None = None, certificate: Certificate | None = None
) -> None:
    """Check a signature as proof of possession, over the octets as received.

    It covers the CertRequest, or the POPOSigningKeyInput where there is one: that has to have the public key of the
    template, and is only for a template without subject or publicKey. Static (EC)DH needs `key`, the CA's, and its
    certificate. Raises `ProofInvalid`, `UnsupportedAlgorithm`, and what `verify_static_dh` raises. RFC 4211 section
    4.1, RFC 6955.
    """
    from cmcasn1.crmf.possession_algorithms import verify_possession

    path = "CertReqMsg.popo"
    proof = None if message.popo is None else message.popo.value
    if not isinstance(proof, POPOSigningKey):
        raise ProofInvalid("there is no signature as proof of possession", path=path)
    template = message.cert_req.cert_template
    given = proof.poposk_input
    public_key = template.public_key if given is None else given.public_key
    if public_key is None:
        raise ProofInvalid("the template has no public key", path=path)
    if given is not None and template.public_key is not None and template.public_key != given.public_key:
        raise ProofInvalid("poposkInput has another public key than the template", path=path)
    if given is not None and template.public_key is not None and template.subject is not None:
        # Such a signature covers no name: whoever saw it once could ask for the key under his own.
        raise ProofInvalid(
            "poposkInput, though the template has subject and publicKey for the signature to cover (RFC 4211 4.1)",
            path=path,
        )
    covered = message.cert_req.octets if given is None else given.signed_octets
    try:
        verify_possession(public_key, proof.algorithm_identifier, proof.signature, covered, key, certificate)
    except SignatureInvalid as error:
        raise ProofInvalid(f"the proof of possession does not verify: {error.message}", path=path) from error

"""Proof of possession of a key that agrees by a MAC, agreeMAC and dhMAC: RFC 4211 section 4.3."""

from __future__ import annotations

from cmcasn1.codec.primitives import BitString
from cmcasn1.crmf.mac import PKMACValue, dh_based_mac_identifier
from cmcasn1.crmf.proof_of_possession import POPOPrivKey, ProofOfPossession
from cmcasn1.crmf.static_dh import StaticDHSigner, names_around, verify_static_dh
from cmcasn1.errors import BuildError, ProofInvalid
from cmcasn1.oids.known import ID_DH_POP_STATIC_SHA1_HMAC_SHA1

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

    from cmcasn1.crmf.cert_req_msg import CertReqMsg, CertRequest
    from cmcasn1.keys.private_key import Decrypter
    from cmcasn1.pkix.algorithms import AlgorithmIdentifier
    from cmcasn1.pkix.certificates import Certificate
    from cmcasn1.pkix.keys import SubjectPublicKeyInfo

_PATH = "CertReqMsg.popo"


def agree_possession(
    request: CertRequest,
    key: Decrypter | PrivateKeyTypes,
    ca_key: SubjectPublicKeyInfo,
    algorithm: AlgorithmIdentifier | None = None,
) -> ProofOfPossession:
    """Return agreeMAC: the MAC over DER(CertRequest) whose key comes of the secret that the CA's key shares.

    id-DHBasedMac unless another algorithm is given; both keys are of one group or curve. Raises `BuildError` for a
    template without subject or with another publicKey, and `UnsupportedAlgorithm` for a key that agrees on nothing.
    RFC 4211 section 4.3, RFC 9810 section 5.1.3.2.
    """
    decrypter = _own(request, key)
    mac = PKMACValue.compute(decrypter.agree(ca_key), request.octets, algorithm or dh_based_mac_identifier())
    return ProofOfPossession("keyAgreement", POPOPrivKey("agreeMAC", mac))


def agree_possession_by_certificate(
    request: CertRequest,
    key: Decrypter | PrivateKeyTypes,
    certificate: Certificate,
    algorithm: AlgorithmIdentifier | None = None,
) -> ProofOfPossession:
    """Return dhMAC, which agreeMAC has replaced: HMAC-SHA1(K, DER(CertRequest)).

    K = SHA-1(DER(subject) || Z || DER(issuer)), both names out of the CA's certificate (`names_around`), Z the secret
    that its key shares. With an algorithm of RFC 6955 it is agreeMAC, and in it a DhSigStatic. Raises as
    `agree_possession` and `StaticDHSigner.sign` do. RFC 4211 section 4.3, RFC 2875 section 3 step 3c.
    """
    decrypter = _own(request, key)
    if algorithm is not None:
        static = BitString(StaticDHSigner(decrypter, certificate).sign(algorithm, request.octets))
        return ProofOfPossession("keyAgreement", POPOPrivKey("agreeMAC", PKMACValue(algorithm, static)))
    secret = decrypter.agree(certificate.tbs_certificate.subject_public_key_info)
    mac = BitString(_static_mac(certificate, secret, request.octets))
    return ProofOfPossession("keyAgreement", POPOPrivKey("dhMAC", mac))


def verify_agreement(
    message: CertReqMsg, key: Decrypter | PrivateKeyTypes, certificate: Certificate | None = None
) -> None:
    """Check agreeMAC or dhMAC with the CA's private key, over the octets as received.

    dhMAC, and agreeMAC by an algorithm of RFC 6955, take the CA's certificate too. Raises `ProofInvalid`,
    `UnsupportedAlgorithm`, `DecryptionFailed` where the keys share no secret, and `BuildError` where the certificate
    is missing or another. RFC 4211 section 4.3.
    """
    from hmac import compare_digest

    from cmcasn1.algorithms.static_dh import STATIC_DH
    from cmcasn1.keys.private_key import as_decrypter

    proof = None if message.popo is None else message.popo.value
    if not isinstance(proof, POPOPrivKey) or proof.choice not in ("agreeMAC", "dhMAC"):
        raise ProofInvalid("there is no agreeMAC or dhMAC as proof of possession", path=_PATH)
    template, covered = message.cert_req.cert_template, message.cert_req.octets
    if template.public_key is None:
        raise ProofInvalid("the template has no public key", path=_PATH)
    mac = proof.value
    if isinstance(mac, PKMACValue) and mac.alg_id.algorithm in STATIC_DH:
        try:
            verify_static_dh(mac.alg_id, template.public_key, mac.value, covered, key, certificate)
        except ProofInvalid as error:
            raise ProofInvalid(f"agreeMAC: {error.message}", path=_PATH) from error
        return
    secret = as_decrypter(key).agree(template.public_key)
    if isinstance(mac, PKMACValue):
        try:
            mac.verify(secret, covered)
        except ProofInvalid as error:
            raise ProofInvalid(f"agreeMAC: {error.message}", path=_PATH) from None
        return
    if certificate is None:
        raise BuildError("dhMAC is keyed with the names of the CA's certificate: it has to be given", path=_PATH)
    expected = _static_mac(certificate, secret, covered)
    if not isinstance(mac, BitString) or mac.unused_bits or not compare_digest(expected, mac.data):
        raise ProofInvalid("dhMAC: the MAC does not match", path=_PATH)


def _own(request: CertRequest, key: Decrypter | PrivateKeyTypes) -> Decrypter:
    from cmcasn1.keys.private_key import as_decrypter

    template, decrypter = request.cert_template, as_decrypter(key)
    path = "CertRequest.certTemplate"
    if template.subject is None or template.public_key is None:
        raise BuildError("the MAC covers a template with subject and publicKey (RFC 4211 section 4.3)", path=path)
    if template.public_key != decrypter.public_key_info:
        raise BuildError("the template has another public key than the one that agrees", path=path)
    return decrypter


def _static_mac(certificate: Certificate, secret: bytes, data: bytes) -> bytes:
    from cmcasn1.algorithms.static_dh import static_dh_mac
    from cmcasn1.pkix.algorithms import AlgorithmIdentifier

    leading, trailing = names_around(certificate)
    return static_dh_mac(AlgorithmIdentifier(ID_DH_POP_STATIC_SHA1_HMAC_SHA1), leading, secret, trailing, data)

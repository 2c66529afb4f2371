"""By which algorithm a key signs its own request: signatures, and what RFC 6955 has for keys of Diffie-Hellman."""

from __future__ import annotations

from cmcasn1.algorithms import signatures
from cmcasn1.algorithms.dh_signatures import DH_SIGNATURES, dh_signature_identifier, verify_dh
from cmcasn1.algorithms.digests import WEAK, digest_identifier
from cmcasn1.algorithms.static_dh import STATIC_DH
from cmcasn1.crmf.static_dh import StaticDHSigner, verify_static_dh
from cmcasn1.errors import BuildError
from cmcasn1.oids.known import DHPUBLICNUMBER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
    from cryptography.hazmat.primitives.hashes import HashAlgorithm

    from cmcasn1.codec.primitives import BitString
    from cmcasn1.keys.private_key import Decrypter, Signer
    from cmcasn1.pkix.algorithms import AlgorithmIdentifier
    from cmcasn1.pkix.certificates import Certificate
    from cmcasn1.pkix.keys import SubjectPublicKeyInfo


def possession_identifier(signer: Signer, algorithm: HashAlgorithm | None, *, pss: bool = False) -> AlgorithmIdentifier:
    """Return how a signer signs a request of its own key; raises `BuildError` where it cannot.

    As `signatures.signature_identifier` says, but static (EC)DH of a `StaticDHSigner`, and the discrete logarithm of
    another X9.42 Diffie-Hellman key. RFC 2986 section 4.2, RFC 4211 section 4.1, RFC 6955.
    """
    info = signer.public_key_info
    static = isinstance(signer, StaticDHSigner)
    if not static and info.algorithm.algorithm != DHPUBLICNUMBER:
        return signatures.signature_identifier(info, algorithm, pss=pss)
    if pss:
        raise BuildError(f"RSASSA-PSS needs an RSA key, found {info.algorithm.algorithm.name}")
    return (
        signer.algorithm(algorithm) if isinstance(signer, StaticDHSigner) else dh_signature_identifier(info, algorithm)
    )


def verify_possession(
    public_key: SubjectPublicKeyInfo,
    algorithm: AlgorithmIdentifier,
    signature: BitString,
    covered: bytes,
    key: Decrypter | PrivateKeyTypes | None = None,
    certificate: Certificate | None = None,
) -> None:
    """Verify what a key has in place of a signature over its own request.

    Static (EC)DH needs the private key of the CA and the certificate of that, as `verify_static_dh` does. Raises what
    that raises, `SignatureInvalid`, and `BuildError` where the CA's key is needed and not given.
    """
    oid = algorithm.algorithm
    if oid in DH_SIGNATURES:
        verify_dh(public_key, algorithm, signature.data, covered)
    elif oid not in STATIC_DH:
        signatures.verify(public_key, algorithm, signature.data, covered)
    elif key is None:
        raise BuildError(f"{oid.name}: only the private key of the CA can tell, and none is given")
    else:
        verify_static_dh(algorithm, public_key, signature, covered, key, certificate)


def rests_on_weak(algorithm: AlgorithmIdentifier) -> bool:
    """Return whether a proof of possession is made with MD5 or SHA-1; raises `UnsupportedAlgorithm`."""
    oid = algorithm.algorithm
    if oid in STATIC_DH:
        hashed: HashAlgorithm | None = STATIC_DH[oid].hash()
    elif oid in DH_SIGNATURES:
        hashed = DH_SIGNATURES[oid]()
    else:
        hashed = signatures.scheme_of(algorithm).hash
    return hashed is not None and digest_identifier(hashed).algorithm in WEAK

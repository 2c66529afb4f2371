"""Key-encryption keys by ECDH, X25519 and X448 (RFC 5753 section 7, RFC 8418 section 2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, x448, x25519

from cmcasn1.algorithms.key_derivation import hkdf, hkdf_identifier, x963_kdf
from cmcasn1.algorithms.key_wrap import kek_size
from cmcasn1.cms.key_agreement import ECC_CMS_SharedInfo
from cmcasn1.codec.coding import encode_der
from cmcasn1.codec.primitives import NULL
from cmcasn1.errors import BuildError, DecryptionFailed, UnsupportedAlgorithm
from cmcasn1.keys.private_key import PrivateKey
from cmcasn1.oids import Oid
from cmcasn1.oids.known import (
    DH_SINGLE_PASS_STD_DH_HKDF_SHA256_SCHEME,
    DH_SINGLE_PASS_STD_DH_HKDF_SHA384_SCHEME,
    DH_SINGLE_PASS_STD_DH_HKDF_SHA512_SCHEME,
    DH_SINGLE_PASS_STD_DH_SHA1KDF_SCHEME,
    DH_SINGLE_PASS_STD_DH_SHA224KDF_SCHEME,
    DH_SINGLE_PASS_STD_DH_SHA256KDF_SCHEME,
    DH_SINGLE_PASS_STD_DH_SHA384KDF_SCHEME,
    DH_SINGLE_PASS_STD_DH_SHA512KDF_SCHEME,
    ID_EC_PUBLIC_KEY,
)
from cmcasn1.pkix.keys import SubjectPublicKeyInfo

if TYPE_CHECKING:
    from collections.abc import Callable

    from cmcasn1.cms.recipient_infos import OriginatorPublicKey
    from cmcasn1.pkix.algorithms import AlgorithmIdentifier

# The cofactor of every curve here is 1: cofactor agreement is the standard one.
_X963: dict[str, Callable[[], hashes.HashAlgorithm]] = {
    DH_SINGLE_PASS_STD_DH_SHA1KDF_SCHEME: hashes.SHA1,
    DH_SINGLE_PASS_STD_DH_SHA224KDF_SCHEME: hashes.SHA224,
    DH_SINGLE_PASS_STD_DH_SHA256KDF_SCHEME: hashes.SHA256,
    DH_SINGLE_PASS_STD_DH_SHA384KDF_SCHEME: hashes.SHA384,
    DH_SINGLE_PASS_STD_DH_SHA512KDF_SCHEME: hashes.SHA512,
    "1.3.133.16.840.63.0.3": hashes.SHA1,
    "1.3.132.1.14.0": hashes.SHA224,
    "1.3.132.1.14.1": hashes.SHA256,
    "1.3.132.1.14.2": hashes.SHA384,
    "1.3.132.1.14.3": hashes.SHA512,
}
_HKDF: dict[str, Callable[[], hashes.HashAlgorithm]] = {
    DH_SINGLE_PASS_STD_DH_HKDF_SHA256_SCHEME: hashes.SHA256,
    DH_SINGLE_PASS_STD_DH_HKDF_SHA384_SCHEME: hashes.SHA384,
    DH_SINGLE_PASS_STD_DH_HKDF_SHA512_SCHEME: hashes.SHA512,
}


def usual_scheme(info: SubjectPublicKeyInfo) -> Oid:
    """Return the scheme for a key: X9.63 with a hash as strong as the curve, HKDF for X25519 and X448.

    Raises `BuildError` for a key that agrees on nothing. RFC 5753 section 8, RFC 8418 section 2.
    """
    public = info.to_cryptography()
    if isinstance(public, ec.EllipticCurvePublicKey):
        if public.key_size <= 256:
            return DH_SINGLE_PASS_STD_DH_SHA256KDF_SCHEME
        return (
            DH_SINGLE_PASS_STD_DH_SHA384KDF_SCHEME if public.key_size <= 384 else DH_SINGLE_PASS_STD_DH_SHA512KDF_SCHEME
        )
    if isinstance(public, x25519.X25519PublicKey):
        return DH_SINGLE_PASS_STD_DH_HKDF_SHA256_SCHEME
    if isinstance(public, x448.X448PublicKey):
        return DH_SINGLE_PASS_STD_DH_HKDF_SHA512_SCHEME
    raise BuildError(f"a key of {info.algorithm.algorithm.name} agrees on nothing")


def agree_anew(info: SubjectPublicKeyInfo) -> tuple[SubjectPublicKeyInfo, bytes]:
    """Return a fresh ephemeral public key of the same kind, and the secret Z that it shares with the key given."""
    public = info.to_cryptography()
    ephemeral: Any
    if isinstance(public, ec.EllipticCurvePublicKey):
        ephemeral = ec.generate_private_key(public.curve)
    elif isinstance(public, x25519.X25519PublicKey):
        ephemeral = x25519.X25519PrivateKey.generate()
    elif isinstance(public, x448.X448PublicKey):
        ephemeral = x448.X448PrivateKey.generate()
    else:
        raise BuildError(f"a key of {info.algorithm.algorithm.name} agrees on nothing")
    try:
        secret = PrivateKey(ephemeral).agree(info)
    except DecryptionFailed as error:
        # A point of small order: not a key that anybody holds.
        raise BuildError(f"no secret can be shared with this key of {info.algorithm.algorithm.name}") from error
    return SubjectPublicKeyInfo.from_cryptography(ephemeral.public_key()), secret


def originator_key(originator: OriginatorPublicKey, own: SubjectPublicKeyInfo) -> SubjectPublicKeyInfo:
    """Return the originator's key; a curve left out is that of one's own key (RFC 5753 section 3.1.1)."""
    algorithm = originator.algorithm
    if algorithm.algorithm == ID_EC_PUBLIC_KEY and algorithm.parameters in (None, NULL):
        algorithm = own.algorithm
    return SubjectPublicKeyInfo(algorithm, originator.public_key)


def agreed_kek(scheme: Oid, secret: bytes, wrap: AlgorithmIdentifier, ukm: bytes | None) -> bytes:
    """Return KDF(Z, DER(ECC-CMS-SharedInfo)), as many octets as the key wrap takes.

    ECC-CMS-SharedInfo is the key wrap's identifier, the ukm and the number of bits. HKDF is used without salt. Raises
    `UnsupportedAlgorithm`. RFC 5753 section 7.2, RFC 8418 section 2.
    """
    size = kek_size(wrap)
    shared = ECC_CMS_SharedInfo(key_info=wrap, entity_u_info=ukm, supp_pub_info=(size * 8).to_bytes(4, "big"))
    if scheme in _X963:
        return x963_kdf(_X963[scheme](), secret, encode_der(shared), size)
    if scheme in _HKDF:
        return hkdf(hkdf_identifier(_HKDF[scheme]()), secret, encode_der(shared), size)
    raise UnsupportedAlgorithm(f"unknown key agreement algorithm {scheme.name} ({scheme})")

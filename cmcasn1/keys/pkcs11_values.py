"""What PKCS #11 writes in its own way: curves, points, moduli, hashes and the input of CKM_RSA_PKCS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cmcasn1.algorithms.digests import digest_identifier
from cmcasn1.codec.coding import decode_named, encode_der, encode_named
from cmcasn1.codec.primitives import NULL, BitString
from cmcasn1.errors import BuildError, DecodeError, UnsupportedAlgorithm
from cmcasn1.oids import Oid
from cmcasn1.oids.known import ID_EC_PUBLIC_KEY, ID_ED448, ID_ED25519, RSA_ENCRYPTION, SECP384R1, SECP521R1
from cmcasn1.pkix.algorithms import AlgorithmIdentifier
from cmcasn1.pkix.keys import RSAPublicKey, SubjectPublicKeyInfo

if TYPE_CHECKING:
    from cryptography.hazmat.primitives import hashes

# What python-pkcs11 calls the hashes of cryptography, as mechanisms and as mask generation functions.
_HASHES = {
    "sha1": ("SHA_1", "SHA1"),
    "sha224": ("SHA224", "SHA224"),
    "sha256": ("SHA256", "SHA256"),
    "sha384": ("SHA384", "SHA384"),
    "sha512": ("SHA512", "SHA512"),
}
_CURVES = {
    "p256": "1.2.840.10045.3.1.7",
    "p384": SECP384R1,
    "p521": SECP521R1,
    "ed25519": ID_ED25519,
    "ed448": ID_ED448,
}
_EDWARDS_CURVES = {32: ID_ED25519, 57: ID_ED448}


def names_of(hashed: hashes.HashAlgorithm) -> tuple[str, str]:
    """Return what python-pkcs11 calls a hash, as mechanism and as MGF; raises `UnsupportedAlgorithm`."""
    if hashed.name not in _HASHES:
        raise UnsupportedAlgorithm(f"{hashed.name} is not asked of tokens")
    return _HASHES[hashed.name]


def digest_info(hashed: hashes.HashAlgorithm, octets: bytes) -> bytes:
    """Return the DER of DigestInfo: `SEQUENCE { digestAlgorithm, digest OCTET STRING }` (RFC 8017 section 9.2)."""
    body = encode_der(AlgorithmIdentifier(digest_identifier(hashed).algorithm, NULL)) + encode_named("Data", octets)
    return bytes((0x30, len(body))) + body


def curve_parameters(kind: str) -> bytes:
    """Return CKA_EC_PARAMS of a kind of key; raises `BuildError` for one that is not known."""
    if kind not in _CURVES:
        raise BuildError(f"no kind of key: {kind}; known are rsa-2048, {', '.join(_CURVES)}")
    return encode_named("ECParameters", Oid(_CURVES[kind]))


def rsa_public_key(modulus: bytes, exponent: bytes) -> SubjectPublicKeyInfo:
    """Return the public key of CKA_MODULUS and CKA_PUBLIC_EXPONENT."""
    public = RSAPublicKey(int.from_bytes(modulus, "big"), int.from_bytes(exponent, "big"))
    return SubjectPublicKeyInfo(AlgorithmIdentifier(RSA_ENCRYPTION, NULL), BitString(encode_der(public)))


def curve_public_key(point: bytes, parameters: bytes | None) -> SubjectPublicKeyInfo | None:
    """Return the public key of CKA_EC_POINT and CKA_EC_PARAMS; these are None for an Edwards curve, told by its size.

    None for an Edwards curve of another size. Raises `DecodeError` for parameters that are none.
    """
    try:
        found = decode_named("ECPoint", point)
    except DecodeError:
        # In some tokens CKA_EC_POINT is not the DER of an OCTET STRING but only its contents.
        found = point
    if parameters is not None:
        algorithm = AlgorithmIdentifier(ID_EC_PUBLIC_KEY, decode_named("ECParameters", parameters))
    elif len(found) in _EDWARDS_CURVES:
        algorithm = AlgorithmIdentifier(_EDWARDS_CURVES[len(found)])
    else:
        return None
    return SubjectPublicKeyInfo(algorithm, BitString(found))

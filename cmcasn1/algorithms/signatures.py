"""Signatures by AlgorithmIdentifier: RSA, RSASSA-PSS, ECDSA, EdDSA, ML-DSA and, to verify only, DSA.

RFC 3279, 4055, 5758, 8410, 8419, 9688, 9881, 9882.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.exceptions import UnsupportedAlgorithm as _Unsupported
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, mldsa, padding, rsa

from cmcasn1.algorithms.digests import digest_identifier, hash_algorithm
from cmcasn1.codec.primitives import NULL
from cmcasn1.errors import BuildError, SignatureInvalid, UnsupportedAlgorithm
from cmcasn1.oids import Oid
from cmcasn1.oids.known import (
    ID_ALG_NO_SIGNATURE,
    ID_DSA,
    ID_EC_PUBLIC_KEY,
    ID_ED448,
    ID_ED25519,
    ID_MGF1,
    ID_RSASSA_PSS,
    ID_SHAKE256_LEN,
    RSA_ENCRYPTION,
    SECP384R1,
    SECP521R1,
)
from cmcasn1.pkix.algorithms import AlgorithmIdentifier, RSASSA_PSS_params

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes, PublicKeyTypes

    from cmcasn1.pkix.keys import SubjectPublicKeyInfo

KEY_ONLY = frozenset({RSA_ENCRYPTION, ID_EC_PUBLIC_KEY, ID_DSA})
"""What old peers write for a signature algorithm: the key's alone, the hash stands in digestAlgorithm."""
_LEAST_RSA_BITS = 1024
ML_DSA = frozenset({Oid(f"2.16.840.1.101.3.4.3.{arc}") for arc in (17, 18, 19)})


class _KeyAndHash(NamedTuple):
    """A signature algorithm whose identifier says key type and hash."""

    key: str
    hash: Callable[[], hashes.HashAlgorithm]


_SCHEMES: dict[str, _KeyAndHash] = {
    "1.2.840.113549.1.1.4": _KeyAndHash("RSA", hashes.MD5),
    "1.2.840.113549.1.1.5": _KeyAndHash("RSA", hashes.SHA1),
    "1.3.14.3.2.29": _KeyAndHash("RSA", hashes.SHA1),
    "1.2.840.113549.1.1.14": _KeyAndHash("RSA", hashes.SHA224),
    "1.2.840.113549.1.1.11": _KeyAndHash("RSA", hashes.SHA256),
    "1.2.840.113549.1.1.12": _KeyAndHash("RSA", hashes.SHA384),
    "1.2.840.113549.1.1.13": _KeyAndHash("RSA", hashes.SHA512),
    "1.2.840.113549.1.1.15": _KeyAndHash("RSA", hashes.SHA512_224),
    "1.2.840.113549.1.1.16": _KeyAndHash("RSA", hashes.SHA512_256),
    "2.16.840.1.101.3.4.3.13": _KeyAndHash("RSA", hashes.SHA3_224),
    "2.16.840.1.101.3.4.3.14": _KeyAndHash("RSA", hashes.SHA3_256),
    "2.16.840.1.101.3.4.3.15": _KeyAndHash("RSA", hashes.SHA3_384),
    "2.16.840.1.101.3.4.3.16": _KeyAndHash("RSA", hashes.SHA3_512),
    "1.2.840.10045.4.1": _KeyAndHash("EC", hashes.SHA1),
    "1.2.840.10045.4.3.1": _KeyAndHash("EC", hashes.SHA224),
    "1.2.840.10045.4.3.2": _KeyAndHash("EC", hashes.SHA256),
    "1.2.840.10045.4.3.3": _KeyAndHash("EC", hashes.SHA384),
    "1.2.840.10045.4.3.4": _KeyAndHash("EC", hashes.SHA512),
    "2.16.840.1.101.3.4.3.9": _KeyAndHash("EC", hashes.SHA3_224),
    "2.16.840.1.101.3.4.3.10": _KeyAndHash("EC", hashes.SHA3_256),
    "2.16.840.1.101.3.4.3.11": _KeyAndHash("EC", hashes.SHA3_384),
    "2.16.840.1.101.3.4.3.12": _KeyAndHash("EC", hashes.SHA3_512),
    "1.2.840.10040.4.3": _KeyAndHash("DSA", hashes.SHA1),
    "2.16.840.1.101.3.4.3.1": _KeyAndHash("DSA", hashes.SHA224),
    "2.16.840.1.101.3.4.3.2": _KeyAndHash("DSA", hashes.SHA256),
}
# NULL goes with PKCS #1 v1.5 and SHA-2 (RFC 4055 section 5).
_BY_KEY_AND_HASH = {
    (scheme.key, scheme.hash().name): AlgorithmIdentifier(
        Oid(oid), NULL if oid.startswith("1.2.840.113549.1.1.") else None
    )
    for oid, scheme in reversed(_SCHEMES.items())
}
# The digests that go with ECDSA and Ed25519, which are what most messages are signed with.
_USUAL_DIGESTS: dict[str, AlgorithmIdentifier] = {
    ID_ED25519: digest_identifier(hashes.SHA512()),
    **{oid: digest_identifier(scheme.hash()) for oid, scheme in _SCHEMES.items() if scheme.key == "EC"},
}
_KEY_TYPES: dict[str, str] = {RSA_ENCRYPTION: "RSA", ID_EC_PUBLIC_KEY: "EC"}
_CURVE_HASHES: dict[str, Callable[[], hashes.HashAlgorithm]] = {
    SECP384R1: hashes.SHA384,
    "1.3.36.3.3.2.8.1.1.11": hashes.SHA384,
    SECP521R1: hashes.SHA512,
    "1.3.36.3.3.2.8.1.1.13": hashes.SHA512,
}


def default_hash(info: SubjectPublicKeyInfo) -> hashes.HashAlgorithm:
    """Return the hash that suits a key: SHA-384 and SHA-512 for the larger curves, SHA-256 for everything else.

    A key that is bound to RSASSA-PSS with parameters names its hash itself (RFC 4055 section 3.1).
    """
    parameters = info.algorithm.parameters
    if type(parameters) is RSASSA_PSS_params:
        return hash_algorithm(parameters.hash_algorithm)
    if info.algorithm.algorithm == ID_EC_PUBLIC_KEY and type(parameters) is Oid and parameters in _CURVE_HASHES:
        return _CURVE_HASHES[parameters]()
    return hashes.SHA256()


def signature_identifier(
    info: SubjectPublicKeyInfo, algorithm: hashes.HashAlgorithm | None = None, *, pss: bool = False
) -> AlgorithmIdentifier:
    """Return how a key signs: the identifier for its type with a hash (`default_hash` where none is given).

    `pss` asks for RSASSA-PSS, MGF1 with the same hash and a salt as long as the hash. The parameters are NULL for
    PKCS #1 v1.5 with SHA-2 and absent elsewhere. Raises `BuildError` for a key that cannot sign or a hash that does
    not go with it. RFC 4055 sections 3 and 5, RFC 5758 section 3.2, RFC 8410 section 3, RFC 9881 section 2.
    """
    oid = info.algorithm.algorithm
    if oid in (ID_ED25519, ID_ED448) or oid in ML_DSA:
        if algorithm is not None or pss:
            raise BuildError(f"{oid.name} has its hash built in")
        return AlgorithmIdentifier(oid)
    chosen = algorithm or default_hash(info)
    if oid == ID_RSASSA_PSS or (pss and oid == RSA_ENCRYPTION):
        hashed = digest_identifier(chosen)
        if not chosen.name.startswith("sha3"):
            # RFC 4055 section 2.1 wants NULL, RFC 9688 section 2 nothing.
            hashed = AlgorithmIdentifier(hashed.algorithm, NULL)
        return AlgorithmIdentifier(
            ID_RSASSA_PSS,
            RSASSA_PSS_params(hashed, AlgorithmIdentifier(ID_MGF1, hashed), chosen.digest_size),
        )
    if pss:
        raise BuildError(f"RSASSA-PSS needs an RSA key, found {oid.name}")
    key = _KEY_TYPES.get(oid)
    if key is None:
        raise BuildError(f"a key of type {oid.name} ({oid}) cannot sign")
    found = _BY_KEY_AND_HASH.get((key, chosen.name))
    if found is None:
        raise BuildError(f"no signature algorithm joins {key} with {chosen.name}")
    return found


def can_sign(info: SubjectPublicKeyInfo) -> bool:
    """Say whether a key makes signatures, as one for encryption or key agreement does not."""
    try:
        signature_identifier(info)
    except (BuildError, UnsupportedAlgorithm):
        return False
    return True


def message_digest_identifier(signature: AlgorithmIdentifier) -> AlgorithmIdentifier:
    """Return the digest that goes with a signature algorithm in a SignerInfo with signed attributes.

    The hash of the algorithm itself; SHA-512 with Ed25519 and ML-DSA, SHAKE256 of 512 bits with Ed448. With
    RSASSA-PKCS1-v1_5 the parameters are NULL: all have to accept both forms, and Dogtag's CA verifies no other. Raises
    `UnsupportedAlgorithm`. RFC 5754 section 2, RFC 8419 sections 2.3 and 3, RFC 9882 section 3.3.
    """
    usual = _USUAL_DIGESTS.get(signature.algorithm)
    if usual is not None:
        return usual
    scheme = scheme_of(signature)
    if scheme.hash is not None:
        found = digest_identifier(scheme.hash)
        # As in the DigestInfo that is signed (RFC 8017 appendix A.2.4): JSS takes the identifier for it from here.
        return AlgorithmIdentifier(found.algorithm, NULL) if scheme.key == "RSA" else found
    if signature.algorithm == ID_ED448:
        return AlgorithmIdentifier(ID_SHAKE256_LEN, 512)
    return digest_identifier(hashes.SHA512())


class Scheme(NamedTuple):
    """What a signature algorithm does: with which kind of key, over which hash."""

    key: str
    """"RSA", "RSASSA-PSS", "EC", "DSA", "EdDSA" or "ML-DSA"."""
    hash: hashes.HashAlgorithm | None = None
    """None where it is built in."""
    mask_hash: hashes.HashAlgorithm | None = None
    """The hash of MGF1 in RSASSA-PSS."""
    salt_length: int = 0
    """The octets of salt in RSASSA-PSS."""


def scheme_of(algorithm: AlgorithmIdentifier) -> Scheme:
    """Return what a signature algorithm does; raises `UnsupportedAlgorithm`, also where only the key is named."""
    oid = algorithm.algorithm
    if oid == ID_RSASSA_PSS:
        return _pss(algorithm)
    if oid in (ID_ED25519, ID_ED448):
        return Scheme("EdDSA")
    if oid in ML_DSA:
        return Scheme("ML-DSA")
    if oid in _SCHEMES:
        return Scheme(_SCHEMES[oid].key, _SCHEMES[oid].hash())
    raise UnsupportedAlgorithm(f"unknown signature algorithm {oid.name} ({oid})")


def ml_dsa_digest_identifier(key: AlgorithmIdentifier, algorithm: hashes.HashAlgorithm) -> AlgorithmIdentifier:
    """Return the digest that `algorithm` makes of what an ML-DSA key signs in CMS.

    Raises `BuildError` for a hash that is weaker than the key. RFC 9882 section 3.3.
    """
    strength = {"17": 128, "18": 192, "19": 256}[key.algorithm.rpartition(".")[2]]
    if algorithm.digest_size * 4 < strength or algorithm.name in ("md5", "sha1"):
        raise BuildError(f"{algorithm.name} is weaker than {key.algorithm.name} (RFC 9882 section 3.3)")
    return digest_identifier(algorithm)


def sign(key: PrivateKeyTypes, algorithm: AlgorithmIdentifier, data: bytes) -> bytes:
    """Return the signature of a private key of cryptography over data, as `algorithm` says.

    Raises `BuildError` where key and algorithm do not go together, `UnsupportedAlgorithm` for an unknown algorithm.
    """
    oid = algorithm.algorithm
    how = _how(type(key), oid)
    try:
        return key.sign(data, *(_padding_and_hash(algorithm) if how is None else how))  # type: ignore[union-attr]
    except _Unsupported as error:
        raise UnsupportedAlgorithm(f"{oid.name} ({oid}) is not supported: {error}") from error
    except ValueError as error:
        # An RSA key too short for the hash, for instance.
        raise BuildError(f"the key cannot sign as {oid.name}: {error}") from error


def verify(
    key: SubjectPublicKeyInfo | PublicKeyTypes,
    algorithm: AlgorithmIdentifier,
    signature: bytes,
    data: bytes,
    *,
    digest_algorithm: AlgorithmIdentifier | None = None,
) -> None:
    """Verify a signature over data.

    `digest_algorithm` names the hash where `algorithm` is only the key's (rsaEncryption, id-ecPublicKey), as old CMS
    peers write it. Raises `SignatureInvalid` for a signature that does not verify or a key of another type,
    `UnsupportedAlgorithm` for an algorithm that is not known and for an RSA key of less than 1024 bits, which anybody
    can factor.
    """
    from cmcasn1.pkix.keys import SubjectPublicKeyInfo as Info

    public = key.to_cryptography() if isinstance(key, Info) else key
    oid = algorithm.algorithm
    if isinstance(key, Info) and key.algorithm.algorithm == ID_RSASSA_PSS != oid:
        raise SignatureInvalid(f"the key is for RSASSA-PSS only, the signature is by {oid.name} (RFC 4055 section 1.2)")
    if oid == ID_ALG_NO_SIGNATURE:
        raise SignatureInvalid("id-alg-noSignature is no signature")
    if isinstance(public, rsa.RSAPublicKey) and public.key_size < _LEAST_RSA_BITS:
        raise UnsupportedAlgorithm(f"an RSA key of {public.key_size} bits, less than {_LEAST_RSA_BITS}, proves nothing")
    try:
        if oid == ID_RSASSA_PSS:
            if not isinstance(public, rsa.RSAPublicKey):
                raise _other_key(public, oid)
            pad, hashed = _padding_and_hash(algorithm)
            public.verify(signature, data, pad, hashed)
        elif isinstance(public, rsa.RSAPublicKey):
            public.verify(signature, data, padding.PKCS1v15(), _hash_to_verify(oid, "RSA", digest_algorithm))
        elif isinstance(public, ec.EllipticCurvePublicKey):
            public.verify(signature, data, ec.ECDSA(_hash_to_verify(oid, "EC", digest_algorithm)))
        elif isinstance(public, dsa.DSAPublicKey):
            public.verify(signature, data, _hash_to_verify(oid, "DSA", digest_algorithm))
        elif isinstance(public, ed25519.Ed25519PublicKey | ed448.Ed448PublicKey | _MLDSA_PUBLIC):
            if _OID_OF_CLASS[_family(type(public))] != oid:
                _known(oid)
                raise _other_key(public, oid)
            public.verify(signature, data)
        else:
            _known(oid)
            raise _other_key(public, oid)
    except InvalidSignature:
        raise SignatureInvalid(f"the signature ({oid.name}) does not verify") from None
    except _Unsupported as error:
        raise UnsupportedAlgorithm(f"{oid.name} ({oid}) is not supported: {error}") from error
    except ValueError as error:
        raise SignatureInvalid(f"the signature ({oid.name}) is malformed: {error}") from error


_MLDSA_PRIVATE = mldsa.MLDSA44PrivateKey | mldsa.MLDSA65PrivateKey | mldsa.MLDSA87PrivateKey
_MLDSA_PUBLIC = mldsa.MLDSA44PublicKey | mldsa.MLDSA65PublicKey | mldsa.MLDSA87PublicKey
_OID_OF_CLASS = {
    "Ed25519": ID_ED25519,
    "Ed448": ID_ED448,
    "MLDSA44": Oid("2.16.840.1.101.3.4.3.17"),
    "MLDSA65": Oid("2.16.840.1.101.3.4.3.18"),
    "MLDSA87": Oid("2.16.840.1.101.3.4.3.19"),
}


@cache
def _family(key: type) -> str:
    # The classes of cryptography are abstract; an instance may be of any subclass that implements them.
    for cls in key.__mro__:
        name = cls.__name__.removesuffix("PrivateKey").removesuffix("PublicKey")
        if name in _OID_OF_CLASS:
            return name
    raise BuildError(f"{key.__name__} is a key of no known signature algorithm")


def _known(oid: Oid) -> None:
    """Raise `UnsupportedAlgorithm` unless the identifier is that of a signature algorithm."""
    if oid not in _SCHEMES and oid not in (ID_RSASSA_PSS, RSA_ENCRYPTION, *_OID_OF_CLASS.values()):
        raise UnsupportedAlgorithm(f"unknown signature algorithm {oid.name} ({oid})")


def _other_key(public: object, oid: Oid) -> SignatureInvalid:
    return SignatureInvalid(f"{type(public).__name__} does not go with a signature by {oid.name}")


@lru_cache(256)
def _how(key: type, oid: Oid) -> tuple[Any, ...] | None:
    """Return what a class of private keys is told beside the data; None where the parameters of RSASSA-PSS say it."""
    if issubclass(key, rsa.RSAPrivateKey):
        return None if oid == ID_RSASSA_PSS else (padding.PKCS1v15(), _hash_for(oid, "RSA"))
    if issubclass(key, ec.EllipticCurvePrivateKey):
        return (ec.ECDSA(_hash_for(oid, "EC")),)
    if issubclass(key, ed25519.Ed25519PrivateKey | ed448.Ed448PrivateKey | _MLDSA_PRIVATE):
        if _OID_OF_CLASS[_family(key)] != oid:
            raise BuildError(f"{key.__name__} cannot sign as {oid.name} ({oid})")
        return ()
    raise BuildError(f"{key.__name__} cannot sign")


def _hash_for(oid: Oid, key: str) -> hashes.HashAlgorithm:
    scheme = _SCHEMES.get(oid)
    if scheme is None:
        _known(oid)
    if scheme is None or scheme.key != key:
        raise BuildError(f"a key of type {key} cannot sign as {oid.name} ({oid})")
    return scheme.hash()


def _hash_to_verify(oid: Oid, key: str, digest_algorithm: AlgorithmIdentifier | None) -> hashes.HashAlgorithm:
    scheme = _SCHEMES.get(oid)
    if scheme is not None:
        if scheme.key != key:
            raise SignatureInvalid(f"a key of type {key} does not go with a signature by {oid.name}")
        return scheme.hash()
    if oid in KEY_ONLY and digest_algorithm is not None:
        return hash_algorithm(digest_algorithm)
    _known(oid)
    raise SignatureInvalid(f"a key of type {key} does not go with a signature by {oid.name}")


def _pss(algorithm: AlgorithmIdentifier) -> Scheme:
    parameters = algorithm.parameters
    if parameters is None:
        parameters = RSASSA_PSS_params()
    if not isinstance(parameters, RSASSA_PSS_params):
        raise UnsupportedAlgorithm(f"id-RSASSA-PSS ({ID_RSASSA_PSS}) needs RSASSA-PSS-params")
    mask = parameters.mask_gen_algorithm
    if mask.algorithm != ID_MGF1 or not isinstance(mask.parameters, AlgorithmIdentifier):
        raise UnsupportedAlgorithm(f"unknown mask generation {mask.algorithm.name} ({mask.algorithm})")
    if parameters.trailer_field != 1 or not 0 <= parameters.salt_length <= 1 << 12:
        raise UnsupportedAlgorithm("id-RSASSA-PSS with a trailer field or salt length beyond RFC 4055")
    hashed, masked = hash_algorithm(parameters.hash_algorithm), hash_algorithm(mask.parameters)
    return Scheme("RSASSA-PSS", hashed, masked, parameters.salt_length)


def _padding_and_hash(algorithm: AlgorithmIdentifier) -> tuple[padding.PSS, hashes.HashAlgorithm]:
    scheme = _pss(algorithm)
    assert scheme.hash is not None and scheme.mask_hash is not None
    return padding.PSS(padding.MGF1(scheme.mask_hash), scheme.salt_length), scheme.hash

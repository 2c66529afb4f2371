"""What signs and what decrypts: two protocols that a token can fulfil, and the keys of cryptography that do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeGuard, cast, runtime_checkable

from cryptography.hazmat.primitives.asymmetric import ec, mlkem, padding, rsa, x448, x25519
from cryptography.hazmat.primitives.serialization import load_der_public_key

from cmcasn1.algorithms import signatures
from cmcasn1.algorithms.dh_groups import domain_of, is_of_order, public_value_of
from cmcasn1.algorithms.dh_signatures import sign_dh
from cmcasn1.algorithms.digests import hash_algorithm
from cmcasn1.errors import BuildError, DecryptionFailed, UnsupportedAlgorithm
from cmcasn1.oids.known import DHPUBLICNUMBER, ID_MGF1, ID_P_SPECIFIED, ID_RSAES_OAEP, RSA_ENCRYPTION
from cmcasn1.pkix.algorithms import AlgorithmIdentifier, RSAES_OAEP_params
from cmcasn1.pkix.cryptography_objects import public_key_value
from cmcasn1.pkix.keys import SubjectPublicKeyInfo

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.dh import DHPrivateKey, DHPublicKey
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes


@runtime_checkable
class Signer(Protocol):
    """What makes signatures with one private key: a key in memory, in a token, behind a service."""

    @property
    def public_key_info(self) -> SubjectPublicKeyInfo:
        """The public key that verifies the signatures."""

    def sign(self, algorithm: AlgorithmIdentifier, data: bytes) -> bytes:
        """Return the signature over data, as `algorithm` says; raises `BuildError` or `UnsupportedAlgorithm`."""


@runtime_checkable
class Decrypter(Protocol):
    """What opens ciphertexts with one private key; a key does only what its type can.

    Each method raises `DecryptionFailed` where the ciphertext does not open, `UnsupportedAlgorithm` where the key or
    the algorithm cannot do it.
    """

    @property
    def public_key_info(self) -> SubjectPublicKeyInfo:
        """The public key to which others encrypt."""

    def decrypt(self, algorithm: AlgorithmIdentifier, ciphertext: bytes) -> bytes:
        """Return the plaintext of RSAES-PKCS1-v1_5 or RSAES-OAEP (RFC 8017 section 7)."""

    def agree(self, public: SubjectPublicKeyInfo) -> bytes:
        """Return the shared secret Z of (EC)DH, X25519 or X448 with another's public key (RFC 5753, RFC 8418)."""

    def decapsulate(self, algorithm: AlgorithmIdentifier, ciphertext: bytes) -> bytes:
        """Return the shared secret of a KEM ciphertext (RFC 9629, RFC 9936)."""


class PrivateKey:
    """A private key of cryptography as `Signer` and `Decrypter`."""

    __slots__ = ("_info", "_key")

    def __init__(self, key: PrivateKeyTypes) -> None:
        if not hasattr(key, "private_bytes"):
            raise BuildError(f"{type(key).__name__} is no private key, no Signer and no Decrypter")
        self._key = key
        self._info: SubjectPublicKeyInfo | None = None

    def __repr__(self) -> str:
        return f"PrivateKey({self.public_key_info.algorithm.algorithm.name}, <secret>)"

    @property
    def key(self) -> PrivateKeyTypes:
        """The key of cryptography."""
        return self._key

    @property
    def public_key_info(self) -> SubjectPublicKeyInfo:
        """The public key that belongs to it."""
        if self._info is None:
            self._info = public_key_value(self._key.public_key())
        return self._info

    def sign(self, algorithm: AlgorithmIdentifier, data: bytes) -> bytes:
        """Return the signature over data; raises `BuildError` or `UnsupportedAlgorithm`."""
        if _is_diffie_hellman(self._key):
            return sign_dh(self._key, algorithm, data)
        return signatures.sign(self._key, algorithm, data)

    def decrypt(self, algorithm: AlgorithmIdentifier, ciphertext: bytes) -> bytes:
        """Return the plaintext of RSAES-PKCS1-v1_5 or RSAES-OAEP."""
        pad = rsa_padding(algorithm)
        if not isinstance(self._key, rsa.RSAPrivateKey):
            raise UnsupportedAlgorithm(f"{type(self._key).__name__} cannot decrypt as {algorithm.algorithm.name}")
        try:
            return self._key.decrypt(ciphertext, pad)
        except ValueError:
            # The cause would tell an attacker what the padding looked like.
            raise DecryptionFailed(f"the ciphertext ({algorithm.algorithm.name}) does not open with this key") from None

    def agree(self, public: SubjectPublicKeyInfo) -> bytes:
        """Return the shared secret of ECDH, X25519 or X448 with another's public key, or of X9.42 Diffie-Hellman."""
        key = self._key
        if _is_diffie_hellman(key):
            return _agree_over_field(key, public)
        other = public.to_cryptography()
        try:
            if isinstance(key, ec.EllipticCurvePrivateKey) and isinstance(other, ec.EllipticCurvePublicKey):
                return key.exchange(ec.ECDH(), other)
            if isinstance(key, x25519.X25519PrivateKey) and isinstance(other, x25519.X25519PublicKey):
                return key.exchange(other)
            if isinstance(key, x448.X448PrivateKey) and isinstance(other, x448.X448PublicKey):
                return key.exchange(other)
        except ValueError as error:
            raise DecryptionFailed(f"no shared secret comes of the two keys: {error}") from error
        raise UnsupportedAlgorithm(f"{type(key).__name__} cannot agree with {public.algorithm.algorithm.name}")

    def decapsulate(self, algorithm: AlgorithmIdentifier, ciphertext: bytes) -> bytes:
        """Return the shared secret of ML-KEM-768 or ML-KEM-1024."""
        key = self._key
        if algorithm.algorithm != self.public_key_info.algorithm.algorithm or not isinstance(
            key, mlkem.MLKEM768PrivateKey | mlkem.MLKEM1024PrivateKey
        ):
            raise UnsupportedAlgorithm(f"{type(key).__name__} cannot decapsulate as {algorithm.algorithm.name}")
        try:
            return key.decapsulate(ciphertext)
        except ValueError as error:
            raise DecryptionFailed(f"the ciphertext ({algorithm.algorithm.name}) does not open: {error}") from error


def _is_diffie_hellman(key: PrivateKeyTypes) -> TypeGuard[DHPrivateKey]:
    # Whoever asks cryptography for the class is warned that it is going to go, though he have no such key.
    return type(key).__name__ == "DHPrivateKey"


def _agree_over_field(key: DHPrivateKey, public: SubjectPublicKeyInfo) -> bytes:
    """Return ZZ, in as many octets as p has (RFC 2631 section 2.1.2)."""
    kind = public.algorithm.algorithm
    if kind != DHPUBLICNUMBER:
        raise UnsupportedAlgorithm(f"a Diffie-Hellman key cannot agree with {kind.name} ({kind})")
    own, others, y = key.parameters().parameter_numbers(), domain_of(public), public_value_of(public)
    if own.q is None:
        raise UnsupportedAlgorithm("a Diffie-Hellman key without q cannot tell what it is safe to agree with")
    if (others.p, others.g, others.q) != (own.p, own.g, own.q):
        raise DecryptionFailed("no shared secret comes of the two keys: they are of different groups")
    # OpenSSL does not look.
    if not is_of_order(y, own.p, own.q):
        raise DecryptionFailed("the other's Diffie-Hellman key is not of the order q (RFC 2631 section 2.1.5)")
    try:
        # Not `to_cryptography`, which spares all others the warning of cryptography that this is going to end.
        return key.exchange(cast("DHPublicKey", load_der_public_key(public.octets)))
    except ValueError as error:
        raise DecryptionFailed(f"no shared secret comes of the two keys: {error}") from error


def as_signer(key: Signer | PrivateKeyTypes) -> Signer:
    """Return a `Signer` for a private key of cryptography; what is one already comes back as it is."""
    if isinstance(key, PrivateKey) or (_has_public_key_info(key) and isinstance(key, Signer)):
        return key
    return PrivateKey(key)  # type: ignore[arg-type]


def as_decrypter(key: Decrypter | PrivateKeyTypes) -> Decrypter:
    """Return a `Decrypter` for a private key of cryptography; what is one already comes back as it is."""
    if isinstance(key, PrivateKey) or (_has_public_key_info(key) and isinstance(key, Decrypter)):
        return key
    return PrivateKey(key)  # type: ignore[arg-type]


def _has_public_key_info(key: object) -> bool:
    """Say whether asking a protocol may be worth its time: it looks every member up, and keys of cryptography fail."""
    return hasattr(type(key), "public_key_info")


def rsa_padding(algorithm: AlgorithmIdentifier) -> padding.AsymmetricPadding:
    """Return the padding that rsaEncryption or id-RSAES-OAEP names.

    Raises `UnsupportedAlgorithm`. RFC 3370 section 4.2.1, RFC 4055 section 4.
    """
    if algorithm.algorithm == RSA_ENCRYPTION:
        return padding.PKCS1v15()
    if algorithm.algorithm != ID_RSAES_OAEP:
        raise UnsupportedAlgorithm(
            f"unknown key transport algorithm {algorithm.algorithm.name} ({algorithm.algorithm})"
        )
    parameters = RSAES_OAEP_params() if algorithm.parameters is None else algorithm.parameters
    if not isinstance(parameters, RSAES_OAEP_params):
        raise UnsupportedAlgorithm(f"id-RSAES-OAEP ({ID_RSAES_OAEP}) needs RSAES-OAEP-params")
    mask, source = parameters.mask_gen_func, parameters.p_source_func
    if mask.algorithm != ID_MGF1 or not isinstance(mask.parameters, AlgorithmIdentifier):
        raise UnsupportedAlgorithm(f"unknown mask generation {mask.algorithm.name} ({mask.algorithm})")
    label = source.parameters
    if source.algorithm != ID_P_SPECIFIED or not isinstance(label, bytes):
        raise UnsupportedAlgorithm(f"unknown label source {source.algorithm.name} ({source.algorithm})")
    return padding.OAEP(
        padding.MGF1(hash_algorithm(mask.parameters)), hash_algorithm(parameters.hash_func), label or None
    )


def oaep_identifier(algorithm: AlgorithmIdentifier) -> AlgorithmIdentifier:
    """Return id-RSAES-OAEP with MGF1 over the same digest and an empty label; raises `BuildError` for MD5."""
    if hash_algorithm(algorithm).name == "md5":
        raise BuildError("RSAES-OAEP with MD5 is defined nowhere")
    return AlgorithmIdentifier(ID_RSAES_OAEP, RSAES_OAEP_params(algorithm, AlgorithmIdentifier(ID_MGF1, algorithm)))

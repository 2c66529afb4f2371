"""Signatures of X9.42 Diffie-Hellman keys by the discrete logarithm, as DSA makes them: RFC 6955 section 5.

They prove possession and are no signatures for anything else, so `signatures.verify` knows nothing of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from cmcasn1.algorithms.dh_groups import domain_of, is_of_order, public_value_of
from cmcasn1.algorithms.digests import digest, digest_identifier
from cmcasn1.errors import BuildError, DecodeError, SignatureInvalid, UnsupportedAlgorithm
from cmcasn1.oids import Oid
from cmcasn1.oids.known import DHPUBLICNUMBER
from cmcasn1.pkix.algorithms import AlgorithmIdentifier
from cmcasn1.pkix.keys import DomainParameters

if TYPE_CHECKING:
    from collections.abc import Callable

    from cryptography.hazmat.primitives.asymmetric.dh import DHPrivateKey

    from cmcasn1.pkix.keys import SubjectPublicKeyInfo

DH_SIGNATURES: dict[Oid, Callable[[], hashes.HashAlgorithm]] = {
    Oid("1.3.6.1.5.5.7.6.4"): hashes.SHA1,
    Oid("1.3.6.1.5.5.7.6.5"): hashes.SHA224,
    Oid("1.3.6.1.5.5.7.6.6"): hashes.SHA256,
    Oid("1.3.6.1.5.5.7.6.7"): hashes.SHA384,
    Oid("1.3.6.1.5.5.7.6.8"): hashes.SHA512,
}
"""id-alg-dhPop-sha1, -sha224, -sha256, -sha384 and -sha512."""
# Of the same length as q: DSA takes the whole of what it is given.
_BY_BITS: dict[int, Callable[[], hashes.HashAlgorithm]] = {160: hashes.SHA1, 224: hashes.SHA224, 256: hashes.SHA256}


def dh_signature_identifier(
    key: SubjectPublicKeyInfo, algorithm: hashes.HashAlgorithm | None = None
) -> AlgorithmIdentifier:
    """Return id-alg-dhPop-* with this hash, or with the longest that is no longer than q.

    The parameters are absent: the key has them. Raises `BuildError` for a hash that there is none with, and
    `UnsupportedAlgorithm` for a key that is not of X9.42. RFC 6955 section 5.4.
    """
    bits = domain_of(key).q.bit_length()
    fitting = [(oid, made()) for oid, made in DH_SIGNATURES.items() if made().digest_size * 8 <= bits]
    if algorithm is None and fitting:
        return AlgorithmIdentifier(fitting[-1][0])
    for oid, made in fitting:
        if algorithm is not None and made.name == algorithm.name:
            return AlgorithmIdentifier(oid)
    name = "any hash" if algorithm is None else algorithm.name
    raise BuildError(f"no signature joins a Diffie-Hellman key with q of {bits} bits and {name} (RFC 6955 section 5)")


def sign_dh(key: DHPrivateKey, algorithm: AlgorithmIdentifier, data: bytes) -> bytes:
    """Return DER(Dss-Sig-Value) of a Diffie-Hellman key over data.

    Raises `BuildError` for another algorithm, `UnsupportedAlgorithm` for a group that is none of DSA. RFC 6955
    section 5.2.
    """
    made = DH_SIGNATURES.get(algorithm.algorithm)
    if made is None:
        name = algorithm.algorithm.name
        raise BuildError(f"a Diffie-Hellman key cannot sign as {name} ({algorithm.algorithm})")
    numbers = key.private_numbers()
    public = numbers.public_numbers
    p, g, q = public.parameter_numbers.p, public.parameter_numbers.g, public.parameter_numbers.q
    if q is None:
        raise UnsupportedAlgorithm("a Diffie-Hellman key without q cannot sign (RFC 6955 section 5)")
    parameters = dsa.DSAParameterNumbers(p, q, g)
    value, hashed = _value_to_sign(made(), q, data)
    try:
        signer = dsa.DSAPrivateNumbers(numbers.x, dsa.DSAPublicNumbers(public.y, parameters)).private_key()
        return signer.sign(value, Prehashed(hashed))
    except ValueError as error:
        raise _other_group(p, q, error) from error


def verify_dh(key: SubjectPublicKeyInfo, algorithm: AlgorithmIdentifier, signature: bytes, data: bytes) -> None:
    """Check a Dss-Sig-Value of a Diffie-Hellman key, whose public value has to be of the order q.

    Raises `SignatureInvalid`, and `UnsupportedAlgorithm` for another algorithm and for a group that is none of DSA: p
    of 1024, 2048, 3072 or 4096 bits, q of 160, 224 or 256. RFC 6955 section 5.3, RFC 2631 section 2.1.5.
    """
    oid = algorithm.algorithm
    made = DH_SIGNATURES.get(oid)
    if made is None:
        raise UnsupportedAlgorithm(f"{oid.name} ({oid}) is no signature by the discrete logarithm")
    if key.algorithm.algorithm != DHPUBLICNUMBER:
        raise SignatureInvalid(
            f"a key of type {key.algorithm.algorithm.name} does not go with a signature by {oid.name}"
        )
    domain = domain_of(key)
    p, g, q = domain.p, domain.g, domain.q
    named = algorithm.parameters
    if isinstance(named, DomainParameters) and (named.p, named.g, named.q) != (p, g, q):
        raise SignatureInvalid(f"{oid.name} names another group than the key is of")
    try:
        y = public_value_of(key)
    except DecodeError as error:
        raise SignatureInvalid(f"the Diffie-Hellman key is malformed: {error}") from error
    if min(p, g, q, y) < 1:
        raise SignatureInvalid("the Diffie-Hellman key has a number that is not positive")
    value, hashed = _value_to_sign(made(), q, data)
    try:
        public = dsa.DSAPublicNumbers(y, dsa.DSAParameterNumbers(p, q, g)).public_key()
    except ValueError as error:
        raise _other_group(p, q, error) from error
    # Only now are the numbers known to be of a size that does not take for ever.
    if not (is_of_order(y, p, q) and is_of_order(g, p, q)):
        raise SignatureInvalid("the Diffie-Hellman key is not of the order q (RFC 2631 section 2.1.5)")
    try:
        public.verify(signature, value, Prehashed(hashed))
    except InvalidSignature:
        raise SignatureInvalid(f"the signature ({oid.name}) does not verify") from None


def _value_to_sign(algorithm: hashes.HashAlgorithm, q: int, data: bytes) -> tuple[bytes, hashes.HashAlgorithm]:
    """Return m, in as many octets as q has, and the hash of that length: RFC 6955 section 5.1.

    d = HASH(data). Where q is longer, m is d | HASH(d), cut to one bit less than q has.
    """
    bits = q.bit_length()
    if bits not in _BY_BITS:
        raise UnsupportedAlgorithm(f"a Diffie-Hellman key with q of {bits} bits: DSA has {sorted(_BY_BITS)}")
    name, length = digest_identifier(algorithm), algorithm.digest_size * 8
    if length > bits:
        raise SignatureInvalid(f"{algorithm.name} is longer than q, {bits} bits (RFC 6955 section 5.1)")
    found = digest(name, data)
    if length < bits:
        longer = int.from_bytes(found + digest(name, found))
        found = (longer >> (2 * length - (bits - 1))).to_bytes(bits // 8)
    return found, _BY_BITS[bits]()


def _other_group(p: int, q: int, error: ValueError) -> UnsupportedAlgorithm:
    return UnsupportedAlgorithm(f"a Diffie-Hellman group of {p.bit_length()} and {q.bit_length()} bits: {error}")

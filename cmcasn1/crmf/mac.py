"""MACs of CRMF, made and checked: from a password and from a Diffie-Hellman secret (RFC 4211 section 4.4, RFC 9810)."""

from __future__ import annotations

from cmcasn1.codec.primitives import BitString
from cmcasn1.codec.value import Value
from cmcasn1.errors import BuildError, ProofInvalid, UnsupportedAlgorithm
from cmcasn1.oids.known import ID_DH_BASED_MAC, ID_PASSWORD_BASED_MAC, ID_PBMAC1
from cmcasn1.pkix.algorithms import AlgorithmIdentifier

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cryptography.hazmat.primitives.hashes import HashAlgorithm

SALT_OCTETS = 16
ITERATIONS = 10_000
"""Iterations made unless others are asked for: RFC 9045 section 4."""
_LEAST_SALT = 8
_LEAST_ITERATIONS = 100


class PBMParameter(Value):
    """The parameters of id-PasswordBasedMac.

    ::

        PBMParameter ::= SEQUENCE {
            salt                OCTET STRING,
            owf                 AlgorithmIdentifier,
            iterationCount      INTEGER,
            mac                 AlgorithmIdentifier }

    RFC 4211 section 4.4, updated by RFC 9045.
    """

    salt: bytes
    owf: AlgorithmIdentifier
    iteration_count: int
    mac: AlgorithmIdentifier


class DHBMParameter(Value):
    """The parameters of id-DHBasedMac.

    ::

        DHBMParameter ::= SEQUENCE {
            owf                 AlgorithmIdentifier,
            mac                 AlgorithmIdentifier }

    RFC 9810 section 5.1.3.2.
    """

    owf: AlgorithmIdentifier
    mac: AlgorithmIdentifier


class PKMACValue(Value):
    """A MAC and its algorithm; what it covers is told by the place where it stands.

    ::

        PKMACValue ::= SEQUENCE {
            algId  AlgorithmIdentifier,
            value  BIT STRING }

    The algorithm is id-PasswordBasedMac or id-PBMAC1 with a password, id-DHBasedMac with a Diffie-Hellman secret.
    RFC 4211 sections 4.1 and 4.4, RFC 9045.
    """

    alg_id: AlgorithmIdentifier
    value: BitString

    @classmethod
    def compute(cls, secret: bytes | str, data: bytes, algorithm: AlgorithmIdentifier | None = None) -> PKMACValue:
        """Return the MAC over data; id-PasswordBasedMac with a fresh salt unless another algorithm is given.

        Text counts as UTF-8. Raises `BuildError` for an empty secret, fewer than 100 iterations or 8 octets of salt
        (RFC 4211 section 4.4), and `UnsupportedAlgorithm`.
        """
        chosen = algorithm or password_based_mac_identifier()
        parameters = chosen.parameters
        if isinstance(parameters, PBMParameter):
            _check_strength(parameters)
        if not secret:
            raise BuildError("the secret of a MAC is empty", path=cls.__name__)
        return cls(chosen, BitString(_mac(chosen, secret, data)))

    def verify(self, secret: bytes | str, data: bytes) -> None:
        """Check the MAC over data in constant time.

        Raises `ProofInvalid`, `UnsupportedAlgorithm`, and `LimitError` for iterations beyond reason.
        """
        from hmac import compare_digest

        expected = _mac(self.alg_id, secret, data)
        if self.value.unused_bits or not compare_digest(expected, self.value.data):
            raise ProofInvalid(f"the MAC ({self.alg_id.algorithm.name}) does not match", path=type(self).__name__)


def password_based_mac_identifier(
    *,
    salt: bytes | None = None,
    iterations: int = ITERATIONS,
    owf: HashAlgorithm | None = None,
    mac: HashAlgorithm | AlgorithmIdentifier | None = None,
) -> AlgorithmIdentifier:
    """Return id-PasswordBasedMac with a fresh salt, SHA-256 and HMAC-SHA256 where nothing else is given.

    Raises `BuildError` for fewer than 100 iterations or 8 octets of salt. RFC 4211 section 4.4, RFC 9045 section 4.
    """
    import os

    from cmcasn1.algorithms.choice import digest_and_mac

    octets = os.urandom(SALT_OCTETS) if salt is None else salt
    function, code = digest_and_mac(owf, mac)
    parameters = PBMParameter(octets, function, iterations, code)
    _check_strength(parameters)
    return AlgorithmIdentifier(ID_PASSWORD_BASED_MAC, parameters)


def dh_based_mac_identifier(
    *, owf: HashAlgorithm | None = None, mac: HashAlgorithm | AlgorithmIdentifier | None = None
) -> AlgorithmIdentifier:
    """Return id-DHBasedMac, with SHA-256 and HMAC-SHA256 where nothing else is given. RFC 9810 section 5.1.3.2."""
    from cmcasn1.algorithms.choice import digest_and_mac

    return AlgorithmIdentifier(ID_DH_BASED_MAC, DHBMParameter(*digest_and_mac(owf, mac)))


def base_key(owf: AlgorithmIdentifier, secret: bytes, iterations: int = 1) -> bytes:
    """Return BASEKEY: the one-way function applied `iterations` times in total, the first time to the secret.

    The text of RFC 4211 section 4.4 can be read as one time more; BouncyCastle and OpenSSL do it as here. Raises
    `UnsupportedAlgorithm` and, for iterations beyond reason, `LimitError`.
    """
    from cmcasn1.algorithms.digests import digest, hash_algorithm
    from cmcasn1.algorithms.key_derivation import check_iterations

    if hash_algorithm(owf).name.startswith("shake"):
        raise UnsupportedAlgorithm(f"{owf.algorithm.name} ({owf.algorithm}) as one-way function")
    check_iterations(iterations)
    key = secret
    for _ in range(iterations):
        key = digest(owf, key)
    return key


def mac_key(owf: AlgorithmIdentifier, base: bytes, size: int | None) -> bytes:
    """Return the key of a MAC that takes `size` octets, None for any number: BASEKEY as it is, cut, or continued.

    KEY = BASEKEY || OWF("1" || BASEKEY) || OWF("2" || BASEKEY) ..., its first `size` octets. RFC 9810 section
    5.1.3.1.
    """
    if size is None:
        return base
    key, number = base, 0
    while len(key) < size:
        number += 1
        key += base_key(owf, str(number).encode() + base)
    return key[:size]


def _mac(algorithm: AlgorithmIdentifier, secret: bytes | str, data: bytes) -> bytes:
    from cmcasn1.algorithms.macs import mac, mac_key_size

    octets = secret.encode() if isinstance(secret, str) else secret
    parameters = algorithm.parameters
    if algorithm.algorithm == ID_PBMAC1:
        return mac(algorithm, octets, data)
    if algorithm.algorithm == ID_PASSWORD_BASED_MAC and isinstance(parameters, PBMParameter):
        base = base_key(parameters.owf, octets + parameters.salt, parameters.iteration_count)
    elif algorithm.algorithm == ID_DH_BASED_MAC and isinstance(parameters, DHBMParameter):
        base = base_key(parameters.owf, octets)
    else:
        name = algorithm.algorithm.name
        raise UnsupportedAlgorithm(f"unknown MAC of CRMF {name} ({algorithm.algorithm}), or without its parameters")
    inner = parameters.mac
    return mac(inner, mac_key(parameters.owf, base, mac_key_size(inner)), data)


def _check_strength(parameters: PBMParameter) -> None:
    path, section = "PBMParameter", "(RFC 4211 section 4.4)"
    if len(parameters.salt) < _LEAST_SALT:
        raise BuildError(f"a salt has {_LEAST_SALT} octets at least, {len(parameters.salt)} given {section}", path=path)
    if parameters.iteration_count < _LEAST_ITERATIONS:
        found = parameters.iteration_count
        raise BuildError(f"{_LEAST_ITERATIONS} iterations at least, {found} asked for {section}", path=path)

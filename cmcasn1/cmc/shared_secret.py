"""Keys that come of a shared secret: RFC 10002 sections 6.2.1 to 6.2.3 and 6.3.1."""

from __future__ import annotations

from enum import Enum
from functools import cache

from cmcasn1.errors import BuildError
from cmcasn1.oids.known import HMAC_SHA1, ID_PBKDF2, ID_SHA1
from cmcasn1.pkix.algorithms import AlgorithmIdentifier

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from cryptography.hazmat.primitives.hashes import HashAlgorithm

    Digest = Callable[[AlgorithmIdentifier, bytes], bytes]
    Mac = Callable[[AlgorithmIdentifier, bytes, bytes], bytes]
    Chosen = HashAlgorithm | AlgorithmIdentifier | None
    Choice = Callable[[Chosen, Chosen], tuple[AlgorithmIdentifier, AlgorithmIdentifier]]

# What identityProof and popLinkWitness are fixed to (RFC 10002 sections 6.2.1 and 6.3.1).
SHA1 = AlgorithmIdentifier(ID_SHA1)
HMAC_WITH_SHA1 = AlgorithmIdentifier(HMAC_SHA1)


class ProofKey(Enum):
    """What went into the key of a proof: peers differ in whether the identification does.

    RFC 10002 section 6.2.3 wants it in identity proofs and has it nowhere in POP links; Dogtag leaves it out of
    identityProof and puts it into popLinkWitnessV2.
    """

    SECRET = "secret"
    SECRET_AND_IDENTIFICATION = "secret and identification"


def secret_octets(secret: bytes | str) -> bytes:
    """Return the octets of a secret: text counts as UTF-8, without normalisation. RFC 10002 section 6.2.1."""
    return secret.encode() if isinstance(secret, str) else bytes(secret)


def password_octets(secret: bytes | str, identification: str) -> bytes:
    """Return I || S, the password of an AuthenticatedData: here the identification comes first.

    RFC 10002 section 3.2.1.3.1.
    """
    return identification.encode() + secret_octets(secret)


@cache
def _algorithms() -> tuple[Digest, Mac, Choice]:
    """Return what imports cryptography: looked up once, as an import takes its time too."""
    from cmcasn1.algorithms.choice import digest_and_mac
    from cmcasn1.algorithms.digests import digest
    from cmcasn1.algorithms.macs import mac

    return digest, mac, digest_and_mac


def proof_algorithms(
    digest: HashAlgorithm | AlgorithmIdentifier | None, mac: HashAlgorithm | AlgorithmIdentifier | None
) -> tuple[AlgorithmIdentifier, AlgorithmIdentifier]:
    """Return the identifiers of the two algorithms of a proof, as `cmcasn1.algorithms.choice.digest_and_mac` does."""
    return _algorithms()[2](digest, mac)


def proof_key(
    algorithm: AlgorithmIdentifier, secret: bytes | str, identification: str | None, mac_algorithm: AlgorithmIdentifier
) -> bytes:
    """Return the key of a proof: H(S), or H(S || I) with an identification; PBKDF2 in place of H where it is named.

    PBKDF2 without a keyLength makes a key as long as the MAC. Raises `UnsupportedAlgorithm` and `LimitError`.
    RFC 10002 sections 6.2.3 and 6.3.1.
    """
    octets = secret_octets(secret) + (b"" if identification is None else identification.encode())
    if algorithm.algorithm == ID_PBKDF2:
        from cmcasn1.algorithms.key_derivation import derive_from_password
        from cmcasn1.algorithms.macs import mac_size

        return derive_from_password(algorithm, octets, mac_size(mac_algorithm))
    return _algorithms()[0](algorithm, octets)


def witness(
    algorithm: AlgorithmIdentifier,
    mac_algorithm: AlgorithmIdentifier,
    secret: bytes | str,
    identification: str | None,
    data: bytes,
) -> bytes:
    """Return MAC(`proof_key`, data); raises as `proof_key` does. RFC 10002 sections 6.2.1 and 6.3.1."""
    if not secret:
        raise BuildError("the shared secret is empty")
    return _algorithms()[1](mac_algorithm, proof_key(algorithm, secret, identification, mac_algorithm), data)


def matching_key(
    algorithm: AlgorithmIdentifier,
    mac_algorithm: AlgorithmIdentifier,
    secret: bytes | str,
    identification: str | None,
    data: bytes,
    value: bytes,
    *,
    first: ProofKey,
) -> ProofKey | None:
    """Return which of the two keys makes the witness, tried from `first` on; None where neither does.

    Comparisons take constant time. Raises as `proof_key` does.
    """
    from hmac import compare_digest

    tries = [ProofKey.SECRET]
    if identification is not None:
        tries.append(ProofKey.SECRET_AND_IDENTIFICATION)
    for key in sorted(tries, key=lambda tried: tried is not first):
        mixed = identification if key is ProofKey.SECRET_AND_IDENTIFICATION else None
        if compare_digest(witness(algorithm, mac_algorithm, secret, mixed, data), value):
            return key
    return None

"""The decryptedPOP control: RFC 10002 section 6.7."""

from __future__ import annotations

from cmcasn1.cmc.body_part_graph import body_part_id as number_of
from cmcasn1.cmc.controls.control import Control
from cmcasn1.cmc.controls.encrypted_pop import CHALLENGE, DOGTAG, names_cipher
from cmcasn1.cmc.tagged_request import tagged_request_octets
from cmcasn1.codec.quirks import ALL_QUIRKS
from cmcasn1.errors import ProofInvalid

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from cryptography import x509

    from cmcasn1.cmc.controls.encrypted_pop import EncryptedPOP
    from cmcasn1.cmc.tagged_request import AnyRequest
    from cmcasn1.cms.decryption import Key
    from cmcasn1.pkix.algorithms import AlgorithmIdentifier
    from cmcasn1.pkix.certificates import Certificate

_DOGTAG_BODY_PART = 1


class DecryptedPOP(Control):
    """The answer to a challenge: a MAC over the request, keyed with the challenge.

    ::

        DecryptedPOP ::= SEQUENCE {
            bodyPartID  BodyPartID,
            thePOPAlgID AlgorithmIdentifier,
            thePOP      OCTET STRING }

    thePOP = MAC(y[0:64], TaggedRequest), y the challenge and the MAC that of thePOPAlgID; of a longer challenge only
    the first 64 octets are the key. RFC 10002 section 6.7.
    """

    body_part_id: int
    the_pop_alg_id: AlgorithmIdentifier
    the_pop: bytes

    @classmethod
    def answer(
        cls,
        encrypted: EncryptedPOP,
        key: Key,
        body_part_id: int | None = None,
        *,
        certificate: Certificate | x509.Certificate | None = None,
        quirks: Iterable[str] = ALL_QUIRKS,
    ) -> DecryptedPOP:
        """Return the answer to a challenge, opened with the private key that the request is about.

        The request is sent once more beside it; `body_part_id` is its ID in the new message, None the one that it has
        (in Dogtag's form always 1). Raises as `EncryptedPOP.open` does. RFC 10002 section 6.7.
        """
        quirks = frozenset(quirks)
        y = encrypted.open(key, certificate=certificate, quirks=quirks)
        if body_part_id is None:
            body_part_id = _DOGTAG_BODY_PART if encrypted.is_dogtag else number_of(encrypted.request)
        the_pop = proof(encrypted.the_pop_alg_id, y, tagged_request_octets(encrypted.request), quirks)
        return cls(body_part_id, encrypted.the_pop_alg_id, the_pop)

    def verify(
        self,
        challenge: bytes,
        request: AnyRequest | bytes,
        *,
        algorithm: AlgorithmIdentifier | None = None,
        quirks: Iterable[str] = ALL_QUIRKS,
    ) -> None:
        """Verify thePOP with the challenge y and the request that was challenged: a value, or a TaggedRequest's octets.

        `algorithm` is what thePOPAlgID of the challenge was, if it is to be compared. Raises `ProofInvalid` (the
        request is then refused with popFailed) and `UnsupportedAlgorithm`. RFC 10002 section 6.7.
        """
        from hmac import compare_digest

        if algorithm is not None and algorithm.algorithm != self.the_pop_alg_id.algorithm:
            raise ProofInvalid("the answer names another algorithm than the challenge", path="DecryptedPOP.thePOPAlgID")
        octets = request if isinstance(request, bytes) else tagged_request_octets(request)
        if not compare_digest(proof(self.the_pop_alg_id, challenge, octets, quirks), self.the_pop):
            raise ProofInvalid("the answer is not that of the challenge and the request", path="DecryptedPOP.thePOP")


def proof(
    algorithm: AlgorithmIdentifier, challenge: bytes, request: bytes, quirks: Iterable[str] = ALL_QUIRKS
) -> bytes:
    """Return thePOP = MAC(challenge[0:64], request); in Dogtag's form the MAC is HMAC with SHA-256 whatever is named.

    Raises `UnsupportedAlgorithm`. RFC 10002 section 6.7.
    """
    from hmac import digest

    from cmcasn1.algorithms.macs import mac

    if names_cipher(algorithm) and DOGTAG in quirks:
        return digest(challenge[:CHALLENGE], request, "sha256")
    return mac(algorithm, challenge[:CHALLENGE], request)

"""The identityProofV2 control: RFC 10002 section 6.2.1."""

from __future__ import annotations

from cmcasn1.cmc.controls.control import Control
from cmcasn1.cmc.shared_secret import ProofKey, matching_key, proof_algorithms, witness
from cmcasn1.errors import ProofInvalid

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cryptography.hazmat.primitives.hashes import HashAlgorithm

    from cmcasn1.pkix.algorithms import AlgorithmIdentifier


class IdentityProofV2(Control):
    """Proves a shared secret: a MAC over the reqSequence as encoded. RFC 6402 prints IdentifyProofV2.

    ::

        IdentityProofV2 ::= SEQUENCE {
            proofAlgID AlgorithmIdentifier,
            macAlgId   AlgorithmIdentifier,
            witness    OCTET STRING }

    RFC 10002 section 6.2.1.
    """

    proof_alg_id: AlgorithmIdentifier
    mac_alg_id: AlgorithmIdentifier
    witness: bytes

    @classmethod
    def compute(
        cls,
        secret: bytes | str,
        req_sequence: bytes,
        *,
        identification: str | None = None,
        hash_algorithm: HashAlgorithm | AlgorithmIdentifier | None = None,
        mac_algorithm: HashAlgorithm | AlgorithmIdentifier | None = None,
    ) -> IdentityProofV2:
        """Return the proof MAC(H(S), M), or MAC(H(S || I), M) with an identification.

        `req_sequence` (M) is the reqSequence of the PKIData, tag and length included. H is SHA-256 and the MAC is
        HMAC with H where nothing else is given; a hash as `mac_algorithm` means HMAC with it. Raises `BuildError`
        and `UnsupportedAlgorithm`. RFC 10002 sections 6.2.1 and 6.2.3.
        """
        proof_alg_id, mac_alg_id = proof_algorithms(hash_algorithm, mac_algorithm)
        made = witness(proof_alg_id, mac_alg_id, secret, identification, req_sequence)
        return cls(proof_alg_id, mac_alg_id, made)

    def verify(self, secret: bytes | str, req_sequence: bytes, *, identification: str | None = None) -> ProofKey:
        """Check the proof over the reqSequence as received, and return what its key was made of.

        Raises `ProofInvalid`, which a server answers with badIdentity, and `UnsupportedAlgorithm` (badAlg).
        RFC 10002 section 6.2.1.
        """
        first = ProofKey.SECRET_AND_IDENTIFICATION
        key = matching_key(
            self.proof_alg_id, self.mac_alg_id, secret, identification, req_sequence, self.witness, first=first
        )
        if key is None:
            raise ProofInvalid("the identity proof does not match the secret", path="IdentityProofV2.witness")
        return key

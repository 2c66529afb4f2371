"""The popLinkWitnessV2 control: RFC 10002 section 6.3.1."""

from __future__ import annotations

from cmcasn1.cmc.controls.control import Control
from cmcasn1.cmc.shared_secret import ProofKey, matching_key, proof_algorithms, witness
from cmcasn1.errors import ProofInvalid

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cryptography.hazmat.primitives.hashes import HashAlgorithm

    from cmcasn1.pkix.algorithms import AlgorithmIdentifier


class PopLinkWitnessV2(Control):
    """Links a request to a shared secret, with algorithms of choice.

    ::

        PopLinkWitnessV2 ::= SEQUENCE {
            keyGenAlgorithm AlgorithmIdentifier,
            macAlgorithm    AlgorithmIdentifier,
            witness         OCTET STRING }

    An attribute of a PKCS #10 request or a control of a CRMF request. RFC 10002 section 6.3.1.
    """

    key_gen_algorithm: AlgorithmIdentifier
    mac_algorithm: AlgorithmIdentifier
    witness: bytes

    @classmethod
    def compute(
        cls,
        secret: bytes | str,
        random: bytes,
        *,
        identification: str | None = None,
        key_gen_algorithm: HashAlgorithm | AlgorithmIdentifier | None = None,
        mac_algorithm: HashAlgorithm | AlgorithmIdentifier | None = None,
    ) -> PopLinkWitnessV2:
        """Return the witness MAC(K, R), R the contents of popLinkRandom.

        K is H(S) (SHA-256 where nothing else is given), or PBKDF2(S) where `key_gen_algorithm` is that; with an
        identification H(S || I), as Dogtag has it. A hash as `mac_algorithm` means HMAC with it. Raises `BuildError`
        and `UnsupportedAlgorithm`. RFC 10002 section 6.3.1.1.
        """
        key_gen, mac = proof_algorithms(key_gen_algorithm, mac_algorithm)
        return cls(key_gen, mac, witness(key_gen, mac, secret, identification, random))

    def verify(self, secret: bytes | str, random: bytes, *, identification: str | None = None) -> ProofKey:
        """Check the witness and return what its key was made of: the secret alone, or with the identification.

        Raises `ProofInvalid` and `UnsupportedAlgorithm`. RFC 10002 section 6.3.1.1.
        """
        key = matching_key(
            self.key_gen_algorithm,
            self.mac_algorithm,
            secret,
            identification,
            random,
            self.witness,
            first=ProofKey.SECRET,
        )
        if key is None:
            raise ProofInvalid("the POP link witness does not match the secret", path="PopLinkWitnessV2.witness")
        return key

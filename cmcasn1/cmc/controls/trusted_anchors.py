"""The trustedAnchors control: RFC 10002 section 6.15."""

from __future__ import annotations

from cmcasn1.cmc.controls.control import Control

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from cryptography import x509
    from cryptography.hazmat.primitives.hashes import HashAlgorithm

    from cmcasn1.pkix.algorithms import AlgorithmIdentifier
    from cmcasn1.pkix.certificates import Certificate


class PublishTrustAnchors(Control):
    """The digests of the trust anchors to use from now on.

    ::

        PublishTrustAnchors ::= SEQUENCE {
            seqNumber     INTEGER,
            hashAlgorithm AlgorithmIdentifier,
            anchorHashes  SEQUENCE OF OCTET STRING }

    RFC 10002 section 6.15.
    """

    seq_number: int
    hash_algorithm: AlgorithmIdentifier
    anchor_hashes: tuple[bytes, ...]

    @classmethod
    def compute(
        cls,
        seq_number: int,
        anchors: Iterable[Certificate | x509.Certificate | bytes],
        *,
        hash_algorithm: HashAlgorithm | AlgorithmIdentifier | None = None,
    ) -> PublishTrustAnchors:
        """Return the control with H(certificate) of each anchor; SHA-256 where no hash is given.

        `seq_number` is larger than in any earlier control of the same source. Raises `BuildError` and
        `UnsupportedAlgorithm`. RFC 10002 section 6.15.
        """
        from cmcasn1.cmc.certificate_hashes import certificate_hashes

        return cls(seq_number, *certificate_hashes(anchors, hash_algorithm))

    def anchors(self, certificates: Iterable[Certificate | x509.Certificate | bytes]) -> tuple[Certificate, ...]:
        """Return those of the certificates, such as came along in the message, that are trust anchors by this control.

        Raises `UnsupportedAlgorithm`. RFC 10002 section 6.15.
        """
        from cmcasn1.cmc.certificate_hashes import hashed_among

        return hashed_among(self.hash_algorithm, self.anchor_hashes, certificates)

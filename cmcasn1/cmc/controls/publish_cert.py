"""The publishCert control: RFC 10002 section 6.18."""

from __future__ import annotations

from cmcasn1.cmc.controls.control import Control

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from cryptography import x509
    from cryptography.hazmat.primitives.hashes import HashAlgorithm

    from cmcasn1.crmf.controls import PKIPublicationInfo
    from cmcasn1.pkix.algorithms import AlgorithmIdentifier
    from cmcasn1.pkix.certificates import Certificate


class CMCPublicationInfo(Control):
    """How certificates that exist are to be published, by their digests.

    ::

        CMCPublicationInfo ::= SEQUENCE {
            hashAlg    AlgorithmIdentifier,
            certHashes SEQUENCE OF OCTET STRING,
            pubInfo    PKIPublicationInfo }

    RFC 10002 section 6.18.
    """

    hash_alg: AlgorithmIdentifier
    cert_hashes: tuple[bytes, ...]
    pub_info: PKIPublicationInfo

    @classmethod
    def compute(
        cls,
        certificates: Iterable[Certificate | x509.Certificate | bytes],
        pub_info: PKIPublicationInfo,
        *,
        hash_algorithm: HashAlgorithm | AlgorithmIdentifier | None = None,
    ) -> CMCPublicationInfo:
        """Return the control with H(certificate) of each; SHA-256 where no hash is given.

        Raises `BuildError` and `UnsupportedAlgorithm`. RFC 10002 section 6.18.
        """
        from cmcasn1.cmc.certificate_hashes import certificate_hashes

        return cls(*certificate_hashes(certificates, hash_algorithm), pub_info)

    def published(self, certificates: Iterable[Certificate | x509.Certificate | bytes]) -> tuple[Certificate, ...]:
        """Return those of the certificates that the control is about; raises `UnsupportedAlgorithm`."""
        from cmcasn1.cmc.certificate_hashes import hashed_among

        return hashed_among(self.hash_alg, self.cert_hashes, certificates)

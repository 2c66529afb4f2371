"""The publishCert control: RFC 10002 section 6.18."""

from __future__ import annotations

from cmcasn1.cmc.controls.control import Control

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cmcasn1.crmf.controls import PKIPublicationInfo
    from cmcasn1.pkix.algorithms import AlgorithmIdentifier


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

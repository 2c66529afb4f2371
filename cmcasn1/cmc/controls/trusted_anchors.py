"""The trustedAnchors control: RFC 10002 section 6.15."""

from __future__ import annotations

from cmcasn1.cmc.controls.control import Control

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cmcasn1.pkix.algorithms import AlgorithmIdentifier


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

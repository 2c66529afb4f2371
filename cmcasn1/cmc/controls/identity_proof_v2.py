"""The identityProofV2 control: RFC 10002 section 6.2.1."""

from __future__ import annotations

from cmcasn1.cmc.controls.control import Control

TYPE_CHECKING = False
if TYPE_CHECKING:
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

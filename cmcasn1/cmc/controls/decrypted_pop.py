"""The decryptedPOP control: RFC 10002 section 6.7."""

from __future__ import annotations

from cmcasn1.cmc.controls.control import Control

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cmcasn1.pkix.algorithms import AlgorithmIdentifier


class DecryptedPOP(Control):
    """The answer to a challenge: a MAC over the request, keyed with the challenge.

    ::

        DecryptedPOP ::= SEQUENCE {
            bodyPartID  BodyPartID,
            thePOPAlgID AlgorithmIdentifier,
            thePOP      OCTET STRING }

    RFC 10002 section 6.7.
    """

    body_part_id: int
    the_pop_alg_id: AlgorithmIdentifier
    the_pop: bytes

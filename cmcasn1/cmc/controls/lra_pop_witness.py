"""The lraPOPWitness control: RFC 10002 section 6.8."""

from __future__ import annotations

from cmcasn1.cmc.controls.control import Control


class LraPopWitness(Control):
    """Says that the RA has verified the proof of possession of requests.

    ::

        LraPopWitness ::= SEQUENCE {
            pkiDataBodyid BodyPartID,
            bodyIds       SEQUENCE OF BodyPartID }

    RFC 10002 section 6.8.
    """

    pki_data_bodyid: int
    body_ids: tuple[int, ...]

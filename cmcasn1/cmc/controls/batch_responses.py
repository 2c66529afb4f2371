"""The batchResponses control: RFC 10002 section 6.17."""

from __future__ import annotations

from cmcasn1.cmc.controls.control import Control


class BatchResponses(Control):
    """The nested messages that are responses of a batch.

    ::

        BatchResponses ::= SEQUENCE SIZE (1..MAX) OF BodyPartID

    RFC 10002 section 6.17.
    """

    value: tuple[int, ...]

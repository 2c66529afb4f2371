"""The controlProcessed control: RFC 10002 section 6.19."""

from __future__ import annotations

from cmcasn1.cmc.controls.control import Control

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cmcasn1.cmc.body_parts import BodyPartPath


class ControlsProcessed(Control):
    """Says which controls an RA has processed already.

    ::

        ControlsProcessed ::= SEQUENCE {
            bodyList SEQUENCE SIZE (1..MAX) OF BodyPartReference }

    RFC 10002 section 6.19.
    """

    body_list: tuple[int | BodyPartPath, ...]

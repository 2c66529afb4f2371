"""The responseBody control: RFC 10002 section 6.21."""

from __future__ import annotations

from cmcasn1.cmc.controls.control import Control


class ResponseBody(Control):
    """Points at the nested message that holds the answer of a further server.

    ::

        ResponseBody ::= SEQUENCE SIZE (1..MAX) OF BodyPartID

    RFC 10002 section 6.21.
    """

    value: tuple[int, ...]

"""The responseInfo control: RFC 10002 section 6.12."""

from __future__ import annotations

from cmcasn1.cmc.controls.control import Control


class ResponseInfo(Control):
    """Information for the client, by agreement.

    ::

        ResponseInfo ::= OCTET STRING

    RFC 10002 section 6.12.
    """

    value: bytes

"""The regInfo control: RFC 10002 section 6.12."""

from __future__ import annotations

from cmcasn1.cmc.controls.control import Control


class RegInfo(Control):
    """Information for the server, by agreement.

    ::

        RegInfo ::= OCTET STRING

    RFC 10002 section 6.12.
    """

    value: bytes

"""The dataReturn control: RFC 10002 section 6.4."""

from __future__ import annotations

from cmcasn1.cmc.controls.control import Control


class DataReturn(Control):
    """Octets that the server returns unchanged.

    ::

        DataReturn ::= OCTET STRING

    RFC 10002 section 6.4.
    """

    value: bytes

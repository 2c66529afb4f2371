"""The queryPending control: RFC 10002 section 6.13."""

from __future__ import annotations

from cmcasn1.cmc.controls.control import Control


class QueryPending(Control):
    """Asks for what is pending, by its token.

    ::

        QueryPending ::= OCTET STRING

    RFC 10002 section 6.13.
    """

    value: bytes

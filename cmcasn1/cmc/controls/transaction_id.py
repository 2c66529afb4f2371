"""The transactionId control: RFC 10002 section 6.6."""

from __future__ import annotations

from cmcasn1.cmc.controls.control import Control


class TransactionId(Control):
    """The number that all messages of a transaction bear.

    ::

        TransactionId ::= INTEGER

    RFC 10002 section 6.6.
    """

    value: int

"""The recipientNonce control: RFC 10002 section 6.6."""

from __future__ import annotations

from cmcasn1.cmc.controls.control import Control


class RecipientNonce(Control):
    """The senderNonce of the message that is answered.

    ::

        RecipientNonce ::= OCTET STRING

    RFC 10002 section 6.6.
    """

    value: bytes

"""The senderNonce control: RFC 10002 section 6.6."""

from __future__ import annotations

from cmcasn1.cmc.controls.control import Control


class SenderNonce(Control):
    """A fresh number against replay; the answer returns it as recipientNonce.

    ::

        SenderNonce ::= OCTET STRING

    RFC 10002 section 6.6.
    """

    value: bytes

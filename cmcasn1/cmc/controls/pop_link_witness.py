"""The popLinkWitness control: RFC 10002 section 6.3.1."""

from __future__ import annotations

from cmcasn1.cmc.controls.control import Control


class PopLinkWitness(Control):
    """Links a request to a shared secret: HMAC-SHA1 over the random number.

    ::

        PopLinkWitness ::= OCTET STRING

    RFC 10002 section 6.3.1.
    """

    value: bytes

"""The popLinkRandom control: RFC 10002 section 6.3.1."""

from __future__ import annotations

from cmcasn1.cmc.controls.control import Control


class PopLinkRandom(Control):
    """The random number that the POP link witnesses of all requests cover.

    ::

        PopLinkRandom ::= OCTET STRING

    RFC 10002 section 6.3.1.
    """

    value: bytes

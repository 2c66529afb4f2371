"""The identification control: RFC 10002 section 6.2.2."""

from __future__ import annotations

from cmcasn1.cmc.controls.control import Control


class Identification(Control):
    """Names the shared secret; it enters the key of the identity proof.

    ::

        Identification ::= UTF8String

    RFC 10002 section 6.2.2.
    """

    value: str

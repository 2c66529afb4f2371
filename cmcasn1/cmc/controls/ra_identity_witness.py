"""The raIdentityWitness control: RFC 10002 section 6.20."""

from __future__ import annotations

from cmcasn1.cmc.controls.control import Control


class RaIdentityWitness(Control):
    """Points at the identity proof or request that an RA has verified.

    ::

        RaIdentityWitness ::= SEQUENCE SIZE (1..MAX) OF BodyPartID

    RFC 10002 section 6.20.
    """

    value: tuple[int, ...]

"""The authData control: RFC 10002 section 6.16."""

from __future__ import annotations

from cmcasn1.cmc.controls.control import Control


class AuthPublish(Control):
    """Points at the AuthenticatedData that publishes trust anchors.

    ::

        AuthPublish ::= INTEGER (0..4294967295)

    RFC 10002 section 6.16.
    """

    value: int

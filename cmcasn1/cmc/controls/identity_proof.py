"""The identityProof control: RFC 10002 section 6.2.1."""

from __future__ import annotations

from cmcasn1.cmc.controls.control import Control


class IdentityProof(Control):
    """Proves a shared secret: HMAC-SHA1 over the reqSequence as encoded, keyed with the SHA-1 of the secret.

    ::

        IdentityProof ::= OCTET STRING

    RFC 10002 section 6.2.1.
    """

    value: bytes

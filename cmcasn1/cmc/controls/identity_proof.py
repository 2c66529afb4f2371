"""The identityProof control: RFC 10002 section 6.2.1."""

from __future__ import annotations

from cmcasn1.cmc.controls.control import Control
from cmcasn1.cmc.shared_secret import HMAC_WITH_SHA1, SHA1, ProofKey, matching_key, witness
from cmcasn1.errors import ProofInvalid


class IdentityProof(Control):
    """Proves a shared secret: HMAC-SHA1 over the reqSequence as encoded, keyed with the SHA-1 of the secret.

    ::

        IdentityProof ::= OCTET STRING

    RFC 10002 section 6.2.1.
    """

    value: bytes

    @classmethod
    def compute(cls, secret: bytes | str, req_sequence: bytes, *, identification: str | None = None) -> IdentityProof:
        """Return the proof HMAC-SHA1(SHA-1(S), M), or HMAC-SHA1(SHA-1(S || I), M) with an identification.

        `req_sequence` (M) is the reqSequence of the PKIData, tag and length included. Dogtag leaves the
        identification out. Raises `BuildError` for an empty secret. RFC 10002 sections 6.2.1 and 6.2.3.
        """
        return cls(witness(SHA1, HMAC_WITH_SHA1, secret, identification, req_sequence))

    def verify(self, secret: bytes | str, req_sequence: bytes, *, identification: str | None = None) -> ProofKey:
        """Check the proof over the reqSequence as received, and return what its key was made of.

        Raises `ProofInvalid`, which a server answers with badIdentity. RFC 10002 section 6.2.1.
        """
        first = ProofKey.SECRET_AND_IDENTIFICATION
        key = matching_key(SHA1, HMAC_WITH_SHA1, secret, identification, req_sequence, self.value, first=first)
        if key is None:
            raise ProofInvalid("the identity proof does not match the secret", path="IdentityProof")
        return key

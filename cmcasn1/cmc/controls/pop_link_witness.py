"""The popLinkWitness control: RFC 10002 section 6.3.1."""

from __future__ import annotations

from cmcasn1.cmc.controls.control import Control
from cmcasn1.cmc.shared_secret import HMAC_WITH_SHA1, SHA1, ProofKey, matching_key, witness
from cmcasn1.errors import ProofInvalid


class PopLinkWitness(Control):
    """Links a request to a shared secret: HMAC-SHA1 over the random number.

    ::

        PopLinkWitness ::= OCTET STRING

    An attribute of a PKCS #10 request or a control of a CRMF request. RFC 10002 section 6.3.1.
    """

    value: bytes

    @classmethod
    def compute(cls, secret: bytes | str, random: bytes) -> PopLinkWitness:
        """Return the witness HMAC-SHA1(SHA-1(S), R), R the contents of popLinkRandom.

        Raises `BuildError` for an empty secret. RFC 10002 section 6.3.1.2.
        """
        return cls(witness(SHA1, HMAC_WITH_SHA1, secret, None, random))

    def verify(self, secret: bytes | str, random: bytes, *, identification: str | None = None) -> ProofKey:
        """Check the witness and return what its key was made of; raises `ProofInvalid`. RFC 10002 section 6.3.1.2."""
        key = matching_key(SHA1, HMAC_WITH_SHA1, secret, identification, random, self.value, first=ProofKey.SECRET)
        if key is None:
            raise ProofInvalid("the POP link witness does not match the secret", path="PopLinkWitness")
        return key

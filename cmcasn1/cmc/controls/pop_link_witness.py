"""The popLinkWitness control: RFC 10002 section 6.3.1."""

from __future__ import annotations

from cmcasn1.cmc.controls.control import Control
from cmcasn1.cmc.shared_secret import ProofKey, matching_key, witness
from cmcasn1.errors import ProofInvalid
from cmcasn1.oids import Oid
from cmcasn1.pkix.algorithms import AlgorithmIdentifier

_SHA1 = AlgorithmIdentifier(Oid("1.3.14.3.2.26"))
_HMAC_SHA1 = AlgorithmIdentifier(Oid("1.3.6.1.5.5.8.1.2"))


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
        return cls(witness(_SHA1, _HMAC_SHA1, secret, None, random))

    def verify(self, secret: bytes | str, random: bytes, *, identification: str | None = None) -> ProofKey:
        """Check the witness and return what its key was made of; raises `ProofInvalid`. RFC 10002 section 6.3.1.2."""
        key = matching_key(_SHA1, _HMAC_SHA1, secret, identification, random, self.value, first=ProofKey.SECRET)
        if key is None:
            raise ProofInvalid("the POP link witness does not match the secret", path="PopLinkWitness")
        return key

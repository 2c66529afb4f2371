"""Why the test CA refuses: each reason with the failInfo that RFC 10002 section 6.1.4 has for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cmcasn1.cmc.body_part_graph import MAX_BODY_PART_ID
from cmcasn1.cmc.status import CMCFailInfo, CMCStatus
from cmcasn1.errors import CMCError, UnsupportedAlgorithm
from cmcasn1.verification.proofs import IDENTITY_PROOF, POP_LINK
from cmcasn1.verification.report import Outcome
from cmcasn1.verification.requests import POSSESSION, PUBLIC_KEY_MAC
from cmcasn1.verification.signers import DIGEST, SIGNATURE, SIGNER
from cmcasn1.verification.verify import CONTENT_TYPE_CHECK, DECRYPTION, MAC, ORIGIN, SIGNING_TIME_CHECK, WEAK_ALGORITHM

if TYPE_CHECKING:
    from cmcasn1.verification.report import Check

WHOLE_MESSAGE = (0,)
TEXT = 200
"""How many characters of a text a client is told, and are kept of what a client says."""
# Any other check that fails is a badRequest.
_REASONS = {
    DIGEST: CMCFailInfo.badMessageCheck,
    SIGNATURE: CMCFailInfo.badMessageCheck,
    SIGNER: CMCFailInfo.badMessageCheck,
    MAC: CMCFailInfo.badMessageCheck,
    ORIGIN: CMCFailInfo.badIdentity,
    CONTENT_TYPE_CHECK: CMCFailInfo.badMessageCheck,
    DECRYPTION: CMCFailInfo.badMessageCheck,
    IDENTITY_PROOF: CMCFailInfo.badIdentity,
    POP_LINK: CMCFailInfo.popFailed,
    POSSESSION: CMCFailInfo.popFailed,
    PUBLIC_KEY_MAC: CMCFailInfo.popFailed,
    SIGNING_TIME_CHECK: CMCFailInfo.badTime,
    WEAK_ALGORITHM: CMCFailInfo.badAlg,
}
# What has to be checked: where that was not possible the answer is no. Possession may still be proven otherwise.
_REASONS_WHERE_NOT_POSSIBLE = {
    DIGEST: CMCFailInfo.badMessageCheck,
    SIGNATURE: CMCFailInfo.badMessageCheck,
    SIGNER: CMCFailInfo.badMessageCheck,
    MAC: CMCFailInfo.badIdentity,
    IDENTITY_PROOF: CMCFailInfo.badIdentity,
    POP_LINK: CMCFailInfo.badIdentity,
    PUBLIC_KEY_MAC: CMCFailInfo.badIdentity,
}


class Refusal(CMCError):
    """The CA refuses body parts of a request: what it answers with."""

    def __init__(
        self,
        reason: CMCFailInfo,
        text: str,
        parts: tuple[int, ...] = WHOLE_MESSAGE,
        *,
        status: CMCStatus = CMCStatus.failed,
    ) -> None:
        super().__init__(text)
        self.reason = reason
        # A certReqId may be any number, and an answer names only such as are legal (section 3.2.2).
        self.parts = tuple(part for part in parts if 0 <= part <= MAX_BODY_PART_ID) or WHOLE_MESSAGE
        self.status = status


def closed(problem: CMCError | None) -> Refusal:
    """Return the refusal of what is encrypted for somebody else, the same whatever the problem is.

    RFC 10002 section 3.2.1.3.
    """
    text = "this CA has no key that opens encrypted messages"
    if problem is not None:
        text = "the message does not open with the key of this CA"
    return Refusal(CMCFailInfo.badMessageCheck, text)


def refusal_for(check: Check, part: int) -> Refusal | None:
    """Return the refusal that the outcome of a check demands, None where it demands none."""
    if check.outcome is Outcome.FAILED:
        return Refusal(_REASONS.get(check.name, CMCFailInfo.badRequest), check.text, (part,))
    if check.outcome is Outcome.NOT_POSSIBLE:
        reason = _REASONS_WHERE_NOT_POSSIBLE.get(check.name)
        if isinstance(check.error, UnsupportedAlgorithm) and (reason is not None or check.name == POSSESSION):
            return Refusal(CMCFailInfo.badAlg, check.text, (part,))
        if reason is not None:
            return Refusal(reason, check.text, (part,))
    return None

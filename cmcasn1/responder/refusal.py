"""Why the test CA refuses: each reason with the failInfo that RFC 10002 section 6.1.4 has for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cmcasn1.cmc.status import CMCFailInfo, CMCStatus
from cmcasn1.errors import CMCError, UnsupportedAlgorithm
from cmcasn1.verification.graph import BODY_PART_IDS, CONTROLS, REFERENCES
from cmcasn1.verification.proofs import IDENTITY_PROOF, POP_LINK
from cmcasn1.verification.report import Outcome
from cmcasn1.verification.requests import POSSESSION
from cmcasn1.verification.signers import DIGEST, SIGNATURE, SIGNER
from cmcasn1.verification.verify import DECRYPTION, MAC, SIGNING_TIME_CHECK, WEAK_ALGORITHM

if TYPE_CHECKING:
    from cmcasn1.verification.report import Check

WHOLE_MESSAGE = (0,)
_REASONS = {
    DIGEST: CMCFailInfo.badMessageCheck,
    SIGNATURE: CMCFailInfo.badMessageCheck,
    SIGNER: CMCFailInfo.badMessageCheck,
    MAC: CMCFailInfo.badMessageCheck,
    DECRYPTION: CMCFailInfo.badMessageCheck,
    IDENTITY_PROOF: CMCFailInfo.badIdentity,
    POP_LINK: CMCFailInfo.popFailed,
    POSSESSION: CMCFailInfo.popFailed,
    SIGNING_TIME_CHECK: CMCFailInfo.badTime,
    WEAK_ALGORITHM: CMCFailInfo.badAlg,
    BODY_PART_IDS: CMCFailInfo.badRequest,
    REFERENCES: CMCFailInfo.badRequest,
    CONTROLS: CMCFailInfo.badRequest,
}
# A check that could not be made because of an algorithm is a refusal too (badAlg); possession may still be proven.
_MUST_BE_POSSIBLE = (DIGEST, SIGNATURE, MAC, IDENTITY_PROOF, POP_LINK, POSSESSION)


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
        self.parts = parts or WHOLE_MESSAGE
        self.status = status


def refusal_for(check: Check, part: int) -> Refusal | None:
    """Return the refusal that the outcome of a check demands, None where it demands none."""
    parts = (part,)
    if check.outcome is Outcome.FAILED and check.name in _REASONS:
        return Refusal(_REASONS[check.name], check.text, parts)
    if check.outcome is Outcome.NOT_POSSIBLE and check.name in _MUST_BE_POSSIBLE:
        if isinstance(check.error, UnsupportedAlgorithm):
            return Refusal(CMCFailInfo.badAlg, check.text, parts)
        if check.name in (IDENTITY_PROOF, POP_LINK, MAC):
            return Refusal(CMCFailInfo.badIdentity, check.text, parts)
    return None

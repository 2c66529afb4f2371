"""What adversaries, and users who are mistaken, send to a CA: the one table.

Each row is played by the command line; where that rightly refuses to make a message, the library makes it. A player
yields the name of each message that the CA has to refuse, once all is ready for it; what the player does afterwards is
what honest parties go on to do, which has to work as if nothing had been.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests import adversaries_parties as parties
from tests import adversaries_proofs as proofs
from tests.adversary_stage import Sent, Stage


@dataclass(frozen=True)
class Adversary:
    """One row: who plays, the failInfo that the CA answers with, and where the messages go."""

    play: Callable[[Stage], Iterator[Sent]]
    reason: str
    to: str = "?cmc"


ADVERSARIES = {
    "wrong secret": Adversary(proofs.wrong_secret, "badIdentity"),
    "wrong secret of a MAC": Adversary(proofs.wrong_secret_of_a_mac, "badMessageCheck"),
    "wrong identification": Adversary(proofs.wrong_identification, "badIdentity"),
    "wrong secret of a revocation": Adversary(proofs.wrong_secret_of_a_revocation, "badIdentity"),
    "replayed request": Adversary(proofs.replayed_request, "badRequest"),
    "replayed nonce": Adversary(proofs.replayed_nonce, "badRequest"),
    "replayed revocation": Adversary(proofs.replayed_revocation, "badRequest"),
    "decryptedPOP for another request": Adversary(proofs.answer_to_another_challenge, "popFailed"),
    "decryptedPOP by somebody else": Adversary(proofs.answer_by_somebody_else, "popFailed"),
    "POP link witness of another message": Adversary(proofs.witness_of_another_message, "popFailed"),
    "POP signature of another request": Adversary(proofs.signature_of_another_request, "popFailed"),
    "possession by word alone": Adversary(proofs.possession_by_word_alone, "popFailed"),
    "revocation of somebody else's": Adversary(parties.revocation_of_somebody_elses, "badIdentity"),
    "somebody else's pending request": Adversary(parties.somebody_elses_pending_request, "badRequest"),
    "somebody else's name": Adversary(parties.somebody_elses_name, "badRequest"),
    "unsigned issuance": Adversary(parties.unsigned_issuance, "badMessageCheck"),
    "a request alone": Adversary(parties.request_alone, "badRequest"),
    "revoked agent": Adversary(parties.revoked_agent, "badIdentity"),
    "expired agent": Adversary(parties.expired_agent, "badIdentity"),
    "agent of another CA": Adversary(parties.agent_of_another_ca, "badIdentity"),
    "user where an agent is due": Adversary(parties.user_where_an_agent_is_due, "badIdentity", "caFullCMCUserCert"),
    "unconfirmed certificate": Adversary(parties.unconfirmed_certificate, "badIdentity"),
    "tampered": Adversary(parties.tampered, "badMessageCheck"),
    "duplicate body parts": Adversary(parties.duplicate_body_parts, "badRequest"),
    "oversized": Adversary(parties.oversized, "badRequest"),
}

"""Whether the responses in a response answer the requests in its request: RFC 10002 sections 3.2.1.3, 6.6 and 6.17."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cmcasn1.cmc.controls.recipient_nonce import RecipientNonce
from cmcasn1.cmc.controls.sender_nonce import SenderNonce
from cmcasn1.cmc.controls.transaction_id import TransactionId
from cmcasn1.cmc.pki_data import PKIData
from cmcasn1.cmc.pki_response import PKIResponse
from cmcasn1.nesting import Nesting
from cmcasn1.verification.answers import ANSWERED, check_answer
from cmcasn1.verification.proofs import controls_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cmcasn1.keys.private_key import Decrypter
    from cmcasn1.message import Message
    from cmcasn1.verification.report import Recorder


class NestedAnswers:
    """The responses in the parts of a response, each held to the request that it answers.

    Which one that is, recipientNonce says, or transactionId, or else the number of the part: no RFC does.
    """

    def __init__(self, request: Message, nesting: Nesting, keys: Sequence[Decrypter], recorder: Recorder) -> None:
        self._answers = nesting
        self._requests = Nesting(request, keys)
        self._recorder = recorder

    def check(self, message: Message, request: Message, path: str = "PKIResponse") -> None:
        """Check the responses in the parts of one against the requests in the parts of the other, and those in these.

        A request that is encrypted for its receiver is known to nobody else; what answers it is not held against it.
        """
        response = message.body
        if not isinstance(response, PKIResponse) or not isinstance(request.body, PKIData):
            return
        known, closed = _Requests(), False
        for part in request.body.cms_sequence:
            found = self._requests.opened(part.content_info).message
            if found is not None and isinstance(found.body, PKIData):
                known.add(part.body_part_id, found, found.body)
            closed = closed or (found is not None and found.kind == "encrypted")
        for index, part in enumerate(response.cms_sequence):
            inner = self._answers.opened(part.content_info).message
            if inner is None or not isinstance(inner.body, PKIResponse):
                continue
            place = f"{path}.cmsSequence[{index}]"
            asked = known.answered_by(inner.body, part.body_part_id)
            if asked is not None and isinstance(asked.body, PKIData):
                issued = [each for layer in (*inner.layers, *message.layers) for each in _certificates(layer)]
                check_answer(inner.body, asked.body, issued, self._recorder, place)
                self.check(inner, asked, place)
            elif closed:
                why = "it answers a request that is encrypted, or none"
                self._recorder.not_possible(ANSWERED, f"{place}.controlSequence", why, unasked=True)
            else:
                why = "it answers none of the requests that are nested in the request"
                self._recorder.failed(ANSWERED, f"{place}.controlSequence", why)


def _certificates(layer: object) -> Sequence[object]:
    return getattr(layer, "certificates", None) or ()


class _Requests:
    """The nested requests by what a response says of the one that it answers; the first of each, as they stand."""

    def __init__(self) -> None:
        self._by_nonce: dict[bytes, Message] = {}
        self._by_transaction: dict[int, Message] = {}
        self._by_number: dict[int, Message] = {}

    def add(self, number: int, message: Message, body: PKIData) -> None:
        for _, nonce in controls_of(body, SenderNonce):
            self._by_nonce.setdefault(nonce.value, message)
        for _, transaction in controls_of(body, TransactionId):
            self._by_transaction.setdefault(transaction.value, message)
        self._by_number.setdefault(number, message)

    def answered_by(self, response: PKIResponse, number: int) -> Message | None:
        for _, nonce in controls_of(response, RecipientNonce):
            if nonce.value in self._by_nonce:
                return self._by_nonce[nonce.value]
        for _, transaction in controls_of(response, TransactionId):
            if transaction.value in self._by_transaction:
                return self._by_transaction[transaction.value]
        return self._by_number.get(number)

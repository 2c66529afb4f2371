"""The senderNonces of the test CA, which it knows again without remembering them: RFC 10002 section 6.6."""

from __future__ import annotations

import hmac
from secrets import token_bytes
from typing import TYPE_CHECKING

from cmcasn1.cmc.controls.transaction_id import TransactionId
from cmcasn1.verification.proofs import controls_of

if TYPE_CHECKING:
    from cmcasn1.cmc.pki_data import PKIData

_RANDOM = 16


class Nonces:
    """Makes nonces of 16 random octets and HMAC-SHA256(key, transactionId || random), cut to 16 octets."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def make(self, request: PKIData) -> bytes:
        """Return a new nonce for the transaction of a request."""
        random = token_bytes(_RANDOM)
        return random + self._mac(random, request)

    def is_ours(self, nonce: bytes, request: PKIData) -> bool:
        """Return whether a nonce was made here, for the transaction of a request."""
        return hmac.compare_digest(nonce[_RANDOM:], self._mac(nonce[:_RANDOM], request))

    def _mac(self, random: bytes, request: PKIData) -> bytes:
        transactions = [b"%x" % value.value for _, value in controls_of(request, TransactionId)]
        return hmac.digest(self._key, b",".join(transactions) + b":" + random, "sha256")[:_RANDOM]

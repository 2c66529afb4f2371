"""What a client sent and what came back: `Exchange`."""

from __future__ import annotations

from cmcasn1.codec.value import Value
from cmcasn1.limits import Limits

ANSWER_LIMITS = Limits(size=16 * 1024 * 1024)
"""What a client takes as an answer, unless told otherwise: 16 MiB."""


class Exchange(Value, secret=("request", "response", "body")):
    """One request and its answer, with all that the transport said about it.

    `request` and `response` are the octets of the messages alone, to be parsed and checked against each other;
    `response` is empty where the server asks to come again later (`retry_after`, in seconds, where it says when).
    `kind` is what the response looks like, `url` where it came from after redirects, `status`, `media_type` (the
    whole Content-Type) and `headers` what HTTP said (None and empty over TCP), `body` what came, as received,
    and `problems` what is odd about it.
    """

    request: bytes
    response: bytes
    kind: str
    url: str
    status: int | None = None
    media_type: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    retry_after: int | None = None
    problems: tuple[str, ...] = ()

"""HTTP requests and responses that carry CMC, as values: RFC 10003 section 6, EST (RFC 7030, RFC 8951), Dogtag."""

from __future__ import annotations

from binascii import b2a_base64

from cmcasn1.codec.value import Value
from cmcasn1.errors import DecodeError, TransportError
from cmcasn1.identify import kind_of
from cmcasn1.limits import DEFAULT_LIMITS, Limits
from cmcasn1.transport.endpoints import CMC, Endpoint
from cmcasn1.transport.media_types import MediaType, file_name, media_type
from cmcasn1.transport.receiving import Received, receive

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime

Headers = tuple[tuple[str, str], ...]
_NOT_CMC = {
    202: "the server has taken the request and answers later",
    204: "an empty answer",
    401: "the server wants to know who asks (HTTP authentication or a TLS client certificate)",
    403: "the server does not allow this client to ask",
    404: "nothing is offered under this URL",
    405: "the URL does not take POST",
    413: "the server takes no request of this size",
    415: "the server does not take this media type",
    501: "the server does not offer this",
    503: "the server is overloaded or being maintained",
}


class _Fields(Value, secret=("body",)):
    headers: Headers
    body: bytes

    def header(self, name: str) -> str:
        """Return the value of a header field; "" where it is absent."""
        return next((value for each, value in self.headers if each.lower() == name.lower()), "")

    @property
    def content_type(self) -> str:
        """The value of Content-Type."""
        return self.header("Content-Type")


class HTTPRequest(_Fields):
    """A request as it goes over HTTP: a POST with header fields and a body."""


class HTTPResponse(_Fields):
    """A response as it comes over HTTP."""

    status: int = 200

    def retry_after(self, now: datetime | None = None) -> int | None:
        """Return the seconds that Retry-After asks to wait, 0 for a time that is past; None where it asks nothing.

        `now` is the time that a date in it is measured from, by default the present. RFC 9110 section 10.2.3.
        """
        value = self.header("Retry-After").strip()
        if value.isascii() and value.isdigit():
            return int(value[:9])
        if not value:
            return None
        from datetime import UTC, datetime
        from email.utils import parsedate_to_datetime

        try:
            until = parsedate_to_datetime(value)
        except (ValueError, TypeError):
            return None
        until = until if until.tzinfo else until.replace(tzinfo=UTC)
        return max(0, round((until - (now or datetime.now(UTC))).total_seconds()))


def http_request(message: bytes, *, to: Endpoint = CMC, kind: str | None = None, rfc: int = 5273) -> HTTPRequest:
    """Return the POST that carries a message (DER or BER).

    `kind` is found in the message unless it is given; with it, any octets are taken as they are. EST bodies are
    base64 (RFC 8951: without Content-Transfer-Encoding). Content-Length is always there: Dogtag reads no chunks.
    Raises `BuildError` for a kind that `to` does not take, `DecodeError` for what is no message.
    """
    found = media_type(_kind(message, kind, to.sends))
    return HTTPRequest(*_message(message, found, to.encoding, rfc))


def http_response(
    message: bytes, *, to: Endpoint = CMC, kind: str | None = None, status: int = 200, rfc: int = 5273
) -> HTTPResponse:
    """Return the response that carries a message (DER or BER).

    A message that says that a request failed is a success of HTTP, 200 (RFC 10003 section 6); EST sends such a one
    with a status of 4xx or 5xx (RFC 7030 section 4.3.2).
    """
    found = media_type(_kind(message, kind, "full-pki-response"))
    return HTTPResponse(*_message(message, found, to.encoding, rfc), status)


def _kind(message: bytes, kind: str | None, when_encrypted: str) -> str:
    if kind is None:
        kind = kind_of(message)
    return when_encrypted if kind == "encrypted" else kind


def _message(message: bytes, found: MediaType, encoding: str, rfc: int) -> tuple[Headers, bytes]:
    body = bytes(message)
    if encoding == "base64":
        text = b2a_base64(body, newline=False)
        body = b"".join(text[at : at + 76] + b"\r\n" for at in range(0, len(text), 76))
    # EST's own examples have no name parameter, and old servers compare the value as a whole.
    name = file_name(found.kind, on_disk=False) if rfc >= 10003 else None
    return (("Content-Type", found.header(rfc=rfc, file_name=name)), ("Content-Length", str(len(body)))), body


def read_request(request: HTTPRequest, *, at: Endpoint = CMC, limits: Limits = DEFAULT_LIMITS) -> Received:
    """Return the message of a request that came to `at`; what is odd about it stands in `problems`.

    Raises `DecodeError` that says what the body is instead of a message.
    """
    received = receive(request.body, label=request.content_type, encoding=at.encoding, limits=limits)
    if received.kind.endswith("-response"):
        return received.noting(f"a {received.kind} came as a request")
    return received


def read_response(response: HTTPResponse, *, at: Endpoint = CMC, limits: Limits = DEFAULT_LIMITS) -> Received | None:
    """Return the message of a response; None for 202, when the server asks to come again (`retry_after`).

    The status decides nothing where a message is there: a failed request is answered with 200 (RFC 10003) or with
    an error (EST, Dogtag's EST), and the message in it is the answer. Raises `TransportError` that says what came
    instead, with the response in it.
    """
    try:
        received = receive(response.body, label=response.content_type, encoding=at.encoding, limits=limits)
    except DecodeError as error:
        if response.status == 202:
            return None
        raise _no_message(response, error) from error
    if received.kind.endswith("-request"):
        return received.noting(f"a {received.kind} came as an answer")
    return received


def _no_message(response: HTTPResponse, error: DecodeError) -> TransportError:
    if 300 <= response.status < 400:
        what = f"the server redirects to {response.header('Location') or 'nowhere'}"
    elif response.status in _NOT_CMC:
        what = _NOT_CMC[response.status]
    elif response.status >= 400:
        what = "the server refuses" if response.status < 500 else "the server fails"
    else:
        what = "the answer is no CMC message"
    again = response.retry_after()
    later = f"; it asks to come again in {again} s" if again is not None else ""
    body = f"; the body: {error}" if response.body.strip() else ""
    hint = "it was not followed: submit there if you trust it" if 300 <= response.status < 400 else None
    return TransportError(f"HTTP status {response.status}: {what}{later}{body}", response=response, hint=hint)

"""The test CA behind HTTP and HTTPS: RFC 10003 section 6, EST (RFC 7030), Dogtag's paths."""

from __future__ import annotations

import io
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from cmcasn1.cmc.status import CMCStatus
from cmcasn1.codec.coding import decode_der, encode_der
from cmcasn1.errors import CMCError
from cmcasn1.pkix.certificates import Certificate
from cmcasn1.responder.connections import IDLE_SECONDS, REQUEST_SECONDS, ConnectionServer, DeadlineReader
from cmcasn1.responder.profiles import PROFILES
from cmcasn1.responder.responder import MAX_MESSAGE
from cmcasn1.transport.endpoints import CMC, endpoint_at
from cmcasn1.transport.http_messages import HTTPRequest, http_response, read_request
from cmcasn1.transport.media_types import claimed_kinds

if TYPE_CHECKING:
    from ssl import SSLContext

    from cmcasn1.responder.profiles import Profile
    from cmcasn1.responder.responder import Responder
    from cmcasn1.transport.endpoints import Endpoint

WARNING = "a CA for tests only: trust nothing that it issues"
_GOOD = (CMCStatus.success, CMCStatus.confirmRequired)
# Base64 makes four octets of three, and line ends.
_BODY_FACTOR = 2
_MAX_BODY = _BODY_FACTOR * MAX_MESSAGE


class HTTPServer(ConnectionServer):
    """Serves one `Responder` over HTTP, or HTTPS with a `tls` context."""

    def __init__(self, address: tuple[str, int], responder: Responder, *, tls: SSLContext | None = None) -> None:
        super().__init__(address, _Handler, responder, tls=tls)

    @property
    def url(self) -> str:
        """Where the server is."""
        return f"{'http' if self.tls is None else 'https'}://{self.authority}"


class _Refused(Exception):
    """An answer of HTTP's own, in place of a CMC message."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


class _Handler(BaseHTTPRequestHandler):
    server: HTTPServer
    protocol_version = "HTTP/1.1"
    server_version = "cmcasn1-test-ca"
    sys_version = ""

    def setup(self) -> None:
        super().setup()
        self.deadline = DeadlineReader(self.connection)
        self.rfile = io.BufferedReader(self.deadline)

    def handle_one_request(self) -> None:
        """Serve one request: how long it may wait for its first octet is one thing, how long it may take another."""
        self.deadline.allow(IDLE_SECONDS)
        try:
            begun = self.rfile.peek(1)  # type: ignore[attr-defined]
        except TimeoutError:
            begun = b""
        if not begun or not self.server.working(self.connection, True):
            self.close_connection = True
            return
        try:
            self.deadline.allow(REQUEST_SECONDS)
            super().handle_one_request()
        finally:
            self.server.working(self.connection, False)
        if self.server.is_crowded or self.server.stopping.is_set():
            self.close_connection = True

    def parse_request(self) -> bool:
        """Refuse header lines that a proxy could read otherwise, and a body that nobody would read.

        What a proxy takes for the rest of this request must not be the next one here. RFC 9112 sections 5.1 and 11.2.
        """
        if not super().parse_request():
            return False
        if self.headers.defects or self.headers.get_payload():
            self._plain(_Refused(400, "a line of the header is none"))
            return False
        has_body = self.headers.get("Content-Length", "0").strip() != "0" or "Transfer-Encoding" in self.headers
        if self.command != "POST" and has_body:
            self._plain(_Refused(400, f"{self.command} takes no body"))
            return False
        return True

    def handle_expect_100(self) -> bool:
        """Ask for the body only where it would be taken."""
        try:
            self._length()
            self._place()
        except _Refused as refused:
            self._plain(refused)
            return False
        return super().handle_expect_100()

    def do_POST(self) -> None:
        try:
            where, profile = self._place()
            body = self._body()
        except _Refused as refused:
            self._plain(refused)
            return
        octets = body
        try:
            received = read_request(HTTPRequest(tuple(self.headers.items()), body), at=where)
        except CMCError:
            # The answer says what is wrong with it, as a CMC message.
            pass
        else:
            octets = received.octets
            if received.problems:
                self.server.responder.store.log("odd-transport", path=self.path[:200], problems=received.problems)
        answer = self.server.responder.answer(octets, profile, client=self._client())
        # EST marks failures by its status too (RFC 7030 section 4.3.2); elsewhere HTTP itself has succeeded.
        status = 400 if where.name.startswith("est-") and answer.status not in _GOOD else 200
        response = http_response(answer.der, to=where, kind=answer.kind, status=status)
        self._send(response.status, response.headers, response.body)

    def do_GET(self) -> None:
        if self.path.partition("?")[0] == "/crl":
            data = encode_der(self.server.responder.crl())
            self._send(200, (("Content-Type", "application/pkix-crl"), ("Content-Length", str(len(data)))), data)
            return
        try:
            self._place()
        except _Refused as refused:
            self._plain(refused)
            return
        self._plain(_Refused(405, "POST a CMC request here"))

    def _client(self) -> Certificate | None:
        """Return the certificate of the TLS client, if it has shown one; OpenSSL has verified it."""
        if self.server.tls is None:
            return None
        der = self.connection.getpeercert(binary_form=True)
        if der is None:
            return None
        try:
            return decode_der(Certificate, der)
        except CMCError:
            # OpenSSL reads more than DER: but this CA has not issued it.
            return None

    def _place(self) -> tuple[Endpoint, Profile]:
        """Return what is offered under the URL: an endpoint of EST or Dogtag, ``/cmc``, or ``/cmc?profile=NAME``."""
        try:
            where, parts = endpoint_at(self.path), urlsplit(self.path)
        except ValueError:
            raise _Refused(400, "this is no URL") from None
        name = where.name
        if where is CMC:
            if parts.path.rstrip("/") not in ("", "/cmc"):
                raise _Refused(404, "nothing is offered under this URL")
            (name, *_) = parse_qs(parts.query).get("profile", [name])
        profile = PROFILES.get(name)
        if profile is None:
            raise _Refused(404, f"there is no such profile, but {', '.join(PROFILES)}")
        label = self.headers.get("Content-Type", "")
        if label and self.command == "POST" and not claimed_kinds(label) and "octet-stream" not in label:
            raise _Refused(415, "a CMC message is application/pkcs7-mime or application/pkcs10 (RFC 10003 section 5)")
        return where, profile

    def _length(self) -> int:
        lengths = self.headers.get_all("Content-Length", [])
        if self.headers.get("Transfer-Encoding") is not None:
            # RFC 9112 section 6.1: both together are how requests are smuggled.
            raise _Refused(400 if lengths else 411, "no transfer encoding is taken: say the length of the request")
        if not lengths:
            raise _Refused(411, "say the length of the request")
        (length, *others) = lengths
        if others or not (length.isascii() and length.isdigit()):
            raise _Refused(400, "Content-Length is no number")
        if len(length) > len(str(_MAX_BODY)) or int(length) > _MAX_BODY:
            raise _Refused(413, f"messages have {MAX_MESSAGE} octets at most")
        return int(length)

    def _body(self) -> bytes:
        length = self._length()
        try:
            body = self.rfile.read(length)
        except TimeoutError:
            raise _Refused(408, "the request took too long") from None
        if len(body) < length:
            raise ConnectionResetError("the connection ended within a request")
        return body

    def _plain(self, refused: _Refused) -> None:
        """Answer without CMC, and hang up: what else the client sends is not looked at."""
        data = f"{refused}\n".encode()
        self.close_connection = True
        headers = (
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Length", str(len(data))),
            *([("Allow", "POST")] if refused.status == 405 else []),
            ("Connection", "close"),
        )
        self._send(refused.status, headers, data)

    def _send(self, status: int, headers: tuple[tuple[str, str], ...], body: bytes) -> None:
        self.connection.settimeout(REQUEST_SECONDS)
        if not self.close_connection and (self.server.is_crowded or self.server.stopping.is_set()):
            self.close_connection = True
            headers = (*headers, ("Connection", "close"))
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("X-Warning", WARNING)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Write nothing to standard error: the audit log says what was asked."""

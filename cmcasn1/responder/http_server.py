"""The test CA behind HTTP and HTTPS: RFC 10003 section 6, EST (RFC 7030), Dogtag's paths."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from cmcasn1.cmc.status import CMCStatus
from cmcasn1.errors import CMCError
from cmcasn1.responder.profiles import PROFILES
from cmcasn1.responder.responder import MAX_MESSAGE
from cmcasn1.transport.endpoints import CMC, endpoint_at
from cmcasn1.transport.http_messages import HTTPRequest, http_response, read_request

if TYPE_CHECKING:
    from ssl import SSLContext
    from typing import Any

    from cmcasn1.responder.profiles import Profile
    from cmcasn1.responder.responder import Responder
    from cmcasn1.transport.endpoints import Endpoint

READ_SECONDS = 10.0
"""How long a client may take for a request, from one octet to the next."""
MAX_CONNECTIONS = 64
_STATUS = {CMCStatus.success: 200, CMCStatus.confirmRequired: 200}
_BODY_FACTOR = 2


class HTTPServer(ThreadingHTTPServer):
    """Serves one `Responder`: a thread for each connection, and not more than `MAX_CONNECTIONS` of them."""

    daemon_threads = True
    request_queue_size = 128
    allow_reuse_address = True

    def __init__(self, address: tuple[str, int], responder: Responder, *, tls: SSLContext | None = None) -> None:
        self.responder = responder
        self._tls = tls
        self._places = threading.BoundedSemaphore(MAX_CONNECTIONS)
        super().__init__(address, _Handler)

    @property
    def url(self) -> str:
        """Where the server is."""
        host, port = self.server_address[:2]
        return f"{'http' if self._tls is None else 'https'}://{host!s}:{port}"

    def process_request(self, request: Any, client_address: Any) -> None:
        """Give a connection a thread once one of the places is free; until then it waits in the queue."""
        self._places.acquire()
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Serve a connection; the TLS handshake is made here, where it delays nobody else."""
        try:
            request.settimeout(READ_SECONDS)
            if self._tls is not None:
                try:
                    request = self._tls.wrap_socket(request, server_side=True)
                except OSError:
                    self.shutdown_request(request)
                    return
            super().process_request_thread(request, client_address)
        finally:
            self._places.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Note in the audit log what went wrong with a connection: a client that went away, as a rule."""
        import sys

        kind = sys.exc_info()[0]
        self.responder.store.log("connection-failed", error="" if kind is None else kind.__name__)


class _Handler(BaseHTTPRequestHandler):
    server: HTTPServer
    protocol_version = "HTTP/1.1"
    timeout = READ_SECONDS
    server_version = "cmcasn1-test-ca"
    sys_version = ""

    def do_POST(self) -> None:
        where = endpoint_at(self.path)
        profile = _profile(self.path, where)
        if profile is None:
            self._plain(404, "nothing is offered under this URL")
            return
        body = self._body()
        if body is None:
            return
        headers = tuple(self.headers.items())
        try:
            received = read_request(HTTPRequest(headers, body), at=where)
            octets = received.octets
        except CMCError:
            # The answer says what is wrong with it, as a CMC message.
            octets = body
        answer = self.server.responder.answer(octets, profile)
        # EST marks failures by its status too (RFC 7030 section 4.3.2); elsewhere HTTP itself has succeeded.
        status = _STATUS.get(answer.status, 400) if where.name.startswith("est-") else 200
        response = http_response(answer.der, to=where, kind=answer.kind, status=status)
        self.send_response(response.status)
        for name, value in response.headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(response.body)

    def do_GET(self) -> None:
        if urlsplit(self.path).path == "/crl":
            from cmcasn1.codec.coding import encode_der

            data = encode_der(self.server.responder.crl())
            self.send_response(200)
            self.send_header("Content-Type", "application/pkix-crl")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)
        else:
            self._plain(405 if _profile(self.path, endpoint_at(self.path)) else 404, "a test CA: POST a CMC request")

    def _body(self) -> bytes | None:
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit()):
            self._plain(411, "the length of the request has to be said")
            return None
        if int(length[:19]) > _BODY_FACTOR * MAX_MESSAGE or len(length) > 19:
            self._plain(413, f"requests have {MAX_MESSAGE} octets at most")
            return None
        try:
            body = self.rfile.read(int(length))
        except TimeoutError:
            self._plain(408, "the request took too long")
            return None
        if len(body) < int(length):
            self.close_connection = True
            return None
        return body

    def _plain(self, status: int, text: str) -> None:
        data = f"{text}\n".encode()
        self.close_connection = True
        self.send_response(status)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Write nothing to standard error: the audit log says what was asked."""


def _profile(path: str, where: Endpoint) -> Profile | None:
    """Return the profile that a URL chooses: an endpoint of EST or Dogtag, ``/cmc``, or ``/cmc?profile=NAME``."""
    parts = urlsplit(path)
    if where is not CMC:
        return PROFILES.get(where.name)
    if parts.path.rstrip("/") not in ("", "/cmc"):
        return None
    (name, *_) = parse_qs(parts.query).get("profile", ["cmc"])
    return PROFILES.get(name)

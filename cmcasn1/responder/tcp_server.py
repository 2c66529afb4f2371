"""The test CA behind TCP, port 5318: messages follow each other without a frame. RFC 10003 section 7."""

from __future__ import annotations

import socketserver
import threading
from typing import TYPE_CHECKING

from cmcasn1.errors import CMCError
from cmcasn1.limits import Limits
from cmcasn1.responder.http_server import MAX_CONNECTIONS, READ_SECONDS
from cmcasn1.responder.profiles import PROFILES
from cmcasn1.responder.responder import MAX_MESSAGE
from cmcasn1.transport.framing import Deframer

if TYPE_CHECKING:
    from typing import Any

    from cmcasn1.responder.responder import Responder


class TCPServer(socketserver.ThreadingTCPServer):
    """Serves one `Responder` over plain TCP, under the profile "cmc"."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], responder: Responder) -> None:
        self.responder = responder
        self._places = threading.BoundedSemaphore(MAX_CONNECTIONS)
        super().__init__(address, _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Give a connection a thread once one of the places is free."""
        self._places.acquire()
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Serve a connection."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._places.release()


class _Handler(socketserver.BaseRequestHandler):
    server: TCPServer

    def handle(self) -> None:
        self.request.settimeout(READ_SECONDS)
        deframer = Deframer(Limits(size=MAX_MESSAGE))
        while True:
            try:
                data = self.request.recv(1 << 16)
            except OSError:
                return
            if not data:
                return
            try:
                messages = deframer.feed(data)
            except CMCError:
                # What is no message cannot be told from what follows it: the answer says so, and that was it.
                self.request.sendall(self.server.responder.answer(data, PROFILES["cmc"]).der)
                return
            for message in messages:
                self.request.sendall(self.server.responder.answer(message, PROFILES["cmc"]).der)

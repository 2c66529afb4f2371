"""The test CA behind TCP, port 5318: messages follow each other without a frame. RFC 10003 section 7."""

from __future__ import annotations

import socketserver
from typing import TYPE_CHECKING

from cmcasn1.cmc.status import CMCFailInfo
from cmcasn1.errors import CMCError
from cmcasn1.limits import Limits
from cmcasn1.responder.connections import IDLE_SECONDS, REQUEST_SECONDS, ConnectionServer, DeadlineReader
from cmcasn1.responder.profiles import PROFILES
from cmcasn1.responder.refusal import Refusal
from cmcasn1.responder.responder import MAX_MESSAGE
from cmcasn1.transport.framing import Deframer

if TYPE_CHECKING:
    from cmcasn1.responder.responder import Responder

_PIECE = 1 << 16
_PROFILE = PROFILES["cmc"]


class TCPServer(ConnectionServer):
    """Serves one `Responder` over plain TCP, under the profile "cmc"."""

    def __init__(self, address: tuple[str, int], responder: Responder) -> None:
        super().__init__(address, _Handler, responder)

    @property
    def url(self) -> str:
        """Where the server is."""
        return f"tcp://{self.authority}"


class _Handler(socketserver.BaseRequestHandler):
    server: TCPServer

    def handle(self) -> None:
        """Answer one message after another, until the client hangs up or is silent for too long."""
        reader = DeadlineReader(self.request)
        deframer = Deframer(Limits(size=MAX_MESSAGE))
        reader.allow(IDLE_SECONDS)
        try:
            while data := reader.read(_PIECE):
                if not self.server.working(self.request, True):
                    return
                begins = deframer.pending == 0
                answered = self._answer(deframer, data)
                if answered is None:
                    return
                if deframer.pending == 0:
                    self.server.working(self.request, False)
                    if self.server.is_crowded:
                        return
                    reader.allow(IDLE_SECONDS)
                elif begins or answered:
                    reader.allow(REQUEST_SECONDS)
        except TimeoutError:
            return
        finally:
            self.server.working(self.request, False)

    def _answer(self, deframer: Deframer, data: bytes) -> int | None:
        """Answer the messages that are complete now; returns their number, None where nothing more may follow."""
        answered = 0
        try:
            while messages := deframer.feed(data):
                for message in messages:
                    self._send(self.server.responder.answer(message, _PROFILE).der)
                answered += len(messages)
                # What is wrong behind a message comes with the next call.
                data = b""
        except CMCError as error:
            # What is no message cannot be told from what follows it: the answer says so, and that was it.
            refusal = Refusal(CMCFailInfo.badRequest, f"this is no stream of messages: {error}")
            self._send(self.server.responder.refused(refusal, None).der)
            return None
        return answered

    def _send(self, answer: bytes) -> None:
        self.request.settimeout(REQUEST_SECONDS)
        self.request.sendall(answer)

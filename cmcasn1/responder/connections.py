"""What the servers of the test CA have in common: bounded connections, deadlines, a stop that loses nothing."""

from __future__ import annotations

import io
import socket
import socketserver
import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ssl import SSLContext
    from typing import Any

    from cmcasn1.responder.responder import Responder

REQUEST_SECONDS = 10.0
"""How long a client may take for one request, from its first octet to its last, and for reading the answer."""
IDLE_SECONDS = 5.0
"""How long a connection may wait for its next request."""
MAX_CONNECTIONS = 64
_STOP_SECONDS = 20.0


class DeadlineReader(io.RawIOBase):
    """Reads a socket until a moment: however slowly the octets trickle in, then comes `TimeoutError`."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._until = 0.0

    def allow(self, seconds: float) -> None:
        """Set the moment."""
        self._until = time.monotonic() + seconds

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read what is there, or wait for it."""
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError("the request took too long")
        self._connection.settimeout(left)
        return self._connection.recv_into(buffer)


class ConnectionServer(socketserver.ThreadingMixIn, socketserver.TCPServer):
    """A thread for each connection, and not more than `MAX_CONNECTIONS` of them; the others wait in the queue.

    Handlers say when they are at work on a request (`working`): `stop` waits for these, and closes the connections
    that only wait.
    """

    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(
        self, address: tuple[str, int], handler: type, responder: Responder, *, tls: SSLContext | None = None
    ) -> None:
        if ":" in address[0]:
            self.address_family = socket.AF_INET6
        self.responder = responder
        self.tls = tls
        self.stopping = threading.Event()
        self._changed = threading.Condition()
        self._connections: dict[socket.socket, socket.socket] = {}
        self._working: set[int] = set()
        self._waiting = False
        super().__init__(address, handler)

    @property
    def authority(self) -> str:
        """Host and port of the server, as a URL has them."""
        host, port = self.server_address[:2]
        return f"[{host!s}]:{port}" if ":" in str(host) else f"{host!s}:{port}"

    @property
    def is_crowded(self) -> bool:
        """Whether a connection waits for a place: one whose request is answered had better go."""
        return self._waiting

    def process_request(self, request: Any, client_address: Any) -> None:
        """Give a connection a thread once one of the places is free; until then it waits."""
        with self._changed:
            self._waiting = len(self._connections) >= MAX_CONNECTIONS
            while len(self._connections) >= MAX_CONNECTIONS and not self.stopping.is_set():
                self._changed.wait()
            self._waiting = False
            if self.stopping.is_set():
                self.shutdown_request(request)
                return
            self._connections[request] = request
            self._changed.notify_all()
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Serve a connection; the TLS handshake is made here, where it delays nobody else."""
        place = request
        try:
            if self.tls is not None:
                request.settimeout(REQUEST_SECONDS)
                try:
                    request = self.tls.wrap_socket(request, server_side=True)
                except OSError as error:
                    self.note("tls-failed", error)
                    self.shutdown_request(request)
                    return
                with self._changed:
                    self._connections[place] = request
            super().process_request_thread(request, client_address)
        finally:
            with self._changed:
                del self._connections[place]
                self._changed.notify_all()

    def working(self, connection: socket.socket, begins: bool) -> bool:
        """Note that a handler begins with a request, or has answered it; returns False where it must not begin."""
        with self._changed:
            if begins and self.stopping.is_set():
                return False
            if begins:
                self._working.add(id(connection))
            else:
                self._working.discard(id(connection))
            self._changed.notify_all()
            return True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Note in the audit log what went wrong with a connection."""
        import sys

        error = sys.exc_info()[1]
        if isinstance(error, OSError):
            # A client that went away.
            self.note("connection-failed", error)
        elif error is not None:
            self.note("internal-error", error)

    def note(self, event: str, error: BaseException) -> None:
        """Note an error in the audit log, with the place in the program where it is the program's."""
        import sqlite3
        import traceback

        last = traceback.extract_tb(error.__traceback__)[-1]
        try:
            self.responder.store.log(
                event, error=type(error).__name__, text=str(error)[:200], at=f"{last.name}:{last.lineno}"
            )
        except sqlite3.Error:
            # There is nobody left to tell: the database is what fails.
            return

    def stop(self) -> None:
        """End `serve_forever`: no new request is taken, those that are being worked on are answered first."""
        self.stopping.set()
        with self._changed:
            self._changed.notify_all()
        self.shutdown()
        self.server_close()
        until = time.monotonic() + _STOP_SECONDS
        with self._changed:
            for connection in [each for each in self._connections.values() if id(each) not in self._working]:
                _hang_up(connection)
            while self._working and (left := until - time.monotonic()) > 0:
                self._changed.wait(left)
            for connection in self._connections.values():
                _hang_up(connection)
            while self._connections and (left := until - time.monotonic()) > 0:
                self._changed.wait(left)


def _hang_up(connection: socket.socket) -> None:
    """Wake up whoever waits for a connection: it reads an end."""
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return

"""A client that sends messages over plain TCP, port 5318: `TCPClient`. RFC 10003 section 7."""

from __future__ import annotations

import select
import socket
from time import monotonic

from cmcasn1.errors import BuildError, TransportError
from cmcasn1.identify import kind_of
from cmcasn1.limits import Limits
from cmcasn1.transport.exchange import ANSWER_LIMITS, Exchange
from cmcasn1.transport.framing import Deframer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Self

PORT = 5318
"""The registered port of the service pkix-cmc."""
_PIECE = 65_536


class TCPClient:
    """Sends messages to one server, all over one connection that is made when it is first needed.

    `connect_timeout` and `timeout` are in seconds: for a connection, and for a request and its answer together. A
    connection that the server has closed in the meantime is made anew before a request goes out; a request is
    never sent twice. `limits` bound an answer. A context manager, for one thread. Raises `BuildError` for a port
    that is none.
    """

    def __init__(
        self,
        host: str,
        port: int = PORT,
        *,
        connect_timeout: float = 10.0,
        timeout: float = 60.0,
        limits: Limits = ANSWER_LIMITS,
    ) -> None:
        if not 0 < port < 1 << 16:
            raise BuildError(f"{port} is no port of TCP")
        self.host, self.port = host, port
        self._connect_timeout, self._timeout = connect_timeout, timeout
        self._limits = limits
        self._socket: socket.socket | None = None

    @property
    def url(self) -> str:
        """Where messages go, for people: there is no registered scheme."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"tcp://{host}:{self.port}"

    def __repr__(self) -> str:
        return f"TCPClient({self.host!r}, {self.port})"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def exchange(self, message: bytes, *, kind: str | None = None) -> Exchange:
        """Send a message (DER or BER) and return it with the answer.

        `message` must be one complete message, unless its `kind` is given: with it any octets are sent as they are.
        Raises `TransportError` where no message came back, `DecodeError` (LimitError among them) where what came
        is none, `BuildError` and `DecodeError` for a message that cannot be sent.
        """
        if kind is None:
            kind_of(message)
            if Deframer().feed(message) != [message]:
                raise BuildError("not one complete message: over TCP its length is what ends it")
        connection = self._connected()
        try:
            answer = self._ask(connection, message)
            found = kind_of(answer, self._limits)
        except OSError as error:
            self.close()
            raise TransportError(f"{self.url} ends the connection without an answer: {_words(error)}") from error
        except BaseException:
            # Whatever comes now on this connection belongs to the old request.
            self.close()
            raise
        problems = (f"a {found} came as an answer",) if found.endswith("-request") else ()
        return Exchange(bytes(message), answer, found, self.url, body=answer, problems=problems)

    def _connected(self) -> socket.socket:
        if self._socket is not None and select.select([self._socket], [], [], 0)[0]:
            # Closed by the server (it may close an idle connection), or with octets that nobody asked for.
            self.close()
        if self._socket is None:
            try:
                self._socket = socket.create_connection((self.host, self.port), self._connect_timeout)
            except (OSError, UnicodeError) as error:  # the latter of a name that is none of DNS
                raise TransportError(f"no connection to {self.url}: {_words(error)}", sent=False) from error
        return self._socket

    def _ask(self, connection: socket.socket, message: bytes) -> bytes:
        deadline = monotonic() + self._timeout
        deframer = Deframer(self._limits)
        connection.settimeout(self._timeout)
        try:
            connection.sendall(message)
        except TimeoutError as error:
            raise self._too_late(deframer) from error
        while True:
            left = deadline - monotonic()
            if left <= 0:
                raise self._too_late(deframer)
            connection.settimeout(left)
            try:
                piece = connection.recv(_PIECE)
            except TimeoutError as error:
                raise self._too_late(deframer) from error
            if not piece:
                deframer.close()
                raise TransportError(f"{self.url} closes the connection without an answer")
            answers = deframer.feed(piece)
            if len(answers) > 1 or (answers and deframer.pending):
                raise TransportError(f"{self.url} answers one request with more than one message")
            if answers:
                return answers[0]

    def _too_late(self, deframer: Deframer) -> TransportError:
        part = f", {deframer.pending} octets of an answer have come" if deframer.pending else ""
        return TransportError(f"{self.url} has not answered after {self._timeout:g} s{part}")


def _words(error: OSError | UnicodeError) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__

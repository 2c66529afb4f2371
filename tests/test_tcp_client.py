"""The TCP client against real servers on the loopback."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable

import pytest

from cmcasn1 import transport
from cmcasn1.errors import (
    BuildError,
    DecodeError,
    LimitError,
    TagError,
    TransportError,
    TruncatedError,
)
from cmcasn1.transport import TCPClient
from tests.blobs import blob
from tests.exchanges import FAILED, REQUEST, RESPONSE
from tests.servers import (
    free_port,
    tcp_server,
)


def serving(*answers: bytes) -> Callable[[socket.socket], None]:
    """Answer each message of a connection; close when there are no more answers."""
    left = list(answers)

    def talk(connection: socket.socket) -> None:
        deframer = transport.Deframer()
        while left:
            data = connection.recv(1000)
            if not data:
                return
            for message in deframer.feed(data):
                assert message == REQUEST
                connection.sendall(left.pop(0))

    return talk


def test_several_exchanges_over_one_connection() -> None:
    ber = blob("bouncycastle/s0010.der").data
    assert ber[1] == 0x80
    with tcp_server(serving(RESPONSE, ber, FAILED)) as server, TCPClient("127.0.0.1", server.port) as client:
        exchanges = [client.exchange(REQUEST) for _ in range(3)]
    assert [exchange.response for exchange in exchanges] == [RESPONSE, ber, FAILED]
    assert server.connections == 1
    first = exchanges[0]
    assert (first.request, first.kind, first.url) == (REQUEST, "full-pki-response", f"tcp://127.0.0.1:{server.port}")
    assert (first.status, first.headers, first.media_type, first.body) == (None, (), "", RESPONSE)


def test_an_answer_in_pieces() -> None:
    def talk(connection: socket.socket) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        serving(b"")(connection)
        for at in range(0, len(RESPONSE), 300):
            connection.sendall(RESPONSE[at : at + 300])

    with tcp_server(talk) as server, TCPClient("127.0.0.1", server.port) as client:
        assert client.exchange(REQUEST).response == RESPONSE


def test_a_connection_that_was_closed_when_idle_is_made_anew() -> None:
    closed = threading.Event()

    def talk(connection: socket.socket) -> None:
        serving(RESPONSE)(connection)
        connection.close()
        closed.set()

    with tcp_server(talk) as server, TCPClient("127.0.0.1", server.port) as client:
        assert client.exchange(REQUEST).response == RESPONSE
        closed.wait(10)
        assert client.exchange(REQUEST).response == RESPONSE
    assert server.connections == 2


@pytest.mark.parametrize(
    ("answer", "error", "text"),
    [
        (b"", TransportError, "closes the connection without an answer"),
        (RESPONSE[:-1], TruncatedError, f"ends {len(RESPONSE) - 1} octets into a message"),
        (RESPONSE * 2, TransportError, "more than one message"),
        (RESPONSE + b"\x30", TransportError, "more than one message"),
        (b"HTTP/1.1 400 Bad Request\r\n", TagError, "looks like an HTTP response"),
        (b"\x30\x84\x7f\xff\xff\xff", LimitError, "octets or more"),
        (bytes.fromhex("300d06092a864886f70d010709a000"), DecodeError, "content of the unknown type"),
    ],
)
def test_no_answer(answer: bytes, error: type[Exception], text: str) -> None:
    with tcp_server(serving(answer)) as server, TCPClient("127.0.0.1", server.port) as client:
        with pytest.raises(error, match=text):
            client.exchange(REQUEST)
        assert client._socket is None
    assert server.connections == 1


def test_a_server_that_is_silent() -> None:
    done = threading.Event()

    def talk(connection: socket.socket) -> None:
        serving(RESPONSE[:10])(connection)
        done.wait(20)

    with tcp_server(talk) as server, TCPClient("127.0.0.1", server.port, timeout=0.05) as client:
        with pytest.raises(TransportError, match=r"has not answered after 0\.05 s") as caught:
            client.exchange(REQUEST)
        done.set()
    assert caught.value.sent


def test_nobody_listens() -> None:
    with TCPClient("127.0.0.1", free_port()) as client, pytest.raises(TransportError, match="no connection") as caught:
        client.exchange(REQUEST)
    assert not caught.value.sent


def test_no_server_of_tcp() -> None:
    for port in (-1, 0, 65536):
        with pytest.raises(BuildError, match=f"{port} is no port of TCP"):
            TCPClient("127.0.0.1", port)
    with TCPClient("a" * 64) as client, pytest.raises(TransportError, match="no connection"):
        client.exchange(REQUEST)


def test_only_one_whole_message_is_sent() -> None:
    with TCPClient("127.0.0.1", free_port()) as client:
        for data in (REQUEST * 2, REQUEST + b"\0", REQUEST[:-1]):
            with pytest.raises(BuildError, match="not one complete message"):
                client.exchange(data)
        with pytest.raises(TransportError):
            client.exchange(REQUEST[:-1], kind="full-pki-request")


def test_how_the_client_looks() -> None:
    assert repr(TCPClient("::1")) == "TCPClient('::1', 5318)"
    assert TCPClient("::1").url == "tcp://[::1]:5318"

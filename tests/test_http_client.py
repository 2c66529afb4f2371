"""The HTTP client against real servers on the loopback: exchanges, sizes, lost connections, redirects."""

from __future__ import annotations

import base64
import re
import socket
import sys
import threading
from collections.abc import Iterator

import pytest
import urllib3

import cmcasn1
from cmcasn1 import transport
from cmcasn1.errors import (
    BuildError,
    DecodeError,
    LimitError,
    MissingExtraError,
    TransportError,
)
from cmcasn1.limits import Limits
from cmcasn1.transport import HTTPClient, TCPClient
from tests.exchanges import CMC_RESPONSE, FAILED, REQUEST, RESPONSE, refusal, success
from tests.servers import (
    Answer,
    Seen,
    free_port,
    http_server,
)

pytestmark = pytest.mark.usefixtures("no_proxies")


def test_an_exchange() -> None:
    with http_server(success) as server, HTTPClient(f"{server.url}/cmc") as client:
        exchange = client.exchange(REQUEST)
        assert client.exchange(REQUEST).response == RESPONSE
    assert exchange.request == REQUEST
    assert exchange.response == exchange.body == RESPONSE
    assert (exchange.kind, exchange.status) == ("full-pki-response", 200)
    assert exchange.url == f"{server.url}/cmc"
    assert exchange.media_type == CMC_RESPONSE["Content-Type"]
    assert dict(exchange.headers)["Content-Length"] == str(len(RESPONSE))
    assert (exchange.problems, exchange.retry_after) == ((), None)
    assert cmcasn1.parse(exchange.response).kind == exchange.kind
    (seen, _) = server.seen
    assert (seen.method, seen.path, seen.body) == ("POST", "/cmc", REQUEST)
    assert seen.headers["content-type"] == "application/pkcs7-mime; smime-type=CMC-request"
    assert seen.headers["content-length"] == str(len(REQUEST))
    assert seen.headers["user-agent"] == f"cmcasn1/{cmcasn1.__version__}"
    # One connection for both.
    assert server.connections == 1


def test_headers_and_spelling_of_ones_own() -> None:
    headers = [("Authorization", "Basic c2VjcmV0"), ("content-type", "x/y")]
    with http_server(success) as server:
        with HTTPClient(server.url, headers=headers, user_agent="me") as client:
            client.exchange(REQUEST)
            assert "c2VjcmV0" not in repr(client)
        with HTTPClient(server.url, rfc=10003) as client:
            client.exchange(REQUEST)
    first, second = server.seen
    assert first.headers["authorization"] == "Basic c2VjcmV0"
    assert first.headers["user-agent"] == "me"
    assert first.headers["content-type"] == "x/y"
    assert second.headers["content-type"] == "application/pkcs7-mime; smime-type=CMC-Request; name=request.p7m"


@pytest.mark.parametrize("status", [200, 400, 500])
def test_a_failed_request_is_an_answer(status: int) -> None:
    with http_server(lambda _: Answer(FAILED, CMC_RESPONSE, status)) as server, HTTPClient(server.url) as client:
        exchange = client.exchange(REQUEST)
    assert (exchange.status, exchange.response, exchange.problems) == (status, FAILED, ())


def test_est() -> None:
    def est(seen: Seen) -> Answer:
        assert base64.b64decode(seen.body) == REQUEST
        return Answer(base64.encodebytes(FAILED), CMC_RESPONSE, 501)

    with http_server(est) as server:
        url = transport.endpoint("est-fullcmc").url(server.url, label="unit")
        with HTTPClient(url) as client:
            exchange = client.exchange(REQUEST)
    assert server.seen[0].path == "/.well-known/est/unit/fullcmc"
    assert server.seen[0].body.isascii()
    assert (exchange.response, exchange.status, exchange.problems) == (FAILED, 501, ())
    assert exchange.body == base64.encodebytes(FAILED)


def test_come_again_later() -> None:
    with (
        http_server(lambda _: Answer(b"pending", {"Retry-After": "3600"}, 202)) as server,
        HTTPClient(server.url) as client,
    ):
        exchange = client.exchange(REQUEST)
    assert (exchange.response, exchange.kind, exchange.status, exchange.retry_after) == (b"", "", 202, 3600)
    # The client does not come again by itself.
    assert len(server.seen) == 1


def test_busy_servers_are_not_asked_again() -> None:
    with http_server(lambda _: Answer(b"", {"Retry-After": "0"}, 503)) as server:
        error = refusal(server.url, match="503.*come again in 0 s")
    assert error.response is not None and error.response.status == 503
    assert len(server.seen) == 1


def test_a_web_page_for_an_answer() -> None:
    page = b"<html><title>Log in</title></html>"
    with http_server(lambda _: Answer(page, {"Content-Type": "text/html"})) as server:
        refusal(server.url, match='page .HTML., which says "Log in"')


def test_bodies_in_chunks_and_without_a_length() -> None:
    half = len(RESPONSE) // 2
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (RESPONSE[:half], RESPONSE[half:], b""))
    answers = iter(
        [
            Answer(chunks, {"Transfer-Encoding": "chunked"}),
            Answer(raw=b"HTTP/1.1 200 OK\r\n\r\n" + RESPONSE),
            Answer(raw=b"HTTP/1.0 200 OK\r\n\r\n" + RESPONSE),
        ]
    )
    with http_server(lambda _: next(answers)) as server, HTTPClient(server.url) as client:
        for _ in range(3):
            assert client.exchange(REQUEST).response == RESPONSE


# Sizes


def test_the_largest_answer_is_taken_and_one_more_octet_is_not() -> None:
    with http_server(success) as server:
        with HTTPClient(server.url, limits=Limits(size=len(RESPONSE))) as client:
            assert client.exchange(REQUEST).response == RESPONSE
        refusal(
            server.url,
            limits=Limits(size=len(RESPONSE) - 1),
            match=f"answers with {len(RESPONSE)} octets or more, at most",
            error=LimitError,
        )


@pytest.mark.parametrize(
    "raw",
    [
        b"HTTP/1.1 200 OK\r\n\r\n" + bytes(2_000_000),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"8000\r\n" + bytes(0x8000) + b"\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999999999999\r\n\r\n",
    ],
    ids=["endless", "endless chunks", "stated"],
)
def test_an_answer_without_end_is_refused_as_it_comes(raw: bytes) -> None:
    done = threading.Event()
    # Nothing follows, but the connection stays open: the client must not wait for the end.
    with http_server(lambda _: Answer(raw=raw, wait=done)) as server:
        refusal(server.url, limits=Limits(size=20_000), timeout=20, error=LimitError)
        done.set()


def test_packed_bodies_are_refused() -> None:
    with http_server(lambda _: Answer(b"\x1f\x8b", {"Content-Encoding": "gzip"})) as server:
        refusal(server.url, match="packed body .gzip.")
    assert server.seen[0].headers["accept-encoding"] == "identity"


# Time, lost connections, retries


def test_an_answer_that_does_not_come() -> None:
    arrived, done = threading.Event(), threading.Event()

    def silent(_: Seen) -> Answer:
        arrived.set()
        return Answer(raw=b"", wait=done)

    with http_server(silent) as server:
        error = refusal(server.url, r"has not answered after 0\.05 s", timeout=0.05, retries=3, backoff=0)
        assert arrived.wait(20)
        done.set()
    assert error.sent
    assert len(server.seen) == 1


def test_an_answer_that_trickles(monkeypatch: pytest.MonkeyPatch) -> None:
    # Each octet comes in time, all of them do not: the clock of the client runs ahead.
    clock = iter(range(0, 10_000, 40))
    monkeypatch.setattr("cmcasn1.transport.http.monotonic", lambda: next(clock))
    monkeypatch.setattr("cmcasn1.transport.http._PIECE", 100)
    with http_server(success) as server:
        error = refusal(server.url, timeout=60, match="has not sent all of its answer after 60 s")
    assert error.sent


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"", "ends the connection without an answer"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n0123", "ends the connection"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8\r\n0123", "ends the connection"),
        (b"SSH-2.0-OpenSSH\r\n", "ends the connection"),
    ],
    ids=["nothing", "part of the body", "part of a chunk", "no HTTP"],
)
def test_a_request_that_may_have_arrived_is_not_sent_again(raw: bytes, text: str) -> None:
    with http_server(lambda _: Answer(raw=raw)) as server:
        error = refusal(server.url, retries=3, backoff=0, match=text)
    assert error.sent
    assert len(server.seen) == 1


def test_a_get_is_sent_again() -> None:
    answers = iter([Answer(raw=b""), Answer(raw=b""), Answer(base64.b64encode(RESPONSE))])
    with (
        http_server(lambda _: next(answers)) as server,
        HTTPClient(f"{server.url}/.well-known/est/cacerts", retries=2, backoff=0) as client,
    ):
        exchange = client.fetch()
    assert (exchange.request, exchange.response) == (b"", RESPONSE)
    assert [seen.method for seen in server.seen] == ["GET"] * 3


class Listening:
    """Counts attempts to connect, and starts a server before the one with the number given."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, start_at: int) -> None:
        self.attempts = 0
        self.start_at = start_at
        self.port = free_port()
        self._servers: list[object] = []
        self._connect = urllib3.connection.connection.create_connection
        monkeypatch.setattr(urllib3.connection.connection, "create_connection", self.connect)

    def connect(self, *args: object, **kwargs: object) -> socket.socket:
        self.attempts += 1
        if self.attempts == self.start_at:
            server = http_server(success, port=self.port)
            server.__enter__()
            self._servers.append(server)
        return self._connect(*args, **kwargs)  # type: ignore[arg-type]

    def stop(self) -> None:
        for server in self._servers:
            server.__exit__(None, None, None)  # type: ignore[attr-defined]


@pytest.fixture
def listening(monkeypatch: pytest.MonkeyPatch) -> Iterator[Listening]:
    found = Listening(monkeypatch, start_at=3)
    yield found
    found.stop()


def test_a_refused_connection_is_tried_again(listening: Listening) -> None:
    with HTTPClient(f"http://127.0.0.1:{listening.port}", retries=2, backoff=0) as client:
        assert client.exchange(REQUEST).response == RESPONSE
    assert listening.attempts == 3


def test_a_connection_is_tried_no_more_often_than_told(listening: Listening) -> None:
    error = refusal(
        f"http://127.0.0.1:{listening.port}", retries=1, backoff=0, match="no connection to http://127.0.0.1:.*refused"
    )
    assert not error.sent
    assert listening.attempts == 2


def test_a_host_without_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> object:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    error = refusal("http://host.invalid", "no connection to http://host.invalid: Name or service not known", retries=0)
    assert not error.sent
    with TCPClient("host.invalid") as client, pytest.raises(TransportError, match="Name or service not known"):
        client.exchange(REQUEST)


# Redirects


def test_a_redirect_to_the_same_server_is_followed_with_the_request() -> None:
    def answering(seen: Seen) -> Answer:
        return success(seen) if seen.path == "/new?x=y" else Answer(b"", {"Location": "../new?x=y"}, 307)

    with http_server(answering) as server, HTTPClient(f"{server.url}/a/old") as client:
        exchange = client.exchange(REQUEST)
    assert exchange.url == f"{server.url}/new?x=y"
    assert exchange.response == RESPONSE
    assert [(seen.path, seen.body) for seen in server.seen] == [("/a/old", REQUEST), ("/new?x=y", REQUEST)]


def test_a_redirect_to_another_server_is_not_followed() -> None:
    with http_server(success) as other:
        for status in (307, 308):
            elsewhere = Answer(b"", {"Location": f"{other.url}/new"}, status)
            with http_server(lambda _, answer=elsewhere: answer) as server:
                refusal(server.url, f"{status}: the server redirects to {other.url}/new.*not followed")
    assert other.seen == []


@pytest.mark.parametrize(
    "location", ["http://[", "http://127.0.0.1:99999999/", "//", "file:///etc/passwd", "https://127.0.0.1/"]
)
def test_odd_redirects(location: str) -> None:
    with http_server(lambda _: Answer(b"", {"Location": location}, 307)) as server:
        refusal(server.url, match="redirects")


@pytest.mark.parametrize("status", [301, 302, 303])
def test_a_redirect_that_would_lose_the_request_is_not_followed(status: int) -> None:
    with http_server(lambda _: Answer(b"", {"Location": "/new"}, status)) as server:
        refusal(server.url, match="the server redirects to /new")
    assert len(server.seen) == 1


def test_redirects_in_a_circle() -> None:
    with http_server(lambda _: Answer(b"", {"Location": "/"}, 308)) as server:
        refusal(server.url, match="more than 5 redirects")
    assert len(server.seen) == 6


# What a caller may not ask for


@pytest.mark.parametrize(
    "url",
    ["ftp://ca.example", "ca.example", "https://", "https://ca.example:x", "http://[", "http://a b/", ""],
)
def test_no_url(url: str) -> None:
    with pytest.raises(BuildError, match=re.escape(f"{url!r} is no http or https URL")):
        HTTPClient(url)


def test_passwords_in_urls_are_neither_sent_nor_shown() -> None:
    with pytest.raises(BuildError, match="a user name in the URL") as caught:
        HTTPClient("https://user:hidden@ca.example")
    assert "hidden" not in str(caught.value)
    with pytest.raises(BuildError) as caught:
        HTTPClient("https://ca.example", proxy="socks5://user:hidden@proxy.example")
    assert str(caught.value) == "'...@proxy.example' is no http or https URL with a host"


def test_a_message_is_looked_at_before_it_is_sent() -> None:
    with http_server(success) as server, HTTPClient(server.url) as client:
        for data in (b"", b"-----BEGIN CMC-----", RESPONSE[4:]):
            with pytest.raises(DecodeError):
                client.exchange(data)
        with pytest.raises(BuildError, match="no media type"):
            client.exchange(b"\x30\x00")
        assert server.seen == []
        client.exchange(b"anything", kind="full-pki-request")
    assert server.seen[0].body == b"anything"


def test_without_urllib3_the_error_names_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "urllib3", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'cmcasn1\[http\]'"):
        HTTPClient("http://ca.example")


def test_how_the_client_looks() -> None:
    assert repr(HTTPClient("http://ca.example/cmc")) == "HTTPClient('http://ca.example/cmc', to='cmc')"

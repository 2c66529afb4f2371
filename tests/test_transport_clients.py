"""The clients against real servers on the loopback."""

from __future__ import annotations

import base64
import socket
import ssl
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import urllib3

import cmcasn1
from cmcasn1 import transport
from cmcasn1.errors import (
    BuildError,
    DecodeError,
    LimitError,
    MissingExtraError,
    TagError,
    TransportError,
    TruncatedError,
)
from cmcasn1.limits import Limits
from cmcasn1.transport import HTTPClient, TCPClient
from tests.blobs import blob
from tests.servers import (
    Answer,
    Authority,
    Seen,
    forwarding_proxy,
    free_port,
    http_server,
    tcp_server,
)

REQUEST = blob("dogtag/cmcreq_agent_p10_rsa.bin").data
RESPONSE = blob("dogtag/resp_success.bin").data
FAILED = blob("dogtag/resp_failed_bad_identity.bin").data
CMC_RESPONSE = {"Content-Type": "application/pkcs7-mime; smime-type=CMC-response"}


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("ca"), "CA")


def success(seen: Seen) -> Answer:
    return Answer(RESPONSE, CMC_RESPONSE)


def refusal(url: str, match: str | None = None, error: type[Exception] = TransportError, **options: Any) -> Any:
    """The error of an exchange that fails."""
    with HTTPClient(url, **options) as client, pytest.raises(error, match=match) as caught:
        client.exchange(REQUEST)
    return caught.value


# HTTP


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


# TLS


def test_mutual_tls(authority: Authority) -> None:
    certificate, key = authority.issue("agent", b"s3cret")
    tls = transport.tls_context(ca=authority.certificate, certificate=certificate, key=key, password="s3cret")
    assert tls.minimum_version == ssl.TLSVersion.TLSv1_2
    with http_server(success, authority.server_context(client=True)) as server:
        with HTTPClient(server.url, tls=tls) as client:
            assert client.exchange(REQUEST).response == RESPONSE
        assert server.seen[0].client == "agent"
        refusal(server.url, tls=transport.tls_context(ca=authority.certificate), match="TLS|ends the connection")
    assert len(server.seen) == 1


def test_a_server_that_asks_for_the_certificate_after_the_handshake(authority: Authority) -> None:
    """As Tomcat does, once it knows the path: the client's settings let it answer."""
    certificate, key = authority.issue("late")
    serving = authority.server_context(client=True)
    serving.post_handshake_auth = True
    tls = transport.tls_context(ca=authority.certificate, certificate=certificate, key=key)
    here, there = socket.socketpair()
    subjects: list[object] = []

    def serve() -> None:
        with serving.wrap_socket(there, server_side=True) as server:
            subjects.append(server.getpeercert())
            server.verify_client_post_handshake()
            server.sendall(b"who?")
            server.recv(3)
            subjects.append((server.getpeercert() or {}).get("subject"))

    thread = threading.Thread(target=serve)
    thread.start()
    with tls.wrap_socket(here, server_hostname="127.0.0.1") as client:
        assert client.recv(4) == b"who?"
        client.sendall(b"me.")
        thread.join()
    assert not subjects[0] and "late" in str(subjects[1])


def test_certificate_and_key_in_one_file(authority: Authority, tmp_path: Path) -> None:
    certificate, key = authority.issue("both")
    both = tmp_path / "both.pem"
    both.write_bytes(key.read_bytes() + certificate.read_bytes())
    tls = transport.tls_context(ca=authority.certificate, certificate=both)
    with (
        http_server(success, authority.server_context(client=True)) as server,
        HTTPClient(server.url, tls=tls) as client,
    ):
        client.exchange(REQUEST)
    assert server.seen[0].client == "both"


def test_a_server_of_another_ca_is_not_trusted(authority: Authority, tmp_path: Path) -> None:
    other = Authority(tmp_path, "Other")
    with http_server(success, other.server_context()) as server:
        for tls in (None, transport.tls_context(ca=authority.certificate)):
            error = refusal(server.url, tls=tls, retries=2, backoff=0, match=r"is not trusted: .*tls_context\(ca")
            assert not error.sent
    assert server.seen == []


def test_another_name_in_the_certificate_is_not_trusted(authority: Authority) -> None:
    with http_server(success, authority.server_context()) as server:
        url = server.url.replace("127.0.0.1", "localhost")
        refusal(url, tls=transport.tls_context(ca=authority.certificate), match="is not trusted: .*localhost")


def test_tls_before_1_2_is_refused(authority: Authority) -> None:
    old = authority.server_context()
    old.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    with pytest.warns(DeprecationWarning):
        old.maximum_version = ssl.TLSVersion.TLSv1_1
    with http_server(success, old) as server:
        refusal(server.url, tls=transport.tls_context(ca=authority.certificate), match="TLS with .* fails")
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    with pytest.raises(BuildError, match=r"versions before TLS 1\.2"):
        HTTPClient("https://ca.example", tls=context)


def test_plain_http_where_tls_is_spoken_and_the_other_way_round(authority: Authority) -> None:
    with http_server(success, authority.server_context()) as server:
        refusal(server.url.replace("https", "http"))
    with http_server(success) as server:
        refusal(server.url.replace("http", "https"), match="TLS with")


def test_keys_that_do_not_open(authority: Authority, tmp_path: Path) -> None:
    certificate, key = authority.issue("locked", b"right")
    with pytest.raises(BuildError, match=r"locked\.key is encrypted, and no password was given"):
        transport.tls_context(certificate=certificate, key=key)
    with pytest.raises(BuildError, match=r"locked\.key does not open") as caught:
        transport.tls_context(certificate=certificate, key=key, password="wrong")
    assert "wrong" not in str(caught.value)
    _, other = authority.issue("other")
    with pytest.raises(BuildError, match="does not belong to the certificate"):
        transport.tls_context(certificate=certificate, key=other)
    with pytest.raises(BuildError, match="a key without its certificate"):
        transport.tls_context(key=other)
    with pytest.raises(BuildError, match="no certificate and private key in PEM"):
        transport.tls_context(certificate=certificate)
    junk = tmp_path / "junk.pem"
    junk.write_text("junk")
    with pytest.raises(BuildError, match=r"junk\.pem holds no certificates"):
        transport.tls_context(ca=junk)
    with pytest.raises(FileNotFoundError):
        transport.tls_context(ca=tmp_path / "absent.pem")


# Proxies


def test_a_proxy_for_http() -> None:
    with http_server(success) as server, forwarding_proxy() as proxy:
        url = proxy.url.replace("//", "//user:p%40ss@")
        with HTTPClient(f"{server.url}/cmc", proxy=url) as client:
            assert client.exchange(REQUEST).response == RESPONSE
            assert "p%40ss" not in repr(client)
    assert proxy.seen[0].path == f"{server.url}/cmc"
    assert proxy.seen[0].headers["proxy-authorization"] == "Basic " + base64.b64encode(b"user:p@ss").decode()
    assert server.seen[0].body == REQUEST


def test_a_proxy_for_https(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    tls = transport.tls_context(ca=authority.certificate)
    with http_server(success, authority.server_context()) as server, forwarding_proxy() as proxy:
        monkeypatch.setenv("https_proxy", proxy.url.removeprefix("http://"))
        with HTTPClient(server.url, tls=tls) as client:
            assert client.exchange(REQUEST).response == RESPONSE
    assert (proxy.seen[0].method, proxy.seen[0].path) == ("CONNECT", server.url.removeprefix("https://"))
    assert proxy.seen[0].headers.get("user-agent") != server.seen[0].headers["user-agent"]


def test_the_environment_names_the_proxy_or_not(monkeypatch: pytest.MonkeyPatch) -> None:
    with http_server(success) as server, forwarding_proxy() as proxy:
        for variables, use_environment, seen in (
            ({"http_proxy": proxy.url}, True, 1),
            ({"all_proxy": proxy.url}, True, 1),
            ({"http_proxy": proxy.url, "no_proxy": "127.0.0.1"}, True, 0),
            ({"http_proxy": proxy.url}, False, 0),
            ({"https_proxy": proxy.url}, True, 0),
        ):
            with monkeypatch.context() as patch:
                for name, value in variables.items():
                    patch.setenv(name, value)
                with HTTPClient(server.url, use_environment=use_environment) as client:
                    client.exchange(REQUEST)
            assert len(proxy.seen) == seen, variables
            proxy.seen.clear()


def test_a_proxy_that_is_not_there(authority: Authority) -> None:
    proxy = f"http://user:hidden@127.0.0.1:{free_port()}"
    for url in ("http://ca.example", "https://ca.example"):
        error = refusal(url, proxy=proxy, retries=0, match=f"the proxy for {url} fails: .*refused")
        assert not error.sent
        assert "hidden" not in str(error)


# What a caller may not ask for


@pytest.mark.parametrize("url", ["ftp://ca.example", "ca.example", "https://", "https://ca.example:x", "http://[", ""])
def test_no_url(url: str) -> None:
    with pytest.raises(BuildError, match="no http or https URL"):
        HTTPClient(url)


def test_passwords_in_urls_are_neither_sent_nor_shown() -> None:
    with pytest.raises(BuildError, match="a user name in the URL") as caught:
        HTTPClient("https://user:hidden@ca.example")
    assert "hidden" not in str(caught.value)
    with pytest.raises(BuildError) as caught:
        HTTPClient("https://ca.example", proxy="socks5://user:hidden@proxy.example")
    assert "hidden" not in str(caught.value)


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


# TCP


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


def test_only_one_whole_message_is_sent() -> None:
    with TCPClient("127.0.0.1", free_port()) as client:
        for data in (REQUEST * 2, REQUEST + b"\0", REQUEST[:-1]):
            with pytest.raises(BuildError, match="not one complete message"):
                client.exchange(data)
        with pytest.raises(TransportError):
            client.exchange(REQUEST[:-1], kind="full-pki-request")


def test_how_clients_look() -> None:
    assert repr(TCPClient("::1")) == "TCPClient('::1', 5318)"
    assert TCPClient("::1").url == "tcp://[::1]:5318"
    assert repr(HTTPClient("http://ca.example/cmc")) == "HTTPClient('http://ca.example/cmc', to='cmc')"

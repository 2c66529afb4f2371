"""The test CA over real sockets: HTTP, HTTPS, EST, Dogtag's paths, TCP; odd, slow, greedy and broken clients."""

from __future__ import annotations

import socket
import ssl
import threading
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509

import cmcasn1
from cmcasn1 import CMCFailInfo, CMCStatus, PKIDataBuilder, transport
from cmcasn1.responder import connections, http_server, tcp_server
from cmcasn1.responder.connections import ConnectionServer
from cmcasn1.responder.http_server import HTTPServer
from cmcasn1.responder.profiles import PROFILES
from cmcasn1.responder.responder import MAX_MESSAGE, Responder
from cmcasn1.responder.tcp_server import TCPServer
from tests.responding import KEY, SECRET, by_secret, csr
from tests.servers import Authority

FULL = {"Content-Type": "application/pkcs7-mime; smime-type=CMC-request"}


@contextmanager
def running(server: ConnectionServer) -> Iterator[Any]:
    loop = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    loop.start()
    try:
        yield server
    finally:
        server.stop()
        loop.join()
        assert not server._connections and not server._working
    faults = [detail for _, event, detail in server.responder.store.events() if event == "internal-error"]
    assert not faults


@pytest.fixture
def http(ca: Responder) -> Iterator[HTTPServer]:
    with running(HTTPServer(("127.0.0.1", 0), ca)) as server:
        yield server


@pytest.fixture
def tcp(ca: Responder) -> Iterator[TCPServer]:
    with running(TCPServer(("127.0.0.1", 0), ca)) as server:
        yield server


def post(server: HTTPServer, path: str, body: Any, headers: dict[str, str] = FULL) -> tuple[HTTPResponse, bytes]:
    host, port = server.server_address[:2]
    connection = HTTPConnection(str(host), port, timeout=30)
    connection.request("POST", path, body, headers)
    response = connection.getresponse()
    data = response.read()
    connection.close()
    return response, data


def statuses(der: bytes) -> list[tuple[CMCStatus, Any]]:
    message = cmcasn1.parse(der)
    values = [value for control in message.body.control_sequence for value in control.attr_values]
    return [(v.cmc_status, v.other_info) for v in values if isinstance(v, cmcasn1.CMCStatusInfoV2)]


def talk(server: ConnectionServer, data: bytes, *, half_close: bool = False) -> bytes:
    """Send octets, and return all that comes until the server hangs up."""
    with socket.create_connection(server.server_address[:2], timeout=30) as connection:
        connection.sendall(data)
        if half_close:
            connection.shutdown(socket.SHUT_WR)
        return _all(connection)


def _all(connection: socket.socket) -> bytes:
    received = b""
    try:
        while data := connection.recv(65536):
            received += data
    except ConnectionResetError:
        pass
    return received


# What is offered


def test_cmc(http: HTTPServer) -> None:
    response, data = post(http, "/cmc", by_secret().der)
    assert response.status == 200
    assert response.headers["Content-Type"] == "application/pkcs7-mime; smime-type=CMC-response"
    assert "tests only" in response.headers["X-Warning"]
    assert statuses(data) == [(CMCStatus.success, None)]
    # A failure of CMC is a success of HTTP (RFC 10003 section 6).
    response, data = post(http, "/cmc?profile=cmc", by_secret(secret="wrong").der)
    assert (response.status, statuses(data)) == (200, [(CMCStatus.failed, CMCFailInfo.badIdentity)])
    response, data = post(http, "/", b"no message", {"Content-Type": "application/octet-stream"})
    assert (response.status, statuses(data)) == (200, [(CMCStatus.failed, CMCFailInfo.badRequest)])
    response, data = post(http, "/cmc?profile=pending", by_secret().der)
    assert statuses(data)[0][0] == CMCStatus.pending


def test_the_client_of_this_package(http: HTTPServer) -> None:
    request = by_secret()
    with transport.HTTPClient(f"{http.url}/cmc") as client:
        exchange = client.exchange(request.der)
        assert exchange.problems == ()
        assert cmcasn1.verify(exchange.response, request=request, trust=[http.responder.authority.certificate]).ok


def test_est(http: HTTPServer) -> None:
    with transport.HTTPClient(transport.endpoint("est-fullcmc").url(http.url)) as client:
        exchange = client.exchange(by_secret().der)
        assert (exchange.status, exchange.problems) == (200, ())
        exchange = client.exchange(by_secret(secret="wrong").der)
        assert exchange.status == 400 and statuses(exchange.response)[0][1] == CMCFailInfo.badIdentity
    pkcs10 = {"Content-Type": "application/pkcs10"}
    body = b64encode(cmcasn1.encode_der(csr()))
    response, data = post(http, "/.well-known/est/simpleenroll", body, pkcs10)
    assert response.status == 200
    assert response.headers["Content-Type"] == "application/pkcs7-mime; smime-type=certs-only"
    assert cmcasn1.parse(b64decode(data)).kind == "simple-pki-response"
    # Without TLS nobody shows the certificate that is to be renewed.
    response, data = post(http, "/.well-known/est/simplereenroll", body, pkcs10)
    assert response.status == 400
    assert statuses(b64decode(data)) == [(CMCStatus.failed, CMCFailInfo.badIdentity)]
    response, data = post(http, "/.well-known/est/simpleenroll", b64encode(b"\x30\x00"), pkcs10)
    assert response.status == 400
    assert statuses(b64decode(data)) == [(CMCStatus.failed, CMCFailInfo.badRequest)]


@pytest.mark.parametrize(
    "endpoint", [each for each in transport.ENDPOINTS if each.path.startswith("/ca/")], ids=lambda each: each.name
)
def test_dogtags_paths(http: HTTPServer, agent: Any, endpoint: Any) -> None:
    request = PKIDataBuilder().add_pkcs10(csr(name="CN=server")).sign(agent.key, agent.certificate).der
    if endpoint.name in ("caFullCMCSelfSignedCert", "caFullCMCSharedTokenCert"):
        request = by_secret().der
    simple = endpoint.sends == "simple-pki-request"
    # HttpClient of Dogtag sends no Content-Type.
    response, data = post(http, endpoint.path, cmcasn1.encode_der(csr()) if simple else request, {})
    assert response.status == 200
    if simple:
        assert cmcasn1.parse(data).kind == "simple-pki-response"
    else:
        assert statuses(data) == [(CMCStatus.success, None)]
        wrong = PKIDataBuilder().add_pkcs10(csr()).sign(KEY).der
        assert statuses(post(http, endpoint.path, wrong, {})[1]) == [(CMCStatus.failed, CMCFailInfo.badIdentity)]


def test_every_profile_that_has_a_path_is_served() -> None:
    assert {each.name for each in transport.ENDPOINTS} <= set(PROFILES)


def test_crl(http: HTTPServer) -> None:
    host, port = http.server_address[:2]
    numbers = []
    for _ in range(2):
        connection = HTTPConnection(str(host), port, timeout=30)
        connection.request("GET", "/crl")
        response = connection.getresponse()
        assert (response.status, response.headers["Content-Type"]) == (200, "application/pkix-crl")
        crl = x509.load_der_x509_crl(response.read())
        assert crl.is_signature_valid(http.responder.authority.certificate.to_cryptography().public_key())
        numbers.append(crl.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number)
        connection.close()
    # As long as nothing is revoked it is the same.
    assert numbers[0] == numbers[1]


def test_https(ca: Responder, tmp_path: Path) -> None:
    authority = Authority(tmp_path, "tls")
    with running(HTTPServer(("127.0.0.1", 0), ca, tls=authority.server_context())) as server:
        assert server.url.startswith("https://")
        context = ssl.create_default_context(cafile=str(authority.certificate))
        connection = HTTPSConnection("127.0.0.1", server.server_address[1], context=context, timeout=30)
        connection.request("POST", "/cmc", by_secret().der, FULL)
        assert statuses(connection.getresponse().read())[0][0] == CMCStatus.success
        connection.close()
        # Who does not speak TLS is told nothing, and delays nobody.
        assert b"HTTP" not in talk(server, b"POST /cmc HTTP/1.1\r\n\r\n")


# Odd requests


def _post(headers: str, body: bytes = b"", path: str = "/cmc") -> bytes:
    return f"POST {path} HTTP/1.1\r\nHost: x\r\n{headers}\r\n".encode() + body


ODD: dict[str, tuple[bytes, int]] = {
    "no length": (_post(""), 411),
    "negative length": (_post("Content-Length: -5\r\n"), 400),
    "length with a sign": (_post("Content-Length: +5\r\n"), 400),
    "length that is no number": (_post("Content-Length: five\r\n"), 400),
    "other digits": (_post("Content-Length: \u0665\r\n"), 400),
    "two lengths": (_post("Content-Length: 5\r\nContent-Length: 6\r\n", b"hello!"), 400),
    "the same length twice": (_post("Content-Length: 5\r\nContent-Length: 5\r\n", b"hello"), 400),
    "huge length": (_post(f"Content-Length: {2 * MAX_MESSAGE + 1}\r\n"), 413),
    "length of many digits": (_post(f"Content-Length: {'9' * 5000}\r\n"), 413),
    "chunks": (_post("Transfer-Encoding: chunked\r\n", b"5\r\nhello\r\n0\r\n\r\n"), 411),
    "chunks and a length": (_post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", b"0\r\n\r\n"), 400),
    "a body that is another request": (
        b"GET /crl HTTP/1.1\r\nHost: x\r\nContent-Length: 31\r\n\r\nGET /crl HTTP/1.1\r\nHost: x\r\n\r\n", 400,
    ),
    "chunks that are another request": (
        b"GET /crl HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nGET /crl HTTP/1.1\r\nHost: x\r\n\r\n", 400,
    ),
    "a space before the colon": (
        _post("Content-Length: 5\r\nTransfer-Encoding : chunked\r\n", b"0\r\n\r\nGET /crl HTTP/1.1\r\n\r\n"), 400,
    ),
    "another media type": (_post("Content-Type: text/html\r\nContent-Length: 2\r\n", b"hi"), 415),
    "a form": (_post("Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 2\r\n", b"a="), 415),
    "no such path": (_post("Content-Length: 0\r\n", path="/ca/ee/ca/other"), 404),
    "no such profile": (_post("Content-Length: 0\r\n", path="/cmc?profile=other"), 404),
    "no such operation of EST": (_post("Content-Length: 0\r\n", path="/.well-known/est/serverkeygen"), 404),
    "no URL": (_post("Content-Length: 0\r\n", path="http://[/"), 400),
    "GET of what is for POST": (b"GET /cmc HTTP/1.1\r\nHost: x\r\n\r\n", 405),
    "GET of nothing": (b"GET /other HTTP/1.1\r\nHost: x\r\n\r\n", 404),
    "another method": (b"PUT /cmc HTTP/1.1\r\nHost: x\r\n\r\n", 501),
    "no HTTP": (b"\x30\x82\x01\x00 and so on\r\n\r\n", 400),
    "a long line": (b"GET /" + b"a" * 70000 + b" HTTP/1.1\r\n\r\n", 414),
    "many header fields": (b"GET /crl HTTP/1.1\r\n" + b"A: b\r\n" * 200 + b"\r\n", 431),
    "expects to be asked for too much": (
        _post(f"Expect: 100-continue\r\nContent-Length: {1 << 40}\r\n"), 413,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ODD)
def test_odd_requests(http: HTTPServer, name: str) -> None:
    request, status = ODD[name]
    # Two status lines would be an answer to what was meant as the body.
    answer = talk(http, request, half_close=True)
    assert answer.count(b"HTTP/1.1 ") == 1 or (status == 400 and b"400" in answer), answer
    assert str(status).encode() in answer.split(b"\r\n")[0] or b"code: %d" % status in answer, answer
    assert statuses(post(http, "/cmc", by_secret().der)[1])[0][0] == CMCStatus.success


def test_continue_is_said_where_the_body_would_be_taken(http: HTTPServer) -> None:
    body = by_secret().der
    with socket.create_connection(http.server_address[:2], timeout=30) as connection:
        connection.sendall(_post(f"Expect: 100-continue\r\nConnection: close\r\nContent-Length: {len(body)}\r\n"))
        assert connection.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(body)
        assert b" 200 " in _all(connection)


def test_a_message_beyond_the_limit(http: HTTPServer) -> None:
    body = b"\x30\x83" + (MAX_MESSAGE + 1).to_bytes(3, "big") + bytes(MAX_MESSAGE + 1)
    response, data = post(http, "/cmc", body)
    assert (response.status, statuses(data)) == (200, [(CMCStatus.failed, CMCFailInfo.badRequest)])


def test_pipelined_requests(http: HTTPServer) -> None:
    bodies = [by_secret().der for _ in range(5)]
    requests = [_post(f"Content-Length: {len(body)}\r\n", body) for body in bodies]
    answers = talk(http, b"".join(requests), half_close=True)
    assert answers.count(b"HTTP/1.1 200 OK") == 5
    assert len([c for c in http.responder.store.certificates() if c.role == "user"]) == 5


@pytest.mark.parametrize("sent", [0, 10, 60, -1])
def test_connections_that_end_within_a_request(http: HTTPServer, sent: int) -> None:
    body = by_secret().der
    request = _post(f"Content-Length: {len(body)}\r\n", body)
    assert b" 200 " not in talk(http, request[:sent], half_close=True)
    assert not [c for c in http.responder.store.certificates() if c.role == "user"]


def test_a_client_that_does_not_wait_for_its_answer(http: HTTPServer, agent: Any) -> None:
    for _ in range(5):
        body = PKIDataBuilder().add_pkcs10(csr()).sender_nonce().sign(agent.key, agent.certificate).der
        with socket.create_connection(http.server_address[:2], timeout=30) as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            connection.sendall(_post(f"Content-Length: {len(body)}\r\n", body))
    assert post(http, "/cmc", by_secret().der)[0].status == 200


# Slow and many clients


def _trickle(server: ConnectionServer, data: bytes) -> bytes:
    """Send octets, then one after another without an end, until the server says something or hangs up."""
    with socket.create_connection(server.server_address[:2], timeout=0.01) as connection:
        connection.sendall(data)
        for _ in range(3000):
            try:
                connection.sendall(b"a")
                return connection.recv(65536)
            except TimeoutError:
                continue
            except OSError:
                return b""
    raise AssertionError("the server waits as long as an octet comes now and then")


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Servers that wait half a second in all for a request, though there is an octet of it every moment."""
    for module in (http_server, tcp_server):
        monkeypatch.setattr(module, "REQUEST_SECONDS", 0.5)


@pytest.mark.usefixtures("hasty")
def test_requests_that_trickle_in(http: HTTPServer) -> None:
    assert _trickle(http, b"POST /") == b""
    assert _trickle(http, b"POST /cmc HTTP/1.1\r\nHost: x\r\nA: ") == b""
    assert b" 408 " in _trickle(http, _post("Content-Length: 1000000\r\n")).split(b"\r\n")[0]


@pytest.mark.usefixtures("hasty")
def test_a_message_that_trickles_in_over_tcp(tcp: TCPServer) -> None:
    assert _trickle(tcp, b"\x30\x83\x0f\x00\x00") == b""


def test_connections_that_wait_are_let_go(ca: Responder, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (http_server, tcp_server):
        monkeypatch.setattr(module, "IDLE_SECONDS", 0.1)
    for make in (HTTPServer, TCPServer):
        with running(make(("127.0.0.1", 0), ca)) as server:
            assert talk(server, b"") == b""


def test_more_clients_than_places(ca: Responder, monkeypatch: pytest.MonkeyPatch, agent: Any) -> None:
    monkeypatch.setattr(connections, "MAX_CONNECTIONS", 4)

    def enrol(server: HTTPServer) -> int:
        body = PKIDataBuilder().add_pkcs10(csr()).sender_nonce().sign(agent.key, agent.certificate).der
        return post(server, "/cmc", body)[0].status

    with running(HTTPServer(("127.0.0.1", 0), ca)) as server, ThreadPoolExecutor(16) as pool:
        assert set(pool.map(enrol, [server] * 40)) == {200}


def test_stopping_while_all_places_are_taken(ca: Responder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "MAX_CONNECTIONS", 2)
    held = []
    with running(HTTPServer(("127.0.0.1", 0), ca)) as server:
        held = [socket.create_connection(server.server_address[:2]) for _ in range(5)]
        with server._changed:
            server._changed.wait_for(lambda: len(server._connections) == 2, 20)
    for connection in held:
        connection.settimeout(30)
        assert _all(connection) == b""
        connection.close()


def test_a_request_that_is_being_worked_on_is_answered_before_the_stop(
    ca: Responder, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()
    answer = ca.answer

    def slow(*arguments: Any, **more: Any) -> Any:
        begun.set()
        assert go_on.wait(30)
        return answer(*arguments, **more)

    monkeypatch.setattr(ca, "answer", slow)
    for make in (HTTPServer, TCPServer):
        begun.clear()
        go_on.clear()
        server = make(("127.0.0.1", 0), ca)
        loop = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        loop.start()
        body = by_secret().der
        request = _post(f"Content-Length: {len(body)}\r\n", body) if make is HTTPServer else body
        with ThreadPoolExecutor(2) as pool:
            answered = pool.submit(talk, server, request)
            assert begun.wait(30)
            stopped = pool.submit(server.stop)
            assert server.stopping.wait(30)
            go_on.set()
            stopped.result(30)
            message = answered.result(30)
        loop.join()
        assert statuses(message.partition(b"\r\n\r\n")[2] or message)[0][0] == CMCStatus.success
        with pytest.raises(OSError):
            socket.create_connection(server.server_address[:2], timeout=30).recv(1)


# TCP


def test_several_messages_on_one_connection(tcp: TCPServer) -> None:
    host, port = tcp.server_address[:2]
    with transport.TCPClient(str(host), port) as client:
        for _ in range(3):
            request = by_secret()
            exchange = client.exchange(request.der)
            assert cmcasn1.verify(exchange.response, request=request).ok


@pytest.mark.parametrize("piece", [1, 100, 1000, 1 << 20])
def test_messages_in_pieces(tcp: TCPServer, piece: int) -> None:
    data = b"".join(by_secret().der for _ in range(3))
    with socket.create_connection(tcp.server_address[:2], timeout=30) as connection:
        for start in range(0, len(data), piece):
            connection.sendall(data[start : start + piece])
        connection.shutdown(socket.SHUT_WR)
        answers = transport.Deframer().feed(_all(connection))
    assert [statuses(each) for each in answers] == [[(CMCStatus.success, None)]] * 3


STREAMS: dict[str, Callable[[], bytes]] = {
    "HTTP": lambda: _post("Content-Length: 0\r\n"),
    "too long": lambda: b"\x30\x84\x7f\xff\xff\xff",
    "after a message": lambda: by_secret().der + b"garbage",
}


@pytest.mark.parametrize("name", STREAMS)
def test_streams_that_are_no_messages(tcp: TCPServer, name: str) -> None:
    answers = transport.Deframer().feed(talk(tcp, STREAMS[name](), half_close=True))
    assert statuses(answers[-1]) == [(CMCStatus.failed, CMCFailInfo.badRequest)]


def test_a_stream_that_ends_within_a_message(tcp: TCPServer) -> None:
    assert talk(tcp, by_secret().der[:-1], half_close=True) == b""


def test_ipv6(ca: Responder) -> None:
    try:
        server = HTTPServer(("::1", 0), ca)
    except OSError as error:
        pytest.skip(f"no IPv6 here: {error}")
    with running(server):
        assert server.url.startswith("http://[::1]:")
        assert post(server, "/cmc", by_secret().der)[0].status == 200


def test_the_audit_log_holds_no_secret(http: HTTPServer) -> None:
    post(http, "/cmc", by_secret().der)
    post(http, "/cmc", by_secret(secret="another wrong one").der)
    revoke = PKIDataBuilder().revoke_request(http.responder.authority.name, 5, secret="revocation secret")
    post(http, "/cmc", revoke.unsigned().der)
    log = repr(list(http.responder.store.events()))
    assert "issued" in log and "refused" in log
    assert not any(secret in log for secret in (SECRET, "another wrong one", "revocation secret"))

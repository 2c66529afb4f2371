"""The HTTP client over TLS and through proxies."""

from __future__ import annotations

import base64
import socket
import ssl
import threading
from pathlib import Path

import pytest

from cmcasn1 import transport
from cmcasn1.errors import (
    BuildError,
)
from cmcasn1.transport import HTTPClient
from tests.exchanges import REQUEST, RESPONSE, refusal, success
from tests.servers import (
    Authority,
    forwarding_proxy,
    free_port,
    http_server,
)

pytestmark = pytest.mark.usefixtures("no_proxies")


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("ca"), "CA")


# TLS


def test_mutual_tls(authority: Authority) -> None:
    certificate, key = authority.issue("agent", b"s3cret")
    tls = transport.tls_context(ca=authority.certificate, certificate=certificate, key=key, password="s3cret")
    assert tls.minimum_version == ssl.TLSVersion.TLSv1_2
    with http_server(success, authority.server_context(client=True)) as server:
        with HTTPClient(server.url, tls=tls) as client:
            assert client.exchange(REQUEST).response == RESPONSE
        assert server.seen[0].client == "agent"
        without = transport.tls_context(ca=authority.certificate)
        refusal(server.url, tls=without, match="(TLS|ends the connection).*may want the client's certificate")
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
        error = refusal(url, tls=transport.tls_context(ca=authority.certificate), match="is not trusted: .*localhost")
        assert error.hint is None  # another trust anchor would not help


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

"""Servers on the loopback for tests of clients: HTTP, HTTPS, a proxy, plain TCP; and certificates for them."""

from __future__ import annotations

import datetime
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass
class Seen:
    """A request as a server saw it."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    client: str = ""


@dataclass
class Answer:
    """What a server is to answer: raw octets, or status, headers and body."""

    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    status: int = 200
    raw: bytes | None = None
    """In place of all of that; the connection is closed behind it."""
    wait: threading.Event | None = None
    """Waited for before the connection is closed behind `raw`."""


Answering = Callable[[Seen], Answer]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: HTTPServer

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        client = ""
        if isinstance(self.connection, ssl.SSLSocket):
            certificate = self.connection.getpeercert() or {}
            client = ",".join(value for part in certificate.get("subject", ()) for _, value in part)
        seen = Seen(self.command, self.path, headers, body, client)
        self.server.seen.append(seen)
        answer = self.server.answering(seen)
        if answer.raw is not None:
            self.wfile.write(answer.raw)
            self.wfile.flush()
            if answer.wait:
                answer.wait.wait(20)
            self.close_connection = True
            return
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if "Content-Length" not in answer.headers and "Transfer-Encoding" not in answer.headers:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    do_GET = do_POST

    def do_CONNECT(self) -> None:
        """Be a proxy for TLS: pass octets in both directions until one side ends."""
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.seen.append(Seen("CONNECT", self.path, headers, b""))
        host, _, port = self.path.rpartition(":")
        with socket.create_connection((host, int(port))) as upstream:
            self.send_response(200)
            self.end_headers()
            back = threading.Thread(target=_pump, args=(upstream, self.connection))
            back.start()
            _pump(self.connection, upstream)
            back.join()
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Be silent."""


def _pump(source: socket.socket, sink: socket.socket) -> None:
    try:
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        return


class HTTPServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, answering: Answering, tls: ssl.SSLContext | None, port: int = 0) -> None:
        self.answering = answering
        self.seen: list[Seen] = []
        self.connections = 0
        super().__init__(("127.0.0.1", port), _Handler)
        self.tls = tls
        self.url = f"http{'s' if tls else ''}://127.0.0.1:{self.server_address[1]}"

    def finish_request(self, request: socket.socket, client_address: object) -> None:
        # In the connection's own thread: a handshake must not hold up the others.
        self.connections += 1
        with suppress(OSError):
            if self.tls is None:
                super().finish_request(request, client_address)
                return
            with self.tls.wrap_socket(request, server_side=True) as wrapped:
                super().finish_request(wrapped, client_address)

    def handle_error(self, *_: object) -> None:
        """Leave it to the tests."""


@contextmanager
def http_server(answering: Answering, tls: ssl.SSLContext | None = None, port: int = 0) -> Iterator[HTTPServer]:
    server = HTTPServer(answering, tls, port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def forwarding_proxy() -> Iterator[HTTPServer]:
    """A proxy: passes on requests with an absolute URL, and CONNECT."""

    def forward(seen: Seen) -> Answer:
        parts = urlsplit(seen.path)
        path = parts.path or "/"
        kept = {name: value for name, value in seen.headers.items() if not name.startswith("proxy-")}
        head = "".join(f"{name}: {value}\r\n" for name, value in kept.items() if name != "connection")
        with socket.create_connection((parts.hostname, parts.port)) as upstream:
            request = f"{seen.method} {path} HTTP/1.1\r\n{head}Connection: close\r\n\r\n"
            upstream.sendall(request.encode() + seen.body)
            upstream.shutdown(socket.SHUT_WR)
            raw = b"".join(iter(lambda: upstream.recv(65536), b""))
        return Answer(raw=raw)

    with http_server(forward) as server:
        yield server


@contextmanager
def tcp_server(talking: Callable[[socket.socket], None]) -> Iterator[TCPServer]:
    server = TCPServer(talking)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield server
    finally:
        server.stop()
        thread.join()


class TCPServer:
    """Hands each connection, one after another, to a function; closes it when that returns."""

    def __init__(self, talking: Callable[[socket.socket], None]) -> None:
        self.talking = talking
        self.connections = 0
        self.stopping = threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]

    def run(self) -> None:
        with self.listener:
            while True:
                connection, _ = self.listener.accept()
                with connection, suppress(OSError):
                    if self.stopping.is_set():
                        return
                    self.connections += 1
                    self.talking(connection)

    def stop(self) -> None:
        self.stopping.set()
        # Wakes the thread up.
        with socket.create_connection(("127.0.0.1", self.port)):
            pass


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


class Authority:
    """A CA that writes PEM files into a folder."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        certificate = self._build(self._name, self._key, ca=True)
        self.certificate = folder / f"{name}.pem"
        self.certificate.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))

    def issue(self, name: str, password: bytes | None = None) -> tuple[Path, Path]:
        """Write certificate and key of a server on the loopback, or of a client."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        certificate = self._build(subject, key, ca=False)
        paths = self.folder / f"{name}.crt", self.folder / f"{name}.key"
        paths[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        encryption = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
        pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption)
        paths[1].write_bytes(pem)
        return paths

    def _build(self, subject: x509.Name, key: ec.EllipticCurvePrivateKey, *, ca: bool) -> x509.Certificate:
        now = datetime.datetime.now(datetime.UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=30))
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        )
        identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())
        if ca:
            usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
            subject_id = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
            builder = builder.add_extension(usage, critical=True).add_extension(subject_id, critical=False)
        else:
            address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
            builder = builder.add_extension(x509.SubjectAlternativeName([address]), critical=False)
            builder = builder.add_extension(identifier, critical=False)
        return builder.sign(self._key, hashes.SHA256())

    def server_context(self, *, client: bool = False) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*self.issue("server"))
        if client:
            context.load_verify_locations(self.certificate)
            context.verify_mode = ssl.CERT_REQUIRED
        return context

"""``cmcasn1 serve``: the embedded test CA."""

from __future__ import annotations

import ipaddress
import signal
import ssl
import threading
from pathlib import Path

import click

from cmcasn1.cli.failures import Failure
from cmcasn1.cli.secrets import SecretSource

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cmcasn1.responder.http_server import HTTPServer
    from cmcasn1.responder.tcp_server import TCPServer

_FILE = click.Path(exists=True, dir_okay=False)
_PORT = click.IntRange(0, 65535)


@click.command(short_help="Run a CA for tests.")
@click.option(
    "--state",
    "folder",
    required=True,
    envvar="CMCASN1_STATE",
    type=click.Path(file_okay=False),
    help="Folder of keys and database; made where there is none.  [env: CMCASN1_STATE]",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=0, show_default="any free one", type=_PORT, help="Port of HTTP.")
@click.option("--tcp-port", type=_PORT, help="Serve TCP too (RFC 10003 section 7); 5318 is its own port.")
@click.option("--tls-certificate", type=_FILE, help="PEM file: HTTPS instead of HTTP.")
@click.option("--tls-key", type=_FILE, help="PEM file with the key, if it is another.")
@click.option(
    "--tls-client-ca",
    type=_FILE,
    help="PEM file: clients need a certificate that one of these issued, else they may have one of the CA's.",
)
@click.option("--secret", "secrets", multiple=True, metavar="ID=FILE", help="Shared secret of an identification.")
@click.option("--anywhere", is_flag=True, help="Allow an address other than loopback.")
def serve(
    folder: str,
    host: str,
    port: int,
    tcp_port: int | None,
    tls_certificate: str | None,
    tls_key: str | None,
    tls_client_ca: str | None,
    secrets: tuple[str, ...],
    anywhere: bool,
) -> None:
    """Run a CA for tests that speaks CMC. It is no CA for anything that matters.

    POST to /cmc?profile=NAME (cmc, certs-only, pending, confirm, archive, simple), to EST's /.well-known/est/fullcmc
    and simpleenroll, or to Dogtag's /ca/ee/ca/profileSubmit...; GET /crl has the CRL. The first line on standard
    output is the URL. `cmcasn1 ca` administers it meanwhile. EST's simplereenroll is for TLS clients that have a
    certificate of this CA.
    """
    from cmcasn1.responder.http_server import WARNING, HTTPServer
    from cmcasn1.responder.state import open_responder
    from cmcasn1.responder.tcp_server import TCPServer

    if not _is_loopback(host) and not anywhere:
        raise click.UsageError(
            f"{host} is not loopback: a test CA is for this machine only, unless --anywhere says otherwise"
        )
    if tls_certificate is None and (tls_key or tls_client_ca):
        raise click.UsageError("--tls-key and --tls-client-ca go with --tls-certificate")
    named = [_secret(each) for each in secrets]
    tls = None if tls_certificate is None else _tls(tls_certificate, tls_key, tls_client_ca)
    responder = open_responder(Path(folder))
    servers: list[HTTPServer | TCPServer] = []
    try:
        if tls is not None and tls_client_ca is None:
            # Asked for, not demanded: simplereenroll needs one, who enrols first has none (RFC 7030 section 3.3.2).
            tls.load_verify_locations(cadata=responder.authority.certificate.octets)
            tls.verify_mode = ssl.CERT_OPTIONAL
        for name, secret in named:
            responder.set_secret(name, secret)
        try:
            servers.append(HTTPServer((host, port), responder, tls=tls))
            if tcp_port is not None:
                servers.append(TCPServer((host, tcp_port), responder))
        except OSError as error:
            taken = port if not servers else tcp_port
            raise Failure(f"cannot listen on {host}, port {taken}: {error.strerror or error}") from error
        _run(servers, WARNING)
    finally:
        for server in servers:
            server.server_close()
        responder.store.close()


def _run(servers: list[HTTPServer | TCPServer], warning: str) -> None:
    """Serve until SIGINT or SIGTERM comes, then answer what is being worked on."""
    asked = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: asked.set())
    loops = [threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}) for server in servers]
    for loop in loops:
        loop.start()
    for server in servers:
        click.echo(server.url)
    click.echo(f"{warning}; Ctrl-C stops it", err=True)
    asked.wait()
    for server in servers:
        server.stop()
    for loop in loops:
        loop.join()


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _secret(option: str) -> tuple[str, bytes]:
    name, found, file = option.partition("=")
    if not found or not name:
        raise click.UsageError("--secret wants ID=FILE")
    return name, SecretSource("shared secret", "secret", file).needed()


def _tls(certificate: str, key: str | None, client_ca: str | None) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(certificate, key, password=lambda: b"")
        if client_ca is not None:
            context.load_verify_locations(client_ca)
            context.verify_mode = ssl.CERT_REQUIRED
    except (OSError, ValueError) as error:
        raise click.UsageError(f"certificate and key for TLS: {error}") from error
    return context

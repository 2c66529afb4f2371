"""``cmcasn1 serve``: the embedded test CA."""

from __future__ import annotations

import signal
import ssl
import sys
import threading
from pathlib import Path

import click

from cmcasn1.errors import CMCError

_LOOPBACK = ("127.0.0.1", "::1", "localhost")


_FILE = click.Path(exists=True, dir_okay=False)
_PORT = click.IntRange(0, 65535)


@click.command()
@click.option("--state", "folder", required=True, type=click.Path(file_okay=False), help="Folder of keys and database.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=0, show_default="any free one", type=_PORT, help="Port of HTTP.")
@click.option("--tcp-port", type=_PORT, help="Serve TCP too (RFC 10003 section 7); 5318 is its own port.")
@click.option("--tls-certificate", type=_FILE, help="PEM file: HTTPS instead of HTTP.")
@click.option("--tls-key", type=_FILE, help="PEM file with the key, if it is another.")
@click.option("--secret", "secrets", multiple=True, metavar="ID=FILE", help="Shared secret of an identification.")
@click.option("--anywhere", is_flag=True, help="Allow an address other than loopback.")
def serve(
    folder: str,
    host: str,
    port: int,
    tcp_port: int | None,
    tls_certificate: str | None,
    tls_key: str | None,
    secrets: tuple[str, ...],
    anywhere: bool,
) -> None:
    """Run a CA for tests that speaks CMC. It is no CA for anything that matters.

    Profiles: POST to /cmc?profile=NAME (cmc, pending, confirm, simple), to EST's /.well-known/est/fullcmc or to
    Dogtag's /ca/ee/ca/profileSubmit...; GET /crl has the CRL. The first line on standard output is the URL.
    """
    from cmcasn1.responder.http_server import HTTPServer
    from cmcasn1.responder.state import open_responder
    from cmcasn1.responder.tcp_server import TCPServer

    if host not in _LOOPBACK and not anywhere:
        raise click.UsageError(
            f"{host} is not loopback: a test CA is for this machine only, unless --anywhere says otherwise"
        )
    responder = open_responder(Path(folder))
    for each in secrets:
        name, found, file = each.partition("=")
        if not found or not name:
            raise click.UsageError("--secret wants ID=FILE")
        responder.store.set_secret(name, Path(file).read_bytes().rstrip(b"\r\n"))
    try:
        server = HTTPServer((host, port), responder, tls=_tls(tls_certificate, tls_key))
        tcp = None if tcp_port is None else TCPServer((host, tcp_port), responder)
    except (OSError, CMCError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(server.url)
    if tcp is not None:
        click.echo(f"tcp://{host}:{tcp.server_address[1]}")
        threading.Thread(target=tcp.serve_forever, daemon=True).start()
    sys.stdout.flush()

    def stop(*_: object) -> None:
        # shutdown() waits for the loop to end, which runs in this very thread.
        threading.Thread(target=server.shutdown, daemon=True).start()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    click.echo("a CA for tests, not for anything that matters; Ctrl-C stops it", err=True)
    try:
        server.serve_forever(poll_interval=0.1)
    finally:
        server.server_close()
        if tcp is not None:
            tcp.shutdown()
            tcp.server_close()
        responder.store.close()


def _tls(certificate: str | None, key: str | None) -> ssl.SSLContext | None:
    if certificate is None:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(certificate, key)
    return context

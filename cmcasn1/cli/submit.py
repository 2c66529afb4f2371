"""``cmcasn1 submit``: send a request, keep and explain the answer."""

from __future__ import annotations

import os
import secrets
import sys
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from cmcasn1.cli.answers import answer_options, conclude
from cmcasn1.cli.examples import examples
from cmcasn1.cli.failures import USAGE, Failure, explained
from cmcasn1.cli.files import read, refuse_existing, write
from cmcasn1.cli.keys import KeySource, key_options
from cmcasn1.cli.terminal import progress

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from ssl import SSLContext

    from cmcasn1.transport.exchange import Exchange


@click.command(
    short_help="Send a request; check and explain the answer.",
    epilog=examples(
        "cmcasn1 submit alice.crq https://ca.example:8443 --profile caFullCMCUserCert --trust ca.pem --pem alice.pem",
        "cmcasn1 submit secret.crq https://ca.example:8443 --profile caFullCMCUserSignedCert",
    ),
)
@click.argument("file")
@click.argument("url")
@click.option("--profile", metavar="NAME", help="Endpoint at the server in URL: est-fullcmc, caFullCMCUserCert, ...")
@click.option("--label", default="", metavar="LABEL", help="CA label of an EST endpoint.")
@click.option("--ca", metavar="PATH", help="Trust anchors of TLS (file or folder), in place of the system's.")
@key_options()
@click.option("--proxy", metavar="URL", help="Proxy, in place of what the environment says.")
@click.option("--timeout", type=click.FloatRange(min=0.1), default=60.0, show_default=True, help="Seconds.")
@click.option("-o", "--out", metavar="OUT", help="Where the answer goes, else FILE with another ending.")
@answer_options(with_key=False)
def submit(
    file: str,
    url: str,
    profile: str | None,
    label: str,
    ca: str | None,
    keys: KeySource,
    proxy: str | None,
    timeout: float,
    out: str | None,
    wanted: dict[str, Any],
) -> None:
    """Send the request in FILE to URL (https:, http: or tcp:), write the answer, check and explain it.

    --key and --cert are those of the TLS client. The answer has to repeat nonce and transaction of the request. Exit
    status as that of `response`; 1 also where no answer came.
    """
    from cmcasn1.message import parse, unexpected_kind
    from cmcasn1.transport.files import from_file
    from cmcasn1.transport.media_types import file_name

    data = read(file)
    with explained(file):
        asked = from_file("", data)
        request = parse(asked.octets)
        if request.kind.endswith("response"):
            raise unexpected_kind(request, "a request")
    if out is None and file == "-":
        raise Failure("standard input has no name to derive that of the answer from: -o OUT", USAGE)
    refuse_existing(out, wanted["pem"], wanted["p7c"], force=wanted["force"])
    with explained():
        exchange = _exchange(asked.octets, url, profile, label, ca, keys, proxy, timeout)
    for problem in exchange.problems:
        click.echo(f"cmcasn1: {problem}", err=True)
    if not exchange.response:
        after = "" if exchange.retry_after is None else f" in {exchange.retry_after} s"
        raise Failure(f"{exchange.url} has no answer yet: submit the same file again{after}")
    target = out or str(Path(file).with_name(file_name(exchange.kind, Path(file).stem)))
    try:
        write(exchange.response, target, replace=wanted["force"])
    except click.UsageError:
        # An answer that has come is not thrown away.
        target = str(Path(target).with_name(f"{Path(target).stem}-{secrets.token_hex(4)}{Path(target).suffix}"))
        write(exchange.response, target, replace=False)
    if target != "-":
        click.echo(f"cmcasn1: the answer is in {target}", err=True)
    with explained(target):
        code = conclude(parse(exchange.response), request, None, wanted)
    sys.exit(code)


def _exchange(
    message: bytes,
    url: str,
    profile: str | None,
    label: str,
    ca: str | None,
    keys: KeySource,
    proxy: str | None,
    timeout: float,
) -> Exchange:
    if url.lower().startswith("tcp:"):
        from cmcasn1.transport.tcp import TCPClient

        if profile or ca or proxy or keys.named:
            raise Failure("over tcp: there is neither TLS nor a profile nor a proxy", USAGE)
        with TCPClient(*_tcp_server(url), timeout=timeout) as client, _waiting():
            return client.exchange(message)
    from cmcasn1.transport.endpoints import endpoint
    from cmcasn1.transport.http import HTTPClient

    chosen = None if profile is None else endpoint(profile)
    if chosen is not None:
        url = chosen.url(url, label=label)
    elif label:
        raise Failure("--label goes with --profile est-...", USAGE)
    with _tls(ca, keys) as tls, HTTPClient(url, to=chosen, tls=tls, proxy=proxy, timeout=timeout) as client, _waiting():
        return client.exchange(message)


def _tcp_server(url: str) -> tuple[str, int]:
    from cmcasn1.transport.tcp import PORT

    try:
        parts = urlsplit(url)
        host, port = parts.hostname, PORT if parts.port is None else parts.port
    except ValueError:
        host, port = None, PORT
    if not host or parts.path.strip("/"):
        raise Failure(f"{url!r} is no TCP server: tcp://HOST or tcp://HOST:PORT", USAGE)
    return host, port


def _waiting() -> AbstractContextManager[object]:
    return progress("waiting for the answer", 1)


@contextmanager
def _tls(ca: str | None, keys: KeySource) -> Iterator[SSLContext | None]:
    """Give the settings of TLS; the key goes to OpenSSL through a private file, encrypted by a passing password."""
    from cmcasn1.transport.tls import tls_context

    if not keys.named:
        yield None if ca is None else tls_context(ca=ca)
        return
    mine = keys.load()
    key = mine.in_memory("TLS").key
    if mine.certificate is None:
        raise Failure("a TLS client needs the certificate of its key: --cert FILE", USAGE)
    from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat

    password = secrets.token_hex(32).encode()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(password))
    held = [mine.certificate, *mine.chain]
    pem += b"".join(each.to_cryptography().public_bytes(Encoding.PEM) for each in held)
    with TemporaryDirectory(prefix="cmcasn1-tls-") as folder:
        file = Path(folder) / "client.pem"
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            stream.write(pem)
        yield tls_context(ca=ca, certificate=file, password=password)

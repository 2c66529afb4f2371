"""``cmcasn1 ca``: what the administrator of the embedded test CA does, while it runs or not."""

from __future__ import annotations

import json
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cmcasn1.cli.arguments import integer
from cmcasn1.cli.failures import USAGE, Failure, explained
from cmcasn1.cli.files import read, write
from cmcasn1.cli.secrets import SecretSource, one_secret
from cmcasn1.inspection.spans import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cmcasn1.dogtag.shared_token import SharedToken
    from cmcasn1.responder.responder import Responder
    from cmcasn1.responder.store import StoredRequest


@click.group(short_help="Administer the CA for tests.")
def ca() -> None:
    """Administer the CA for tests of `cmcasn1 serve`, which may run meanwhile."""


def _on_state(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --state; the command gets the open CA as `responder`."""

    @click.option(
        "--state",
        "folder",
        required=True,
        envvar="CMCASN1_STATE",
        type=click.Path(exists=True, file_okay=False),
        help="Folder of the CA.  [env: CMCASN1_STATE]",
    )
    @wraps(command)
    def run(folder: str, **arguments: Any) -> Any:
        with _opened(Path(folder)) as responder:
            return command(responder=responder, **arguments)

    return run


@contextmanager
def _opened(folder: Path) -> Iterator[Responder]:
    from cmcasn1.responder.state import DATABASE, open_responder

    if not (folder / DATABASE).exists():
        raise Failure(f"{folder} is no folder of a CA: `cmcasn1 serve` makes one", USAGE)
    responder = open_responder(folder)
    try:
        yield responder
    finally:
        responder.store.close()


@ca.command(short_help="List the requests that wait for approval.")
@_on_state
def pending(responder: Responder) -> None:
    """List the requests that wait for approval: number, profile, requester, subject."""
    for request in responder.store.requests("pending"):
        click.echo(printable(f"{request.id}  {request.profile}  {_short(request.requester)}  {_subject(request)}"))


@ca.command()
@click.argument("numbers", nargs=-1, required=True, type=click.IntRange(1), metavar="NUMBER...")
@_on_state
def approve(responder: Responder, numbers: tuple[int, ...]) -> None:
    """Issue the certificates for pending requests."""
    for number in numbers:
        certificate = responder.approve(number)
        if certificate is None:
            raise Failure(f"no request {number} is pending")
        tbs = certificate.tbs_certificate
        click.echo(printable(f"issued  {tbs.subject.rfc4514_string()}  serial {tbs.serial_number}"))


@ca.command()
@click.argument("numbers", nargs=-1, required=True, type=click.IntRange(1), metavar="NUMBER...")
@_on_state
def reject(responder: Responder, numbers: tuple[int, ...]) -> None:
    """Refuse pending requests."""
    for number in numbers:
        if not responder.reject(number):
            raise Failure(f"no request {number} is pending")
        click.echo(f"rejected  {number}")


@ca.command(short_help="List the certificates.")
@_on_state
def certificates(responder: Responder) -> None:
    """List the certificates: serial number, role, state, subject."""
    for known in responder.store.certificates():
        tbs = known.certificate.tbs_certificate
        state = "good" if known.confirmed else "unconfirmed"
        if known.revoked_at is not None:
            state = f"revoked {known.revoked_at:%Y-%m-%d}"
        click.echo(printable(f"{tbs.serial_number}  {known.role}  {state}  {tbs.subject.rfc4514_string()}"))


@ca.command(short_help="Print the audit log.")
@click.option("--json", "as_json", is_flag=True, help="A JSON object in each line.")
@_on_state
def audit(responder: Responder, as_json: bool) -> None:
    """Print the audit log: time, event, details, in one line each."""
    for at, event, detail in responder.store.events():
        if as_json:
            click.echo(json.dumps({"at": at, "event": event, **detail}))
        else:
            details = " ".join(f"{name}={json.dumps(value, ensure_ascii=False)}" for name, value in detail.items())
            click.echo(printable(f"{at} {event} {details}".rstrip()))


@ca.command()
@click.argument("identification")
@one_secret("secret", "shared secret")
@click.option("--token", metavar="FILE", help="Dogtag's shared token instead (DER, base64).")
@click.option("--remove", is_flag=True, help="Forget the secret.")
@_on_state
def secret(responder: Responder, identification: str, secret: SecretSource, token: str | None, remove: bool) -> None:
    """Set the shared secret of an IDENTIFICATION."""
    if remove:
        if not responder.store.remove_secret(identification):
            raise Failure(f"no secret of {identification!r} is known")
        responder.store.log("secret-removed", identification=identification)
        return
    responder.set_secret(identification, _secret(secret, token))


@ca.command("revocation-secret", short_help="Set the secret that revokes a certificate.")
@click.argument("serial")
@one_secret("secret", "shared secret")
@click.option("--token", metavar="FILE", help="Dogtag's shared token instead (DER, base64, revShrTok:...).")
@_on_state
def revocation_secret(responder: Responder, serial: str, secret: SecretSource, token: str | None) -> None:
    """Set the shared secret that revokes the certificate with a SERIAL number (decimal, or hex after 0x), once."""
    if not responder.set_revocation_secret(integer(serial), _secret(secret, token)):
        raise Failure(f"there is no certificate {serial}")


def _secret(secret: SecretSource, token: str | None) -> bytes | SharedToken:
    from cmcasn1.dogtag.shared_tokens import read_shared_token

    if token is None:
        return secret.needed(confirm=True)
    with explained(token):
        return read_shared_token(read(token))


@ca.command(short_help="Take the shared tokens out of a directory's LDIF.")
@click.argument("file")
@_on_state
def ldif(responder: Responder, file: str) -> None:
    """Take the shared tokens out of the directory's LDIF in FILE: shrTok of users, metaInfo of certificates."""
    from cmcasn1.dogtag.directory import tokens_in_ldif

    with explained(file):
        found = tokens_in_ldif(read(file).decode(errors="replace"))
    if not found:
        raise Failure(f"{file}: no shared token is in it")
    for each in found:
        with explained(each.dn):
            if each.identification is not None:
                responder.set_secret(each.identification, each.token)
                click.echo(printable(f"secret of {each.identification}"))
            elif responder.set_revocation_secret(each.serial or 0, each.token):
                click.echo(f"revocation secret of certificate {each.serial}")
            else:
                raise Failure(f"there is no certificate {each.serial}")


@ca.command("recover-key", short_help="Recover an archived private key.")
@click.argument("serial")
@click.option("-o", "--out", default="-", metavar="OUT", help='Where the key goes in PEM ("-": standard output).')
@click.option("--force", is_flag=True, help="Replace files that are there already.")
@_on_state
def recover_key(responder: Responder, serial: str, out: str, force: bool) -> None:
    """Recover the archived private key of the certificate with a SERIAL number (decimal, or hex after 0x)."""
    from cmcasn1.armour.writing import pem

    key = responder.recover_key(integer(serial))
    if key is None:
        raise Failure(f"no key of a certificate {serial} is archived")
    write(pem(key, "PRIVATE KEY").encode("ascii"), out, text=True, private=True, replace=force)


def _subject(request: StoredRequest) -> str:
    from cmcasn1.codec.coding import decode_der
    from cmcasn1.crmf.cert_template import CertTemplate

    subject = decode_der(CertTemplate, request.wish).subject
    return "" if subject is None else subject.rfc4514_string()


def _short(requester: str) -> str:
    kind, _, name = requester.partition(":")
    return f"{kind}:{name[:16]}" if kind == "certificate" else requester

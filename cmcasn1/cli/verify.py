"""``cmcasn1 verify``: what of a message can be shown to be right."""

from __future__ import annotations

import json
import sys
import warnings
from datetime import UTC, datetime

import click

from cmcasn1.cli.credentials import certificates as read_certificates
from cmcasn1.cli.credentials import credentials, key_password_options, known_secrets, secret_options
from cmcasn1.cli.examples import examples
from cmcasn1.cli.files import read
from cmcasn1.cli.terminal import put
from cmcasn1.errors import BuildError, CMCError, DecryptionFailed
from cmcasn1.inspection.inspect import encodings
from cmcasn1.inspection.report_form import report_document, report_lines
from cmcasn1.inspection.spans import line, printable
from cmcasn1.inspection.text_message import size_in_words
from cmcasn1.message import Message, decrypt, parse
from cmcasn1.verification.policy import Policy
from cmcasn1.verification.verify import verify as check

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from cmcasn1.keys.private_key import Decrypter
    from cmcasn1.verification.report import Report

FINE, FAILED, UNDECODABLE = 0, 1, 3


class _Time(click.ParamType):  # type: ignore[type-arg, unused-ignore]
    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            found = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no time such as 2026-11-01 or 2026-11-01T12:00:00Z", param, ctx)
        return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


@click.command(
    short_help="Check signatures, proofs and whatever else can be checked.",
    epilog=examples("cmcasn1 verify alice.crp --request alice.crq --trust ca.pem"),
)
@click.argument("file", type=click.Path(allow_dash=True))
@secret_options
@click.option("--trust", multiple=True, metavar="PEM", help="Certificates to trust; without any, no path is checked.")
@click.option("--certificates", multiple=True, metavar="PEM", help="Certificates that did not come along.")
@click.option("--key", "key_file", metavar="FILE", help="The receiver's private key: opens what is meant for it.")
@key_password_options
@click.option("--request", "request_file", metavar="FILE", help="The request that the message answers.")
@click.option("--at", type=_Time(), metavar="TIME", help="The time of the check, now by default; UTC unless it says.")
@click.option("--require-ra", is_flag=True, help="Who vouches for others has a certificate with id-kp-cmcRA.")
@click.option("--require-ca", is_flag=True, help="Who signs a response has one with id-kp-cmcCA.")
@click.option("--no-weak", is_flag=True, help="What rests on MD5 or SHA-1 fails.")
@click.option("--strict", is_flag=True, help="A check that is not possible counts as failed in the exit status.")
@click.option("--json", "as_json", is_flag=True, help="JSON instead of text (schema cmcasn1/1).")
@click.option("--full", is_flag=True, help="Nothing cut, every part shown.")
def verify(
    file: str,
    secret_files: tuple[str, ...],
    secret_variables: tuple[str, ...],
    secret_prompt: bool,
    trust: tuple[str, ...],
    certificates: tuple[str, ...],
    key_file: str | None,
    key_password_file: str | None,
    key_password_env: str | None,
    request_file: str | None,
    at: datetime | None,
    require_ra: bool,
    require_ca: bool,
    no_weak: bool,
    strict: bool,
    as_json: bool,
    full: bool,
) -> None:
    """Check the messages in FILE ("-" is standard input).

    Signatures and signers, possession of every requested key, identity proofs and POP links, numbers and references
    of the parts, certificate paths, and what a response repeats of its request. What cannot be checked is said, with
    the reason.

    Exit status: 0 nothing failed, 1 a check failed, was left open by the message or none was possible, 3 not decodable.
    """
    key = None if key_file is None else credentials(key_file, key_password_file, key_password_env).key
    secrets = known_secrets(secret_files, secret_variables, secret_prompt)
    anybodys = None if secrets is None else secrets(None)
    known: dict[str, Any] = {
        "secrets": secrets,
        "revocation_secrets": None if anybodys is None else lambda serial: anybodys,
        "trust": read_certificates(trust) if trust else None,
        "certificates": read_certificates(certificates),
        "keys": () if key is None else (key,),
        "at": at,
        "policy": Policy(require_ra=require_ra, require_ca=require_ca, allow_weak=not no_weak),
        "request": None if request_file is None else _request(request_file),
    }
    documents, worst = [], FINE
    for number, (octets, message) in enumerate(_messages(file)):
        if message is None:
            worst = UNDECODABLE
            continue
        try:
            opened = _opened(message, key)
            with warnings.catch_warnings():
                # cryptography warns of old kinds of keys: whoever checks a message has not chosen them.
                warnings.simplefilter("ignore")
                report = check(opened, **known)
        except BuildError as error:
            raise click.UsageError(str(error)) from None
        except DecryptionFailed as error:
            _complain(file, error)
            worst = max(worst, FAILED)
            continue
        except CMCError as error:
            # What a key opens may be anything.
            _complain(file, error)
            worst = UNDECODABLE
            continue
        worst = max(worst, _status(report, strict))
        if as_json:
            documents.append(report_document(report, opened, file, len(octets)))
        else:
            if number:
                put(line(""))
            size = f"{size_in_words(len(octets))} {opened.encoding.upper()}"
            for each in report_lines(report, opened, size, full=full):
                put(each)
    if documents:
        click.echo(json.dumps(documents if len(documents) > 1 else documents[0], indent=2))
    sys.exit(worst)


def _messages(file: str) -> list[tuple[bytes, Message | None]]:
    found: list[tuple[bytes, Message | None]] = []
    try:
        blobs = encodings(read(file))
    except CMCError as error:
        _complain(file, error)
        return [(b"", None)]
    for blob in blobs:
        try:
            found.append((blob.octets, parse(blob.octets).__replace__(armour=blob.armour)))
        except CMCError as error:
            _complain(file, error)
            found.append((blob.octets, None))
    return found


def _request(file: str) -> Message:
    try:
        return parse(read(file))
    except CMCError as error:
        raise click.UsageError(f"{file}: {error}") from None


def _opened(message: Message, key: Decrypter | None) -> Message:
    """Take off what the key opens, layer by layer."""
    while key is not None and message.kind == "encrypted":
        message = decrypt(message, key)
    return message


def _complain(file: str, error: CMCError) -> None:
    sys.stderr.write(f"cmcasn1: {printable(file)}: {printable(str(error))}\n")


def _status(report: Report, strict: bool) -> int:
    return FINE if report.ok and not (strict and report.not_possible) else FAILED

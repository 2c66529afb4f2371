"""``cmcasn1 convert``: the same octets in another armour, a mail among them."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import click

from cmcasn1.armour.writing import LABELS, base64_lines, pem
from cmcasn1.cli.examples import examples
from cmcasn1.cli.failures import explained
from cmcasn1.cli.files import read, write
from cmcasn1.codec.coding import decode_named
from cmcasn1.errors import BuildError, CMCError
from cmcasn1.identify import type_of
from cmcasn1.inspection.inspect import encodings, inspect
from cmcasn1.inspection.json_form import document
from cmcasn1.inspection.spans import printable
from cmcasn1.limits import DEFAULT_LIMITS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from email.headerregistry import Address
    from email.message import EmailMessage
    from typing import Any

    from cmcasn1.armour import Blob

UNDECODABLE = 3
# One mailbox (RFC 5322 section 3.4), with no more than atoms in the address.
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_ADDRESS = rf"{_ATOM}(?:\.{_ATOM})*@{_ATOM}(?:\.{_ATOM})*"
_MAILBOX = re.compile(rf"([^<>]*)<({_ADDRESS})>|({_ADDRESS})")
# What is no message but has a label of its own.
_OTHERS = ("Certificate", "CertificateList", "PrivateKeyInfo", "SubjectPublicKeyInfo", "AttributeCertificate")


@click.command(
    short_help="Change the armour: DER, PEM, base64, hex, JSON, mail.",
    epilog=examples("cmcasn1 convert alice.crq --to mail --mail-from alice@example.org -o alice.eml"),
)
@click.argument("file", type=click.Path(allow_dash=True))
@click.option(
    "--to",
    "form",
    required=True,
    type=click.Choice(["der", "pem", "base64", "hex", "json", "mail"]),
    help="The new armour.",
)
@click.option("-o", "--out", metavar="FILE", help="Write there instead of to standard output.")
@click.option("--force", is_flag=True, help="Replace a file that is there already.")
@click.option("--label", default="", help="The label of PEM, where the type has none of its own.")
@click.option("--mail-from", metavar="ADDRESS", help="Who sends the mail; without it, it is a MIME part to attach.")
@click.option("--mail-to", multiple=True, metavar="ADDRESS", help="Who gets it (repeat).")
@click.option("--mail-subject", metavar="TEXT", help="What it is about.")
@click.option(
    "--mail-kind",
    type=click.Choice(["full-pki-request", "full-pki-response"]),
    help="What an encrypted message is, which nobody else sees.",
)
def convert(file: str, form: str, out: str | None, force: bool, label: str, **mail: Any) -> None:
    """Take the armour off what is in FILE ("-" is standard input) and put another one on.

    The octets stay as they are: BER is not made DER. Several messages in one input come out one after the other. JSON
    is that of `show --json`, and nothing makes octets of it again. A mail (RFC 10003 section 5) has one message, in an
    attachment named as FILE is; nothing is sent.

    Exit status: 0 written, 3 not decodable.
    """
    if label and form != "pem":
        raise click.UsageError("--label goes with --to pem")
    if form != "mail" and any(mail.values()):
        raise click.UsageError("--mail-from and the like go with --to mail")
    try:
        blobs = encodings(read(file))
    except CMCError as error:
        sys.stderr.write(f"cmcasn1: {printable(file)}: {printable(str(error))}\n")
        sys.exit(UNDECODABLE)
    if form == "der":
        write(b"".join(blob.octets for blob in blobs), out, replace=force)
        return
    if form == "mail":
        with explained(file):
            octets = _mail(blobs, file, **mail)
        write(octets, out, text=True, replace=force)
        return
    try:
        write(_text(blobs, form, label, file).encode(), out, text=True, replace=force)
    except BuildError as error:
        raise click.UsageError(str(error)) from None


def _text(blobs: tuple[Blob, ...], form: str, label: str, file: str) -> str:
    if form == "pem":
        return "".join(pem(blob.octets, label or _label(blob)) for blob in blobs)
    if form == "base64":
        # An empty line between two, so that each can be told from the next.
        return "\n".join(base64_lines(blob.octets) for blob in blobs)
    if form == "hex":
        return "".join(f"{blob.octets.hex()}\n" for blob in blobs)
    documents = [document(inspect(blob.octets), file) for blob in blobs]
    return json.dumps(documents if len(documents) > 1 else documents[0], indent=2) + "\n"


def _mail(
    blobs: tuple[Blob, ...],
    file: str,
    mail_from: str | None,
    mail_to: tuple[str, ...],
    mail_subject: str | None,
    mail_kind: str | None,
) -> bytes:
    from email.policy import SMTP

    from cmcasn1.identify import kind_of
    from cmcasn1.transport.mail import to_mail

    if len(blobs) > 1:
        raise BuildError(f"a mail has one message, and there are {len(blobs)}")
    octets = blobs[0].octets
    found = kind_of(octets)
    if found == "encrypted" and mail_kind is None:
        raise BuildError("it is encrypted, and only who made it knows what is inside: --mail-kind")
    if mail_kind is not None and found not in (mail_kind, "encrypted"):
        raise BuildError(f"--mail-kind {mail_kind}: it is a {found}")
    stem = Path(file).stem
    # The RFC demands ASCII; another name gives way to that of the kind.
    made = to_mail(octets, stem if stem.isascii() and file != "-" else None, kind=mail_kind)
    if mail_from is not None:
        _address(made, mail_from, mail_to, mail_subject)
    elif mail_to or mail_subject:
        raise BuildError("a mail has a sender: --mail-from ADDRESS")
    return made.as_bytes(policy=SMTP)


def _address(mail: EmailMessage, sender: str, recipients: tuple[str, ...], subject: str | None) -> None:
    """Write the fields of a mail's header that are not about its contents (RFC 5322)."""
    from email.utils import localtime, make_msgid

    source = _mailbox(sender)
    mail["From"] = source
    if recipients:
        mail["To"] = [_mailbox(each) for each in recipients]
    if subject is not None:
        mail["Subject"] = " ".join(subject.split())
    mail["Date"] = localtime()
    mail["Message-ID"] = make_msgid(domain=source.domain)


def _mailbox(text: str) -> Address:
    from email.headerregistry import Address

    found = _MAILBOX.fullmatch(text.strip())
    if found is None or not (found[1] or "").isprintable():
        raise BuildError(f"{text!r} is no address such as alice@example.org or Alice <alice@example.org>")
    return Address((found[1] or "").strip().strip('"'), addr_spec=found[2] or found[3])


def _label(blob: Blob) -> str:
    """Return the label of the type, else the one that the input had."""
    try:
        name = type_of(blob.octets, DEFAULT_LIMITS)
    except CMCError:
        name = next((other for other in _OTHERS if _is(other, blob.octets)), "")
    # A media type is no label.
    found = LABELS.get(name) or ("" if "/" in blob.label else blob.label)
    if not found:
        raise click.UsageError(f"no label of PEM is registered for {name or 'this'}: --label names one")
    return found


def _is(name: str, octets: bytes) -> bool:
    try:
        decode_named(name, octets)
    except CMCError:
        return False
    return True

"""``cmcasn1 convert``: the same octets in another armour."""

from __future__ import annotations

import json
import sys

import click

from cmcasn1.armour.writing import LABELS, base64_lines, pem
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
    from cmcasn1.armour import Blob

UNDECODABLE = 3
# What is no message but has a label of its own.
_OTHERS = ("Certificate", "CertificateList", "PrivateKeyInfo", "SubjectPublicKeyInfo", "AttributeCertificate")


@click.command()
@click.argument("file", type=click.Path(allow_dash=True))
@click.option("--to", "form", required=True, type=click.Choice(["der", "pem", "base64", "hex", "json"]))
@click.option("--out", metavar="FILE", help="Write there instead of to standard output.")
@click.option("--force", is_flag=True, help="Replace a file that is there already.")
@click.option("--label", default="", help="The label of PEM, where the type has none of its own.")
def convert(file: str, form: str, out: str | None, force: bool, label: str) -> None:
    """Take the armour off what is in FILE ("-" is standard input) and put another one on.

    The octets stay as they are: BER is not made DER. Several messages in one input come out one after the other. JSON
    is that of `show --json`, and nothing makes octets of it again.

    Exit status: 0 written, 3 not decodable.
    """
    if label and form != "pem":
        raise click.UsageError("--label goes with --to pem")
    try:
        blobs = encodings(read(file))
    except CMCError as error:
        sys.stderr.write(f"cmcasn1: {printable(file)}: {printable(str(error))}\n")
        sys.exit(UNDECODABLE)
    if form == "der":
        write(b"".join(blob.octets for blob in blobs), out, replace=force)
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

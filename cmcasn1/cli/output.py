"""Messages that commands make: their form, where they go, and that nothing is overwritten unasked."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, Any

import click

from cmcasn1.armour.writing import pem
from cmcasn1.cli.files import write

if TYPE_CHECKING:
    from collections.abc import Callable

FORMS = ("der", "pem", "base64")


def output_options(form: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Add --out, --form and --force; what comes of them are `out`, `form` and `force`."""

    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in (
            click.option("--force", is_flag=True, help="Replace files that are there already."),
            click.option("--form", type=click.Choice(FORMS), default=form, show_default=True, help="Form of OUT."),
            click.option("-o", "--out", default="-", metavar="OUT", help='Where to write ("-": standard output).'),
        ):
            command = option(command)
        return command

    return add


def write_formed(der: bytes, out: str, form: str, label: str, *, force: bool) -> None:
    """Write DER in a form."""
    write(formed(der, form, label), out, text=form != "der", replace=force)


def formed(der: bytes, form: str, label: str) -> bytes:
    """Return DER as it is, in PEM under a label, or in base64 on one line."""
    if form == "der":
        return der
    return b64encode(der) + b"\n" if form == "base64" else pem(der, label).encode("ascii")

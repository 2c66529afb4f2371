"""``cmcasn1 response``: what came of a request, and the certificates out of it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from cmcasn1.cli.answers import answer_options, conclude, read_message
from cmcasn1.cli.examples import examples
from cmcasn1.cli.failures import explained
from cmcasn1.cli.keys import KeySource, key_options
from cmcasn1.cli.secrets import SecretSource, one_secret
from cmcasn1.message import decrypt, unexpected_kind

if TYPE_CHECKING:
    from cmcasn1.message import Message


@click.command(
    short_help="Check and explain an answer, and write the certificates.",
    epilog=examples("cmcasn1 response alice.crp --request alice.crq --p7c alice.p7c"),
)
@click.argument("file")
@click.option("--request", "request_file", metavar="FILE", help="The request: nonces, numbers and keys have to match.")
@key_options()
@one_secret("secret", "shared secret of a response in AuthenticatedData")
@answer_options(with_key=True)
def response(
    file: str, request_file: str | None, keys: KeySource, secret: SecretSource, wanted: dict[str, Any]
) -> None:
    """Explain the response in FILE, check it, and write the certificates that it brings.

    Exit status: 0 success; 1 failed, pending, something left to prove or confirm, or a check that failed; 3 no
    message.
    """
    message = read_message(file)
    asked = None if request_file is None else _request(request_file)
    mine = keys.load() if keys.named else None
    with explained(file):
        if message.kind == "encrypted" and mine is not None:
            message = decrypt(message, mine.key, certificate=mine.certificate)
        code = conclude(message, asked, mine, wanted, secret.given())
    sys.exit(code)


def _request(file: str) -> Message:
    found = read_message(file)
    if found.kind.endswith("response"):
        with explained(file):
            raise unexpected_kind(found, "a request")
    return found

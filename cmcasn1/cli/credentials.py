"""Options for what must not stand on a command line: shared secrets, private keys, passwords.

Each comes from a file, from the environment or from a prompt: other users of a machine see the arguments of a process.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from cmcasn1.cli.files import read
from cmcasn1.errors import CMCError, DecodeError, DecryptionFailed
from cmcasn1.keys.loading import Credentials, load_certificates, load_credentials

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any, TypeVar

    from cmcasn1.pkix.certificates import Certificate

    F = TypeVar("F", bound=Callable[..., Any])


def secret_options(command: F) -> F:
    """Give a command the options of shared secrets, to be handed to `known_secrets`."""
    for option in reversed(
        (
            click.option(
                "--secret-file",
                "secret_files",
                multiple=True,
                metavar="[ID=]FILE",
                help="A file with the shared secret, of the identification ID or of anybody; a line end is left out.",
            ),
            click.option(
                "--secret-env",
                "secret_variables",
                multiple=True,
                metavar="[ID=]NAME",
                help="The same in an environment variable.",
            ),
            click.option("--secret-prompt", is_flag=True, help="Ask for the shared secret."),
        )
    ):
        command = option(command)
    return command


def known_secrets(
    files: Iterable[str], variables: Iterable[str], prompt: bool
) -> Callable[[str | None], bytes | None] | None:
    """Return what finds the secret of an identification: its own, or else the one that is for anybody."""
    known: dict[str | None, bytes] = {}
    for given in files:
        # A file whose name has a "=" in it is a file all the same.
        identification, _, name = ("", "", given) if Path(given).exists() else given.rpartition("=")
        _add(known, identification or None, _line(read(name), name), given)
    for given in variables:
        identification, _, name = given.rpartition("=")
        _add(known, identification or None, _variable(name), given)
    if prompt:
        _add(known, None, click.prompt("shared secret", hide_input=True, err=True).encode(), "--secret-prompt")
    if not known:
        return None
    return lambda identification: known.get(identification, known.get(None))


def _add(known: dict[str | None, bytes], identification: str | None, secret: bytes, given: str) -> None:
    if identification in known:
        whose = "for anybody" if identification is None else f"of {identification}"
        raise click.UsageError(f"{given}: a second secret {whose}")
    known[identification] = secret


def _line(octets: bytes, name: str) -> bytes:
    """Return the octets of a secret without the line end that an editor puts behind them."""
    secret = octets.removesuffix(b"\n").removesuffix(b"\r")
    if not secret:
        raise click.UsageError(f"{name}: there is no secret in it")
    return secret


def _variable(name: str) -> bytes:
    value = os.environb.get(os.fsencode(name))
    if not value:
        raise click.UsageError(f"the environment variable {name} is not set")
    return value


def password(file: str | None, variable: str | None) -> bytes | None:
    """Return a password out of a file or the environment; None where neither is given."""
    if file is not None and variable is not None:
        raise click.UsageError("a password comes from a file or from the environment, not from both")
    if file is not None:
        return _line(read(file), file)
    return None if variable is None else _variable(variable)


def key_password_options(command: F) -> F:
    """Give a command the options of a key file's password, to be handed to `credentials`."""
    for option in reversed(
        (
            click.option("--key-password-file", metavar="FILE", help="The password of the key file, in a file."),
            click.option("--key-password-env", metavar="NAME", help="The same in an environment variable."),
        )
    ):
        command = option(command)
    return command


def credentials(file: str, password_file: str | None, password_variable: str | None) -> Credentials:
    """Return the private key and the certificates in a file; on a terminal, ask for a password that it needs."""
    given = password(password_file, password_variable)
    data = read(file)
    try:
        try:
            return load_credentials(data, given)
        except DecryptionFailed:
            if given is not None or not sys.stdin.isatty():
                raise
        return load_credentials(data, click.prompt(f"password of {file}", hide_input=True, err=True).encode())
    except CMCError as error:
        raise click.UsageError(f"{file}: {error}") from None


def certificates(files: Iterable[str]) -> list[Certificate]:
    """Return all certificates in files of PEM or DER, or of certs-only messages."""
    found: list[Certificate] = []
    for file in files:
        data = read(file)
        try:
            try:
                here = load_certificates(data)
            except DecodeError:
                here = _certs_only(data)
        except CMCError as error:
            raise click.UsageError(f"{file}: {error}") from None
        if not here:
            raise click.UsageError(f"{file}: there is no certificate in it")
        found += here
    return found


def _certs_only(data: bytes) -> tuple[Certificate, ...]:
    from cmcasn1.cms.certificates import CertificateSet
    from cmcasn1.message import parse, unexpected_kind
    from cmcasn1.pkix.certificates import Certificate

    message = parse(data)
    if not isinstance(message.body, CertificateSet):
        raise unexpected_kind(message, "certificates")
    return tuple(each for each in message.body if isinstance(each, Certificate))

"""``cmcasn1 decrypt``: what a key opens in a message."""

from __future__ import annotations

import sys

import click

from cmcasn1.cli.credentials import certificates, credentials, key_password_options, password
from cmcasn1.cli.files import read, write
from cmcasn1.cli.terminal import put
from cmcasn1.dogtag.shared_tokens import read_shared_token
from cmcasn1.errors import BuildError, CMCError, DecodeError
from cmcasn1.inspection.inspect import encodings, inspect
from cmcasn1.inspection.spans import BAD, GOOD, Span, indented, line, printable, wrapped
from cmcasn1.inspection.text import lines
from cmcasn1.message import parse
from cmcasn1.opening import MESSAGE, OpenedPart, encrypted_parts, open_part, part_alone, shared_token_part

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from cmcasn1.cms.decryption import Key
    from cmcasn1.opening import EncryptedPart
    from cmcasn1.pkix.certificates import Certificate

FINE, CLOSED, UNDECODABLE = 0, 1, 3
# An AES or Triple-DES key is no longer.
_LONGEST_KEK = 32


@click.command(short_help="Open what a key or a password opens.")
@click.argument("file", type=click.Path(allow_dash=True))
@click.option("--key", "key_file", metavar="FILE", help="The private key, in PEM, PKCS #8, PKCS #12 or OpenSSH.")
@key_password_options
@click.option("--certificate", "certificate_file", metavar="PEM", help="The key's certificate: picks the recipient.")
@click.option("--password-file", metavar="FILE", help="The password for which the message is encrypted.")
@click.option("--password-env", metavar="NAME", help="The same in an environment variable.")
@click.option("--password-prompt", is_flag=True, help="Ask for it.")
@click.option("--kek-file", metavar="FILE", help="The key-encryption key: its octets, or hex.")
@click.option("--path", default="", metavar="P", help="Only the part at this path, as it is listed.")
@click.option("-o", "--out", metavar="FILE", help="Write what is opened there with mode 0600.")
@click.option("--force", is_flag=True, help="Replace a file that is there already.")
@click.option("--full", is_flag=True, help="Nothing cut.")
def decrypt(
    file: str,
    key_file: str | None,
    key_password_file: str | None,
    key_password_env: str | None,
    certificate_file: str | None,
    password_file: str | None,
    password_env: str | None,
    password_prompt: bool,
    kek_file: str | None,
    path: str,
    out: str | None,
    force: bool,
    full: bool,
) -> None:
    """Open what is encrypted in FILE ("-" is standard input).

    That is the message itself, however often it is encrypted; a challenge (encryptedPOP); private keys for an archive;
    a shared token of Dogtag; each of these by itself, too. A message is shown as by `show`; challenges, private keys
    and secrets never show: --out writes them, a private key as PKCS #8, a message in a ContentInfo.

    Exit status: 0 all is open, 1 something does not open, 3 not decodable.
    """
    certificate = None
    given = [key_file is not None, bool(password_file or password_env or password_prompt), kek_file is not None]
    if sum(given) != 1:
        raise click.UsageError("one of --key, --password-file (-env, -prompt) and --kek-file opens it")
    key: Key
    if key_file is not None:
        found = credentials(key_file, key_password_file, key_password_env)
        key, certificate = found.key, found.certificate
    elif kek_file is not None:
        key = _kek(kek_file)
    elif password_prompt:
        key = click.prompt("password", hide_input=True, err=True)
    else:
        key = password(password_file, password_env) or b""
    if certificate_file is not None:
        certificate = certificates([certificate_file])[0]
    parts = _parts(file)
    if not parts:
        raise click.UsageError(f"{file}: nothing in it is encrypted")
    opened, closed = _open_all(parts, key, certificate, path)
    if path and not opened and not closed:
        raise click.UsageError(f"nothing encrypted at {path}; there is: {', '.join(part.path for part in parts)}")
    if out is None:
        _show(opened, full)
    else:
        _write(opened, out, force)
    for part, error in closed:
        put(line(BAD, f" {part.path}   {part.kind}: does not open"), err=True)
        put(line(f"  {error.message}"), err=True)
    sys.exit(CLOSED if closed else FINE)


def _kek(file: str) -> bytes:
    octets = read(file)
    if len(octets) <= _LONGEST_KEK:
        return octets
    try:
        return bytes.fromhex(octets.decode("ascii"))
    except ValueError:
        raise click.UsageError(f"{file}: a key-encryption key has at most {_LONGEST_KEK} octets") from None


def _parts(file: str) -> list[EncryptedPart]:
    """Return what is encrypted in a file, or end with the status of what is not decodable."""
    data = read(file)
    try:
        return [part for blob in encodings(data) for part in _parts_of(blob.octets)]
    except DecodeError as error:
        try:
            return [shared_token_part(read_shared_token(data))]
        except DecodeError:
            sys.stderr.write(f"cmcasn1: {printable(file)}: {printable(str(error))}\n")
            sys.exit(UNDECODABLE)


def _parts_of(octets: bytes) -> list[EncryptedPart]:
    alone = part_alone(octets)
    return list(encrypted_parts(parse(octets))) if alone is None else [alone]


def _open_all(
    parts: Iterable[EncryptedPart], key: Key, certificate: Certificate | None, path: str
) -> tuple[list[OpenedPart], list[tuple[EncryptedPart, CMCError]]]:
    """Open the parts, and what is encrypted inside of them, as far as they are at the path or on the way to it."""
    opened: list[OpenedPart] = []
    closed: list[tuple[EncryptedPart, CMCError]] = []
    work = list(parts)[::-1]
    while work:
        part = work.pop()
        if path and part.path != path and not (part.kind == MESSAGE and path.startswith(f"{part.path}/")):
            continue
        try:
            found = open_part(part, key, certificate=certificate)
        except BuildError as error:
            raise click.UsageError(str(error)) from None
        except CMCError as error:
            closed.append((part, error))
            continue
        inner = [] if found.message is None else list(encrypted_parts(found.message))
        if not path or part.path == path:
            opened.append(found)
        work += [each.__replace__(path=f"{part.path}/{each.path}") for each in reversed(inner)]
    return opened, closed


def _show(opened: list[OpenedPart], full: bool) -> None:
    for found in opened:
        for each in wrapped(line(GOOD, " ", Span(found.part.path, "label"), f"   {found.text}"), full=full, hang=2):
            put(each)
        if found.message is not None:
            for each in indented(lines(inspect(found.octets), full=full)):
                put(each)


def _write(opened: list[OpenedPart], out: str, force: bool) -> None:
    # Of messages in one another the innermost is meant.
    inside = [found for found in opened if not any(o.part.path.startswith(f"{found.part.path}/") for o in opened)]
    if len(inside) > 1:
        listed = ", ".join(found.part.path for found in inside)
        raise click.UsageError(f"several parts open, --path chooses one: {listed}")
    for found in inside:
        # What was encrypted was meant for nobody else.
        write(found.octets, out, private=True, replace=force)
        put(line(GOOD, " ", Span(found.part.path, "label"), f"   {found.text}"), err=True)

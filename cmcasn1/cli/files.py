"""What commands read and write: files, standard input and output, octets and secrets."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from tempfile import mkstemp

import click

# Only the owner may read what is written there.
_PRIVATE = 0o600


def read(file: str) -> bytes:
    """Return the contents of a file, or of standard input for "-"."""
    if file == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(file).read_bytes()
    except OSError as error:
        raise click.UsageError(f"{file}: {error.strerror}") from error


def refuse_existing(*files: str | None, force: bool) -> None:
    """Refuse to begin where a file is there already that is to be written at the end.

    What is sent may be good for once only, and a key that was made is of no use without its request.
    """
    for file in files:
        if file not in (None, "-") and not force and Path(str(file)).exists():
            raise click.UsageError(f"{file} is there already: --force replaces it")


def write(octets: bytes, out: str | None, *, text: bool = False, private: bool = False, replace: bool = False) -> None:
    """Write to a file, or to standard output for None and "-"; octets that are no text not to a terminal.

    What is `private` goes to a file that only its owner may read, never to a terminal. A file that is there already
    is left alone, with an error, unless `replace` is true; a private one is then a new file in its place, as whoever
    has the old one open, or another name for it, would read along.
    """
    if out is None or out == "-":
        if (private or not text) and sys.stdout.isatty():
            what = "a secret" if private else "binary data"
            raise click.UsageError(f"{what} is not written to a terminal: --out FILE, or a pipe")
        sys.stdout.buffer.write(octets)
        sys.stdout.buffer.flush()
        return
    try:
        if private:
            _write_private(octets, out, replace)
        else:
            with Path(out).open("wb" if replace else "xb") as file:
                file.write(octets)
    except FileExistsError:
        raise click.UsageError(f"{out} is there already: --force replaces it") from None
    except OSError as error:
        raise click.UsageError(f"{out}: {error.strerror}") from error


def _write_private(octets: bytes, out: str, replace: bool) -> None:
    if not replace or not Path(out).is_file():
        opened, made = os.open(out, os.O_WRONLY | os.O_CREAT | (0 if replace else os.O_EXCL), _PRIVATE), None
    else:
        # With this mode too, under a name that nobody guesses.
        opened, made = mkstemp(prefix=".", dir=Path(out).parent)
    try:
        with os.fdopen(opened, "wb") as file:
            file.write(octets)
        if made is not None:
            Path(made).replace(out)
    except OSError:
        if made is not None:
            Path(made).unlink(missing_ok=True)
        raise

"""What becomes of an error: one line on standard error, and an exit code."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from cmcasn1.errors import BuildError, CMCError, DecodeError, MissingExtraError
from cmcasn1.inspection.spans import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

FINE, FAILED, USAGE, UNDECODABLE, PROBLEMS, MISSING = 0, 1, 2, 3, 4, 5


class Failure(click.ClickException):
    """An error that ends the command: its text goes to standard error, after the name of the program."""

    def __init__(self, text: str, code: int = FAILED) -> None:
        super().__init__(printable(text))
        self.exit_code = code  # type: ignore[misc]

    def show(self, file: object = None) -> None:
        """Write the line."""
        click.echo(f"cmcasn1: {self.message}", err=True)


def exit_code(error: CMCError) -> int:
    """Return the exit code of an error, as docs/cli.md has them."""
    if isinstance(error, MissingExtraError):
        return MISSING
    if isinstance(error, BuildError):
        return USAGE
    return UNDECODABLE if isinstance(error, DecodeError) else FAILED


@contextmanager
def explained(about: str = "") -> Iterator[None]:
    """Turn the errors of cmcasn1, and of files, inside a `with` block into a `Failure` that says what it was about."""
    prefix = f"{about}: " if about else ""
    try:
        yield
    except CMCError as error:
        raise Failure(f"{prefix}{error}", exit_code(error)) from error
    except BrokenPipeError:
        raise
    except OSError as error:
        name = f"{error.filename}: " if error.filename is not None else ""
        raise Failure(f"{name or prefix}{error.strerror or error}", USAGE) from error

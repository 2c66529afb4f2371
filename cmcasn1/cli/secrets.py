"""Secrets of the user: out of a file, an environment variable or a prompt, never out of an argument."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from cmcasn1.cli.credentials import password
from cmcasn1.cli.failures import USAGE, Failure

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class SecretSource:
    """Where one secret is: `option` is the name of the options without "-file" and "-env"."""

    what: str
    option: str
    file: str | None = None
    variable: str | None = None

    def given(self) -> bytes | None:
        """Return the secret if a file or a variable has it: without the line end behind it."""
        return password(self.file, self.variable)

    def asked(self, *, confirm: bool = False) -> bytes | None:
        """Return the secret that the user types, None where nobody sits at a terminal."""
        if not sys.stdin.isatty():
            return None
        text: str = click.prompt(self.what, hide_input=True, err=True, confirmation_prompt=confirm)
        return text.encode()

    def needed(self, *, confirm: bool = False) -> bytes:
        """Return the secret, asking for it where nothing gives it; an empty one is none."""
        found = self.given()
        if found is None:
            found = self.asked(confirm=confirm)
        if not found:
            why = "is empty" if found is not None else f"is needed: --{self.option}-file or --{self.option}-env"
            raise Failure(f"the {self.what} {why}", USAGE)
        return found


def one_secret(option: str, what: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Add --OPTION-file and --OPTION-env; the command gets a `SecretSource` as `option`."""
    name = option.replace("-", "_")

    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(command)
        def run(*args: Any, **kwargs: Any) -> Any:
            file, variable = kwargs.pop(f"{name}_file"), kwargs.pop(f"{name}_env")
            kwargs[name] = SecretSource(what, option, file, variable)
            return command(*args, **kwargs)

        made = click.option(f"--{option}-env", metavar="VARIABLE", help=f"Environment variable with the {what}.")(run)
        return click.option(f"--{option}-file", metavar="FILE", help=f"File with the {what}.")(made)

    return add

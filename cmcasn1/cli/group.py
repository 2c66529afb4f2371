"""The group of all commands; a file name in the place of a command means ``show``."""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import version
from typing import Any

import click

from cmcasn1.cli.failures import explained
from cmcasn1.cli.terminal import while_somebody_reads

# Each is a module of this package, and in it the command of the same name.
COMMANDS = (
    "show",
    "verify",
    "decrypt",
    "extract",
    "convert",
    "csr",
    "crmf",
    "request",
    "submit",
    "response",
    "pop",
    "revoke",
    "shared-token",
    "oids",
    "controls",
    "serve",
    "ca",
    "demo",
)


class _Group(click.Group):
    """Imports a command when it is called, and turns the errors of cmcasn1 into exit codes."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        name = cmd_name.replace("-", "_")
        found: click.Command = getattr(import_module(f"cmcasn1.cli.{name}"), name)
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and (args[0] == "-" or "." in args[0] or "/" in args[0]):
            return "show", self.get_command(ctx, "show"), args
        return super().resolve_command(ctx, args)

    # Both write, and a closed pipe would be 1 to click, which is a finding here.
    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        with while_somebody_reads(), explained():
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        with while_somebody_reads(), explained():
            return super().invoke(ctx)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("cmcasn1"))
def cli() -> None:
    """Read, check, make, send and convert CMC (Certificate Management over CMS) and CRMF messages."""

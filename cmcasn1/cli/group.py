"""The group of all commands; a file name in the place of a command means ``show``."""

from __future__ import annotations

from importlib.metadata import version

import click

from cmcasn1.cli.controls import controls
from cmcasn1.cli.oids import oids
from cmcasn1.cli.serve import serve
from cmcasn1.cli.show import show
from cmcasn1.cli.verify import verify


class _Group(click.Group):
    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.commands and (args[0] == "-" or "." in args[0] or "/" in args[0]):
            return "show", show, args
        return super().resolve_command(ctx, args)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("cmcasn1"))
def cli() -> None:
    """Read, check and convert CMC (Certificate Management over CMS) and CRMF messages."""


cli.add_command(show)
cli.add_command(verify)
cli.add_command(oids)
cli.add_command(controls)
cli.add_command(serve)

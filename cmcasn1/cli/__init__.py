"""The command line: one file a command, no protocol logic."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run ``cmcasn1 COMMAND``; without click it says what to install and exits with 5."""
    try:
        import click

        from cmcasn1.cli.group import cli
    except ImportError as error:
        if error.name not in ("click", "rich"):
            raise
        sys.stderr.write(f"cmcasn1: the command line needs {error.name}: pip install 'cmcasn1[cli]'\n")
        sys.exit(5)
    try:
        cli(standalone_mode=False)
    except click.exceptions.Abort:
        sys.stderr.write("interrupted\n")
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # The reader has seen enough; nothing more can be said to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

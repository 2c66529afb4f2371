"""The command line: one file a command, no protocol logic."""

from __future__ import annotations

import sys


def main() -> None:
    """Run ``cmcasn1 COMMAND``; without click it says what to install and exits with 5."""
    try:
        from cmcasn1.cli.group import cli
    except ImportError as error:
        if error.name not in ("click", "rich"):
            raise
        sys.stderr.write(f"cmcasn1: the command line needs {error.name}: pip install 'cmcasn1[cli]'\n")
        sys.exit(5)
    cli()

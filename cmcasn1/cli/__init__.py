"""The command line: one file a command, no protocol logic."""

from __future__ import annotations

import sys
from importlib.util import find_spec


def main() -> None:
    """Run ``cmcasn1 COMMAND``; without click or rich it says what to install and exits with 5."""
    missing = [name for name in ("click", "rich") if find_spec(name) is None]
    if missing:
        sys.stderr.write(f"cmcasn1: the command line needs {' and '.join(missing)}: pip install 'cmcasn1[cli]'\n")
        sys.exit(5)
    import click

    from cmcasn1.cli.group import cli
    from cmcasn1.cli.terminal import while_somebody_reads

    with while_somebody_reads():
        try:
            cli(standalone_mode=False)
        except click.exceptions.Abort:
            sys.stderr.write("interrupted\n")
            sys.exit(130)
        except click.ClickException as error:
            error.show()
            sys.exit(error.exit_code)

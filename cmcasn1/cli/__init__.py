"""The command line: one file a command, no protocol logic."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec


def main() -> None:
    """Run ``cmcasn1 COMMAND``; without click or rich it says what to install and exits with 5."""
    _fill_closed_streams()
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


def _fill_closed_streams() -> None:
    """Put nothing in the place of standard streams that the caller has closed.

    It takes their numbers, which the next file that is opened would have: a private key, say.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode))  # noqa: SIM115, PTH123  # as long as the process

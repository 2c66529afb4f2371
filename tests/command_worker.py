"""``cmcasn1`` for whoever writes commands to its standard input: a line of JSON in, one out.

A process that has a token's library, and the token's configuration, from its start; for tests that run many commands.
"""

from __future__ import annotations

import json
import sys

from click.testing import CliRunner

from cmcasn1.cli.group import cli


def main() -> None:
    for line in sys.stdin:
        done = CliRunner().invoke(cli, json.loads(line))
        fault = "" if done.exception is None or isinstance(done.exception, SystemExit) else repr(done.exception)
        sys.stdout.write(json.dumps([done.exit_code, done.output, fault]) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()

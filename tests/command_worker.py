"""``cmcasn1`` for whoever writes commands to its standard input: a line of JSON in, one out.

A process that has a token's library, and the token's configuration, from its start; for tests that run many commands.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from click.testing import CliRunner

from cmcasn1.cli.group import cli
from tests.blobs import ROOT


class Worker:
    """One such process, from the side of whoever has commands for it."""

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.command_worker"],
            env=environment,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str | Path) -> tuple[int, str]:
        """The exit code of a command, and what it prints."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([str(each) for each in arguments]) + "\n")
        self._process.stdin.flush()
        code, output, fault = json.loads(self._process.stdout.readline())
        assert not fault, fault
        return code, output

    def close(self) -> None:
        self._process.communicate(timeout=60)


def main() -> None:
    for line in sys.stdin:
        done = CliRunner().invoke(cli, json.loads(line))
        fault = "" if done.exception is None or isinstance(done.exception, SystemExit) else repr(done.exception)
        sys.stdout.write(json.dumps([done.exit_code, done.output, fault]) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()

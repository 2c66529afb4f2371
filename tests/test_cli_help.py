"""`--help` of every command: no sentence is cut, every option is explained, and its examples work."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from cmcasn1.cli.group import cli
from cmcasn1.demo.served import ServedCA
from tests.issued import verify_all_that_was_issued

SERVER = "https://ca.example:8443"
# In this order they are one session, each begun with one of these words; a challenge is no success yet.
SESSION = [
    ("csr", 0),
    ("crmf", 0),
    ("request", 0),
    ("submit", 0),
    ("verify", 0),
    ("response", 0),
    ("convert", 0),
    ("request", 0),
    ("submit", 1),
    ("pop", 0),
    ("shared-token", 0),
    ("revoke", 0),
]


def commands(group: click.Group = cli, name: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every command with its name; a group is one too."""
    yield name, group
    context = click.Context(group)
    for each in group.list_commands(context):
        found = group.get_command(context, each)
        assert found is not None
        full = f"{name} {each}".strip()
        if isinstance(found, click.Group):
            yield from commands(found, full)
        else:
            yield full, found


COMMANDS = dict(commands())


@pytest.mark.parametrize("name", COMMANDS)
def test_help(name: str) -> None:
    done = CliRunner().invoke(cli, [*name.split(), "-h"], env={"COLUMNS": "80"})
    assert done.exit_code == 0 and done.output.startswith("Usage: ")
    rows = done.output.partition("\nCommands:\n")[2].splitlines()
    assert [row for row in rows if row.endswith("...")] == []
    assert bool(rows) is isinstance(COMMANDS[name], click.Group)
    options = [each for each in COMMANDS[name].params if isinstance(each, click.Option)]
    assert [each.name for each in options if not each.help] == []


def test_examples(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    examples = {name: parts for name, each in COMMANDS.items() if (parts := _examples(each))}
    assert sorted(name.split()[0] for name, parts in examples.items() for _ in parts) == sorted(n for n, _ in SESSION)
    with ServedCA(tmp_path / "ca") as served:
        monkeypatch.chdir(tmp_path)
        for name in ("agent", "ca", "issuance-protection"):
            Path(f"{name}.pem").write_bytes((served.folder / f"{name}.pem").read_bytes())
        Path("alice.secret").write_text("a secret\n")
        left = {name.split()[0]: list(parts) for name, parts in examples.items()}
        for name, code in SESSION:
            line = left[name].pop(0).replace(SERVER, served.url)
            done = CliRunner().invoke(cli, shlex.split(line)[1:])
            assert done.exit_code == code, f"{line}\n{done.output}"
    assert verify_all_that_was_issued(served.folder) >= 3


def _examples(command: click.Command) -> list[str]:
    text = re.sub(r" \\\n +", " ", command.epilog or "")
    return [line.strip() for line in text.splitlines() if line.startswith("  cmcasn1 ")]

"""What commands write: nothing over a file that is there, what is secret for its owner only."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from cmcasn1.cli.files import write
from cmcasn1.cli.group import cli as group
from tests.blobs import ROOT, VECTORS

DOGTAG = VECTORS / "dogtag"
REVOCATION = str(DOGTAG / "cmcreq_revoke_sharedsecret.bin")
WRITING = {
    "extract": ["extract", str(DOGTAG / "resp_success.bin"), "body", "--out", "out"],
    "extract a secret": ["extract", REVOCATION, "control:revokeRequest", "--out", "out"],
    "convert": ["convert", str(DOGTAG / "resp_success.bin"), "--to", "pem", "--out", "out"],
    "convert to mail": ["convert", str(DOGTAG / "resp_success.bin"), "--to", "mail", "-o", "out"],
    "convert to der": ["convert", str(DOGTAG / "resp_success.bin"), "--to", "der", "--out", "out"],
    "show": ["show", str(DOGTAG / "resp_success.bin"), "--html", "out"],
}


@pytest.mark.parametrize("command", WRITING)
def test_no_file_is_replaced_unasked(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("out").write_bytes(b"mine")
    done = CliRunner().invoke(group, WRITING[command])
    assert (done.exit_code, Path("out").read_bytes()) == (2, b"mine") and "--force" in done.output
    assert CliRunner().invoke(group, [*WRITING[command], "--force"]).exit_code == 0
    assert Path("out").read_bytes() != b"mine"


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    done = CliRunner().invoke(group, ["show", REVOCATION, "--html", str(tmp_path / "absent" / "page")])
    assert done.exit_code == 2 and "No such file" in done.output


def test_whoever_has_the_old_file_open_reads_no_secret(tmp_path: Path) -> None:
    out, other = tmp_path / "key", tmp_path / "other"
    out.write_bytes(b"old")
    out.chmod(0o644)
    os.link(out, other)
    with out.open("rb") as before:
        write(b"secret", str(out), private=True, replace=True)
        assert before.read() == other.read_bytes() == b"old"
    assert out.read_bytes() == b"secret" and stat.S_IMODE(out.stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["key", "other"]


@pytest.mark.parametrize(
    "command", [["--help"], ["show", "--help"], ["oids"], ["show", REVOCATION], ["verify", REVOCATION]], ids=" ".join
)
def test_a_reader_who_leaves_ends_the_command_quietly(command: list[str]) -> None:
    """As in `| head`: no traceback, and no exit code that means something else."""
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "cmcasn1", *command], stdout=writing, stderr=subprocess.PIPE, cwd=ROOT, check=False
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.parametrize("closed", [[0], [1], [2], [0, 1, 2]], ids=str)
def test_closed_streams_are_as_good_as_none(closed: list[int], tmp_path: Path) -> None:
    """As with `>&-`: nobody reads it, and no file that is written gets its number."""
    command = f"exec {' '.join(f'{number}>&-' for number in closed)}; exec {sys.executable} -m cmcasn1"
    key = tmp_path / "key.pem"
    arguments = [f"csr --subject CN=x --new-key p256 --key-out {key}", f"convert {REVOCATION} --to pem"]
    for each in arguments:
        done = subprocess.run(["sh", "-c", f"{command} {each}"], capture_output=True, cwd=ROOT, check=False)
        assert done.returncode == 0 and b"Traceback" not in done.stderr
    assert key.read_bytes().startswith(b"-----BEGIN PRIVATE KEY") and key.read_bytes().count(b"-----") == 4
    empty = subprocess.run(
        ["sh", "-c", f"{command} show -"], capture_output=True, cwd=ROOT, check=False, stdin=subprocess.DEVNULL
    )
    assert empty.returncode == 3 and b"Traceback" not in empty.stderr


def test_nothing_is_left_of_a_secret_that_could_not_be_written(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(Exception, match="Is a directory"):
        write(b"secret", str(tmp_path / "folder"), private=True, replace=True)
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]

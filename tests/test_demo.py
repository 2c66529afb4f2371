"""`cmcasn1 demo`: every scenario passes, everything stays on the disk, nothing secret is said, failures are named."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import cmcasn1
from cmcasn1.cli.group import cli
from cmcasn1.demo import scenarios
from cmcasn1.demo.outcome import Outcome
from cmcasn1.demo.play import new_folder, play
from cmcasn1.demo.scenario import Scenario
from cmcasn1.demo.scenarios import SCENARIOS
from cmcasn1.demo.stage import Stage
from tests.issued import verify_all_that_was_issued, verify_certificates
from tests.programs import openssl

NAMES = [scenario.name for scenario in SCENARIOS]
MESSAGES = {".crq": "full-pki-request", ".crp": "full-pki-response", ".p10": "simple-pki-request"}
MESSAGES |= {".p7c": "simple-pki-response", ".crmf": "cert-req-messages"}


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """The folder and the output of the whole demonstration, run as a program in another folder; the CA is kept."""
    folder = tmp_path_factory.mktemp("demo")
    done = subprocess.run(
        [sys.executable, "-m", "cmcasn1", "demo", "--keep"],
        cwd=folder,
        env=os.environ | {"PYTHONUTF8": "1", "PYTHONPATH": str(Path(cmcasn1.__file__).parents[1])},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return folder / "cmcasn1-demo", done


def test_every_scenario_passes(played: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    _, done = played
    assert (done.returncode, done.stderr) == (0, "")
    rows = re.findall(r"^(\S+) +(\d+) +[\d ]+  ✓ passed$", done.stdout, re.MULTILINE)
    assert [name for name, _ in rows] == NAMES
    assert all(int(messages) >= 2 for _, messages in rows)
    assert f"✓ {len(NAMES)} of {len(NAMES)} scenarios passed" in done.stdout
    assert all(len(line) <= 100 for line in done.stdout.splitlines())


def test_every_message_is_on_the_disk_and_in_the_index(played: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    folder, _ = played
    index = (folder / "index.md").read_text(encoding="utf-8")
    found = {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}
    files = {path.as_posix() for path in found if path.parts[0] not in ("index.md", "ca")}
    assert set(re.findall(r"\]\(([^)]*[^/])\)", index)) == files
    assert {Path(name).suffix for name in files} >= {*MESSAGES, ".pem", ".p12", ".crl", ".ldif", ".token", ".metaInfo"}
    for name in files:
        if (kind := MESSAGES.get(Path(name).suffix)) is not None:
            assert cmcasn1.parse((folder / name).read_bytes()).kind == kind, name


def test_the_ca_is_gone_unless_it_is_kept(
    played: tuple[Path, subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    assert (played[0] / "ca" / "ca.sqlite").exists()
    done = CliRunner().invoke(cli, ["demo", "--only", "simple", "--out", str(tmp_path / "out")])
    assert done.exit_code == 0 and not (tmp_path / "out" / "ca").exists()


def test_secrets_are_neither_said_nor_readable_by_others(
    played: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    folder, done = played
    index = (folder / "index.md").read_text(encoding="utf-8")
    private = [path for path in folder.rglob("*") if path.suffix in (".key", ".secret", ".p12")]
    assert private and stat.S_IMODE(folder.stat().st_mode) == 0o700
    for path in private:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
        if path.suffix == ".secret":
            assert path.read_text() not in done.stdout + index


def test_openssl_verifies_certificates_chains_and_crls(
    played: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    """What is left in the folder, and all that the CA has issued besides."""
    folder, _ = played
    left = [path for path in folder.glob("*/*.pem") if path.parent.name != "ca"]
    assert len(left) >= len(NAMES)
    verify_certificates(folder / "ca.pem", *left)
    assert verify_all_that_was_issued(folder / "ca") >= len(left)
    crls = list(folder.glob("*/*.crl"))
    assert crls
    for crl in crls:
        said = openssl("crl", "-inform", "DER", "-in", str(crl), "-CAfile", str(folder / "ca.pem"), "-noout")
        assert "verify OK" in said
    server = folder / "01-server-certificate"
    printed = openssl("pkcs7", "-inform", "DER", "-in", str(server / "chain.p7c"), "-print_certs", "-noout")
    assert printed.count("subject=") == 2
    password = f"file:{server / 'server.p12.secret'}"
    openssl("pkcs12", "-in", str(server / "server.p12"), "-passin", password, "-noout")


def test_a_scenario_that_fails_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(stage: Stage) -> None:
        stage.step("Nothing goes well")
        stage.expect(False, "it was not to be")

    broken = (Scenario("broken", "A scenario that fails", fail), *(s for s in SCENARIOS if s.name == "simple"))
    monkeypatch.setattr(scenarios, "SCENARIOS", broken)
    done = CliRunner().invoke(cli, ["demo", "--out", str(tmp_path / "out"), "--keep"])
    assert done.exit_code == 1 and done.stderr == "cmcasn1: failed: broken\n"
    assert "✗ it was not to be" in done.stdout and "1 of 2 scenarios passed" in done.stdout
    assert "**Failed:** it was not to be" in (tmp_path / "out" / "index.md").read_text(encoding="utf-8")
    assert (tmp_path / "out" / "ca" / "ca.sqlite").exists()


def test_choice_of_scenarios_and_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = CliRunner().invoke(cli, ["demo", "--list"])
    assert [line.split()[0] for line in listed.stdout.splitlines()] == NAMES
    unknown = CliRunner().invoke(cli, ["demo", "--only", "nothing"])
    assert unknown.exit_code == 2 and "no scenario 'nothing'" in unknown.stderr
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").write_bytes(b"")
    refused = CliRunner().invoke(cli, ["demo", "--out", str(tmp_path / "full")])
    assert refused.exit_code == 2 and "never overwrites" in refused.stderr
    monkeypatch.chdir(tmp_path)
    assert [new_folder().name for _ in range(3)] == ["cmcasn1-demo", "cmcasn1-demo-2", "cmcasn1-demo-3"]


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, BrokenPipeError])
def test_what_was_interrupted_is_not_called_passed(tmp_path: Path, interruption: type[BaseException]) -> None:
    def stop(stage: Stage) -> None:
        stage.step("Somebody presses Ctrl-C, or leaves")
        raise interruption

    with pytest.raises(interruption):
        play([Scenario("stopped", "A scenario that is stopped", stop)], tmp_path / "out", Silent())
    index = (tmp_path / "out" / "index.md").read_text(encoding="utf-8")
    assert "failed: stopped" in index and "Somebody presses Ctrl-C, or leaves" in index


class Silent:
    """An audience that says nothing."""

    def begins(self, outcome: Outcome) -> None: ...

    def steps(self, outcome: Outcome) -> None: ...

    def ends(self, outcome: Outcome) -> None: ...

"""What editors complete and type checkers see: a program of a user holds under ``mypy --strict``, mistakes do not."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from tests.blobs import ROOT

if importlib.util.find_spec("mypy") is None:
    pytest.skip("mypy is not installed (the group `lint`)", allow_module_level=True)

PROGRAM = ROOT / "tests" / "typing" / "user_program.py"
# What each line is refused for.
WRONG = {
    "cmcasn1.parse(1)": "arg-type",
    "cmcasn1.parse(b'').body.req_sequence": "union-attr",
    "cmcasn1.decode_der(cmcasn1.PKIData, b'').nonsense": "attr-defined",
    "cmcasn1.Identification(1)": "arg-type",
    "cmcasn1.Identification('a').value = 'b'": "misc",
    "cmcasn1.CMCCertId(serial_number=1)": "call-arg",
    "cmcasn1.PKIDataBuilder().identification(7)": "arg-type",
    "cmcasn1.PKIResponseBuilder().sign()": "call-arg",
    "cmcasn1.NoSuchName": "attr-defined",
}


def mypy(*arguments: str) -> str:
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--hide-error-context", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    return done.stdout


def test_a_program_of_a_user_is_well_typed() -> None:
    assert mypy(str(PROGRAM)) == ""


def test_mistakes_are_found(tmp_path: Path) -> None:
    program = tmp_path / "mistakes.py"
    program.write_text("import cmcasn1\n" + "".join(f"{line}\n" for line in WRONG))
    found = {}
    for line in mypy(str(program)).splitlines():
        if ": error: " in line:
            found[int(line.split(":")[1]) - 2] = line.rpartition("[")[2].rstrip("]")
    assert [found.get(index) for index in range(len(WRONG))] == list(WRONG.values())

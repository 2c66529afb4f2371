"""`python -m benchmarks --quick`: every comparison runs, both sides agree, and the table has every row."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.__main__ import cells, markdown
from benchmarks.table import Row

SAMPLES = ("small PKIData", "SignedData with CRMF", "certs-heavy response", "10 requests")
PYASN1 = (
    ("decode in full", 45),
    ("decode in full, caches emptied", None),
    ("decode into pyasn1 objects", 12),
    ("encode", 28),
    ("encode, caches emptied", None),
)
PROTOCOL = [
    (measure, peer)
    for kind in ("P-256", "Ed25519")
    for measure, peer in (
        (f"build and sign: Full PKI Request, {kind}, a PrivateKey made once", "one signature"),
        (f"build and sign: Full PKI Request, {kind}, a key of cryptography", "one signature"),
        (f"parse and verify: Full PKI Request, {kind}", "two verifications"),
    )
]
PEERS = ("asn1crypto", "asn1tools", "pycrate", "hazmat.asn1")
SINGLE = (
    ("import cmcasn1, ms above bare Python", 40),
    ("import cmcasn1, parse a SignedData with CRMF, ms above bare Python", 40),
    ("of pyasn1 and cryptography, imported by that", 0),
    ("growth: time per request, 100 requests against 10", 1.5),
    ("growth: build, time per request under one identity proof, 20 against 2", 1.5),
    ("growth: verify, time per request under one identity proof, 20 against 2", 1.5),
)


@pytest.fixture(scope="module")
def report() -> dict[str, list[dict[str, object]]]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--quick", "--json"],
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, list[dict[str, object]]] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def table(report: dict[str, list[dict[str, object]]]) -> list[Row]:
    return [Row(**{key: value for key, value in row.items() if key != "reached"}) for row in report["rows"]]


@pytest.mark.parametrize("sample", SAMPLES)
def test_the_floor_is_told(table: list[Row], sample: str) -> None:
    assert _wanted(table, f"decode in full: {sample} (", "bare walk") == [None]


def _wanted(table: list[Row], start: str, peer: str = "") -> list[float | None]:
    return [row.least for row in table if row.measure.startswith(start) and row.peer.endswith(peer)]


@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize(("measure", "least"), PYASN1)
def test_pyasn1_rows(table: list[Row], measure: str, least: float | None, sample: str) -> None:
    assert _wanted(table, f"{measure}: {sample} (", "pyasn1") == [least]


@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize("peer", PEERS)
def test_peer_rows(table: list[Row], peer: str, sample: str) -> None:
    rows = [row for row in table if row.peer.endswith(peer) and row.measure.startswith(f"decode: {sample} (")]
    assert len(rows) == 1
    assert rows[0].note.startswith("leaves unparsed: " if rows[0].ratio else "not expressed: ")


@pytest.mark.parametrize(("measure", "peer"), PROTOCOL)
def test_protocol_rows(table: list[Row], measure: str, peer: str) -> None:
    """Three times the bare operation in all, an overhead of twice, is what is wanted."""
    assert _wanted(table, measure, peer) == [3]


@pytest.mark.parametrize("sample", SAMPLES)
def test_memory_rows(table: list[Row], sample: str) -> None:
    assert _wanted(table, f"memory held, over wire size: {sample} (") == [8]


@pytest.mark.parametrize(("measure", "least"), SINGLE)
def test_single_rows(table: list[Row], measure: str, least: float) -> None:
    assert _wanted(table, measure) == [least]


def test_parsing_imports_neither_pyasn1_nor_cryptography(table: list[Row]) -> None:
    assert [row.ours for row in table if row.measure.startswith("of pyasn1")] == ["none"]


def test_versions_and_machine_are_told(report: dict[str, dict[str, str]]) -> None:
    assert report["machine"]["python"].endswith(".".join(map(str, sys.version_info[:3])))
    assert {"cmcasn1", "pyasn1", "cryptography", "pycrate", "asn1tools", "asn1crypto"} <= set(report["versions"])


def test_every_row_and_note_is_printed(table: list[Row]) -> None:
    lines = markdown(table).splitlines()
    assert lines[0].split("|")[1].strip() == "measure"
    assert [line.split("|")[1].strip() for line in lines[2 : 2 + len(table)]] == [row.measure for row in table]
    assert all(any(row.note in line for line in lines) for row in table)


@pytest.mark.parametrize(
    ("ratio", "at_most", "verdict"),
    [
        (3, False, "stretch"),
        (2, False, "yes"),
        (1, False, "no"),
        (1, True, "no"),
        (0.5, True, "stretch"),
        (None, True, ""),
    ],
)
def test_verdict(ratio: float | None, at_most: bool, verdict: str) -> None:
    least, stretch = (0.7, 0.6) if at_most else (1.5, 2.5)
    row = Row("it", "", ratio=ratio, least=least, stretch=stretch, at_most=at_most)
    assert (row.verdict, cells(row)[-1]) == (verdict, verdict)

"""The harness itself: a peer that cannot answer must never look like one that agrees."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.interop import peers
from tests.interop.java_process import PipeProcess, absent
from tests.interop.peers import BouncyCastle, PeerAbsent, PeerFailed, session_key, spki, started, state_of_peers


class Missing(BouncyCastle):
    name = "missing"

    def __init__(self, work: Path) -> None:
        raise PeerAbsent(f"missing: nothing to start in {work.name}")

    @staticmethod
    def lacking() -> str | None:
        return "java not found"


def test_missing_peer_is_skipped_aloud(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(peers.REQUIRE_VARIABLE, raising=False)
    with pytest.raises(pytest.skip.Exception, match="NOT TESTED AGAINST MISSING: missing: nothing to start in here"):
        next(started(Missing, Path("here")))


def test_missing_peer_fails_where_it_is_required(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(peers.REQUIRE_VARIABLE, "1")
    with pytest.raises(pytest.fail.Exception, match="is set, but missing: nothing to start in here"):
        next(started(Missing, Path("here")))


def test_header_names_the_missing_peer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peers, "PEERS", (Missing,))
    assert state_of_peers() == "peers: none; MISSING IS NOT TESTED (java not found)"


def test_lacking_files_are_named() -> None:
    assert absent(["/nowhere/bcprov.jar"]).endswith("/nowhere/bcprov.jar not found")  # type: ignore[union-attr]


def test_wrong_requests_are_no_verdict(bouncycastle: BouncyCastle) -> None:
    java = bouncycastle._java
    with pytest.raises(PeerFailed, match="no command dance"):
        java.ask("dance")
    with pytest.raises(PeerFailed, match="parse needs the parameter der"):
        java.ask("parse", type="PKIData")
    with pytest.raises(PeerFailed, match="make-crmf knows no pop perhaps"):
        bouncycastle._make("make-crmf", spki=spki(session_key("P-256")), subject="CN=test", pop="perhaps")


def program(work: Path, text: str, patience: float = 60) -> PipeProcess:
    return PipeProcess("program", [sys.executable, "-c", text], work, patience)


GREETING = """print('{"answer": {}}', flush=True)"""


def test_a_dead_peer_is_no_verdict(tmp_path: Path) -> None:
    process = program(tmp_path, f"import sys; {GREETING}; input(); sys.exit('out of heap')")
    with pytest.raises(PeerFailed, match="program died at verify: out of heap"):
        process.ask("verify")
    with pytest.raises(PeerFailed, match="program is gone"):
        process.ask("verify")
    process.close()


def test_a_silent_peer_is_no_verdict(tmp_path: Path) -> None:
    process = program(tmp_path, f"import sys; {GREETING}; sys.stdin.read()", patience=1)
    with pytest.raises(PeerFailed, match="program died at verify"):
        process.ask("verify")
    process.close()


def test_a_peer_that_does_not_start_is_absent(tmp_path: Path) -> None:
    with pytest.raises(PeerAbsent, match="does not start: program died at start: no library"):
        program(tmp_path, "import sys; sys.exit('no library')")

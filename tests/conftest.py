"""Fixtures that hand the vectors to the tests.

A test that takes ``committed_blob``, ``shared_blob`` or ``any_blob`` runs once for each blob; one that takes
``shared`` gets the folder of what is only read in place. Where that folder is absent these tests are skipped
and the header and the summary say so.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.blobs import ROOT, SHARED_VARIABLE, VECTORS, Blob, committed_blobs, shared_blobs, shared_vectors
from tests.interop.peers import state_of_peers
from tests.responding import agent, ca, ca_folder, ca_template, ra  # noqa: F401

ABSENT = f"../shared/vectors is absent and {SHARED_VARIABLE} is not set: other projects' blobs are not tested"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write tests/golden anew from what is shown now instead of comparing: read the diff",
    )


def pytest_report_header() -> list[str]:
    vectors = f"vectors: {len(committed_blobs())} committed, {len(shared_blobs())} read in place"
    if shared_vectors() is None:
        vectors = f"vectors: {len(committed_blobs())} committed; {ABSENT.upper()}"
    return [vectors, state_of_peers()]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    absent = pytest.param(None, id="absent", marks=pytest.mark.skip(reason=ABSENT))
    read_in_place = list(shared_blobs()) or [absent]
    sources = {
        "committed_blob": list(committed_blobs()),
        "shared_blob": read_in_place,
        "any_blob": [*committed_blobs(), *read_in_place],
    }
    for name, blobs in sources.items():
        if name in metafunc.fixturenames:
            metafunc.parametrize(name, blobs, ids=lambda each: each.name if isinstance(each, Blob) else None)


@pytest.fixture(scope="session")
def root() -> Path:
    """Root of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def vectors() -> Path:
    """Folder of the committed vectors."""
    return VECTORS


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder of what is only read in place (vectors/, reference/)."""
    folder = shared_vectors()
    if folder is None:
        pytest.skip(ABSENT)
    return folder.parent


@pytest.fixture
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the environment name no proxy."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)

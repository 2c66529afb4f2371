"""One process of each peer for the whole session."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.interop.peers import BouncyCastle, Jss, OpenSSL, started


@pytest.fixture(scope="session")
def bouncycastle(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BouncyCastle]:
    """BouncyCastle in a Java process."""
    yield from started(BouncyCastle, tmp_path_factory.mktemp("bouncycastle"))


@pytest.fixture(scope="session")
def jss(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Jss]:
    """JSS in a Java process, with an empty NSS database."""
    yield from started(Jss, tmp_path_factory.mktemp("jss"))


@pytest.fixture(scope="session")
def openssl(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenSSL]:
    """The openssl command."""
    yield from started(OpenSSL, tmp_path_factory.mktemp("openssl"))

"""The independent implementations that ours is held against; see README.md in this folder.

A test takes a session fixture (``bouncycastle``, ``jss``, ``openssl``) and imports the types from here.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from tests.interop.bouncycastle_peer import BouncyCastle
from tests.interop.errors import PeerAbsent, PeerFailed, PeerRefused, PeerUnsupported
from tests.interop.jss_peer import Jss
from tests.interop.keys import pkcs8, session_key, spki, stand_in_certificate
from tests.interop.openssl_peer import OpenSSL
from tests.interop.verdicts import (
    Check,
    ContentCheck,
    ControlCheck,
    Decrypted,
    DogtagCheck,
    MacCheck,
    Parsed,
    PossessionCheck,
    Reencoded,
    Refusal,
    RequestCheck,
    SignedContent,
    SignerCheck,
    Unopened,
)

__all__ = [
    "BouncyCastle",
    "Check",
    "ContentCheck",
    "ControlCheck",
    "Decrypted",
    "DogtagCheck",
    "Jss",
    "MacCheck",
    "OpenSSL",
    "Parsed",
    "PeerAbsent",
    "PeerFailed",
    "PeerRefused",
    "PeerUnsupported",
    "PossessionCheck",
    "Reencoded",
    "Refusal",
    "RequestCheck",
    "SignedContent",
    "SignerCheck",
    "Unopened",
    "pkcs8",
    "required",
    "session_key",
    "spki",
    "stand_in_certificate",
    "started",
    "state_of_peers",
]

PEERS = (BouncyCastle, Jss, OpenSSL)
REQUIRE_VARIABLE = "CMCASN1_REQUIRE_PEERS"
Peer = TypeVar("Peer", BouncyCastle, Jss, OpenSSL)


def required() -> bool:
    """Whether a peer that cannot be started fails the test instead of skipping it."""
    return os.environ.get(REQUIRE_VARIABLE, "0") not in {"", "0"}


def state_of_peers() -> str:
    """A line for the header of the test session."""
    lacking = [f"{kind.name.upper()} IS NOT TESTED ({found})" for kind in PEERS if (found := kind.lacking())]
    present = [kind.name for kind in PEERS if kind.lacking() is None]
    return f"peers: {'; '.join([', '.join(present) or 'none', *lacking])}"


def started(kind: type[Peer], work: Path) -> Iterator[Peer]:
    """The body of a session fixture: the peer, or a skipped or failed test that says why there is none."""
    try:
        peer = kind(work)
    except PeerAbsent as absent:
        if required():
            pytest.fail(f"{REQUIRE_VARIABLE} is set, but {absent}", pytrace=False)
        pytest.skip(f"NOT TESTED AGAINST {kind.name.upper()}: {absent}")
    yield peer
    peer.close()

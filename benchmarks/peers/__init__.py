"""One module per peer: what of a message it can decode and encode, and what it leaves unparsed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.messages import Sample


class Unable(Exception):
    """The peer is not installed or cannot express the message; says why."""


@dataclass(frozen=True)
class Ability:
    """What a peer does with one message; `unparsed` says in words what it leaves closed."""

    decode: Callable[[], object]
    encode: Callable[[], bytes] | None
    unparsed: str


@dataclass(frozen=True)
class Peer:
    """A library to compare with; `prepare` raises Unable."""

    name: str
    distributions: tuple[str, ...]
    prepare: Callable[[Sample], Ability]


def all_peers() -> list[Peer]:
    """The peers, imported one by one when they are prepared."""
    from benchmarks.peers import asn1crypto_peer, asn1tools_peer, hazmat_peer, pycrate_peer

    return [asn1crypto_peer.PEER, asn1tools_peer.PEER, pycrate_peer.PEER, hazmat_peer.PEER]

"""How a peer can fail a test."""

from __future__ import annotations


class PeerRefused(Exception):
    """The peer does not accept the input; the text is its own exception, class name first."""


class PeerUnsupported(Exception):
    """This version of the peer lacks the algorithm or type."""


class PeerFailed(Exception):
    """The peer died, did not answer, or was asked wrongly: a fault of the test, never a verdict."""


class PeerAbsent(Exception):
    """The peer cannot be started on this machine; the text says what is lacking."""

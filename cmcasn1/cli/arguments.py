"""What the texts of arguments stand for: octets, numbers."""

from __future__ import annotations

from datetime import UTC, datetime

from cmcasn1.cli.failures import USAGE, Failure
from cmcasn1.cli.files import read


def octets(text: str) -> bytes:
    """Return the octets that an option's value stands for: `@FILE`, `hex:...`, or text (UTF-8)."""
    if text.startswith("@"):
        return read(text[1:])
    if text.startswith("hex:"):
        try:
            return bytes.fromhex(text[4:])
        except ValueError:
            raise Failure(f"{text!r} is no hex", USAGE) from None
    return text.encode()


def integer(text: str) -> int:
    """Return a number in decimal, or in hex after "0x"."""
    try:
        return int(text, 16) if text.lower().startswith("0x") else int(text)
    except ValueError:
        raise Failure(f"{text!r} is no number, neither decimal nor hex after 0x", USAGE) from None


def time(text: str) -> datetime:
    """Return a time in the form of ISO 8601, UTC where it names no zone; "now" is the present."""
    if text == "now":
        return datetime.now(UTC).replace(microsecond=0)
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise Failure(f"{text!r} is no time such as 2026-11-01T12:00:00Z", USAGE) from None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)

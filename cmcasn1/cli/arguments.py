"""What the texts of arguments stand for: octets, numbers."""

from __future__ import annotations

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

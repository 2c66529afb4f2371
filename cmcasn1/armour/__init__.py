"""What stands around an encoding, taken off and put on: PEM, base64, hex, HTTP, MIME."""

from __future__ import annotations

from cmcasn1.armour.unwrapping import Blob, unwrap

__all__ = ["Blob", "unwrap"]

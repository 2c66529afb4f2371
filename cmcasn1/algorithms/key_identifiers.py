"""The usual identifier of a public key: RFC 5280 section 4.2.1.2."""

from __future__ import annotations

from hashlib import sha1
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cmcasn1.pkix.keys import SubjectPublicKeyInfo


def key_identifier(info: SubjectPublicKeyInfo) -> bytes:
    """Return SHA-1(subjectPublicKey without tag, length and unused bits), 20 octets: RFC 5280 section 4.2.1.2 (1)."""
    return sha1(info.subject_public_key.data).digest()

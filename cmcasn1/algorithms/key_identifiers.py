"""The usual identifier of a public key: RFC 5280 section 4.2.1.2."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography.hazmat.primitives import hashes

if TYPE_CHECKING:
    from cmcasn1.pkix.keys import SubjectPublicKeyInfo


def key_identifier(info: SubjectPublicKeyInfo) -> bytes:
    """Return SHA-1(subjectPublicKey without tag, length and unused bits), 20 octets: RFC 5280 section 4.2.1.2 (1)."""
    context = hashes.Hash(hashes.SHA1())
    context.update(info.subject_public_key.data)
    return context.finalize()

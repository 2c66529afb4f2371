"""What stands in place of a signature under id-alg-noSignature: RFC 10002 appendix C."""

from __future__ import annotations

from cmcasn1.algorithms.digests import digest
from cmcasn1.codec.coding import decode_named, encode_named
from cmcasn1.errors import DigestMismatch
from cmcasn1.oids.known import ID_SHA1
from cmcasn1.pkix.algorithms import AlgorithmIdentifier

_SHA1 = AlgorithmIdentifier(ID_SHA1)


def no_signature_value(data: bytes) -> bytes:
    """Return the DER of NoSignatureValue: SHA-1(data) as an OCTET STRING. It protects nothing. Appendix C.1."""
    return encode_named("NoSignatureValue", digest(_SHA1, data))


def check_no_signature_value(value: bytes, data: bytes) -> None:
    """Raise `DigestMismatch` unless the value is that of the data, `DecodeError` where it is no OCTET STRING.

    RFC 10002 tells verifiers to ignore the value; a mismatch still shows that something was changed.
    """
    decode_named("NoSignatureValue", value)
    if value != no_signature_value(data):
        raise DigestMismatch("the digest in place of the signature is not that of the request", path="signature")

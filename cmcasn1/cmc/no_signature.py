"""Requests without a signature: RFC 10002 appendix C."""

from __future__ import annotations

from cmcasn1.codec.coding import decode_der, encode_der
from cmcasn1.codec.value import TypeName
from cmcasn1.errors import DigestMismatch


class NoSignatureValue(TypeName["bytes"]):
    """What stands for a signature under id-alg-noSignature: the digest of the request.

    ::

        NoSignatureValue ::= OCTET STRING

    RFC 10002 appendix C.
    """


def no_signature_value(data: bytes) -> bytes:
    """Return what stands in place of the signature over data: the DER of SHA-1(data) as an OCTET STRING.

    It protects nothing; possession is proven otherwise. RFC 10002 appendix C.1.
    """
    from cmcasn1.algorithms.digests import SHA1, digest
    from cmcasn1.pkix.algorithms import AlgorithmIdentifier

    return encode_der(digest(AlgorithmIdentifier(SHA1), data), NoSignatureValue)


def check_no_signature_value(value: bytes, data: bytes) -> None:
    """Raise `DigestMismatch` unless the value is that of the data, `DecodeError` where it is no OCTET STRING.

    RFC 10002 tells verifiers to ignore the value; a mismatch still shows that something was changed.
    """
    decode_der(NoSignatureValue, value)
    if value != no_signature_value(data):
        raise DigestMismatch("the digest in place of the signature is not that of the request", path="signature")

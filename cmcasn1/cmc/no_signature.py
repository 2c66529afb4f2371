"""Requests without a signature: RFC 10002 appendix C."""

from __future__ import annotations

from cmcasn1.codec.value import TypeName


class NoSignatureValue(TypeName["bytes"]):
    """What stands for a signature under id-alg-noSignature: the digest of the request.

    ::

        NoSignatureValue ::= OCTET STRING

    RFC 10002 appendix C.
    """

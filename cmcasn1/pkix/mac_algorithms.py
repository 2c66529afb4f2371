"""The parameters of KMAC and GMAC, the message authentication codes that are no HMAC (RFC 8702, RFC 9044)."""

from __future__ import annotations

from cmcasn1.codec.value import TypeName, Value


class KMACwithSHAKE128_params(Value):
    """The parameters of KMAC with SHAKE128; the output length is in bits.

    ::

        KMACwithSHAKE128-params ::= SEQUENCE {
            kMACOutputLength    INTEGER DEFAULT 256,
            customizationString OCTET STRING DEFAULT ''H }

    RFC 8702 section 3.4.
    """

    kmac_output_length: int = 256
    customization_string: bytes = b""


class KMACwithSHAKE256_params(Value):
    """The parameters of KMAC with SHAKE256; the output length is in bits.

    ::

        KMACwithSHAKE256-params ::= SEQUENCE {
            kMACOutputLength    INTEGER DEFAULT 512,
            customizationString OCTET STRING DEFAULT ''H }

    RFC 8702 section 3.4.
    """

    kmac_output_length: int = 512
    customization_string: bytes = b""


class MACLength(TypeName[int]):
    """The length of an AES-GMAC: `MACLength ::= INTEGER (12 | 13 | 14 | 15 | 16)` (RFC 9044 section 2)."""


class GMACParameters(Value):
    """The parameters of AES-GMAC; a nonce must never be used twice with one key.

    ::

        GMACParameters ::= SEQUENCE {
            nonce  OCTET STRING,
            length MACLength DEFAULT 12 }

    RFC 9044 section 2.
    """

    nonce: bytes
    length: int = 12

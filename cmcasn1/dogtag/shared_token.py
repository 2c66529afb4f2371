"""The shared token of Dogtag: a shared secret encrypted for the CA, which keeps it in the user's entry."""

from __future__ import annotations

from cmcasn1.codec.value import Value


class SharedToken(Value):
    """A shared secret, encrypted with a key that is wrapped for the issuance protection certificate.

    ::

        SharedToken ::= SEQUENCE {
            wrappedKey OCTET STRING,
            ciphertext OCTET STRING }

    `CMCSharedToken` of Dogtag PKI writes it. The algorithms stand nowhere: the key is an AES-128 key under RSA
    (PKCS #1 v1.5, or OAEP with SHA-256), the text is padded AES-CBC with an IV of sixteen octets 01.
    """

    wrapped_key: bytes
    ciphertext: bytes

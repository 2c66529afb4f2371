"""Attributes that name a certificate or an archived key by its hash: MS-WCCE section 2.2.2.7.

The archived key itself (szOID_ARCHIVED_KEY_ATTR) is an unsigned attribute that holds a ContentInfo.
"""

from __future__ import annotations

from cmcasn1.codec.value import TypeName


class IssuedCertHash(TypeName[bytes]):
    """The SHA-1 of the certificate that was issued: an OCTET STRING (szOID_ISSUED_CERT_HASH).

    In AD CS's responses, within CmcAddAttributes. MS-WCCE section 2.2.2.7.
    """


class ArchivedKeyCertHash(TypeName[bytes]):
    """The hash of the exchange certificate that an archived key is encrypted for: an OCTET STRING.

    szOID_ARCHIVED_KEY_CERT_HASH; MS-WCCE section 2.2.2.7.
    """


class EncryptedKeyHash(TypeName[bytes]):
    """The hash of the archived key as encrypted, in the signed request: an OCTET STRING (szOID_ENCRYPTED_KEY_HASH).

    It ties the unsigned attribute with the key to what is signed. MS-WCCE section 2.2.2.7.
    """

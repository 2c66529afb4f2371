"""The challenge of Dogtag's CA, whose IV stands in thePOPAlgID (quirk "dogtag-encrypted-pop")."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives import hashes

from cmcasn1.algorithms import content_encryption
from cmcasn1.algorithms.digests import digest, digest_identifier
from cmcasn1.cmc.requests import requested_key
from cmcasn1.cms.certificates import IssuerAndSerialNumber
from cmcasn1.cms.content_info import CMSVersion, ContentInfo
from cmcasn1.cms.encryption import content_info
from cmcasn1.cms.enveloped_data import EncryptedContentInfo, EnvelopedData
from cmcasn1.cms.recipient_infos import KeyTransRecipientInfo, RecipientInfos
from cmcasn1.cms.recipients import encrypt_to
from cmcasn1.codec.primitives import NULL, PrintableString
from cmcasn1.errors import BuildError, DecryptionFailed
from cmcasn1.keys.private_key import Decrypter, as_decrypter, oaep_identifier
from cmcasn1.oids.known import ID_AES128_CBC, ID_AT_COMMON_NAME, ID_DATA, RSA_ENCRYPTION
from cmcasn1.pkix.algorithms import AlgorithmIdentifier
from cmcasn1.pkix.names import AttributeTypeAndValue, Name, RelativeDistinguishedName

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cmcasn1.cmc.tagged_request import AnyRequest
    from cmcasn1.cms.decryption import Key

_FIXED_IV = b"\1" * 16
_PKCS1 = AlgorithmIdentifier(RSA_ENCRYPTION, NULL)
_SHA256 = digest_identifier(hashes.SHA256())
_OAEP = oaep_identifier(_SHA256)


def seal(
    request: AnyRequest, challenge: bytes | None, oaep: bool
) -> tuple[ContentInfo, AlgorithmIdentifier, AlgorithmIdentifier, bytes, bytes]:
    """Return cms, thePOPAlgID, witnessAlgID, witness and the challenge; see `EncryptedPOP.challenge_as_dogtag`."""
    y = os.urandom(64) if challenge is None else challenge
    if not y or len(y) % 16:
        raise BuildError(f"Dogtag's challenge is not padded: {len(y)} octets are no whole blocks of 16")
    key, iv = os.urandom(16), os.urandom(16)
    cipher = AlgorithmIdentifier(ID_AES128_CBC, iv)
    issuer = Name(
        (RelativeDistinguishedName((AttributeTypeAndValue(ID_AT_COMMON_NAME, PrintableString("unUsedIssuerName")),)),)
    )
    info = KeyTransRecipientInfo(
        CMSVersion.v0,
        IssuerAndSerialNumber(issuer, 0),
        _PKCS1,
        encrypt_to(requested_key(request), _OAEP if oaep else _PKCS1, key),
    )
    sealed = EnvelopedData(
        version=CMSVersion.v0,
        recipient_infos=RecipientInfos((info,)),
        encrypted_content_info=EncryptedContentInfo(
            ID_DATA,
            AlgorithmIdentifier(ID_AES128_CBC, _FIXED_IV),
            content_encryption.encrypt(cipher, key, y, pad=False),
        ),
    )
    return content_info(sealed), cipher, _SHA256, digest(_SHA256, y), y


def candidates(cms: ContentInfo, cipher: AlgorithmIdentifier, key: Key) -> Iterator[bytes]:
    """Return what may be the challenge that `cms` holds under `cipher`.

    By PKCS #1 v1.5 and by OAEP: only the witness tells which was meant.
    """
    enveloped = cms.content
    ciphertext = enveloped.encrypted_content_info.encrypted_content if isinstance(enveloped, EnvelopedData) else None
    if isinstance(key, str | bytes) or not isinstance(enveloped, EnvelopedData) or ciphertext is None:
        raise BuildError("Dogtag's challenge is EnvelopedData that an RSA key opens")
    decrypter: Decrypter = as_decrypter(key)
    for info in enveloped.recipient_infos:
        if isinstance(info, KeyTransRecipientInfo):
            for algorithm in (_PKCS1, _OAEP):
                try:
                    session = decrypter.decrypt(algorithm, info.encrypted_key)
                    yield content_encryption.decrypt(cipher, session, ciphertext, pad=False)
                except DecryptionFailed:
                    continue

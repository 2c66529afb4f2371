"""Private keys encrypted for an archive, and recovered from it: EnvelopedData, and EncryptedValue as Dogtag has it.

RFC 4211 sections 2.1 and 6.4.
"""

from __future__ import annotations

import os
from contextlib import suppress
from enum import Enum
from typing import TYPE_CHECKING

from cmcasn1.codec.coding import decode_der, encode_der
from cmcasn1.codec.primitives import Any, BitString
from cmcasn1.codec.value import Value
from cmcasn1.crmf.key_archival import EncKeyWithID, EncryptedValue, PrivateKeyInfo
from cmcasn1.errors import BuildError, DecodeError, DecryptionFailed, UnsupportedAlgorithm
from cmcasn1.oids import Oid
from cmcasn1.oids.known import (
    DES_CBC,
    DES_EDE3_CBC,
    ID_AES128_CBC,
    ID_AES128_WRAP_PAD,
    ID_AES192_WRAP_PAD,
    ID_AES256_WRAP_PAD,
    ID_CT_ENC_KEY_WITH_ID,
    RSA_ENCRYPTION,
)
from cmcasn1.pkix.algorithms import AlgorithmIdentifier

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cryptography import x509

    from cmcasn1.cms.decryption import Key
    from cmcasn1.cms.enveloped_data import EnvelopedData
    from cmcasn1.cms.recipients import CertificateOrKey
    from cmcasn1.keys.private_key import Decrypter
    from cmcasn1.pkix.certificates import Certificate
    from cmcasn1.pkix.general_names import GeneralName


class ArchiveForm(Enum):
    """How an archived key is encrypted; the last four are EncryptedValue as Dogtag's CRMFPopClient makes it.

    The two key wraps have one identifier, id-aes128-wrap-pad: NSS pads by PKCS #7 and wraps by RFC 3394, which is not
    RFC 5649. Triple-DES goes under the identifier of DES.
    """

    ENVELOPED_DATA = "EnvelopedData"
    NSS_KEY_WRAP_PAD = "AES KeyWrap/Padding"
    AES_KEY_WRAP_PAD = "AES KeyWrap/Wrapped"
    AES_CBC = "AES/CBC/PKCS5Padding"
    TRIPLE_DES_CBC = "DES3/CBC/Pad"


class RecoveredKey(Value, secret=("private_key_info",)):
    """A private key out of the archive: its PKCS #8 as it was encrypted, the form, and the identifier if any."""

    private_key_info: bytes
    form: ArchiveForm
    identifier: str | GeneralName | None = None


def archive(
    private_key_info: bytes,
    to: CertificateOrKey,
    *,
    form: ArchiveForm = ArchiveForm.ENVELOPED_DATA,
    oaep: bool = False,
    identifier: str | GeneralName | None = None,
    algorithm: Oid | AlgorithmIdentifier | None = None,
) -> EnvelopedData | EncryptedValue:
    """Encrypt a private key (DER of PKCS #8) for the archive that has the certificate or key `to`.

    The result is the EncryptedKey of PKIArchiveOptions. `oaep` takes RSAES-OAEP with SHA-256 in place of PKCS #1 v1.5,
    which EncryptedValue says nowhere. `identifier` (RFC 4211 section 2.1) and `algorithm` are for EnvelopedData, where
    `to` may be any key that decrypts. Raises `DecodeError` for what is no PrivateKeyInfo, `BuildError`,
    `UnsupportedAlgorithm`. RFC 4211 section 6.4.
    """
    from cryptography.hazmat.primitives import hashes

    from cmcasn1.cms.encryption import encrypt
    from cmcasn1.cms.recipients import KeyTransportRecipient, encrypt_to, recipient

    key = decode_der(PrivateKeyInfo, private_key_info)
    chosen = recipient(to, oaep=hashes.SHA256() if oaep else None)
    if form is ArchiveForm.ENVELOPED_DATA:
        return encrypt(encode_der(EncKeyWithID(key, identifier)), ID_CT_ENC_KEY_WITH_ID, [chosen], algorithm=algorithm)
    if identifier is not None or algorithm is not None:
        raise BuildError("an identifier or another algorithm goes only with EnvelopedData (RFC 4211 section 2.1)")
    if not isinstance(chosen, KeyTransportRecipient):
        raise BuildError(f"{form.value} takes an RSA key, not {chosen.public_key.algorithm.algorithm.name}")
    session, symmetric, value = _encrypted(form, private_key_info)
    return EncryptedValue(
        symm_alg=symmetric,
        enc_symm_key=BitString(encrypt_to(chosen.public_key, chosen.algorithm, session)),
        enc_value=BitString(value),
    )


def recover(
    options: EnvelopedData | EncryptedValue | bytes | bool,
    key: Key,
    *,
    certificate: Certificate | x509.Certificate | None = None,
) -> RecoveredKey:
    """Recover the private key in PKIArchiveOptions with the archive's key.

    What EncryptedValue does not say is tried: PKCS #1 v1.5 and RSAES-OAEP with SHA-256, the key wrap of NSS and that of
    RFC 5649; only a PrivateKeyInfo counts. Raises `DecryptionFailed`, without saying why, `UnsupportedAlgorithm`, and
    `BuildError` where no key is in the options. RFC 4211 section 6.4.
    """
    from cmcasn1.cms.enveloped_data import EnvelopedData

    if isinstance(options, EnvelopedData):
        from cmcasn1.cms.decryption import decrypt

        content = decrypt(options, key, certificate=certificate)
        try:
            found = decode_der(EncKeyWithID, content)
            return RecoveredKey(encode_der(found.private_key), ArchiveForm.ENVELOPED_DATA, found.identifier)
        except DecodeError as error:
            # The octets may be a key: the error must not carry them on.
            raise DecryptionFailed(f"what opened is no EncKeyWithID, at byte {error.offset}") from None
    if not isinstance(options, EncryptedValue):
        raise BuildError("these options hold no encrypted private key (RFC 4211 section 6.4)")
    from cmcasn1.keys.private_key import as_decrypter

    if isinstance(key, str | bytes):
        raise BuildError("EncryptedValue opens with a private key (RFC 4211 section 6.4)")
    if options.enc_symm_key is None or options.symm_alg is None:
        raise UnsupportedAlgorithm("EncryptedValue without symmAlg and encSymmKey says not how it is encrypted")
    for session in _sessions(options.enc_symm_key.data, options.key_alg, as_decrypter(key)):
        for form, opened in _openings(options, options.symm_alg, session):
            try:
                decode_der(PrivateKeyInfo, opened)
            except DecodeError:
                continue
            return RecoveredKey(opened, form)
    raise DecryptionFailed("the archived key does not open with this key")


def _encrypted(form: ArchiveForm, plaintext: bytes) -> tuple[bytes, AlgorithmIdentifier, bytes]:
    """Return session key, symmAlg and encValue in one of Dogtag's forms."""
    from cmcasn1.algorithms import content_encryption, key_wrap

    if form is ArchiveForm.AES_CBC:
        session, cipher = os.urandom(16), AlgorithmIdentifier(ID_AES128_CBC, os.urandom(16))
        return session, cipher, content_encryption.encrypt(cipher, session, plaintext)
    if form is ArchiveForm.TRIPLE_DES_CBC:
        session, iv = os.urandom(24), os.urandom(8)
        value = content_encryption.encrypt(AlgorithmIdentifier(DES_EDE3_CBC, iv), session, plaintext)
        return session, AlgorithmIdentifier(DES_CBC, iv), value
    # Dogtag sends an IV that means nothing: neither wrap has one.
    session, cipher = os.urandom(16), AlgorithmIdentifier(ID_AES128_WRAP_PAD, Any(b"\x04\x08" + os.urandom(8)))
    if form is ArchiveForm.AES_KEY_WRAP_PAD:
        return session, cipher, key_wrap.wrap(cipher, session, plaintext)
    fill = 8 - len(plaintext) % 8
    return session, cipher, key_wrap.wrap(key_wrap.key_wrap_identifier(16), session, plaintext + bytes([fill]) * fill)


def _sessions(encrypted: bytes, key_alg: AlgorithmIdentifier | None, decrypter: Decrypter) -> Iterator[bytes]:
    """Return what the session key may be."""
    from cryptography.hazmat.primitives import hashes

    from cmcasn1.algorithms.digests import digest_identifier
    from cmcasn1.codec.primitives import NULL
    from cmcasn1.keys.private_key import oaep_identifier

    algorithms = [AlgorithmIdentifier(RSA_ENCRYPTION, NULL), oaep_identifier(digest_identifier(hashes.SHA256()))]
    if key_alg is not None and key_alg.algorithm != RSA_ENCRYPTION:
        algorithms = [key_alg]
    for algorithm in algorithms:
        try:
            yield decrypter.decrypt(algorithm, encrypted)
        except DecryptionFailed:
            continue


def _openings(
    value: EncryptedValue, symmetric: AlgorithmIdentifier, session: bytes
) -> Iterator[tuple[ArchiveForm, bytes]]:
    """Return what encValue may hold, read in each way that its symmAlg leaves open."""
    from cmcasn1.algorithms import content_encryption, key_wrap

    ciphertext = value.enc_value.data
    padded = {ID_AES128_WRAP_PAD: 16, ID_AES192_WRAP_PAD: 24, ID_AES256_WRAP_PAD: 32}
    size = padded.get(symmetric.algorithm)
    if size is not None:
        with suppress(DecryptionFailed):
            opened = key_wrap.unwrap(key_wrap.key_wrap_identifier(size), session, ciphertext)
            yield ArchiveForm.NSS_KEY_WRAP_PAD, opened[: -opened[-1]] if 1 <= opened[-1] <= 8 else opened
        with suppress(DecryptionFailed):
            yield ArchiveForm.AES_KEY_WRAP_PAD, key_wrap.unwrap(symmetric, session, ciphertext)
        return
    if symmetric.algorithm == DES_CBC:
        symmetric = AlgorithmIdentifier(DES_EDE3_CBC, symmetric.parameters)
    form = ArchiveForm.TRIPLE_DES_CBC if symmetric.algorithm == DES_EDE3_CBC else ArchiveForm.AES_CBC
    with suppress(DecryptionFailed):
        yield form, content_encryption.decrypt(symmetric, session, ciphertext)

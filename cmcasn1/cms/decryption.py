"""Opening EnvelopedData, AuthEnvelopedData and EncryptedData (RFC 5652 sections 6 and 8, RFC 5083)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from cryptography import x509

from cmcasn1.algorithms import content_encryption
from cmcasn1.algorithms.key_derivation import bounded_iterations, derive_from_password
from cmcasn1.algorithms.key_identifiers import key_identifier
from cmcasn1.algorithms.key_wrap import kek_size, unwrap
from cmcasn1.cms.auth_enveloped_data import AuthEnvelopedData
from cmcasn1.cms.content_info import ContentInfo
from cmcasn1.cms.ecdh import agreed_kek, originator_key
from cmcasn1.cms.enveloped_data import EncryptedContentInfo, EncryptedData, EnvelopedData
from cmcasn1.cms.kem import KEMRecipientInfo
from cmcasn1.cms.recipient_infos import (
    KEKRecipientInfo,
    KeyAgreeRecipientInfo,
    KeyTransRecipientInfo,
    OriginatorPublicKey,
    OtherRecipientInfo,
    PasswordRecipientInfo,
    RecipientKeyIdentifier,
)
from cmcasn1.cms.recipients import by_issuer, by_key_identifier, kem_kek, octets_of
from cmcasn1.errors import BuildError, CMCError, DecodeError, DecryptionFailed, UnsupportedAlgorithm
from cmcasn1.keys.private_key import Decrypter, as_decrypter
from cmcasn1.oids.known import ID_RSAES_OAEP, RSA_ENCRYPTION
from cmcasn1.pkix.algorithms import AlgorithmIdentifier
from cmcasn1.pkix.certificates import Certificate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import TypeAlias

    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

    from cmcasn1.cms.certificates import IssuerAndSerialNumber
    from cmcasn1.cms.recipient_infos import AnyRecipient

    Key: TypeAlias = "Decrypter | PrivateKeyTypes | str | bytes"
    """What opens content: a private key, a password, or a secret as octets."""
    Attempt: TypeAlias = "tuple[IssuerAndSerialNumber | bytes | None, Callable[[], bytes]]"

_RSA_KEYS = (RSA_ENCRYPTION, ID_RSAES_OAEP)


def decrypt(
    enveloped: EnvelopedData | AuthEnvelopedData | EncryptedData | ContentInfo,
    key: Key,
    *,
    certificate: Certificate | x509.Certificate | None = None,
    encrypted_content: bytes | None = None,
) -> bytes:
    """Return the content.

    `key` is a private key, a password as `str`, or octets: a key-encryption key or a password, whichever a recipient
    asks for, and the content-encryption key of EncryptedData. `certificate` is the private key's and picks the
    recipient; without it the key's identifier does, or else each recipient of its kind is tried. `encrypted_content`
    is the ciphertext where it was sent apart.

    Raises `DecryptionFailed`, without saying why, `UnsupportedAlgorithm`, and `BuildError` for content that is not
    encrypted. EnvelopedData and EncryptedData have no integrity check: what opens may have been changed, and a wrong
    key may rarely seem to open it. RFC 5652 sections 6 and 8, RFC 5083 section 2.
    """
    value = enveloped.content if isinstance(enveloped, ContentInfo) else enveloped
    if isinstance(value, EncryptedData):
        if not isinstance(key, bytes):
            raise BuildError("EncryptedData opens with the octets of its key (RFC 5652 section 8)")
        return _plain(value.encrypted_content_info, encrypted_content, key)
    if isinstance(value, EnvelopedData):
        work = partial(_plain, value.encrypted_content_info, encrypted_content)
    elif isinstance(value, AuthEnvelopedData):
        work = partial(_unsealed, value, encrypted_content)
    else:
        raise BuildError(f"{type(value).__name__} is not encrypted")
    return open_with_key(value.recipient_infos, key, work, certificate=certificate)


def open_with_key(
    recipients: Iterable[AnyRecipient],
    key: Key,
    work: Callable[[bytes], bytes],
    *,
    certificate: Certificate | x509.Certificate | None = None,
) -> bytes:
    """Recover the message's key as one of the recipients and return what `work` makes of it.

    `work` raises `DecryptionFailed` for a key that is not the right one; the next recipient is tried then. Raises as
    `decrypt` does. RFC 5652 section 6.2.
    """
    problem: CMCError | None = None
    with bounded_iterations():
        for attempt in _attempts(recipients, key, certificate):
            try:
                return work(attempt())
            except DecryptionFailed:
                continue
            except (UnsupportedAlgorithm, DecodeError) as error:
                # What the message says about this recipient is no secret; another one may be fine.
                problem = error
    if problem is not None:
        raise problem
    raise content_encryption.closed()


def _attempts(
    recipients: Iterable[AnyRecipient], key: Key, certificate: Certificate | x509.Certificate | None
) -> Iterator[Callable[[], bytes]]:
    if isinstance(key, str | bytes):
        for each in recipients:
            yield from _by_secret(each, key)
        return
    decrypter = as_decrypter(key)
    attempts = [found for each in recipients for found in _by_private_key(each, decrypter)]
    mine: list[IssuerAndSerialNumber | bytes]
    if certificate is None:
        mine = [key_identifier(decrypter.public_key_info)]
    else:
        mine = [by_issuer(certificate), by_key_identifier(certificate)]
    # Trying a recipient who is somebody else only tells an attacker more, and PKCS #1 v1.5 then gives random octets.
    named = [attempt for rid, attempt in attempts if rid in mine]
    yield from named or [attempt for _, attempt in attempts]


def _by_secret(recipient: AnyRecipient, key: str | bytes) -> Iterator[Callable[[], bytes]]:
    if isinstance(recipient, PasswordRecipientInfo):
        yield partial(_by_password, recipient, octets_of(key))
    elif isinstance(recipient, KEKRecipientInfo) and isinstance(key, bytes):
        yield partial(unwrap, recipient.key_encryption_algorithm, key, recipient.encrypted_key)


def _by_password(info: PasswordRecipientInfo, password: bytes) -> bytes:
    derivation, algorithm = info.key_derivation_algorithm, info.key_encryption_algorithm
    kek = password if derivation is None else derive_from_password(derivation, password, kek_size(algorithm))
    return unwrap(algorithm, kek, info.encrypted_key)


def _by_private_key(recipient: AnyRecipient, decrypter: Decrypter) -> Iterator[Attempt]:
    kind = decrypter.public_key_info.algorithm.algorithm
    if isinstance(recipient, KeyTransRecipientInfo) and kind in _RSA_KEYS:
        algorithm, encrypted = recipient.key_encryption_algorithm, recipient.encrypted_key
        yield recipient.rid, partial(decrypter.decrypt, algorithm, encrypted)
    elif isinstance(recipient, KeyAgreeRecipientInfo) and kind not in _RSA_KEYS:
        for each in recipient.recipient_encrypted_keys:
            rid = each.rid.subject_key_identifier if isinstance(each.rid, RecipientKeyIdentifier) else each.rid
            yield rid, partial(_by_agreement, recipient, each.encrypted_key, decrypter)
    elif isinstance(recipient, OtherRecipientInfo):
        kem = recipient.ori_value
        if isinstance(kem, KEMRecipientInfo) and kem.kem.algorithm == kind:
            yield kem.rid, partial(_by_kem, kem, decrypter)


def _by_agreement(info: KeyAgreeRecipientInfo, wrapped: bytes, decrypter: Decrypter) -> bytes:
    originator, algorithm = info.originator, info.key_encryption_algorithm
    wrap = algorithm.parameters
    if not isinstance(originator, OriginatorPublicKey):
        raise UnsupportedAlgorithm("key agreement with the key of the originator's certificate")
    if not isinstance(wrap, AlgorithmIdentifier):
        raise UnsupportedAlgorithm(f"{algorithm.algorithm.name} ({algorithm.algorithm}) without a key wrap")
    secret = decrypter.agree(originator_key(originator, decrypter.public_key_info))
    return unwrap(wrap, agreed_kek(algorithm.algorithm, secret, wrap, info.ukm), wrapped)


def _by_kem(info: KEMRecipientInfo, decrypter: Decrypter) -> bytes:
    # RFC 9629 section 3: kekLength must be what the key wrap takes.
    if info.kek_length != kek_size(info.wrap):
        raise content_encryption.closed()
    return unwrap(info.wrap, kem_kek(info, decrypter.decapsulate(info.kem, info.kemct)), info.encrypted_key)


def _ciphertext(info: EncryptedContentInfo, apart: bytes | None) -> bytes:
    found = info.encrypted_content if apart is None else apart
    if found is None:
        raise BuildError("the encrypted content was sent apart and has to be given", path="encryptedContent")
    return found


def _plain(info: EncryptedContentInfo, apart: bytes | None, key: bytes) -> bytes:
    return content_encryption.decrypt(info.content_encryption_algorithm, key, _ciphertext(info, apart))


def _unsealed(sealed: AuthEnvelopedData, apart: bytes | None, key: bytes) -> bytes:
    info = sealed.auth_encrypted_content_info
    associated = sealed.auth_attrs_octets or b""
    return content_encryption.unseal(
        info.content_encryption_algorithm, key, _ciphertext(info, apart), sealed.mac, associated
    )

"""For whom content is encrypted, and how each recipient gets the key (RFC 5652 section 6.2, RFC 5753, 8418, 9629)."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, mlkem, rsa, x448, x25519

from cmcasn1.algorithms.digests import digest_identifier
from cmcasn1.algorithms.key_derivation import derive_from_password, hkdf, pbkdf2_identifier
from cmcasn1.algorithms.key_identifiers import key_identifier
from cmcasn1.algorithms.key_wrap import kek_size, key_wrap_identifier, pwri_kek_identifier, wrap
from cmcasn1.cms.certificate_sets import as_certificate, key_identifier_of
from cmcasn1.cms.certificate_sets import by_issuer as by_issuer
from cmcasn1.cms.certificates import IssuerAndSerialNumber
from cmcasn1.cms.content_info import CMSVersion
from cmcasn1.cms.ecdh import agree_anew, agreed_kek, usual_scheme
from cmcasn1.cms.kem import CMSORIforKEMOtherInfo, KEMRecipientInfo
from cmcasn1.cms.recipient_infos import (
    KEKIdentifier,
    KEKRecipientInfo,
    KeyAgreeRecipientInfo,
    KeyTransRecipientInfo,
    OriginatorPublicKey,
    OtherRecipientInfo,
    PasswordRecipientInfo,
    RecipientEncryptedKey,
    RecipientEncryptedKeys,
    RecipientKeyIdentifier,
)
from cmcasn1.codec.coding import encode_der
from cmcasn1.codec.primitives import NULL
from cmcasn1.codec.value import Value
from cmcasn1.errors import BuildError, UnsupportedAlgorithm
from cmcasn1.keys.private_key import oaep_identifier, rsa_padding
from cmcasn1.oids import Oid
from cmcasn1.oids.known import ID_ALG_HKDF_WITH_SHA256, ID_ORI_KEM, RSA_ENCRYPTION
from cmcasn1.pkix.algorithms import AlgorithmIdentifier
from cmcasn1.pkix.certificates import Certificate
from cmcasn1.pkix.keys import SubjectPublicKeyInfo
from cmcasn1.pkix.names import Name

if TYPE_CHECKING:
    from typing import TypeAlias

    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes

    Recipient: TypeAlias = (
        "KeyTransportRecipient | KeyAgreementRecipient | KEMRecipient | PasswordRecipient | KEKRecipient"
    )
    """Anyone for whom content can be encrypted."""
    CertificateOrKey: TypeAlias = "Certificate | x509.Certificate | SubjectPublicKeyInfo | PublicKeyTypes"
    """A certificate or a public key, as a value of cmcasn1 or as an object of cryptography."""

_HKDF_SHA256 = AlgorithmIdentifier(ID_ALG_HKDF_WITH_SHA256)
PASSWORD_ITERATIONS = 600_000
"""The iterations of PBKDF2 (HMAC with SHA-256) where none are asked for."""


class KeyTransportRecipient(Value):
    """Who holds an RSA key: the content-encryption key is encrypted to it (RFC 5652 section 6.2.1)."""

    public_key: SubjectPublicKeyInfo
    rid: IssuerAndSerialNumber | bytes
    algorithm: AlgorithmIdentifier = AlgorithmIdentifier(RSA_ENCRYPTION, NULL)

    def info(self, key: bytes) -> KeyTransRecipientInfo:
        """Return the RecipientInfo that gives `key` to this recipient."""
        version = CMSVersion.v2 if isinstance(self.rid, bytes) else CMSVersion.v0
        return KeyTransRecipientInfo(
            version, self.rid, self.algorithm, encrypt_to(self.public_key, self.algorithm, key)
        )


class KeyAgreementRecipient(Value):
    """Who holds a key of ECDH, X25519 or X448: an ephemeral key agrees with it on a key-encryption key.

    `scheme` names the agreement with its key derivation; None is by the curve the usual one. RFC 5753 section 3.1,
    RFC 8418.
    """

    public_key: SubjectPublicKeyInfo
    rid: IssuerAndSerialNumber | bytes
    scheme: Oid | None = None
    wrap: AlgorithmIdentifier = key_wrap_identifier()
    ukm: bytes | None = None

    def info(self, key: bytes) -> KeyAgreeRecipientInfo:
        """Return the RecipientInfo that gives `key` to this recipient, with a new ephemeral key each time."""
        scheme = self.scheme or usual_scheme(self.public_key)
        ephemeral, secret = agree_anew(self.public_key)
        kek = agreed_kek(scheme, secret, self.wrap, self.ukm)
        rid = RecipientKeyIdentifier(self.rid) if isinstance(self.rid, bytes) else self.rid
        return KeyAgreeRecipientInfo(
            version=CMSVersion.v3,
            originator=OriginatorPublicKey(ephemeral.algorithm, ephemeral.subject_public_key),
            ukm=self.ukm,
            key_encryption_algorithm=AlgorithmIdentifier(scheme, self.wrap),
            recipient_encrypted_keys=RecipientEncryptedKeys((RecipientEncryptedKey(rid, wrap(self.wrap, kek, key)),)),
        )


class KEMRecipient(Value):
    """Who holds a key of ML-KEM: a secret encapsulated for it gives the key-encryption key (RFC 9629, RFC 9936)."""

    public_key: SubjectPublicKeyInfo
    rid: IssuerAndSerialNumber | bytes
    kdf: AlgorithmIdentifier = _HKDF_SHA256
    wrap: AlgorithmIdentifier = key_wrap_identifier()
    ukm: bytes | None = None

    def info(self, key: bytes) -> OtherRecipientInfo:
        """Return the RecipientInfo that gives `key` to this recipient, with a new encapsulation each time."""
        public = self.public_key.to_cryptography()
        if not isinstance(public, mlkem.MLKEM768PublicKey | mlkem.MLKEM1024PublicKey):
            raise UnsupportedAlgorithm(f"{self.public_key.algorithm.algorithm.name} encapsulates nothing")
        secret, kemct = public.encapsulate()
        made = KEMRecipientInfo(
            version=CMSVersion.v0,
            rid=self.rid,
            kem=self.public_key.algorithm,
            kemct=kemct,
            kdf=self.kdf,
            kek_length=kek_size(self.wrap),
            ukm=self.ukm,
            wrap=self.wrap,
            encrypted_key=b"",
        )
        wrapped = wrap(self.wrap, kem_kek(made, secret), key)
        return OtherRecipientInfo(ID_ORI_KEM, made.__replace__(encrypted_key=wrapped))


class PasswordRecipient(Value, secret=("password",)):
    """Who knows a password: PBKDF2 makes the key-encryption key of it.

    `derivation` None is PBKDF2 with a fresh salt, `wrap` None is id-alg-PWRI-KEK with AES-256-CBC; AES key wrap
    (RFC 10004) goes as well. A `str` counts as its UTF-8. RFC 5652 section 6.2.4, RFC 3211.
    """

    password: bytes | str
    derivation: AlgorithmIdentifier | None = None
    wrap: AlgorithmIdentifier | None = None

    def info(self, key: bytes) -> PasswordRecipientInfo:
        """Return the RecipientInfo that gives `key` to this recipient."""
        derivation = self.derivation or pbkdf2_identifier(os.urandom(16), PASSWORD_ITERATIONS)
        algorithm = self.wrap or pwri_kek_identifier()
        kek = derive_from_password(derivation, octets_of(self.password), kek_size(algorithm))
        return PasswordRecipientInfo(
            version=CMSVersion.v0,
            key_derivation_algorithm=derivation,
            key_encryption_algorithm=algorithm,
            encrypted_key=wrap(algorithm, kek, key),
        )


class KEKRecipient(Value, secret=("kek",)):
    """Who has a key-encryption key already, named by `kekid`; `wrap` None is AES key wrap (RFC 5652 section 6.2.3)."""

    kek: bytes
    kekid: KEKIdentifier | bytes
    wrap: AlgorithmIdentifier | None = None

    def info(self, key: bytes) -> KEKRecipientInfo:
        """Return the RecipientInfo that gives `key` to this recipient."""
        algorithm = self.wrap or key_wrap_identifier(len(self.kek))
        kekid = KEKIdentifier(self.kekid) if isinstance(self.kekid, bytes) else self.kekid
        return KEKRecipientInfo(CMSVersion.v4, kekid, algorithm, wrap(algorithm, self.kek, key))


def recipient(
    to: CertificateOrKey,
    *,
    rid: IssuerAndSerialNumber | bytes | None = None,
    oaep: hashes.HashAlgorithm | None = None,
) -> KeyTransportRecipient | KeyAgreementRecipient | KEMRecipient:
    """Return the recipient of a certificate or public key, by the technique that its kind of key has.

    `rid` None names a certificate by issuer and serial number and a bare key by its key identifier; `oaep` takes
    RSAES-OAEP with a hash instead of PKCS #1 v1.5. Raises `UnsupportedAlgorithm` for a key that only signs.
    """
    info, certificate = _of(to)
    if rid is None:
        rid = by_key_identifier(info) if certificate is None else by_issuer(certificate)
    public = info.to_cryptography()
    if isinstance(public, rsa.RSAPublicKey):
        if oaep is None:
            return KeyTransportRecipient(info, rid)
        return KeyTransportRecipient(info, rid, oaep_identifier(digest_identifier(oaep)))
    if oaep is not None:
        raise BuildError(f"RSAES-OAEP does not go with a key of {info.algorithm.algorithm.name}")
    if isinstance(public, ec.EllipticCurvePublicKey | x25519.X25519PublicKey | x448.X448PublicKey):
        return KeyAgreementRecipient(info, rid)
    if isinstance(public, mlkem.MLKEM768PublicKey | mlkem.MLKEM1024PublicKey):
        return KEMRecipient(info, rid)
    raise UnsupportedAlgorithm(f"nothing can be encrypted to a key of {info.algorithm.algorithm.name}")


def by_key_identifier(to: CertificateOrKey) -> bytes:
    """Return the subjectKeyIdentifier of a certificate; or SHA-1 of the key.

    RFC 5280 section 4.2.1.2.
    """
    info, certificate = _of(to)
    found = None if certificate is None else key_identifier_of(certificate)
    return key_identifier(info) if found is None else found


def by_body_part(body_part_id: int) -> IssuerAndSerialNumber:
    """Return the identifier of a key that no certificate has yet: no issuer, and the request's body part ID.

    RFC 10002 section 6.7.
    """
    return IssuerAndSerialNumber(Name(()), body_part_id)


def encrypt_to(info: SubjectPublicKeyInfo, algorithm: AlgorithmIdentifier, key: bytes) -> bytes:
    """Return a key encrypted to an RSA key as `algorithm` says: rsaEncryption (PKCS #1 v1.5) or id-RSAES-OAEP.

    Raises `BuildError` where the key is of another kind or too short, `UnsupportedAlgorithm`. RFC 3370 section 4.2.1,
    RFC 3560 section 3.
    """
    public = info.to_cryptography()
    if not isinstance(public, rsa.RSAPublicKey):
        raise BuildError(f"a key of {info.algorithm.algorithm.name} cannot take {algorithm.algorithm.name}")
    try:
        return public.encrypt(key, rsa_padding(algorithm))
    except ValueError as error:
        raise BuildError(
            f"the RSA key of {public.key_size} bits is too short for {algorithm.algorithm.name}"
        ) from error


def kem_kek(info: KEMRecipientInfo, secret: bytes) -> bytes:
    """Return KDF(secret, DER(CMSORIforKEMOtherInfo)), kekLength octets (RFC 9629 section 5)."""
    return hkdf(
        info.kdf, secret, encode_der(CMSORIforKEMOtherInfo(info.wrap, info.kek_length, info.ukm)), info.kek_length
    )


def octets_of(password: bytes | str) -> bytes:
    """Return the octets of a password: UTF-8 of a `str`."""
    return password.encode() if isinstance(password, str) else password


def _of(to: CertificateOrKey) -> tuple[SubjectPublicKeyInfo, Certificate | None]:
    if isinstance(to, x509.Certificate | Certificate):
        certificate = as_certificate(to)
        return certificate.tbs_certificate.subject_public_key_info, certificate
    if isinstance(to, SubjectPublicKeyInfo):
        return to, None
    return SubjectPublicKeyInfo.from_cryptography(to), None

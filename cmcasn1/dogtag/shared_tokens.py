"""Dogtag's shared tokens made and opened, and the text forms in which its directory keeps them."""

from __future__ import annotations

import binascii
import os
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING

from cmcasn1.codec.coding import decode_der, encode_der
from cmcasn1.dogtag.shared_token import SharedToken
from cmcasn1.errors import BuildError, DecodeError, DecryptionFailed
from cmcasn1.oids.known import ID_AES128_CBC, RSA_ENCRYPTION
from cmcasn1.pkix.algorithms import AlgorithmIdentifier

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes, PublicKeyTypes

    from cmcasn1.keys.private_key import Decrypter
    from cmcasn1.pkix.certificates import Certificate
    from cmcasn1.pkix.keys import SubjectPublicKeyInfo

_IV = b"\1" * 16
_PREFIX = "revShrTok:"
# A value that is there already is no error: the control of Active Directory, which OpenLDAP knows too.
_PERMISSIVE_MODIFY = "1.2.840.113556.1.4.1413"


def make_shared_token(
    secret: str | bytes,
    to: Certificate | x509.Certificate | SubjectPublicKeyInfo | PublicKeyTypes,
    *,
    oaep: bool = False,
) -> SharedToken:
    """Encrypt a shared secret (UTF-8 of a `str`) for the CA's issuance protection certificate or its key.

    The secret is under AES-128-CBC with the fixed IV of sixteen octets 01, the AES key under RSA: PKCS #1 v1.5, or with
    `oaep` RSAES-OAEP with SHA-256. Raises `BuildError`, `UnsupportedAlgorithm`.
    """
    from cryptography.hazmat.primitives import hashes

    from cmcasn1.algorithms import content_encryption
    from cmcasn1.cms.recipients import KeyTransportRecipient, encrypt_to, recipient

    chosen = recipient(to, oaep=hashes.SHA256() if oaep else None)
    if not isinstance(chosen, KeyTransportRecipient):
        raise BuildError(f"a shared token takes an RSA key, not {chosen.public_key.algorithm.algorithm.name}")
    session = os.urandom(16)
    cipher = AlgorithmIdentifier(ID_AES128_CBC, _IV)
    octets = secret.encode() if isinstance(secret, str) else secret
    return SharedToken(
        encrypt_to(chosen.public_key, chosen.algorithm, session), content_encryption.encrypt(cipher, session, octets)
    )


def open_shared_token(token: SharedToken | str | bytes, key: Decrypter | PrivateKeyTypes) -> bytes:
    """Return the octets of the shared secret, opened with the issuance protection key.

    `token` may be its DER, or base64 as any of the text forms has it. Which padding of RSA was used the token does not
    say: both are tried. There is no integrity check. Raises `DecodeError`, `DecryptionFailed`, `UnsupportedAlgorithm`.
    """
    from cryptography.hazmat.primitives import hashes

    from cmcasn1.algorithms import content_encryption
    from cmcasn1.algorithms.digests import digest_identifier
    from cmcasn1.codec.primitives import NULL
    from cmcasn1.keys.private_key import as_decrypter, oaep_identifier

    value = token if isinstance(token, SharedToken) else read_shared_token(token)
    decrypter = as_decrypter(key)
    cipher = AlgorithmIdentifier(ID_AES128_CBC, _IV)
    # OAEP first: it says for certain whether the ciphertext is one, PKCS #1 v1.5 gives random octets where it is none.
    for algorithm in (
        oaep_identifier(digest_identifier(hashes.SHA256())),
        AlgorithmIdentifier(RSA_ENCRYPTION, NULL),
    ):
        try:
            session = decrypter.decrypt(algorithm, value.wrapped_key)
            return content_encryption.decrypt(cipher, session, value.ciphertext)
        except DecryptionFailed:
            continue
    raise DecryptionFailed("the shared token does not open with this key")


def read_shared_token(text: str | bytes) -> SharedToken:
    """Return the token in DER or in base64: on one line or several, in either alphabet, with or without "revShrTok:".

    Raises `DecodeError`.
    """
    if isinstance(text, bytes):
        if text[:1] == b"\x30":
            return decode_der(SharedToken, text)
        try:
            text = text.decode("ascii")
        except UnicodeDecodeError:
            raise DecodeError(
                "neither DER nor base64", path="SharedToken", offset=0, expected="DER or base64", found="neither"
            ) from None
    compact = "".join(text.split()).removeprefix(_PREFIX).translate({ord("-"): "+", ord("_"): "/"})
    try:
        octets = b64decode(compact + "=" * (-len(compact) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise DecodeError("no base64", path="SharedToken", offset=0, expected="base64", found="other text") from None
    return decode_der(SharedToken, octets)


def shared_token_text(token: SharedToken) -> str:
    """Return the token as base64 on one line, which is what the attribute `shrTok` holds."""
    return b64encode(encode_der(token)).decode("ascii")


def shared_token_ldif(token: SharedToken, dn: str) -> str:
    """Return LDIF (RFC 2849) that puts the token into a user's entry, for enrolment: attribute `shrTok`.

    `dn` is the entry's; one that is not plain ASCII is written in base64. An entry that has the object class already
    takes it where the server knows permissive modify; another server wants ``ldapmodify -c``. Raises `BuildError` for
    a line break in the name.
    """
    return _ldif(
        dn,
        "add: objectClass",
        "objectClass: extensibleObject",
        "-",
        "replace: shrTok",
        f"shrTok: {shared_token_text(token)}",
    )


def revocation_ldif(token: SharedToken, dn: str) -> str:
    """Return LDIF that puts the token into a certificate's record, for its revocation: a value of `metaInfo`.

    `dn` is the record's: ``cn=<serial number in decimal>,ou=certificateRepository,ou=ca,<suffix>``. Raises
    `BuildError` as `shared_token_ldif` does.
    """
    return _ldif(dn, "add: metaInfo", f"metaInfo: {revocation_meta_info(token)}")


def _ldif(dn: str, *changes: str) -> str:
    if not dn or any(each in dn for each in "\r\n\0"):
        raise BuildError("the distinguished name of an entry is one line")
    safe = dn.isascii() and dn[0] not in " :<" and dn[-1] != " "
    named = f"dn: {dn}" if safe else f"dn:: {b64encode(dn.encode()).decode('ascii')}"
    return "\n".join([named, f"control: {_PERMISSIVE_MODIFY} false", "changetype: modify", *changes, "-", ""])


def revocation_meta_info(token: SharedToken) -> str:
    """Return the value of `metaInfo` in a certificate's record, for revocation: "revShrTok:" and the base64."""
    return _PREFIX + shared_token_text(token)

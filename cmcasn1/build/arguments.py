"""What callers may give for a name, an extension, a public key or a certificate, and what becomes of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from cryptography import x509

from cmcasn1.codec.coding import decode_der
from cmcasn1.errors import BuildError
from cmcasn1.keys.private_key import as_signer
from cmcasn1.oids import Oid
from cmcasn1.pkix.certificates import Certificate, Extension
from cmcasn1.pkix.general_names import GeneralName, GeneralNames
from cmcasn1.pkix.keys import SubjectPublicKeyInfo
from cmcasn1.pkix.names import Name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes, PublicKeyTypes

    from cmcasn1.keys.private_key import Decrypter, Signer

NameLike: TypeAlias = "Name | x509.Name | str"
GeneralNameLike: TypeAlias = "GeneralName | x509.GeneralName"
CertificateLike: TypeAlias = "Certificate | x509.Certificate | bytes"
KeyLike: TypeAlias = "Signer | PrivateKeyTypes"
DecrypterLike: TypeAlias = "Decrypter | PrivateKeyTypes"
PublicKeyLike: TypeAlias = "SubjectPublicKeyInfo | PublicKeyTypes | KeyLike"
# Keywords that RFC 4514 does not have and others write.
_OTHER_KEYWORDS = {
    "E": x509.NameOID.EMAIL_ADDRESS,
    "emailAddress": x509.NameOID.EMAIL_ADDRESS,
    "SERIALNUMBER": x509.NameOID.SERIAL_NUMBER,
    "serialNumber": x509.NameOID.SERIAL_NUMBER,
}


# A value as #hex: cryptography takes its octets for the text itself, which would be another name.
_HEX_VALUE = re.compile(r"(?:^|(?<!\\)(?:\\\\)*[,+])\s*[\w.-]+\s*=\s*#")


def name_of_text(text: str) -> x509.Name:
    """Return the name of cryptography that text in the form of RFC 4514 means.

    Raises `BuildError`, for a value in the form `#hex` (section 2.4) too.
    """
    if _HEX_VALUE.search(text):
        raise BuildError(f"{text!r}: a value in the form #hex (RFC 4514 section 2.4) is not taken: write it as text")
    try:
        return x509.Name.from_rfc4514_string(text, _OTHER_KEYWORDS)
    except ValueError as error:
        why = f": {error}" if str(error) else ""
        raise BuildError(f"{text!r} is no name in the form of RFC 4514 (CN=Alice,O=Example){why}") from error


def as_name(name: NameLike) -> Name:
    """Return a Name; text is RFC 4514 (`CN=Alice,O=Example`), encoded as UTF8String, and knows E= too.

    Raises `BuildError`.
    """
    if isinstance(name, str):
        name = name_of_text(name)
    if isinstance(name, x509.Name):
        return decode_der(Name, name.public_bytes())
    return name


def as_general_names(names: Iterable[GeneralNameLike]) -> GeneralNames:
    """Return GeneralNames of values or of objects of cryptography."""
    made: list[GeneralName] = []
    for name in names:
        if isinstance(name, x509.GeneralName):
            der = x509.SubjectAlternativeName([name]).public_bytes()
            made += decode_der(GeneralNames, der)
        else:
            made.append(name)
    return GeneralNames(made)


def as_extension(extension: Extension | x509.ExtensionType, critical: bool) -> Extension:
    """Return an Extension of a value or of an extension type of cryptography."""
    if isinstance(extension, x509.ExtensionType):
        return Extension(
            extn_id=Oid(extension.oid.dotted_string), critical=critical, extn_value=extension.public_bytes()
        )
    return extension


def as_public_key_info(key: PublicKeyLike) -> SubjectPublicKeyInfo:
    """Return the SubjectPublicKeyInfo of a public or private key, a signer or a decrypter."""
    if isinstance(key, SubjectPublicKeyInfo):
        return key
    if hasattr(key, "public_key_info"):
        return key.public_key_info
    if hasattr(key, "private_bytes") or hasattr(key, "sign") or hasattr(key, "decrypt") or hasattr(key, "exchange"):
        return as_signer(key).public_key_info  # type: ignore[arg-type]
    return SubjectPublicKeyInfo.from_cryptography(key)

"""Archival of private keys (RFC 4211 sections 2.1 and 6.4)."""

from __future__ import annotations

from cmcasn1.codec.value import NamedInteger, TypeName, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    from cmcasn1.cms.enveloped_data import EnvelopedData
    from cmcasn1.codec.primitives import BitString
    from cmcasn1.pkix.algorithms import AlgorithmIdentifier
    from cmcasn1.pkix.general_names import GeneralName
    from cmcasn1.pkix.pkcs10 import Attributes

    AnyEncryptedKey: TypeAlias = "EncryptedValue | EnvelopedData"


class EncryptedValue(Value, kw_only=True):
    """An encrypted private key in the manner that EnvelopedData has replaced.

    ::

        EncryptedValue ::= SEQUENCE {
            intendedAlg   [0] AlgorithmIdentifier  OPTIONAL,
            symmAlg       [1] AlgorithmIdentifier  OPTIONAL,
            encSymmKey    [2] BIT STRING           OPTIONAL,
            keyAlg        [3] AlgorithmIdentifier  OPTIONAL,
            valueHint     [4] OCTET STRING         OPTIONAL,
            encValue       BIT STRING }

    Deprecated. RFC 4211 section 6.4.
    """

    intended_alg: AlgorithmIdentifier | None = None
    symm_alg: AlgorithmIdentifier | None = None
    enc_symm_key: BitString | None = None
    key_alg: AlgorithmIdentifier | None = None
    value_hint: bytes | None = None
    enc_value: BitString


class EncryptedKey(TypeName["AnyEncryptedKey"]):
    """An encrypted private key; the class of the value tells the manner.

    ::

        EncryptedKey ::= CHOICE {
            encryptedValue        EncryptedValue,
            envelopedData     [0] EnvelopedData }

    RFC 4211 section 6.4. The EncryptedKey of CMS is another type: octets.
    """


class KeyGenParameters(TypeName["bytes"]):
    """What a private key can be generated anew from.

    ::

        KeyGenParameters ::= OCTET STRING

    RFC 4211 section 6.4.
    """


class PKIArchiveOptions(TypeName["AnyEncryptedKey | bytes | bool"]):
    """The private key that the CA shall archive (id-regCtrl-pkiArchiveOptions).

    ::

        PKIArchiveOptions ::= CHOICE {
            encryptedPrivKey     [0] EncryptedKey,
            keyGenParameters     [1] KeyGenParameters,
            archiveRemGenPrivKey [2] BOOLEAN }

    Octets are keyGenParameters; True asks to archive a key that the CA generates. RFC 4211 section 6.4.
    """


class PrivateKeyVersion(NamedInteger):
    """The version of a PrivateKeyInfo: v2 if there is a public key.

    ::

        Version ::= INTEGER { v1(0), v2(1) }

    RFC 5958 section 2.
    """

    v1 = 0
    v2 = 1


class PrivateKeyInfo(Value, secret=("private_key",)):
    """A private key; `private_key` never shows in its repr.

    ::

        PrivateKeyInfo ::= SEQUENCE {
            version                   Version,
            privateKeyAlgorithm       AlgorithmIdentifier,
            privateKey                OCTET STRING,
            attributes                [0] IMPLICIT Attributes OPTIONAL,
            publicKey                 [1] IMPLICIT BIT STRING OPTIONAL }

    RFC 4211 section 6.4; publicKey is that of OneAsymmetricKey in RFC 5958 section 2.
    """

    version: PrivateKeyVersion | int
    private_key_algorithm: AlgorithmIdentifier
    private_key: bytes
    attributes: Attributes | None = None
    public_key: BitString | None = None


class EncKeyWithID(Value):
    """A private key and whose it is: the content (id-ct-encKeyWithID) that is encrypted to archive a key.

    ::

        EncKeyWithID ::= SEQUENCE {
            privateKey           PrivateKeyInfo,
            identifier CHOICE {
                string             UTF8String,
                generalName        GeneralName } OPTIONAL }

    RFC 4211 section 2.1.
    """

    private_key: PrivateKeyInfo
    identifier: str | GeneralName | None = None

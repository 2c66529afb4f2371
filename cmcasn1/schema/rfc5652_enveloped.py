"""Enveloped, encrypted and authenticated data of CMS: RFC 5652 sections 6, 8 and 9."""

from __future__ import annotations

from pyasn1.type import namedtype, univ, useful

from cmcasn1.schema import maps
from cmcasn1.schema.notation import MAX, explicit, implicit, opened, size
from cmcasn1.schema.rfc5280 import AlgorithmIdentifier, SubjectKeyIdentifier
from cmcasn1.schema.rfc5652 import (
    Attribute,
    AuthAttributes,
    CertificateSet,
    CMSVersion,
    EncapsulatedContentInfo,
    IssuerAndSerialNumber,
    RevocationInfoChoices,
    UnauthAttributes,
    id_ct_authData,
    id_encryptedData,
    id_envelopedData,
)


class OriginatorInfo(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.OptionalNamedType("certs", implicit(CertificateSet(), 0)),
        namedtype.OptionalNamedType("crls", implicit(RevocationInfoChoices(), 1)),
    )


# Section 6.2.1: key transport


class RecipientIdentifier(univ.Choice):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("issuerAndSerialNumber", IssuerAndSerialNumber()),
        namedtype.NamedType("subjectKeyIdentifier", implicit(SubjectKeyIdentifier(), 0)),
    )


class KeyTransRecipientInfo(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("version", CMSVersion()),
        namedtype.NamedType("rid", RecipientIdentifier()),
        namedtype.NamedType("keyEncryptionAlgorithm", AlgorithmIdentifier()),
        namedtype.NamedType("encryptedKey", univ.OctetString()),
    )


# Section 6.2.2: key agreement


class UserKeyingMaterial(univ.OctetString):
    pass


class OtherKeyAttribute(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("keyAttrId", univ.ObjectIdentifier()),
        namedtype.OptionalNamedType("keyAttr", univ.Any(), openType=opened("keyAttrId", maps.other_key_attributes)),
    )


class OriginatorPublicKey(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("algorithm", AlgorithmIdentifier()),
        namedtype.NamedType("publicKey", univ.BitString()),
    )


class OriginatorIdentifierOrKey(univ.Choice):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("issuerAndSerialNumber", IssuerAndSerialNumber()),
        namedtype.NamedType("subjectKeyIdentifier", implicit(SubjectKeyIdentifier(), 0)),
        namedtype.NamedType("originatorKey", implicit(OriginatorPublicKey(), 1)),
    )


class RecipientKeyIdentifier(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("subjectKeyIdentifier", SubjectKeyIdentifier()),
        namedtype.OptionalNamedType("date", useful.GeneralizedTime()),
        namedtype.OptionalNamedType("other", OtherKeyAttribute()),
    )


class KeyAgreeRecipientIdentifier(univ.Choice):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("issuerAndSerialNumber", IssuerAndSerialNumber()),
        namedtype.NamedType("rKeyId", implicit(RecipientKeyIdentifier(), 0)),
    )


class RecipientEncryptedKey(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("rid", KeyAgreeRecipientIdentifier()),
        namedtype.NamedType("encryptedKey", univ.OctetString()),
    )


class RecipientEncryptedKeys(univ.SequenceOf):
    componentType = RecipientEncryptedKey()


class KeyAgreeRecipientInfo(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("version", CMSVersion()),
        namedtype.NamedType("originator", explicit(OriginatorIdentifierOrKey(), 0)),
        namedtype.OptionalNamedType("ukm", explicit(UserKeyingMaterial(), 1)),
        namedtype.NamedType("keyEncryptionAlgorithm", AlgorithmIdentifier()),
        namedtype.NamedType("recipientEncryptedKeys", RecipientEncryptedKeys()),
    )


# Section 6.2.3: key-encryption keys known beforehand


class KEKIdentifier(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("keyIdentifier", univ.OctetString()),
        namedtype.OptionalNamedType("date", useful.GeneralizedTime()),
        namedtype.OptionalNamedType("other", OtherKeyAttribute()),
    )


class KEKRecipientInfo(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("version", CMSVersion()),
        namedtype.NamedType("kekid", KEKIdentifier()),
        namedtype.NamedType("keyEncryptionAlgorithm", AlgorithmIdentifier()),
        namedtype.NamedType("encryptedKey", univ.OctetString()),
    )


# Section 6.2.4: passwords


class PasswordRecipientInfo(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("version", CMSVersion()),
        namedtype.OptionalNamedType("keyDerivationAlgorithm", implicit(AlgorithmIdentifier(), 0)),
        namedtype.NamedType("keyEncryptionAlgorithm", AlgorithmIdentifier()),
        namedtype.NamedType("encryptedKey", univ.OctetString()),
    )


# Section 6.2.5: anything else, KEMs first of all (RFC 9629)


class OtherRecipientInfo(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("oriType", univ.ObjectIdentifier()),
        namedtype.NamedType("oriValue", univ.Any(), openType=opened("oriType", maps.other_recipient_infos)),
    )


class RecipientInfo(univ.Choice):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("ktri", KeyTransRecipientInfo()),
        namedtype.NamedType("kari", implicit(KeyAgreeRecipientInfo(), 1)),
        namedtype.NamedType("kekri", implicit(KEKRecipientInfo(), 2)),
        namedtype.NamedType("pwri", implicit(PasswordRecipientInfo(), 3)),
        namedtype.NamedType("ori", implicit(OtherRecipientInfo(), 4)),
    )


class RecipientInfos(univ.SetOf):
    componentType = RecipientInfo()
    sizeSpec = univ.SetOf.sizeSpec + size(1, MAX)


# Section 6.1: enveloped data


class EncryptedContentInfo(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("contentType", univ.ObjectIdentifier()),
        namedtype.NamedType("contentEncryptionAlgorithm", AlgorithmIdentifier()),
        namedtype.OptionalNamedType("encryptedContent", implicit(univ.OctetString(), 0)),
    )


class UnprotectedAttributes(univ.SetOf):
    componentType = Attribute()
    sizeSpec = univ.SetOf.sizeSpec + size(1, MAX)


class EnvelopedData(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("version", CMSVersion()),
        namedtype.OptionalNamedType("originatorInfo", implicit(OriginatorInfo(), 0)),
        namedtype.NamedType("recipientInfos", RecipientInfos()),
        namedtype.NamedType("encryptedContentInfo", EncryptedContentInfo()),
        namedtype.OptionalNamedType("unprotectedAttrs", implicit(UnprotectedAttributes(), 1)),
    )


# Section 8: encrypted data


class EncryptedData(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("version", CMSVersion()),
        namedtype.NamedType("encryptedContentInfo", EncryptedContentInfo()),
        namedtype.OptionalNamedType("unprotectedAttrs", implicit(UnprotectedAttributes(), 1)),
    )


# Section 9: authenticated data


class AuthenticatedData(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("version", CMSVersion()),
        namedtype.OptionalNamedType("originatorInfo", implicit(OriginatorInfo(), 0)),
        namedtype.NamedType("recipientInfos", RecipientInfos()),
        namedtype.NamedType("macAlgorithm", AlgorithmIdentifier()),
        namedtype.OptionalNamedType("digestAlgorithm", implicit(AlgorithmIdentifier(), 1)),
        namedtype.NamedType("encapContentInfo", EncapsulatedContentInfo()),
        namedtype.OptionalNamedType("authAttrs", implicit(AuthAttributes(), 2)),
        namedtype.NamedType("mac", univ.OctetString()),
        namedtype.OptionalNamedType("unauthAttrs", implicit(UnauthAttributes(), 3)),
    )


maps.content_types.update(
    {
        id_envelopedData: EnvelopedData(),
        id_encryptedData: EncryptedData(),
        id_ct_authData: AuthenticatedData(),
    }
)

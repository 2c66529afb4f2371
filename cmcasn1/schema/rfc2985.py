"""Attribute types of PKCS #9 (RFC 2985), and the challenges of RFC 7894."""

from __future__ import annotations

from pyasn1.type import char, constraint, namedtype, univ

from cmcasn1.schema import maps
from cmcasn1.schema.notation import MAX, size, sized
from cmcasn1.schema.rfc5280 import DirectoryString, Extension, Time

pkcs_9 = univ.ObjectIdentifier("1.2.840.113549.1.9")
pkcs_9_at_unstructuredName = pkcs_9 + (2,)
pkcs_9_at_contentType = pkcs_9 + (3,)
pkcs_9_at_messageDigest = pkcs_9 + (4,)
pkcs_9_at_signingTime = pkcs_9 + (5,)
pkcs_9_at_challengePassword = pkcs_9 + (7,)
pkcs_9_at_unstructuredAddress = pkcs_9 + (8,)
pkcs_9_at_signingDescription = pkcs_9 + (13,)
pkcs_9_at_extensionRequest = pkcs_9 + (14,)
pkcs_9_at_friendlyName = pkcs_9 + (20,)
pkcs_9_at_localKeyId = pkcs_9 + (21,)
pkcs_9_at_randomNonce = pkcs_9 + (25, 3)
pkcs_9_at_sequenceNumber = pkcs_9 + (25, 4)

_id_aa = pkcs_9 + (16, 2)
id_aa_otpChallenge = _id_aa + (56,)
id_aa_revocationChallenge = _id_aa + (57,)
id_aa_estIdentityLinking = _id_aa + (58,)

pkcs_9_ub_challengePassword = 255
pkcs_9_ub_unstructuredName = 255
pkcs_9_ub_unstructuredAddress = 255
pkcs_9_ub_signingDescription = 255
pkcs_9_ub_friendlyName = 255


def _directory_string(upper_bound: int) -> namedtype.NamedTypes:
    return namedtype.NamedTypes(
        *(
            namedtype.NamedType(string.name, string.asn1Object.clone(subtypeSpec=size(1, upper_bound)))
            for string in DirectoryString.componentType.namedTypes
        )
    )


# Section 5.4 and 5.5: attributes of requests and of names


class ChallengePassword(univ.Choice):
    componentType = _directory_string(pkcs_9_ub_challengePassword)


class PKCS9String(univ.Choice):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("ia5String", sized(char.IA5String(), 1, pkcs_9_ub_unstructuredName)),
        *_directory_string(pkcs_9_ub_unstructuredName).namedTypes,
    )


class UnstructuredAddress(univ.Choice):
    componentType = _directory_string(pkcs_9_ub_unstructuredAddress)


class ExtensionReq(univ.SequenceOf):
    """`ExtensionRequest` of RFC 2985, by the name that RFC 10002 gives it."""

    componentType = Extension()
    sizeSpec = univ.SequenceOf.sizeSpec + size(1, MAX)


# Section 5.3: attributes of CMS messages


class ContentType(univ.ObjectIdentifier):
    pass


class MessageDigest(univ.OctetString):
    pass


class SigningTime(univ.Choice):
    componentType = Time.componentType


class RandomNonce(univ.OctetString):
    subtypeSpec = univ.OctetString.subtypeSpec + size(4, MAX)


class SequenceNumber(univ.Integer):
    subtypeSpec = univ.Integer.subtypeSpec + constraint.ValueRangeConstraint(1, MAX)


class SigningDescription(univ.Choice):
    componentType = _directory_string(pkcs_9_ub_signingDescription)


# Section 5.5: attributes of keys


class FriendlyName(char.BMPString):
    subtypeSpec = char.BMPString.subtypeSpec + size(1, pkcs_9_ub_friendlyName)


class LocalKeyId(univ.OctetString):
    pass


# RFC 7894 section 3: challenges


class OtpChallenge(univ.Choice):
    componentType = _directory_string(255)


class RevocationChallenge(univ.Choice):
    componentType = _directory_string(255)


class EstIdentityLinking(univ.Choice):
    componentType = _directory_string(255)


maps.attributes.update(
    {
        pkcs_9_at_unstructuredName: PKCS9String(),
        pkcs_9_at_unstructuredAddress: UnstructuredAddress(),
        pkcs_9_at_challengePassword: ChallengePassword(),
        pkcs_9_at_extensionRequest: ExtensionReq(),
        pkcs_9_at_contentType: ContentType(),
        pkcs_9_at_messageDigest: MessageDigest(),
        pkcs_9_at_signingTime: SigningTime(),
        pkcs_9_at_randomNonce: RandomNonce(),
        pkcs_9_at_sequenceNumber: SequenceNumber(),
        pkcs_9_at_signingDescription: SigningDescription(),
        pkcs_9_at_friendlyName: FriendlyName(),
        pkcs_9_at_localKeyId: LocalKeyId(),
        id_aa_otpChallenge: OtpChallenge(),
        id_aa_revocationChallenge: RevocationChallenge(),
        id_aa_estIdentityLinking: EstIdentityLinking(),
    }
)
maps.name_attributes.update(
    {
        pkcs_9_at_unstructuredName: PKCS9String(),
        pkcs_9_at_unstructuredAddress: UnstructuredAddress(),
    }
)

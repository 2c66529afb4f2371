"""Attribute types of PKCS #9 (RFC 2985) and the challenges of RFC 7894."""

from __future__ import annotations

from cmcasn1.codec.value import ListOf, TypeName

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cmcasn1.codec.primitives import GeneralizedTime, IA5String, UTCTime
    from cmcasn1.oids import Oid
    from cmcasn1.pkix.certificates import Extension
    from cmcasn1.pkix.name_attributes import DirectoryStringValue


class ChallengePassword(TypeName["DirectoryStringValue"]):
    """What the requester must say to have the certificate revoked; challengePassword.

    ::

        challengePassword ATTRIBUTE ::= {
            WITH SYNTAX DirectoryString {pkcs-9-ub-challengePassword} ... }

    One to 255 characters. RFC 2985 section 5.4.1.
    """


class PKCS9String(TypeName["IA5String | DirectoryStringValue"]):
    """A name without structure; unstructuredName.

    ::

        PKCS9String { INTEGER : maxSize} ::= CHOICE {
            ia5String IA5String (SIZE(1..maxSize)),
            directoryString DirectoryString {maxSize} }

    One to 255 characters. RFC 2985 section 5.2.2.
    """


class UnstructuredAddress(TypeName["DirectoryStringValue"]):
    """A postal address without structure; unstructuredAddress.

    ::

        unstructuredAddress ATTRIBUTE ::= {
            WITH SYNTAX DirectoryString {pkcs-9-ub-unstructuredAddress} ... }

    One to 255 characters. RFC 2985 section 5.2.3.
    """


class ExtensionReq(ListOf["Extension"]):
    """The extensions that the certificate is to have; extensionRequest (`ExtensionRequest` in RFC 2985).

    ::

        ExtensionReq ::= SEQUENCE SIZE (1..MAX) OF Extension

    RFC 10002 section 3.1, RFC 2985 section 5.4.2.
    """

    __slots__ = ()


class ContentType(TypeName["Oid"]):
    """contentType: `ContentType ::= OBJECT IDENTIFIER` (RFC 2985 section 5.3.1, RFC 5652 section 11.1)."""


class MessageDigest(TypeName[bytes]):
    """messageDigest: `MessageDigest ::= OCTET STRING` (RFC 2985 section 5.3.2, RFC 5652 section 11.2)."""


class SigningTime(TypeName["UTCTime | GeneralizedTime"]):
    """signingTime: `SigningTime ::= Time` (RFC 2985 section 5.3.3, RFC 5652 section 11.3)."""


class RandomNonce(TypeName[bytes]):
    """randomNonce: `RandomNonce ::= OCTET STRING (SIZE (4..MAX))` (RFC 2985 section 5.3.5)."""


class SequenceNumber(TypeName[int]):
    """sequenceNumber: `SequenceNumber ::= INTEGER (1..MAX)` (RFC 2985 section 5.3.6)."""


class SigningDescription(TypeName["DirectoryStringValue"]):
    """signingDescription: `DirectoryString {pkcs-9-ub-signingDescription}`, 255 (RFC 2985 section 5.3.8)."""


class FriendlyName(TypeName[str]):
    """friendlyName: `BMPString (SIZE(1..pkcs-9-ub-friendlyName))`, 255 characters.

    RFC 2985 section 5.5.1.
    """


class LocalKeyId(TypeName[bytes]):
    """localKeyId, which pairs a key with its certificate: `OCTET STRING` (RFC 2985 section 5.5.2)."""


class OtpChallenge(TypeName["DirectoryStringValue"]):
    """otpChallenge, a one-time password: `DirectoryString {ub-aa-otpChallenge}`, 255.

    RFC 7894 section 3.1.
    """


class RevocationChallenge(TypeName["DirectoryStringValue"]):
    """revocationChallenge, to be said at revocation: `DirectoryString {ub-aa-revocationChallenge}`, 255 characters.

    RFC 7894 section 3.2.
    """


class EstIdentityLinking(TypeName["DirectoryStringValue"]):
    """estIdentityLinking, the tls-unique value: `DirectoryString {ub-aa-est-identity-linking}`, 255 characters.

    RFC 7894 section 3.3.
    """

"""Authenticated data: content with a MAC whose key each recipient can recover (RFC 5652 section 9)."""

from __future__ import annotations

from cmcasn1.cms.signed_data import SET_OF
from cmcasn1.codec.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cmcasn1.cms.attributes import AuthAttributes, UnauthAttributes
    from cmcasn1.cms.certificates import OriginatorInfo
    from cmcasn1.cms.content_info import CMSVersion, EncapsulatedContentInfo
    from cmcasn1.cms.recipient_infos import RecipientInfos
    from cmcasn1.pkix.algorithms import AlgorithmIdentifier


class AuthenticatedData(Value, kw_only=True, keeps=("auth_attrs",)):
    """Content and a MAC over it, or over attributes that contain its digest.

    ::

        AuthenticatedData ::= SEQUENCE {
            version CMSVersion,
            originatorInfo [0] IMPLICIT OriginatorInfo OPTIONAL,
            recipientInfos RecipientInfos,
            macAlgorithm MessageAuthenticationCodeAlgorithm,
            digestAlgorithm [1] DigestAlgorithmIdentifier OPTIONAL,
            encapContentInfo EncapsulatedContentInfo,
            authAttrs [2] IMPLICIT AuthAttributes OPTIONAL,
            mac MessageAuthenticationCode,
            unauthAttrs [3] IMPLICIT UnauthAttributes OPTIONAL }

        MessageAuthenticationCodeAlgorithm ::= AlgorithmIdentifier
        MessageAuthenticationCode ::= OCTET STRING

    RFC 5652 section 9.1.
    """

    version: CMSVersion | int
    originator_info: OriginatorInfo | None = None
    recipient_infos: RecipientInfos
    mac_algorithm: AlgorithmIdentifier
    digest_algorithm: AlgorithmIdentifier | None = None
    encap_content_info: EncapsulatedContentInfo
    auth_attrs: AuthAttributes | None = None
    mac: bytes
    unauth_attrs: UnauthAttributes | None = None

    @property
    def auth_attrs_octets(self) -> bytes | None:
        """The authenticated attributes as the MAC covers them: as received, but with the tag of SET OF.

        RFC 5652 section 9.2.
        """
        octets = self._kept_octets("auth_attrs", "AuthAttributes")
        return None if octets is None else SET_OF + octets[1:]

"""Authenticated-enveloped data: content under an authenticated cipher (RFC 5083)."""

from __future__ import annotations

from cmcasn1.cms.signed_data import SET_OF
from cmcasn1.codec.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cmcasn1.cms.attributes import AuthAttributes, UnauthAttributes
    from cmcasn1.cms.certificates import OriginatorInfo
    from cmcasn1.cms.content_info import CMSVersion
    from cmcasn1.cms.enveloped_data import EncryptedContentInfo
    from cmcasn1.cms.recipient_infos import RecipientInfos


class AuthEnvelopedData(Value, kw_only=True, keeps=("auth_attrs",)):
    """Content encrypted and authenticated for one or more recipients; `mac` is the cipher's tag.

    ::

        AuthEnvelopedData ::= SEQUENCE {
            version CMSVersion,
            originatorInfo [0] IMPLICIT OriginatorInfo OPTIONAL,
            recipientInfos RecipientInfos,
            authEncryptedContentInfo EncryptedContentInfo,
            authAttrs [1] IMPLICIT AuthAttributes OPTIONAL,
            mac MessageAuthenticationCode,
            unauthAttrs [2] IMPLICIT UnauthAttributes OPTIONAL }

    RFC 5083 section 2.1.
    """

    version: CMSVersion | int
    originator_info: OriginatorInfo | None = None
    recipient_infos: RecipientInfos
    auth_encrypted_content_info: EncryptedContentInfo
    auth_attrs: AuthAttributes | None = None
    mac: bytes
    unauth_attrs: UnauthAttributes | None = None

    @property
    def auth_attrs_octets(self) -> bytes | None:
        """The additional authenticated data: the attributes as received, but with the tag of SET OF.

        RFC 5083 section 2.2.
        """
        octets = self._kept_octets("auth_attrs", "AuthAttributes")
        return None if octets is None else SET_OF + octets[1:]

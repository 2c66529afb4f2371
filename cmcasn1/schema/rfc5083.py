"""Authenticated-enveloped data of CMS: RFC 5083 (module CMS-AuthEnvelopedData-2010 of RFC 6268)."""

from __future__ import annotations

from pyasn1.type import namedtype, univ

from cmcasn1.schema import maps
from cmcasn1.schema.notation import implicit
from cmcasn1.schema.rfc5652 import AuthAttributes, CMSVersion, UnauthAttributes, id_ct
from cmcasn1.schema.rfc5652_enveloped import EncryptedContentInfo, OriginatorInfo, RecipientInfos

id_ct_authEnvelopedData = id_ct + (23,)


class AuthEnvelopedData(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("version", CMSVersion()),
        namedtype.OptionalNamedType("originatorInfo", implicit(OriginatorInfo(), 0)),
        namedtype.NamedType("recipientInfos", RecipientInfos()),
        namedtype.NamedType("authEncryptedContentInfo", EncryptedContentInfo()),
        namedtype.OptionalNamedType("authAttrs", implicit(AuthAttributes(), 1)),
        namedtype.NamedType("mac", univ.OctetString()),
        namedtype.OptionalNamedType("unauthAttrs", implicit(UnauthAttributes(), 2)),
    )


maps.content_types.update({id_ct_authEnvelopedData: AuthEnvelopedData()})

"""CMCUnsignedData in the wrappers of messages: RFC 10002 section 3.2.3."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cmcasn1.cmc.unsigned_data import CMCUnsignedData
from cmcasn1.cms.attributes import Attribute, UnauthAttributes, UnsignedAttributes
from cmcasn1.cms.authenticated_data import AuthenticatedData
from cmcasn1.cms.signed_data import SignedData, SignerInfos
from cmcasn1.oids.known import ID_AA_CMC_UNSIGNED_DATA

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cmcasn1.cms.content_info import ContentInfo


def unsigned_data_attribute(values: Iterable[CMCUnsignedData]) -> Attribute:
    """Return the attribute that holds the data, the same in every SignerInfo. RFC 10002 section 3.2.3."""
    return Attribute(ID_AA_CMC_UNSIGNED_DATA, tuple(values))


def unsigned_data_of(attributes: Iterable[Attribute] | None) -> tuple[CMCUnsignedData, ...]:
    """Return the CMCUnsignedData among attributes that no signature or MAC covers."""
    return tuple(
        value
        for attribute in attributes or ()
        if attribute.attr_type == ID_AA_CMC_UNSIGNED_DATA
        for value in attribute.attr_values
        if isinstance(value, CMCUnsignedData)
    )


def promoted(info: ContentInfo) -> tuple[ContentInfo, tuple[CMCUnsignedData, ...]]:
    """Return a message without its CMCUnsignedData, and the data: nothing that is signed changes.

    RFC 10002 section 3.2.3.
    """
    content = info.content
    if isinstance(content, SignedData):
        found = {data: None for signer in content.signer_infos for data in unsigned_data_of(signer.unsigned_attrs)}
        if not found:
            return info, ()
        signers = [
            replace(signer, unsigned_attrs=UnsignedAttributes(_others(signer.unsigned_attrs)) or None)
            for signer in content.signer_infos
        ]
        return replace(info, content=replace(content, signer_infos=SignerInfos(signers))), tuple(found)
    if isinstance(content, AuthenticatedData):
        moved = unsigned_data_of(content.unauth_attrs)
        if moved:
            rest = UnauthAttributes(_others(content.unauth_attrs)) or None
            return replace(info, content=replace(content, unauth_attrs=rest)), moved
    return info, ()


def _others(attributes: Iterable[Attribute] | None) -> Iterable[Attribute]:
    return (attribute for attribute in attributes or () if attribute.attr_type != ID_AA_CMC_UNSIGNED_DATA)

"""Key encapsulation mechanisms as CMS recipients: RFC 9629 (CMS-KEMRecipientInfo-2023, explicit tags)."""

from __future__ import annotations

from pyasn1.type import namedtype, univ

from cmcasn1.schema import maps
from cmcasn1.schema.notation import explicit, ranged
from cmcasn1.schema.rfc5280 import AlgorithmIdentifier
from cmcasn1.schema.rfc5652 import CMSVersion, id_smime
from cmcasn1.schema.rfc5652_enveloped import RecipientIdentifier, UserKeyingMaterial

id_ori = id_smime + (13,)
id_ori_kem = id_ori + (3,)


class KEMRecipientInfo(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("version", CMSVersion()),
        namedtype.NamedType("rid", RecipientIdentifier()),
        namedtype.NamedType("kem", AlgorithmIdentifier()),
        namedtype.NamedType("kemct", univ.OctetString()),
        namedtype.NamedType("kdf", AlgorithmIdentifier()),
        namedtype.NamedType("kekLength", ranged(univ.Integer(), 1, 65535)),
        namedtype.OptionalNamedType("ukm", explicit(UserKeyingMaterial(), 0)),
        namedtype.NamedType("wrap", AlgorithmIdentifier()),
        namedtype.NamedType("encryptedKey", univ.OctetString()),
    )


class CMSORIforKEMOtherInfo(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("wrap", AlgorithmIdentifier()),
        namedtype.NamedType("kekLength", ranged(univ.Integer(), 1, 65535)),
        namedtype.OptionalNamedType("ukm", explicit(UserKeyingMaterial(), 0)),
    )


maps.other_recipient_infos.update({id_ori_kem: KEMRecipientInfo()})

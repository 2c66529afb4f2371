"""Elliptic curve key agreement in CMS: RFC 5753, and the schemes of RFC 8418, with the same parameters."""

from __future__ import annotations

from pyasn1.type import namedtype, univ

from cmcasn1.schema import maps
from cmcasn1.schema.notation import explicit
from cmcasn1.schema.rfc5280 import AlgorithmIdentifier
from cmcasn1.schema.rfc5652 import id_smime
from cmcasn1.schema.rfc5652_enveloped import OriginatorPublicKey, UserKeyingMaterial

# Section 7.1.4: key agreement
x9_63_scheme = univ.ObjectIdentifier("1.3.133.16.840.63.0")
secg_scheme = univ.ObjectIdentifier("1.3.132.1")
dhSinglePass_stdDH_sha1kdf_scheme = x9_63_scheme + (2,)
dhSinglePass_cofactorDH_sha1kdf_scheme = x9_63_scheme + (3,)
mqvSinglePass_sha1kdf_scheme = x9_63_scheme + (16,)
dhSinglePass_stdDH_sha224kdf_scheme = secg_scheme + (11, 0)
dhSinglePass_stdDH_sha256kdf_scheme = secg_scheme + (11, 1)
dhSinglePass_stdDH_sha384kdf_scheme = secg_scheme + (11, 2)
dhSinglePass_stdDH_sha512kdf_scheme = secg_scheme + (11, 3)
dhSinglePass_cofactorDH_sha224kdf_scheme = secg_scheme + (14, 0)
dhSinglePass_cofactorDH_sha256kdf_scheme = secg_scheme + (14, 1)
dhSinglePass_cofactorDH_sha384kdf_scheme = secg_scheme + (14, 2)
dhSinglePass_cofactorDH_sha512kdf_scheme = secg_scheme + (14, 3)
mqvSinglePass_sha224kdf_scheme = secg_scheme + (15, 0)
mqvSinglePass_sha256kdf_scheme = secg_scheme + (15, 1)
mqvSinglePass_sha384kdf_scheme = secg_scheme + (15, 2)
mqvSinglePass_sha512kdf_scheme = secg_scheme + (15, 3)
id_smime_alg = id_smime + (3,)
# RFC 8418 section 2.2
dhSinglePass_stdDH_hkdf_sha256_scheme = id_smime_alg + (19,)
dhSinglePass_stdDH_hkdf_sha384_scheme = id_smime_alg + (20,)
dhSinglePass_stdDH_hkdf_sha512_scheme = id_smime_alg + (21,)


class MQVuserKeyingMaterial(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("ephemeralPublicKey", OriginatorPublicKey()),
        namedtype.OptionalNamedType("addedukm", explicit(UserKeyingMaterial(), 0)),
    )


class ECC_CMS_SharedInfo(univ.Sequence):
    """`ECC-CMS-SharedInfo` of section 7.2."""

    componentType = namedtype.NamedTypes(
        namedtype.NamedType("keyInfo", AlgorithmIdentifier()),
        namedtype.OptionalNamedType("entityUInfo", explicit(univ.OctetString(), 0)),
        namedtype.NamedType("suppPubInfo", explicit(univ.OctetString(), 2)),
    )


maps.algorithm_parameters.update(
    {
        scheme: AlgorithmIdentifier()
        for scheme in (
            dhSinglePass_stdDH_sha1kdf_scheme,
            dhSinglePass_cofactorDH_sha1kdf_scheme,
            mqvSinglePass_sha1kdf_scheme,
            dhSinglePass_stdDH_sha224kdf_scheme,
            dhSinglePass_stdDH_sha256kdf_scheme,
            dhSinglePass_stdDH_sha384kdf_scheme,
            dhSinglePass_stdDH_sha512kdf_scheme,
            dhSinglePass_cofactorDH_sha224kdf_scheme,
            dhSinglePass_cofactorDH_sha256kdf_scheme,
            dhSinglePass_cofactorDH_sha384kdf_scheme,
            dhSinglePass_cofactorDH_sha512kdf_scheme,
            mqvSinglePass_sha224kdf_scheme,
            mqvSinglePass_sha256kdf_scheme,
            mqvSinglePass_sha384kdf_scheme,
            mqvSinglePass_sha512kdf_scheme,
            dhSinglePass_stdDH_hkdf_sha256_scheme,
            dhSinglePass_stdDH_hkdf_sha384_scheme,
            dhSinglePass_stdDH_hkdf_sha512_scheme,
        )
    }
)

"""Elliptic curve keys and signatures: RFC 5480, and the signature algorithms of RFC 5758."""

from __future__ import annotations

from pyasn1.type import namedtype, univ

from cmcasn1.schema import maps
from cmcasn1.schema.rfc5280 import AlgorithmIdentifier

id_ecPublicKey = univ.ObjectIdentifier("1.2.840.10045.2.1")
id_ecDH = univ.ObjectIdentifier("1.3.132.1.12")
id_ecMQV = univ.ObjectIdentifier("1.3.132.1.13")

secp192r1 = univ.ObjectIdentifier("1.2.840.10045.3.1.1")
secp256r1 = univ.ObjectIdentifier("1.2.840.10045.3.1.7")
secp224r1 = univ.ObjectIdentifier("1.3.132.0.33")
secp384r1 = univ.ObjectIdentifier("1.3.132.0.34")
secp521r1 = univ.ObjectIdentifier("1.3.132.0.35")

_signatures = univ.ObjectIdentifier("1.2.840.10045.4")
ecdsa_with_SHA1 = _signatures + (1,)
ecdsa_with_SHA224 = _signatures + (3, 1)
ecdsa_with_SHA256 = _signatures + (3, 2)
ecdsa_with_SHA384 = _signatures + (3, 3)
ecdsa_with_SHA512 = _signatures + (3, 4)


class ECPoint(univ.OctetString):
    pass


# specifiedCurve is forbidden in PKIX (section 2.1.1), but met; its types are those of SEC 1 section C.2.


class FieldID(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("fieldType", univ.ObjectIdentifier()),
        namedtype.NamedType("parameters", univ.Any()),
    )


class Curve(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("a", univ.OctetString()),
        namedtype.NamedType("b", univ.OctetString()),
        namedtype.OptionalNamedType("seed", univ.BitString()),
    )


class SpecifiedECDomain(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("version", univ.Integer()),
        namedtype.NamedType("fieldID", FieldID()),
        namedtype.NamedType("curve", Curve()),
        namedtype.NamedType("base", ECPoint()),
        namedtype.NamedType("order", univ.Integer()),
        namedtype.OptionalNamedType("cofactor", univ.Integer()),
        namedtype.OptionalNamedType("hash", AlgorithmIdentifier()),
    )


class ECParameters(univ.Choice):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("namedCurve", univ.ObjectIdentifier()),
        namedtype.NamedType("implicitCurve", univ.Null()),
        namedtype.NamedType("specifiedCurve", SpecifiedECDomain()),
    )


class ECDSA_Sig_Value(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("r", univ.Integer()),
        namedtype.NamedType("s", univ.Integer()),
    )


maps.algorithm_parameters.update(
    {
        id_ecPublicKey: ECParameters(),
        id_ecDH: ECParameters(),
        id_ecMQV: ECParameters(),
    }
)
# To be absent; RFC 5912 gives them the type NULL for those who send it all the same, as Dogtag does.
maps.algorithm_parameters.update(
    {
        signature_algorithm: univ.Null("")
        for signature_algorithm in (
            ecdsa_with_SHA1,
            ecdsa_with_SHA224,
            ecdsa_with_SHA256,
            ecdsa_with_SHA384,
            ecdsa_with_SHA512,
        )
    }
)

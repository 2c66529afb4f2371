"""KMAC in CMS: RFC 8702 section 3.4."""

from __future__ import annotations

from pyasn1.type import namedtype, univ

from cmcasn1.schema import maps

_hashalgs = univ.ObjectIdentifier("2.16.840.1.101.3.4.2")
id_KmacWithSHAKE128 = _hashalgs + (19,)
id_KmacWithSHAKE256 = _hashalgs + (20,)


class KMACwithSHAKE128_params(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.DefaultedNamedType("kMACOutputLength", univ.Integer(256)),
        namedtype.DefaultedNamedType("customizationString", univ.OctetString(b"")),
    )


class KMACwithSHAKE256_params(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.DefaultedNamedType("kMACOutputLength", univ.Integer(512)),
        namedtype.DefaultedNamedType("customizationString", univ.OctetString(b"")),
    )


maps.algorithm_parameters.update(
    {id_KmacWithSHAKE128: KMACwithSHAKE128_params(), id_KmacWithSHAKE256: KMACwithSHAKE256_params()}
)

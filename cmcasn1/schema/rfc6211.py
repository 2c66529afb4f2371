"""The CMS algorithm protection attribute: RFC 6211."""

from __future__ import annotations

from pyasn1.type import namedtype, univ

from cmcasn1.schema import maps
from cmcasn1.schema.notation import implicit
from cmcasn1.schema.rfc5280 import AlgorithmIdentifier

id_aa_CMSAlgorithmProtection = univ.ObjectIdentifier("1.2.840.113549.1.9.52")


class CMSAlgorithmProtection(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("digestAlgorithm", AlgorithmIdentifier()),
        namedtype.OptionalNamedType("signatureAlgorithm", implicit(AlgorithmIdentifier(), 1)),
        namedtype.OptionalNamedType("macAlgorithm", implicit(AlgorithmIdentifier(), 2)),
    )


maps.attributes.update({id_aa_CMSAlgorithmProtection: CMSAlgorithmProtection()})

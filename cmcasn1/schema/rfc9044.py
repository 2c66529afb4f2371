"""AES-GMAC as a MAC of CMS, CMP and CRMF: RFC 9044 section 2 (RFC 9045 section 4 has it for CRMF)."""

from __future__ import annotations

from pyasn1.type import constraint, namedtype, univ

from cmcasn1.schema import maps

_aes = univ.ObjectIdentifier("2.16.840.1.101.3.4.1")
id_aes128_GMAC = _aes + (9,)
id_aes192_GMAC = _aes + (29,)
id_aes256_GMAC = _aes + (49,)


class MACLength(univ.Integer):
    subtypeSpec = univ.Integer.subtypeSpec + constraint.SingleValueConstraint(12, 13, 14, 15, 16)


class GMACParameters(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("nonce", univ.OctetString()),
        namedtype.DefaultedNamedType("length", MACLength(12)),
    )


maps.algorithm_parameters.update(
    {id_aes128_GMAC: GMACParameters(), id_aes192_GMAC: GMACParameters(), id_aes256_GMAC: GMACParameters()}
)

"""Parameters of CMS algorithms: RFC 3370 (3DES, RC2, HMAC), RFC 3565 (AES-CBC), RFC 5084 (AES-CCM, -GCM)."""

from __future__ import annotations

from pyasn1.type import constraint, namedtype, univ

from cmcasn1.schema import maps
from cmcasn1.schema.notation import ranged, size, sized
from cmcasn1.schema.rfc5280 import AlgorithmIdentifier

_smime_algorithms = univ.ObjectIdentifier("1.2.840.113549.1.9.16.3")
id_alg_ESDH = _smime_algorithms + (5,)
id_alg_CMS3DESwrap = _smime_algorithms + (6,)
id_alg_CMSRC2wrap = _smime_algorithms + (7,)
id_alg_SSDH = _smime_algorithms + (10,)
des_ede3_cbc = univ.ObjectIdentifier("1.2.840.113549.3.7")
rc2_cbc = univ.ObjectIdentifier("1.2.840.113549.3.2")
desCBC = univ.ObjectIdentifier("1.3.14.3.2.7")
hMAC_SHA1 = univ.ObjectIdentifier("1.3.6.1.5.5.8.1.2")

_aes = univ.ObjectIdentifier("2.16.840.1.101.3.4.1")
id_aes128_CBC = _aes + (2,)
id_aes128_wrap = _aes + (5,)
id_aes128_GCM = _aes + (6,)
id_aes128_CCM = _aes + (7,)
id_aes192_CBC = _aes + (22,)
id_aes192_wrap = _aes + (25,)
id_aes192_GCM = _aes + (26,)
id_aes192_CCM = _aes + (27,)
id_aes256_CBC = _aes + (42,)
id_aes256_wrap = _aes + (45,)
id_aes256_GCM = _aes + (46,)
id_aes256_CCM = _aes + (47,)


class IV(univ.OctetString):
    subtypeSpec = univ.OctetString.subtypeSpec + size(8, 8)


class AES_IV(univ.OctetString):
    subtypeSpec = univ.OctetString.subtypeSpec + size(16, 16)


class RC2ParameterVersion(univ.Integer):
    pass


class RC2CBCParameter(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("rc2ParameterVersion", ranged(univ.Integer(), 1, 256)),
        namedtype.NamedType("iv", sized(univ.OctetString(), 8, 8)),
    )


class AES_CCM_ICVlen(univ.Integer):
    subtypeSpec = univ.Integer.subtypeSpec + constraint.SingleValueConstraint(4, 6, 8, 10, 12, 14, 16)


class CCMParameters(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("aes-nonce", sized(univ.OctetString(), 7, 13)),
        namedtype.DefaultedNamedType("aes-ICVlen", AES_CCM_ICVlen(12)),
    )


class AES_GCM_ICVlen(univ.Integer):
    subtypeSpec = univ.Integer.subtypeSpec + constraint.SingleValueConstraint(12, 13, 14, 15, 16)


class GCMParameters(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("aes-nonce", univ.OctetString()),
        namedtype.DefaultedNamedType("aes-ICVlen", AES_GCM_ICVlen(12)),
    )


maps.algorithm_parameters.update(
    {
        # KeyWrapAlgorithm, which is AlgorithmIdentifier (RFC 3370 section 4.1).
        id_alg_ESDH: AlgorithmIdentifier(),
        id_alg_SSDH: AlgorithmIdentifier(),
        id_alg_CMS3DESwrap: univ.Null(""),
        id_alg_CMSRC2wrap: RC2ParameterVersion(),
        des_ede3_cbc: IV(),
        desCBC: IV(),
        rc2_cbc: RC2CBCParameter(),
        hMAC_SHA1: univ.Null(""),
        id_aes128_CBC: AES_IV(),
        id_aes192_CBC: AES_IV(),
        id_aes256_CBC: AES_IV(),
        id_aes128_CCM: CCMParameters(),
        id_aes192_CCM: CCMParameters(),
        id_aes256_CCM: CCMParameters(),
        id_aes128_GCM: GCMParameters(),
        id_aes192_GCM: GCMParameters(),
        id_aes256_GCM: GCMParameters(),
    }
)

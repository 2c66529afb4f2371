"""Password-based cryptography: PKCS #5 (RFC 8018), and the parameters of PKCS #12 (RFC 7292 appendix C)."""

from __future__ import annotations

from typing import Any

from pyasn1.type import namedtype, univ

from cmcasn1.schema import maps
from cmcasn1.schema.notation import MAX, ranged, sized
from cmcasn1.schema.rfc5280 import AlgorithmIdentifier

_pkcs_5 = univ.ObjectIdentifier("1.2.840.113549.1.5")
pbeWithMD2AndDES_CBC = _pkcs_5 + (1,)
pbeWithMD5AndDES_CBC = _pkcs_5 + (3,)
pbeWithMD2AndRC2_CBC = _pkcs_5 + (4,)
pbeWithMD5AndRC2_CBC = _pkcs_5 + (6,)
pbeWithSHA1AndDES_CBC = _pkcs_5 + (10,)
pbeWithSHA1AndRC2_CBC = _pkcs_5 + (11,)
id_PBKDF2 = _pkcs_5 + (12,)
id_PBES2 = _pkcs_5 + (13,)
id_PBMAC1 = _pkcs_5 + (14,)
_pkcs_12_pbe = univ.ObjectIdentifier("1.2.840.113549.1.12.1")

_digest_algorithm = univ.ObjectIdentifier("1.2.840.113549.2")
id_hmacWithSHA1 = _digest_algorithm + (7,)
id_hmacWithSHA224 = _digest_algorithm + (8,)
id_hmacWithSHA256 = _digest_algorithm + (9,)
id_hmacWithSHA384 = _digest_algorithm + (10,)
id_hmacWithSHA512 = _digest_algorithm + (11,)
id_hmacWithSHA512_224 = _digest_algorithm + (12,)
id_hmacWithSHA512_256 = _digest_algorithm + (13,)


def _hmac_with_sha1() -> Any:
    value = AlgorithmIdentifier()
    value["algorithm"] = id_hmacWithSHA1
    value["parameters"] = univ.Any(bytes.fromhex("0500"))
    return value


class PBKDF2_params(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType(
            "salt",
            univ.Choice(
                componentType=namedtype.NamedTypes(
                    namedtype.NamedType("specified", univ.OctetString()),
                    namedtype.NamedType("otherSource", AlgorithmIdentifier()),
                )
            ),
        ),
        namedtype.NamedType("iterationCount", ranged(univ.Integer(), 1, MAX)),
        namedtype.OptionalNamedType("keyLength", ranged(univ.Integer(), 1, MAX)),
        namedtype.DefaultedNamedType("prf", _hmac_with_sha1()),
    )


class PBEParameter(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("salt", sized(univ.OctetString(), 8, 8)),
        namedtype.NamedType("iterationCount", univ.Integer()),
    )


class PBES2_params(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("keyDerivationFunc", AlgorithmIdentifier()),
        namedtype.NamedType("encryptionScheme", AlgorithmIdentifier()),
    )


class PBMAC1_params(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("keyDerivationFunc", AlgorithmIdentifier()),
        namedtype.NamedType("messageAuthScheme", AlgorithmIdentifier()),
    )


class Pkcs_12PbeParams(univ.Sequence):
    """`pkcs-12PbeParams`; a class needs the capital."""

    componentType = namedtype.NamedTypes(
        namedtype.NamedType("salt", univ.OctetString()),
        namedtype.NamedType("iterations", univ.Integer()),
    )


maps.algorithm_parameters.update(
    {
        pbeWithMD2AndDES_CBC: PBEParameter(),
        pbeWithMD5AndDES_CBC: PBEParameter(),
        pbeWithMD2AndRC2_CBC: PBEParameter(),
        pbeWithMD5AndRC2_CBC: PBEParameter(),
        pbeWithSHA1AndDES_CBC: PBEParameter(),
        pbeWithSHA1AndRC2_CBC: PBEParameter(),
        id_PBKDF2: PBKDF2_params(),
        id_PBES2: PBES2_params(),
        id_PBMAC1: PBMAC1_params(),
        id_hmacWithSHA1: univ.Null(""),
        id_hmacWithSHA224: univ.Null(""),
        id_hmacWithSHA256: univ.Null(""),
        id_hmacWithSHA384: univ.Null(""),
        id_hmacWithSHA512: univ.Null(""),
        id_hmacWithSHA512_224: univ.Null(""),
        id_hmacWithSHA512_256: univ.Null(""),
        **{_pkcs_12_pbe + (number,): Pkcs_12PbeParams() for number in range(1, 7)},
    }
)

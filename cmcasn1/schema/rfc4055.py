"""RSASSA-PSS, RSAES-OAEP and SHA-2: RFC 4055 (module PKIX1-PSS-OAEP-Algorithms-2009 of RFC 5912).

HashAlgorithm, MaskGenAlgorithm and PSourceAlgorithm are AlgorithmIdentifier, and spelled so here.
"""

from __future__ import annotations

from typing import Any

from pyasn1.type import namedtype, univ

from cmcasn1.schema import maps
from cmcasn1.schema.notation import explicit
from cmcasn1.schema.rfc3279 import id_sha1, pkcs_1
from cmcasn1.schema.rfc5280 import AlgorithmIdentifier

id_RSAES_OAEP = pkcs_1 + (7,)
id_mgf1 = pkcs_1 + (8,)
id_pSpecified = pkcs_1 + (9,)
id_RSASSA_PSS = pkcs_1 + (10,)
sha256WithRSAEncryption = pkcs_1 + (11,)
sha384WithRSAEncryption = pkcs_1 + (12,)
sha512WithRSAEncryption = pkcs_1 + (13,)
sha224WithRSAEncryption = pkcs_1 + (14,)
# RFC 8017 appendix A.2.4
sha512_224WithRSAEncryption = pkcs_1 + (15,)
sha512_256WithRSAEncryption = pkcs_1 + (16,)

_hashalgs = univ.ObjectIdentifier("2.16.840.1.101.3.4.2")
id_sha256 = _hashalgs + (1,)
id_sha384 = _hashalgs + (2,)
id_sha512 = _hashalgs + (3,)
id_sha224 = _hashalgs + (4,)
id_sha512_224 = _hashalgs + (5,)
id_sha512_256 = _hashalgs + (6,)

# `sha1Identifier`, and the EncodingParameters of `pSpecifiedEmpty`, as their DER.
_NULL = bytes.fromhex("0500")
_SHA1_IDENTIFIER = bytes.fromhex("300906052b0e03021a0500")
_NULL_OCTET_STRING = bytes.fromhex("0400")


def _default(number: int, algorithm: Any, parameters: bytes) -> Any:
    value = explicit(AlgorithmIdentifier(), number)
    value["algorithm"] = algorithm
    value["parameters"] = univ.Any(parameters)
    return value


class EncodingParameters(univ.OctetString):
    pass


class RSASSA_PSS_params(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.DefaultedNamedType("hashAlgorithm", _default(0, id_sha1, _NULL)),
        namedtype.DefaultedNamedType("maskGenAlgorithm", _default(1, id_mgf1, _SHA1_IDENTIFIER)),
        namedtype.DefaultedNamedType("saltLength", explicit(univ.Integer(20), 2)),
        namedtype.DefaultedNamedType("trailerField", explicit(univ.Integer(1), 3)),
    )


class RSAES_OAEP_params(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.DefaultedNamedType("hashFunc", _default(0, id_sha1, _NULL)),
        namedtype.DefaultedNamedType("maskGenFunc", _default(1, id_mgf1, _SHA1_IDENTIFIER)),
        namedtype.DefaultedNamedType("pSourceFunc", _default(2, id_pSpecified, _NULL_OCTET_STRING)),
    )


maps.algorithm_parameters.update(
    {
        id_RSAES_OAEP: RSAES_OAEP_params(),
        id_mgf1: AlgorithmIdentifier(),
        id_pSpecified: EncodingParameters(),
        id_RSASSA_PSS: RSASSA_PSS_params(),
        sha224WithRSAEncryption: univ.Null(""),
        sha256WithRSAEncryption: univ.Null(""),
        sha384WithRSAEncryption: univ.Null(""),
        sha512WithRSAEncryption: univ.Null(""),
        sha512_224WithRSAEncryption: univ.Null(""),
        sha512_256WithRSAEncryption: univ.Null(""),
        id_sha224: univ.Null(""),
        id_sha256: univ.Null(""),
        id_sha384: univ.Null(""),
        id_sha512: univ.Null(""),
        id_sha512_224: univ.Null(""),
        id_sha512_256: univ.Null(""),
    }
)

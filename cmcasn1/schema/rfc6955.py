"""Proofs of possession of Diffie-Hellman keys: RFC 6955, which obsoletes RFC 2875."""

from __future__ import annotations

from pyasn1.type import namedtype, univ

from cmcasn1.schema import maps
from cmcasn1.schema.rfc2985 import MessageDigest
from cmcasn1.schema.rfc3279 import DomainParameters
from cmcasn1.schema.rfc5652 import IssuerAndSerialNumber

id_alg = univ.ObjectIdentifier("1.3.6.1.5.5.7.6")
id_dhPop_static_sha1_hmac_sha1 = id_alg + (3,)
id_alg_dhPop_sha1 = id_alg + (4,)
id_alg_dhPop_sha224 = id_alg + (5,)
id_alg_dhPop_sha256 = id_alg + (6,)
id_alg_dhPop_sha384 = id_alg + (7,)
id_alg_dhPop_sha512 = id_alg + (8,)
id_alg_dhPop_static_sha224_hmac_sha224 = id_alg + (15,)
id_alg_dhPop_static_sha256_hmac_sha256 = id_alg + (16,)
id_alg_dhPop_static_sha384_hmac_sha384 = id_alg + (17,)
id_alg_dhPop_static_sha512_hmac_sha512 = id_alg + (18,)
id_alg_ecdhPop_static_sha224_hmac_sha224 = id_alg + (25,)
id_alg_ecdhPop_static_sha256_hmac_sha256 = id_alg + (26,)
id_alg_ecdhPop_static_sha384_hmac_sha384 = id_alg + (27,)
id_alg_ecdhPop_static_sha512_hmac_sha512 = id_alg + (28,)


class DhSigStatic(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.OptionalNamedType("issuerAndSerial", IssuerAndSerialNumber()),
        namedtype.NamedType("hashValue", MessageDigest()),
    )


maps.algorithm_parameters.update(
    {
        # The signature by the discrete logarithm may name the domain that the key is of.
        id_alg_dhPop_sha1: DomainParameters(),
        id_alg_dhPop_sha224: DomainParameters(),
        id_alg_dhPop_sha256: DomainParameters(),
        id_alg_dhPop_sha384: DomainParameters(),
        id_alg_dhPop_sha512: DomainParameters(),
        # NULL as in the example of the RFC.
        id_dhPop_static_sha1_hmac_sha1: univ.Null(""),
        id_alg_dhPop_static_sha224_hmac_sha224: univ.Null(""),
        id_alg_dhPop_static_sha256_hmac_sha256: univ.Null(""),
        id_alg_dhPop_static_sha384_hmac_sha384: univ.Null(""),
        id_alg_dhPop_static_sha512_hmac_sha512: univ.Null(""),
        id_alg_ecdhPop_static_sha224_hmac_sha224: univ.Null(""),
        id_alg_ecdhPop_static_sha256_hmac_sha256: univ.Null(""),
        id_alg_ecdhPop_static_sha384_hmac_sha384: univ.Null(""),
        id_alg_ecdhPop_static_sha512_hmac_sha512: univ.Null(""),
    }
)

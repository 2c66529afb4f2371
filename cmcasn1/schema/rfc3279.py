"""Keys, parameters and signature values of RSA, DSA and Diffie-Hellman: RFC 3279."""

from __future__ import annotations

from pyasn1.type import namedtype, univ

from cmcasn1.schema import maps

pkcs_1 = univ.ObjectIdentifier("1.2.840.113549.1.1")
rsaEncryption = pkcs_1 + (1,)
md2WithRSAEncryption = pkcs_1 + (2,)
md5WithRSAEncryption = pkcs_1 + (4,)
sha1WithRSAEncryption = pkcs_1 + (5,)
# What the OIW named the same algorithm, met in old signatures.
sha1WithRSASignature = univ.ObjectIdentifier("1.3.14.3.2.29")

id_md2 = univ.ObjectIdentifier("1.2.840.113549.2.2")
id_md5 = univ.ObjectIdentifier("1.2.840.113549.2.5")
id_sha1 = univ.ObjectIdentifier("1.3.14.3.2.26")

id_dsa = univ.ObjectIdentifier("1.2.840.10040.4.1")
id_dsa_with_sha1 = univ.ObjectIdentifier("1.2.840.10040.4.3")
id_dsa_with_sha224 = univ.ObjectIdentifier("2.16.840.1.101.3.4.3.1")
id_dsa_with_sha256 = univ.ObjectIdentifier("2.16.840.1.101.3.4.3.2")
dhpublicnumber = univ.ObjectIdentifier("1.2.840.10046.2.1")
id_keyExchangeAlgorithm = univ.ObjectIdentifier("2.16.840.1.101.2.1.1.22")


class RSAPublicKey(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("modulus", univ.Integer()),
        namedtype.NamedType("publicExponent", univ.Integer()),
    )


class Dss_Parms(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("p", univ.Integer()),
        namedtype.NamedType("q", univ.Integer()),
        namedtype.NamedType("g", univ.Integer()),
    )


class DSAPublicKey(univ.Integer):
    pass


class Dss_Sig_Value(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("r", univ.Integer()),
        namedtype.NamedType("s", univ.Integer()),
    )


class ValidationParms(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("seed", univ.BitString()),
        namedtype.NamedType("pgenCounter", univ.Integer()),
    )


class DomainParameters(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("p", univ.Integer()),
        namedtype.NamedType("g", univ.Integer()),
        namedtype.NamedType("q", univ.Integer()),
        namedtype.OptionalNamedType("j", univ.Integer()),
        namedtype.OptionalNamedType("validationParms", ValidationParms()),
    )


class DHPublicKey(univ.Integer):
    pass


class KEA_Parms_Id(univ.OctetString):
    pass


maps.algorithm_parameters.update(
    {
        rsaEncryption: univ.Null(""),
        md2WithRSAEncryption: univ.Null(""),
        md5WithRSAEncryption: univ.Null(""),
        sha1WithRSAEncryption: univ.Null(""),
        sha1WithRSASignature: univ.Null(""),
        id_md2: univ.Null(""),
        id_md5: univ.Null(""),
        id_sha1: univ.Null(""),
        id_dsa: Dss_Parms(),
        # To be absent; RFC 5912 gives them the type NULL for those who send it all the same.
        id_dsa_with_sha1: univ.Null(""),
        id_dsa_with_sha224: univ.Null(""),
        id_dsa_with_sha256: univ.Null(""),
        dhpublicnumber: DomainParameters(),
        id_keyExchangeAlgorithm: KEA_Parms_Id(),
    }
)

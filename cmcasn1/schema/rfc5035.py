"""Attributes of Enhanced Security Services that stand in signed messages: RFC 5035 (RFC 2634)."""

from __future__ import annotations

from pyasn1.type import char, namedtype, univ

from cmcasn1.schema import maps
from cmcasn1.schema.notation import MAX, sized
from cmcasn1.schema.rfc5280 import AlgorithmIdentifier, CertificateSerialNumber, GeneralNames
from cmcasn1.schema.rfc5280_extensions import PolicyInformation
from cmcasn1.schema.rfc5652 import id_smime

id_aa = id_smime + (2,)
id_aa_contentHint = id_aa + (4,)
id_aa_signingCertificate = id_aa + (12,)
id_aa_signingCertificateV2 = id_aa + (47,)
id_sha256 = univ.ObjectIdentifier("2.16.840.1.101.3.4.2.1")


def _sha256() -> AlgorithmIdentifier:
    default = AlgorithmIdentifier()
    default["algorithm"] = id_sha256
    return default


class ESSIssuerSerial(univ.Sequence):
    """`IssuerSerial` of section 5; attribute certificates have another type of that name (RFC 5755)."""

    componentType = namedtype.NamedTypes(
        namedtype.NamedType("issuer", GeneralNames()),
        namedtype.NamedType("serialNumber", CertificateSerialNumber()),
    )


class ESSCertID(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("certHash", univ.OctetString()),
        namedtype.OptionalNamedType("issuerSerial", ESSIssuerSerial()),
    )


class ESSCertIDv2(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.DefaultedNamedType("hashAlgorithm", _sha256()),
        namedtype.NamedType("certHash", univ.OctetString()),
        namedtype.OptionalNamedType("issuerSerial", ESSIssuerSerial()),
    )


class SigningCertificate(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("certs", univ.SequenceOf(componentType=ESSCertID())),
        namedtype.OptionalNamedType("policies", univ.SequenceOf(componentType=PolicyInformation())),
    )


class SigningCertificateV2(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("certs", univ.SequenceOf(componentType=ESSCertIDv2())),
        namedtype.OptionalNamedType("policies", univ.SequenceOf(componentType=PolicyInformation())),
    )


class ContentHints(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.OptionalNamedType("contentDescription", sized(char.UTF8String(), 1, MAX)),
        namedtype.NamedType("contentType", univ.ObjectIdentifier()),
    )


maps.attributes.update(
    {
        id_aa_contentHint: ContentHints(),
        id_aa_signingCertificate: SigningCertificate(),
        id_aa_signingCertificateV2: SigningCertificateV2(),
    }
)

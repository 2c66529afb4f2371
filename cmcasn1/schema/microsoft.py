"""What AD CS and the Windows client add to CMC, PKCS #10 and certificates: MS-WCCE section 2.2.2.7, and wincrypt.h.

A type that the documents leave nameless bears the name of its identifier.
"""

from __future__ import annotations

from typing import Any

from pyasn1.type import char, namedtype, univ

from cmcasn1.schema import maps
from cmcasn1.schema.notation import ranged, sequence_of, set_of
from cmcasn1.schema.rfc5272 import BodyPartID
from cmcasn1.schema.rfc5280 import AttributeSet, Certificate, Extensions, GeneralNames
from cmcasn1.schema.rfc5280_extensions import CertificatePolicies
from cmcasn1.schema.rfc5652 import ContentInfo

_microsoft = univ.ObjectIdentifier("1.3.6.1.4.1.311")
szOID_CERT_EXTENSIONS = _microsoft + (2, 1, 14)
szOID_CMC_ADD_ATTRIBUTES = _microsoft + (10, 10, 1)
szOID_RENEWAL_CERTIFICATE = _microsoft + (13, 1)
szOID_ENROLLMENT_NAME_VALUE_PAIR = _microsoft + (13, 2, 1)
szOID_ENROLLMENT_CSP_PROVIDER = _microsoft + (13, 2, 2)
szOID_OS_VERSION = _microsoft + (13, 2, 3)
szOID_ENROLL_CERTTYPE_EXTENSION = _microsoft + (20, 2)
szOID_NT_PRINCIPAL_NAME = _microsoft + (20, 2, 3)
szOID_CERTSRV_CA_VERSION = _microsoft + (21, 1)
szOID_CERTSRV_PREVIOUS_CERT_HASH = _microsoft + (21, 2)
szOID_CERTIFICATE_TEMPLATE = _microsoft + (21, 7)
szOID_APPLICATION_CERT_POLICIES = _microsoft + (21, 10)
szOID_ARCHIVED_KEY_ATTR = _microsoft + (21, 13)
szOID_ARCHIVED_KEY_CERT_HASH = _microsoft + (21, 16)
szOID_ISSUED_CERT_HASH = _microsoft + (21, 17)
szOID_REQUEST_CLIENT_INFO = _microsoft + (21, 20)
szOID_ENCRYPTED_KEY_HASH = _microsoft + (21, 21)
szOID_NTDS_REPLICATION = _microsoft + (25, 1)
szOID_NTDS_CA_SECURITY_EXT = _microsoft + (25, 2)
szOID_NTDS_OBJECTSID = _microsoft + (25, 2, 1)


# The control


class CmcAddAttributes(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("pkiDataReference", BodyPartID()),
        namedtype.NamedType("certReferences", sequence_of(BodyPartID())),
        namedtype.NamedType("attributes", set_of(AttributeSet())),
    )


# Attributes of requests, of signers and of CmcAddAttributes


class EnrollmentNameValuePair(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("name", char.BMPString()),
        namedtype.NamedType("value", char.BMPString()),
    )


class CSPProvider(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("keySpec", univ.Integer()),
        namedtype.NamedType("cspName", char.BMPString()),
        namedtype.NamedType("signature", univ.BitString()),
    )


class OSVersion(char.IA5String):
    pass


class RequestClientInfo(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("clientId", univ.Integer()),
        namedtype.NamedType("machineName", char.UTF8String()),
        namedtype.NamedType("userName", char.UTF8String()),
        namedtype.NamedType("processName", char.UTF8String()),
    )


class ArchivedKeyCertHash(univ.OctetString):
    pass


class IssuedCertHash(univ.OctetString):
    pass


class EncryptedKeyHash(univ.OctetString):
    pass


# Extensions


class EnrollCertType(char.BMPString):
    pass


class _InOrder(namedtype.NamedTypes):
    """Components of which those present are the first ones, whatever their tags; pyasn1 would call them ambiguous."""

    def getTagMapNearPosition(self, idx: int) -> Any:
        return self[idx].asn1Object.tagMap

    def getPositionNearType(self, tagSet: Any, idx: int) -> int:
        return idx


class CertificateTemplateOID(univ.Sequence):
    # Both numbers are OPTIONAL and of one type: a single one is the major version.
    componentType = _InOrder(
        namedtype.NamedType("templateID", univ.ObjectIdentifier()),
        namedtype.OptionalNamedType("templateMajorVersion", ranged(univ.Integer(), 0, 4294967295)),
        namedtype.OptionalNamedType("templateMinorVersion", ranged(univ.Integer(), 0, 4294967295)),
    )


class NTDSCASecurityExt(GeneralNames):
    pass


class CertsrvCAVersion(univ.Integer):
    pass


class CertsrvPreviousCertHash(univ.OctetString):
    pass


# Names of the form otherName


class NTPrincipalName(char.UTF8String):
    pass


class NTDSReplication(univ.OctetString):
    pass


class NTDSObjectSid(univ.OctetString):
    pass


maps.controls.update({szOID_CMC_ADD_ATTRIBUTES: CmcAddAttributes()})
maps.attributes.update(
    {
        szOID_CERT_EXTENSIONS: Extensions(),
        szOID_RENEWAL_CERTIFICATE: Certificate(),
        szOID_ENROLLMENT_NAME_VALUE_PAIR: EnrollmentNameValuePair(),
        szOID_ENROLLMENT_CSP_PROVIDER: CSPProvider(),
        szOID_OS_VERSION: OSVersion(),
        szOID_ARCHIVED_KEY_ATTR: ContentInfo(),
        szOID_ARCHIVED_KEY_CERT_HASH: ArchivedKeyCertHash(),
        szOID_ISSUED_CERT_HASH: IssuedCertHash(),
        szOID_REQUEST_CLIENT_INFO: RequestClientInfo(),
        szOID_ENCRYPTED_KEY_HASH: EncryptedKeyHash(),
    }
)
maps.extensions.update(
    {
        szOID_ENROLL_CERTTYPE_EXTENSION: EnrollCertType(),
        szOID_CERTSRV_CA_VERSION: CertsrvCAVersion(),
        szOID_CERTSRV_PREVIOUS_CERT_HASH: CertsrvPreviousCertHash(),
        szOID_CERTIFICATE_TEMPLATE: CertificateTemplateOID(),
        szOID_APPLICATION_CERT_POLICIES: CertificatePolicies(),
        szOID_NTDS_CA_SECURITY_EXT: NTDSCASecurityExt(),
    }
)
maps.other_names.update(
    {
        szOID_NT_PRINCIPAL_NAME: NTPrincipalName(),
        szOID_NTDS_REPLICATION: NTDSReplication(),
        szOID_NTDS_OBJECTSID: NTDSObjectSid(),
    }
)

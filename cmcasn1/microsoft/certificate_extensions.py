"""Extensions and names of the certificates of AD CS: MS-WCCE section 2.2.2.7.7."""

from __future__ import annotations

from cmcasn1.codec.value import ListOf, TypeName, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cmcasn1.oids import Oid
    from cmcasn1.pkix.general_names import GeneralName


class EnrollCertType(TypeName[str]):
    """The name of a template of version 1: a BMPString (szOID_ENROLL_CERTTYPE_EXTENSION).

    MS-WCCE section 2.2.2.7.7.1.
    """


class CertificateTemplateOID(Value):
    """The template that a certificate is made by, and its version (szOID_CERTIFICATE_TEMPLATE).

    ::

        CertificateTemplateOID ::= SEQUENCE {
            templateID           OBJECT IDENTIFIER,
            templateMajorVersion INTEGER (0..4294967295) OPTIONAL,
            templateMinorVersion INTEGER (0..4294967295) OPTIONAL }

    A single number is the major version. MS-WCCE section 2.2.2.7.7.2.
    """

    template_id: Oid
    template_major_version: int | None = None
    template_minor_version: int | None = None


class NTDSCASecurityExt(ListOf["GeneralName"]):
    """The security identifier of the account that a certificate is for: `SEQUENCE OF GeneralName`.

    One otherName of type szOID_NTDS_OBJECTSID whose value is the identifier in ASCII (szOID_NTDS_CA_SECURITY_EXT).
    MS-WCCE section 2.2.2.7.7.4.
    """

    __slots__ = ()


class CertsrvCAVersion(TypeName[int]):
    """How often a CA's certificate and key were renewed: an INTEGER (szOID_CERTSRV_CA_VERSION).

    The lower 16 bits count certificates, the upper ones keys. Microsoft's wincrypt.h.
    """


class CertsrvPreviousCertHash(TypeName[bytes]):
    """The SHA-1 of the CA's certificate before: an OCTET STRING (szOID_CERTSRV_PREVIOUS_CERT_HASH).

    Microsoft's wincrypt.h.
    """


class NTPrincipalName(TypeName[str]):
    """The principal name of a user, `user@domain`: a UTF8String in an otherName (szOID_NT_PRINCIPAL_NAME).

    Microsoft's wincrypt.h.
    """


class NTDSReplication(TypeName[bytes]):
    """The GUID of a domain controller: an OCTET STRING of 16 octets in an otherName (szOID_NTDS_REPLICATION).

    Microsoft's wincrypt.h.
    """


class NTDSObjectSid(TypeName[bytes]):
    """A security identifier in ASCII, `S-1-5-21-...`: an OCTET STRING in an otherName (szOID_NTDS_OBJECTSID).

    MS-WCCE section 2.2.2.7.7.4.
    """

"""Certification requests: PKCS #10 (RFC 2986), with the names that RFC 10002 gives the types."""

from __future__ import annotations

from pyasn1.type import namedtype, namedval, univ

from cmcasn1.schema.notation import implicit
from cmcasn1.schema.rfc5280 import AlgorithmIdentifier, AttributeSet, Name, SubjectPublicKeyInfo


class CertificationRequestVersion(univ.Integer):
    """The anonymous `INTEGER { v1(0) }` of CertificationRequestInfo."""

    namedValues = namedval.NamedValues(("v1", 0))


class Attributes(univ.SetOf):
    """`Attributes` of RFC 2986; unlike those of CMS it may be empty."""

    componentType = AttributeSet()


class CertificationRequestInfo(univ.Sequence):
    # attributes is mandatory (section 4.1): a request without any has `a0 00` there.
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("version", CertificationRequestVersion()),
        namedtype.NamedType("subject", Name()),
        namedtype.NamedType("subjectPKInfo", SubjectPublicKeyInfo()),
        namedtype.NamedType("attributes", implicit(Attributes(), 0)),
    )


class CertificationRequest(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("certificationRequestInfo", CertificationRequestInfo()),
        namedtype.NamedType("signatureAlgorithm", AlgorithmIdentifier()),
        namedtype.NamedType("signature", univ.BitString()),
    )

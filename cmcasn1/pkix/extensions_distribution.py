"""Extensions about where CRLs and services are found (RFC 5280 sections 4.2.1.13, 4.2.1.15 and 4.2.2)."""

from __future__ import annotations

from cmcasn1.codec.primitives import NamedBits
from cmcasn1.codec.value import ListOf, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar

    from cmcasn1.oids import Oid
    from cmcasn1.pkix.general_names import GeneralName, GeneralNames
    from cmcasn1.pkix.names import RelativeDistinguishedName


class ReasonFlags(NamedBits):
    """Reasons of revocation.

    ::

        ReasonFlags ::= BIT STRING {
            unused                  (0),
            keyCompromise           (1),
            cACompromise            (2),
            affiliationChanged      (3),
            superseded              (4),
            cessationOfOperation    (5),
            certificateHold         (6),
            privilegeWithdrawn      (7),
            aACompromise            (8) }

    RFC 5280 section 4.2.1.13.
    """

    names: ClassVar[tuple[str, ...]] = (
        "unused",
        "keyCompromise",
        "cACompromise",
        "affiliationChanged",
        "superseded",
        "cessationOfOperation",
        "certificateHold",
        "privilegeWithdrawn",
        "aACompromise",
    )


class DistributionPointName(Value):
    """Where a CRL is: by its full name, or by what follows the name of its issuer.

    ::

        DistributionPointName ::= CHOICE {
            fullName                [0]     GeneralNames,
            nameRelativeToCRLIssuer [1]     RelativeDistinguishedName }

    RFC 5280 section 4.2.1.13.
    """

    choice: str
    value: GeneralNames | RelativeDistinguishedName


class DistributionPoint(Value):
    """One place of CRLs, what they cover and who issues them.

    ::

        DistributionPoint ::= SEQUENCE {
            distributionPoint       [0]     DistributionPointName OPTIONAL,
            reasons                 [1]     ReasonFlags OPTIONAL,
            cRLIssuer               [2]     GeneralNames OPTIONAL }

    RFC 5280 section 4.2.1.13.
    """

    distribution_point: DistributionPointName | None = None
    reasons: ReasonFlags | None = None
    crl_issuer: GeneralNames | None = None


class CRLDistributionPoints(ListOf["DistributionPoint"]):
    """Where the CRLs are that cover the certificate; cRLDistributionPoints.

    ::

        CRLDistributionPoints ::= SEQUENCE SIZE (1..MAX) OF DistributionPoint

    RFC 5280 section 4.2.1.13.
    """

    __slots__ = ()


class FreshestCRL(ListOf["DistributionPoint"]):
    """Where the delta CRLs are; freshestCRL: `FreshestCRL ::= CRLDistributionPoints`.

    RFC 5280 section 4.2.1.15.
    """

    __slots__ = ()


class AccessDescription(Value):
    """One service, and where it is.

    ::

        AccessDescription  ::=  SEQUENCE {
            accessMethod          OBJECT IDENTIFIER,
            accessLocation        GeneralName }

    RFC 5280 section 4.2.2.1.
    """

    access_method: Oid
    access_location: GeneralName


class AuthorityInfoAccessSyntax(ListOf["AccessDescription"]):
    """Services of the issuer, such as OCSP; authorityInfoAccess.

    ::

        AuthorityInfoAccessSyntax  ::= SEQUENCE SIZE (1..MAX) OF AccessDescription

    RFC 5280 section 4.2.2.1.
    """

    __slots__ = ()


class SubjectInfoAccessSyntax(ListOf["AccessDescription"]):
    """Services of the subject; subjectInfoAccess.

    ::

        SubjectInfoAccessSyntax  ::= SEQUENCE SIZE (1..MAX) OF AccessDescription

    RFC 5280 section 4.2.2.2.
    """

    __slots__ = ()

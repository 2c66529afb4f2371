"""Extensions of CRLs and of their entries, distribution points: RFC 5280 sections 4.2.1.13 and 5.2."""

from __future__ import annotations

from cmcasn1.codec.primitives import NamedBits
from cmcasn1.codec.value import ListOf, NamedInteger, TypeName, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cmcasn1.pkix.general_names import GeneralNames
    from cmcasn1.pkix.names import RelativeDistinguishedName


class CRLReason(NamedInteger):
    """The number that stands as reason in RevokeRequest.

    ::

        CRLReason ::= ENUMERATED {
            unspecified(0), keyCompromise(1), cACompromise(2), affiliationChanged(3),
            superseded(4), cessationOfOperation(5), certificateHold(6),
            removeFromCRL(8), privilegeWithdrawn(9), aACompromise(10) }

    RFC 5280 sections 4.2.1.13 and 5.2.
    """

    unspecified = 0
    keyCompromise = 1
    cACompromise = 2
    affiliationChanged = 3
    superseded = 4
    cessationOfOperation = 5
    certificateHold = 6
    removeFromCRL = 8
    privilegeWithdrawn = 9
    aACompromise = 10


class ReasonFlags(NamedBits):
    """The bit string that stands as reasons in DistributionPoint.

    ::

        ReasonFlags ::= BIT STRING {
            unused(0), keyCompromise(1), cACompromise(2), affiliationChanged(3),
            superseded(4), cessationOfOperation(5), certificateHold(6),
            privilegeWithdrawn(7), aACompromise(8) }

    RFC 5280 sections 4.2.1.13 and 5.2.
    """

    names = (
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


class BaseCRLNumber(TypeName["int"]):
    """The number of type BaseCRLNumber.

    ::

        BaseCRLNumber ::= INTEGER (0..MAX)

    RFC 5280 sections 4.2.1.13 and 5.2.
    """


class CRLDistributionPoints(ListOf["DistributionPoint"]):
    """The list of type CRLDistributionPoints.

    ::

        CRLDistributionPoints ::= SEQUENCE SIZE (1..MAX) OF DistributionPoint

    RFC 5280 sections 4.2.1.13 and 5.2.
    """

    __slots__ = ()


class CRLNumber(TypeName["int"]):
    """The number of type CRLNumber.

    ::

        CRLNumber ::= INTEGER (0..MAX)

    RFC 5280 sections 4.2.1.13 and 5.2.
    """


class CertificateIssuer(ListOf["GeneralName"]):
    """The list of type CertificateIssuer.

    ::

        CertificateIssuer ::= SEQUENCE SIZE (1..MAX) OF GeneralName

    RFC 5280 sections 4.2.1.13 and 5.2.
    """

    __slots__ = ()


class DistributionPoint(Value):
    """The structure that stands as an element in CRLDistributionPoints.

    ::

        DistributionPoint ::= SEQUENCE {
            distributionPoint [0] DistributionPointName OPTIONAL,
            reasons           [1] ReasonFlags OPTIONAL,
            cRLIssuer         [2] GeneralNames OPTIONAL }

    RFC 5280 sections 4.2.1.13 and 5.2.
    """

    distribution_point: DistributionPointName | None = None
    reasons: ReasonFlags | None = None
    crl_issuer: GeneralNames | None = None


class DistributionPointName(Value):
    """The choice that stands as distributionPoint in DistributionPoint.

    ::

        DistributionPointName ::= CHOICE {
            fullName                [0] GeneralNames,
            nameRelativeToCRLIssuer [1] RelativeDistinguishedName }

    RFC 5280 sections 4.2.1.13 and 5.2.
    """

    choice: str
    value: GeneralNames | RelativeDistinguishedName


class FreshestCRL(ListOf["DistributionPoint"]):
    """The list of type FreshestCRL.

    ::

        FreshestCRL ::= SEQUENCE SIZE (1..MAX) OF DistributionPoint

    RFC 5280 sections 4.2.1.13 and 5.2.
    """

    __slots__ = ()


class HoldInstructionCode(TypeName["Oid"]):
    """The OID of type HoldInstructionCode.

    ::

        HoldInstructionCode ::= OBJECT IDENTIFIER

    RFC 5280 sections 4.2.1.13 and 5.2.
    """


class InvalidityDate(TypeName["datetime"]):
    """The time of type InvalidityDate.

    ::

        InvalidityDate ::= GeneralizedTime

    RFC 5280 sections 4.2.1.13 and 5.2.
    """


class IssuingDistributionPoint(Value):
    """The structure of type IssuingDistributionPoint.

    ::

        IssuingDistributionPoint ::= SEQUENCE {
            distributionPoint          [0] DistributionPointName OPTIONAL,
            onlyContainsUserCerts      [1] BOOLEAN DEFAULT FALSE,
            onlyContainsCACerts        [2] BOOLEAN DEFAULT FALSE,
            onlySomeReasons            [3] ReasonFlags OPTIONAL,
            indirectCRL                [4] BOOLEAN DEFAULT FALSE,
            onlyContainsAttributeCerts [5] BOOLEAN DEFAULT FALSE }

    RFC 5280 sections 4.2.1.13 and 5.2.
    """

    distribution_point: DistributionPointName | None = None
    only_contains_user_certs: bool = False
    only_contains_ca_certs: bool = False
    only_some_reasons: ReasonFlags | None = None
    indirect_crl: bool = False
    only_contains_attribute_certs: bool = False

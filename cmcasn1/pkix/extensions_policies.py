"""Extensions about certificate policies (RFC 5280 sections 4.2.1.4, 4.2.1.5, 4.2.1.11 and 4.2.1.14)."""

from __future__ import annotations

from cmcasn1.codec.value import ListOf, TypeName, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    from cmcasn1.codec.primitives import BMPString, IA5String, OpenValue, UTF8String, VisibleString
    from cmcasn1.oids import Oid

    DisplayTextValue: TypeAlias = IA5String | VisibleString | BMPString | UTF8String


class CertPolicyId(TypeName["Oid"]):
    """A policy: `CertPolicyId ::= OBJECT IDENTIFIER` (RFC 5280 section 4.2.1.4)."""


class PolicyQualifierId(TypeName["Oid"]):
    """A kind of qualifier: `PolicyQualifierId ::= OBJECT IDENTIFIER (id-qt-cps | id-qt-unotice)`, others being let in.

    RFC 5280 section 4.2.1.4.
    """


class PolicyQualifierInfo(Value):
    """A remark on a policy: the address of a practice statement (`str`) or a `UserNotice`.

    ::

        PolicyQualifierInfo ::= SEQUENCE {
            policyQualifierId  PolicyQualifierId,
            qualifier          ANY DEFINED BY policyQualifierId }

    RFC 5280 section 4.2.1.4.
    """

    policy_qualifier_id: Oid
    qualifier: OpenValue


class PolicyInformation(Value):
    """A policy that a certificate was issued under.

    ::

        PolicyInformation ::= SEQUENCE {
            policyIdentifier   CertPolicyId,
            policyQualifiers   SEQUENCE SIZE (1..MAX) OF PolicyQualifierInfo OPTIONAL }

    RFC 5280 section 4.2.1.4.
    """

    policy_identifier: Oid
    policy_qualifiers: tuple[PolicyQualifierInfo, ...] | None = None


class CertificatePolicies(ListOf["PolicyInformation"]):
    """The policies of a certificate; certificatePolicies.

    ::

        CertificatePolicies ::= SEQUENCE SIZE (1..MAX) OF PolicyInformation

    RFC 5280 section 4.2.1.4.
    """

    __slots__ = ()


class CPSuri(TypeName[str]):
    """Where the certification practice statement is: `CPSuri ::= IA5String` (RFC 5280 section 4.2.1.4)."""


class DisplayText(TypeName["DisplayTextValue"]):
    """A text for people; the value is a `str` of the class that says its encoding.

    ::

        DisplayText ::= CHOICE {
            ia5String        IA5String      (SIZE (1..200)),
            visibleString    VisibleString  (SIZE (1..200)),
            bmpString        BMPString      (SIZE (1..200)),
            utf8String       UTF8String     (SIZE (1..200)) }

    RFC 5280 section 4.2.1.4.
    """


class NoticeReference(Value):
    """Notices of an organization, by number.

    ::

        NoticeReference ::= SEQUENCE {
            organization     DisplayText,
            noticeNumbers    SEQUENCE OF INTEGER }

    RFC 5280 section 4.2.1.4.
    """

    organization: DisplayTextValue
    notice_numbers: tuple[int, ...]


class UserNotice(Value):
    """What to show to someone who relies on the certificate.

    ::

        UserNotice ::= SEQUENCE {
            noticeRef        NoticeReference OPTIONAL,
            explicitText     DisplayText OPTIONAL }

    RFC 5280 section 4.2.1.4.
    """

    notice_ref: NoticeReference | None = None
    explicit_text: DisplayTextValue | None = None


class PolicyMapping(Value):
    """Two policies that the issuer takes for the same; the ASN.1 gives the type no name.

    ::

        SEQUENCE {
            issuerDomainPolicy      CertPolicyId,
            subjectDomainPolicy     CertPolicyId }

    RFC 5280 section 4.2.1.5.
    """

    issuer_domain_policy: Oid
    subject_domain_policy: Oid


class PolicyMappings(ListOf["PolicyMapping"]):
    """Which policies of the subject are which of the issuer; policyMappings.

    ::

        PolicyMappings ::= SEQUENCE SIZE (1..MAX) OF SEQUENCE {
            issuerDomainPolicy      CertPolicyId,
            subjectDomainPolicy     CertPolicyId }

    RFC 5280 section 4.2.1.5.
    """

    __slots__ = ()


class SkipCerts(TypeName[int]):
    """After how many more certificates: `SkipCerts ::= INTEGER (0..MAX)` (RFC 5280 section 4.2.1.11)."""


class PolicyConstraints(Value):
    """From where on paths need a policy, and may not map policies; policyConstraints.

    ::

        PolicyConstraints ::= SEQUENCE {
            requireExplicitPolicy           [0] SkipCerts OPTIONAL,
            inhibitPolicyMapping            [1] SkipCerts OPTIONAL }

    RFC 5280 section 4.2.1.11.
    """

    require_explicit_policy: int | None = None
    inhibit_policy_mapping: int | None = None


class InhibitAnyPolicy(TypeName[int]):
    """From where on anyPolicy matches nothing; inhibitAnyPolicy: `InhibitAnyPolicy ::= SkipCerts`.

    RFC 5280 section 4.2.1.14.
    """

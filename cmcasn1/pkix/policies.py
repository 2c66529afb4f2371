"""Certificate policies: RFC 5280 sections 4.2.1.4, 4.2.1.5, 4.2.1.11 and 4.2.1.14."""

from __future__ import annotations

from cmcasn1.codec.value import ListOf, TypeName, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cmcasn1.codec.primitives import BMPString, IA5String, OpenValue, UTF8String, VisibleString
    from cmcasn1.oids import Oid


class CPSuri(TypeName["str"]):
    """The string of type CPSuri.

    ::

        CPSuri ::= IA5String

    RFC 5280 section 4.2.1.4.
    """


class CertPolicyId(TypeName["Oid"]):
    """The OID that stands as policyIdentifier in PolicyInformation.

    ::

        CertPolicyId ::= OBJECT IDENTIFIER

    RFC 5280 section 4.2.1.4.
    """


class CertificatePolicies(ListOf["PolicyInformation"]):
    """The list of type CertificatePolicies.

    ::

        CertificatePolicies ::= SEQUENCE SIZE (1..MAX) OF PolicyInformation

    RFC 5280 section 4.2.1.4.
    """

    __slots__ = ()


class DisplayText(TypeName["IA5String | VisibleString | BMPString | UTF8String"]):
    """The choice that stands as organization in NoticeReference.

    ::

        DisplayText ::= CHOICE {
            ia5String     IA5String (SIZE (1..200)),
            visibleString VisibleString (SIZE (1..200)),
            bmpString     BMPString (SIZE (1..200)),
            utf8String    UTF8String (SIZE (1..200)) }

    RFC 5280 section 4.2.1.4.
    """


class InhibitAnyPolicy(TypeName["int"]):
    """The number of type InhibitAnyPolicy.

    ::

        InhibitAnyPolicy ::= INTEGER (0..MAX)

    RFC 5280 section 4.2.1.4.
    """


class NoticeReference(Value):
    """The structure that stands as noticeRef in UserNotice.

    ::

        NoticeReference ::= SEQUENCE {
            organization  DisplayText,
            noticeNumbers SEQUENCE OF INTEGER }

    RFC 5280 section 4.2.1.4.
    """

    organization: IA5String | VisibleString | BMPString | UTF8String
    notice_numbers: tuple[int, ...]


class PolicyConstraints(Value):
    """The structure of type PolicyConstraints.

    ::

        PolicyConstraints ::= SEQUENCE {
            requireExplicitPolicy [0] SkipCerts OPTIONAL,
            inhibitPolicyMapping  [1] SkipCerts OPTIONAL }

    RFC 5280 section 4.2.1.4.
    """

    require_explicit_policy: int | None = None
    inhibit_policy_mapping: int | None = None


class PolicyInformation(Value):
    """The structure that stands as an element in CertificatePolicies.

    ::

        PolicyInformation ::= SEQUENCE {
            policyIdentifier CertPolicyId,
            policyQualifiers SEQUENCE SIZE (1..MAX) OF PolicyQualifierInfo OPTIONAL }

    RFC 5280 section 4.2.1.4.
    """

    policy_identifier: Oid
    policy_qualifiers: tuple[PolicyQualifierInfo, ...] | None = None


class PolicyMapping(Value):
    """The structure that stands as an element in PolicyMappings.

    ::

        PolicyMapping ::= SEQUENCE {
            issuerDomainPolicy  CertPolicyId,
            subjectDomainPolicy CertPolicyId }

    RFC 5280 section 4.2.1.4.
    """

    issuer_domain_policy: Oid
    subject_domain_policy: Oid


class PolicyMappings(ListOf["PolicyMapping"]):
    """The list of type PolicyMappings.

    ::

        PolicyMappings ::= SEQUENCE SIZE (1..MAX) OF PolicyMapping

    RFC 5280 section 4.2.1.4.
    """

    __slots__ = ()


class PolicyQualifierId(TypeName["Oid"]):
    """The OID that stands as policyQualifierId in PolicyQualifierInfo.

    ::

        PolicyQualifierId ::= OBJECT IDENTIFIER

    RFC 5280 section 4.2.1.4.
    """


class PolicyQualifierInfo(Value):
    """The structure that stands as policyQualifiers in PolicyInformation.

    ::

        PolicyQualifierInfo ::= SEQUENCE {
            policyQualifierId PolicyQualifierId,
            qualifier         ANY DEFINED BY policyQualifierId }

    RFC 5280 section 4.2.1.4.
    """

    policy_qualifier_id: Oid
    qualifier: OpenValue


class SkipCerts(TypeName["int"]):
    """The number that stands as requireExplicitPolicy in PolicyConstraints.

    ::

        SkipCerts ::= INTEGER (0..MAX)

    RFC 5280 section 4.2.1.4.
    """


class UserNotice(Value):
    """The structure of type UserNotice.

    ::

        UserNotice ::= SEQUENCE {
            noticeRef    NoticeReference OPTIONAL,
            explicitText DisplayText OPTIONAL }

    RFC 5280 section 4.2.1.4.
    """

    notice_ref: NoticeReference | None = None
    explicit_text: IA5String | VisibleString | BMPString | UTF8String | None = None

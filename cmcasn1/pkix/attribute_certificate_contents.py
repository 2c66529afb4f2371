"""Extensions and attributes of attribute certificates (RFC 5755 sections 4.3, 4.4 and 7)."""

from __future__ import annotations

from cmcasn1.codec.primitives import NamedBits
from cmcasn1.codec.value import ListOf, TypeName, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar

    from cmcasn1.codec.primitives import Any
    from cmcasn1.oids import Oid
    from cmcasn1.pkix.attribute_certificates import IssuerSerial, ObjectDigestInfo
    from cmcasn1.pkix.general_names import GeneralName, GeneralNames
    from cmcasn1.pkix.names import AttributeSet


class AuditIdentity(TypeName[bytes]):
    """id-pe-ac-auditIdentity, who the holder is in audit trails: `OCTET STRING` (RFC 5755 section 4.3.1)."""


class TargetCert(Value):
    """A server, by its certificate.

    ::

        TargetCert  ::= SEQUENCE {
            targetCertificate  IssuerSerial,
            targetName         GeneralName OPTIONAL,
            certDigestInfo     ObjectDigestInfo OPTIONAL }

    RFC 5755 section 4.3.2.
    """

    target_certificate: IssuerSerial
    target_name: GeneralName | None = None
    cert_digest_info: ObjectDigestInfo | None = None


class Target(Value):
    """A server or a group of servers that may use the attributes.

    ::

        Target  ::= CHOICE {
            targetName     [0] GeneralName,
            targetGroup    [1] GeneralName,
            targetCert     [2] TargetCert }

    RFC 5755 section 4.3.2.
    """

    choice: str
    value: GeneralName | TargetCert


class Targets(ListOf["Target"]):
    """id-ce-targetInformation: `Targets ::= SEQUENCE OF Target` (RFC 5755 section 4.3.2)."""

    __slots__ = ()


class ProxyInfo(ListOf["Targets"]):
    """id-pe-ac-proxying, who may pass the certificate on: `ProxyInfo ::= SEQUENCE OF Targets`.

    RFC 5755 section 7.2.
    """

    __slots__ = ()


class AttrSpec(ListOf["Oid"]):
    """Types of attributes: `AttrSpec ::= SEQUENCE OF OBJECT IDENTIFIER` (RFC 5755 section 7.4)."""

    __slots__ = ()


class AAControls(Value):
    """id-pe-aaControls, what an attribute authority may certify.

    ::

        AAControls ::= SEQUENCE {
            pathLenConstraint      INTEGER (0..MAX) OPTIONAL,
            permittedAttrs     [0] AttrSpec OPTIONAL,
            excludedAttrs      [1] AttrSpec OPTIONAL,
            permitUnSpecified      BOOLEAN DEFAULT TRUE }

    RFC 5755 section 7.4.
    """

    path_len_constraint: int | None = None
    permitted_attrs: AttrSpec | None = None
    excluded_attrs: AttrSpec | None = None
    permit_un_specified: bool = True


class ACClearAttrs(Value):
    """What is inside the encrypted attributes of an attribute certificate.

    ::

        ACClearAttrs ::= SEQUENCE {
            acIssuer  GeneralName,
            acSerial  INTEGER,
            attrs     SEQUENCE OF Attribute }

    RFC 5755 section 7.1.
    """

    ac_issuer: GeneralName
    ac_serial: int
    attrs: tuple[AttributeSet, ...]


# Attributes


class IetfAttrSyntax(Value, kw_only=True):
    """A charging identity or a group.

    ::

        IetfAttrSyntax ::= SEQUENCE {
            policyAuthority [0] GeneralNames    OPTIONAL,
            values          SEQUENCE OF CHOICE {
                octets    OCTET STRING,
                oid       OBJECT IDENTIFIER,
                string    UTF8String } }

    RFC 5755 section 4.4.
    """

    policy_authority: GeneralNames | None = None
    values: tuple[bytes | Oid | str, ...]


class SvceAuthInfo(Value, secret=("auth_info",)):
    """Who the holder is at a service, and with what secret.

    ::

        SvceAuthInfo ::= SEQUENCE {
            service   GeneralName,
            ident     GeneralName,
            authInfo  OCTET STRING OPTIONAL }

    RFC 5755 section 4.4.1.
    """

    service: GeneralName
    ident: GeneralName
    auth_info: bytes | None = None


class RoleSyntax(Value, kw_only=True):
    """A role of the holder.

    ::

        RoleSyntax ::= SEQUENCE {
            roleAuthority   [0] GeneralNames OPTIONAL,
            roleName        [1] GeneralName }

    RFC 5755 section 4.4.5.
    """

    role_authority: GeneralNames | None = None
    role_name: GeneralName


class ClassList(NamedBits):
    """Levels of secrecy.

    ::

        ClassList ::= BIT STRING {
            unmarked       (0),
            unclassified   (1),
            restricted     (2),
            confidential   (3),
            secret         (4),
            topSecret      (5) }

    RFC 5755 section 4.4.6.
    """

    names: ClassVar[tuple[str, ...]] = (
        "unmarked",
        "unclassified",
        "restricted",
        "confidential",
        "secret",
        "topSecret",
    )


_UNCLASSIFIED = ClassList(b"\x40", 6)


class SecurityCategory(Value):
    """A further restriction on what the holder may see.

    ::

        SecurityCategory ::= SEQUENCE {
            type   [0]  OBJECT IDENTIFIER,
            value  [1]  EXPLICIT ANY DEFINED BY type }

    RFC 5755 section 4.4.6.
    """

    type: Oid
    value: Any


class Clearance(Value):
    """What the holder may see.

    ::

        Clearance  ::=  SEQUENCE {
            policyId            OBJECT IDENTIFIER,
            classList           ClassList DEFAULT {unclassified},
            securityCategories  SET OF SecurityCategory  OPTIONAL }

    RFC 5755 section 4.4.6.
    """

    policy_id: Oid
    class_list: ClassList = _UNCLASSIFIED
    security_categories: tuple[SecurityCategory, ...] | None = None


class Clearance_rfc3281(Value):
    """What the holder may see, as RFC 3281 had it, under another object identifier; `Clearance-rfc3281`.

    ::

        Clearance-rfc3281  ::=  SEQUENCE {
            policyId           [0] OBJECT IDENTIFIER,
            classList          [1] ClassList DEFAULT {unclassified},
            securityCategories [2] SET OF SecurityCategory OPTIONAL }

    RFC 5755 section 4.4.6, RFC 5912 section 12.
    """

    policy_id: Oid
    class_list: ClassList = _UNCLASSIFIED
    security_categories: tuple[SecurityCategory, ...] | None = None

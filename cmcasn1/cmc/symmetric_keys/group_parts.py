"""What describes a group: its names, owners, members and key. RFC 5275 section 3.1."""

from __future__ import annotations

from cmcasn1.cms.security_services import SMIMECapability
from cmcasn1.codec.value import NamedInteger, Value
from cmcasn1.oids.known import ID_AES128_WRAP

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime

    from cmcasn1.cms.certificates import CertificateSet
    from cmcasn1.pkix.attribute_certificates import AttributeCertificate
    from cmcasn1.pkix.certificates import Certificate
    from cmcasn1.pkix.general_names import GeneralName


class GLAdministration(NamedInteger):
    """Who may join and leave a group.

    ::

        GLAdministration ::= INTEGER { unmanaged(0), managed(1), closed(2) }

    RFC 5275 section 3.1.1.
    """

    unmanaged = 0
    managed = 1
    closed = 2


class GLInfo(Value):
    """The name of a group and the address of its list.

    ::

        GLInfo ::= SEQUENCE {
            glName    GeneralName,
            glAddress GeneralName }

    RFC 5275 section 3.1.1.
    """

    gl_name: GeneralName
    gl_address: GeneralName


class Certificates(Value):
    """The certificates of an owner or member: its own, its attribute certificates, the path to a trust anchor.

    ::

        Certificates ::= SEQUENCE {
            pKC      [0] Certificate OPTIONAL,
            aC       [1] SEQUENCE SIZE (1..MAX) OF AttributeCertificate OPTIONAL,
            certPath [2] CertificateSet OPTIONAL }

    RFC 5275 section 3.1.1.
    """

    pkc: Certificate | None = None
    a_c: tuple[AttributeCertificate, ...] | None = None
    cert_path: CertificateSet | None = None


class GLOwnerInfo(Value):
    """An owner of a group.

    ::

        GLOwnerInfo ::= SEQUENCE {
            glOwnerName    GeneralName,
            glOwnerAddress GeneralName,
            certificates   Certificates OPTIONAL }

    RFC 5275 section 3.1.1.
    """

    gl_owner_name: GeneralName
    gl_owner_address: GeneralName
    certificates: Certificates | None = None


class GLMember(Value):
    """A member of a group.

    ::

        GLMember ::= SEQUENCE {
            glMemberName    GeneralName,
            glMemberAddress GeneralName OPTIONAL,
            certificates    Certificates OPTIONAL }

    RFC 5275 section 3.1.3.
    """

    gl_member_name: GeneralName
    gl_member_address: GeneralName | None = None
    certificates: Certificates | None = None


class GLKeyAttributes(Value):
    """How the key of a new group is made and renewed; `duration` counts days, 0 leaves it to the GLA.

    ::

        GLKeyAttributes ::= SEQUENCE {
            rekeyControlledByGLO       [0] BOOLEAN DEFAULT FALSE,
            recipientsNotMutuallyAware [1] BOOLEAN DEFAULT TRUE,
            duration                   [2] INTEGER DEFAULT 0,
            generationCounter          [3] INTEGER DEFAULT 2,
            requestedAlgorithm         [4] KeyWrapAlgorithm DEFAULT { id-aes128-wrap } }

    RFC 5275 section 3.1.1.
    """

    rekey_controlled_by_glo: bool = False
    recipients_not_mutually_aware: bool = True
    duration: int = 0
    generation_counter: int = 2
    requested_algorithm: SMIMECapability = SMIMECapability(ID_AES128_WRAP)


class GLNewKeyAttributes(Value):
    """What changes in how the key of a group is made; what is absent stays as it is.

    ::

        GLNewKeyAttributes ::= SEQUENCE {
            rekeyControlledByGLO       [0] BOOLEAN OPTIONAL,
            recipientsNotMutuallyAware [1] BOOLEAN OPTIONAL,
            duration                   [2] INTEGER OPTIONAL,
            generationCounter          [3] INTEGER OPTIONAL,
            requestedAlgorithm         [4] KeyWrapAlgorithm OPTIONAL }

    RFC 5275 section 3.1.5.
    """

    rekey_controlled_by_glo: bool | None = None
    recipients_not_mutually_aware: bool | None = None
    duration: int | None = None
    generation_counter: int | None = None
    requested_algorithm: SMIMECapability | None = None


class Date(Value):
    """A time from which, and until which, the keys of a group are wanted.

    ::

        Date ::= SEQUENCE {
            start GeneralizedTime,
            end   GeneralizedTime OPTIONAL }

    RFC 5275 section 3.1.9.
    """

    start: datetime
    end: datetime | None = None

"""The registration controls of CRMF (RFC 4211 section 6); `key_archival` has the one that archives a key."""

from __future__ import annotations

from cmcasn1.codec.primitives import Any
from cmcasn1.codec.value import ListOf, NamedInteger, Value
from cmcasn1.oids.known import ID_REG_CTRL_AUTHENTICATOR, ID_REG_CTRL_PKI_ARCHIVE_OPTIONS, ID_REG_CTRL_REG_TOKEN
from cmcasn1.pkix.algorithms import AlgorithmIdentifier
from cmcasn1.pkix.keys import SubjectPublicKeyInfo

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from cmcasn1.codec.primitives import OpenValue
    from cmcasn1.oids import Oid
    from cmcasn1.pkix.general_names import GeneralName

# regToken and authenticator
PASSWORDS = {ID_REG_CTRL_REG_TOKEN, ID_REG_CTRL_AUTHENTICATOR}


class SingleAttribute(Value):
    """One control: a type and a single value, unlike an `Attribute`.

    ::

        AttributeTypeAndValue ::= SEQUENCE {
            type         OBJECT IDENTIFIER,
            value        ANY DEFINED BY type }

    RFC 4211 section 3; the name is that of RFC 5912, as names have an AttributeTypeAndValue of their own.
    """

    type: Oid
    value: OpenValue

    @classmethod
    def _secret_fields(cls, fields: Mapping[str, object]) -> tuple[str, ...]:
        # Octets are keyGenParameters, which make the private key anew; `Any` is a password that does not fit its type.
        archived = fields.get("type") == ID_REG_CTRL_PKI_ARCHIVE_OPTIONS and isinstance(fields.get("value"), bytes)
        misfit = fields.get("type") in PASSWORDS and isinstance(fields.get("value"), Any)
        return ("value",) if archived or misfit else ()


class Controls(ListOf["SingleAttribute"]):
    """The controls of a CertRequest.

    ::

        Controls ::= SEQUENCE SIZE(1..MAX) OF AttributeTypeAndValue

    RFC 4211 section 5.
    """

    __slots__ = ()


class RegToken(Value, secret=("value",)):
    """One-time information by which the CA knows the requester (id-regCtrl-regToken).

    ::

        RegToken ::= UTF8String

    Forbidden in CMC (RFC 10004). RFC 4211 section 6.1.
    """

    value: str


class Authenticator(Value, secret=("value",)):
    """Information by which the CA knows the requester in the long run (id-regCtrl-authenticator).

    ::

        Authenticator ::= UTF8String

    Forbidden in CMC (RFC 10004). RFC 4211 section 6.2.
    """

    value: str


class PublicationAction(NamedInteger):
    """Whether a certificate shall be published: the anonymous INTEGER of `PKIPublicationInfo.action`.

    ::

        INTEGER { dontPublish (0), pleasePublish (1) }

    RFC 4211 section 6.3.
    """

    dontPublish = 0
    pleasePublish = 1


class PublicationMethod(NamedInteger):
    """How a certificate shall be published: the anonymous INTEGER of `SinglePubInfo.pubMethod`.

    ::

        INTEGER { dontCare (0), x500 (1), web (2), ldap (3) }

    RFC 4211 section 6.3.
    """

    dontCare = 0
    x500 = 1
    web = 2
    ldap = 3


class SinglePubInfo(Value):
    """One way and place of publication.

    ::

        SinglePubInfo ::= SEQUENCE {
            pubMethod    INTEGER { dontCare (0), x500 (1), web (2), ldap (3) },
            pubLocation  GeneralName OPTIONAL }

    RFC 4211 section 6.3.
    """

    pub_method: PublicationMethod | int
    pub_location: GeneralName | None = None


class PKIPublicationInfo(Value):
    """Whether, how and where the certificate shall be published (id-regCtrl-pkiPublicationInfo).

    ::

        PKIPublicationInfo ::= SEQUENCE {
            action     INTEGER { dontPublish (0), pleasePublish (1) },
            pubInfos   SEQUENCE SIZE (1..MAX) OF SinglePubInfo OPTIONAL }

    With dontPublish there are no pubInfos. RFC 4211 section 6.3.
    """

    action: PublicationAction | int
    pub_infos: tuple[SinglePubInfo, ...] | None = None


class CertId(Value):
    """Names a certificate by its issuer and serial number.

    ::

        CertId ::= SEQUENCE {
            issuer           GeneralName,
            serialNumber     INTEGER }

    RFC 4211 section 6.5.
    """

    issuer: GeneralName
    serial_number: int


class OldCertId(CertId):
    """The certificate that the one requested shall update (id-regCtrl-oldCertID).

    ::

        OldCertId ::= CertId

    RFC 4211 section 6.5.
    """


class ProtocolEncrKey(SubjectPublicKeyInfo):
    """The key to which the CA shall encrypt its answer (id-regCtrl-protocolEncrKey).

    ::

        ProtocolEncrKey ::= SubjectPublicKeyInfo

    RFC 4211 section 6.6.
    """


class AlgIdCtrl(AlgorithmIdentifier):
    """The algorithm of the key to be generated, where a template cannot have a key yet (id-regCtrl-algId).

    ::

        AlgIdCtrl ::= AlgorithmIdentifier

    RFC 9810 section 5.3.19.16.
    """


class RsaKeyLenCtrl(Value):
    """The length in bits of the RSA key to be generated (id-regCtrl-rsaKeyLen).

    ::

        RsaKeyLenCtrl ::= INTEGER (1..MAX)

    RFC 9810 section 5.3.19.16.
    """

    value: int

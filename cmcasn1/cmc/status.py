"""Status, failures and what is pending: RFC 10002 section 6.1."""

from __future__ import annotations

from cmcasn1.codec.value import NamedInteger, TypeName, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime

    from cmcasn1.codec.primitives import OpenValue
    from cmcasn1.oids import Oid


class CMCFailInfo(NamedInteger):
    """Why a request failed.

    ::

        CMCFailInfo ::= INTEGER {
            badAlg(0), badMessageCheck(1), badRequest(2), badTime(3), badCertId(4),
            unsupportedExt(5), mustArchiveKeys(6), badIdentity(7), popRequired(8),
            popFailed(9), noKeyReuse(10), internalCAError(11), tryLater(12),
            authDataFail(13) }

    RFC 10002 section 6.1.
    """

    badAlg = 0
    badMessageCheck = 1
    badRequest = 2
    badTime = 3
    badCertId = 4
    unsupportedExt = 5
    mustArchiveKeys = 6
    badIdentity = 7
    popRequired = 8
    popFailed = 9
    noKeyReuse = 10
    internalCAError = 11
    tryLater = 12
    authDataFail = 13


class CMCStatus(NamedInteger):
    """What became of a request.

    ::

        CMCStatus ::= INTEGER {
            success(0), failed(2), pending(3), noSupport(4), confirmRequired(5),
            popRequired(6), partial(7) }

    RFC 10002 section 6.1.
    """

    success = 0
    failed = 2
    pending = 3
    noSupport = 4
    confirmRequired = 5
    popRequired = 6
    partial = 7


class ExtendedFailInfo(Value):
    """A reason of failure that an OID tells.

    ::

        ExtendedFailInfo ::= SEQUENCE {
            failInfoOID   OBJECT IDENTIFIER,
            failInfoValue ANY DEFINED BY failInfoOID }

    RFC 10002 section 6.1.
    """

    fail_info_oid: Oid
    fail_info_value: OpenValue


class OtherStatusInfo(TypeName["CMCFailInfo | int | PendInfo | ExtendedFailInfo"]):
    """What a status adds: the failure, or what is pending.

    ::

        OtherStatusInfo ::= CHOICE {
            failInfo         CMCFailInfo,
            pendInfo         PendInfo,
            extendedFailInfo [1] ExtendedFailInfo }

    RFC 10002 section 6.1.
    """


class PendInfo(Value):
    """The token to ask with for what is pending, and when.

    ::

        PendInfo ::= SEQUENCE {
            pendToken OCTET STRING,
            pendTime  GeneralizedTime }

    RFC 10002 section 6.1.
    """

    pend_token: bytes
    pend_time: datetime

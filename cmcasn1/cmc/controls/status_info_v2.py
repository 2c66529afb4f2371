"""The statusInfoV2 control: RFC 10002 section 6.1."""

from __future__ import annotations

from cmcasn1.cmc.controls.control import Control

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cmcasn1.cmc.body_parts import BodyPartPath
    from cmcasn1.cmc.status import CMCFailInfo, CMCStatus, ExtendedFailInfo, PendInfo


class CMCStatusInfoV2(Control):
    """Says what became of body parts, of nested messages too.

    ::

        CMCStatusInfoV2 ::= SEQUENCE {
            cMCStatus    CMCStatus,
            bodyList     SEQUENCE SIZE (1..MAX) OF BodyPartReference,
            statusString UTF8String OPTIONAL,
            otherInfo    OtherStatusInfo OPTIONAL }

    RFC 10002 section 6.1.
    """

    cmc_status: CMCStatus | int
    body_list: tuple[int | BodyPartPath, ...]
    status_string: str | None = None
    other_info: CMCFailInfo | int | PendInfo | ExtendedFailInfo | None = None

"""The statusInfo control: RFC 10002 section 6.1."""

from __future__ import annotations

from cmcasn1.cmc.controls.control import Control

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cmcasn1.cmc.status import CMCFailInfo, CMCStatus, PendInfo


class CMCStatusInfo(Control):
    """Says what became of body parts (the form of RFC 2797).

    ::

        CMCStatusInfo ::= SEQUENCE {
            cMCStatus    CMCStatus,
            bodyList     SEQUENCE SIZE (1..MAX) OF BodyPartID,
            statusString UTF8String OPTIONAL,
            otherInfo    CHOICE {
                failInfo CMCFailInfo,
                pendInfo PendInfo } OPTIONAL }

    RFC 10002 section 6.1.
    """

    cmc_status: CMCStatus | int
    body_list: tuple[int, ...]
    status_string: str | None = None
    other_info: CMCFailInfo | int | PendInfo | None = None

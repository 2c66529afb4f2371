"""What becomes of the parts of a PKIData, and what is said of those in cmsSequence: RFC 10002 section 6.17."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cmcasn1.cmc.pki_data import PKIData
from cmcasn1.cmc.status import CMCFailInfo, CMCStatus
from cmcasn1.responder.refusal import TEXT, Refusal, closed

if TYPE_CHECKING:
    from cmcasn1.build.pki_response import PKIResponseBuilder
    from cmcasn1.message import Message
    from cmcasn1.nesting import Opened
    from cmcasn1.pkix.certificates import Certificate
    from cmcasn1.pkix.crls import CertificateList
    from cmcasn1.responder.enrolment import Grant


class Results:
    """What came of the parts of one PKIData."""

    def __init__(self) -> None:
        self.done: list[int] = []
        self.grants: list[Grant] = []
        self.certificates: list[Certificate] = []
        self.crls: list[CertificateList] = []
        # Parts of cmsSequence and otherMsgSequence.
        self.answered: list[int] = []
        self.refused: list[tuple[int, Refusal]] = []
        self.left: list[int] = []


def is_request(found: Opened) -> bool:
    """Whether a part is one to be answered: a request, or what cannot be told to be none."""
    closed_to_us = found.message is not None and found.message.kind == "encrypted"
    return isinstance(found.body, PKIData) or found.problem is not None or closed_to_us


def request_in(found: Opened) -> tuple[Message, PKIData]:
    """Return the request in a part of cmsSequence; raises `Refusal` with the reason that it has when it comes alone."""
    message, problem = found
    if message is not None and message.kind == "encrypted":
        raise closed(problem)
    if problem is not None:
        raise Refusal(CMCFailInfo.badRequest, f"the message does not decode: {problem}")
    if message is None or not isinstance(message.body, PKIData):
        raise Refusal(CMCFailInfo.badRequest, "the part holds no request")
    return message, message.body


def with_other_parts(builder: PKIResponseBuilder, results: Results) -> PKIResponseBuilder:
    """Return the builder with the names of the parts that were refused unopened, and of those left alone."""
    reasons: dict[tuple[CMCFailInfo, str], list[int]] = {}
    for number, refusal in results.refused:
        reasons.setdefault((refusal.reason, refusal.message), []).append(number)
    for (reason, text), numbers in reasons.items():
        builder = builder.failed(reason, *numbers, text=text[:TEXT])
    if results.left:
        text = "no control that is served here refers to the part: it was not looked at"
        builder = builder.status(CMCStatus.noSupport, results.left, text=text)
    return builder

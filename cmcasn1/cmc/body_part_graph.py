"""Which part of a message a number or a path means: RFC 10002 section 3.2.2."""

from __future__ import annotations

from cmcasn1.codec.coding import decode_named
from cmcasn1.errors import DecodeError, VerificationError
from cmcasn1.oids.known import ID_CCT_PKI_DATA, ID_CCT_PKI_RESPONSE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import TypeAlias

    from cmcasn1.cmc.pki_data import OtherMsg, PKIData, TaggedContentInfo
    from cmcasn1.cmc.pki_response import PKIResponse
    from cmcasn1.cmc.tagged_attribute import TaggedAttribute
    from cmcasn1.cmc.tagged_request import OtherReqMsg, TaggedCertificationRequest
    from cmcasn1.cms.content_info import ContentInfo
    from cmcasn1.crmf.cert_req_msg import CertReqMsg

    Body: TypeAlias = PKIData | PKIResponse
    BodyPart: TypeAlias = (
        TaggedAttribute | TaggedCertificationRequest | CertReqMsg | OtherReqMsg | TaggedContentInfo | OtherMsg
    )

MAX_BODY_PART_ID = 4294967295
_CONTENTS = {ID_CCT_PKI_DATA: "PKIData", ID_CCT_PKI_RESPONSE: "PKIResponse"}


class Unopenable(VerificationError):
    """A path leads into a message that nobody without its key can open."""


def body_part_id(part: BodyPart) -> int:
    """Return the number of a part: its bodyPartID, or the certReqId of a CRMF request.

    RFC 10002 section 3.2.1.2.2.
    """
    found: int = part.cert_req.cert_req_id if hasattr(part, "cert_req") else part.body_part_id
    return found


def body_parts(body: Body) -> Iterator[BodyPart]:
    """Yield every part of a PKIData or PKIResponse in the order of its sequences; nested messages stay closed."""
    yield from body.control_sequence
    yield from getattr(body, "req_sequence", ())
    yield from body.cms_sequence
    yield from body.other_msg_sequence


def duplicate_ids(body: Body) -> tuple[int, ...]:
    """Return the numbers that more than one part bears, in the order of their second use: none is legal.

    RFC 10002 section 3.2.2.
    """
    seen: set[int] = set()
    twice: dict[int, None] = {}
    for part in body_parts(body):
        number = body_part_id(part)
        if number in seen:
            twice[number] = None
        seen.add(number)
    return tuple(twice)


def illegal_ids(body: Body) -> tuple[int, ...]:
    """Return the numbers outside of 1..4294967295; 0 means the message itself. RFC 10002 section 3.2.2."""
    numbers = map(body_part_id, body_parts(body))
    return tuple(number for number in numbers if not 1 <= number <= MAX_BODY_PART_ID)


def nested_body(content_info: ContentInfo) -> Body | None:
    """Return the PKIData or PKIResponse in a SignedData or AuthenticatedData, None where there is none to see.

    Raises `DecodeError` for content of those types that is malformed. RFC 10002 section 3.2.1.3.
    """
    encapsulated = getattr(content_info.content, "encap_content_info", None)
    if encapsulated is None or encapsulated.e_content is None:
        return None
    name = _CONTENTS.get(encapsulated.e_content_type)
    if name is None:
        return None
    body: Body = decode_named(name, encapsulated.e_content)
    return body


def resolve(body: Body, path: int | Iterable[int]) -> BodyPart | Body:
    """Return the part that a BodyPartReference leads to; number 0 is the message that has been reached.

    A path goes through nested messages in cmsSequence, outermost number first. Raises `VerificationError` where no
    part, or more than one, bears a number on the way, `Unopenable` where a message on the way is encrypted.
    RFC 10002 section 3.2.2.
    """
    steps = (path,) if isinstance(path, int) else tuple(path)
    shown = ".".join(map(str, steps))
    here: Body = body
    for depth, number in enumerate(steps):
        last = depth == len(steps) - 1
        if number == 0 and last:
            return here
        found = [part for part in body_parts(here) if body_part_id(part) == number]
        if len(found) != 1:
            many = "no body part" if not found else f"{len(found)} body parts"
            raise VerificationError(f"{many} with the number {number} on the way {shown}", path=type(here).__name__)
        if last:
            return found[0]
        content_info = getattr(found[0], "content_info", None)
        try:
            inner = None if content_info is None else nested_body(content_info)
        except DecodeError as error:
            raise VerificationError(f"body part {number} on the way {shown} is malformed: {error}") from error
        if inner is None:
            kind = VerificationError if content_info is None else Unopenable
            raise kind(f"body part {number} on the way {shown} holds no message that can be opened")
        here = inner
    raise VerificationError("an empty path leads nowhere")

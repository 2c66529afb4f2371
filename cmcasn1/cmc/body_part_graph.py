"""Which part of a message a number or a path means: RFC 10002 section 3.2.2."""

from __future__ import annotations

from cmcasn1.codec.coding import decode_named
from cmcasn1.errors import DecodeError, VerificationError, integer_in_words
from cmcasn1.oids.known import (
    ID_CCT_PKI_DATA,
    ID_CCT_PKI_RESPONSE,
    ID_CT_AUTH_ENVELOPED_DATA,
    ID_ENCRYPTED_DATA,
    ID_ENVELOPED_DATA,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any, TypeAlias

    from cmcasn1.cmc.pki_data import OtherMsg, PKIData, TaggedContentInfo
    from cmcasn1.cmc.pki_response import PKIResponse
    from cmcasn1.cmc.tagged_attribute import TaggedAttribute
    from cmcasn1.cmc.tagged_request import OtherReqMsg, TaggedCertificationRequest
    from cmcasn1.cms.content_info import ContentInfo
    from cmcasn1.crmf.cert_req_msg import CertReqMsg

    Body: TypeAlias = PKIData | PKIResponse
    Nested: TypeAlias = Callable[[ContentInfo], Body | None]
    BodyPart: TypeAlias = (
        TaggedAttribute | TaggedCertificationRequest | CertReqMsg | OtherReqMsg | TaggedContentInfo | OtherMsg
    )

MAX_BODY_PART_ID = 4294967295
# Messages in messages in messages: no RA is that far from its CA, and each costs some thirty calls of Python.
MAX_NESTED = 10
_ENCRYPTED = (ID_ENVELOPED_DATA, ID_CT_AUTH_ENVELOPED_DATA, ID_ENCRYPTED_DATA)
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


def is_encrypted(content_info: ContentInfo) -> bool:
    """Return whether only a key shows what is in a message, signed or not: RFC 10002 section 5."""
    encapsulated = getattr(content_info.content, "encap_content_info", None)
    inside = None if encapsulated is None else encapsulated.e_content_type
    return content_info.content_type in _ENCRYPTED or inside in _ENCRYPTED


class BodyParts:
    """The parts of a message by their numbers: read once, however many references lead to them.

    `nested` gives what is in a part of cmsSequence, where more is known than `nested_body` tells.
    RFC 10002 section 3.2.2.
    """

    __slots__ = ("_inside", "_nested", "_numbered", "_requests", "body")

    def __init__(self, body: Body, nested: Nested = nested_body) -> None:
        self.body = body
        self._nested = nested
        self._numbered: dict[int, list[BodyPart]] = {}
        self._inside: dict[int, BodyParts | None] = {}
        self._requests: frozenset[int] | None = None
        for part in body_parts(body):
            self._numbered.setdefault(body_part_id(part), []).append(part)

    def __contains__(self, number: object) -> bool:
        return number in self._numbered

    def nested(self, part: TaggedContentInfo) -> BodyParts | None:
        """Return the parts of the message in one part, None where none shows; raises `DecodeError`."""
        key = id(part)
        if key not in self._inside:
            body = self._nested(part.content_info)
            self._inside[key] = None if body is None else BodyParts(body, self._nested)
        return self._inside[key]

    @property
    def requests(self) -> frozenset[int]:
        """The numbers of the requests."""
        if self._requests is None:
            self._requests = frozenset(map(body_part_id, getattr(self.body, "req_sequence", ())))
        return self._requests

    def locate(self, path: int | Iterable[int]) -> tuple[BodyParts, BodyPart | None]:
        """Return the message that a reference leads into and the part there, None for the message itself.

        Raises what `resolve` raises.
        """
        steps = (path,) if isinstance(path, int) else tuple(path)
        shown = ".".join(map(integer_in_words, steps))
        here = self
        for depth, number in enumerate(steps):
            last = depth == len(steps) - 1
            if number == 0 and last:
                return here, None
            found = here._numbered.get(number, [])
            if len(found) != 1:
                many = "no body part" if not found else f"{len(found)} body parts"
                kind = type(here.body).__name__
                raise VerificationError(
                    f"{many} with the number {integer_in_words(number)} on the way {shown}", path=kind
                )
            if last:
                return here, found[0]
            here = here._through(found[0], number, shown, depth)
        raise VerificationError("an empty path leads nowhere")

    def _through(self, part: Any, number: int, shown: str, depth: int) -> BodyParts:
        where = f"body part {integer_in_words(number)} on the way {shown}"
        if depth == MAX_NESTED:
            raise VerificationError(f"{where} lies more than {MAX_NESTED} messages deep")
        inside = None
        nested = hasattr(part, "content_info")
        try:
            inside = self.nested(part) if nested else None
        except DecodeError as error:
            raise VerificationError(f"{where} is malformed: {error}") from error
        if inside is None:
            kind = Unopenable if nested else VerificationError
            raise kind(f"{where} holds no message that can be opened")
        return inside


def resolve(body: Body, path: int | Iterable[int]) -> BodyPart | Body:
    """Return the part that a BodyPartReference leads to; number 0 is the message that has been reached.

    A path goes through nested messages in cmsSequence, outermost number first. Raises `VerificationError` where no
    part, or more than one, bears a number on the way, `Unopenable` where a message on the way is encrypted.
    RFC 10002 section 3.2.2.
    """
    where, part = BodyParts(body).locate(path)
    return where.body if part is None else part

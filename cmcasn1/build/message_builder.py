"""What the builders of requests and of responses share: parts, controls of both directions, signing."""

from __future__ import annotations

import secrets as random_source
from itertools import count
from types import FunctionType
from typing import TYPE_CHECKING, Any

from cmcasn1.build.builder import Builder
from cmcasn1.build.encoded import EncodedMessage
from cmcasn1.build.parts import control_oid, numbered, part_numbers, refuse_second
from cmcasn1.build.unsigned_data import promoted, unsigned_data_attribute
from cmcasn1.cmc.controls.auth_data import AuthPublish
from cmcasn1.cmc.controls.control import UnknownControl
from cmcasn1.cmc.controls.data_return import DataReturn
from cmcasn1.cmc.controls.recipient_nonce import RecipientNonce
from cmcasn1.cmc.controls.sender_nonce import SenderNonce
from cmcasn1.cmc.controls.transaction_id import TransactionId
from cmcasn1.cmc.pki_data import OtherMsg, PKIData, TaggedContentInfo
from cmcasn1.cmc.pki_response import PKIResponse
from cmcasn1.cmc.references import dangling_references
from cmcasn1.cmc.tagged_attribute import TaggedAttribute
from cmcasn1.cmc.unsigned_data import CMCUnsignedData
from cmcasn1.cms.content_info import ContentInfo
from cmcasn1.codec.coding import decode_der
from cmcasn1.errors import BuildError
from cmcasn1.oids import Oid

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import ClassVar, Self

    from cmcasn1.build.parts import ControlDraft, Draft, Late
    from cmcasn1.cmc.controls.control import Control
    from cmcasn1.cms.attributes import Attribute
    from cmcasn1.codec.primitives import OpenValue

NONCE_OCTETS = 16


class MessageBuilder(Builder):
    """Parts and controls that requests and responses have in common."""

    __slots__ = ()
    _direction: ClassVar[str]
    _fields = {"controls": (), "requests": (), "cms": (), "other": (), "unsigned": ()}  # noqa: RUF012

    def control(
        self, value: Control | UnknownControl, *, oid: Oid | None = None, body_part_id: int | None = None
    ) -> Self:
        """Add a control: a value of its class, or an UnknownControl for one that cmcasn1 does not know.

        `oid` is needed only for classes that more than one control has. Raises `BuildError` for a control of the
        other direction, and for a second one of a kind that may only be set once. RFC 10002 section 6.
        """
        if type(value) is UnknownControl:
            oid = value.oid
        return self._control((body_part_id, control_oid(type(value), oid, self._direction), value))

    def _control(self, draft: ControlDraft) -> Self:
        controls = self._state["controls"]
        oid = draft[1]
        for _, other, _ in controls:
            if other == oid:
                refuse_second(oid)
        return self._with("controls", (*controls, draft))

    def _late(self, oid: Oid, compute: Late, body_part_id: int | None = None) -> Self:
        return self._control((body_part_id, oid, compute))

    def data_return(self, data: bytes) -> Self:
        """Add dataReturn: octets that the server sends back unchanged. RFC 10002 section 6.4."""
        return self.control(DataReturn(data))

    def transaction_id(self, number: int | None = None) -> Self:
        """Add transactionId: a number of 128 random bits where none is given. RFC 10002 section 6.6."""
        return self.control(TransactionId(random_source.randbits(128) if number is None else number))

    def sender_nonce(self, nonce: bytes | None = None) -> Self:
        """Add senderNonce: 16 random octets where none are given. RFC 10002 section 6.6."""
        return self.control(SenderNonce(random_source.token_bytes(NONCE_OCTETS) if nonce is None else nonce))

    def recipient_nonce(self, nonce: bytes) -> Self:
        """Add recipientNonce: the senderNonce of the message that this one answers. RFC 10002 section 6.6."""
        return self.control(RecipientNonce(nonce))

    def auth_data(self, body_part_id: int) -> Self:
        """Add authData: the number of an AuthenticatedData in cmsSequence. RFC 10002 section 6.16."""
        return self.control(AuthPublish(body_part_id))

    def add_cms(
        self,
        content: ContentInfo | EncodedMessage[Any] | bytes,
        *,
        body_part_id: int | None = None,
        promote: bool = True,
    ) -> Self:
        """Add a CMS message as it is to cmsSequence.

        Its CMCUnsignedData moves to the wrapper of the message built here, the way to it extended by the number of
        the part, unless `promote` is false: every RA has to do that. Raises `DecodeError` for octets that are no
        ContentInfo. RFC 10002 sections 3.2.1.3 and 3.2.3.
        """
        if isinstance(content, EncodedMessage):
            content = content.content_info
        info = decode_der(ContentInfo, content) if isinstance(content, bytes) else content
        if promote:
            info, moved = promoted(info)
        else:
            moved = ()
        made = self._append("cms", (body_part_id, TaggedContentInfo(0, info)))
        index = len(self._get("cms"))
        return made._append("unsigned", *((index, data) for data in moved))

    def add_other(self, message_type: Oid, value: OpenValue, *, body_part_id: int | None = None) -> Self:
        """Add a message of another kind to otherMsgSequence. RFC 10002 section 3.2.1.4."""
        return self._append("other", (body_part_id, OtherMsg(0, Oid(message_type), value)))

    def unsigned_data(self, path: Iterable[int], identifier: Oid, content: OpenValue) -> Self:
        """Add data that travels beside what is signed, for the part that the path leads to. RFC 10002 section 3.2.3."""
        from cmcasn1.cmc.body_parts import BodyPartPath

        data = CMCUnsignedData(BodyPartPath(path), Oid(identifier), content)
        return self._append("unsigned", (None, data))

    def free_number(self) -> int:
        """Return the lowest body part ID that no part has been given so far."""
        fields = ("controls", "requests", "cms", "other")
        taken = {draft[0] for field in fields for draft in self._get(field)}
        return next(number for number in count(1) if number not in taken)

    def _numbered(self, requests: tuple[Draft, ...]) -> tuple[Sequence[int], tuple[tuple[Any, ...], ...]]:
        """Return the numbers of the controls, and requests, cmsSequence and otherMsgSequence with theirs."""
        state = self._state
        cms, other = state["cms"], state["other"]
        of_controls, of_requests, of_cms, of_other = part_numbers((state["controls"], requests, cms, other))
        return of_controls, (
            numbered(requests, of_requests) if requests else (),
            numbered(cms, of_cms) if cms else (),
            numbered(other, of_other) if other else (),
        )

    def _put_controls(self, body: PKIData | PKIResponse, numbers: Iterable[int]) -> None:
        """Put the controls into a body that nobody has seen yet, the values that depend on it computed."""
        drafts = self._state["controls"]
        controls = []
        for number, (_, oid, value) in zip(numbers, drafts, strict=True):
            made = value(body, drafts) if type(value) is FunctionType else value
            controls.append(TaggedAttribute(number, oid, (made,)))
        object.__setattr__(body, "control_sequence", tuple(controls))

    def _unsigned_attributes(self, body: PKIData | PKIResponse, given: Iterable[Attribute]) -> tuple[Attribute, ...]:
        if not self._state["unsigned"]:
            return tuple(given)
        values = []
        for index, data in self._state["unsigned"]:
            prefix = () if index is None else (body.cms_sequence[index].body_part_id,)
            path = type(data.body_part_path)((*prefix, *data.body_part_path))
            values.append(data.__replace__(body_part_path=path))
        return (*given, unsigned_data_attribute(values))


def refuse_dangling_references(body: PKIData | PKIResponse) -> None:
    """Raise `BuildError` for a reference to a part that is not there or of another kind. RFC 10002 section 6."""
    for problem in dangling_references(body):
        raise BuildError(f"{problem.message} (RFC 10002 section 6)", path=problem.path)

"""What a builder gives: a message in its wrappers, ready to be sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from cmcasn1.codec.coding import encode_der

if TYPE_CHECKING:
    from cmcasn1.cmc.pki_data import PKIData
    from cmcasn1.cmc.pki_response import PKIResponse
    from cmcasn1.cms.content_info import ContentInfo
    from cmcasn1.message import Message

BodyT = TypeVar("BodyT", bound="PKIData | PKIResponse")


class EncodedMessage(Generic[BodyT]):
    """A message that has been built: `body` inside of `content_info`, and its DER in `der`."""

    __slots__ = ("_der", "body", "content_info")

    def __init__(self, body: BodyT, content_info: ContentInfo) -> None:
        self.body = body
        self.content_info = content_info
        self._der: bytes | None = None

    @property
    def der(self) -> bytes:
        """The DER of the ContentInfo: what goes into a file or onto the wire."""
        if self._der is None:
            self._der = encode_der(self.content_info)
        return self._der

    def message(self) -> Message:
        """Return the message as its receiver parses it."""
        from cmcasn1.message import parse

        return parse(self.der)

    def __repr__(self) -> str:
        return f"EncodedMessage({type(self.body).__name__}, {len(self.der)} octets)"

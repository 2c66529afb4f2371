"""The messages in cmsSequence of a message, in those, and so on, opened: RFC 10002 sections 3.2.1.3 and 5."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, NamedTuple

from cmcasn1.cmc.body_part_graph import MAX_NESTED
from cmcasn1.cmc.pki_data import PKIData
from cmcasn1.cmc.pki_response import PKIResponse
from cmcasn1.cms.auth_enveloped_data import AuthEnvelopedData
from cmcasn1.cms.authenticated_data import AuthenticatedData
from cmcasn1.cms.enveloped_data import EncryptedData, EnvelopedData
from cmcasn1.cms.signed_data import SignedData
from cmcasn1.codec.primitives import Any
from cmcasn1.codec.quirks import ALL_QUIRKS
from cmcasn1.errors import BuildError, CMCError, DecodeError, LimitError
from cmcasn1.limits import DEFAULT_LIMITS
from cmcasn1.message import LAYERS, Message, Reading, decrypt
from cmcasn1.oids.known import ID_DATA

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cmcasn1.cms.content_info import ContentInfo
    from cmcasn1.keys.private_key import Decrypter
    from cmcasn1.limits import Limits

_WRAPPERS = (SignedData, AuthenticatedData, EnvelopedData, AuthEnvelopedData, EncryptedData)


class Opened(NamedTuple):
    """A message as far as it opens, and what went wrong with it.

    `message` is None where there is none: for data, and for what does not decode. Its kind is "encrypted" where no key
    opens it; then `problem` is why, or None where there was no key to try.
    """

    message: Message | None
    problem: CMCError | None = None

    @property
    def body(self) -> PKIData | PKIResponse | None:
        """The PKIData or PKIResponse inside."""
        body = None if self.message is None else self.message.body
        return body if isinstance(body, PKIData | PKIResponse) else None


def opened(message: Message, keys: Sequence[Decrypter], *, limits: Limits = DEFAULT_LIMITS) -> Opened:
    """Take off what is encrypted, layer by layer, with whichever of the keys opens it. RFC 10002 section 5."""
    while message.kind == "encrypted" and keys:
        problem = None
        for key in keys:
            try:
                message = decrypt(message, key, limits=limits)
            except CMCError as error:
                # What one key cannot open is another's; what is in it may be anything.
                problem = problem or error
            else:
                break
        else:
            return Opened(message, problem)
    return Opened(message)


class Nesting:
    """What is in the parts of cmsSequence of a message, and of the messages in them: each is read, and opened, once.

    The keys open what is encrypted. Parts that lie more than `MAX_NESTED` messages deep, or under more than
    `limits.depth` layers, are not looked into. RFC 10002 sections 3.2.1.3 and 5.
    """

    def __init__(self, message: Message, keys: Sequence[Decrypter] = (), *, limits: Limits = DEFAULT_LIMITS) -> None:
        # By identity: what is equal is not the same part, and to compare large parts takes long. The parts are kept.
        self._found: dict[int, tuple[ContentInfo, Opened]] = {}
        waiting = deque([(message, 1, len(message.layers))])
        while waiting:
            outer, deep, layers = waiting.popleft()
            for part in getattr(outer.body, "cms_sequence", ()):
                info = part.content_info
                problem = _too_deep(deep, layers, limits)
                found = read_part(info, keys, limits=limits) if problem is None else Opened(None, problem)
                self._found[id(info)] = (info, found)
                if found.message is not None:
                    waiting.append((found.message, deep + 1, layers + len(found.message.layers)))

    def opened(self, info: ContentInfo) -> Opened:
        """Return what is in a part; raises `BuildError` for a part of another message."""
        kept, found = self._found.get(id(info), (None, None))
        if kept is not info or found is None:
            raise BuildError("the part is not one of the message whose parts were opened")
        return found

    def __iter__(self) -> Iterator[Opened]:
        return (found for _, found in self._found.values())

    def body(self, info: ContentInfo) -> PKIData | PKIResponse | None:
        """Return the PKIData or PKIResponse in a part, None where none shows; raises `DecodeError` for a broken one."""
        found = self.opened(info)
        if found.message is None and found.problem is not None:
            raise found.problem
        return found.body


def read_part(info: ContentInfo, keys: Sequence[Decrypter] = (), *, limits: Limits = DEFAULT_LIMITS) -> Opened:
    """Return what is in one part of cmsSequence, as far as the keys open it."""
    content = info.content
    if isinstance(content, Any) and info.content_type in LAYERS:
        return Opened(None, _broken(info))
    if not isinstance(content, _WRAPPERS):
        return Opened(None)
    try:
        message = Reading(b"", ALL_QUIRKS, limits).content(info)
    except DecodeError as error:
        # Whoever signs data has not said that it is a message.
        data = isinstance(content, SignedData) and content.encap_content_info.e_content_type == ID_DATA
        return Opened(None, None if data else error)
    return opened(message, keys, limits=limits)


def _broken(info: ContentInfo) -> DecodeError:
    name = info.content_type.name
    return DecodeError(
        f"{name} does not decode", path="contentInfo.content", offset=0, expected=name, found="something else"
    )


def _too_deep(deep: int, layers: int, limits: Limits) -> LimitError | None:
    if deep > MAX_NESTED:
        return LimitError(
            f"more than {MAX_NESTED} messages deep: not looked at",
            path="contentInfo",
            offset=0,
            expected=f"{MAX_NESTED} messages at most",
            found="more",
        )
    return LimitError.depth(limits.depth, 0, "contentInfo") if layers > limits.depth else None

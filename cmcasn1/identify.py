"""Says from the first few tags which type an encoding of unknown origin is."""

from __future__ import annotations

from cmcasn1.codec.headers import Header, HeaderReader
from cmcasn1.errors import DecodeError, LimitError, TagError
from cmcasn1.limits import DEFAULT_LIMITS, Limits

# Tags of a PKIMessage's body: PKIBody has the alternatives [0] to [26].
_PKI_BODY = range(0xA0, 0xA0 + 27)
_KINDS = {
    "PKIData": "full-pki-request",
    "PKIResponse": "full-pki-response",
    "CertificationRequest": "simple-pki-request",
    "CertReqMessages": "cert-req-messages",
    "CertReqMsg": "cert-req-messages",
    "PKIMessage": "cmp-message",
}
_ID_DATA = bytes.fromhex("2a864886f70d010701")
_ID_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
_BODIES = {bytes.fromhex("2b06010505070c02"): "PKIData", bytes.fromhex("2b06010505070c03"): "PKIResponse"}
# Which SEQUENCE of the content is encapContentInfo: in AuthenticatedData and DigestedData an algorithm comes first.
_ENCAPSULATING = {
    _ID_SIGNED_DATA: 0,
    bytes.fromhex("2a864886f70d010705"): 1,
    bytes.fromhex("2a864886f70d0109100102"): 1,
}
_ENCRYPTED = {
    bytes.fromhex("2a864886f70d010703"),
    bytes.fromhex("2a864886f70d010706"),
    bytes.fromhex("2a864886f70d0109100117"),
}

# What may stand alone where a tool has cut it out of its message.
_PARTS = {
    "SharedToken": "a shared token of Dogtag",
    "EncryptedPOP": "a challenge (EncryptedPOP)",
    "PKIArchiveOptions": "a private key for the archive (PKIArchiveOptions)",
    "EncryptedValue": "an encrypted private key (EncryptedValue)",
    "EncryptedKey": "an encrypted private key (EncryptedKey)",
}
# What is found where somebody has shown the wrong file: `inspect` hides it.
PRIVATE_KEY = "a private key"


def type_of(data: bytes, limits: Limits) -> str:
    """Return the name of the type that `data` looks like.

    One of ContentInfo, SignedData, PKIData, PKIResponse, CertReqMessages, CertReqMsg, CertificationRequest,
    PKIMessage, TaggedRequest. Raises `DecodeError` for what is none of them.
    """
    look = _Look(data, limits)
    outer = look.tag(())
    if outer in (0xA0, 0xA1, 0xA2):
        if outer == 0xA0:
            _refuse_part(look)
        return "TaggedRequest"
    if outer != 0x30:
        raise TagError(
            f"expected a CMC, CRMF or CMS message (SEQUENCE, 30), found {outer:02x}",
            path="input",
            offset=0,
            expected="SEQUENCE (30)",
            found=f"{outer:02x}",
        )
    children = look.children(())
    match children[:2]:
        case [0x06, *_]:
            return "ContentInfo"
        case [0x02, 0x31]:
            return "SignedData"
        case [0x30, tag] if tag in _PKI_BODY and look.children((0,))[1:2] not in ([0x30], []):
            return "PKIMessage"
    if children[:3] == [0x30, 0x30, 0x03]:
        return _signed_object(look)
    if children[:1] == [0x30]:
        first = look.children((0,))
        if first[:1] == [0x30] and look.children((0, 0))[:2] == [0x02, 0x30]:
            return "CertReqMessages"
        if first[:2] == [0x02, 0x30]:
            return "CertReqMsg"
        if len(children) == 3 and set(children) == {0x30}:
            return "PKIResponse"
        if set(children) == {0x30}:
            return "PKIData"
    if not children:
        return "CertReqMessages"
    _refuse_part(look)
    if children[:3] == [0x02, 0x30, 0x04] or children[:4] == [0x02] * 4 or children[:3] == [0x02, 0x04, 0xA0]:
        # PKCS #8, PKCS #1, RFC 5915
        raise DecodeError(
            "a private key alone, not a CMC, CRMF or CMS message",
            path="input",
            offset=0,
            expected="a request or a response",
            found=PRIVATE_KEY,
        )
    tags = " ".join(f"{tag:02x}" for tag in children[:4])
    raise DecodeError(
        f"not a CMC, CRMF or CMS message: no such type starts with {tags}",
        path="input",
        offset=0,
        expected="a request or a response",
        found=f"a SEQUENCE of {tags}",
    )


def _refuse_part(look: _Look) -> None:
    alone = _part(look)
    if alone is not None:
        raise DecodeError(
            f"{_PARTS[alone]} alone, not a CMC, CRMF or CMS message",
            path="input",
            offset=0,
            expected="a request or a response",
            found=_PARTS[alone],
        )


def part_of(data: bytes, limits: Limits) -> str | None:
    """Return the name of the type that `data`, no message, looks like.

    One of SharedToken, EncryptedPOP, PKIArchiveOptions, EncryptedValue, EncryptedKey (its envelopedData). None for
    anything else.
    """
    return _part(_Look(data, limits))


def _part(look: _Look) -> str | None:
    match look.tag(()), look.children(()):
        case 0x30, [0x04, 0x04]:
            return "SharedToken"
        case 0x30, [0xA0 | 0xA1 | 0xA2, 0x30, 0x30, 0x30, 0x04]:
            return "EncryptedPOP"
        case 0xA0, [0xA0 | 0x30]:
            return "PKIArchiveOptions"
        case 0xA0, [0x02, 0x31, 0x30, *_] | [0x02, 0xA0, 0x31, 0x30, *_]:
            return "EncryptedKey"
        case 0x30, [*fields, 0x03] if {0xA1, 0x82} <= set(fields) and _are_of_encrypted_value(fields):
            return "EncryptedValue"
    return None


def _are_of_encrypted_value(fields: list[int]) -> bool:
    """Say whether these come before encValue: [0] to [4] in order, each once at most (RFC 4211 section 6.4)."""
    return fields == [tag for tag in (0xA0, 0xA1, 0x82, 0xA3, 0x84) if tag in fields]


def kind_of(data: bytes, limits: Limits = DEFAULT_LIMITS) -> str:
    """Return what `Message.kind` of this message would be, from its tags and content types alone.

    For those who pass a message on without reading it: nothing but what stands on the way to the innermost
    content type is looked at, so that a message with a fault elsewhere has a kind. A PKIMessage is a
    "cmp-message" whatever it carries. Raises `DecodeError` for what is no message.
    """
    return _kind(data, limits, limits.depth)


def _kind(data: bytes, limits: Limits, depth: int) -> str:
    if depth == 0:
        raise LimitError.depth(limits.depth, 0)
    name = type_of(data, limits)
    look = _Look(data, limits)
    match name:
        case "ContentInfo":
            return _kind_of_content(look, look.octets((0,)), (1, 0), limits, depth)
        case "SignedData":
            return _kind_of_content(look, _ID_SIGNED_DATA, (), limits, depth)
        case "TaggedRequest" if data[0] == 0xA2:
            raise DecodeError(
                "a request of a type that CMC does not define ([2])",
                path="TaggedRequest",
                offset=0,
                expected="tcr [0] or crm [1]",
                found="orm [2]",
            )
        case "TaggedRequest":
            return "simple-pki-request" if data[0] == 0xA0 else "cert-req-messages"
    return _KINDS[name]


def _kind_of_content(look: _Look, content_type: bytes, place: tuple[int, ...], limits: Limits, depth: int) -> str:
    """Tell the kind by a content type and the content that stands at `place`."""
    if content_type in _BODIES:
        return _KINDS[_BODIES[content_type]]
    if content_type in _ENCRYPTED:
        return "encrypted"
    if content_type == _ID_DATA:
        return _kind(look.octets(place), limits, depth - 1)
    if content_type not in _ENCAPSULATING:
        raise DecodeError(
            f"content of the unknown type {content_type.hex()}",
            path="ContentInfo.contentType",
            offset=0,
            expected="a content type of CMS or CMC",
            found=content_type.hex(),
        )
    sequences = [index for index, tag in enumerate(look.children(place)) if tag == 0x30]
    if len(sequences) <= _ENCAPSULATING[content_type]:
        raise DecodeError(
            "the CMS wrapper lacks its encapContentInfo",
            path="ContentInfo.content",
            offset=0,
            expected="EncapsulatedContentInfo",
            found="none",
        )
    info = (*place, sequences[_ENCAPSULATING[content_type]])
    inner_type, inner = look.octets((*info, 0)), look.octets((*info, 1, 0))
    if not look.children(info)[1:] or (not inner and inner_type == _ID_DATA):
        return "simple-pki-response"
    if inner_type in _ENCAPSULATING and type_of(inner, limits) != "ContentInfo":
        if depth == 1:
            raise LimitError.depth(limits.depth, 0)
        return _kind_of_content(_Look(inner, limits), inner_type, (), limits, depth - 1)
    if inner_type in _BODIES or inner_type in _ENCRYPTED:
        return _kind_of_content(look, inner_type, (), limits, depth)
    return _kind(inner, limits, depth - 1)


def _signed_object(look: _Look) -> str:
    """Tell a PKCS#10 request from the other things that are signed the X.509 way."""
    fields = look.children((0,))
    if fields[:1] == [0x02] and look.children((0, 1))[:1] != [0x06]:
        return "CertificationRequest"
    what = "a certificate" if fields[:1] == [0xA0] or 0xA3 in fields or len(fields) >= 6 else "a CRL"
    raise DecodeError(
        f"{what} alone, not a CMC, CRMF or CMS message",
        path="input",
        offset=0,
        expected="a request or a response",
        found=what,
    )


class _Look:
    """Reads tags here and there; what is cut off or malformed reads as nothing."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self._data = data
        self._reader = HeaderReader(data, limits.depth)

    def tag(self, path: tuple[int, ...]) -> int:
        return self._data[0] if self._data else 0

    def children(self, path: tuple[int, ...]) -> list[int]:
        """Return the tags of the first children of the element that `path` leads to."""
        at = self._at(path)
        if at is None:
            return []
        start, stop = at.start, at.stop
        tags: list[int] = []
        while start < stop and len(tags) < 8:
            tags.append(self._data[start])
            try:
                start = self._reader.read(start, stop, "", clip=True).next
            except DecodeError:
                break
        return tags

    def octets(self, path: tuple[int, ...]) -> bytes:
        """Return the contents of the string or OID that `path` leads to; of anything else, all of it."""
        at = self._at(path)
        if at is None:
            return b""
        if not at.constructed:
            return self._data[at.start : at.stop]
        if at.identifier != 0x24:
            return self._data[at.offset : at.next]
        segments: list[bytes] = []
        runs = [(at.start, at.stop)]
        try:
            while runs:
                start, stop = runs.pop()
                if start < stop:
                    segment = self._reader.read(start, stop, "", clip=True)
                    runs.append((segment.next, stop))
                    if segment.constructed:
                        runs.append((segment.start, segment.stop))
                    else:
                        segments.append(self._data[segment.start : segment.stop])
        except DecodeError:
            return b""
        return b"".join(segments)

    def _at(self, path: tuple[int, ...]) -> Header | None:
        try:
            at = self._reader.read(0, len(self._data), "", clip=True)
            for index in path:
                start = at.start
                for _ in range(index):
                    start = self._reader.read(start, at.stop, "", clip=True).next
                at = self._reader.read(start, at.stop, "", clip=True)
        except DecodeError:
            return None
        return at

"""Says from the first few tags which type an encoding of unknown origin is."""

from __future__ import annotations

from cmcasn1.codec.octets import HeaderReader
from cmcasn1.errors import DecodeError, TagError
from cmcasn1.limits import Limits

# Tags of a PKIMessage's body: PKIBody has the alternatives [0] to [26].
_PKI_BODY = range(0xA0, 0xA0 + 27)


def type_of(data: bytes, limits: Limits) -> str:
    """Return the name of the type that `data` looks like.

    One of ContentInfo, SignedData, PKIData, PKIResponse, CertReqMessages, CertReqMsg, CertificationRequest,
    PKIMessage, TaggedRequest. Raises `DecodeError` for what is none of them.
    """
    look = _Look(data, limits)
    outer = look.tag(())
    if outer in (0xA0, 0xA1, 0xA2):
        return "TaggedRequest"
    if outer != 0x30:
        raise TagError(
            f"expected a CMC, CRMF or CMS message (SEQUENCE, 30), found {outer:02x}",
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
    if children == [0x04, 0x04]:
        raise DecodeError(
            "a shared token of Dogtag alone, not a CMC, CRMF or CMS message",
            offset=0,
            expected="a request or a response",
            found="a shared token",
        )
    raise DecodeError(
        "not a CMC, CRMF or CMS message: no such type starts with " + " ".join(f"{tag:02x}" for tag in children[:4]),
        offset=0,
    )


def part_of(data: bytes, limits: Limits) -> str | None:
    """Return the name of the type that `data`, no message, looks like: SharedToken, or None."""
    look = _Look(data, limits)
    return "SharedToken" if look.tag(()) == 0x30 and look.children(()) == [0x04, 0x04] else None


def _signed_object(look: _Look) -> str:
    """Tell a PKCS#10 request from the other things that are signed the X.509 way."""
    fields = look.children((0,))
    if fields[:1] == [0x02] and look.children((0, 1))[:1] != [0x06]:
        return "CertificationRequest"
    what = "a certificate" if fields[:1] == [0xA0] or 0xA3 in fields or len(fields) >= 6 else "a CRL"
    raise DecodeError(
        f"{what} alone, not a CMC, CRMF or CMS message",
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
        start, stop = 0, len(self._data)
        try:
            at = self._reader.read(0, stop, "", clip=True)
            start, stop = at.start, at.stop
            for index in path:
                for _ in range(index):
                    start = self._reader.read(start, stop, "", clip=True).next
                at = self._reader.read(start, stop, "", clip=True)
                start, stop = at.start, at.stop
        except DecodeError:
            return []
        tags: list[int] = []
        while start < stop and len(tags) < 8:
            tags.append(self._data[start])
            try:
                start = self._reader.read(start, stop, "", clip=True).next
            except DecodeError:
                break
        return tags

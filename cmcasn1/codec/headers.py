"""Headers of BER and DER with every rule spelled out, for the decoder that explains."""

from __future__ import annotations

from cmcasn1.codec.types import tag_name
from cmcasn1.errors import EncodingRuleError, LimitError, TagError, TruncatedError


class Header:
    """Identifier and length of one TLV: where it starts, where its contents start and stop, where the next TLV is."""

    __slots__ = ("identifier", "indefinite", "minimal", "next", "offset", "start", "stop")

    def __init__(
        self, identifier: int, offset: int, start: int, stop: int, next: int, indefinite: bool, minimal: bool
    ) -> None:
        self.identifier = identifier
        self.offset = offset
        self.start = start
        self.stop = stop
        self.next = next
        self.indefinite = indefinite
        self.minimal = minimal

    @property
    def constructed(self) -> bool:
        """Whether the contents are TLVs themselves."""
        return bool(self.identifier & 0x20)


class HeaderReader:
    """Reads headers of one input; finds the ends of indefinite lengths in one pass over each."""

    def __init__(self, data: bytes, depth: int) -> None:
        self.data = data
        self._depth = depth
        self._ends: dict[int, int] = {}

    def read(self, p: int, end: int, path: str, *, clip: bool = False) -> Header:
        """Read the header at `p` of a TLV that must stop at `end` at the latest.

        Raises TruncatedError where header or contents go beyond `end` (with `clip` the contents are cut there
        instead), EncodingRuleError for what not even BER allows. X.690 sections 8.1.2 and 8.1.3.
        """
        data = self.data
        offset = p
        if p >= end:
            raise self._truncated(path, offset, "an identifier octet", 1, end - p)
        identifier = data[p]
        p += 1
        minimal = True
        if identifier & 0x1F == 0x1F:
            first = p
            while True:
                if p >= end:
                    raise self._truncated(path, offset, "a tag number", p - offset + 1, end - offset)
                p += 1
                if data[p - 1] < 128:
                    break
            if data[first] == 0x80 or (p - first == 1 and data[first] < 31):
                minimal = False
        if p >= end:
            raise self._truncated(path, offset, "a length", p - offset + 1, end - offset)
        length = data[p]
        p += 1
        if length < 128:
            return self._finish(identifier, offset, p, length, end, path, minimal, clip)
        if length == 0xFF:
            raise EncodingRuleError(
                "length octet FF is reserved (X.690 section 8.1.3.5)",
                path=path,
                offset=p - 1,
                expected="a length",
                found="ff",
            )
        if length == 0x80:
            return self._indefinite(identifier, offset, p, end, path, minimal)
        count = length - 128
        if p + count > end:
            raise self._truncated(path, offset, "a length", p + count - offset, end - offset)
        length = int.from_bytes(data[p : p + count], "big")
        if data[p] == 0 or length < 128:
            minimal = False
        return self._finish(identifier, offset, p + count, length, end, path, minimal, clip)

    def _finish(
        self,
        identifier: int,
        offset: int,
        start: int,
        length: int,
        end: int,
        path: str,
        minimal: bool,
        clip: bool,
    ) -> Header:
        stop = start + length
        if stop > end:
            if not clip:
                raise self._truncated(path, offset, tag_name(identifier), length, end - start)
            stop = end
        return Header(identifier, offset, start, stop, stop, False, minimal)

    def _truncated(self, path: str, offset: int, what: str, needed: int, present: int) -> TruncatedError:
        # A length may have 126 octets: three hundred digits say no more than this.
        octets = f"{needed} octets" if needed < 1 << 64 else "2^64 octets or more"
        return TruncatedError(
            f"{what} needs {octets}, {present} present",
            path=path,
            offset=offset,
            expected=octets,
            found=f"{present} octets",
        )

    def _indefinite(self, identifier: int, offset: int, start: int, end: int, path: str, minimal: bool) -> Header:
        if not identifier & 0x20:
            raise EncodingRuleError(
                "a primitive encoding has an indefinite length (X.690 section 8.1.3.2)",
                path=path,
                offset=offset,
                expected="a definite length",
                found="80",
            )
        if start not in self._ends:
            self._find_ends(start, end, path)
        stop = self._ends[start]
        if stop + 2 > end:
            raise self._truncated(path, offset, "the end-of-contents octets", stop + 2 - offset, end - offset)
        return Header(identifier, offset, start, stop, stop + 2, True, minimal)

    def _find_ends(self, start: int, end: int, path: str) -> None:
        """Note where the contents that start at `start`, and all indefinite ones directly inside, stop."""
        data = self.data
        open_starts = [start]
        p = start
        while open_starts:
            if data[p : p + 2] == b"\0\0" and p + 2 <= end:
                self._ends[open_starts.pop()] = p
                p += 2
                continue
            if p + 2 > end:
                raise self._truncated(path, open_starts[-1], "the end-of-contents octets", 2, max(0, end - p))
            length = self._length_at(p, end)
            if data[p] & 0x20 and length < end and data[length] == 0x80:
                open_starts.append(length + 1)
                if len(open_starts) > self._depth:
                    raise LimitError.depth(self._depth, p, path)
                p = length + 1
            else:
                inner = self.read(p, end, path)
                p = inner.next

    def _length_at(self, p: int, end: int) -> int:
        """Return where the length octets of the TLV at `p` start, behind a tag number of any size."""
        data = self.data
        p += 1
        if data[p - 1] & 0x1F == 0x1F:
            while p < end and data[p] > 127:
                p += 1
            p += 1
        return p


def check_tag(found: Header, wanted: int, title: str, path: str, *, ber_string: bool) -> None:
    """Raise TagError unless the header bears identifier octet `wanted`, constructed where BER strings may be."""
    if found.identifier == wanted or (ber_string and found.identifier == wanted | 0x20):
        return
    expected = f"{title} ({wanted:02x})" if wanted < 0x40 else f"{title} tagged {tag_name(wanted)}"
    if found.identifier & ~0x20 == wanted & ~0x20:
        form = "constructed" if found.constructed else "primitive"
        raise EncodingRuleError(
            f"expected {expected}, found the {form} form ({found.identifier:02x})",
            path=path,
            offset=found.offset,
            expected=expected,
            found=tag_name(found.identifier),
        )
    raise TagError(
        f"expected {expected}, found {tag_name(found.identifier)}",
        path=path,
        offset=found.offset,
        expected=expected,
        found=tag_name(found.identifier),
    )

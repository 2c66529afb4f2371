"""Messages one after another in a stream of octets: `Deframer`. RFC 10003 section 7."""

from __future__ import annotations

from cmcasn1.errors import CMCError, DecodeError, EncodingRuleError, LimitError, TagError, TruncatedError
from cmcasn1.limits import DEFAULT_LIMITS, Limits

_SEQUENCE = 0x30
# A header is read again with each piece until it is complete: without a bound that were quadratic.
_LONGEST_TAG = 8
_TEXT = {
    b"-----": "PEM; over TCP a message is sent in its binary form",
    b"HTTP/": "an HTTP response; this port speaks HTTP, not CMC over TCP",
    b"POST ": "an HTTP request; the client speaks HTTP, not CMC over TCP",
    b"GET /": "an HTTP request; the client speaks HTTP, not CMC over TCP",
    b"\x16\x03": "a TLS record; the peer speaks TLS, and plain TCP is expected",
    b"\x15\x03": "a TLS alert; the peer speaks TLS, and plain TCP is expected",
    b"MI": "base64; over TCP a message is sent in its binary form",
}


class Deframer:
    """Cuts a stream into messages: sans-IO, in linear time, the same however the stream is cut into pieces.

    Nothing stands between the messages of a TCP connection; the length of the outermost SEQUENCE says where each
    ends, and for an indefinite length the end-of-contents octets that belong to it. `limits.size` bounds one
    message, `limits.depth` the nesting of indefinite lengths. The messages are not decoded.
    """

    def __init__(self, limits: Limits = DEFAULT_LIMITS) -> None:
        self._limits = limits
        self._buffer = bytearray()
        self._offset = 0  # of the buffer in the stream
        self._at = 0  # where in the buffer the next header starts
        self._open = 0  # indefinite lengths that wait for their end-of-contents octets
        self._error: CMCError | None = None

    @property
    def pending(self) -> int:
        """Number of octets that wait for the rest of their message."""
        return len(self._buffer)

    def feed(self, data: bytes) -> list[bytes]:
        """Take octets of the stream; returns the messages that these complete.

        Raises `DecodeError` where the stream cannot go on: LimitError for a message beyond the limits, TagError
        for what starts no message, EncodingRuleError for what is no BER. Messages before the fault are
        returned first: the error then comes with the next call. Its hint is the better the more octets came with
        the faulty one.
        """
        if self._error:
            raise self._error
        self._buffer += data
        messages: list[bytes] = []
        try:
            while (end := self._end()) is not None:
                messages.append(bytes(self._buffer[:end]))
                del self._buffer[:end]
                self._offset += end
                self._at = 0
        except DecodeError as error:
            self._error = error
            if not messages:
                raise
        return messages

    def close(self) -> None:
        """Say that the stream has ended; raises TruncatedError where it ends within a message."""
        if self._error:
            raise self._error
        if self._buffer:
            self._error = TruncatedError(
                f"the stream ends {len(self._buffer)} octets into a message",
                path="input",
                offset=self._offset + len(self._buffer),
                expected=self._expected(),
                found="the end of the stream",
            )
            raise self._error

    def _expected(self) -> str:
        if self._open:
            return "end-of-contents octets"
        header = self._header(0)
        return f"{header[1]} octets" if header else "a length"

    def _end(self) -> int | None:
        """Return where the first message in the buffer ends; None while it is not complete."""
        while True:
            if self._at == 0 and self._buffer:
                self._check_start()
            header = self._header(self._at)
            if header is None:
                return None
            following, end = header
            if self._open and self._buffer[self._at] == 0:
                self._open -= 1
            elif end < 0:
                self._open += 1
                if self._open > self._limits.depth:
                    raise LimitError.depth(self._limits.depth, self._offset + self._at)
            else:
                self._check_size(end)
                if end > len(self._buffer):
                    return None
                following = end
            self._check_size(following)
            self._at = following
            if not self._open:
                return following

    def _header(self, at: int) -> tuple[int, int] | None:
        """Return where the contents of the TLV at `at` start and end (-1: not stated); None while that is unknown."""
        data, p = self._buffer, at + 1
        if p < len(data) and data[at] & 0x1F == 0x1F:
            while p < len(data) and data[p] & 0x80:
                p += 1
                if p - at > _LONGEST_TAG:
                    raise LimitError(
                        f"a tag of more than {_LONGEST_TAG} octets",
                        path="input",
                        offset=self._offset + at,
                        expected=f"{_LONGEST_TAG} octets at most",
                        found="more",
                    )
            p += 1
        if p >= len(data):
            return None
        length = data[p]
        p += 1
        if data[at] == 0 and length:
            raise EncodingRuleError(
                "end-of-contents octets out of place",
                path="input",
                offset=self._offset + at,
                expected="00 00 at the end of an indefinite length",
                found=data[at:p].hex(" "),
            )
        if length < 0x80:
            return p, p + length
        if length == 0x80:
            if not data[at] & 0x20:
                raise EncodingRuleError(
                    "a primitive encoding has an indefinite length (X.690 section 8.1.3.2)",
                    path="input",
                    offset=self._offset + at,
                    expected="a definite length",
                    found="80",
                )
            return p, -1
        if length == 0xFF:
            raise EncodingRuleError(
                "length octet FF is reserved (X.690 section 8.1.3.5)",
                path="input",
                offset=self._offset + p - 1,
                expected="a length octet below ff",
                found="ff",
            )
        count = length - 0x80
        if p + count > len(data):
            return None
        return p + count, p + count + int.from_bytes(data[p : p + count], "big")

    def _check_size(self, size: int) -> None:
        if size > self._limits.size:
            raise LimitError(
                f"a message of {size} octets or more, at most {self._limits.size} are taken",
                path="input",
                offset=self._offset,
                expected=f"{self._limits.size} octets at most",
                found=f"{size} octets",
            )

    def _check_start(self) -> None:
        if self._buffer[0] == _SEQUENCE:
            return
        start = bytes(self._buffer[:5])
        looks_like = next((what for text, what in _TEXT.items() if start.startswith(text)), None)
        raise TagError(
            f"expected a message (SEQUENCE, 30), found {start[:1].hex()}",
            path="input",
            offset=self._offset,
            expected="SEQUENCE (30)",
            found=start[:1].hex(),
            hint=f"it looks like {looks_like}" if looks_like else None,
        )

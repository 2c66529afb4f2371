"""Messages come out of a stream the same however it is cut."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmcasn1.errors import CMCError, DecodeError, EncodingRuleError, LimitError, TagError, TruncatedError
from cmcasn1.limits import Limits
from cmcasn1.transport import Deframer
from tests.blobs import committed_blobs

MESSAGES = [b.data for b in committed_blobs() if b.asn1_type == "ContentInfo" and not b.is_armoured]
BER = [message for message in MESSAGES if message[1] == 0x80]

tags = st.sampled_from([b"\x02", b"\x04", b"\x30", b"\xa0", b"\x1f\x81\x22", b"\x7f\x55"])


def definite(tag: bytes, contents: bytes, count: int = 0) -> bytes:
    """A TLV whose length takes `count` octets behind the first, or as few as possible."""
    size = len(contents)
    count = max(count, 0 if size < 128 else (size.bit_length() + 7) // 8)
    return tag + (bytes([size]) if count == 0 else bytes([0x80 | count]) + size.to_bytes(count, "big")) + contents


primitives = st.builds(definite, tags, st.binary(max_size=200), st.integers(0, 4))
elements = st.recursive(
    primitives,
    lambda inner: st.builds(
        lambda tag, parts: tag + b"\x80" + b"".join(parts) + b"\0\0",
        st.sampled_from([b"\x24", b"\x30", b"\xa0", b"\x7f\x55"]),
        st.lists(inner, max_size=4),
    ),
    max_leaves=8,
)
messages = st.one_of(
    st.builds(lambda parts: b"\x30\x80" + b"".join(parts) + b"\0\0", st.lists(elements, max_size=4)),
    st.builds(definite, st.just(b"\x30"), st.binary(max_size=400), st.integers(0, 4)),
)


def outcome(pieces: list[bytes], limits: Limits) -> tuple[list[bytes], type[CMCError] | None]:
    """All messages of a stream in pieces, and the error that ends it."""
    deframer = Deframer(limits)
    found: list[bytes] = []
    try:
        for piece in pieces:
            found += deframer.feed(piece)
        deframer.close()
    except DecodeError as error:
        return found, type(error)
    return found, None


def cut(stream: bytes, cuts: list[int]) -> list[bytes]:
    places = sorted({0, len(stream), *(at % (len(stream) + 1) for at in cuts)})
    return [stream[a:b] for a, b in pairwise(places)]


@given(st.lists(messages, max_size=5), st.lists(st.integers(0, 5000), max_size=10))
def test_messages_come_out_as_they_went_in(sent: list[bytes], cuts: list[int]) -> None:
    stream = b"".join(sent)
    assert outcome([stream], Limits()) == (sent, None)
    assert outcome(cut(stream, cuts), Limits()) == (sent, None)
    assert outcome([bytes([octet]) for octet in stream], Limits()) == (sent, None)


@given(
    st.lists(st.one_of(messages, st.binary(max_size=20)), max_size=4),
    st.lists(st.integers(0, 5000), max_size=10),
    st.sampled_from([Limits(), Limits(size=150), Limits(depth=2)]),
)
def test_any_stream_ends_the_same_in_any_pieces(parts: list[bytes], cuts: list[int], limits: Limits) -> None:
    stream = b"".join(parts)
    whole = outcome([stream], limits)
    assert outcome(cut(stream, cuts), limits) == whole
    assert outcome([bytes([octet]) for octet in stream], limits) == whole


def test_real_messages_follow_one_another() -> None:
    assert BER and len(MESSAGES) > 50
    stream = b"".join(MESSAGES)
    assert outcome([stream], Limits()) == (MESSAGES, None)
    assert outcome([stream[at : at + 7] for at in range(0, len(stream), 7)], Limits()) == (MESSAGES, None)


@pytest.mark.parametrize("message", [MESSAGES[0], BER[0]], ids=["der", "ber"])
def test_every_truncation_waits_and_is_an_error_at_the_end(message: bytes) -> None:
    for size in range(1, len(message)):
        deframer = Deframer()
        assert deframer.feed(message[:size]) == []
        assert deframer.pending == size
        with pytest.raises(TruncatedError, match=f"ends {size} octets into a message"):
            deframer.close()
    deframer = Deframer()
    assert deframer.feed(message) == [message]
    deframer.close()


FAULTS: dict[str, tuple[bytes, type[CMCError], str]] = {
    "pem": (b"-----BEGIN CMC-----", TagError, "looks like PEM"),
    "http request": (b"POST / HTTP/1.1", TagError, "looks like an HTTP request"),
    "http response": (b"HTTP/1.1 200 OK", TagError, "looks like an HTTP response"),
    "tls": (bytes.fromhex("1603010200"), TagError, "looks like a TLS record"),
    "base64": (b"MIIJGAYJ", TagError, "looks like base64"),
    "other tag": (bytes.fromhex("0403616263"), TagError, "expected a message"),
    "end-of-contents first": (b"\0\0", TagError, "expected a message"),
    "end-of-contents with a length": (bytes.fromhex("308000 01"), EncodingRuleError, "out of place"),
    "primitive without length": (bytes.fromhex("30800480"), EncodingRuleError, "primitive encoding"),
    "reserved length": (bytes.fromhex("30ff"), EncodingRuleError, "reserved"),
    "endless tag": (bytes.fromhex("3080") + b"\x1f" + b"\x80" * 20, LimitError, "a tag of more than"),
    "too long": (bytes.fromhex("30840fffffff"), LimitError, "octets or more, at most 134217728"),
    "absurdly long": (b"\x30\xfe" + b"\xff" * 126, LimitError, "octets or more"),
    "too deep": (bytes.fromhex("3080") * 65, LimitError, "nested deeper than 64"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_faults(name: str) -> None:
    data, kind, text = FAULTS[name]
    deframer = Deframer()
    with pytest.raises(kind, match=text):
        deframer.feed(data)
    # The stream is lost.
    for again in (lambda: deframer.feed(MESSAGES[0]), deframer.close):
        with pytest.raises(kind):
            again()


def test_messages_before_a_fault_are_given_out() -> None:
    deframer = Deframer()
    assert deframer.feed(MESSAGES[0] + b"GET / HTTP/1.1") == [MESSAGES[0]]
    with pytest.raises(TagError) as caught:
        deframer.feed(b"")
    assert caught.value.offset == len(MESSAGES[0])
    assert "HTTP request" in str(caught.value)


def test_a_message_of_the_largest_size_is_taken_and_one_more_octet_is_not() -> None:
    for message in (MESSAGES[0], BER[0]):
        assert Deframer(Limits(size=len(message))).feed(message) == [message]
        with pytest.raises(LimitError):
            Deframer(Limits(size=len(message) - 1)).feed(message)


def test_an_endless_message_is_refused_when_the_limit_is_reached() -> None:
    deframer = Deframer(Limits(size=1000))
    deframer.feed(b"\x30\x80")
    for _ in range(499):
        assert deframer.feed(b"\x05\x00") == []
    with pytest.raises(LimitError):
        deframer.feed(b"\x05\x00")


def test_work_is_linear_in_the_octets(monkeypatch: pytest.MonkeyPatch) -> None:
    looked = 0
    header = Deframer._header

    def counting(self: Deframer, at: int) -> object:
        nonlocal looked
        looked += 1
        return header(self, at)

    monkeypatch.setattr(Deframer, "_header", counting)
    message = b"\x30\x80" + b"\x24\x80" + b"\x04\x01x" * 3000 + b"\0\0" * 2
    assert outcome([bytes([octet]) for octet in message * 3], Limits()) == ([message] * 3, None)
    assert looked < 3 * 3 * len(message)

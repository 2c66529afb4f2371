"""What the encoder takes for a value and what it does not; what the codec remembers and what it leaves alone."""

from __future__ import annotations

import gc
import re
import threading
from array import array
from datetime import UTC, datetime, timedelta, timezone
from itertools import product
from typing import Any

import pytest

import cmcasn1
from cmcasn1 import BuildError
from cmcasn1.codec import caches, coding
from cmcasn1.codec.coding import decode_named, encode_named
from cmcasn1.codec.primitives import UTF8String

COMMON_NAME = cmcasn1.Oid("2.5.4.3")


def _pair(text: str) -> cmcasn1.AttributeTypeAndValue:
    return cmcasn1.AttributeTypeAndValue(COMMON_NAME, UTF8String(text))


def test_a_list_in_a_name_may_change_between_two_encodings() -> None:
    rdn = [_pair("before")]
    name = cmcasn1.Name((rdn,))  # type: ignore[arg-type, unused-ignore]
    assert b"before" in cmcasn1.encode_der(name)
    rdn[0] = _pair("after")
    assert b"after" in cmcasn1.encode_der(name)


@pytest.mark.parametrize(
    ("value", "contents"),
    [
        (0, "00"),
        (1, "01"),
        (127, "7f"),
        (128, "0080"),
        (255, "00ff"),
        (256, "0100"),
        (-1, "ff"),
        (-128, "80"),
        (-129, "ff7f"),
        (1 << 64, "010000000000000000"),
        (-(1 << 63), "8000000000000000"),
    ],
)
def test_integers_at_the_edges_of_the_table(value: int, contents: str) -> None:
    der = bytes((2, len(contents) // 2)) + bytes.fromhex(contents)
    assert encode_named("INTEGER", value) == der
    assert decode_named("INTEGER", der) == value


@pytest.mark.parametrize("value", [1.0, 300.0, "1", None, b"\x01"])
def test_what_only_equals_an_integer_is_refused(value: object) -> None:
    encode_named("INTEGER", 1)
    with pytest.raises(BuildError):
        encode_named("INTEGER", value)
    with pytest.raises(BuildError) as caught:
        cmcasn1.encode_der(cmcasn1.TransactionId(value))  # type: ignore[arg-type]
    assert caught.value.expected == "int"


@pytest.mark.parametrize("value", [array("I", [1]), memoryview(b"ab"), "ab", [1, 2], 3, None])
def test_what_is_no_octets_is_refused(value: object) -> None:
    with pytest.raises(BuildError):
        encode_named("OCTET STRING", value)


def test_a_component_of_another_class_is_refused() -> None:
    class Pretender:
        algorithm = "1.2.840.113549.1.1.1"
        parameters = None

    info = cmcasn1.SubjectPublicKeyInfo(Pretender(), cmcasn1.BitString(b"\0"))  # type: ignore[arg-type]
    with pytest.raises(BuildError) as caught:
        cmcasn1.encode_der(info)
    assert caught.value.expected == "AlgorithmIdentifier"


@pytest.mark.parametrize("value", [5, b"1.2.3", "1.2.x", "1", None])
def test_what_is_no_oid_is_refused(value: object) -> None:
    with pytest.raises(BuildError):
        encode_named("OBJECT IDENTIFIER", value)


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("UTCTime", datetime(2049, 12, 31, 23, 59, 59, tzinfo=UTC), "491231235959Z"),
        ("UTCTime", datetime(1950, 1, 1, tzinfo=UTC), "500101000000Z"),
        ("UTCTime", datetime(2024, 5, 6, 1, 8, 9, tzinfo=timezone(timedelta(hours=2))), "240505230809Z"),
        ("GeneralizedTime", datetime(1, 2, 3, 4, 5, 6, tzinfo=UTC), "00010203040506Z"),
        ("GeneralizedTime", datetime(2050, 2, 3, 4, 5, 6, 120000, tzinfo=UTC), "20500203040506.12Z"),
        ("GeneralizedTime", datetime(2050, 2, 3, 4, 5, 6, 1, tzinfo=UTC), "20500203040506.000001Z"),
    ],
)
def test_times(name: str, value: datetime, text: str) -> None:
    der = bytes((0x17 if name == "UTCTime" else 0x18, len(text))) + text.encode()
    assert encode_named(name, value) == der
    decoded = decode_named(name, der)
    assert decoded == value
    assert decoded.tzinfo is UTC


def test_forgetting_changes_nothing_but_the_time_taken() -> None:
    name = cmcasn1.Name((cmcasn1.RelativeDistinguishedName((_pair("x"),)),))
    der = cmcasn1.encode_der(name)
    first = cmcasn1.decode_der(cmcasn1.Name, der)
    assert cmcasn1.decode_der(cmcasn1.Name, der) is first
    caches.forget()
    again = cmcasn1.decode_der(cmcasn1.Name, der)
    assert again is not first
    assert again == first == name
    assert cmcasn1.encode_der(again) == der


@pytest.mark.parametrize("collecting", [True, False])
@pytest.mark.parametrize("last", [b"\x02\x01\x01", b"\x01\x01\x01"])
def test_a_long_message_leaves_the_garbage_collector_as_it_was(
    collecting: bool, last: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    contents = b"\x02\x01\x01" * 30_000 + last
    data = b"\x30\x83" + len(contents).to_bytes(3, "big") + contents
    meanwhile = []
    decode_named("BodyPartList", b"\x30\x03\x02\x01\x01")  # which imports its decoder
    decoder = coding._decoders["BodyPartList"]

    def watched(*arguments: object) -> object:
        meanwhile.append(gc.isenabled())
        return decoder(*arguments)

    monkeypatch.setitem(coding._decoders, "BodyPartList", watched)
    was = gc.isenabled()
    (gc.enable if collecting else gc.disable)()
    try:
        if last[0] == 2:
            assert len(decode_named("BodyPartList", data)) == 30_001
        else:
            with pytest.raises(cmcasn1.DecodeError):
                decode_named("BodyPartList", data)
        assert gc.isenabled() is collecting
    finally:
        (gc.enable if was else gc.disable)()
    assert meanwhile == [False]


@pytest.mark.parametrize("collecting", [True, False])
@pytest.mark.parametrize("value", [2, "two"])
def test_making_pyasn1_objects_leaves_the_garbage_collector_as_it_was(collecting: bool, value: object) -> None:
    was = gc.isenabled()
    (gc.enable if collecting else gc.disable)()
    try:
        if value == 2:
            assert int(cmcasn1.TransactionId(2).to_asn1()) == 2
        else:
            with pytest.raises(BuildError):
                cmcasn1.TransactionId(value).to_asn1()  # type: ignore[arg-type]
        assert gc.isenabled() is collecting
    finally:
        (gc.enable if was else gc.disable)()


class Turns:
    """The garbage collector's switch, as threads find it that go on only when it is their turn."""

    def __init__(self, on: bool) -> None:
        self.on = on
        self._go = [threading.Semaphore(0), threading.Semaphore(0)]
        self._stands = [threading.Semaphore(0), threading.Semaphore(0)]
        self._running = [True, True]
        self._number = threading.local()
        self._threads = [threading.Thread(target=self._work, args=(number,), daemon=True) for number in (0, 1)]

    def _wait(self) -> None:
        self._stands[self._number.value].release()
        self._go[self._number.value].acquire()

    def _work(self, number: int) -> None:
        self._number.value = number
        self._wait()
        coding.uncollected(self._wait)
        self._running[number] = False
        self._stands[number].release()

    def isenabled(self) -> bool:
        on = self.on
        self._wait()
        return on

    def enable(self) -> None:
        self.on = True
        self._wait()

    def disable(self) -> None:
        self.on = False
        self._wait()

    def play(self, order: tuple[int, ...]) -> None:
        for thread, stands in zip(self._threads, self._stands, strict=True):
            thread.start()
            assert stands.acquire(timeout=30)
        for number in (*order, *[0] * 9, *[1] * 9):
            if self._running[number]:
                self._go[number].release()
                assert self._stands[number].acquire(timeout=30)
        assert self._running == [False, False]


@pytest.mark.parametrize("on", [True, False])
def test_threads_leave_the_garbage_collector_as_it_was(on: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """In whatever order two threads come to their steps: each that switches it off switches it on again later."""
    for order in product((0, 1), repeat=7):
        turns = Turns(on)
        monkeypatch.setattr(coding, "gc", turns)
        turns.play(order)
        assert turns.on is on, order


HALVES: dict[str, Any] = {
    "a minor version alone": (cmcasn1.CertificateTemplateOID(cmcasn1.Oid("1.2.3"), None, 5), "templateMinorVersion"),
    "a number out of range": (cmcasn1.BodyPartList((1, 2**33)), r"BodyPartList\[1\]"),
    "octets for text": (cmcasn1.Identification(b"x"), "Identification"),  # type: ignore[arg-type]
    "text for octets": (cmcasn1.SenderNonce("x"), "SenderNonce"),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("case", HALVES)
@pytest.mark.parametrize("way", [cmcasn1.encode_der, lambda value: value.to_asn1()], ids=["encode", "to_asn1"])
def test_a_value_that_no_encoding_has(case: str, way: Any) -> None:
    value, named = HALVES[case]
    with pytest.raises(BuildError, match="expected") as raised:
        way(value)
    assert re.search(named, raised.value.path)


def test_both_versions_of_a_template() -> None:
    for numbers in ((None, None), (1, None), (1, 2)):
        value = cmcasn1.CertificateTemplateOID(cmcasn1.Oid("1.2.3"), *numbers)
        assert cmcasn1.decode_der(cmcasn1.CertificateTemplateOID, cmcasn1.encode_der(value)) == value
        assert cmcasn1.CertificateTemplateOID.from_asn1(value.to_asn1()) == value

"""Mutated vectors: a value or a CMCError, whatever the octets; the two decoders agree; `inspect` never raises.

A failure names the case; `tests.mutations.mutation(case)` gives its octets again.
"""

from __future__ import annotations

from collections import Counter
from typing import Any as _Any

import pytest

import cmcasn1
from cmcasn1.codec.coding import decode_named, encode_named
from cmcasn1.codec.tables import type_named
from cmcasn1.codec.walk import Walker
from cmcasn1.limits import Limits
from tests.blobs import blob
from tests.mutations import elements, mutation, put, seeds
from tests.readers import READERS

SMALL = 2500
LARGE = 200_000


class Refused(Exception):
    """The fast decoder does not accept the input."""


def refuse(name: str, data: bytes, limits: Limits) -> None:
    raise Refused(name)


def decode_fast(name: str, data: bytes) -> _Any:
    return decode_named(name, data, refused=refuse)


def judged(case: int) -> str:
    """Decode one mutation in every way; returns the verdict."""
    _, name, data = mutation(case)
    verdict = decoded(name, data)
    try:
        message = cmcasn1.parse(data)
    except cmcasn1.DecodeError as error:
        assert str(error)
        message = None
    inspection = cmcasn1.inspect(data)
    assert (inspection.message is None) <= bool(inspection.problems)
    assert message is None or inspection.message == message
    return verdict


def decoded(name: str, data: bytes) -> str:
    """Hold the decoder that only accepts and the one that explains to the same verdict and the same value."""
    walker = Walker(data)
    try:
        explained = walker.decode(type_named(name), 0, len(data), name)
    except cmcasn1.DecodeError as error:
        with pytest.raises(Refused):
            decode_fast(name, data)
        assert error.path and error.offset is not None and 0 <= error.offset <= len(data)
        assert f"{error.path} (byte {error.offset}): " in str(error)
        with pytest.raises(type(error)):
            decode_named(name, data)
        return type(error).__name__
    assert encode_named(name, explained) == data
    assert repr(decode_named(name, data)) == repr(explained)
    if walker.problems:
        # A control that does not fit is left closed, with the reason that only the explaining one can give.
        with pytest.raises(Refused):
            decode_fast(name, data)
        return "unknown control"
    assert decode_fast(name, data) == explained
    return "accepted"


def run(cases: range) -> Counter[str]:
    verdicts: Counter[str] = Counter()
    for case in cases:
        try:
            verdicts[judged(case)] += 1
        except BaseException as error:
            error.add_note(f"mutation({case}): {mutation(case)[0]} {mutation(case)[2].hex()}")
            raise
    return verdicts


def read(data: bytes) -> None:
    """Let everything that reads a message have it."""
    for way, reader in READERS.items():
        try:
            reader(data)
        except cmcasn1.CMCError as error:
            assert str(error)
        except BaseException as error:
            error.add_note(f"{way}: {data.hex()}")
            raise


def test_readers() -> None:
    for case in range(SMALL // 2):
        read(mutation(case)[2])


@pytest.mark.slow
def test_readers_of_many() -> None:
    for case in range(SMALL, SMALL + LARGE // 5):
        read(mutation(case)[2])


@pytest.mark.parametrize("negative", [False, True])
@pytest.mark.parametrize(
    "name",
    [
        "dogtag/cmcreq_agent_p10_allcontrols.bin",
        "dogtag/cmcreq_agent_crmf_pop.bin",
        "dogtag/cmcreq_revoke_sharedsecret.bin",
        "dogtag/resp_encryptedpop_user_crmf_nopop.bin",
        "peers/openssl-generated/ir_sig_CertReqMessages.der",
    ],
)
def test_integers_of_more_digits_than_python_writes(name: str, negative: bool) -> None:
    """sys.set_int_max_str_digits: 4,300 unless told, and none of it is lost to whoever asks for hex."""
    data = blob(name).data
    integers = [each for each in elements(data) if data[each[0]] == 2]
    assert integers
    for _, start, end in integers:
        read(put(data, start, end, (b"\x80" if negative else b"\x7f") + bytes(2000)))


def test_mutations() -> None:
    verdicts = run(range(SMALL))
    # The mutations are worth something only if they reach every kind of refusal, and leave some messages whole.
    assert min(verdicts[kind] for kind in ("accepted", "unknown control", "ConstraintError", "TrailingDataError")) > 10
    assert min(verdicts[kind] for kind in ("TruncatedError", "TagError", "EncodingRuleError")) > 100


@pytest.mark.slow
def test_many_mutations() -> None:
    verdicts = run(range(SMALL, SMALL + LARGE))
    print(verdicts)
    assert verdicts.total() == LARGE


def test_mutations_can_be_replayed() -> None:
    assert [mutation(case) for case in range(50)] == [mutation(case) for case in range(50)]
    assert len({mutation(case)[2] for case in range(500)}) > 450
    assert len({mutation(case)[0] for case in range(2000)}) == len(seeds())

"""The parts of a message under construction: numbers are given, references checked (RFC 10002 section 3.2.2)."""

from __future__ import annotations

from functools import lru_cache
from itertools import count, filterfalse
from typing import TYPE_CHECKING, Any

from cmcasn1.cmc.body_part_graph import MAX_BODY_PART_ID, body_part_id
from cmcasn1.cmc.controls import all_controls, by_oid
from cmcasn1.cmc.tagged_request import TaggedCertificationRequest
from cmcasn1.errors import BuildError, integer_in_words
from cmcasn1.oids import Oid
from cmcasn1.pkix.pkcs10 import CertificationRequest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import TypeAlias

    from cmcasn1.cmc.controls import ControlInfo
    from cmcasn1.cmc.controls.control import Control
    from cmcasn1.codec.value import Value

    # The number of a part, None where it is yet to be given, and the part: a PKCS #10 request, or another part whole.
    Draft: TypeAlias = tuple[int | None, Any]
    # The number of a control, its OID, and its value or what computes it when the parts have their numbers: from the
    # message without its controls, and these drafts.
    ControlDraft: TypeAlias = tuple[int | None, Oid, Any]
    Late: TypeAlias = Callable[[Any, Sequence[ControlDraft]], Control]


@lru_cache(256)
def control_oid(cls: type[Value], oid: Oid | None, direction: str) -> Oid:
    """Return the OID of a control whose value is of a class, in a message that goes in `direction`.

    `direction` is "request" or "response"; `oid` is needed only for classes that more than one control has. Raises
    `BuildError` for a control that goes the other way, belongs into a request (an attribute), or whose OID is
    ambiguous. RFC 10002 section 6.
    """
    info = _by_class(cls) if oid is None else by_oid(oid)
    if info is None:
        if oid is None:
            raise BuildError(f"{cls.__name__} is no control")
        return Oid(oid)
    if info.placement != "control":
        raise BuildError(f"{info.name} is an {info.placement}, not a control ({info.document})")
    if info.direction != direction and info.direction != "both":
        raise BuildError(f"{info.name} is not for a {direction} ({info.document})")
    return info.oid


def _by_class(cls: type[Value]) -> ControlInfo | None:
    found = [info for info in all_controls() if info.class_name == cls.__name__]
    if len(found) > 1:
        names = " and ".join(info.name for info in found)
        raise BuildError(f"{cls.__name__} is the value of {names}: give the OID")
    return found[0] if found else None


def refuse_second(oid: Oid) -> None:
    """Raise `BuildError` if a message holds a control of this kind only once. RFC 10002 section 6."""
    info = by_oid(oid)
    if info is not None and info.cardinality == "0..1":
        raise BuildError(f"{info.name} may only be set once ({info.document})")


def numbered(drafts: Iterable[Draft], numbers: Iterable[int]) -> tuple[Any, ...]:
    """Return parts with their numbers; that of a CRMF request, its certReqId, is there from the beginning."""
    made = []
    for (_, part), number in zip(drafts, numbers, strict=True):
        if type(part) is CertificationRequest:
            made.append(TaggedCertificationRequest(number, part))
        else:
            made.append(part if body_part_id(part) == number else part.__replace__(body_part_id=number))
    return tuple(made)


def part_numbers(sequences: Sequence[Sequence[Draft | ControlDraft]]) -> list[Sequence[int]]:
    """Return the numbers of all parts: those without one get the lowest that is free, in the order of the sequences.

    The certReqId of a CRMF request is its number and cannot be changed: the proof of possession covers it. Raises
    `BuildError` for a number twice or out of range. RFC 10002 section 3.2.2.
    """
    for sequence in sequences:
        for draft in sequence:
            if draft[0] is not None:
                return _numbers_beside_those_given(sequences)
    start = 1
    return [range(start, start := start + len(sequence)) for sequence in sequences]


def _numbers_beside_those_given(sequences: Sequence[Sequence[Draft | ControlDraft]]) -> list[Sequence[int]]:
    taken: set[int] = set()
    for number in [draft[0] for sequence in sequences for draft in sequence if draft[0] is not None]:
        if not 1 <= number <= MAX_BODY_PART_ID:
            raise BuildError(
                f"body part ID {integer_in_words(number)} is not in 1..{MAX_BODY_PART_ID} (RFC 10002 section 3.2.2)"
            )
        if number in taken:
            raise BuildError(f"body part ID {number} is used twice (RFC 10002 section 3.2.2)")
        taken.add(number)
    free = filterfalse(taken.__contains__, count(1))
    return [[next(free) if draft[0] is None else draft[0] for draft in sequence] for sequence in sequences]

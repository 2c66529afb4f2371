"""The parts of a message under construction: numbers are given, references checked (RFC 10002 section 3.2.2)."""

from __future__ import annotations

from functools import lru_cache
from itertools import count, filterfalse
from typing import TYPE_CHECKING, Any, NamedTuple

from cmcasn1.cmc.body_part_graph import MAX_BODY_PART_ID, body_part_id
from cmcasn1.cmc.controls import all_controls, by_oid
from cmcasn1.cmc.controls.control import UnknownControl
from cmcasn1.cmc.tagged_request import TaggedCertificationRequest
from cmcasn1.errors import BuildError
from cmcasn1.oids import Oid

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cmcasn1.cmc.controls import ControlInfo
    from cmcasn1.cmc.controls.control import Control
    from cmcasn1.codec.value import Value


class Draft(NamedTuple):
    """A part whose number is yet to be given where `number` is None."""

    part: Any
    number: int | None

    def numbered(self, number: int) -> Any:
        """Return the part with its number; that of a CRMF request, its certReqId, is there from the beginning."""
        part = self.part
        if type(part) is TaggedCertificationRequest:
            return TaggedCertificationRequest(number, part.certification_request)
        return part if body_part_id(part) == number else part.__replace__(body_part_id=number)


class ControlDraft(NamedTuple):
    """A control before it has its number, which may depend on the rest of the message as its value may."""

    oid: Oid
    value: Any
    number: int | None


def control_draft(value: Control | UnknownControl, oid: Oid | None, number: int | None, direction: str) -> ControlDraft:
    """Return a control as part of a message that goes in `direction` ("request" or "response").

    Raises `BuildError` for a control that goes the other way, belongs into a request (an attribute), or whose OID
    is ambiguous. RFC 10002 section 6.
    """
    if type(value) is UnknownControl:
        oid = value.oid
    info = _by_class(type(value)) if oid is None else by_oid(oid)
    if info is not None:
        if info.placement != "control":
            raise BuildError(f"{info.name} is an {info.placement}, not a control ({info.document})")
        if info.direction != direction and info.direction != "both":
            raise BuildError(f"{info.name} is not for a {direction} ({info.document})")
        return ControlDraft(info.oid, value, number)
    if oid is None:
        raise BuildError(f"{type(value).__name__} is no control")
    return ControlDraft(Oid(oid), value, number)


@lru_cache(256)
def _by_class(cls: type[Value]) -> ControlInfo | None:
    found = [info for info in all_controls() if info.class_name == cls.__name__]
    if len(found) > 1:
        names = " and ".join(info.name for info in found)
        raise BuildError(f"{cls.__name__} is the value of {names}: give the OID")
    return found[0] if found else None


def check_cardinality(controls: Iterable[ControlDraft], oid: Oid) -> None:
    """Raise `BuildError` for a second control of a kind that a message holds once. RFC 10002 section 6."""
    if oid in [draft.oid for draft in controls]:
        info = by_oid(oid)
        if info is not None and info.cardinality == "0..1":
            raise BuildError(f"{info.name} may only be set once ({info.document})")


def part_numbers(sequences: Sequence[Sequence[Draft | ControlDraft]]) -> list[list[int]]:
    """Return the numbers of all parts: those without one get the lowest that is free, in the order of the sequences.

    The certReqId of a CRMF request is its number and cannot be changed: the proof of possession covers it. Raises
    `BuildError` for a number twice or out of range. RFC 10002 section 3.2.2.
    """
    taken: set[int] = set()
    for number in [draft.number for sequence in sequences for draft in sequence if draft.number is not None]:
        if not 1 <= number <= MAX_BODY_PART_ID:
            raise BuildError(f"body part ID {number} is not in 1..{MAX_BODY_PART_ID} (RFC 10002 section 3.2.2)")
        if number in taken:
            raise BuildError(f"body part ID {number} is used twice (RFC 10002 section 3.2.2)")
        taken.add(number)
    free = filterfalse(taken.__contains__, count(1)) if taken else count(1)
    return [[next(free) if draft.number is None else draft.number for draft in sequence] for sequence in sequences]

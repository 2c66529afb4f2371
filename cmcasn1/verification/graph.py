"""Numbers, references, directions and cardinality of the parts of a message: RFC 10002 sections 3.2.2 and 6."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cmcasn1.cmc.body_part_graph import duplicate_ids, illegal_ids, nested_body
from cmcasn1.cmc.controls import by_oid
from cmcasn1.cmc.controls.control import UnknownControl
from cmcasn1.cmc.pki_data import PKIData
from cmcasn1.cmc.references import dangling_references
from cmcasn1.errors import integer_in_words

if TYPE_CHECKING:
    from cmcasn1.cmc.body_part_graph import Nested
    from cmcasn1.cmc.pki_response import PKIResponse
    from cmcasn1.verification.report import Recorder

BODY_PART_IDS = "body-part-ids"
REFERENCES = "references"
CONTROLS = "controls"


def check_graph(body: PKIData | PKIResponse, path: str, recorder: Recorder, nested: Nested = nested_body) -> None:
    """Check that parts have numbers of their own, and that controls stand where they may and refer to what is there.

    `nested` gives what is in the parts of cmsSequence.
    """
    illegal, twice = illegal_ids(body), duplicate_ids(body)
    if illegal:
        recorder.failed(BODY_PART_IDS, path, f"numbers out of 1..4294967295: {_listed(illegal)}")
    if twice:
        recorder.failed(BODY_PART_IDS, path, f"numbers used twice: {_listed(twice)}")
    if not illegal and not twice:
        recorder.passed(BODY_PART_IDS, path)
    dangling = tuple(dangling_references(body, nested=nested))
    for problem in dangling:
        recorder.failed(REFERENCES, problem.path.replace(type(body).__name__, path, 1), problem)
    if not dangling:
        recorder.passed(REFERENCES, path)
    _check_controls(body, path, recorder)


def _check_controls(body: PKIData | PKIResponse, path: str, recorder: Recorder) -> None:
    direction = "request" if isinstance(body, PKIData) else "response"
    seen = set()
    good = True
    for index, control in enumerate(body.control_sequence):
        place = f"{path}.controlSequence[{index}]"
        info = by_oid(control.attr_type)
        problem = None
        if info is not None:
            if info.placement != "control":
                problem = f"{info.name} is an {info.placement}, not a control"
            elif info.direction not in (direction, "both"):
                problem = f"{info.name} is not for a {direction}"
            elif info.cardinality == "0..1" and control.attr_type in seen:
                problem = f"a second {info.name}"
            elif len(control.attr_values) != 1:
                problem = f"{info.name} with {len(control.attr_values)} values"
            elif isinstance(control.attr_values[0], UnknownControl):
                problem = f"{info.name}: {control.attr_values[0].problem}"
        seen.add(control.attr_type)
        if problem is not None:
            recorder.failed(CONTROLS, place, f"{problem} (RFC 10002 section 6)")
            good = False
    if good:
        recorder.passed(CONTROLS, path)


def _listed(numbers: tuple[int, ...]) -> str:
    shown = ", ".join(map(integer_in_words, numbers[:8]))
    return f"{shown} and {len(numbers) - 8} more" if len(numbers) > 8 else shown

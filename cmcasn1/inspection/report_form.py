"""The text and the JSON form of a report of checks: the verdict first, then the checks of each part."""

from __future__ import annotations

import re

from cmcasn1.errors import integer_in_words
from cmcasn1.inspection.json_form import SCHEMA
from cmcasn1.inspection.spans import BAD, GOOD, WARN, Line, Span, dim, label, line, wrapped
from cmcasn1.inspection.text_message import title
from cmcasn1.inspection.text_requests import subject_and_key
from cmcasn1.verification.report import Outcome

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any as _Any

    from cmcasn1.message import Message
    from cmcasn1.verification.report import Check, Report

_SIGNS = {Outcome.PASSED: GOOD, Outcome.FAILED: BAD, Outcome.NOT_POSSIBLE: WARN}
# Of parts that hold, so many are shown one by one.
_MANY = 20
_NAME = 20
_PART = re.compile(r"(?:PKIData|PKIResponse|CertReqMessages)(?:\.(controlSequence|reqSequence))?\[(\d+)\]")


def report_lines(report: Report, message: Message, size: str, *, full: bool = False) -> Iterator[Line]:
    """Yield the lines: verdict, message, checks by part; parts beyond some that hold only counted, unless `full`."""
    for each in _lines(report, message, size, full):
        # Below the text of a check, which stands behind its sign and name.
        yield from wrapped(each, full=full, hang=_NAME + 5 if each[0].text.isspace() else None)


def _lines(report: Report, message: Message, size: str, full: bool) -> Iterator[Line]:
    yield verdict(report)
    yield title(message, size, message.armour)
    hidden = shown = 0
    for part, checks in _by_part(report).items():
        holds = all(check.outcome is Outcome.PASSED and not check.weak for check in checks)
        shown += holds
        if holds and shown > _MANY and not full:
            hidden += 1
            continue
        what = _what(message, part)
        yield line(Span(part, "label"), f"   {what}" if what else "")
        for check in checks:
            yield _check(check)
    if hidden:
        yield line(dim(f"… and {hidden} more parts that hold (--full shows all)"))


def verdict(report: Report) -> Line:
    """Return the line that says how it came out."""
    failed, impossible, passed = len(report.failed), len(report.not_possible), len(report.passed)
    weak = sum(check.weak for check in report)
    if failed:
        said: tuple[Span, str] = (BAD, " does not hold")
    elif not passed:
        said = (WARN, " nothing could be checked")
    elif report.left_open:
        said = (BAD, " is not shown to hold")
    elif impossible:
        said = (WARN, " holds, as far as could be checked")
    else:
        said = (WARN if weak else GOOD, " holds")
    counts = [(failed, "failed"), (impossible, "not possible"), (passed, "passed"), (weak, "weak")]
    return line(*said, *(f"   {number} {name}" for number, name in counts if number))


def _by_part(report: Report) -> dict[str, list[Check]]:
    parts: dict[str, list[Check]] = {}
    for check in report:
        # What is behind the last index is part of the same control, request or signer.
        part = check.path[: check.path.rfind("]") + 1] or check.path
        parts.setdefault(part, []).append(check)
    return parts


def _what(message: Message, part: str) -> str:
    """Return the number and the name of a part of the outermost body, or nothing."""
    match = _PART.fullmatch(part)
    if match is None:
        return ""
    body: _Any = message.body
    index = int(match[2])
    if match[1] == "controlSequence":
        control = body.control_sequence[index]
        return f"#{control.body_part_id} {control.attr_type.name.removeprefix('id-cmc-')}"
    request = body.req_sequence[index] if match[1] else body[index]
    number = request.cert_req.cert_req_id if hasattr(request, "cert_req") else request.body_part_id
    return f"#{integer_in_words(number)} {'   '.join(filter(None, subject_and_key(request)))}"


def _check(check: Check) -> Line:
    sign = WARN if check.weak else _SIGNS[check.outcome]
    text = check.text
    if check.outcome is Outcome.NOT_POSSIBLE:
        text = f"not possible: {text}"
    if check.weak:
        # Nothing else is called weak: see `Recorder`.
        text = f"{text}   holds, but rests on MD5 or SHA-1".strip()
    return line("  ", sign, label(f" {check.name}", _NAME), f"  {text}" if text else "")


def report_document(report: Report, message: Message, source: str, size: int) -> dict[str, _Any]:
    """Return the report as plain JSON values."""
    return {
        "schema": SCHEMA,
        "source": source,
        "kind": message.kind,
        "encoding": message.encoding,
        "size": size,
        "armour": list(message.armour),
        "layers": [type(layer).__name__ for layer in message.layers],
        "quirks": list(message.quirks),
        "ok": report.ok,
        "passed": len(report.passed),
        "failed": len(report.failed),
        "not_possible": len(report.not_possible),
        "checks": [
            {
                "name": check.name,
                "outcome": check.outcome.value,
                "path": check.path,
                "text": check.text,
                "weak": check.weak,
            }
            for check in report
        ],
    }

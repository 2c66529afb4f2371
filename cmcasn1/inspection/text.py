"""The text form of `show`: the verdict first, then who asks whom for what."""

from __future__ import annotations

from cmcasn1.inspection.spans import GOOD, WARN, Line, Span, dim, indented, label, line, wrapped
from cmcasn1.inspection.text_message import SIGNS, message_lines, remarks, size_in_words, title
from cmcasn1.inspection.text_partial import partial_lines
from cmcasn1.inspection.text_summary import summary
from cmcasn1.inspection.text_wrappers import signed_by

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from cmcasn1.inspection.inspect import Inspection

_LABEL = 12


def lines(found: Inspection, *, full: bool = False) -> Iterator[Line]:
    """Yield the lines of the summary, none wider than 100 columns unless everything is asked for."""
    for each in _lines(found, full):
        yield from wrapped(each, full=full)


def _lines(found: Inspection, full: bool) -> Iterator[Line]:
    message = found.message
    if message is None:
        yield from partial_lines(found, full)
    else:
        yield title(message, f"{size_in_words(len(found.octets))} {message.encoding.upper()}", found.armour)
        for layer in message.layers:
            yield from indented(signed_by(layer, full))
        yield from indented(summary(message, full))
        yield from indented(_verdict(found))
        yield from message_lines(message, full, remarks(found))
    yield from _problems(found, full)


def _verdict(found: Inspection) -> Iterator[Line]:
    parts: list[str | Span] = []
    for severity, name in (("error", "error"), ("warning", "quirk")):
        number = sum(problem.severity == severity for problem in found.problems)
        if number:
            parts += ["   ", SIGNS[severity], f" {number} {name}{'' if number == 1 else 's'}"]
    whole = not any(problem.severity == "error" for problem in found.problems)
    said = (GOOD, " decoded in full") if whole else (WARN, " decoded in part")
    yield line(label("verdict", _LABEL), *said, *parts, dim("   signatures and proofs are not checked here"))


def problem_lines(found: Inspection, full: bool) -> Iterator[Line]:
    """Yield the problems; many of one kind, where it is only the encoding, as one."""
    for each in _problems(found, full):
        yield from wrapped(each, full=full)


def _problems(found: Inspection, full: bool) -> Iterator[Line]:
    if not found.problems:
        return
    yield (Span("problems", "label"),)
    counted: dict[str, int] = {}
    for problem in found.problems:
        counted[problem.code] = counted.get(problem.code, 0) + 1
    said: set[str] = set()
    for problem in found.problems:
        fold = problem.severity == "info" and counted[problem.code] > 1 and not full
        if fold and problem.code in said:
            continue
        said.add(problem.code)
        where = "" if problem.offset is None else str(problem.offset)
        head = (SIGNS[problem.severity], label(f" {where:>7}  ", 0), f"{problem.code:<18}  ")
        text = problem.text if problem.path in ("", "input") else f"{problem.path}: {problem.text}"
        times = f" (and {counted[problem.code] - 1} more like it)" if fold else ""
        yield line(*head, dim(times.strip()), indent=2)
        yield line(label("", 12), text)

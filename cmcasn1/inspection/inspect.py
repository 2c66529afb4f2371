"""Everything that can be said of any bytes: `inspect`."""

from __future__ import annotations

from cmcasn1.codec.quirks import ALL_QUIRKS, QUIRKS
from cmcasn1.codec.tables import type_named
from cmcasn1.codec.tree import Node
from cmcasn1.codec.value import Value
from cmcasn1.codec.walk import Walker
from cmcasn1.errors import (
    CMCError,
    ConstraintError,
    EncodingRuleError,
    LimitError,
    TagError,
    TrailingDataError,
    TruncatedError,
)
from cmcasn1.identify import part_of, type_of
from cmcasn1.inspection.tlv import scan
from cmcasn1.limits import DEFAULT_LIMITS, Limits
from cmcasn1.message import Message, parse

_CODES: dict[type[CMCError], str] = {
    TruncatedError: "decode.truncated",
    TagError: "decode.tag",
    EncodingRuleError: "decode.encoding",
    TrailingDataError: "decode.trailing",
    ConstraintError: "decode.constraint",
    LimitError: "decode.limit",
}


class Problem(Value):
    """Something odd or wrong: a stable dotted `code`, "error", "warning" or "info", and where it stands.

    Errors are parts that could not be decoded; warnings are peers' shapes; infos are encodings that only BER
    allows.
    """

    code: str
    severity: str
    path: str
    offset: int | None
    text: str


class Inspection(Value):
    """What `inspect` found: the message where it parses, the tree as far as it goes, every problem."""

    message: Message | None
    tree: Node | None
    problems: tuple[Problem, ...]
    octets: bytes
    armour: tuple[str, ...] = ()


def inspect(data: bytes | str, *, limits: Limits = DEFAULT_LIMITS) -> Inspection:
    """Say all that can be said of any bytes; never raises.

    The tree bears absolute offsets in the input without its armour and shows what stands before and after a
    fault; what fits no schema is shown as bare TLVs.
    """
    problems: list[Problem] = []
    try:
        octets, armour = _unwrap(data)
    except CMCError as error:
        return Inspection(None, None, (_of_error(error),), b"" if isinstance(data, str) else bytes(data))
    message: Message | None = None
    try:
        message = parse(octets, limits=limits)
    except CMCError as error:
        problems.append(_of_error(error))
    tree = None
    if len(octets) <= limits.size:
        tree, found = _tree(octets, limits)
        known = {(problem.path, problem.offset, problem.text) for problem in problems}
        problems += [p for p in found if (p.path, p.offset, p.text) not in known]
    if message is not None:
        met = {problem.code for problem in problems}
        for name in message.quirks:
            if f"quirk.{name}" not in met:
                problems.append(Problem(f"quirk.{name}", "warning", "", None, QUIRKS[name]))
        message = message.__replace__(armour=armour)
    order = {"error": 0, "warning": 1, "info": 2}
    problems.sort(key=lambda p: (order[p.severity], p.offset if p.offset is not None else -1))
    return Inspection(message, tree, tuple(problems), octets, armour)


def _unwrap(data: bytes | str) -> tuple[bytes, tuple[str, ...]]:
    from cmcasn1.armour import unwrap

    blob = unwrap(data)[0]
    return blob.octets, blob.armour


def _of_error(error: CMCError) -> Problem:
    text = error.message if error.hint is None else f"{error.message} ({error.hint})"
    return Problem(_CODES.get(type(error), "decode.unreadable"), "error", error.path, error.offset, text)


def _tree(octets: bytes, limits: Limits) -> tuple[Node | None, list[Problem]]:
    root = Node("", "", "input", 0, 0, len(octets))
    name: str | None
    try:
        name = type_of(octets, limits)
    except CMCError:
        name = part_of(octets, limits)
    if name is None:
        root.children = scan(octets, limits=limits)
        return root, []
    walker = Walker(octets, limits=limits, ber=True, quirks=ALL_QUIRKS, lenient=True, tolerant=True)
    problems: list[Problem] = []
    try:
        walker.decode(type_named(name), 0, len(octets), name, root)
    except CMCError as error:
        problems.append(_of_error(error))
    if not root.children:
        root.children = scan(octets, limits=limits)
    else:
        end = root.children[-1].offset + root.children[-1].length
        root.children += scan(octets, end, limits=limits)
    problems += [_of_error(error) for error in walker.problems]
    for note in walker.notes:
        severity = "info" if note.kind == "ber" else "warning"
        problems.append(Problem(f"{note.kind}.{note.name}", severity, note.path, note.offset, note.text))
    return root, problems

"""Everything that can be said of any bytes: `inspect`."""

from __future__ import annotations

from cmcasn1.codec.headers import HeaderReader
from cmcasn1.codec.quirks import ALL_QUIRKS, QUIRKS
from cmcasn1.codec.tables import type_named
from cmcasn1.codec.tree import GrowingNode, Node, Note
from cmcasn1.codec.value import Value
from cmcasn1.codec.walk import Walker
from cmcasn1.codec.walk_open_types import MESSAGE_LEVELS
from cmcasn1.errors import (
    CMCError,
    ConstraintError,
    EncodingRuleError,
    LimitError,
    TagError,
    TrailingDataError,
    TruncatedError,
)
from cmcasn1.identify import PRIVATE_KEY, part_of, type_of
from cmcasn1.inspection.tlv import scan
from cmcasn1.limits import DEFAULT_LIMITS, Limits
from cmcasn1.message import Message, Reading

_CODES: dict[type[CMCError], str] = {
    TruncatedError: "decode.truncated",
    TagError: "decode.tag",
    EncodingRuleError: "decode.encoding",
    TrailingDataError: "decode.trailing",
    ConstraintError: "decode.constraint",
    LimitError: "decode.limit",
}

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cmcasn1.armour import Blob


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


class Inspection(Value, opaque=("octets",)):
    """What `inspect` found: the message where it parses, the tree as far as it goes, every problem."""

    message: Message | None
    tree: Node | None
    problems: tuple[Problem, ...]
    octets: bytes
    armour: tuple[str, ...] = ()


def inspect(data: bytes | str, *, limits: Limits = DEFAULT_LIMITS) -> Inspection:
    """Say all that can be said of any bytes; never raises.

    The tree bears absolute offsets in the input without its armour and shows what stands before and after a
    fault; what fits no schema is shown as bare TLVs. Of several blobs in one armour, such as the PEM parts of a
    file, this is the first, with a problem that says so; `inspect_all` takes them all.
    """
    blobs = _unwrap(data)
    if isinstance(blobs, Inspection):
        return blobs
    found = _inspect(blobs[0].octets, blobs[0].armour, limits)
    if len(blobs) > 1:
        text = f"{len(blobs) - 1} more encodings follow in the same input: only the first is shown"
        further = Problem("armour.further", "warning", "", None, text)
        found = found.__replace__(problems=(*found.problems, further))
    return found


def inspect_all(data: bytes | str, *, limits: Limits = DEFAULT_LIMITS) -> tuple[Inspection, ...]:
    """Inspect every encoding of an input, one at least: each blob in its armour, each message of several in a row.

    Never raises. Offsets count from the start of each encoding.
    """
    blobs = _unwrap(data)
    if isinstance(blobs, Inspection):
        return (blobs,)
    return tuple(_inspect(each.octets, each.armour, limits) for each in _one_by_one(blobs, limits))


def encodings(data: bytes | str, *, limits: Limits = DEFAULT_LIMITS) -> tuple[Blob, ...]:
    """Return every encoding of an input without its armour, each message of several in a row for itself.

    Raises `DecodeError` for what holds none.
    """
    from cmcasn1.armour import unwrap

    return _one_by_one(unwrap(data), limits)


def _one_by_one(blobs: tuple[Blob, ...], limits: Limits) -> tuple[Blob, ...]:
    return tuple(blob.__replace__(octets=octets) for blob in blobs for octets in _in_a_row(blob.octets, limits))


def _in_a_row(octets: bytes, limits: Limits) -> list[bytes]:
    """Return the messages that follow one another; what is anything else stays in one piece."""
    pieces: list[bytes] = []
    reader = HeaderReader(octets, limits.depth)
    p = 0
    while p < len(octets):
        try:
            at = reader.read(p, len(octets), "")
            type_of(octets[p : at.next], limits)
        except CMCError:
            return [octets]
        pieces.append(octets[p : at.next])
        p = at.next
    return pieces


def _inspect(octets: bytes, armour: tuple[str, ...], limits: Limits) -> Inspection:
    problems: list[Problem] = []
    message: Message | None = None
    reading = Reading(octets, ALL_QUIRKS, limits)
    try:
        message = reading.message(armour)
    except CMCError as error:
        problems.append(_of_error(error))
    tree = None
    if len(octets) <= limits.size:
        tree, found = _tree(octets, limits)
        known = {(problem.path, problem.offset, problem.text) for problem in problems}
        problems += [p for p in found if (p.path, p.offset, p.text) not in known]
    met = {problem.code for problem in problems}
    for note in reading.met.values():
        if f"quirk.{note.name}" not in met:
            problems.append(Problem(f"quirk.{note.name}", "warning", note.path, note.offset, QUIRKS[note.name]))
    if message is None and problems[0].code == "decode.truncated":
        problems = _without_echoes(problems, len(octets), tree)
    order = {"error": 0, "warning": 1, "info": 2}
    problems.sort(key=lambda p: (order[p.severity], p.offset if p.offset is not None else -1))
    return Inspection(message, None if tree is None else tree.grown(), tuple(problems), octets, armour)


def _without_echoes(problems: list[Problem], end: int, tree: GrowingNode | None) -> list[Problem]:
    """Leave of a cut the outermost and the innermost element that it went through, nothing that is due behind it."""
    cut = [problem for problem in problems if problem.code == "decode.truncated"]
    innermost = max(cut, key=lambda problem: problem.offset or 0)
    echoes = {
        problem
        for problem in problems
        if (problem not in (cut[0], innermost) if problem.code == "decode.truncated" else problem.offset == end)
    }
    said = {f"{echo.path} (byte {echo.offset}): {echo.text}" for echo in echoes}
    work = [] if tree is None else [tree]
    while work:
        node = work.pop()
        if node.error in said:
            node.error = None
        if node.path == innermost.path and node.offset == innermost.offset and not node.children:
            node.error = f"{innermost.path} (byte {innermost.offset}): {innermost.text}"
        work += node.children
    return [problem for problem in problems if problem not in echoes]


def _data_inside(parent: GrowingNode, octets: bytes, limits: Limits) -> list[tuple[str, int, int, GrowingNode]]:
    """Return the messages in contents that are said to be mere data: type, start, end, the node around each."""
    found = []
    work = list(parent.children)
    while work:
        node = work.pop()
        work += node.children
        content = node.value
        if node.name not in ("content", "eContent") or node.children or type(content) is not bytes:
            continue
        if node.offset is None or len(content) < 2 or node.length == len(octets):
            continue
        end = node.offset + node.length
        start = end - len(content)
        if octets[start:end] != content:
            continue
        try:
            found.append((type_of(content, limits), start, end, node))
        except CMCError:
            continue
    return found


def _annotate(root: GrowingNode, notes: list[Note]) -> None:
    """Write each note to the node that it is about."""
    if not notes:
        return
    by_path: dict[str, list[Note]] = {}
    for note in notes:
        by_path.setdefault(note.path, []).append(note)
    work = [root]
    while work:
        node = work.pop()
        node.notes += dict.fromkeys(note.text for note in by_path.pop(node.path, ()))
        work += node.children


def _unwrap(data: bytes | str) -> tuple[Blob, ...] | Inspection:
    """Return the blobs of an input, or what there is to say where there is none."""
    from cmcasn1.armour import unwrap

    try:
        return unwrap(data)
    except CMCError as error:
        octets = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else bytes(data)
        return Inspection(None, None, (_of_error(error),), octets)


def _of_error(error: CMCError) -> Problem:
    text = error.message if error.hint is None else f"{error.message} ({error.hint})"
    return Problem(_CODES.get(type(error), "decode.unreadable"), "error", error.path, error.offset, text)


def _tree(octets: bytes, limits: Limits) -> tuple[GrowingNode | None, list[Problem]]:
    root = GrowingNode("", "", "input", 0, 0, len(octets))
    name: str | None
    try:
        name = type_of(octets, limits)
    except CMCError as error:
        name = part_of(octets, limits)
        if name is None:
            root.children = scan(octets, limits=limits)
            for child in root.children:
                child.secret = error.found == PRIVATE_KEY
            return root, []
    problems: list[Problem] = []
    notes: list[Note] = []
    work = [(name, 0, len(octets), root, 0)]
    while work:
        name, start, end, parent, depth = work.pop()
        walker = Walker(octets, limits=limits, ber=True, quirks=ALL_QUIRKS, lenient=True, tolerant=True, depth=depth)
        inside = depth + MESSAGE_LEVELS
        try:
            walker.decode(type_named(name), start, end, name, parent)
        except CMCError as error:
            problems.append(_of_error(error))
            if isinstance(error, LimitError):
                inside = limits.depth + 1
        problems += [_of_error(error) for error in walker.problems]
        notes += walker.notes
        if inside <= limits.depth:
            work += [(*found, inside) for found in _data_inside(parent, octets, limits)]
    if not root.children:
        root.children = scan(octets, limits=limits)
    else:
        # The first child is at 0: the walk stops where the value ends, whatever follows.
        root.children += scan(octets, root.children[-1].length, limits=limits)
    _annotate(root, notes)
    for note in notes:
        severity = "info" if note.kind == "ber" else "warning"
        problems.append(Problem(f"{note.kind}.{note.name}", severity, note.path, note.offset, note.text))
    return root, problems

"""Values of open types, whose type an OID in the same message names, for `cmcasn1.codec.walk`."""

from __future__ import annotations

from cmcasn1.codec.primitives import Any
from cmcasn1.codec.registry import value_class
from cmcasn1.codec.tables import open_type
from cmcasn1.codec.tree import GrowingNode
from cmcasn1.codec.types import Component, tag_name
from cmcasn1.codec.walk_errors import BROKEN, trailing
from cmcasn1.errors import DecodeError, EncodingRuleError, LimitError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cmcasn1.codec.headers import Header
    from cmcasn1.codec.walk import Walker

# An encoding in an OCTET STRING counts for more than one in an open type: it may hold a whole message.
MESSAGE_LEVELS = 5


def open_value(
    walker: Walker, use: Component, at: Header, path: str, node: GrowingNode | None, governor: object
) -> object:
    """Decode an ANY by the type that `governor` names; what does not fit stays closed where that is allowed."""
    octets = walker.data[at.offset : at.next]
    control = use.open_map == "controls"
    known = open_type(use.open_map, governor) if use.open_map and governor is not None else None
    if at.identifier == 0 or (at.indefinite and not walker.ber):
        raise EncodingRuleError(
            "not the encoding of a value",
            path=path,
            offset=at.offset,
            expected="a value in DER",
            found="an indefinite length" if at.indefinite else tag_name(at.identifier),
        )
    if known is None:
        if node is not None:
            node.value = Any(octets)
        raw = _der(walker, octets)
        return value_class("UnknownControl")(governor, raw, None) if control else Any(raw)
    walker.descend(at.offset, path)
    marks = len(walker.notes), len(walker.problems)
    try:
        inner = Component(use.name, use.attribute, known, known.tags())
        if node is not None:
            node.type = known.title
        value = walker.tagged(inner, at, path, node, None)
    except LimitError:
        raise
    except DecodeError as error:
        if not (control or walker.lenient):
            raise
        value = None
        problem: DecodeError | None = error
    else:
        problem = None
        if value is BROKEN:  # tolerant: the errors are on record already
            problem = walker.problems[-1]
    finally:
        walker.ascend()
    walker.guard(node, known, marks[1], problem)
    if problem is None:
        return value
    if not walker.tolerant:
        del walker.notes[marks[0] :]
    if value is not BROKEN:
        walker.keep(problem)
        if node is not None:
            node.error = str(problem)
    raw = _der(walker, octets)
    return value_class("UnknownControl")(governor, raw, str(problem)) if control else Any(raw, str(problem))


def contained(walker: Walker, use: Component, at: Header, path: str, node: GrowingNode, governor: object) -> None:
    """Go on with the tree inside an OCTET STRING that holds an encoding of a type known by an OID."""
    known = open_type(use.open_map, governor)
    if known is None or known.name == "Data" or at.start == at.stop:
        # What is said to be data may be anything (RFC 5652 section 4).
        return
    inner = known.title if use.open_map == "content_types" else path
    if known.name == "SubjectKeyIdentifier" and walker.data[at.start] != 0x04:
        text = "subjectKeyIdentifier without its OCTET STRING"
        if walker.quirk("ski-without-octet-string", path, at.start, text):
            return
    walker.descend(at.offset, path, MESSAGE_LEVELS)
    try:
        _, following = walker.component(Component("", "", known, known.tags()), at.start, at.stop, inner, node, None)
        if following != at.stop:
            walker.record(trailing(following, at.stop, inner, known.title), node)
    except LimitError:
        raise
    except DecodeError as error:
        walker.record(error, node)
    finally:
        walker.ascend(MESSAGE_LEVELS)


def in_segments(walker: Walker, use: Component, value: object, path: str, node: GrowingNode, governor: object) -> None:
    """Go on with the tree inside a string in segments: below it there are no offsets in the input."""
    known = open_type(use.open_map, governor)
    if known is None or known.name == "Data" or not isinstance(value, bytes) or not value:
        return
    walker.descend(node.offset or 0, path, MESSAGE_LEVELS)
    inside = walker.inside(value)
    inner = known.title if use.open_map == "content_types" else path
    try:
        inside.decode(known, 0, len(value), inner, node)
    except LimitError:
        raise
    except DecodeError as error:
        walker.record(error, node)
    finally:
        walker.ascend(MESSAGE_LEVELS)
    work = list(node.children)
    for below in work:
        below.offset = None
        work += below.children
    for problem in inside.problems:
        problem.offset = node.offset
    walker.problems += inside.problems
    walker.notes += [note.__replace__(offset=None) for note in inside.notes]


def _der(walker: Walker, octets: bytes) -> bytes:
    """Return octets that stay closed in definite form, so that they can stand in DER."""
    if not walker.ber:
        return octets
    from cmcasn1.codec.ber import to_der

    return to_der(octets, walker.limits)

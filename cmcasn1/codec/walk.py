"""The decoder that explains: walks an input along the type descriptions, with paths, offsets and a tree.

The generated decoders only accept. Whatever they refuse comes here: in strict decoding for the error message, in
`cmcasn1.parse` and `cmcasn1.inspect` also to accept BER and the shapes that peers are known to send.
"""

from __future__ import annotations

from cmcasn1.codec import peer_shapes
from cmcasn1.codec.octets import Header, HeaderReader, check_tag
from cmcasn1.codec.primitives import Any
from cmcasn1.codec.registry import value_class
from cmcasn1.codec.tables import open_type, type_named
from cmcasn1.codec.tree import Node, Note
from cmcasn1.codec.types import Component, Type, tag_name
from cmcasn1.codec.walk_primitives import Place, check_size, is_string, read
from cmcasn1.errors import (
    DecodeError,
    EncodingRuleError,
    LimitError,
    TagError,
    TrailingDataError,
)
from cmcasn1.limits import DEFAULT_LIMITS, Limits


class Broken:
    """Stands for a value that could not be decoded while the walk goes on around it."""


BROKEN = Broken()
# Whole structures whose fault must not take the message with them.
_RESILIENT = {"CertificateChoices", "RevocationInfoChoice"}


class Walker:
    """One walk over one input.

    `ber` accepts what BER allows beyond DER and notes it; `quirks` are the peers' shapes to accept; `lenient`
    leaves an open value that does not fit its type closed; `tolerant` records every error in `problems` and goes
    on, so that `tree` shows what could be read.
    """

    def __init__(
        self,
        data: bytes,
        *,
        limits: Limits = DEFAULT_LIMITS,
        ber: bool = False,
        quirks: frozenset[str] = frozenset(),
        lenient: bool = False,
        tolerant: bool = False,
    ) -> None:
        self.data = data
        self.limits = limits
        self.ber = ber
        self.quirks = quirks
        self.lenient = lenient
        self.tolerant = tolerant
        self.notes: list[Note] = []
        self.problems: list[DecodeError] = []
        self._headers = HeaderReader(data, limits.depth)
        self._depth = 0
        self._elements = 0

    # What callers use

    def decode(self, found: Type, start: int, end: int, path: str, parent: Node | None = None) -> object:
        """Decode the one TLV of type `found` that fills the input from `start` to `end`; returns its value."""
        use = Component("", "", found, found.tags())
        value, following = self.component(use, start, end, path, parent, None)
        if following != end:
            error = TrailingDataError(
                f"{end - following} octets follow the value",
                path=path,
                offset=following,
                expected="the end of the input",
                found=f"{end - following} octets",
            )
            self._record(error, parent)
        return value

    def quirk(self, name: str, path: str, offset: int, text: str) -> bool:
        """Note that a peer's shape was met; returns whether it is to be accepted."""
        if name not in self.quirks:
            return False
        self.notes.append(Note("quirk", name, path, offset, text))
        return True

    def header(self, p: int, end: int, path: str) -> Header:
        """Read a header; what only BER allows is noted or refused."""
        self._elements += 1
        if self._elements > self.limits.elements:
            most = self.limits.elements
            raise LimitError(
                f"more than {most} elements",
                path=path,
                offset=p,
                expected=f"{most} elements at most",
                found="one more",
            )
        found = self._headers.read(p, end, path, clip=self.tolerant)
        if found.indefinite:
            self._loosen("length", path, p, "indefinite length")
        elif not found.minimal:
            self._loosen("length", path, p, "length or tag number not in its shortest form (X.690 section 10.1)")
        if self.tolerant and not found.indefinite:
            try:
                self._headers.read(p, end, path)
            except DecodeError as error:
                self._record(error, None)
        return found

    def component(
        self, use: Component, p: int, end: int, path: str, parent: Node | None, governor: object
    ) -> tuple[object, int]:
        """Decode a component at `p`, tags and all; returns its value and where the next one starts."""
        outer = self.header(p, end, path)
        found = use.type
        node = None
        if parent is not None:
            node = Node(path, use.name, found.title, p, outer.start - p, outer.next - p)
            parent.children.append(node)
        try:
            value = self._tagged(use, outer, path, node, governor)
        except DecodeError as error:
            if isinstance(error, LimitError) or not self.tolerant:
                raise
            self._record(error, node)
            value = BROKEN
        return value, outer.next

    # Tags and contents

    def _tagged(self, use: Component, outer: Header, path: str, node: Node | None, governor: object) -> object:
        found = use.type
        inner = outer
        own = 0 if found.kind in ("CHOICE", "ANY") else 1
        for index, tag in enumerate(use.tags):
            last = index == len(use.tags) - 1
            string = last and own == 1 and self.ber and is_string(found)
            check_tag(inner, tag, found.title, path, ber_string=string)
            if not last or not own:
                following = self.header(inner.start, inner.stop, path)
                if following.next != inner.stop:
                    raise self._trailing(following.next, inner.stop, path, f"the {tag_name(tag)} tag of {found.title}")
                inner = following
        return self.contents(use, inner, path, node, governor)

    def contents(self, use: Component, at: Header, path: str, node: Node | None, governor: object) -> object:
        """Decode what stands behind the tags of a component."""
        found = use.type
        if found.kind == "ANY":
            value = self._open(use, at, path, node, governor)
        elif found.kind == "CHOICE":
            value = self._choice(found, at, path, node)
        elif found.kind in ("SEQUENCE", "SET"):
            value = self._sequence(found, at, path, node)
        elif found.kind in ("SEQUENCE OF", "SET OF"):
            value = self._list(use, at, path, node, governor)
        else:
            value = self._primitive(found, at, path, use.string)
            if node is not None:
                node.value = value
                if use.open_map and governor is not None:
                    if at.constructed:
                        self._in_segments(use, value, path, node, governor)
                    else:
                        self._contained(use, at, path, node, governor)
        if found.shape == "boxed":
            cls = value_class(found.name)
            if node is not None and getattr(cls, "__secret__", False):
                node.secret = True
            return value if value is BROKEN else cls(value)
        return value

    def _primitive(self, found: Type, at: Header, path: str, string: str) -> object:
        place = Place(path, at.start, self._loosen)
        if not at.constructed:
            return read(found, self.data[at.start : at.stop], None, place, string)
        if not (self.ber and is_string(found)):
            raise EncodingRuleError(
                f"{found.title} is constructed (X.690 section 10.2)",
                path=path,
                offset=at.offset,
                expected="the primitive form",
                found=tag_name(at.identifier),
            )
        self._loosen("segments", path, at.offset, "string in segments")
        bit_string = found.kind == "BIT STRING"
        parts, unused = self._segments(at, path, bit_string, self.limits.depth)
        return read(found, b"".join(parts), unused if bit_string else None, place, string)

    def _segments(self, at: Header, path: str, bit_string: bool, depth: int) -> tuple[list[bytes], int]:
        if depth == 0:
            raise LimitError.depth(self.limits.depth, at.offset, path)
        parts: list[bytes] = []
        unused = 0
        wanted = 0x03 if bit_string else 0x04
        p = at.start
        while p < at.stop:
            segment = self.header(p, at.stop, path)
            check_tag(segment, wanted, "BIT STRING" if bit_string else "OCTET STRING", path, ber_string=True)
            if unused:
                raise EncodingRuleError(
                    "a segment before the last has unused bits",
                    path=path,
                    offset=p,
                    expected="0 unused bits",
                    found=f"{unused} unused bits",
                )
            if segment.constructed:
                more, unused = self._segments(segment, path, bit_string, depth - 1)
                parts += more
            elif bit_string:
                if segment.start == segment.stop:
                    raise EncodingRuleError(
                        "BIT STRING lacks its first octet",
                        path=path,
                        offset=p,
                        expected="at least 1 octet",
                        found="0 octets",
                    )
                unused = self.data[segment.start]
                parts.append(self.data[segment.start + 1 : segment.stop])
            else:
                parts.append(self.data[segment.start : segment.stop])
            p = segment.next
        return parts, unused

    def _contained(self, use: Component, at: Header, path: str, node: Node, governor: object) -> None:
        """Go on with the tree inside an OCTET STRING that holds an encoding of a type known by an OID."""
        known = open_type(use.open_map, governor)
        if known is None or known.name == "Data" or at.start == at.stop:
            # What is said to be data may be anything (RFC 5652 section 4).
            return
        inner = known.title if use.open_map == "content_types" else path
        if known.name == "SubjectKeyIdentifier" and self.data[at.start] != 0x04:
            text = "subjectKeyIdentifier without its OCTET STRING"
            if self.quirk("ski-without-octet-string", path, at.start, text):
                return
        self._depth += 1
        if self._depth > self.limits.depth:
            raise LimitError.depth(self.limits.depth, at.offset, path)
        try:
            _, following = self.component(Component("", "", known, known.tags()), at.start, at.stop, inner, node, None)
            if following != at.stop:
                self._record(self._trailing(following, at.stop, inner, known.title), node)
        except LimitError:
            raise
        except DecodeError as error:
            self._record(error, node)
        finally:
            self._depth -= 1

    def _in_segments(self, use: Component, value: object, path: str, node: Node, governor: object) -> None:
        """Go on with the tree inside a string in segments: below it there are no offsets in the input."""
        known = open_type(use.open_map, governor)
        if known is None or known.name == "Data" or not isinstance(value, bytes) or not value:
            return
        inside = Walker(
            value, limits=self.limits, ber=self.ber, quirks=self.quirks, lenient=self.lenient, tolerant=self.tolerant
        )
        inside._depth = self._depth + 1
        if inside._depth > self.limits.depth:
            raise LimitError.depth(self.limits.depth, node.offset or 0, path)
        inner = known.title if use.open_map == "content_types" else path
        try:
            inside.decode(known, 0, len(value), inner, node)
        except LimitError:
            raise
        except DecodeError as error:
            self._record(error, node)
        work = list(node.children)
        for below in work:
            below.offset = None
            work += below.children
        for problem in inside.problems:
            problem.offset = node.offset
        for note in inside.notes:
            note.offset = None
        self.problems += inside.problems
        self.notes += inside.notes

    # SEQUENCE and SET

    def _sequence(self, found: Type, at: Header, path: str, node: Node | None) -> object:
        fields: dict[str, object] = {}
        kept: dict[str, tuple[bytes, int, int] | None] = {}
        p = at.start
        skipped: list[Component] = []
        nodes: dict[str, Node] = {}
        broken = False
        for index, use in enumerate(found.components):
            inner = f"{path}.{use.name}"
            if found.name in peer_shapes.OWNERS:
                value_next = peer_shapes.component(self, found, use, p, at.stop, inner, node)
                if value_next is not None:
                    fields[use.attribute], p = value_next
                    continue
            present = p < at.stop and self._starts(use, self.data[p])
            if not present and (use.optional or use.has_default):
                fields[use.attribute] = self._default(use)
                kept[use.attribute] = None
                skipped.append(use)
                continue
            if not present and not (p < at.stop and not self._later(found, index, self.data[p])):
                self._record(self._missing(found, use, p, at, inner, skipped), node)
                broken = True
                continue
            begin = p
            governor = fields.get(use.governor) if use.governor else None
            value, p = self.component(use, p, at.stop, inner, node, governor)
            if node is not None:
                nodes[use.attribute] = node.children[-1]
            if use.kept:
                kept[use.attribute] = (self.data, begin, p)
            if value is BROKEN:
                broken = True
            elif use.has_default and value == self._default(use):
                self._loosen("default", inner, begin, "a value equal to its DEFAULT is encoded (X.690 section 11.5)")
            fields[use.attribute] = value
            skipped = []
        if p < at.stop:
            p_next = peer_shapes.trailing(self, found, p, at.stop, path)
            if p_next is None:
                self._record(self._unexpected(found, p, at.stop, path, skipped), node)
            elif p_next != at.stop:
                self._record(self._trailing(p_next, at.stop, path, found.title), node)
        cls = value_class(found.name)
        for attribute in cls._secret_fields(fields) if nodes else ():  # type: ignore[attr-defined]
            if attribute in nodes:
                nodes[attribute].secret = True
        if broken:
            return BROKEN
        value = cls(**fields)
        for attribute, source in kept.items():
            if source is not None and f"_{attribute}_octets" in type(value).__kept__:
                object.__setattr__(value, f"_{attribute}_octets", source)
        if found.covered:
            object.__setattr__(value, "_octets", (self.data, at.offset, at.next))
        return value

    def _later(self, found: Type, index: int, identifier: int) -> bool:
        """Say whether a component after `index` starts like this, so that the one due is plainly missing."""
        return any(identifier in use.identifiers() for use in found.components[index + 1 :]) and identifier not in (
            0x30,
            0x02,
            0x04,
        )

    def _starts(self, use: Component, identifier: int) -> bool:
        wanted = tuple(use.identifiers())
        if not wanted:
            return True
        if identifier in wanted:
            return True
        return self.ber and identifier & 0x20 != 0 and identifier & ~0x20 in wanted and is_string(use.type)

    def _default(self, use: Component) -> object:
        if not use.has_default:
            return None
        der = use.default
        assert isinstance(der, bytes)
        return Walker(der).decode(use.type, 0, len(der), use.name)

    def _missing(
        self, found: Type, use: Component, p: int, at: Header, path: str, skipped: list[Component]
    ) -> DecodeError:
        expected = " or ".join(dict.fromkeys(_expected(c) for c in [*skipped, use]))
        if p >= at.stop:
            return TagError(
                f"expected {expected}, found the end of {found.title}",
                path=path,
                offset=p,
                expected=expected,
                found=f"the end of {found.title}",
            )
        return TagError(
            f"expected {expected}, found {tag_name(self.data[p])}",
            path=path,
            offset=p,
            expected=expected,
            found=tag_name(self.data[p]),
        )

    def _unexpected(self, found: Type, p: int, stop: int, path: str, skipped: list[Component]) -> DecodeError:
        if found.kind == "SET" and any(self._starts(use, self.data[p]) for use in found.components):
            return EncodingRuleError(
                "SET components are not in the order of their tags, each once (X.690 section 10.3)",
                path=path,
                offset=p,
                expected="the order of the tags",
                found=tag_name(self.data[p]),
            )
        if skipped:
            expected = " or ".join([*dict.fromkeys(_expected(c) for c in skipped), f"the end of {found.title}"])
            return TagError(
                f"expected {expected}, found {tag_name(self.data[p])}",
                path=path,
                offset=p,
                expected=expected,
                found=tag_name(self.data[p]),
            )
        return self._trailing(p, stop, path, found.title)

    def _trailing(self, p: int, stop: int, path: str, what: str) -> TrailingDataError:
        return TrailingDataError(
            f"{stop - p} octets follow the last component of {what}",
            path=path,
            offset=p,
            expected=f"the end of {what}",
            found=f"{stop - p} octets",
        )

    # SEQUENCE OF, SET OF, CHOICE, open types

    def _list(self, use: Component, at: Header, path: str, node: Node | None, governor: object) -> object:
        found = use.type
        element = found.element
        assert element is not None
        if use.open_map:
            element = Component("", "", element.type, element.tags, open_map=use.open_map)
        values: list[object] = []
        p = at.start
        previous = b""
        ordered = found.kind == "SET OF"
        while p < at.stop:
            inner = f"{path}[{len(values)}]"
            begin = p
            if element.type.name in _RESILIENT and self.lenient and not self.tolerant:
                value, p = self._resilient(element, p, at.stop, inner)
            else:
                value, p = self.component(element, p, at.stop, inner, node, governor)
            values.append(value)
            if ordered:
                octets = self.data[begin:p]
                if octets < previous:
                    self._loosen("set-of", inner, begin, "SET OF elements are not in DER order (X.690 section 11.6)")
                previous = octets
        place = Place(path, at.offset, self._loosen)
        try:
            check_size(found, len(values), place, "elements")
        except DecodeError as error:
            text = f"{found.title} is empty"
            if values or not self.quirk("empty-list", path, at.offset, text):
                self._record(error, node)
        if any(value is BROKEN for value in values):
            return BROKEN
        return value_class(found.name)(values) if found.shape == "list" else tuple(values)

    def _resilient(self, use: Component, p: int, end: int, path: str) -> tuple[object, int]:
        try:
            return self.component(use, p, end, path, None, None)
        except LimitError:
            raise
        except DecodeError as error:
            at = self._headers.read(p, end, path)
            self._keep(error)
            return Any(self.data[p : at.next], str(error)), at.next

    def _choice(self, found: Type, at: Header, path: str, node: Node | None) -> object:
        identifier = at.identifier
        for use in found.components:
            if self._starts(use, identifier):
                inner = f"{path}.{use.name}"
                special = peer_shapes.alternative(self, found, use, at, inner, node)
                value = special if special is not None else self._tagged(use, at, inner, node, None)
                if node is not None:
                    node.type = f"{found.title}.{use.name}"
                if found.shape == "tagged" and value is not BROKEN:
                    return value_class(found.name)(use.name, value)
                return value
        expected = " or ".join(dict.fromkeys(_expected(use) for use in found.components))
        raise TagError(
            f"expected {expected}, found {tag_name(identifier)}",
            path=path,
            offset=at.offset,
            expected=expected,
            found=tag_name(identifier),
        )

    def _open(self, use: Component, at: Header, path: str, node: Node | None, governor: object) -> object:
        octets = self.data[at.offset : at.next]
        control = use.open_map == "controls"
        known = open_type(use.open_map, governor) if use.open_map and governor is not None else None
        if at.identifier == 0 or (at.indefinite and not self.ber):
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
            return (
                value_class("UnknownControl")(governor, self._der(octets), None) if control else Any(self._der(octets))
            )
        self._depth += 1
        if self._depth > self.limits.depth:
            raise LimitError.depth(self.limits.depth, at.offset, path)
        marks = len(self.notes), len(self.problems)
        try:
            inner = Component(use.name, use.attribute, known, known.tags())
            if node is not None:
                node.type = known.title
            value = self._tagged(inner, at, path, node, None)
        except LimitError:
            raise
        except DecodeError as error:
            if not (control or self.lenient):
                raise
            value = None
            problem: DecodeError | None = error
        else:
            problem = None
            if value is BROKEN:  # tolerant: the errors are on record already
                problem = self.problems[-1]
        finally:
            self._depth -= 1
        if problem is None:
            return value
        if not self.tolerant:
            del self.notes[marks[0] :]
        if value is not BROKEN:
            self._keep(problem)
            if node is not None:
                node.error = str(problem)
        raw = self._der(octets)
        return value_class("UnknownControl")(governor, raw, str(problem)) if control else Any(raw, str(problem))

    def _der(self, octets: bytes) -> bytes:
        """Return octets that stay closed in definite form, so that they can stand in DER."""
        if not self.ber:
            return octets
        from cmcasn1.codec.ber import to_der

        return to_der(octets, self.limits)

    # What is odd

    def _loosen(self, rule: str, path: str, offset: int, text: str) -> None:
        if not self.ber:
            raise EncodingRuleError(text, path=path, offset=offset, expected="DER", found="BER")
        self.notes.append(Note("ber", rule, path, offset, text))

    def _keep(self, error: DecodeError) -> None:
        # Without the frames of the walk that hang on it: there may be as many problems as elements.
        self.problems.append(error.with_traceback(None))

    def _record(self, error: DecodeError, node: Node | None) -> None:
        if not self.tolerant:
            raise error
        self._keep(error)
        if node is not None and node.error is None:
            node.error = str(error)


def _expected(use: Component) -> str:
    if use.tags:
        tag = use.tags[0]
        return f"{use.type.title} ({tag:02x})" if tag < 0x40 else f"{use.name or use.type.title} {tag_name(tag)}"
    if use.type.kind == "CHOICE":
        return " or ".join(dict.fromkeys(_expected(inner) for inner in use.type.components))
    return "a value"


def explain(name: str, data: bytes, limits: Limits) -> object:
    """Decode strictly along the descriptions: raises the error that says what is wrong with `data`."""
    return Walker(data, limits=limits).decode(type_named(name), 0, len(data), name)

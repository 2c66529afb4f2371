"""The decoder that explains: walks an input along the type descriptions, with paths, offsets and a tree.

The generated decoders only accept. Whatever they refuse comes here: in strict decoding for the error message, in
`cmcasn1.parse` and `cmcasn1.inspect` also to accept BER and the shapes that peers are known to send.
"""

from __future__ import annotations

from cmcasn1.codec.headers import Header, HeaderReader, check_tag
from cmcasn1.codec.registry import value_class
from cmcasn1.codec.tables import type_named
from cmcasn1.codec.tree import GrowingNode, Note
from cmcasn1.codec.types import Component, Type, tag_name
from cmcasn1.codec.walk_constructed import choice, list_of, sequence
from cmcasn1.codec.walk_errors import BROKEN, trailing
from cmcasn1.codec.walk_open_types import contained, in_segments, open_value
from cmcasn1.codec.walk_primitives import is_string
from cmcasn1.codec.walk_segments import primitive
from cmcasn1.errors import DecodeError, EncodingRuleError, LimitError, TrailingDataError
from cmcasn1.limits import DEFAULT_LIMITS, Limits


class Walker:
    """One walk over one input.

    `ber` accepts what BER allows beyond DER and notes it; `quirks` are the peers' shapes to accept; `lenient`
    leaves an open value that does not fit its type closed; `tolerant` records every error in `problems` and goes
    on, so that `tree` shows what could be read; `depth` is how many levels down the input stands already.
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
        depth: int = 0,
    ) -> None:
        self.data = data
        self.limits = limits
        self.ber = ber
        self.quirks = quirks
        self.lenient = lenient
        self.tolerant = tolerant
        self.notes: list[Note] = []
        self.problems: list[DecodeError] = []
        self.headers = HeaderReader(data, limits.depth)
        self._depth = depth
        self._elements = 0

    # What callers use

    def decode(self, found: Type, start: int, end: int, path: str, parent: GrowingNode | None = None) -> object:
        """Decode the one TLV of type `found` that fills the input from `start` to `end`; returns its value."""
        use = Component("", "", found, found.tags())
        try:
            value, following = self.component(use, start, end, path, parent, None)
        except RecursionError:
            # Limits of the caller's own, or little of the stack left by the caller.
            raise LimitError.stack(path, start) from None
        if following != end:
            error = TrailingDataError(
                f"{end - following} octets follow the value",
                path=path,
                offset=following,
                expected="the end of the input",
                found=f"{end - following} octets",
            )
            self.record(error, parent)
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
        found = self.headers.read(p, end, path, clip=self.tolerant)
        if found.indefinite:
            self.loosen("length", path, p, "indefinite length")
        elif not found.minimal:
            self.loosen("length", path, p, "length or tag number not in its shortest form (X.690 section 10.1)")
        if self.tolerant and not found.indefinite:
            try:
                self.headers.read(p, end, path)
            except DecodeError as error:
                self.record(error, None)
        return found

    def component(
        self, use: Component, p: int, end: int, path: str, parent: GrowingNode | None, governor: object
    ) -> tuple[object, int]:
        """Decode a component at `p`, tags and all; returns its value and where the next one starts."""
        outer = self.header(p, end, path)
        found = use.type
        node = None
        if parent is not None:
            node = GrowingNode(path, use.name, found.title, p, outer.start - p, outer.next - p)
            parent.children.append(node)
        mark = len(self.problems)
        try:
            value = self.tagged(use, outer, path, node, governor)
        except DecodeError as error:
            if isinstance(error, LimitError) or not self.tolerant:
                raise
            self.record(error, node)
            value = BROKEN
        self.guard(node, found, mark)
        return value, outer.next

    # Tags and contents

    def tagged(self, use: Component, outer: Header, path: str, node: GrowingNode | None, governor: object) -> object:
        """Decode a component whose first header is `outer`."""
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
                    raise trailing(following.next, inner.stop, path, f"the {tag_name(tag)} tag of {found.title}")
                inner = following
        return self.contents(use, inner, path, node, governor)

    def contents(self, use: Component, at: Header, path: str, node: GrowingNode | None, governor: object) -> object:
        """Decode what stands behind the tags of a component."""
        found = use.type
        if found.kind == "ANY":
            value = open_value(self, use, at, path, node, governor)
        elif found.kind == "CHOICE":
            value = choice(self, found, at, path, node)
        elif found.kind in ("SEQUENCE", "SET"):
            value = sequence(self, found, at, path, node)
        elif found.kind in ("SEQUENCE OF", "SET OF"):
            value = list_of(self, use, at, path, node, governor)
        else:
            value = primitive(self, found, at, path, use.string)
            if node is not None:
                node.value = value
                if use.open_map and governor is not None:
                    if at.constructed:
                        in_segments(self, use, value, path, node, governor)
                    else:
                        contained(self, use, at, path, node, governor)
        if found.shape == "boxed":
            cls = value_class(found.name)
            if node is not None and getattr(cls, "__secret__", False):
                node.secret = True
            return value if value is BROKEN else cls(value)
        return value

    def guard(self, node: GrowingNode | None, found: Type, mark: int, problem: DecodeError | None = None) -> None:
        """Hide all of a value with a secret field where anything in it did not decode since problem `mark`.

        Which octets are the secret cannot be relied on any more.
        """
        if node is None or not found.name or (len(self.problems) == mark and problem is None):
            return
        if found.shape in ("class", "boxed") and getattr(value_class(found.name), "__secret__", False):
            node.secret = True

    def default(self, use: Component) -> object:
        """Return the value of a component that is absent."""
        if not use.has_default:
            return None
        der = use.default
        assert isinstance(der, bytes)
        return Walker(der).decode(use.type, 0, len(der), use.name)

    # Nested encodings

    def descend(self, offset: int, path: str, levels: int = 1) -> None:
        """Go down, into an encoding inside an encoding; raises LimitError below the deepest level."""
        self._depth += levels
        if self._depth > self.limits.depth:
            raise LimitError.depth(self.limits.depth, offset, path)

    def ascend(self, levels: int = 1) -> None:
        """Come back from where `descend` went."""
        self._depth -= levels

    def inside(self, data: bytes) -> Walker:
        """Return a walker over octets that stand nowhere in the input in one piece; it is as deep as this one."""
        return Walker(
            data,
            limits=self.limits,
            ber=self.ber,
            quirks=self.quirks,
            lenient=self.lenient,
            tolerant=self.tolerant,
            depth=self._depth,
        )

    # What is odd

    def loosen(self, rule: str, path: str, offset: int, text: str) -> None:
        """Note an encoding that only BER allows; raises EncodingRuleError in strict decoding."""
        if not self.ber:
            raise EncodingRuleError(text, path=path, offset=offset, expected="DER", found="BER")
        self.notes.append(Note("ber", rule, path, offset, text))

    def keep(self, error: DecodeError) -> None:
        """Put an error on record that leaves the rest of the message readable."""
        # Without the frames of the walk that hang on it: there may be as many problems as elements.
        self.problems.append(error.with_traceback(None))

    def record(self, error: DecodeError, node: GrowingNode | None) -> None:
        """Put an error on record in a tolerant walk; raises it in any other."""
        if not self.tolerant:
            raise error
        self.keep(error)
        if node is not None and node.error is None:
            node.error = str(error)


def explain(name: str, data: bytes, limits: Limits) -> object:
    """Decode strictly along the descriptions: raises the error that says what is wrong with `data`."""
    return Walker(data, limits=limits).decode(type_named(name), 0, len(data), name)

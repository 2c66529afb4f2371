"""The tree of what stands where in an input: one node a TLV, named by the schema."""

from __future__ import annotations

from cmcasn1.codec.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

_OWN = ("error", "header", "length", "name", "notes", "offset", "path", "secret", "type", "value")


class Node:
    """One TLV: `path` and `name` in the ASN.1, `type` its title, `offset` and `length` in the input.

    `header` is the length of identifier and length octets; `value` the decoded value of a primitive or None;
    `notes` say what is odd, `error` is set where decoding failed; `secret` says that the value is its owner's only.
    `offset` is None below a string in segments, whose content stands nowhere in one piece. Nodes cannot be changed,
    and are equal where all that stands below them is.
    """

    __slots__ = ("children", *_OWN)

    if TYPE_CHECKING:
        path: str
        name: str
        type: str
        offset: int | None
        header: int
        length: int
        value: object
        children: tuple[Node, ...]
        notes: tuple[str, ...]
        error: str | None
        secret: bool

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"Node is immutable: cannot set {name!r}")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"Node is immutable: cannot delete {name!r}")

    def alone(self) -> Node:
        """Return a node of the same place with this one as its only child."""
        top = GrowingNode(self.path, self.name, self.type, self.offset, self.header, self.length)
        top.secret = self.secret
        made = top.grown()
        object.__setattr__(made, "children", (self,))
        return made

    def _rows(self) -> tuple[tuple[object, ...], ...]:
        """Return what each node from here down says, and the number of its children; no recursion, however deep."""
        rows = []
        work = [self]
        while work:
            node = work.pop()
            rows.append((len(node.children), *[getattr(node, field) for field in _OWN]))
            work += reversed(node.children)
        return tuple(rows)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Node):
            return NotImplemented
        return self is other or self._rows() == other._rows()

    def __hash__(self) -> int:
        return hash((self.path, self.type, self.offset, self.length, len(self.children)))

    def __copy__(self) -> Node:
        return self

    def __deepcopy__(self, memo: object) -> Node:
        return self

    def __reduce__(self) -> tuple[object, ...]:
        return _restored, (self._rows(),)

    def __repr__(self) -> str:
        return f"<Node {self.path} {self.type} at {self.offset}+{self.length}>"


class GrowingNode:
    """A `Node` while it is made; `grown` turns it into one."""

    # Those of Node, so that one can become the other.
    __slots__ = Node.__slots__

    def __init__(self, path: str, name: str, type: str, offset: int | None, header: int, length: int) -> None:
        self.path = path
        self.name = name
        self.type = type
        self.offset = offset
        self.header = header
        self.length = length
        self.value: object = None
        self.children: list[GrowingNode] = []
        self.notes: list[str] = []
        self.error: str | None = None
        self.secret = False

    def grown(self) -> Node:
        """Return this very node, and all below it, as nodes that cannot be changed."""
        work = [self]
        while work:
            node = work.pop()
            work += node.children
            object.__setattr__(node, "children", tuple(node.children))
            object.__setattr__(node, "notes", tuple(node.notes))
            node.__class__ = Node  # type: ignore[assignment]
        return self  # type: ignore[return-value]


def _restored(rows: tuple[tuple[object, ...], ...]) -> Node:
    """Return the node that `Node._rows` was of."""
    root = made = GrowingNode("", "", "", None, 0, 0)
    work: list[GrowingNode] = []
    for count, *fields in rows:
        if work:
            made = GrowingNode("", "", "", None, 0, 0)
            work.pop().children.append(made)
        for field, value in zip(_OWN, fields, strict=True):
            setattr(made, field, value)
        work += [made] * count  # type: ignore[operator]
    return root.grown()


class Note(Value):
    """Something odd that was accepted: `kind` is "ber" or "quirk", `name` the rule's or the quirk's."""

    kind: str
    name: str
    path: str
    offset: int | None
    text: str

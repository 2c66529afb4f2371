"""The tree in text: one line a TLV."""

from __future__ import annotations

from cmcasn1.inspection import words
from cmcasn1.inspection.spans import BAD, QUIRK, Line, Span, dim, label, line, wrapped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from cmcasn1.codec.tree import Node


def tree_lines(
    tree: Node,
    *,
    offsets: bool,
    full: bool = False,
    depth: int = 1000,
    reveal: str | None = None,
    faults: bool = False,
) -> Iterator[Line]:
    """Yield one line a TLV: offset and size, indentation, name, type or value.

    A secret shows only where `reveal` is its own path. With `faults` only those nodes are opened in which something
    is wrong.
    """
    closed = _without_fault(tree) if faults else frozenset()
    for each in _lines(tree, offsets, full, depth, reveal, closed):
        yield from wrapped(each, full=full)


def _without_fault(tree: Node) -> frozenset[int]:
    """Return the identities of the nodes in which all is well."""
    order = [tree]
    for node in order:
        order += node.children
    faulty: set[int] = set()
    for node in reversed(order):
        if node.error is not None or any(id(child) in faulty for child in node.children):
            faulty.add(id(node))
    return frozenset(id(node) for node in order) - faulty


def _lines(
    tree: Node, offsets: bool, full: bool, depth: int, reveal: str | None, closed: frozenset[int]
) -> Iterator[Line]:
    work = [(child, 0, tree.secret) for child in reversed(tree.children or [tree])]
    while work:
        at, level, below = work.pop()
        secret = (below or at.secret) and not (full and reveal == at.path)
        gutter = f"{'' if at.offset is None else at.offset:>7}{at.length:7}  " if offsets else ""
        name = at.name or at.path.rpartition(".")[2] or at.type
        parts: list[str | Span] = [label(f"{gutter}{'  ' * min(level, 20)}", 0), Span(name, "label")]
        if secret:
            parts += ["   ", dim(f"hidden, {at.length - at.header} octets")]
        elif at.value is None or at.children:
            parts += ["" if name == at.type else f"   {at.type}"]
        else:
            parts += [f"   {words.anything(at.value, full=full)}"]
        yield line(*parts)
        room = len(gutter) + 2 * min(level, 20) + 2
        for note in at.notes:
            yield line(label("", room), QUIRK, f" {note}")
        if at.error is not None:
            yield line(label("", room), BAD, f" {at.error.removeprefix(at.path).lstrip()}")
        if level < depth and id(at) not in closed:
            work += [(child, level + 1, below or at.secret) for child in reversed(at.children)]

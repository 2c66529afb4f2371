"""The tree of an encoding without a schema: every TLV with its absolute offset, through truncation and junk."""

from __future__ import annotations

from cmcasn1.codec.headers import HeaderReader
from cmcasn1.codec.tree import GrowingNode
from cmcasn1.codec.types import tag_name
from cmcasn1.errors import DecodeError
from cmcasn1.limits import DEFAULT_LIMITS, Limits


def scan(data: bytes, start: int = 0, stop: int | None = None, *, limits: Limits = DEFAULT_LIMITS) -> list[GrowingNode]:
    """Return the TLVs of `data` from `start` to `stop`, nested ones as children.

    Never raises: where a header cannot be read, the rest of its container becomes one node whose `error` says
    why; contents that are cut off are read as far as they go. Deeper than `limits.depth` stays unopened, after
    `limits.elements` TLVs the scan ends. Time and memory are linear in the input.
    """
    reader = HeaderReader(data, limits.depth)
    top: list[GrowingNode] = []
    work: list[tuple[list[GrowingNode], str, int, int, int]] = [
        (top, "", start, len(data) if stop is None else stop, 0)
    ]
    left = limits.elements
    while work:
        into, path, p, end, depth = work.pop()
        while p < end:
            here = f"{path}[{len(into)}]"
            if left == 0:
                into.append(_rest(here, p, end, f"more than {limits.elements} elements"))
                return top
            left -= 1
            try:
                at = reader.read(p, end, here, clip=True)
            except DecodeError as error:
                into.append(_rest(here, p, end, str(error)))
                break
            node = GrowingNode(here, "", tag_name(at.identifier), p, at.start - p, at.next - p)
            into.append(node)
            try:
                reader.read(p, end, here)
            except DecodeError as error:
                node.error = str(error)
            if not at.constructed:
                node.value = data[at.start : at.stop]
            elif depth < limits.depth:
                work.append((node.children, here, at.start, at.stop, depth + 1))
            else:
                node.error = f"nested deeper than {limits.depth} levels"
            p = at.next
    return top


def _rest(path: str, start: int, end: int, error: str) -> GrowingNode:
    node = GrowingNode(path, "", "octets", start, 0, end - start)
    node.error = error
    return node

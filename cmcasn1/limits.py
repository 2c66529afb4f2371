"""Bounds on what a decoder accepts."""

from __future__ import annotations


class Limits:
    """Bounds that hold for every decode: octets, nesting and number of elements.

    `size` is in octets, `depth` counts nested open types and constructed elements, `elements` counts TLVs. The
    defaults decode 100 MiB of real messages; input beyond a bound raises `LimitError`.
    """

    __slots__ = ("_octets", "depth", "elements", "size")

    def __init__(self, *, size: int = 128 * 1024 * 1024, depth: int = 64, elements: int = 16 * 1024 * 1024) -> None:
        for name, value in (("size", size), ("depth", depth), ("elements", elements)):
            if value < 1:
                raise ValueError(f"{name} must be at least 1, got {value}")
            object.__setattr__(self, name, value)
        # Two octets make an element at least: only a longer input can have too many.
        object.__setattr__(self, "_octets", min(size, 2 * elements))

    size: int
    depth: int
    elements: int
    _octets: int

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"Limits is immutable: cannot set {name!r}")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"Limits is immutable: cannot delete {name!r}")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Limits):
            return NotImplemented
        return (self.size, self.depth, self.elements) == (other.size, other.depth, other.elements)

    def __hash__(self) -> int:
        return hash((self.size, self.depth, self.elements))

    def __reduce__(self) -> tuple[object, ...]:
        return _limits, (self.size, self.depth, self.elements)

    def __repr__(self) -> str:
        return f"Limits(size={self.size}, depth={self.depth}, elements={self.elements})"


def _limits(size: int, depth: int, elements: int) -> Limits:
    return Limits(size=size, depth=depth, elements=elements)


DEFAULT_LIMITS = Limits()

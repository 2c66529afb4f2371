"""The tree of what stands where in an input: one node a TLV, named by the schema."""

from __future__ import annotations


class Node:
    """One TLV: `path` and `name` in the ASN.1, `type` its title, `offset` and `length` in the input.

    `header` is the length of identifier and length octets; `value` the decoded value of a primitive or None;
    `notes` say what is odd, `error` is set where decoding failed; `secret` says that the value is its owner's only.
    `offset` is None below a string in segments, whose content stands nowhere in one piece.
    """

    __slots__ = ("children", "error", "header", "length", "name", "notes", "offset", "path", "secret", "type", "value")

    def __init__(self, path: str, name: str, type: str, offset: int | None, header: int, length: int) -> None:
        self.path = path
        self.name = name
        self.type = type
        self.offset = offset
        self.header = header
        self.length = length
        self.value: object = None
        self.children: list[Node] = []
        self.notes: list[str] = []
        self.error: str | None = None
        self.secret = False

    def __repr__(self) -> str:
        return f"<Node {self.path} {self.type} at {self.offset}+{self.length}>"


class Note:
    """Something odd that was accepted: `kind` is "ber" or "quirk", `name` the rule's or the quirk's."""

    __slots__ = ("kind", "name", "offset", "path", "text")

    def __init__(self, kind: str, name: str, path: str, offset: int | None, text: str) -> None:
        self.kind = kind
        self.name = name
        self.path = path
        self.offset = offset
        self.text = text

    def __repr__(self) -> str:
        return f"Note({self.kind!r}, {self.name!r}, {self.path!r}, {self.offset}, {self.text!r})"

"""Object identifiers: the `Oid` type, the names that the RFCs give them, and those that the code calls by name."""

from __future__ import annotations

from collections.abc import Iterator

from cmcasn1.errors import BuildError

__all__ = ["NamedOid", "Oid", "named_oids"]

_MAX_SECOND_ARC = 39  # X.660: below the root arcs 0 and 1 there are the arcs 0..39 only

_names: dict[str, tuple[str, str]] | None = None
_by_name: dict[str, str] | None = None


def _load() -> dict[str, tuple[str, str]]:
    """The names table; it is loaded at the first look-up, so that importing the package stays cheap."""
    global _names
    if _names is None:
        from cmcasn1.oids.table import collect

        _names = collect()
    return _names


def _load_by_name() -> dict[str, str]:
    global _by_name
    if _by_name is None:
        _by_name = {name: dotted for dotted, (name, _) in _load().items()}
    return _by_name


def _problem(dotted: str) -> str | None:
    """What keeps a text from being an object identifier in dotted notation, or None."""
    if not dotted.isascii():
        return "it may hold only ASCII digits and dots"
    arcs = dotted.split(".")
    for arc in arcs:
        if not arc.isdigit():
            return "arcs are decimal numbers separated by single dots"
        if arc[0] == "0" and len(arc) > 1:
            return f"arc {arc[:20]} has a leading zero"
    if len(arcs) < 2:
        return "it needs two arcs at least"
    if arcs[0] not in ("0", "1", "2"):
        return "the first arc is 0, 1 or 2"
    if arcs[0] != "2" and (len(arcs[1]) > 2 or int(arcs[1]) > _MAX_SECOND_ARC):
        return f"the second arc is {_MAX_SECOND_ARC} at most under the first arc {arcs[0]}"
    return None


class Oid(str):
    """An OBJECT IDENTIFIER: a `str` of dotted digits that knows the name its RFC gives it.

    Raises `BuildError` for a text that is no object identifier. X.660; X.690 section 8.19 sets the bounds of the
    first two arcs.
    """

    __slots__ = ()

    def __new__(cls, dotted: str) -> Oid:
        """Make an identifier from dotted digits; raises `BuildError` for anything else."""
        if type(dotted) is cls:
            return dotted
        problem = _problem(dotted)
        if problem is not None:
            raise BuildError(f"{dotted[:80]!r} is not an object identifier: {problem}")
        return str.__new__(cls, dotted)

    @classmethod
    def of(cls, name: str) -> Oid:
        """The identifier of an RFC name such as `id-cmc-identityProofV2`; raises `BuildError` for an unknown one."""
        dotted = _load_by_name().get(name)
        if dotted is None:
            raise BuildError(f"no object identifier is known by the name {name[:80]!r}")
        return str.__new__(cls, dotted)

    @property
    def name(self) -> str:
        """The name in the RFC, or the dotted digits where none is known."""
        entry = _load().get(self)
        return entry[0] if entry is not None else str(self)

    @property
    def document(self) -> str | None:
        """The document that assigns the name (`RFC 10002`), or None where no name is known."""
        entry = _load().get(self)
        return entry[1] if entry is not None else None

    def __repr__(self) -> str:
        return f"Oid({str.__repr__(self)})"


class NamedOid(tuple[Oid, str, str]):
    """One row of the names table: identifier, name, document."""

    __slots__ = ()

    @property
    def oid(self) -> Oid:
        """The identifier."""
        return self[0]

    @property
    def name(self) -> str:
        """Its name as the document spells it."""
        return self[1]

    @property
    def document(self) -> str:
        """The document that assigns it."""
        return self[2]


def named_oids() -> Iterator[NamedOid]:
    """Every identifier of the names table, in the order of the arcs."""
    rows = _load()
    for dotted in sorted(rows, key=lambda text: [int(arc) for arc in text.split(".")]):
        name, document = rows[dotted]
        yield NamedOid((str.__new__(Oid, dotted), name, document))

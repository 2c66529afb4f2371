"""What all builders share: a builder is immutable, each call returns a new one, and most things are set only once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cmcasn1.errors import BuildError

if TYPE_CHECKING:
    from typing import Any, ClassVar, Self


class Builder:
    """A record of what has been asked for so far.

    Subclasses list their fields and initial values in `_fields`; a field whose initial value is None may be set
    only once, others are tuples that grow.
    """

    __slots__ = ("_state",)
    _fields: ClassVar[dict[str, Any]]

    def __init__(self) -> None:
        self._state: dict[str, Any] = dict(self._fields)

    def __repr__(self) -> str:
        # Values may hold secrets: the names of what is set say enough.
        chosen = [name for name, value in self._state.items() if value not in (None, ())]
        return f"{type(self).__name__}({', '.join(chosen)})"

    def _get(self, field: str) -> Any:
        return self._state[field]

    def _with(self, field: str, value: Any) -> Self:
        made = object.__new__(type(self))
        made._state = state = self._state.copy()
        state[field] = value
        return made

    def _set(self, field: str, value: Any) -> Self:
        """Return a builder with the field set; raises `BuildError` the second time."""
        if self._state[field] is not None:
            raise BuildError(f"{field} may only be set once", path=type(self).__name__)
        return self._with(field, value)

    def _append(self, field: str, *values: Any) -> Self:
        """Return a builder with values at the end of the field."""
        return self._with(field, self._state[field] + values)

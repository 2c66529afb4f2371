"""What a scenario is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from cmcasn1.demo.stage import Stage


@dataclass(frozen=True, slots=True)
class Scenario:
    """One way to enrol, or to undo it: `play` takes every step, and raises `CMCError` for what goes wrong."""

    name: str
    title: str
    play: Callable[[Stage], None]

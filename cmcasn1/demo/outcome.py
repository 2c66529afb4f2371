"""What is known of a scenario that was played, and who is told of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Artefact:
    """One file: its name within the scenario's folder, its size, and whether it travelled."""

    name: str
    octets: int
    travelled: bool = False


@dataclass(slots=True)
class Step:
    """One step in the words of who takes it, and the files that it left."""

    text: str
    artefacts: list[Artefact] = field(default_factory=list)


@dataclass(slots=True)
class Outcome:
    """What came of a scenario; `problem` is empty once all has gone as it should."""

    name: str
    title: str
    steps: list[Step] = field(default_factory=list)
    problem: str = "it was interrupted"
    seconds: float = 0.0

    @property
    def passed(self) -> bool:
        """Whether all went as it should."""
        return not self.problem

    @property
    def messages(self) -> int:
        """How many messages went over a connection."""
        return sum(artefact.travelled for step in self.steps for artefact in step.artefacts)

    @property
    def octets(self) -> int:
        """How many octets these had."""
        return sum(each.octets for step in self.steps for each in step.artefacts if each.travelled)


class Audience(Protocol):
    """Who is told while scenarios are played."""

    def begins(self, outcome: Outcome) -> None:
        """A scenario begins."""

    def steps(self, outcome: Outcome) -> None:
        """The last of `outcome.steps` begins."""

    def ends(self, outcome: Outcome) -> None:
        """A scenario is over."""

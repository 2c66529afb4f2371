"""``cmcasn1 demo``: every enrolment scenario end to end."""

from __future__ import annotations

import os
import sys
from contextlib import nullcontext
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

import click

from cmcasn1.cli.failures import Failure
from cmcasn1.cli.terminal import put
from cmcasn1.inspection.spans import BAD, GOOD, Span, dim, label, line

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager

    from rich.live import Live
    from rich.table import Table

    from cmcasn1.demo.outcome import Outcome
    from cmcasn1.inspection.spans import Line

_NAME = 20
# Lines that the live table leaves to what scrolls above it.
_ROOM = 6


@click.command(short_help="Play every enrolment scenario against a CA for tests.")
@click.option(
    "-o",
    "--out",
    envvar="CMCASN1_DEMO_OUT",
    show_envvar=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the artefacts, a new one.",
)
@click.option("--only", multiple=True, metavar="NAME", help="Play this scenario alone (repeat for several).")
@click.option("--list", "listing", is_flag=True, help="Name the scenarios and play none.")
@click.option("--keep", is_flag=True, help="Keep the CA's own folder too, to run it again and go on by hand.")
def demo(out: Path | None, only: tuple[str, ...], listing: bool, keep: bool) -> None:
    """Play every enrolment scenario against a CA for tests, over real connections on this machine.

    Every message, request and certificate stays in a new folder, cmcasn1-demo in the current one unless --out says
    otherwise; index.md there explains them step by step. Exit code 1 if a scenario fails.
    """
    from cmcasn1.demo.scenarios import chosen

    scenarios = chosen(only)
    if listing:
        for scenario in scenarios:
            put(line(label(scenario.name, _NAME), scenario.title))
        return
    from cmcasn1.demo.index import INDEX
    from cmcasn1.demo.play import new_folder, play

    began = monotonic()
    audience = _OnTerminal() if _draws() else _Plain()
    folder = new_folder(out)
    with audience.watching():
        outcomes = play(scenarios, folder, audience, keep=keep)
    audience.summary(outcomes)
    failed = [outcome.name for outcome in outcomes if not outcome.passed]
    messages = sum(outcome.messages for outcome in outcomes)
    verdict = f" {len(outcomes) - len(failed)} of {len(outcomes)} scenarios passed"
    put(line(BAD if failed else GOOD, verdict, dim(f"   {messages} messages in {monotonic() - began:.1f} s")))
    put(line("  every message is explained in ", str(folder / INDEX)))
    if failed:
        raise Failure(f"failed: {', '.join(failed)}")


def _draws() -> bool:
    """Whether standard output is a terminal that can redraw, and shows what is drawn."""
    if not sys.stdout.isatty() or os.environ.get("TERM") in ("dumb", "unknown"):
        return False
    try:
        f"{GOOD.text}{BAD.text}…".encode(sys.stdout.encoding)
    except UnicodeEncodeError:
        return False
    return True


class _Plain:
    """Tells the steps line by line."""

    def watching(self) -> AbstractContextManager[object]:
        return nullcontext()

    def put(self, found: Line) -> None:
        put(found)

    def begins(self, outcome: Outcome) -> None:
        self.put(line(label(outcome.name, _NAME), outcome.title))

    def steps(self, outcome: Outcome) -> None:
        self.put(line(f"{len(outcome.steps)}. {outcome.steps[-1].text}", indent=2))

    def ends(self, outcome: Outcome) -> None:
        if outcome.problem:
            self.put(line(BAD, f" {outcome.problem}", indent=2))

    def summary(self, outcomes: Sequence[Outcome]) -> None:
        heading = f"{'scenario':{_NAME}} messages    bytes  result"
        put(line(label(heading, 0)), blank_before=True)
        for outcome in outcomes:
            put(_row(outcome))


def _row(outcome: Outcome) -> Line:
    result = Span(GOOD.text + " passed", "good") if outcome.passed else Span(BAD.text + " failed", "bad")
    octets = f"{outcome.octets:,}".replace(",", " ")
    return line(f"{outcome.name:{_NAME}} {outcome.messages:8} {octets:>8}  ", result)


class _OnTerminal(_Plain):
    """Tells the steps above a table that grows with what is done."""

    def __init__(self) -> None:
        from rich.console import Console

        self._console = Console(highlight=False)
        self._outcomes: list[Outcome] = []
        self._live: Live | None = None

    def watching(self) -> AbstractContextManager[object]:
        from rich.live import Live

        self._live = Live(console=self._console, auto_refresh=False, transient=True)
        return self._live

    def put(self, found: Line) -> None:
        from rich.text import Text

        styles = {"good": "green", "bad": "red", "label": "bold", "dim": "dim"}
        self._console.print(Text.assemble(*((span.text, styles.get(span.style, "")) for span in found)))

    def begins(self, outcome: Outcome) -> None:
        super().begins(outcome)
        self._outcomes.append(outcome)
        self._draw()

    def steps(self, outcome: Outcome) -> None:
        super().steps(outcome)
        self._draw()

    def ends(self, outcome: Outcome) -> None:
        super().ends(outcome)
        self._draw()

    def _draw(self) -> None:
        if self._live is not None:
            self._live.update(self._table(), refresh=True)

    def _table(self) -> Table:
        """Return the table of what is done and what is going on, as much of its end as the terminal has room for."""
        from rich.table import Table

        table = Table(box=None, pad_edge=False)
        for name, justify in (("scenario", "left"), ("messages", "right"), ("bytes", "right"), ("result", "left")):
            table.add_column(name, justify=justify)  # type: ignore[arg-type]
        for outcome in self._outcomes[-max(3, self._console.height - _ROOM) :]:
            result = "[yellow]…[/]" if not outcome.seconds else "[green]✓[/]" if outcome.passed else "[red]✗[/]"
            octets = f"{outcome.octets:,}".replace(",", " ")
            table.add_row(outcome.name, str(outcome.messages), octets, result)
        return table

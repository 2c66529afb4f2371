"""Standard output and standard error: colours, characters that the terminal lacks, progress."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from threading import Timer

import click

from cmcasn1.inspection.spans import Line, ascii_only, plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TextIO

_COLOURS = {
    "good": {"fg": "green"},
    "warn": {"fg": "yellow"},
    "quirk": {"fg": "yellow"},
    "bad": {"fg": "red"},
    "label": {"bold": True},
    "dim": {"dim": True},
}
CLOSED_PIPE = 141
"""The exit code of what a closed pipe ends: 128 and the number of SIGPIPE, as a shell has it for other programs."""
# A terminal is told of what takes longer than this, in seconds.
_PATIENCE = 1.0


def coloured(stream: TextIO) -> bool:
    """Say whether a stream is to have colours: a terminal that nobody has asked to go without."""
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or stream.isatty()


def put(found: Line, *, blank_before: bool = False, err: bool = False) -> None:
    """Write one line to standard output, or to standard error."""
    stream = sys.stderr if err else sys.stdout
    if blank_before:
        click.echo(err=err)
    colours = coloured(stream)
    text = plain(found)
    try:
        text.encode(stream.encoding or "ascii")
    except UnicodeEncodeError:
        text = ascii_only(text)
        found = tuple(span._replace(text=ascii_only(span.text)) for span in found)
    if colours:
        text = "".join(click.style(s.text, **_COLOURS[s.style]) if s.style else s.text for s in found)  # type: ignore[arg-type]
    click.echo(text, color=colours, err=err)


@contextmanager
def while_somebody_reads() -> Iterator[None]:
    """End the process quietly, with CLOSED_PIPE, once nobody reads what it writes; and have all written at the end."""
    try:
        try:
            yield
        finally:
            if sys.stdout is not None:
                sys.stdout.flush()
    except BrokenPipeError:
        # Else the interpreter tries again to write the rest, and complains.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(CLOSED_PIPE)


@contextmanager
def progress(what: str, total: int) -> Iterator[Callable[[], None]]:
    """Show a bar on standard error, where that is a terminal, once the work has taken longer than a second.

    The work calls what is yielded when one of `total` items is done; of a single item the bar shows only that it
    is being worked on.
    """
    if not sys.stderr.isatty():
        yield lambda: None
        return
    # Imported here: most calls are over before a bar would be seen.
    from rich.console import Console
    from rich.progress import Progress

    bar = Progress(console=Console(stderr=True), transient=True)
    task = bar.add_task(what, total=total if total > 1 else None)
    timer = Timer(_PATIENCE, bar.start)
    timer.daemon = True
    timer.start()
    try:
        yield lambda: bar.advance(task)
    finally:
        timer.cancel()
        timer.join()
        bar.stop()

"""Lines of styled text: one form from which the terminal, a plain file and the HTML page are made."""

from __future__ import annotations

import re
from typing import NamedTuple
from unicodedata import combining, east_asian_width

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

WIDTH = 100
# Lines that a value may fill before the rest of it is cut.
_ROOM = 4
_DEEPEST_INDENT = 40


class Span(NamedTuple):
    """A piece of a line; `style` is "" or one of good, warn, bad, quirk, label, dim."""

    text: str
    style: str = ""


Line = tuple[Span, ...]

GOOD = Span("✓", "good")
WARN = Span("!", "warn")
BAD = Span("✗", "bad")
QUIRK = Span("~", "quirk")
INFO = Span("i", "dim")
_UNIT = re.compile(r"B\b")
_ASCII = str.maketrans({"✓": "+", "✗": "x", "…": "...", "·": "-", "→": "->"})


def line(*parts: str | Span, indent: int = 0) -> Line:
    """Return a line of `parts`; what a terminal would act upon instead of showing it becomes an escape."""
    pieces = [part if isinstance(part, Span) else Span(part) for part in parts]
    pieces = [Span(printable(piece.text), piece.style) for piece in pieces if piece.text]
    return (Span(" " * indent), *pieces) if indent else tuple(pieces)


def label(text: str, width: int) -> Span:
    """Return the name at the start of a line, filled up to `width` columns; one space at least follows a name."""
    return Span(f"{text} ".ljust(width) if text and width else text.ljust(width), "label")


def dim(text: str) -> Span:
    """Return what a reader may pass over."""
    return Span(text, "dim")


def printable(text: str) -> str:
    """Return text with control characters, direction marks and lone surrogates as escapes."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def plain(found: Line) -> str:
    """Return a line without its styles."""
    return "".join(span.text for span in found).rstrip()


def ascii_only(text: str) -> str:
    """Return text for a terminal that shows ASCII only."""
    return text.translate(_ASCII).encode("ascii", "backslashreplace").decode("ascii")


def columns(text: str) -> int:
    """Return how many columns of a terminal a text fills."""
    if text.isascii():
        return len(text)
    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)


def indented(lines: Iterable[Line], by: int = 2) -> Iterator[Line]:
    """Yield lines that stand `by` columns further to the right."""
    for found in lines:
        first = found[0] if found else Span("")
        if first.text.isspace() or not first.text:
            deep = min(len(first.text) + by, max(_DEEPEST_INDENT, len(first.text)))
            yield (Span(" " * deep), *found[1:])
        else:
            yield (Span(" " * by), *found)


def wrapped(found: Line, *, width: int = WIDTH, full: bool = False, hang: int | None = None) -> Iterator[Line]:
    """Yield the lines that a line takes within `width` columns, the further ones under the value of the first.

    That value begins at the column `hang`, or behind the labels at the start of the line.
    A value that needs more than a few lines is cut there, a word longer than the line is cut in it, both with
    "…", unless everything is asked for.
    """
    if sum(columns(span.text) for span in found) <= width:
        yield found
        return
    hang = min(_hang(found) if hang is None else hang, 60)
    rows: list[list[Span]] = [[]]
    used = 0
    for span in found:
        for word in _words(span.text, width - hang):
            room = width - used
            if columns(word.rstrip()) > room and used > hang:
                rows.append([Span(" " * hang)])
                used, word = hang, word.lstrip()
                room = width - hang
            if not full and columns(word.rstrip()) > room:
                word = _shortened(word.rstrip(), room)
            rows[-1].append(Span(word, span.style))
            used += columns(word)
    if not full and len(rows) > _ROOM:
        del rows[_ROOM:]
        last = "".join(span.text for span in rows[-1])
        rows[-1] = [Span(_cut(last, width - 2).rstrip() + " …")]
    for row in rows:
        yield tuple(row)


def _hang(found: Line) -> int:
    """Return the column under which a long value goes on: behind the labels at the start of its line."""
    column = 0
    for span in found:
        if span.style not in ("label",) and span.text.strip():
            break
        column += columns(span.text)
    return column if column else 4


def _words(text: str, room: int) -> list[str]:
    """Return the pieces that stay together: what stands between wide gaps where it fits on a line, else words."""
    words: list[str] = []
    for group in re.split(r"(?<=   )(?=\S)", text):
        words += [group] if columns(group.rstrip()) <= room else _single_words(group)
    return [word for word in words if word]


def _single_words(text: str) -> list[str]:
    words: list[str] = []
    start = 0
    for at, character in enumerate(text):
        # A word keeps the blanks behind it, and a comma ends one: names have no blanks after their commas.
        # The unit of a number stays with it.
        if (character == " " and text[at + 1 : at + 2] != " " and not _UNIT.match(text, at + 1)) or (
            character == "," and text[at + 1 : at + 2] not in ("", " ")
        ):
            words.append(text[start : at + 1])
            start = at + 1
    words.append(text[start:])
    return words


def _shortened(word: str, room: int) -> str:
    keep = max(room - 1, 2)
    head = _cut(word, keep - keep // 3)
    tail = _cut(word[::-1], keep // 3)[::-1]
    return f"{head}…{tail}"


def _cut(text: str, room: int) -> str:
    used = 0
    for at, character in enumerate(text):
        used += columns(character)
        if used > room:
            return text[:at]
    return text

"""Examples at the end of ``--help``; the tests run them."""

from __future__ import annotations

import re

_WIDTH = 72


def examples(*lines: str) -> str:
    """Return the epilogue with these commands, long ones broken before an option, and otherwise left alone by click."""
    shown = "\n".join(_broken(line) for line in lines)
    return f"\b\nExample{'s' if len(lines) > 1 else ''}:\n{shown}"


def _broken(line: str) -> str:
    rows = [" "]
    for part in re.split(r" (?=-)", line):
        if len(rows[-1]) + len(part) > _WIDTH:
            rows.append("   ")
        rows[-1] += f" {part}"
    return " \\\n".join(rows)

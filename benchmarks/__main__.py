"""`python -m benchmarks [--quick] [--json]`: measure everything and print one table."""

from __future__ import annotations

import argparse
import json
import platform
import sys
from dataclasses import asdict
from pathlib import Path

from benchmarks.table import FULL, QUICK, Row, rows, versions

HEADINGS = ("measure", "ours", "peer", "ratio", "wanted", "stretch", "reached")


def machine() -> dict[str, str]:
    """The interpreter and the processor."""
    processor = platform.processor()
    information = Path("/proc/cpuinfo")
    if information.exists():
        models = [line for line in information.read_text().splitlines() if line.startswith("model name")]
        processor = models[0].partition(":")[2].strip() if models else processor
    return {
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "system": f"{platform.system()} {platform.machine()}",
        "processor": processor,
    }


def cells(row: Row) -> tuple[str, ...]:
    """One row in words."""

    def limit(value: float | None) -> str:
        if value is None:
            return ""
        return f"{'<=' if row.at_most else '>='} {_number(value)}"

    ratio = "" if row.ratio is None else _number(row.ratio)
    return (
        row.measure,
        row.ours,
        f"{row.theirs} {row.peer}".strip(),
        ratio,
        limit(row.least),
        limit(row.stretch),
        row.verdict,
    )


def _number(value: float) -> str:
    return f"{value:.1f}" if value >= 10 and value != int(value) else f"{value:.3g}"


def markdown(table: list[Row]) -> str:
    """The table, and below it what the peers leave undone."""
    lines = [HEADINGS, *(cells(row) for row in table)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    shown = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in lines
    ]
    shown.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    notes: dict[str, None] = {}
    for row in table:
        if row.note:
            what = f", {row.measure}" if row.note.startswith("not") else ""
            notes[f"- {row.peer}{what}: {row.note}"] = None
    return "\n".join([*shown, "", *notes])


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one round of small batches: shows that it runs, no more")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args()
    table = []
    for row in rows(QUICK if options.quick else FULL):
        table.append(row)
        if not options.json and sys.stderr.isatty():
            print(f"\r\033[K{row.measure}", end="", file=sys.stderr, flush=True)
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr)
    if options.json:
        shown = [asdict(row) | {"reached": row.verdict} for row in table]
        print(json.dumps({"machine": machine(), "versions": versions(), "rows": shown}, indent=1))
        return
    print(", ".join(machine().values()))
    print(", ".join(f"{name} {version}" for name, version in versions().items()))
    print()
    print(markdown(table))


if __name__ == "__main__":
    main()

"""What the checks of a message say about each PKIData in it."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from cmcasn1.verification.requests import POSSESSION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cmcasn1.verification.report import Check, Report

_PART = re.compile(r".*\.cmsSequence\[\d+\]")


class Findings:
    """The checks of a report, sorted once: a message may have thousands of parts, and each asks for its own."""

    def __init__(self, report: Report) -> None:
        self._by_part: defaultdict[str, list[Check]] = defaultdict(list)
        for check in report:
            self._by_part[_part_of(check.path)].append(check)

    def about(self, path: str) -> Sequence[Check]:
        """Return the checks of the PKIData at a path, and of what is around it; not those of messages nested in it."""
        return self._by_part.get(_part_of(path), ())


def proofs_of_possession(checks: Sequence[Check]) -> dict[int, list[Check]]:
    """Return the checks of possession by the index of the request."""
    found: dict[int, list[Check]] = {}
    for check in checks:
        _, inside, rest = check.path.rpartition(".reqSequence[")
        if check.name == POSSESSION and inside:
            found.setdefault(int(rest.partition("]")[0]), []).append(check)
    return found


def _part_of(path: str) -> str:
    found = _PART.match(path)
    return "" if found is None else found.group()

"""Steps of a piece of work: calls as `sys.setprofile` sees them, so that no clock decides."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any as _Any

import cmcasn1


def steps(work: Callable[[], object]) -> int:
    """Do it, whether it raises a CMCError or not, and return how many calls that took."""
    count = 0

    def called(frame: _Any, event: str, argument: _Any) -> None:
        nonlocal count
        count += 1

    before = sys.getprofile()
    sys.setprofile(called)
    try:
        with suppress(cmcasn1.CMCError):
            work()
    finally:
        sys.setprofile(before)
    return count

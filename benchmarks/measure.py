"""Time, memory and import time, measured so that both sides of a comparison meet the same conditions."""

from __future__ import annotations

import gc
import os
import resource
import subprocess
import sys
import tracemalloc
from collections.abc import Callable, Mapping
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time

Work = Callable[[], object]


def interleaved(works: Mapping[str, Work], *, rounds: int = 15, sample_seconds: float = 0.02) -> dict[str, float]:
    """Return the median seconds of processor time of one call of each work.

    In every round each work has its turn, so that a slow moment of the machine falls on all of them; processor time
    leaves out what other processes take. A turn repeats a short work until it lasts `sample_seconds`. The garbage
    collector stays on.
    """
    repeats = {}
    for name, work in works.items():
        work()
        start = process_time()
        work()
        repeats[name] = max(1, round(sample_seconds / max(process_time() - start, 1e-7)))
    taken: dict[str, list[float]] = {name: [] for name in works}
    gc.collect()
    for _ in range(rounds):
        for name, work in works.items():
            count = repeats[name]
            start = process_time()
            for _ in range(count):
                work()
            taken[name].append((process_time() - start) / count)
    return {name: median(times) for name, times in taken.items()}


def held_memory(work: Callable[[bytes], object], data: bytes, *, copies: int = 20) -> float:
    """Return the octets that one result of `work` holds, the input included where the result keeps it alive."""
    work(data)
    kept: list[object] = []
    gc.collect()
    tracemalloc.start()
    try:
        # Two slices make a copy: bytes(data) would be the same object.
        kept += [work(data[:1] + data[1:]) for _ in range(copies)]
        gc.collect()
        size, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    return size / len(kept)


def startup(statements: Mapping[str, str], *, rounds: int = 15) -> dict[str, float]:
    """Return the median seconds of processor time of a fresh interpreter for each statement, above that of none.

    The interpreters find compiled bytecode, as those of an installed package do.
    """
    taken: dict[str, list[float]] = {name: [] for name in ("", *statements)}
    with TemporaryDirectory() as folder:
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        environment["PYTHONPYCACHEPREFIX"] = folder
        for round_number in range(rounds + 1):
            for name in taken:
                start = _children_time()
                subprocess.run([sys.executable, "-c", statements.get(name, "pass")], check=True, env=environment)
                if round_number:  # the first one compiles
                    taken[name].append(_children_time() - start)
    bare = median(taken.pop(""))
    return {name: median(times) - bare for name, times in taken.items()}


def _children_time() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def loaded_by(statement: str, *modules: str) -> list[str]:
    """Return which of the modules a fresh interpreter has imported after the statement."""
    code = f"{statement}\nimport sys\nprint(*(name for name in {modules!r} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return done.stdout.split()

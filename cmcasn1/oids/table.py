"""The whole table of names."""

from __future__ import annotations

from cmcasn1.oids import names_algorithms, names_objects


def collect() -> dict[str, tuple[str, str]]:
    """Return name and document of every identifier that has a name here, by its dotted digits."""
    return names_objects.NAMES | names_algorithms.NAMES

"""All scenarios, in the order of the guide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cmcasn1.demo import (
    encryption_only,
    registration_authority,
    renewal,
    retrieval,
    revocation,
    server_certificate,
    shared_secret,
    transports,
    user_certificate,
    waiting,
)
from cmcasn1.errors import BuildError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cmcasn1.demo.scenario import Scenario

SCENARIOS: tuple[Scenario, ...] = (
    *server_certificate.SCENARIOS,
    *user_certificate.SCENARIOS,
    *shared_secret.SCENARIOS,
    *encryption_only.SCENARIOS,
    *revocation.SCENARIOS,
    *renewal.SCENARIOS,
    *waiting.SCENARIOS,
    *retrieval.SCENARIOS,
    *registration_authority.SCENARIOS,
    *transports.SCENARIOS,
)


def chosen(names: Iterable[str]) -> tuple[Scenario, ...]:
    """Return the scenarios of these names, in their own order; all of them for none. Raises `BuildError`."""
    wanted = set(names)
    unknown = sorted(wanted - {scenario.name for scenario in SCENARIOS})
    if unknown:
        raise BuildError(f"no scenario {unknown[0]!r}", hint=f"there are {', '.join(each.name for each in SCENARIOS)}")
    return tuple(scenario for scenario in SCENARIOS if not wanted or scenario.name in wanted)

"""The play: a CA is started, scenario after scenario is played against it, a folder with all messages is left."""

from __future__ import annotations

import shutil
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from cmcasn1.demo.index import write_index
from cmcasn1.demo.outcome import Outcome
from cmcasn1.demo.served import ServedCA
from cmcasn1.demo.stage import Stage, pem_of
from cmcasn1.errors import BuildError, CMCError, MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cmcasn1.demo.outcome import Audience
    from cmcasn1.demo.scenario import Scenario

FOLDER = "cmcasn1-demo"
"""The name of the folder, unless there is one of the name already."""
CA_FOLDER = "ca"


def new_folder(wish: Path | None = None) -> Path:
    """Make the folder for the artefacts, readable by its owner only: nothing that exists is written into.

    Without a wish it stands in the current folder and gets the first free name: cmcasn1-demo, cmcasn1-demo-2... Raises
    `BuildError` for a wish that is there and not empty, OSError.
    """
    if wish is not None:
        wish.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(wish.iterdir()):
            raise BuildError(f"{wish} is not empty: the demonstration never overwrites")
        return wish
    number = 1
    while True:
        folder = Path(FOLDER if number == 1 else f"{FOLDER}-{number}")
        try:
            folder.mkdir(mode=0o700)
        except FileExistsError:
            number += 1
        else:
            return folder


def play(scenarios: Sequence[Scenario], folder: Path, audience: Audience, *, keep: bool = False) -> list[Outcome]:
    """Play scenarios one after the other, and return what came of each.

    Every message, request and certificate stays in `folder`, an index with them; `keep` leaves the CA's own folder
    there too. Raises `TransportError` where the CA does not start.
    """
    outcomes: list[Outcome] = []
    state = folder / CA_FOLDER
    try:
        with ServedCA(state) as ca:
            (folder / "ca.pem").write_text(pem_of(ca.certificate), encoding="ascii")
            for number, scenario in enumerate(scenarios, 1):
                outcome = Outcome(scenario.name, scenario.title)
                outcomes.append(outcome)
                _play(
                    scenario, outcome, Stage(ca, folder / f"{number:02}-{scenario.name}", outcome, audience), audience
                )
    finally:
        if not keep:
            shutil.rmtree(state, ignore_errors=True)
        write_index(folder, outcomes, keep)
    return outcomes


def _play(scenario: Scenario, outcome: Outcome, stage: Stage, audience: Audience) -> None:
    audience.begins(outcome)
    began = monotonic()
    try:
        scenario.play(stage)
        outcome.problem = ""
    except (MissingExtraError, BrokenPipeError):
        # The latter of an audience that has left, which is no fault of the scenario.
        raise
    except (CMCError, OSError) as error:
        outcome.problem = str(error)
    outcome.seconds = monotonic() - began
    audience.ends(outcome)

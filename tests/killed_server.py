"""``cmcasn1 serve`` that kills itself at a certain step of the first message: ``python -m tests.killed_server AT ...``.

AT is the number of a statement of SQL, counted from 1 when the work on the message begins, or how one begins (COMMIT);
it is not run any more. ANSWER is the moment at which all is done and the answer has yet to be sent.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

from cmcasn1.cli.group import cli
from cmcasn1.responder.responder import Responder

ANSWER = "ANSWER"


def main(at: str, *arguments: str) -> None:
    answer = Responder.answer

    def answer_and_die(self: Responder, *given: Any, **named: Any) -> Any:
        steps = 0

        def step(statement: str) -> None:
            nonlocal steps
            steps += 1
            if str(steps) == at or statement.startswith(at):
                os.kill(os.getpid(), signal.SIGKILL)

        self.store._database.set_trace_callback(step)
        made = answer(self, *given, **named)
        if at == ANSWER or (at.isdigit() and int(at) > steps):
            step(at)
        return made

    Responder.answer = answer_and_die  # type: ignore[method-assign]
    cli(list(arguments))


if __name__ == "__main__":
    main(*sys.argv[1:])

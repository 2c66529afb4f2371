"""What was checked, and how each check came out."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum

from cmcasn1.errors import CMCError, DecodeError, MissingExtraError, UnsupportedAlgorithm, VerificationError


class Outcome(Enum):
    """How a check came out."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_POSSIBLE = "not possible"


@dataclass(frozen=True, slots=True)
class Check:
    """One check of one part of the message.

    `name` is that of the check ("identity-proof"), `path` the part in the ASN.1, `text` what was found, or why the
    check was not possible. `weak` says that it rests on MD5 or SHA-1. `error` is the exception of a check that
    failed or was not possible. `unasked` marks a check that was not possible because the caller gave nothing to make
    it with, and so did not ask for it.
    """

    name: str
    outcome: Outcome
    path: str
    text: str = ""
    weak: bool = False
    error: CMCError | None = field(default=None, compare=False)
    unasked: bool = False

    def __str__(self) -> str:
        weak = " (rests on MD5 or SHA-1)" if self.weak else ""
        text = f": {self.text}" if self.text else ""
        return f"{self.outcome.value} {self.name} {self.path}{text}{weak}"


@dataclass(frozen=True, slots=True)
class Report:
    """All checks of a message, in the order in which they were made."""

    checks: tuple[Check, ...]

    @property
    def failed(self) -> tuple[Check, ...]:
        """The checks that failed."""
        return tuple(check for check in self.checks if check.outcome is Outcome.FAILED)

    @property
    def not_possible(self) -> tuple[Check, ...]:
        """The checks that could not be made, each with the reason."""
        return tuple(check for check in self.checks if check.outcome is Outcome.NOT_POSSIBLE)

    @property
    def left_open(self) -> tuple[Check, ...]:
        """The checks that the message itself made impossible, whatever the caller gave to make them with."""
        return tuple(check for check in self.not_possible if not check.unasked)

    @property
    def passed(self) -> tuple[Check, ...]:
        """The checks that passed."""
        return tuple(check for check in self.checks if check.outcome is Outcome.PASSED)

    @property
    def ok(self) -> bool:
        """Whether something was checked, nothing failed, and the message left nothing open.

        Without secrets, trust anchors or keys what needs them is not asked for: see `not_possible`. What the message
        itself prevents (no certificate of its signer, an unknown algorithm, no proof of possession) makes it False:
        else a forger would only have to send what cannot be checked.
        """
        return bool(self.passed) and not self.failed and not self.left_open

    def named(self, name: str) -> tuple[Check, ...]:
        """Return the checks of this name."""
        return tuple(check for check in self.checks if check.name == name)

    def raise_for_failure(self) -> None:
        """Raise the error of the first check that failed, or else that the message left open: unless `ok`."""
        for check in (*self.failed, *self.left_open):
            raise check.error or VerificationError(check.text, path=check.path)
        if not self.passed:
            raise VerificationError("nothing could be checked")

    def __str__(self) -> str:
        return "\n".join(map(str, self.checks))

    def __iter__(self) -> Iterator[Check]:
        return iter(self.checks)


# Where the path of a part ends and that of what is in it goes on.
_PARTS = re.compile(r"[.\[]")


class Recorder:
    """Makes checks and notes how each comes out."""

    def __init__(self) -> None:
        self._checks: list[Check] = []
        # By name and path, of a part and of all that it is in: a message may have thousands of parts that ask.
        self._outcomes: dict[tuple[str, str], set[Outcome]] = {}
        # Checks that are not in there yet: of most names nobody asks.
        self._unsorted: defaultdict[str, list[Check]] = defaultdict(list)

    def _note(self, check: Check) -> None:
        self._checks.append(check)
        self._unsorted[check.name].append(check)

    def passed(self, name: str, path: str, text: str = "", *, weak: bool = False) -> None:
        """Note a check that passed."""
        self._note(Check(name, Outcome.PASSED, path, text, weak))

    def failed(self, name: str, path: str, error: CMCError | str) -> None:
        """Note a check that failed."""
        made = error if isinstance(error, CMCError) else VerificationError(error, path=path)
        self._note(Check(name, Outcome.FAILED, path, made.message, error=made))

    def not_possible(
        self, name: str, path: str, why: str, error: CMCError | None = None, *, unasked: bool = False
    ) -> None:
        """Note a check that could not be made; `unasked` where the caller gave nothing to make it with."""
        self._note(Check(name, Outcome.NOT_POSSIBLE, path, why, error=error, unasked=unasked))

    def outcomes(self, name: str, path: str) -> set[Outcome]:
        """Return how the checks of this name came out for a part and for what is in it."""
        for check in self._unsorted.pop(name, ()):
            for end in (*(found.start() for found in _PARTS.finditer(check.path)), len(check.path)):
                self._outcomes.setdefault((name, check.path[:end]), set()).add(check.outcome)
        return set(self._outcomes.get((name, path), ()))

    def attempt(self, name: str, path: str, work: Callable[[], str], *, weak: Callable[[], bool] | None = None) -> bool:
        """Make a check: `work` returns what was found, or raises. Returns whether it passed.

        An algorithm that is not implemented makes a check impossible; whatever else is wrong makes it fail.
        """
        try:
            text = work()
        except (UnsupportedAlgorithm, MissingExtraError) as error:
            self.not_possible(name, path, error.message, error)
            return False
        except (VerificationError, DecodeError) as error:
            self.failed(name, path, error)
            return False
        self.passed(name, path, text, weak=bool(weak and weak()))
        return True

    def report(self) -> Report:
        """Return what was noted so far."""
        return Report(tuple(self._checks))

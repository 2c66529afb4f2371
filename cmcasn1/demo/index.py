"""The index of the artefacts: what each file is, step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from cmcasn1.demo.outcome import Artefact, Outcome

INDEX = "index.md"
_KINDS = {
    ".crq": "Full PKI Request",
    ".crp": "Full PKI Response",
    ".p10": "PKCS #10 request",
    ".p7c": "certificates and CRLs: Simple PKI Response",
    ".crmf": "CRMF request",
    ".pem": "certificates in PEM",
    ".p12": "certificate, chain and key as PKCS #12; its password in the file beside it",
    ".crl": "CRL",
    ".key": "private key, PKCS #8",
    ".secret": "a secret",
    ".token": "shared token",
    ".ldif": "LDIF that puts the token into the user's entry",
    ".metaInfo": "what the certificate's record gets",
}


def write_index(folder: Path, outcomes: Sequence[Outcome], keep: bool) -> None:
    """Write the index."""
    (folder / INDEX).write_text("\n".join(_lines(outcomes, keep)) + "\n", encoding="utf-8")


def _lines(outcomes: Sequence[Outcome], keep: bool) -> Iterator[str]:
    failed = [outcome.name for outcome in outcomes if not outcome.passed]
    yield "# Enrolment scenarios"
    yield ""
    yield f"{len(outcomes)} scenarios, " + (f"failed: {', '.join(failed)}." if failed else "all passed.")
    yield "`cmcasn1 show FILE` explains any of the messages. All keys and secrets here are good for nothing else."
    yield "[ca.pem](ca.pem) is the certificate of the CA" + (
        "; `cmcasn1 serve --state ca` runs it again." if keep else "."
    )
    yield ""
    yield "| scenario | | messages | octets | result |"
    yield "|---|---|--:|--:|---|"
    for number, outcome in enumerate(outcomes, 1):
        result = "passed" if outcome.passed else "**failed**"
        folder = f"[{outcome.name}]({number:02}-{outcome.name}/)"
        yield f"| {folder} | {outcome.title} | {outcome.messages} | {outcome.octets} | {result} |"
    for number, outcome in enumerate(outcomes, 1):
        yield ""
        yield f"## {outcome.title}"
        yield ""
        yield from _steps(outcome, f"{number:02}-{outcome.name}")


def _steps(outcome: Outcome, folder: str) -> Iterator[str]:
    for number, step in enumerate(outcome.steps, 1):
        yield f"{number}. {step.text}."
        for artefact in step.artefacts:
            yield f"   - [{artefact.name}]({folder}/{artefact.name}): {_kind(artefact)}, {artefact.octets} octets"
    if outcome.problem:
        yield f"\n**Failed:** {outcome.problem}"


def _kind(artefact: Artefact) -> str:
    return _KINDS[artefact.name[artefact.name.rindex(".") :]]

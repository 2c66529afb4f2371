"""Everything that reads octets of others: whatever they are, each gives what it gives, or raises a CMCError."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable

import cmcasn1
from cmcasn1.inspection.answer import answer_document, answer_lines, sort_answer
from cmcasn1.inspection.html_form import page
from cmcasn1.inspection.json_form import document
from cmcasn1.inspection.report_form import report_document, report_lines
from cmcasn1.inspection.text import lines
from cmcasn1.opening import encrypted_parts
from tests.blobs import VECTORS, blob

ANCHOR = (VECTORS / "dogtag/pki/ca_signing.crt").read_bytes()


def _show(data: bytes) -> None:
    found = cmcasn1.inspect(data)
    for full in (False, True):
        assert list(lines(found, full=full))


def _json(data: bytes) -> None:
    assert json.dumps(document(cmcasn1.inspect(data), ""), indent=2)


def _html(data: bytes) -> None:
    assert list(page([("", cmcasn1.inspect(data))]))


def _verify(data: bytes) -> None:
    message = cmcasn1.parse(data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # cryptography's, of serial numbers that are no good
        report = cmcasn1.verify(
            message,
            trust=[ANCHOR],
            secrets=b"x",
            revocation_secrets=lambda serial: b"x",
        )
    assert list(report_lines(report, message, "", full=True))
    assert json.dumps(report_document(report, message, "", 0))


def _other_half(data: bytes) -> None:
    """Of a request the response, of a response the request, is a message of somebody else."""
    message = cmcasn1.parse(data)
    if message.kind.endswith("response"):
        cmcasn1.verify(message, request=cmcasn1.parse(blob("dogtag/cmcreq_agent_p10_allcontrols.bin").data))
    else:
        cmcasn1.verify(cmcasn1.parse(blob("dogtag/resp_pending.bin").data), request=message)


def _answer(data: bytes) -> None:
    answer = sort_answer(cmcasn1.parse(data))
    assert list(answer_lines(answer))
    assert json.dumps(answer_document(answer))


READERS: dict[str, Callable[[bytes], object]] = {
    "parse": cmcasn1.parse,
    "inspect": cmcasn1.inspect,
    "show": _show,
    "JSON": _json,
    "HTML": _html,
    "verify": _verify,
    "other half": _other_half,
    "encrypted parts": lambda data: list(encrypted_parts(cmcasn1.parse(data))),
    "answer": _answer,
}

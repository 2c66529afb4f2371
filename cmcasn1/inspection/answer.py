"""What came of a request: the answer of a server in the terms of who asked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from cmcasn1.cmc.body_part_graph import body_part_id
from cmcasn1.cmc.controls.batch_responses import BatchResponses
from cmcasn1.cmc.controls.encrypted_pop import EncryptedPOP
from cmcasn1.cmc.controls.response_info import ResponseInfo
from cmcasn1.cmc.controls.status_info import CMCStatusInfo
from cmcasn1.cmc.controls.status_info_v2 import CMCStatusInfoV2
from cmcasn1.cmc.pki_data import PKIData
from cmcasn1.cmc.pki_response import PKIResponse
from cmcasn1.cmc.requests import public_key_of
from cmcasn1.cmc.status import CMCStatus, PendInfo
from cmcasn1.cmc.tagged_attribute import control_values
from cmcasn1.cms.certificates import CertificateSet
from cmcasn1.crmf.cert_req_msg import CertReqMessages
from cmcasn1.errors import integer_in_words
from cmcasn1.inspection import control_words, words
from cmcasn1.inspection.json_form import value
from cmcasn1.inspection.spans import BAD, GOOD, WARN, Line, indented, label, line, wrapped
from cmcasn1.message import unexpected_kind
from cmcasn1.nesting import Nesting
from cmcasn1.pkix.certificates import Certificate
from cmcasn1.pkix.name_matching import names_match, prepared_name
from cmcasn1.pkix.pkcs10 import CertificationRequest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

    from cmcasn1.cmc.tagged_request import AnyRequest
    from cmcasn1.message import Message
    from cmcasn1.pkix.crls import CertificateList
    from cmcasn1.pkix.keys import SubjectPublicKeyInfo
    from cmcasn1.verification.report import Report

_LABEL = 12
_INSIDE = 2


@dataclass(frozen=True)
class SortedAnswer:
    """A response, sorted.

    `statuses` are the CMCStatusInfoV2 (or the older CMCStatusInfo) in their order, none of them in a Simple PKI
    Response; `issued` the certificates for the keys that were asked for, `others` those beside, `crls` the CRLs;
    `challenges` the EncryptedPOP that want an answer; `info` the octets of responseInfo, which in Dogtag are the
    number of the request; `nested` the answers in cmsSequence, those of a batch say, of which each has all of this for
    itself: a failure in there does not spread to the statuses here (RFC 10002 section 6.17).
    """

    kind: str
    statuses: tuple[CMCStatusInfoV2 | CMCStatusInfo, ...]
    issued: tuple[Certificate, ...]
    others: tuple[Certificate, ...]
    crls: tuple[CertificateList, ...]
    challenges: tuple[EncryptedPOP, ...]
    info: bytes | None
    nested: tuple[NestedAnswer, ...] = ()

    @property
    def success(self) -> bool:
        """Whether all went well, here and in every nested answer, and nothing is left to do."""
        if not all(part.answer is not None and part.answer.success for part in self.nested):
            return False
        if not self.statuses:
            return bool(self.nested) or (self.kind == "simple-pki-response" and bool(self.issued or self.others))
        return all(status.cmc_status == CMCStatus.success for status in self.statuses)

    def all(self) -> Iterator[SortedAnswer]:
        """Yield this answer and those nested in it, from the outside in."""
        yield self
        for part in self.nested:
            if part.answer is not None:
                yield from part.answer.all()

    @property
    def pend_tokens(self) -> tuple[bytes, ...]:
        """The tokens to ask with for what is pending."""
        found = [getattr(status, "other_info", None) for status in self.statuses]
        return tuple(each.pend_token for each in found if isinstance(each, PendInfo))

    @property
    def request_number(self) -> int | None:
        """Dogtag's number of the request: responseInfo as an integer, None without one."""
        return None if self.info is None else int.from_bytes(self.info, "big", signed=True)

    def chain(self, certificate: Certificate) -> tuple[Certificate, ...]:
        """Return a certificate and, as far as they came along, its issuers up to the root."""
        found, here = {certificate: None}, certificate
        while not _issued_itself(here):
            issuers = self._by_subject.get(prepared_name(here.tbs_certificate.issuer), ())
            above = next((each for each in issuers if each not in found), None)
            if above is None:
                break
            found[above] = None
            here = above
        return tuple(found)

    @cached_property
    def _by_subject(self) -> dict[tuple[object, ...], list[Certificate]]:
        found: dict[tuple[object, ...], list[Certificate]] = {}
        for each in self.others:
            found.setdefault(prepared_name(each.tbs_certificate.subject), []).append(each)
        return found


@dataclass(frozen=True)
class NestedAnswer:
    """The answer in one part of cmsSequence: the number of the part, and the answer or why it cannot be read."""

    number: int
    answer: SortedAnswer | None
    problem: str = ""


def sort_answer(
    message: Message,
    request: Message | None = None,
    keys: Iterable[SubjectPublicKeyInfo] = (),
    nesting: Nesting | None = None,
) -> SortedAnswer:
    """Sort a response: what became of the request, and which certificates are the ones asked for.

    These are those of the keys in `request`, also in the messages nested in it, or `keys`; where neither is given those
    that no other certificate in the response was issued by. `nesting` has what is in cmsSequence where a key has opened
    it. Raises `DecodeError` for a message that is no response.
    """
    wanted = {key.subject_public_key for key in keys} | (set() if request is None else set(_asked_for(request)))
    return _sorted(message, wanted, nesting or Nesting(message))


def _sorted(message: Message, wanted: set[Any], nesting: Nesting) -> SortedAnswer:
    if not isinstance(message.body, PKIResponse | CertificateSet):
        raise unexpected_kind(message, "a response")
    controls = message.body.control_sequence if isinstance(message.body, PKIResponse) else ()
    values = control_values(controls, object)
    held = [each for layer in message.layers for each in getattr(layer, "certificates", None) or ()]
    if isinstance(message.body, CertificateSet):
        held += [each for each in message.body if each not in held]
    certificates = [each for each in held if isinstance(each, Certificate)]
    issued = [each for each in certificates if _public(each) in wanted] if wanted else _leaves(certificates)
    known = set(issued)
    info = next((value.value for value in values if isinstance(value, ResponseInfo)), None)
    return SortedAnswer(
        kind=message.kind,
        statuses=tuple(value for value in values if isinstance(value, CMCStatusInfoV2 | CMCStatusInfo)),
        issued=tuple(issued),
        others=tuple(each for each in certificates if each not in known),
        crls=tuple(each for layer in message.layers for each in getattr(layer, "crls", None) or ()),
        challenges=tuple(value for value in values if isinstance(value, EncryptedPOP)),
        info=info,
        nested=tuple(_nested(message.body, wanted, nesting)),
    )


def _nested(body: PKIResponse | CertificateSet, wanted: set[Any], nesting: Nesting) -> Iterator[NestedAnswer]:
    """Yield the answers in cmsSequence, and what is none though it is called one or may be one."""
    if not isinstance(body, PKIResponse):
        return
    batch = {number for each in control_values(body.control_sequence, BatchResponses) for number in each.value}
    for part in body.cms_sequence:
        number = part.body_part_id
        message, problem = nesting.opened(part.content_info)
        if message is not None and isinstance(message.body, PKIResponse | CertificateSet):
            yield NestedAnswer(number, _sorted(message, wanted, nesting))
        elif message is not None and message.kind == "encrypted":
            yield NestedAnswer(number, None, str(problem or "encrypted, and not opened"))
        elif problem is not None:
            yield NestedAnswer(number, None, str(problem))
        elif number in batch:
            kind = "no message" if message is None else f"a {message.kind}"
            yield NestedAnswer(number, None, f"{kind}, not the response that batchResponses calls it")


def _public(certificate: Certificate) -> Any:
    return certificate.tbs_certificate.subject_public_key_info.subject_public_key


def _asked_for(request: Message) -> Iterator[Any]:
    for body in (request.body, *(found.message.body for found in Nesting(request) if found.message is not None)):
        parts: Iterable[AnyRequest] = ()
        if isinstance(body, CertificationRequest):
            yield body.certification_request_info.subject_pk_info.subject_public_key
        elif isinstance(body, PKIData):
            parts = body.req_sequence
        elif isinstance(body, CertReqMessages):
            parts = body
        yield from (key.subject_public_key for part in parts if (key := public_key_of(part)) is not None)


def _leaves(certificates: Sequence[Certificate]) -> list[Certificate]:
    issuers = {prepared_name(each.tbs_certificate.issuer) for each in certificates}
    return [each for each in certificates if prepared_name(each.tbs_certificate.subject) not in issuers]


def _issued_itself(certificate: Certificate) -> bool:
    return names_match(certificate.tbs_certificate.issuer, certificate.tbs_certificate.subject)


def answer_lines(answer: SortedAnswer, report: Report | None = None) -> Iterator[Line]:
    """Yield what a person wants to know of an answer: the verdict first, then what came and what is to be done."""
    for number, status in enumerate(answer.statuses):
        yield line(label("" if number else "status", _LABEL), *control_words.status(status, False))
        if status.status_string is not None:
            # Why, in the words of the CA, is more than the code says.
            yield from wrapped(line(label("", _LABEL), words.quoted(status.status_string, full=True)))
    if not answer.statuses:
        simple = answer.kind == "simple-pki-response"
        found = (GOOD, " issued") if answer.success else (WARN, " none is given" if not simple else " empty")
        yield line(label("status", _LABEL), *found)
    for token in answer.pend_tokens:
        yield line(label("pending", _LABEL), f"ask again with --query-pending {_argument(token)}")
    if answer.info is not None:
        shown = f"{integer_in_words(answer.request_number or 0)}   ({words.octets(answer.info)})"
        yield line(label("request id", _LABEL), shown)
    for challenge in answer.challenges:
        yield line(
            label("challenge", _LABEL),
            f"for the key of {control_words.request_name(challenge.request)}: cmcasn1 pop answers it with that key",
        )
    for each in answer.issued:
        yield line(label("issued", _LABEL), _certificate(each))
    for each in answer.others:
        yield line(label("beside", _LABEL), _certificate(each))
    if answer.crls:
        yield line(label("CRLs", _LABEL), str(len(answer.crls)))
    for part in answer.nested:
        if part.answer is None:
            yield line(label(f"part #{part.number}", _LABEL), BAD, f" {part.problem}")
        else:
            yield line(label(f"part #{part.number}", _LABEL), "an answer of its own:")
            yield from indented(answer_lines(part.answer), _INSIDE)
    if report is not None:
        yield from _checks(report)


def _checks(report: Report) -> Iterator[Line]:
    counts = [(report.failed, "failed"), (report.left_open, "not possible")]
    bad = ", ".join(f"{len(checks)} {name}" for checks, name in counts if checks)
    verdict = (BAD, f" {bad}") if bad else (GOOD, f" {len(report.passed)} passed")
    yield line(label("checks", _LABEL), *verdict)
    for check in report.failed:
        yield line(label("", _LABEL), BAD, f" {check.name} {check.path}: {check.text}")
    for check in report.not_possible:
        yield line(label("", _LABEL), WARN, f" {check.name} {check.path}: not possible, {check.text}")


def _argument(token: bytes) -> str:
    if token and all(0x21 <= octet < 0x7F for octet in token) and not token.startswith((b"@", b"hex:", b"-")):
        return token.decode("ascii")
    return f"hex:{token.hex()}"


def _certificate(certificate: Certificate) -> str:
    tbs = certificate.tbs_certificate
    return (
        f"{words.name(tbs.subject)}   serial {integer_in_words(tbs.serial_number)}"
        f"   until {words.day(tbs.validity.not_after)}"
    )


def answer_document(answer: SortedAnswer, report: Report | None = None) -> dict[str, Any]:
    """Return the same for programs: values of JSON."""
    document: dict[str, Any] = {
        "schema": "cmcasn1/1",
        "kind": answer.kind,
        "success": answer.success,
        "statuses": [_status(each) for each in answer.statuses],
        "pendTokens": [token.hex() for token in answer.pend_tokens],
        "responseInfo": None if answer.info is None else answer.info.hex(),
        "requestNumber": value(answer.request_number),
        "challenges": [value(body_part_id(each.request)) for each in answer.challenges],
        "issued": [_identity(each) for each in answer.issued],
        "others": [_identity(each) for each in answer.others],
        "crls": len(answer.crls),
        "nested": [
            {"bodyPartID": part.number, "problem": part.problem or None}
            | ({} if part.answer is None else {"answer": answer_document(part.answer)})
            for part in answer.nested
        ],
    }
    if report is not None:
        document["checks"] = [
            {"name": c.name, "outcome": c.outcome.value, "path": c.path, "text": c.text, "weak": c.weak} for c in report
        ]
    return document


def _status(status: Any) -> dict[str, Any]:
    other = getattr(status, "other_info", None)
    return {
        "status": getattr(status.cmc_status, "name", value(int(status.cmc_status))),
        "bodyList": [list(part) if isinstance(part, tuple) else part for part in status.body_list],
        "statusString": status.status_string,
        "failInfo": getattr(other, "name", value(other)) if isinstance(other, int) else None,
    }


def _identity(certificate: Certificate) -> dict[str, Any]:
    tbs = certificate.tbs_certificate
    return {
        "subject": tbs.subject.rfc4514_string(),
        "issuer": tbs.issuer.rfc4514_string(),
        "serialNumber": f"{tbs.serial_number:#x}",
        "notAfter": tbs.validity.not_after.isoformat(),
    }

"""The answer of the CA, checked as a careful client checks it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cmcasn1.cmc.pki_response import PKIResponse
from cmcasn1.cmc.status import CMCStatus
from cmcasn1.errors import VerificationError
from cmcasn1.inspection.answer import sort_answer
from cmcasn1.message import parse
from cmcasn1.verification.verify import verify

if TYPE_CHECKING:
    from typing import Any

    from cmcasn1.pkix.certificates import Certificate
    from cmcasn1.pkix.keys import SubjectPublicKeyInfo


class Reply:
    """An answer whose signature, nonces and transaction are good: raises `VerificationError` for any that is not.

    `answer` has its parts, sorted.
    """

    def __init__(self, response: bytes, request: bytes, ca: Certificate) -> None:
        self.message = parse(response)
        asked = parse(request)
        simple = self.message.kind == "simple-pki-response"
        report = verify(self.message, request=None if simple else asked, trust=[ca])
        for check in (*report.failed, *report.left_open):
            raise VerificationError(f"the answer does not hold: {check}")
        self.answer = sort_answer(self.message, asked)

    @property
    def response(self) -> PKIResponse:
        """The PKIResponse; raises `VerificationError` if only certificates came."""
        if not isinstance(self.message.body, PKIResponse):
            raise VerificationError(f"a Full PKI Response was due, not a {self.message.kind}")
        return self.message.body

    def requires(self, status: CMCStatus) -> Reply:
        """Return the answer; raises `VerificationError` if the CA says something else."""
        if status == CMCStatus.success and self.answer.success:
            return self
        for found in self.answer.statuses or (None,):
            if found is None or found.cmc_status != status:
                raise VerificationError(f"{status.name} was due, the CA answers {_words(found)}")
        return self

    def certificate(self, key: SubjectPublicKeyInfo) -> Certificate:
        """Return the certificate for a key; raises `VerificationError` if it is not here."""
        for each in (*self.answer.issued, *self.answer.others):
            if each.tbs_certificate.subject_public_key_info == key:
                return each
        raise VerificationError("the certificate that was asked for is not in the answer")


def _words(status: Any) -> str:
    if status is None:
        return "without a status"
    found = getattr(status.cmc_status, "name", status.cmc_status)
    reason = getattr(getattr(status, "other_info", None), "name", "")
    return ", ".join(filter(None, [str(found), reason, status.status_string or ""]))

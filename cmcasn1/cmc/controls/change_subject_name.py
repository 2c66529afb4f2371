"""The changeSubjectName attribute: RFC 10002 section 7.1."""

from __future__ import annotations

from cmcasn1.cmc.controls.control import Control

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cmcasn1.pkix.general_names import GeneralNames
    from cmcasn1.pkix.names import Name


class ChangeSubjectName(Control):
    """The names that the new certificate shall have (an attribute of the request).

    ::

        ChangeSubjectName ::= SEQUENCE {
            subject    Name OPTIONAL,
            subjectAlt [1] GeneralNames OPTIONAL }

    RFC 10002 section 7.1.
    """

    subject: Name | None = None
    subject_alt: GeneralNames | None = None

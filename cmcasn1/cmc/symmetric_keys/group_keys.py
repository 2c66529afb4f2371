"""The control that distributes the key of a group: RFC 5275 section 3.1.13."""

from __future__ import annotations

from cmcasn1.cmc.controls.control import Control

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime

    from cmcasn1.cms.recipient_infos import KEKIdentifier, RecipientInfos
    from cmcasn1.cms.security_services import SMIMECapability
    from cmcasn1.pkix.general_names import GeneralName


class GLKey(Control):
    """The key of a group, wrapped for each member.

    ::

        GLKey ::= SEQUENCE {
            glName       GeneralName,
            glIdentifier KEKIdentifier,
            glkWrapped   RecipientInfos,
            glkAlgorithm KeyWrapAlgorithm,
            glkNotBefore GeneralizedTime,
            glkNotAfter  GeneralizedTime }

    RFC 5275 section 3.1.13.
    """

    gl_name: GeneralName
    gl_identifier: KEKIdentifier
    glk_wrapped: RecipientInfos
    glk_algorithm: SMIMECapability
    glk_not_before: datetime
    glk_not_after: datetime

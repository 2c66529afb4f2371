"""Controls about the members of a group: RFC 5275 sections 3.1.3, 3.1.4, 3.1.11 and 3.1.12."""

from __future__ import annotations

from cmcasn1.cmc.controls.control import Control

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cmcasn1.cmc.symmetric_keys.group_parts import GLMember
    from cmcasn1.pkix.general_names import GeneralName


class GLAddMember(Control):
    """Adds a member to a group.

    ::

        GLAddMember ::= SEQUENCE {
            glName   GeneralName,
            glMember GLMember }

    RFC 5275 section 3.1.3.
    """

    gl_name: GeneralName
    gl_member: GLMember


class GLDeleteMember(Control):
    """Removes a member from a group.

    ::

        GLDeleteMember ::= SEQUENCE {
            glName           GeneralName,
            glMemberToDelete GeneralName }

    RFC 5275 section 3.1.4.
    """

    gl_name: GeneralName
    gl_member_to_delete: GeneralName


class GLManageCert(Control):
    """Asks a member for a new certificate (glProvideCert) or hands it over (glManageCert): the OID says which.

    ::

        GLManageCert ::= SEQUENCE {
            glName   GeneralName,
            glMember GLMember }

    RFC 5275 sections 3.1.11 and 3.1.12.
    """

    gl_name: GeneralName
    gl_member: GLMember

"""Controls that make, change and delete a group: RFC 5275 sections 3.1.1, 3.1.2 and 3.1.5 to 3.1.9."""

from __future__ import annotations

from cmcasn1.cmc.controls.control import Control
from cmcasn1.cmc.symmetric_keys.group_parts import GLAdministration
from cmcasn1.pkix.general_names import GeneralName

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cmcasn1.cmc.symmetric_keys.group_parts import Date, GLInfo, GLKeyAttributes, GLNewKeyAttributes, GLOwnerInfo


class GLUseKEK(Control):
    """Makes a group.

    ::

        GLUseKEK ::= SEQUENCE {
            glInfo           GLInfo,
            glOwnerInfo      SEQUENCE SIZE (1..MAX) OF GLOwnerInfo,
            glAdministration GLAdministration DEFAULT managed,
            glKeyAttributes  GLKeyAttributes OPTIONAL }

    RFC 5275 section 3.1.1.
    """

    gl_info: GLInfo
    gl_owner_info: tuple[GLOwnerInfo, ...]
    gl_administration: GLAdministration | int = GLAdministration.managed
    gl_key_attributes: GLKeyAttributes | None = None


class DeleteGL(GeneralName, Control):
    """Deletes the group of this name: `DeleteGL ::= GeneralName`, a CHOICE (RFC 5275 section 3.1.2)."""


class GLRekey(Control):
    """Asks for a new key of a group, or of all groups of the owner.

    ::

        GLRekey ::= SEQUENCE {
            glName             GeneralName,
            glAdministration   GLAdministration OPTIONAL,
            glNewKeyAttributes GLNewKeyAttributes OPTIONAL,
            glRekeyAllGLKeys   BOOLEAN OPTIONAL }

    RFC 5275 section 3.1.5.
    """

    gl_name: GeneralName
    gl_administration: GLAdministration | int | None = None
    gl_new_key_attributes: GLNewKeyAttributes | None = None
    gl_rekey_all_gl_keys: bool | None = None


class GLOwnerAdministration(Control):
    """Adds an owner to a group (glAddOwner) or removes one (glRemoveOwner): the OID says which.

    ::

        GLOwnerAdministration ::= SEQUENCE {
            glName      GeneralName,
            glOwnerInfo GLOwnerInfo }

    RFC 5275 sections 3.1.6 and 3.1.7.
    """

    gl_name: GeneralName
    gl_owner_info: GLOwnerInfo


class GLKCompromise(GeneralName, Control):
    """Says that the key of this group is compromised: `GLKCompromise ::= GeneralName`, a CHOICE.

    RFC 5275 section 3.1.8.
    """


class GLKRefresh(Control):
    """Asks for the keys of a group of these times.

    ::

        GLKRefresh ::= SEQUENCE {
            glName GeneralName,
            dates  SEQUENCE SIZE (1..MAX) OF Date }

    RFC 5275 section 3.1.9.
    """

    gl_name: GeneralName
    dates: tuple[Date, ...]

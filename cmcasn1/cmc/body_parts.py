"""Parts of a message and ways to them: RFC 10002 section 3.2.2."""

from __future__ import annotations

from cmcasn1.codec.value import ListOf, TypeName


class BodyPartID(TypeName["int"]):
    """The number of a part within its PKIData or PKIResponse; 0 is the whole.

    ::

        BodyPartID ::= INTEGER (0..4294967295)

    RFC 10002 sections 3.2.2 and 6.1.
    """


class BodyPartList(ListOf["int"]):
    """The numbers of parts of the same message.

    ::

        BodyPartList ::= SEQUENCE SIZE (1..MAX) OF BodyPartID

    RFC 10002 sections 3.2.2 and 6.1.
    """

    __slots__ = ()


class BodyPartPath(ListOf["int"]):
    """The way to a part of a nested message, outermost number first.

    ::

        BodyPartPath ::= SEQUENCE SIZE (1..MAX) OF BodyPartID

    RFC 10002 sections 3.2.2 and 6.1.
    """

    __slots__ = ()


class BodyPartReference(TypeName["int | BodyPartPath"]):
    """A part of this message (an int) or of a nested one (a path).

    ::

        BodyPartReference ::= CHOICE {
            bodyPartID   BodyPartID,
            bodyPartPath BodyPartPath }

    RFC 10002 sections 3.2.2 and 6.1.
    """

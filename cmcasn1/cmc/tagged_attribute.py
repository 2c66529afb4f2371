"""Controls in a message: RFC 10002 section 3.2.1.1."""

from __future__ import annotations

from cmcasn1.codec.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TypeVar

    from cmcasn1.cmc.controls.control import Control, UnknownControl
    from cmcasn1.oids import Oid

    V = TypeVar("V")


class TaggedAttribute(Value):
    """One control with its body part ID.

    ::

        TaggedAttribute ::= SEQUENCE {
            bodyPartID BodyPartID,
            attrType   OBJECT IDENTIFIER,
            attrValues SET OF ANY DEFINED BY attrType }

    RFC 10002 section 3.2.1.1.
    """

    body_part_id: int
    attr_type: Oid
    attr_values: tuple[Control | UnknownControl, ...]


def control_values(controls: Iterable[TaggedAttribute], cls: type[V]) -> list[V]:
    """Return the values of a class among controls, in their order."""
    return [value for control in controls for value in control.attr_values if isinstance(value, cls)]

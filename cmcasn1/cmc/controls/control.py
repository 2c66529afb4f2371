"""The base of all controls, and the control that nobody knows."""

from __future__ import annotations

from cmcasn1.codec.registry import value_class
from cmcasn1.codec.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from cmcasn1.oids import Oid


class Control(Value):
    """The value of a control, or of an attribute of a request that works like one.

    A control whose ASN.1 type is a primitive has the one field `value`. RFC 10002 section 6.
    """


class UnknownControl(Value, uncompared=("problem",)):
    """A control whose OID nobody knows, or whose value does not fit its type.

    `raw` is the encoded value, `problem` says why a value of known type was left closed. RFC 10002 section
    3.2.1.1.
    """

    oid: Oid
    raw: bytes
    problem: str | None = None

    @classmethod
    def _secret_fields(cls, fields: Mapping[str, object]) -> tuple[str, ...]:
        # What should have been a control with a secret in it; the tables are large, and parsing needs none
        from cmcasn1.codec.tables import open_type

        known = open_type("controls", fields.get("oid"))
        return ("raw",) if known is not None and getattr(value_class(known.name), "__secret__", False) else ()

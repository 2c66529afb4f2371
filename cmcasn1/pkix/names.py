"""Distinguished names and the attributes of X.501 (RFC 5280 sections 4.1.2.4 and 4.1.2.6, appendix A.1)."""

from __future__ import annotations

from cmcasn1.codec.value import ListOf, TypeName, Value
from cmcasn1.oids import Oid

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from cmcasn1.codec.primitives import OpenValue

# challengePassword (RFC 2985 section 5.4.1), otpChallenge and revocationChallenge (RFC 7894 section 3)
_PASSWORDS = {
    "1.2.840.113549.1.9.7",
    "1.2.840.113549.1.9.16.2.56",
    "1.2.840.113549.1.9.16.2.57",
}


class AttributeType(TypeName[Oid]):
    """The type of an attribute: `AttributeType ::= OBJECT IDENTIFIER` (RFC 5280 appendix A.1)."""


class AttributeValue(TypeName["OpenValue"]):
    """A value of an attribute: `AttributeValue ::= ANY -- DEFINED BY AttributeType`.

    RFC 5280 appendix A.1.
    """


class AttributeTypeAndValue(Value):
    """One attribute of a name; `AttributeTypeAndValue` of CRMF is `SingleAttribute`.

    ::

        AttributeTypeAndValue ::= SEQUENCE {
            type     AttributeType,
            value    AttributeValue }

    Of a value that does not fit its type, such as a countryName in UTF8String, `parse` makes an `Any` with the
    problem; `decode_der` refuses it. RFC 5280 section 4.1.2.4.
    """

    type: Oid
    value: OpenValue


class AttributeSet(Value):
    """An attribute of a certification request or a subject directory; that of CMS messages is `Attribute`.

    ::

        Attribute ::= SEQUENCE {
            type    AttributeType,
            values  SET OF AttributeValue }
            -- at least one value is required

    RFC 5280 appendix A.1 (`AttributeSet` in RFC 5912 section 2), RFC 2986 section 4.1.
    """

    type: Oid
    values: tuple[OpenValue, ...]

    @classmethod
    def _secret_fields(cls, fields: Mapping[str, object]) -> tuple[str, ...]:
        return ("values",) if fields.get("type") in _PASSWORDS else ()


class RelativeDistinguishedName(ListOf["AttributeTypeAndValue"]):
    """One level of a name, of one attribute as a rule.

    ::

        RelativeDistinguishedName ::= SET SIZE (1..MAX) OF AttributeTypeAndValue

    RFC 5280 section 4.1.2.4.
    """

    __slots__ = ()


class RDNSequence(ListOf["RelativeDistinguishedName"]):
    """The levels of a name: `RDNSequence ::= SEQUENCE OF RelativeDistinguishedName`.

    RFC 5280 section 4.1.2.4.
    """

    __slots__ = ()


class Name(ListOf["RelativeDistinguishedName"]):
    """The name of an issuer or a subject: a tuple of its levels, the root first.

    ::

        Name ::= CHOICE { rdnSequence  RDNSequence }

    RFC 5280 section 4.1.2.4.
    """

    __slots__ = ()

    def rfc4514_string(self) -> str:
        """The name as text, `CN=Alice,O=Example`: the root last, special characters escaped (RFC 4514).

        Types without a registered short name stand as `2.5.4.97=#0c03...`, the hexadecimal DER of the value.
        """
        from cmcasn1.pkix.rfc4514 import name_string

        return name_string(self)

"""Attributes of CMS messages and the sets of them (RFC 5652)."""

from __future__ import annotations

from cmcasn1.codec.value import ListOf, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cmcasn1.codec.primitives import OpenValue
    from cmcasn1.oids import Oid


class Attribute(Value):
    """One attribute of a signer, a recipient or a message.

    ::

        Attribute ::= SEQUENCE {
            attrType OBJECT IDENTIFIER,
            attrValues SET OF AttributeValue }

        AttributeValue ::= ANY

    RFC 5652 section 5.3. The attribute of names and PKCS #10 requests is `AttributeSet`.
    """

    attr_type: Oid
    attr_values: tuple[OpenValue, ...]


class SignedAttributes(ListOf["Attribute"]):
    """The attributes that a signature covers together with the digest of the content.

    ::

        SignedAttributes ::= SET SIZE (1..MAX) OF Attribute

    RFC 5652 section 5.3.
    """

    __slots__ = ()


class UnsignedAttributes(ListOf["Attribute"]):
    """The attributes of a signer that no signature covers.

    ::

        UnsignedAttributes ::= SET SIZE (1..MAX) OF Attribute

    RFC 5652 section 5.3.
    """

    __slots__ = ()


class UnprotectedAttributes(ListOf["Attribute"]):
    """The attributes beside encrypted content.

    ::

        UnprotectedAttributes ::= SET SIZE (1..MAX) OF Attribute

    RFC 5652 section 6.1.
    """

    __slots__ = ()


class AuthAttributes(ListOf["Attribute"]):
    """The attributes that a MAC, or the tag of an authenticated cipher, covers.

    ::

        AuthAttributes ::= SET SIZE (1..MAX) OF Attribute

    RFC 5652 section 9.1, RFC 5083 section 2.1.
    """

    __slots__ = ()


class UnauthAttributes(ListOf["Attribute"]):
    """The attributes that neither MAC nor tag covers.

    ::

        UnauthAttributes ::= SET SIZE (1..MAX) OF Attribute

    RFC 5652 section 9.1, RFC 5083 section 2.1.
    """

    __slots__ = ()

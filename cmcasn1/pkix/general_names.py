"""General names: who or what a certificate is for, whatever the form of the name (RFC 5280 section 4.2.1.6)."""

from __future__ import annotations

from cmcasn1.codec.value import ListOf, TypeName, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cmcasn1.codec.primitives import OpenValue
    from cmcasn1.oids import Oid
    from cmcasn1.pkix.name_attributes import DirectoryStringValue
    from cmcasn1.pkix.names import Name
    from cmcasn1.pkix.x400_addresses import ORAddress


class AnotherName(Value):
    """A name of a form that an object identifier tells, such as the principal name of Microsoft.

    ::

        AnotherName ::= SEQUENCE {
            type-id    OBJECT IDENTIFIER,
            value      [0] EXPLICIT ANY DEFINED BY type-id }

    RFC 5280 section 4.2.1.6.
    """

    type_id: Oid
    value: OpenValue


class EDIPartyName(Value, kw_only=True):
    """The name of a party in electronic data interchange.

    ::

        EDIPartyName ::= SEQUENCE {
            nameAssigner            [0]     DirectoryString OPTIONAL,
            partyName               [1]     DirectoryString }

    RFC 5280 section 4.2.1.6.
    """

    name_assigner: DirectoryStringValue | None = None
    party_name: DirectoryStringValue


class GeneralName(Value):
    """A name of one of nine forms: `choice` says which (`"dNSName"`), `value` is the name itself.

    ::

        GeneralName ::= CHOICE {
            otherName                       [0]     AnotherName,
            rfc822Name                      [1]     IA5String,
            dNSName                         [2]     IA5String,
            x400Address                     [3]     ORAddress,
            directoryName                   [4]     Name,
            ediPartyName                    [5]     EDIPartyName,
            uniformResourceIdentifier       [6]     IA5String,
            iPAddress                       [7]     OCTET STRING,
            registeredID                    [8]     OBJECT IDENTIFIER }

    RFC 5280 section 4.2.1.6.
    """

    choice: str
    value: AnotherName | ORAddress | Name | EDIPartyName | Oid | str | bytes


class GeneralNames(ListOf["GeneralName"]):
    """Names of any form: `GeneralNames ::= SEQUENCE SIZE (1..MAX) OF GeneralName`.

    RFC 5280 section 4.2.1.6.
    """

    __slots__ = ()


# What the value of an AnotherName may be


class PermanentIdentifier(Value):
    """The name that a registrar gives to an entity for good.

    ::

        PermanentIdentifier ::= SEQUENCE {
            identifierValue    UTF8String              OPTIONAL,
            assigner           OBJECT IDENTIFIER       OPTIONAL }

    RFC 4043 section 2.
    """

    identifier_value: str | None = None
    assigner: Oid | None = None


class HardwareModuleName(Value):
    """The type and the serial number of a device.

    ::

        HardwareModuleName ::= SEQUENCE {
            hwType OBJECT IDENTIFIER,
            hwSerialNum OCTET STRING }

    RFC 4108 section 5.
    """

    hw_type: Oid
    hw_serial_num: bytes


class XmppAddr(TypeName[str]):
    """An address of the Extensible Messaging and Presence Protocol: `UTF8String`.

    RFC 6120 section 13.7.1.4.
    """


class SRVName(TypeName[str]):
    """A service and its domain: `SRVName ::= IA5String (SIZE (1..MAX))` (RFC 4985 section 2)."""


class SmtpUTF8Mailbox(TypeName[str]):
    """An internationalized mail address: `SmtpUTF8Mailbox ::= UTF8String (SIZE (1..MAX))`.

    RFC 8398 section 3.
    """

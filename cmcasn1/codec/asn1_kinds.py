"""The pyasn1 class of each built-in type."""

from __future__ import annotations

from pyasn1.type import char, univ, useful

# Derived classes come before those that they are derived from: pyasn1 makes NULL and ANY of OCTET STRING, the times
# of VisibleString, ENUMERATED and BOOLEAN of INTEGER, CHOICE of SET.
CLASSES: dict[str, type] = {
    "ENUMERATED": univ.Enumerated,
    "BOOLEAN": univ.Boolean,
    "INTEGER": univ.Integer,
    "BIT STRING": univ.BitString,
    "UTCTime": useful.UTCTime,
    "GeneralizedTime": useful.GeneralizedTime,
    "UTF8String": char.UTF8String,
    "PrintableString": char.PrintableString,
    "IA5String": char.IA5String,
    "VisibleString": char.VisibleString,
    "NumericString": char.NumericString,
    "TeletexString": char.TeletexString,
    "BMPString": char.BMPString,
    "UniversalString": char.UniversalString,
    "ANY": univ.Any,
    "NULL": univ.Null,
    "OCTET STRING": univ.OctetString,
    "OBJECT IDENTIFIER": univ.ObjectIdentifier,
    "CHOICE": univ.Choice,
    "SET": univ.Set,
    "SEQUENCE": univ.Sequence,
    "SET OF": univ.SetOf,
    "SEQUENCE OF": univ.SequenceOf,
}

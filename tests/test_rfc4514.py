"""Distinguished names as text: RFC 4514."""

from __future__ import annotations

import pytest

from cmcasn1 import (
    Any,
    AttributeTypeAndValue,
    IA5String,
    Name,
    Oid,
    PrintableString,
    RelativeDistinguishedName,
    UTF8String,
)

CN = Oid("2.5.4.3")
C = Oid("2.5.4.6")
OU = Oid("2.5.4.11")
DC = Oid("0.9.2342.19200300.100.1.25")


def name(*levels: tuple[tuple[Oid, object], ...]) -> Name:
    return Name(
        RelativeDistinguishedName(AttributeTypeAndValue(oid, value) for oid, value in level) for level in levels
    )


def test_the_root_stands_last_and_attributes_of_one_level_are_joined() -> None:
    # The examples of RFC 4514 section 4.
    assert (
        name(
            ((DC, "net"),), ((DC, "example"),), ((OU, UTF8String("Sales")), (CN, UTF8String("J.  Smith")))
        ).rfc4514_string()
        == "OU=Sales+CN=J.  Smith,DC=example,DC=net"
    )
    assert name().rfc4514_string() == ""


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ('James "Jim" Smith, III', r"James \"Jim\" Smith\, III"),
        ("#1", r"\#1"),
        ("a#1", "a#1"),
        (" a b ", r"\ a b\ "),
        (" ", r"\ "),
        ("a+b;c<d>e\\f", r"a\+b\;c\<d\>e\\f"),
        ("before\rafter\x00\x7f", r"before\0Dafter\00\7F"),
        ("Lučić", "Lučić"),
        ("a=b", "a=b"),
        ("", ""),
    ],
)
def test_special_characters_are_escaped(value: str, text: str) -> None:
    assert name(((CN, UTF8String(value)),)).rfc4514_string() == f"CN={text}"


def test_a_type_without_short_name_stands_with_the_der_of_its_value() -> None:
    known = name(((Oid("2.5.4.97"), UTF8String("VATDE")),))
    assert known.rfc4514_string() == "2.5.4.97=#0c055641544445"
    unknown = name(((Oid("1.3.6.1.4.1.1466.0"), Any(bytes.fromhex("04024869"))),))
    assert unknown.rfc4514_string() == "1.3.6.1.4.1.1466.0=#04024869"


def test_the_der_of_a_long_value_is_whole() -> None:
    text = name(((Oid("2.5.4.97"), UTF8String("x" * 200)),)).rfc4514_string()
    assert text == "2.5.4.97=#0c81c8" + "78" * 200


def test_a_string_of_the_wrong_type_is_still_shown_as_text() -> None:
    # countryName is a PrintableString of two letters; `parse` leaves what CAs send instead closed.
    assert name(((C, Any(bytes.fromhex("0c054a6170616e"))),)).rfc4514_string() == "C=Japan"
    assert name(((C, Any(bytes.fromhex("1e0400440045"))),)).rfc4514_string() == "C=DE"


@pytest.mark.parametrize("der", ["0c02c328", "1e0161", "04024869", "0c00"])
def test_a_value_that_is_no_text_stands_in_hexadecimal(der: str) -> None:
    shown = name(((C, Any(bytes.fromhex(der))),)).rfc4514_string()
    assert shown == ("C=" if der == "0c00" else f"2.5.4.6=#{der}")


def test_all_string_classes_are_text() -> None:
    assert name(((C, PrintableString("DE")),), ((DC, IA5String("x")),)).rfc4514_string() == "DC=x,C=DE"

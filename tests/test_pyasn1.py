"""The schemas and pyasn1: its codecs work with them, its faults are known, pyasn1_modules notices nothing."""

from __future__ import annotations

import subprocess
import sys

import pytest
from pyasn1.codec.der.encoder import encode
from pyasn1.error import PyAsn1Error
from pyasn1.type import univ, useful

import cmcasn1
from cmcasn1 import schema
from cmcasn1.codec.tables import type_names
from tests import pyasn1_codec


def test_every_schema_has_a_class() -> None:
    built_in = set(pyasn1_codec.CLASSES)
    assert all(hasattr(schema, name) for name in type_names() if name not in built_in)


# What of pyasn1 is wrong, as it is: where one of these fails, pyasn1 was mended and tests/pyasn1_codec.py can shrink.


def test_fault_integer() -> None:
    asn1 = univ.Integer(-(2**63))
    assert encode(asn1).hex() == "0209ff8000000000000000"
    assert pyasn1_codec.encode(asn1) == (bytes.fromhex("02088000000000000000"), {"integer"})
    assert encode(univ.Integer(-(2**63) - 1)) == pyasn1_codec.encode(univ.Integer(-(2**63) - 1))[0]


def test_fault_empty() -> None:
    asn1 = pyasn1_codec.decode("CertTemplate", bytes.fromhex("3002a400"))
    assert pyasn1_codec.encode(asn1) == (bytes.fromhex("3002a400"), {"empty"})
    assert encode(asn1).hex() == "3000"


@pytest.mark.parametrize(
    ("time", "theirs"),
    [("20260101000000.05Z", b"20260101000000.5Z"), ("20260101000000.105Z", b"20260101000000.15Z")],
)
def test_fault_time(time: str, theirs: bytes) -> None:
    asn1 = useful.GeneralizedTime(time)
    assert encode(asn1)[2:] == theirs
    assert pyasn1_codec.encode(asn1) == (bytes((0x18, len(time))) + time.encode(), {"time"})


def test_fault_long_time() -> None:
    with pytest.raises(PyAsn1Error, match="Length constraint"):
        encode(useful.GeneralizedTime("20260101000000.123456Z"))


def test_fault_instantiation() -> None:
    """Looking at an absent SEQUENCE of OPTIONAL components makes it present and empty; encoding looks at all."""
    asn1 = pyasn1_codec.decode("CertTemplate", b"\x30\0")
    assert cmcasn1.CertTemplate.from_asn1(asn1) == cmcasn1.CertTemplate()
    encode(asn1)
    assert cmcasn1.CertTemplate.from_asn1(asn1) == cmcasn1.CertTemplate(validity=cmcasn1.OptionalValidity())


MAPS = """
import sys
from pyasn1_modules import rfc2985, rfc3281, rfc4211, rfc5083, rfc5280, rfc5652, rfc5755, rfc6402, rfc8018
maps = {
    (module.__name__, name): value
    for module in list(sys.modules.values())
    if module.__name__.startswith("pyasn1_modules.")
    for name, value in vars(module).items()
    if isinstance(value, dict) and not name.startswith("__")
}
kept = {key: dict(value) for key, value in maps.items()}
assert len(kept) > 10, kept
import cmcasn1
from cmcasn1 import schema
from cmcasn1.codec.tables import type_names
value = cmcasn1.AlgorithmIdentifier(cmcasn1.Oid("1.2.840.113549.2.9"), cmcasn1.NULL)
assert cmcasn1.AlgorithmIdentifier.from_asn1(value.to_asn1()) == value
for name in type_names():
    getattr(schema, name, object)()
for key, value in maps.items():
    assert value == kept[key] and all(value[oid] is kept[key][oid] for oid in value), key
ours = {id(value) for value in vars(cmcasn1.schema.maps).values() if isinstance(value, dict)}
assert not ours & {id(value) for value in maps.values()}
"""


def test_the_maps_of_pyasn1_modules_stay_untouched() -> None:
    subprocess.run([sys.executable, "-c", MAPS], check=True, timeout=60)


def test_pyasn1_modules_is_not_imported() -> None:
    code = "import sys, cmcasn1.schema; sys.exit(any(name.startswith('pyasn1_modules') for name in sys.modules))"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_a_set_of_filled_in_any_order(order: tuple[int, ...]) -> None:
    """pyasn1 keeps the order in which it was filled; our value is the one that decoding gives."""
    octets = [b"\x04\x01a", b"\x04\x01b", b"\x04\x02aa"]
    asn1 = schema.Attribute()
    asn1["attrType"] = "1.2.3.4"
    for index, position in enumerate(order):
        asn1["attrValues"][index] = univ.Any(octets[position])
    value = cmcasn1.Attribute.from_asn1(asn1)
    assert value.attr_values == tuple(map(cmcasn1.Any, octets))
    assert cmcasn1.decode_der(cmcasn1.Attribute, encode(asn1)) == value

"""The registry of the controls says what the schemas and the names say."""

from __future__ import annotations

import pytest

import cmcasn1
from cmcasn1.cmc.controls import ControlInfo, all_controls, by_name, by_oid
from cmcasn1.cmc.controls.control import Control
from cmcasn1.codec.tables import open_map

CONTROLS = all_controls()
OTHERS = {"CMCUnsignedData"}


@pytest.mark.parametrize("info", CONTROLS, ids=lambda info: info.name)
def test_control(info: ControlInfo) -> None:
    assert by_oid(info.oid) is by_name(info.name) is info
    assert int(info.oid.rpartition(".")[2]) == info.number
    cls = info.value_class()
    assert cls.__name__ == info.class_name and cls.__module__ == info.module
    assert getattr(cmcasn1, info.class_name) is cls
    assert issubclass(cls, Control) == (info.class_name not in OTHERS)
    assert info.oid.name.lower().replace("_", "").endswith(info.name.lower())
    assert info.oid.document in info.document or info.document.startswith("RFC 10002")
    assert info.direction in ("request", "response", "both") and info.cardinality in ("0..1", "0..n")
    assert info.purpose[0].isupper() and info.purpose.endswith(".")
    table = open_map("attributes" if info.placement == "attribute of SignerInfo" else "controls")
    assert table[str(info.oid)] == info.class_name
    if info.placement == "attribute":
        assert open_map("attributes")[str(info.oid)] == info.class_name
        assert open_map("registration_controls")[str(info.oid)] == info.class_name


def test_every_control_of_the_schemas_is_listed() -> None:
    assert {str(info.oid) for info in CONTROLS if info.class_name not in OTHERS} == set(open_map("controls"))
    assert len({info.oid for info in CONTROLS}) == len({info.name for info in CONTROLS}) == len(CONTROLS)


def test_unknown() -> None:
    assert by_oid("1.2.3") is None and by_name("noSuchControl") is None

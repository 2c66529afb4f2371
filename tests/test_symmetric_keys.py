"""The types of RFC 5275: octets that another compiler of the RFC's module made, and the values they stand for."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any as _Any

import pytest

import cmcasn1
from cmcasn1 import GeneralName, Oid
from cmcasn1.cmc.controls import all_controls
from cmcasn1.codec.coding import decode_named, encode_named

NAME = GeneralName("dNSName", "g")
OWNER = cmcasn1.GLOwnerInfo(GeneralName("dNSName", "o"), GeneralName("rfc822Name", "o@e"))
INFO = cmcasn1.GLInfo(NAME, GeneralName("rfc822Name", "g@e"))
AES128_WRAP = cmcasn1.SMIMECapability(Oid("2.16.840.1.101.3.4.1.5"))
AES256_WRAP = cmcasn1.SMIMECapability(Oid("2.16.840.1.101.3.4.1.45"))
START = datetime(2030, 1, 2, 3, 4, 5, tzinfo=UTC)
END = START.replace(year=2031)
PARTS = {"start": "180f32303330303130323033303430355a", "end": "180f32303331303130323033303430355a"}

# Made by pycrate from the module of RFC 5911, all but the last two; shared parts are set in.
ROWS: list[tuple[str, str, _Any]] = [
    (
        "GLUseKEK",
        "301630088201678103674065300a300882016f81036f4065",
        cmcasn1.GLUseKEK(INFO, (OWNER,)),
    ),
    (
        "GLUseKEK",
        "301830088201678103674065300a300882016f81036f40653000",
        cmcasn1.GLUseKEK(INFO, (OWNER,), gl_key_attributes=cmcasn1.GLKeyAttributes()),
    ),
    (
        "GLUseKEK",
        "303430088201678103674065300a300882016f81036f406502010230198001ff810100820105830103a40b060960864801650304012d",
        cmcasn1.GLUseKEK(
            INFO,
            (OWNER,),
            cmcasn1.GLAdministration.closed,
            cmcasn1.GLKeyAttributes(True, False, 5, 3, AES256_WRAP),
        ),
    ),
    ("DeleteGL", "820167", cmcasn1.DeleteGL("dNSName", "g")),
    (
        "GLAddMember",
        "300f820167300a82016d81036d40653000",
        cmcasn1.GLAddMember(
            NAME,
            cmcasn1.GLMember(
                GeneralName("dNSName", "m"),
                GeneralName("rfc822Name", "m@e"),
                cmcasn1.Certificates(),
            ),
        ),
    ),
    ("GLDeleteMember", "300682016782016d", cmcasn1.GLDeleteMember(NAME, GeneralName("dNSName", "m"))),
    (
        "GLRekey",
        "300e82016702010030038201010101ff",
        cmcasn1.GLRekey(NAME, cmcasn1.GLAdministration.unmanaged, cmcasn1.GLNewKeyAttributes(duration=1), True),
    ),
    ("GLOwnerAdministration", "300d820167300882016f81036f4065", cmcasn1.GLOwnerAdministration(NAME, OWNER)),
    ("GLKCompromise", "820167", cmcasn1.GLKCompromise("dNSName", "g")),
    (
        "GLKRefresh",
        "303c82016730373011{start}3022{start}{end}",
        cmcasn1.GLKRefresh(NAME, (cmcasn1.Date(START), cmcasn1.Date(START, END))),
    ),
    (
        "GLManageCert",
        "3008820167300382016d",
        cmcasn1.GLManageCert(NAME, cmcasn1.GLMember(GeneralName("dNSName", "m"))),
    ),
    (
        "GLKey",
        "3055820167300404020102311ba2190201043003040103300b060960864801650304010504020405"
        "300b0609608648016503040105{start}{end}",
        cmcasn1.GLKey(
            NAME,
            cmcasn1.KEKIdentifier(b"\1\2"),
            cmcasn1.RecipientInfos(
                [
                    cmcasn1.KEKRecipientInfo(
                        cmcasn1.CMSVersion.v4,
                        cmcasn1.KEKIdentifier(b"\3"),
                        cmcasn1.AlgorithmIdentifier(AES128_WRAP.capability_id),
                        b"\4\5",
                    )
                ]
            ),
            AES128_WRAP,
            START,
            END,
        ),
    ),
    (
        "GLAQueryRequest",
        "300d06092b06010505070763010500",
        cmcasn1.GLAQueryRequest(Oid("1.3.6.1.5.5.7.7.99.1"), cmcasn1.NULL),
    ),
    ("SKDFailInfo", "020106", cmcasn1.SKDFailInfo.noGLONameMatch),
    (
        "GLAQueryResponse",
        "301a06092b0601050507076302300d300b0609608648016503040105",
        cmcasn1.GLAQueryResponse(Oid("1.3.6.1.5.5.7.7.99.2"), cmcasn1.SMIMECapabilities([AES128_WRAP])),
    ),
    (
        "ExtendedFailInfo",
        "300d06082b06010505070f0102010d",
        cmcasn1.ExtendedFailInfo(Oid("1.3.6.1.5.5.7.15.1"), cmcasn1.SKDFailInfo.alreadyAnOwner),
    ),
]


@pytest.mark.parametrize(("name", "octets", "value"), ROWS)
def test_octets_and_value(name: str, octets: str, value: _Any) -> None:
    der = bytes.fromhex(octets.format(**PARTS))
    found = decode_named(name, der)
    assert found == value and type(found) is type(value)
    assert encode_named(name, value) == der


def test_every_control_is_in_the_table() -> None:
    controls = {info.class_name for info in all_controls() if info.document.startswith("RFC 5275")}
    assert controls == {name for name, _, _ in ROWS} - {"SKDFailInfo", "ExtendedFailInfo"}


@pytest.mark.parametrize(
    ("name", "octets", "error"),
    [
        # an encoded DEFAULT: glAdministration managed, requestedAlgorithm id-aes128-wrap
        ("GLUseKEK", "301930088201678103674065300a300882016f81036f4065020101", cmcasn1.EncodingRuleError),
        ("GLKeyAttributes", "300da40b0609608648016503040105", cmcasn1.EncodingRuleError),
        # no owner, no date
        ("GLUseKEK", "300c300882016781036740653000", cmcasn1.ConstraintError),
        ("GLKRefresh", "30058201673000", cmcasn1.ConstraintError),
        # nothing but NULL asks for the algorithms
        ("GLAQueryRequest", "300e06092b0601050507076301020100", cmcasn1.TagError),
    ],
)
def test_refused(name: str, octets: str, error: type[cmcasn1.CMCError]) -> None:
    with pytest.raises(error):
        decode_named(name, bytes.fromhex(octets))


def test_a_control_that_is_a_general_name_differs_from_the_name() -> None:
    control = cmcasn1.DeleteGL("dNSName", "g")
    assert isinstance(control, GeneralName) and control != NAME != cmcasn1.GLKCompromise("dNSName", "g")
    tagged = cmcasn1.TaggedAttribute(1, Oid.of("id-skd-glDelete"), (control,))
    assert cmcasn1.decode_der(cmcasn1.TaggedAttribute, cmcasn1.encode_der(tagged)) == tagged


def test_a_message_about_a_group(shared: Path) -> None:
    folder = shared / "vectors" / "peers" / "pyasn1-alt-modules"
    message = cmcasn1.parse((folder / "test_rfc5275_L20.der").read_bytes())
    (control,) = message.body.control_sequence
    assert control.attr_type.name == "id-skd-glUseKEK"
    (group,) = control.attr_values
    assert type(group) is cmcasn1.GLUseKEK
    assert group.gl_info.gl_address == GeneralName("rfc822Name", "group-list@example.com")
    assert group.gl_administration is cmcasn1.GLAdministration.closed
    assert cmcasn1.encode_der(message.body) == message.layers[-1].encap_content_info.e_content

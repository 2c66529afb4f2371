"""Any control beside a good request, any PKIData that an RA signs, any octets: the CA answers, and is not at fault."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import cmcasn1
from cmcasn1 import CMCFailInfo, CMCStatus, PKIDataBuilder
from cmcasn1.cmc.controls import all_controls
from cmcasn1.fuzz.strategies import from_type, pki_data
from cmcasn1.responder.profiles import PROFILES
from cmcasn1.responder.responder import Responder
from tests.responding import CMC, by_secret, csr, signed_by

QUICK = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
MESSAGE = by_secret().der
REQUESTED = PKIDataBuilder().add_pkcs10(csr(), body_part_id=1).body()
CONTROLS = [control for control in all_controls() if control.placement == "control"]


def answered(ca: Responder, der: bytes, profile: str) -> None:
    answer = ca.answer(der, PROFILES[profile])
    message = cmcasn1.parse(answer.der)
    assert message.kind in ("full-pki-response", "simple-pki-response")
    if message.kind == "full-pki-response":
        values = [value for control in message.body.control_sequence for value in control.attr_values]
        statuses = [value for value in values if isinstance(value, cmcasn1.CMCStatusInfoV2)]
        assert statuses
        # What a client can bring about is the client's fault.
        assert not [each for each in statuses if each.other_info == CMCFailInfo.internalCAError], statuses
    assert answer.status in {int(status) for status in CMCStatus}


@st.composite
def controls(draw: st.DrawFn) -> Any:
    info = draw(st.sampled_from(CONTROLS))
    value = draw(from_type(info.class_name))
    number = draw(st.integers(2, 5))
    if not isinstance(value, cmcasn1.Value) or type(value).__name__ != info.class_name:
        value = info.value_class()(value)
    return cmcasn1.TaggedAttribute(number, info.oid, (value,))


@QUICK
@given(found=st.lists(controls(), min_size=1, max_size=2), profile=st.sampled_from(sorted(PROFILES)))
def test_any_controls_beside_a_good_request(ca: Responder, ra: Any, found: Any, profile: str) -> None:
    answered(ca, signed_by(replace(REQUESTED, control_sequence=tuple(found)), ra).der, profile)


@QUICK
@given(changes=st.lists(st.tuples(st.integers(0, len(MESSAGE) - 1), st.integers(0, 255)), min_size=1, max_size=3))
def test_any_change_of_a_good_message(ca: Responder, changes: list[tuple[int, int]]) -> None:
    der = bytearray(MESSAGE)
    for place, octet in changes:
        der[place] = octet
    answered(ca, bytes(der), CMC.name)


@QUICK
@given(data=st.binary(max_size=300))
def test_any_octets(ca: Responder, data: bytes) -> None:
    answered(ca, data, CMC.name)


@pytest.mark.slow
@settings(max_examples=1000, deadline=None, suppress_health_check=list(HealthCheck))
@given(body=pki_data(), profile=st.sampled_from(sorted(PROFILES)))
def test_any_request_that_an_ra_signs(ca: Responder, ra: Any, body: Any, profile: str) -> None:
    answered(ca, signed_by(body, ra).der, profile)

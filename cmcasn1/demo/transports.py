"""Simple enrolment, and the same certificates over EST and TCP."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cmcasn1.build.pki_data import PKIDataBuilder
from cmcasn1.cmc.status import CMCStatus
from cmcasn1.codec.coding import encode_der
from cmcasn1.demo.scenario import Scenario

if TYPE_CHECKING:
    from cmcasn1.demo.stage import Stage


def simple(stage: Stage) -> None:
    """A PKCS #10 request goes out alone and certs-only comes back (RFC 10002 section 3.1)."""
    for to, profile, where in (
        ("cmc", "simple", "over HTTP (RFC 10003)"),
        ("est-simpleenroll", "", "over EST (RFC 7030)"),
        ("caSimpleCMCUserCert", "", "to Dogtag's servlet"),
    ):
        stage.step(f"A PKCS #10 request goes {where}, certs-only comes back")
        name = profile or to
        key = stage.key(name)
        request = stage.pkcs10(name, f"CN={name},O=Example", key)
        reply = stage.send(name, encode_der(request), to=to, profile=profile).requires(CMCStatus.success)
        stage.save_certificate(name, reply.certificate(key.public_key_info))


def est(stage: Stage) -> None:
    """A Full PKI Request to EST's /fullcmc, in base64 (RFC 7030 section 4.3)."""
    agent = stage.ca.agent
    stage.step("An agent enrols a device with a Full PKI Request over EST")
    key = stage.key("device")
    builder = PKIDataBuilder().add_pkcs10(stage.pkcs10("device", "CN=device,O=Example", key)).sender_nonce()
    reply = stage.send("enrol", builder.sign(agent.key, agent.certificate), to="est-fullcmc")
    stage.save_certificate("device", reply.requires(CMCStatus.success).certificate(key.public_key_info))


def tcp(stage: Stage) -> None:
    """Two Full PKI Requests over one TCP connection, without frames (RFC 10003 section 7)."""
    agent = stage.ca.agent
    stage.step("An agent enrols two devices over one TCP connection")
    keys = {name: stage.key(name) for name in ("first", "second")}
    requests = [
        PKIDataBuilder()
        .add_pkcs10(stage.pkcs10(name, f"CN={name},O=Example", key))
        .sender_nonce()
        .sign(agent.key, agent.certificate)
        for name, key in keys.items()
    ]
    for (name, key), reply in zip(keys.items(), stage.send_by_tcp("enrol", *requests), strict=True):
        stage.save_certificate(name, reply.requires(CMCStatus.success).certificate(key.public_key_info))


SCENARIOS = (
    Scenario("simple", "Simple enrolment over HTTP, EST and Dogtag's servlet", simple),
    Scenario("est", "Full enrolment over EST", est),
    Scenario("tcp", "Full enrolment over TCP", tcp),
)

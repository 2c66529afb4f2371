"""Adversaries who are not who they say, or send what is no request; each yields what the CA has to refuse."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import cmcasn1
from cmcasn1 import PKIDataBuilder
from cmcasn1.build.arguments import as_name
from cmcasn1.cms.signing import unsigned
from cmcasn1.responder.authority import Authority
from tests.adversary_stage import Sent, Stage, values
from tests.responding import ID_PKI_DATA, ID_SIGNED_DATA, signed_by
from tests.scenario_steps import ISSUER

AGENT = "CN=Agent,O=For Tests Only"


# What belongs to somebody else


def revocation_of_somebody_elses(by: Stage) -> Iterator[Sent]:
    """By a user, and by one who had the name put into a certificate of her own."""
    alice, mallory, namesake = by.enrolled("p256"), by.party("mallory"), by.new("p256")
    by.csr(namesake, f"CN={alice},O=Example")
    by.write("namesake", cmcasn1.encode_der(by.message(f"{namesake}.csr").body))
    by.goes_on("namesake", "?simple")
    by.store.install(namesake, by.path("namesake.pem"))
    for name, to in ((mallory, "mallory"), (namesake, "in her name")):
        by.run("revoke", "--certificate", by.path(f"{alice}.pem"), *by.store.signer(name), "-o", by.path(f"{to}.crq"))
        yield to
    assert by.revoked(by.serial(f"{alice}.pem")) == ""
    by.run("revoke", "--certificate", by.path(f"{alice}.pem"), *by.store.signer(alice), "-o", by.path("own.crq"))
    by.submit("own", "?cmc")


def somebody_elses_pending_request(by: Stage) -> Iterator[Sent]:
    """The token alone fetches nothing."""
    alice, mallory = by.party("alice"), by.party("mallory")
    by.asked("new", by.csr(alice), *by.store.signer(alice))
    by.submit("new", "?pending", code=1)
    (status,) = values(by.message("new.crp"), cmcasn1.CMCStatusInfoV2)
    token = f"hex:{status.other_info.pend_token.hex()}"
    yield by.asked("early", "--query-pending", token, *by.store.signer(mallory))
    by.administer("approve", by.administer("pending").split()[0])
    yield by.asked("late", "--query-pending", token, *by.store.signer(mallory))
    by.asked("own", "--query-pending", token, *by.store.signer(alice))
    by.goes_on("own")


def somebody_elses_name(by: Stage) -> Iterator[Sent]:
    alice, mallory, key = by.party("alice"), by.party("mallory"), by.new()
    yield by.asked("alias", by.csr(key, f"CN={alice},O=Example"), *by.store.signer(mallory))


# Without a signature


def unsigned_issuance(by: Stage) -> Iterator[Sent]:
    """No signature by a key that could sign, no signer, no SignedData."""
    bob = by.identified("Bob")
    named = ["--identification", bob, "--secret-file", by.secret("Bob"), "--identity-proof-v2"]
    yield by.asked("without", by.csr(bob), "--no-signature", *named)
    body = cmcasn1.encode_der(by.message("without.crq").body)
    nobody = cmcasn1.ContentInfo(ID_SIGNED_DATA, unsigned(body, ID_PKI_DATA))
    yield by.write("nobody", cmcasn1.encode_der(nobody))
    yield by.write("bare", body)
    by.by_secret("right", bob, bob, "Bob")
    by.goes_on("right")


def request_alone(by: Stage) -> Iterator[Sent]:
    """PKCS #10 where a Full PKI Request is due."""
    yield by.write("alone", cmcasn1.encode_der(by.message(by.csr(by.new()).name).body))


# Agents


def another_agent(by: Stage) -> str:
    """An agent who has renewed: a second certificate of an agent."""
    name = by.new("p256")
    with by.honestly():
        by.asked(name, by.csr(name, AGENT), *by.store.signer("agent"))
    by.goes_on(name)
    by.store.install(name, by.path(f"{name}.pem"))
    return name


def revoked_agent(by: Stage) -> Iterator[Sent]:
    """Whoever has stolen the agent's key: it is revoked, by the agent's other one. Then the same on hold."""
    for reason in ("keyCompromise", "certificateHold"):
        agent, server = another_agent(by), by.csr(by.new())
        by.asked(f"before {reason}", server, *by.store.signer(agent))
        by.goes_on(f"before {reason}")
        revoke = ["revoke", "--certificate", by.path(f"{agent}.pem"), *by.store.signer("agent")]
        by.run(*revoke, "--reason", reason, "-o", by.path(f"end {reason}.crq"))
        by.submit(f"end {reason}", "?cmc")
        yield by.asked(f"after {reason}", server, *by.store.signer(agent))
        # Nor may it revoke, nor take itself off hold.
        revoke = ["revoke", "--certificate", by.path(f"{agent}.pem"), *by.store.signer(agent)]
        by.run(*revoke, "--reason", "removeFromCRL", "-o", by.path(f"off {reason}.crq"))
        yield f"off {reason}"
    by.asked("right", server, *by.store.signer("agent"))
    by.goes_on("right")


def expired_agent(by: Stage) -> Iterator[Sent]:
    """A certificate of the CA's own, of an agent, that ended a minute ago; and a user's who renews too late."""
    for role, subject in (("agent", AGENT), ("user", "CN=late,O=Example")):
        name = by.new("p256")
        with by.ca.administration() as ca:
            info, serial = by.key(name).public_key_info, ca.store.new_serial()
            made = ca.authority.issue(serial, as_name(subject), info, [], timedelta(minutes=-1), ca.clock())
            ca.enrol(made, role)
        by.path(f"{role}.pem").write_bytes(by.pem(made))
        by.store.install(name, by.path(f"{role}.pem"))
        yield by.asked(role, by.csr(name, subject), *by.store.signer(name))
    by.asked("right", by.csr(by.new()), *by.store.signer("agent"))
    by.goes_on("right")


def agent_of_another_ca(by: Stage) -> Iterator[Sent]:
    """The agent's name, its serial number and the CA's name as the issuer: all but the CA's signature."""
    name = by.new("p256")
    with by.ca.administration() as ca:
        real = by.credentials("agent").certificate
        serial = 0 if real is None else real.tbs_certificate.serial_number
        forger = Authority.create(by.key(by.new("p256")), ca.authority.name)
        made = forger.issue(
            serial, as_name(AGENT), by.key(name).public_key_info, [], timedelta(days=1), ca.clock()
        )  # fmt: skip
    by.path("forged.pem").write_bytes(by.pem(made))
    by.store.install(name, by.path("forged.pem"))
    yield by.asked("forged", by.csr(by.new()), *by.store.signer(name))


def user_where_an_agent_is_due(by: Stage) -> Iterator[Sent]:
    alice, bob = by.party("alice"), by.identified("Bob")
    yield by.asked("by alice", by.csr(alice), *by.store.signer(alice))
    yield by.by_secret("by secret", bob, bob, "Bob")


def unconfirmed_certificate(by: Stage) -> Iterator[Sent]:
    """It counts once it is accepted by who asked for it, and by nobody else."""
    alice, mallory, name = by.party("alice"), by.party("mallory"), by.new()
    by.asked("new", by.csr(name, f"CN={alice},O=Example"), *by.store.signer(alice))
    by.submit("new", "?confirm", "--pem", by.path("new.pem"), code=1)
    by.store.install(name, by.path("new.pem"))
    yield by.asked("early", by.csr(name), *by.store.signer(name))
    serial = by.serial("new.pem")
    yield by.asked("accepted by mallory", "--confirm", ISSUER, serial, *by.store.signer(mallory))
    by.asked("accepted", "--confirm", ISSUER, serial, *by.store.signer(alice))
    by.submit("accepted", "?cmc")
    by.asked("now", by.csr(name), *by.store.signer(name))
    by.goes_on("now")


# Messages that are not what they were, or nothing at all


def tampered(by: Stage) -> Iterator[Sent]:
    """One bit of the request, and one of the signature."""
    by.asked("honest", by.csr(by.new()), *by.store.signer("agent"))
    der = by.path("honest.crq").read_bytes()
    content: Any = by.message("honest.crq").layers[0]
    inside = der.index(content.encap_content_info.e_content) + len(content.encap_content_info.e_content) - 20
    for name, at in (("content", inside), ("signature", len(der) - 1)):
        yield by.write(name, der[:at] + bytes([der[at] ^ 1]) + der[at + 1 :])
    by.goes_on("honest")


def duplicate_body_parts(by: Stage) -> Iterator[Sent]:
    """Two requests, two controls, of the same number: what a status is about could not be told."""
    by.run("crmf", "--subject", "CN=one", "--id", "7", *by.store.key(by.new("p256")), "-o", by.path("one.crmf"))
    agent = by.store.signer("agent")
    said = by.run("request", *[by.path("one.crmf")] * 2, *agent, "-o", by.path("twice.crq"), code=2)
    assert "7" in said and not by.path("twice.crq").exists(), said
    own = by.credentials("agent")
    body = PKIDataBuilder().add_crmf(by.path("one.crmf").read_bytes()).sender_nonce().data_return(b"x").body()
    yield by.write("requests", signed_by(replace(body, req_sequence=body.req_sequence * 2), own))
    controls = tuple(replace(each, body_part_id=9) for each in body.control_sequence)
    yield by.write("controls", signed_by(replace(body, control_sequence=controls), own))
    by.asked("right", by.path("one.crmf"), *agent)
    by.goes_on("right")


def oversized(by: Stage) -> Iterator[Sent]:
    """Over a MiB of regInfo, which the agent has signed."""
    by.path("much").write_bytes(bytes(1 << 20))
    server, agent = by.csr(by.new()), by.store.signer("agent")
    yield by.asked("much", server, "--reg-info", f"@{by.path('much')}", *agent)
    by.asked("right", server, *agent)
    by.goes_on("right")

"""Requests of several users in one message of a registration authority (RFC 10002 sections 6.5.1, 6.17, 6.20)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cmcasn1.build.arguments import as_name
from cmcasn1.build.pki_data import PKIDataBuilder
from cmcasn1.cmc.body_part_graph import body_part_id
from cmcasn1.cmc.controls.batch_responses import BatchResponses
from cmcasn1.cmc.controls.identity_proof_v2 import IdentityProofV2
from cmcasn1.cmc.controls.status_info_v2 import CMCStatusInfoV2
from cmcasn1.cmc.pki_response import PKIResponse
from cmcasn1.cmc.status import CMCStatus
from cmcasn1.cmc.tagged_attribute import control_values
from cmcasn1.codec.coding import encode_der
from cmcasn1.crmf.cert_template import CertTemplate
from cmcasn1.demo.scenario import Scenario
from cmcasn1.message import parse

if TYPE_CHECKING:
    from cmcasn1.build.encoded import EncodedMessage
    from cmcasn1.cmc.pki_data import PKIData
    from cmcasn1.demo.reply import Reply
    from cmcasn1.demo.stage import Stage


def batch(stage: Stage) -> None:
    """The RA vouches for one user's identity proof and completes the name; the CA checks the other's itself."""
    stage.step("Dave shares a secret with the CA, Carol with the RA alone")
    daves, carols = stage.secret("dave"), stage.secret("carol")
    with stage.ca.administration() as ca:
        ca.set_secret("dave", daves.encode())
    dave, carol = _by_secret(stage, "dave", daves), _by_secret(stage, "carol", carols)

    stage.step("The RA vouches for Carol (raIdentityWitness), completes her name (modCertTemplate)")
    proof = next(
        control.body_part_id
        for control in carol.body.control_sequence
        if isinstance(control.attr_values[0], IdentityProofV2)
    )
    requests = [body_part_id(request) for request in carol.body.req_sequence]
    template = CertTemplate(subject=as_name("CN=carol,OU=Sales,O=Example"))
    builder = (
        PKIDataBuilder()
        .add_cms(dave, body_part_id=11)
        .add_cms(carol, body_part_id=12)
        .batch_requests()
        .ra_identity_witness([12, proof])
        .mod_cert_template(template, requests, pki_data=[12])
        .sender_nonce()
    )
    ra = stage.ca.ra
    reply = stage.send("batch", builder.sign(ra.key, ra.certificate))

    stage.step("The CA answers each in a message of its own")
    responses = control_values(reply.response.control_sequence, BatchResponses)
    stage.expect(len(responses) == 1 and len(responses[0].value) == 2, "two responses in a batch were due")
    statuses = _nested_statuses(reply)
    stage.expect(statuses == [CMCStatus.success] * 2, f"the CA answers {statuses}")
    with stage.ca.administration() as ca:
        issued = [stored.certificate for stored in ca.store.certificates()]
    subjects = {each.tbs_certificate.subject.rfc4514_string() for each in issued}
    stage.expect("CN=carol,OU=Sales,O=Example" in subjects, "the RA's template was not heeded")


def _by_secret(stage: Stage, name: str, secret: str) -> EncodedMessage[PKIData]:
    key = stage.key(name)
    builder = PKIDataBuilder().add_pkcs10(stage.pkcs10(name, f"CN={name}", key)).identification(name)
    message = builder.identity_proof_v2(secret).sender_nonce().sign(key)
    stage.save(f"{name}.crq", message.der)
    return message


def _nested_statuses(reply: Reply) -> list[CMCStatus | int]:
    found: list[CMCStatus | int] = []
    for part in reply.response.cms_sequence:
        nested = parse(encode_der(part.content_info)).body
        if isinstance(nested, PKIResponse):
            found += [status.cmc_status for status in control_values(nested.control_sequence, CMCStatusInfoV2)]
    return found


SCENARIOS = (Scenario("batch", "Batch through an RA, raIdentityWitness, modCertTemplate", batch),)

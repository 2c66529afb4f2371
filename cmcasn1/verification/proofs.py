"""Identity proofs and POP links of a PKIData: RFC 10002 sections 6.2 and 6.3."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cmcasn1.cmc.controls.identification import Identification
from cmcasn1.cmc.controls.identity_proof import IdentityProof
from cmcasn1.cmc.controls.identity_proof_v2 import IdentityProofV2
from cmcasn1.cmc.controls.pop_link_random import PopLinkRandom
from cmcasn1.cmc.controls.pop_link_witness import PopLinkWitness
from cmcasn1.cmc.controls.pop_link_witness_v2 import PopLinkWitnessV2
from cmcasn1.cmc.controls.revoke_request import RevokeRequest
from cmcasn1.cmc.requests import pop_link_witnesses
from cmcasn1.errors import integer_in_words
from cmcasn1.verification.policy import find_revocation_secret, find_secret
from cmcasn1.verification.weakness import is_weak

if TYPE_CHECKING:
    from typing import Any, TypeVar

    from cmcasn1.cmc.pki_data import PKIData
    from cmcasn1.verification.policy import RevocationSecrets, Secrets
    from cmcasn1.verification.report import Recorder

    C = TypeVar("C")

IDENTITY_PROOF = "identity-proof"
POP_LINK = "pop-link"
REVOCATION_SECRET = "revocation-secret"


def check_proofs(body: PKIData, path: str, recorder: Recorder, secrets: Secrets | None) -> None:
    """Check every identity proof and every POP link witness of a PKIData."""
    names = controls_of(body, Identification)
    identification = names[0][1].value if names else None
    secret = find_secret(secrets, identification)
    who = "" if identification is None else f" for {identification!r}"
    proofs: list[tuple[int, IdentityProof | IdentityProofV2]]
    proofs = [*controls_of(body, IdentityProof), *controls_of(body, IdentityProofV2)]
    for index, proof in proofs:
        place = f"{path}.controlSequence[{index}]"
        if secret is None:
            recorder.not_possible(IDENTITY_PROOF, place, f"no shared secret is known{who}", unasked=secrets is None)
            continue

        def prove(proof: IdentityProof | IdentityProofV2 = proof) -> str:
            used = proof.verify(secret, body.req_sequence_octets, identification=identification)
            return f"keyed with the {used.value}"

        recorder.attempt(IDENTITY_PROOF, place, prove, weak=lambda proof=proof: _is_weak(proof))  # type: ignore[misc]
    _check_links(body, path, recorder, secret, identification, unasked=secrets is None)


def check_revocation_secrets(
    body: PKIData, path: str, recorder: Recorder, secrets: Secrets | None, by_serial: RevocationSecrets | None
) -> None:
    """Check the shared secret of every revokeRequest that has one. RFC 10002 section 6.11."""
    for index, control in controls_of(body, RevokeRequest):
        if control.passphrase is None:
            continue
        place = f"{path}.controlSequence[{index}]"
        number = integer_in_words(control.serial_number)
        secret = find_revocation_secret(secrets, by_serial, control.serial_number)
        if secret is None:
            why = f"no shared secret is known for the certificate {number}"
            recorder.not_possible(REVOCATION_SECRET, place, why, unasked=by_serial is None)
            continue

        def compare(control: RevokeRequest = control, secret: bytes = secret, number: str = number) -> str:
            control.verify(secret)
            return f"revokes the certificate {number}"

        recorder.attempt(REVOCATION_SECRET, place, compare)


def _check_links(
    body: PKIData, path: str, recorder: Recorder, secret: bytes | None, identification: str | None, *, unasked: bool
) -> None:
    witnesses = [pop_link_witnesses(request) for request in body.req_sequence]
    randoms = controls_of(body, PopLinkRandom)
    if not randoms and not any(witnesses):
        return
    if not randoms:
        recorder.failed(POP_LINK, path, "a POP link witness without popLinkRandom (RFC 10002 section 6.3.1)")
        return
    random = randoms[0][1].value
    for index, found in enumerate(witnesses):
        place = f"{path}.reqSequence[{index}]"
        if not found:
            recorder.failed(
                POP_LINK, place, "popLinkRandom, but this request has no witness (RFC 10002 section 6.3.1.1)"
            )
        for witness in found:
            if secret is None:
                recorder.not_possible(POP_LINK, place, "no shared secret is known", unasked=unasked)
                continue

            def prove(witness: PopLinkWitness | PopLinkWitnessV2 = witness) -> str:
                used = witness.verify(secret, random, identification=identification)
                return f"keyed with the {used.value}"

            recorder.attempt(POP_LINK, place, prove, weak=lambda witness=witness: _is_weak(witness))  # type: ignore[misc]


def controls_of(body: Any, cls: type[C]) -> list[tuple[int, C]]:
    """Return the values of a class among the controls of a PKIData or PKIResponse, with the controls' indexes."""
    return [
        (index, value)
        for index, control in enumerate(body.control_sequence)
        for value in control.attr_values
        if isinstance(value, cls)
    ]


def _is_weak(proof: IdentityProof | IdentityProofV2 | PopLinkWitness | PopLinkWitnessV2) -> bool:
    if isinstance(proof, IdentityProofV2):
        return is_weak(proof.proof_alg_id, proof.mac_alg_id)
    if isinstance(proof, PopLinkWitnessV2):
        return is_weak(proof.key_gen_algorithm, proof.mac_algorithm)
    return True

"""The registry of the controls: number, OID, name, class, where each may stand. One module holds one control."""

from __future__ import annotations

from importlib import import_module

from cmcasn1.codec.value import Value
from cmcasn1.oids import Oid

ID_CMC = "1.3.6.1.5.5.7.7"

# number, name, class, module, direction, cardinality, placement, section of RFC 10002, purpose
_ROWS = (
    (
        1,
        "statusInfo",
        "CMCStatusInfo",
        "status_info",
        "response",
        "0..n",
        "control",
        "6.1",
        "What became of body parts (RFC 2797).",
    ),
    (
        2,
        "identification",
        "Identification",
        "identification",
        "request",
        "0..1",
        "control",
        "6.2.2",
        "Names the shared secret.",
    ),
    (
        3,
        "identityProof",
        "IdentityProof",
        "identity_proof",
        "request",
        "0..1",
        "control",
        "6.2.1",
        "Proves a shared secret with SHA-1.",
    ),
    (
        4,
        "dataReturn",
        "DataReturn",
        "data_return",
        "both",
        "0..1",
        "control",
        "6.4",
        "Octets that come back unchanged.",
    ),
    (
        5,
        "transactionId",
        "TransactionId",
        "transaction_id",
        "both",
        "0..1",
        "control",
        "6.6",
        "The number of the transaction.",
    ),
    (
        6,
        "senderNonce",
        "SenderNonce",
        "sender_nonce",
        "both",
        "0..1",
        "control",
        "6.6",
        "A fresh number against replay.",
    ),
    (
        7,
        "recipientNonce",
        "RecipientNonce",
        "recipient_nonce",
        "both",
        "0..1",
        "control",
        "6.6",
        "The senderNonce that is answered.",
    ),
    (
        8,
        "addExtensions",
        "AddExtensions",
        "add_extensions",
        "request",
        "0..n",
        "control",
        "6.5.2",
        "Extensions that an RA adds.",
    ),
    (
        9,
        "encryptedPOP",
        "EncryptedPOP",
        "encrypted_pop",
        "response",
        "0..n",
        "control",
        "6.7",
        "A challenge to the holder of the key.",
    ),
    (
        10,
        "decryptedPOP",
        "DecryptedPOP",
        "decrypted_pop",
        "request",
        "0..n",
        "control",
        "6.7",
        "The answer to a challenge.",
    ),
    (
        11,
        "lraPOPWitness",
        "LraPopWitness",
        "lra_pop_witness",
        "request",
        "0..n",
        "control",
        "6.8",
        "The RA has verified the POP.",
    ),
    (15, "getCert", "GetCert", "get_cert", "request", "0..n", "control", "6.9", "Asks for a certificate."),
    (16, "getCRL", "GetCRL", "get_crl", "request", "0..n", "control", "6.10", "Asks for a CRL."),
    (
        17,
        "revokeRequest",
        "RevokeRequest",
        "revoke_request",
        "request",
        "0..n",
        "control",
        "6.11",
        "Asks for a revocation.",
    ),
    (18, "regInfo", "RegInfo", "reg_info", "request", "0..1", "control", "6.12", "Information for the server."),
    (
        19,
        "responseInfo",
        "ResponseInfo",
        "response_info",
        "response",
        "0..1",
        "control",
        "6.12",
        "Information for the client.",
    ),
    (
        21,
        "queryPending",
        "QueryPending",
        "query_pending",
        "request",
        "0..1",
        "control",
        "6.13",
        "Asks for what is pending.",
    ),
    (
        22,
        "popLinkRandom",
        "PopLinkRandom",
        "pop_link_random",
        "request",
        "0..1",
        "control",
        "6.3.1",
        "The random number of the POP link.",
    ),
    (
        23,
        "popLinkWitness",
        "PopLinkWitness",
        "pop_link_witness",
        "request",
        "0..1",
        "attribute",
        "6.3.1",
        "Links a request to a secret with SHA-1.",
    ),
    (
        24,
        "confirmCertAcceptance",
        "CMCCertId",
        "confirm_cert_acceptance",
        "request",
        "0..n",
        "control",
        "6.14",
        "Confirms a certificate.",
    ),
    (
        25,
        "statusInfoV2",
        "CMCStatusInfoV2",
        "status_info_v2",
        "response",
        "0..n",
        "control",
        "6.1",
        "What became of body parts.",
    ),
    (
        26,
        "trustedAnchors",
        "PublishTrustAnchors",
        "trusted_anchors",
        "response",
        "0..1",
        "control",
        "6.15",
        "The trust anchors from now on.",
    ),
    (
        27,
        "authData",
        "AuthPublish",
        "auth_data",
        "both",
        "0..n",
        "control",
        "6.16",
        "Points at authenticated trust anchors.",
    ),
    (
        28,
        "batchRequests",
        "BatchRequests",
        "batch_requests",
        "request",
        "0..1",
        "control",
        "6.17",
        "The requests of a batch.",
    ),
    (
        29,
        "batchResponses",
        "BatchResponses",
        "batch_responses",
        "response",
        "0..1",
        "control",
        "6.17",
        "The responses of a batch.",
    ),
    (
        30,
        "publishCert",
        "CMCPublicationInfo",
        "publish_cert",
        "request",
        "0..n",
        "control",
        "6.18",
        "How certificates are published.",
    ),
    (
        31,
        "modCertTemplate",
        "ModCertTemplate",
        "mod_cert_template",
        "request",
        "0..n",
        "control",
        "6.5.1",
        "Fields that an RA replaces.",
    ),
    (
        32,
        "controlProcessed",
        "ControlsProcessed",
        "control_processed",
        "request",
        "0..n",
        "control",
        "6.19",
        "Controls that an RA has processed.",
    ),
    (
        33,
        "popLinkWitnessV2",
        "PopLinkWitnessV2",
        "pop_link_witness_v2",
        "request",
        "0..1",
        "attribute",
        "6.3.1",
        "Links a request to a secret.",
    ),
    (
        34,
        "identityProofV2",
        "IdentityProofV2",
        "identity_proof_v2",
        "request",
        "0..1",
        "control",
        "6.2.1",
        "Proves a shared secret.",
    ),
    (
        35,
        "raIdentityWitness",
        "RaIdentityWitness",
        "ra_identity_witness",
        "request",
        "0..n",
        "control",
        "6.20",
        "The RA has verified an identity.",
    ),
    (
        36,
        "changeSubjectName",
        "ChangeSubjectName",
        "change_subject_name",
        "request",
        "0..1",
        "attribute",
        "7.1",
        "The names of the new certificate.",
    ),
    (
        37,
        "responseBody",
        "ResponseBody",
        "response_body",
        "response",
        "0..n",
        "control",
        "6.21",
        "The answer of a further server.",
    ),
)


class ControlInfo(Value):
    """What is known of a control.

    `number` is the last arc of its OID below id-cmc, `name` its name in RFC 10002, `class_name` and `module` say
    where its value class is. `direction` is "request", "response" or "both"; `cardinality` how many a message may
    hold; `placement` "control" for one of the controlSequence, "attribute" for one of a request.
    """

    number: int
    oid: Oid
    name: str
    class_name: str
    module: str
    direction: str
    cardinality: str
    placement: str
    document: str
    purpose: str

    def value_class(self) -> type[Value]:
        """Import and return the class of the control's value."""
        found: type[Value] = getattr(import_module(f"{__name__}.{self.module}"), self.class_name)
        return found


_controls = tuple(
    ControlInfo(
        number,
        Oid(f"{ID_CMC}.{number}"),
        name,
        class_name,
        module,
        direction,
        cardinality,
        placement,
        f"RFC 10002 section {section}",
        purpose,
    )
    for number, name, class_name, module, direction, cardinality, placement, section, purpose in _ROWS
)


def all_controls() -> tuple[ControlInfo, ...]:
    """Return all controls by number."""
    return _controls


def by_oid(oid: str) -> ControlInfo | None:
    """Return the control with this OID, or None."""
    return next((control for control in _controls if control.oid == oid), None)


def by_name(name: str) -> ControlInfo | None:
    """Return the control of this name ("identityProofV2"), or None."""
    return next((control for control in _controls if control.name == name), None)

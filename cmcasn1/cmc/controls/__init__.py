"""The registry of the controls: OID, name, class, where each may stand. One module holds one control."""

from __future__ import annotations

from cmcasn1.codec.registry import value_class
from cmcasn1.codec.value import Value
from cmcasn1.homes import HOMES
from cmcasn1.oids import Oid

# Last arc, name, class, direction, cardinality, placement, section, purpose; the heads give the arc and the document.
_TABLE = """
= 1.3.6.1.5.5.7.7            RFC 10002
 1 statusInfo            CMCStatusInfo         response 0..n control   6.1   What became of body parts (RFC 2797).
 2 identification        Identification        request  0..1 control   6.2.2 Names the shared secret.
 3 identityProof         IdentityProof         request  0..1 control   6.2.1 Proves a shared secret with SHA-1.
 4 dataReturn            DataReturn            both     0..1 control   6.4   Octets that come back unchanged.
 5 transactionId         TransactionId         both     0..1 control   6.6   The number of the transaction.
 6 senderNonce           SenderNonce           both     0..1 control   6.6   A fresh number against replay.
 7 recipientNonce        RecipientNonce        both     0..1 control   6.6   The senderNonce that is answered.
 8 addExtensions         AddExtensions         request  0..n control   6.5.2 Extensions that an RA adds.
 9 encryptedPOP          EncryptedPOP          response 0..n control   6.7   A challenge to the holder of the key.
10 decryptedPOP          DecryptedPOP          request  0..n control   6.7   The answer to a challenge.
11 lraPOPWitness         LraPopWitness         request  0..n control   6.8   The RA has verified the POP.
15 getCert               GetCert               request  0..n control   6.9   Asks for a certificate.
16 getCRL                GetCRL                request  0..n control   6.10  Asks for a CRL.
17 revokeRequest         RevokeRequest         request  0..n control   6.11  Asks for a revocation.
18 regInfo               RegInfo               request  0..1 control   6.12  Information for the server.
19 responseInfo          ResponseInfo          response 0..1 control   6.12  Information for the client.
21 queryPending          QueryPending          request  0..1 control   6.13  Asks for what is pending.
22 popLinkRandom         PopLinkRandom         request  0..1 control   6.3.1 The random number of the POP link.
23 popLinkWitness        PopLinkWitness        request  0..1 attribute 6.3.1 Links a request to a secret with SHA-1.
24 confirmCertAcceptance CMCCertId             request  0..n control   6.14  Confirms a certificate.
25 statusInfoV2          CMCStatusInfoV2       response 0..n control   6.1   What became of body parts.
26 trustedAnchors        PublishTrustAnchors   response 0..1 control   6.15  The trust anchors from now on.
27 authData              AuthPublish           both     0..n control   6.16  Points at authenticated trust anchors.
28 batchRequests         BatchRequests         request  0..1 control   6.17  The requests of a batch.
29 batchResponses        BatchResponses        response 0..1 control   6.17  The responses of a batch.
30 publishCert           CMCPublicationInfo    request  0..n control   6.18  How certificates are published.
31 modCertTemplate       ModCertTemplate       request  0..n control   6.5.1 Fields that an RA replaces.
32 controlProcessed      ControlsProcessed     request  0..n control   6.19  Controls that an RA has processed.
33 popLinkWitnessV2      PopLinkWitnessV2      request  0..1 attribute 6.3.1 Links a request to a secret.
34 identityProofV2       IdentityProofV2       request  0..1 control   6.2.1 Proves a shared secret.
35 raIdentityWitness     RaIdentityWitness     request  0..n control   6.20  The RA has verified an identity.
36 changeSubjectName     ChangeSubjectName     request  0..1 attribute 7.1   The names of the new certificate.
37 responseBody          ResponseBody          response 0..n control   6.21  The answer of a further server.
= 1.2.840.113549.1.9.16.2    RFC 10002
34 unsignedData          CMCUnsignedData       both     0..1 signer    3.2.3 Data that no signature covers.
= 1.2.840.113549.1.9.16.8    RFC 5275
 1 glUseKEK              GLUseKEK              request  0..n control   3.1.1 Makes a group.
 2 glDelete              DeleteGL              request  0..n control   3.1.2 Deletes a group.
 3 glAddMember           GLAddMember           request  0..n control   3.1.3 Adds a member to a group.
 4 glDeleteMember        GLDeleteMember        request  0..n control   3.1.4 Removes a member from a group.
 5 glRekey               GLRekey               request  0..n control   3.1.5 Asks for a new key of a group.
 6 glAddOwner            GLOwnerAdministration request  0..n control   3.1.6 Adds an owner to a group.
 7 glRemoveOwner         GLOwnerAdministration request  0..n control   3.1.7 Removes an owner from a group.
 8 glKeyCompromise       GLKCompromise         request  0..n control   3.1.8 Says that a group's key is compromised.
 9 glkRefresh            GLKRefresh            request  0..n control   3.1.9 Asks for a group's keys of certain times.
11 glaQueryRequest       GLAQueryRequest       request  0..n control   3.1.10 Asks the agent something.
12 glaQueryResponse      GLAQueryResponse      response 0..n control   3.1.10 The agent's answer.
13 glProvideCert         GLManageCert          both     0..n control   3.1.11 Asks a member for a new certificate.
14 glManageCert          GLManageCert          both     0..n control   3.1.12 A member's new certificate.
15 glKey                 GLKey                 both     0..n control   3.1.13 The key of a group.
= 1.3.6.1.4.1.311.10.10      MS-WCCE
 1 addAttributes         CmcAddAttributes      both     0..n control   -     Attributes of requests or certificates.
"""
_PLACEMENTS = {"control": "control", "attribute": "attribute", "signer": "attribute of SignerInfo"}


class ControlInfo(Value):
    """What is known of a control.

    `number` is the last arc of its OID, `name` its name in its document, `class_name` and `module` say where its
    value class is. `direction` is "request", "response" or "both"; `cardinality` how many a message may hold;
    `placement` "control" for one of the controlSequence, "attribute" for one of a request, "attribute of SignerInfo"
    for the unsigned attribute that brings data beside what is signed.
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
        return value_class(self.class_name)


def _read() -> dict[str, ControlInfo]:
    found: dict[str, ControlInfo] = {}
    arc = document = ""
    for line in _TABLE.strip().splitlines():
        if line.startswith("="):
            _, arc, document = line.split(None, 2)
            continue
        number, name, cls, direction, cardinality, place, section, purpose = line.split(None, 7)
        oid = Oid(f"{arc}.{number}")
        where = document if section == "-" else f"{document} section {section}"
        placement = _PLACEMENTS[place]
        found[oid] = ControlInfo(
            int(number), oid, name, cls, HOMES[cls], direction, cardinality, placement, where, purpose
        )
    return found


_controls = _read()


def all_controls() -> tuple[ControlInfo, ...]:
    """Return all controls: those of RFC 10002 by number, then those of RFC 5275 and of Microsoft."""
    return tuple(_controls.values())


def by_oid(oid: str) -> ControlInfo | None:
    """Return the control with this OID, or None."""
    return _controls.get(oid)


def by_name(name: str) -> ControlInfo | None:
    """Return the control of this name ("identityProofV2"), or None."""
    return next((control for control in _controls.values() if control.name == name), None)

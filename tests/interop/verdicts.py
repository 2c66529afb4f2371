"""What the peers answer: one class for each kind of verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Status = Literal["valid", "invalid", "unsupported", "no-key", "absent"]
"""unsupported: the peer lacks the algorithm; no-key: nothing to check with; absent: nothing there to check."""


@dataclass(frozen=True)
class Check:
    """One check; ``reason`` is the peer's own text where it is not valid."""

    status: Status
    reason: str

    @property
    def valid(self) -> bool:
        return self.status == "valid"


@dataclass(frozen=True)
class SignerCheck(Check):
    """One SignerInfo."""

    issuer: bytes | None
    serial_number: int | None
    subject_key_identifier: bytes | None
    digest_algorithm: str
    signature_algorithm: str
    key: str | None
    """Where the key came from: "certificate inside", "given certificate", "given key", "request inside"."""


@dataclass(frozen=True)
class SignedContent:
    """A SignedData and its signers."""

    content_type: str
    content: bytes | None
    certificates: int
    crls: int
    signers: tuple[SignerCheck, ...]

    @property
    def valid(self) -> bool:
        """Whether there are signers, and all are valid."""
        return bool(self.signers) and all(signer.valid for signer in self.signers)


@dataclass(frozen=True)
class ContentCheck(Check):
    """A SignedData as a whole, and the content where it is valid."""

    content: bytes | None


@dataclass(frozen=True)
class PossessionCheck(Check):
    """The proof of possession of one CertReqMsg."""

    cert_req_id: int
    method: str
    """"none", "raVerified", "signature", "signature sender", "signature publicKeyMAC", "keyEncipherment [n]" or
    "keyAgreement [n]" with the tag of the POPOPrivKey."""


@dataclass(frozen=True)
class MacCheck(Check):
    """An AuthenticatedData."""

    mac_algorithm: str
    content: bytes | None


@dataclass(frozen=True)
class Decrypted:
    """An opened EnvelopedData or AuthEnvelopedData."""

    content_type: str
    content: bytes
    recipient: str
    """"KeyTrans", "KeyAgree", "Password" or "KEK"."""
    key_encryption: str


@dataclass(frozen=True)
class Refusal:
    """A part of a value that the peer does not read."""

    path: str
    reason: str


@dataclass(frozen=True)
class Unopened:
    """A part behind an OID that the peer has no type for."""

    path: str
    oid: str


@dataclass(frozen=True)
class Parsed:
    """A value that the peer has decoded and encoded again."""

    class_name: str
    same: bool
    """Whether the peer encodes it to the octets that it got."""
    canonical: bool
    """Whether the peer holds the octets to be DER, seen as bare TLV."""
    der: bytes
    """What the peer encodes it to."""
    read: Any
    """What it read: dicts by ASN.1 component names, lists, ints, bools, strings; octets and raw DER as hex."""
    refused: tuple[Refusal, ...]
    differs: tuple[str, ...]
    """Paths of the parts behind an OID that it encodes to other octets."""
    unopened: tuple[Unopened, ...]

    @property
    def agrees(self) -> bool:
        """Whether it read all of it and encodes all of it to the same octets."""
        return self.same and not self.refused and not self.differs


@dataclass(frozen=True)
class Reencoded:
    """A value that JSS has decoded and encoded again."""

    same: bool
    der: bytes


@dataclass(frozen=True)
class ControlCheck(Check):
    """A control: valid where JSS decodes its values and encodes them to the same octets."""

    body_part_id: int
    attr_type: str
    type_name: str | None


@dataclass(frozen=True)
class RequestCheck:
    """A TaggedRequest."""

    kind: Literal["pkcs10", "crmf", "other"]
    number: int
    """bodyPartID or certReqId."""
    method: str
    """"signature" for PKCS#10; the alternative of ProofOfPossession, or "none", for CRMF."""
    pop: Check
    """Over the re-encoded request."""
    pop_link: Check
    """popLinkWitness or popLinkWitnessV2."""


@dataclass(frozen=True)
class DogtagCheck:
    """What Dogtag's CA would find in a message: everything but the signature over its re-encoding."""

    message_same: bool | None
    """Whether JSS encodes the ContentInfo to the same octets; None for id-data."""
    body_same: bool
    """Whether it encodes the PKIData or PKIResponse to the same octets."""
    content_type: str
    signature: Check
    """That of the first SignerInfo, with the certificate inside or the key of a request."""
    key_identifier: Check
    """Whether a signer's subjectKeyIdentifier is the one that the request states, in Dogtag's reading: that of a CRMF
    request is all of extnValue, OCTET STRING header and all."""
    identification: str | None
    identity_proof: Check
    identity_proof_v2: Check
    decrypted_pop: Check
    controls: tuple[ControlCheck, ...]
    requests: tuple[RequestCheck, ...]

    def faults(self) -> dict[str, Check]:
        """Every check that is neither valid nor absent, by name: empty where Dogtag would go on to its profiles."""
        named = {
            name: getattr(self, name)
            for name in ("signature", "key_identifier", "identity_proof", "identity_proof_v2", "decrypted_pop")
        }
        for request in self.requests:
            named[f"pop {request.number}"] = request.pop
            named[f"pop_link {request.number}"] = request.pop_link
        return {name: check for name, check in named.items() if check.status not in ("valid", "absent")}

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

"""The configuration files of Dogtag's CMCRequest: read into one typed value, every key honoured or refused.

`key=value` on each line, "#" before a comment. CMCRequest itself passes over keys that it does not know and leaves out
proofs whose algorithm it cannot spell; here both are errors.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives import hashes

from cmcasn1.errors import BuildError
from cmcasn1.pkix.crls import CRLReason

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    T = TypeVar("T")

_HASHES: dict[str, type[hashes.HashAlgorithm]] = {
    "sha1": hashes.SHA1,
    "sha256": hashes.SHA256,
    "sha384": hashes.SHA384,
    "sha512": hashes.SHA512,
}
_INTERNAL_TOKENS = ("", "internal", "internal key storage token", "nss certificate db")
_FORMATS = ("pkcs10", "crmf", "test_cmc")
# What a key that ends in ".enable" switches on: without it the others have no effect.
_SWITCHED = {
    "identification.enable": ("identification",),
    "identityProofV2.enable": ("identityProofV2.hashAlg", "identityProofV2.macAlg"),
    "popLinkWitnessV2.enable": ("popLinkWitnessV2.keyGenAlg", "popLinkWitnessV2.macAlg"),
    "identityProof.enable": ("identityProof.sharedSecret",),
    "popLinkWitness.enable": (),
    "decryptedPop.enable": ("encryptedPopResponseFile", "decryptedPopRequestFile", "oaep"),
    "revRequest.enable": (
        "revRequest.serial",
        "revRequest.reason",
        "revRequest.comment",
        "revRequest.issuer",
        "revRequest.sharedSecret",
        "revRequest.invalidityDatePresent",
    ),
    "confirmCertAcceptance.enable": ("confirmCertAcceptance.serial", "confirmCertAcceptance.issuer"),
    "getCert.enable": ("getCert.serial", "getCert.issuer"),
    "dataReturn.enable": ("dataReturn.data",),
    "transactionMgt.enable": ("transactionMgt.id",),
    "senderNonce.enable": ("senderNonce", "senderNonce.id"),
    "LraPopWitness.enable": ("LraPopWitness.bodyPartIDs",),
}
_ALWAYS = (
    *("numRequests", "input", "format", "output", "dbdir", "password", "tokenname", "nickname"),
    *("request.selfSign", "request.useSharedSecret", "request.privKeyId", "witness.sharedSecret"),
)
_KEYS = frozenset((*_ALWAYS, *_SWITCHED, *(key for keys in _SWITCHED.values() for key in keys)))


@dataclass(frozen=True, slots=True)
class ProofAlgorithms:
    """The hash that makes the key of a proof, and the hash of its HMAC: SHA-256 where the file names none."""

    key_hash: hashes.HashAlgorithm
    mac_hash: hashes.HashAlgorithm


@dataclass(frozen=True, slots=True)
class NamedCertificate:
    """A certificate by its issuer, as the file writes it, and serial number."""

    issuer: str
    serial_number: int


@dataclass(frozen=True, slots=True)
class ConfiguredRevocation:
    """What revRequest asks for; without an issuer it is that of the certificate that signs."""

    serial_number: int
    reason: CRLReason
    issuer: str | None = None
    comment: str | None = None
    invalid_from_now: bool = False
    secret: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class ChallengeAnswer:
    """What decryptedPop asks for: the response with the challenge, and where the second request goes."""

    response_file: str
    output: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CMCRequestConfiguration:
    """A configuration of CMCRequest.

    `requests` are the files of `input`; `transaction` and `sender_nonce` are "" where the file wants the control and
    leaves its value to the tool; `remarks` say which keys have no effect, and why.
    """

    requests: tuple[str, ...] = ()
    format: str = "pkcs10"
    output: str | None = None
    database: str = "."
    password: str | None = field(default=None, repr=False)
    token: str | None = None
    nickname: str | None = None
    self_signed: bool = False
    key_id: str | None = None
    identification: str | None = None
    secret: str | None = field(default=None, repr=False)
    identity_proof_v2: ProofAlgorithms | None = None
    pop_link_witness_v2: ProofAlgorithms | None = None
    identity_proof_secret: str | None = field(default=None, repr=False)
    pop_link_witness: bool = False
    challenge: ChallengeAnswer | None = None
    revocation: ConfiguredRevocation | None = None
    confirmation: NamedCertificate | None = None
    get_cert: NamedCertificate | None = None
    data_return: str | None = None
    transaction: str | None = None
    sender_nonce: str | None = None
    lra_pop_witness: tuple[int, ...] | None = None
    remarks: tuple[str, ...] = ()

    @property
    def signed_by_certificate(self) -> bool:
        """Whether a certificate's key signs: neither the request's own, nor nobody, as in a revocation by secret."""
        return not self.self_signed and not self.unsigned

    @property
    def unsigned(self) -> bool:
        """Whether it is a revocation by shared secret, which nobody signs."""
        return self.revocation is not None and self.revocation.secret is not None

    @property
    def needs_request_key(self) -> bool:
        """Whether nothing can be made without the private key of the request."""
        return self.self_signed or self.pop_link_witness_v2 is not None or self.challenge is not None


def read_configuration(text: str) -> CMCRequestConfiguration:
    """Return the value of a configuration file.

    Raises `BuildError` for an unknown key, a value that does not fit and a contradiction, with the line or the key.
    """
    given = _lines(text)
    keys = _Keys(given)
    made = CMCRequestConfiguration(
        requests=_requests(keys),
        format=keys.chosen("format", _FORMATS, "pkcs10"),
        output=keys.text("output"),
        database=keys.text("dbdir") or ".",
        password=given.get("password"),
        token=_token(keys.text("tokenname")),
        nickname=keys.text("nickname"),
        self_signed=keys.flag("request.selfSign") or keys.flag("request.useSharedSecret"),
        key_id=keys.text("request.privKeyId"),
        identification=keys.switched("identification", keys.needed),
        secret=keys.text("witness.sharedSecret"),
        identity_proof_v2=_proof(keys, "identityProofV2", "hashAlg"),
        pop_link_witness_v2=_proof(keys, "popLinkWitnessV2", "keyGenAlg"),
        identity_proof_secret=keys.switched("identityProof", lambda name: keys.needed(f"{name}.sharedSecret")),
        pop_link_witness=keys.flag("popLinkWitness.enable"),
        challenge=keys.switched("decryptedPop", lambda _: _challenge(keys)),
        revocation=keys.switched("revRequest", lambda _: _revocation(keys)),
        confirmation=keys.switched("confirmCertAcceptance", keys.certificate),
        get_cert=keys.switched("getCert", keys.certificate),
        data_return=keys.switched("dataReturn", lambda name: keys.needed(f"{name}.data")),
        transaction=keys.switched("transactionMgt", lambda name: given.get(f"{name}.id", "")),
        sender_nonce=keys.switched("senderNonce", lambda name: given.get(name) or given.get(f"{name}.id", "")),
        lra_pop_witness=keys.switched("LraPopWitness", lambda _: _numbers(keys)),
        remarks=tuple(_switched_off(keys)),
    )
    _check(made, keys)
    remarks = (*made.remarks, *_unused(made, keys))
    from dataclasses import replace

    return replace(made, remarks=remarks)


def _lines(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        key, equals, value = (part.strip() for part in stripped.partition("="))
        if not equals:
            # What is no key may be a secret: it is not shown.
            raise BuildError(f"line {number} is neither key=value nor a comment")
        if key not in _KEYS:
            near = get_close_matches(key, _KEYS, 1) or [each for each in _KEYS if each.lower() == key.lower()]
            raise BuildError(f"line {number}: no key {key!r}", hint=f"did you mean {near[0]}?" if near else None)
        if key in found:
            raise BuildError(f"line {number}: {key} is there already")
        found[key] = value
    return found


class _Keys:
    """The keys of a file, read as what they should be."""

    def __init__(self, given: dict[str, str]) -> None:
        self.given = given

    def text(self, key: str) -> str | None:
        return self.given.get(key) or None

    def needed(self, key: str) -> str:
        found = self.text(key)
        if found is None:
            raise BuildError(f"{key} is missing or empty")
        return found

    def flag(self, key: str) -> bool:
        value = self.given.get(key, "").lower()
        if value not in ("", "true", "false"):
            raise BuildError(f"{key} is true or false, not {value!r}")
        return value == "true"

    def switched(self, name: str, make: Callable[[str], T]) -> T | None:
        return make(name) if self.flag(f"{name}.enable") else None

    def chosen(self, key: str, known: tuple[str, ...], default: str) -> str:
        value = self.given.get(key, "").lower() or default
        if value not in known:
            raise BuildError(f"{key} is {', '.join(known)}, not {value!r}")
        return value

    def number(self, key: str) -> int:
        value = self.needed(key)
        try:
            return int(value, 16) if value.lower().startswith("0x") else int(value)
        except ValueError:
            raise BuildError(f"{key} is a number in decimal, or in hex after 0x, not {value!r}") from None

    def certificate(self, name: str) -> NamedCertificate:
        return NamedCertificate(self.needed(f"{name}.issuer"), self.number(f"{name}.serial"))


def _requests(keys: _Keys) -> tuple[str, ...]:
    files = tuple(keys.given.get("input", "").split())
    if keys.text("numRequests") is not None:
        number = keys.number("numRequests")
        if files and number != len(files):
            raise BuildError(f"numRequests is {number}, but input names {len(files)} files")
    return files


def _token(name: str | None) -> str | None:
    return None if (name or "").lower() in _INTERNAL_TOKENS else name


def _proof(keys: _Keys, name: str, hash_key: str) -> ProofAlgorithms | None:
    if not keys.flag(f"{name}.enable"):
        return None
    return ProofAlgorithms(_hash(keys, f"{name}.{hash_key}", ""), _hash(keys, f"{name}.macAlg", "hmac"))


def _hash(keys: _Keys, key: str, kind: str) -> hashes.HashAlgorithm:
    """Return the hash that "SHA-384", "SHA384" or "SHA-384-HMAC" names; SHA-256 where nothing does."""
    value = keys.text(key)
    if value is None:
        return hashes.SHA256()
    plain = value.lower().replace("-", "").replace("_", "")
    if kind:
        plain = plain.removeprefix(kind).removesuffix(kind)
    if plain not in _HASHES:
        example = "SHA-256-HMAC, SHA-384-HMAC or SHA-512-HMAC" if kind else "SHA-256, SHA-384 or SHA-512"
        raise BuildError(f"{key} is {example}, not {value!r}")
    return _HASHES[plain]()


def _challenge(keys: _Keys) -> ChallengeAnswer:
    keys.flag("oaep")
    return ChallengeAnswer(keys.needed("encryptedPopResponseFile"), keys.text("decryptedPopRequestFile"))


def _revocation(keys: _Keys) -> ConfiguredRevocation:
    reasons = {each.name.lower(): each for each in CRLReason}
    # The spelling of Java's enumeration beside that of RFC 5280.
    reasons["cacompromise"] = CRLReason.cACompromise
    reason = (keys.text("revRequest.reason") or "unspecified").replace(" ", "")
    if reason.lower() not in reasons:
        raise BuildError(f"revRequest.reason is one of {', '.join(each.name for each in CRLReason)}, not {reason!r}")
    return ConfiguredRevocation(
        serial_number=keys.number("revRequest.serial"),
        reason=reasons[reason.lower()],
        issuer=keys.text("revRequest.issuer"),
        comment=keys.text("revRequest.comment"),
        invalid_from_now=keys.flag("revRequest.invalidityDatePresent"),
        secret=keys.text("revRequest.sharedSecret"),
    )


def _numbers(keys: _Keys) -> tuple[int, ...]:
    try:
        return tuple(int(each) for each in keys.needed("LraPopWitness.bodyPartIDs").split())
    except ValueError:
        raise BuildError("LraPopWitness.bodyPartIDs are numbers with blanks between them") from None


def _check(made: CMCRequestConfiguration, keys: _Keys) -> None:
    """Refuse what contradicts itself, or cannot be done."""
    for name in ("identityProofV2", "popLinkWitnessV2"):
        if keys.flag(f"{name}.enable") and made.secret is None:
            raise BuildError(f"{name}.enable needs witness.sharedSecret")
    if made.pop_link_witness and made.pop_link_witness_v2 is not None:
        raise BuildError("popLinkWitness.enable and popLinkWitnessV2.enable exclude each other")
    if made.pop_link_witness and (made.secret or made.identity_proof_secret) is None:
        raise BuildError("popLinkWitness.enable needs witness.sharedSecret or identityProof.sharedSecret")
    for key in ("request.selfSign", "request.useSharedSecret"):
        if made.self_signed and keys.given.get(key, "").lower() == "false":
            raise BuildError("request.selfSign and request.useSharedSecret are the same, and differ here")
    if made.unsigned:
        assert made.revocation is not None
        if made.revocation.issuer is None:
            raise BuildError("revRequest.sharedSecret needs revRequest.issuer: no certificate tells it")
        if made.requests or made.self_signed:
            raise BuildError("a revocation by revRequest.sharedSecret goes unsigned, which nothing else may")
    if made.challenge is not None:
        for what, beside in (("input", made.requests), ("revRequest.enable", made.revocation)):
            if beside:
                raise BuildError(f"decryptedPop.enable answers a challenge; {what} has no place beside it")
    if made.format == "test_cmc" and (len(made.requests) != 1 or made.self_signed):
        raise BuildError("format=test_cmc signs one CMC message anew with the certificate of nickname")
    asks = made.revocation, made.confirmation, made.get_cert, made.challenge, made.requests
    if not any(asks):
        raise BuildError("nothing is asked for: no input, no control that asks")


def _switched_off(keys: _Keys) -> Any:
    for switch, switched in _SWITCHED.items():
        for key in switched:
            # Files that were filled in from a form have every key, and "false" in the flags.
            if keys.given.get(key, "").lower() not in ("", "false") and not keys.flag(switch):
                yield f"{key} has no effect: {switch} is not true"


def _unused(made: CMCRequestConfiguration, keys: _Keys) -> Any:
    if made.nickname is not None and made.self_signed:
        yield "nickname has no effect: request.selfSign has the request's own key sign"
    if made.nickname is not None and made.unsigned:
        yield "nickname has no effect: revRequest.sharedSecret goes unsigned"
    used = made.identity_proof_v2 or made.pop_link_witness_v2 or made.pop_link_witness
    if made.secret is not None and not used:
        yield "witness.sharedSecret has no effect: no proof that uses it is enabled"
    if made.challenge is not None and made.output is not None:
        yield "output has no effect: decryptedPopRequestFile says where the answer to a challenge goes"

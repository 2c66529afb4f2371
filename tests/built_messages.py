"""Messages of every kind that the builders make, chosen by a source of random numbers.

`random.Random(number)` makes message `number`, anywhere and any time (but for the keys and the randomness of
signatures); Hypothesis's `randoms()` makes those that it wants, and smaller ones where a test fails.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from random import Random
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import mlkem, x25519
from cryptography.x509.oid import ExtendedKeyUsageOID

import cmcasn1
from cmcasn1 import (
    CertificationRequestBuilder,
    CertReqMsgBuilder,
    DecryptedPOP,
    EncodedMessage,
    EncryptedPOP,
    Oid,
    PKIDataBuilder,
    PKIResponseBuilder,
)
from cmcasn1.algorithms.digests import digest_identifier
from cmcasn1.algorithms.key_derivation import pbkdf2_identifier
from cmcasn1.crmf.mac import dh_based_mac_identifier
from tests.signing_keys import CASES, NOW, Case, certificate, private_key

SECRET = "SixteenCharToken"
SIGNERS = sorted(CASES)
KINDS = (
    *("agent", "self", "linked", "ra", "revocation", "no-signature", "authenticated", "second-trip"),
    *("response", "challenge", "batch-response", "pkcs10", "crmf"),
)
CHALLENGE_PASSWORD = Oid("1.2.840.113549.1.9.7")
ID_DATA = Oid("1.2.840.113549.1.7.1")
EPOCH = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)


@dataclass
class Built:
    """A message and what there is to know of it."""

    kind: str
    value: Any
    """What the builder gave: EncodedMessage, CertificationRequest or CertReqMessages."""
    der: bytes
    signer: str | None = None
    """The name of one of `signing_keys.CASES`; None where nobody signed."""
    requested: list[str] = field(default_factory=list)
    """The CASES of the requests' own signatures."""
    features: set[str] = field(default_factory=set)
    """What some peer cannot do."""
    request: EncodedMessage[Any] | None = None
    """What a response answers."""

    @property
    def keys(self) -> tuple[Any, ...]:
        """The receiver's keys."""
        return (agreement_key(1),)


@cache
def agreement_key(which: int) -> Any:
    return x25519.X25519PrivateKey.generate()


@cache
def kem_key() -> Any:
    return mlkem.MLKEM768PrivateKey.generate()


class Maker:
    """Makes one message; every choice is drawn from `random`."""

    def __init__(self, random: Random, kind: str | None = None) -> None:
        self.random = random
        self.kind = kind or random.choice(KINDS)
        self.features: set[str] = set()
        self.requested: list[str] = []

    def build(self) -> Built:
        made: Built = getattr(self, f"_{self.kind.replace('-', '_')}")()
        made.features |= self.features
        made.requested += self.requested
        return made

    # Choices

    def maybe(self, chance: float = 0.5) -> bool:
        return self.random.random() < chance

    def octets(self, least: int = 0, most: int = 24) -> bytes:
        return self.random.randbytes(self.random.randint(least, most))

    def text(self) -> str:
        return "".join(self.random.choices("abcXYZ 0189-äß日\U0001f511", k=self.random.randint(1, 12)))

    def name(self) -> str:
        words = self.random.choices(["Alice", "Bob", "Zoë", "日本", "Müller"], k=self.random.randint(1, 2))
        return ",".join([f"CN={' '.join(words)}", *["O=Example"] * self.maybe(), *["C=DE"] * self.maybe(0.3)])

    def moment(self) -> datetime.datetime:
        return EPOCH + datetime.timedelta(seconds=self.random.randint(0, 2_000_000_000))

    def number(self) -> int:
        return self.random.choice([1, 127, 128, 2**31, 2**63, 2**159]) + self.random.randint(0, 99)

    def case(self, *, plain: bool = False) -> Case:
        """A kind of key and signature; `plain` are those of NSS and of old openssl."""
        names = ["rsa", "p256", "p384"] if plain else SIGNERS
        name = self.random.choice(names)
        return CASES[name]

    def signing(self, case: Case) -> dict[str, Any]:
        return {"hash_algorithm": case.hash_algorithm, "pss": case.pss}

    def proving(self, case: Case) -> dict[str, Any]:
        """As `signing`, for a signature without a digest of its own beside it."""
        return self.signing(case) if case.kind.startswith(("rsa", "p")) else {}

    # Requests

    def extensions(self, builder: Any) -> Any:
        if self.maybe():
            names: list[x509.GeneralName] = [x509.DNSName("alice.example")]
            names += [x509.RFC822Name("alice@example.com")] * self.maybe()
            names += [x509.UniformResourceIdentifier("https://example.com/?a=%20")] * self.maybe()
            builder = builder.extension(x509.SubjectAlternativeName(names), critical=self.maybe())
        if self.maybe():
            flags = [self.maybe() for _ in range(7)]
            builder = builder.extension(x509.KeyUsage(True, *flags[:3], True, *flags[3:5], False, False), critical=True)
        if self.maybe(0.3):
            builder = builder.extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]))
        if self.maybe(0.2):
            unknown = cmcasn1.Extension(
                extn_id=Oid("1.3.6.1.4.1.99999.1"), critical=self.maybe(), extn_value=self.octets()
            )
            builder = builder.extension(unknown)
            if unknown.critical:
                self.features.add("critical-unknown")
        return builder

    def case_name(self, case: Case) -> str:
        return next(name for name, each in CASES.items() if each is case)

    def pkcs10(self, case: Case, *, identified: bool = False) -> cmcasn1.CertificationRequest:
        builder = CertificationRequestBuilder()
        if self.maybe(0.9):
            builder = builder.subject(self.name())
        builder = self.extensions(builder)
        if identified or self.maybe():
            builder = builder.subject_key_identifier(self.octets(1) if self.maybe(0.3) else None)
        if self.maybe(0.2):
            builder = builder.attribute(CHALLENGE_PASSWORD, cmcasn1.UTF8String(self.text()))
        if self.maybe(0.2):
            builder = builder.change_subject_name(self.name(), [x509.DNSName("new.example")] if self.maybe() else None)
        self.requested.append(self.case_name(case))
        return builder.sign(private_key(case.kind), **self.proving(case))

    def crmf_builder(self, number: int, *, identified: bool = False) -> CertReqMsgBuilder:
        builder = CertReqMsgBuilder().cert_req_id(number)
        if self.maybe(0.9):
            builder = builder.subject(self.name())
        else:
            self.features.add("empty-subject")
        if self.maybe(0.2):
            builder = builder.version()
        if self.maybe(0.2):
            builder = builder.issuer(self.name())
        if self.maybe(0.3):
            builder = builder.validity(self.moment(), self.moment() if self.maybe() else None)
        builder = self.extensions(builder)
        if identified or self.maybe():
            builder = builder.subject_key_identifier()
        if self.maybe(0.2):
            info = cmcasn1.PKIPublicationInfo(
                cmcasn1.PublicationAction.pleasePublish,
                (cmcasn1.SinglePubInfo(cmcasn1.PublicationMethod.web, None),) if self.maybe() else None,
            )
            builder = builder.publication(info)
        if self.maybe(0.2):
            builder = builder.old_certificate(certificate("p256"))
        if self.maybe(0.1):
            builder = builder.protocol_encryption_key(private_key("p256").public_key())
        if self.maybe(0.1):
            builder = builder.archive(self.maybe())
        if self.maybe(0.1):
            builder = builder.change_subject_name(self.name())
        return builder

    def crmf_message(self, number: int, case: Case | None = None) -> cmcasn1.CertReqMsg:
        builder = self.crmf_builder(number)
        if case is not None or self.maybe(0.6):
            chosen = case or self.case()
            self.requested.append(self.case_name(chosen))
            return builder.sign(private_key(chosen.kind), **self.proving(chosen))
        public = private_key("rsa").public_key()
        form = self.random.choice(["none", "ra", "challenge", "kem", "agree", "key"])
        self.features.add(f"pop-{form}")
        match form:
            case "none":
                return builder.without_proof(public)
            case "ra":
                return builder.ra_verified(public)
            case "challenge":
                return builder.challenge(public)
            case "kem":
                return builder.challenge(kem_key().public_key())
            case "agree":
                return builder.agree(
                    agreement_key(0), agreement_key(1).public_key(), mac_algorithm=dh_based_mac_identifier()
                )
        # The name in the encrypted key is the subject, so there has to be one.
        if not builder._get("subject"):
            builder = builder.subject("CN=Alice")
        return builder.encrypt_key(private_key("p256"), agreement_key(1).public_key())

    # Controls

    def common(self, builder: Any) -> Any:
        if self.maybe():
            builder = builder.transaction_id(self.random.choice([None, 0, self.number(), -self.number()]))
        if self.maybe():
            builder = builder.sender_nonce(self.octets(1) if self.maybe() else None)
        if self.maybe(0.3):
            builder = builder.recipient_nonce(self.octets(1))
        if self.maybe(0.3):
            builder = builder.data_return(self.octets())
        if self.maybe(0.15):
            unknown = cmcasn1.UnknownControl(Oid("1.3.6.1.4.1.99999.2"), b"\x02\x01\x2a", None)
            builder = builder.control(unknown)
            self.features.add("unknown-control")
        return builder

    def controls(self, builder: PKIDataBuilder) -> PKIDataBuilder:
        builder = self.common(builder)
        digest = digest_identifier(hashes.SHA256())
        for chance, add in (
            (0.3, lambda b: b.reg_info(self.octets())),
            (0.15, lambda b: b.get_cert(self.name(), self.number())),
            (0.15, lambda b: b.get_crl(self.name(), time=self.moment() if self.maybe() else None)),
            (0.15, lambda b: b.query_pending(self.octets(1))),
            (0.15, lambda b: b.confirm_cert_acceptance(self.name(), self.number())),
            (
                0.15,
                lambda b: b.revoke_request(
                    self.name(),
                    self.number(),
                    reason=cmcasn1.CRLReason.keyCompromise,
                    invalidity_date=self.moment() if self.maybe() else None,
                    comment=self.text() if self.maybe() else None,
                ),
            ),
            (
                0.15,
                lambda b: b.publish_cert(
                    digest, [self.octets(32, 32)], cmcasn1.PKIPublicationInfo(cmcasn1.PublicationAction.dontPublish)
                ),
            ),
        ):
            if self.maybe(chance):
                builder = add(builder)
        if self.maybe(0.1):
            builder = builder.unsigned_data([1], ID_DATA, cmcasn1.Any(cmcasn1.encode_der(self.octets(), bytes_type())))
        return builder

    def requests(self, builder: PKIDataBuilder, *, least: int = 0) -> PKIDataBuilder:
        for index in range(self.random.randint(least, 3)):
            if self.maybe(0.6):
                builder = builder.add_pkcs10(self.pkcs10(self.case()))
            else:
                builder = builder.add_crmf(self.crmf_message(self.random.randint(1, 9) * 1000 + index))
        return builder

    def identity(self, builder: PKIDataBuilder) -> PKIDataBuilder:
        if self.maybe():
            builder = builder.identification(self.text())
        if self.maybe(0.7):
            algorithm = self.random.choice([None, hashes.SHA256(), hashes.SHA384(), hashes.SHA512(), hashes.SHA3_256()])
            builder = builder.identity_proof_v2(SECRET, hash_algorithm=algorithm)
            if isinstance(algorithm, hashes.SHA3_256):
                self.features.add("sha3-proof")
        if self.maybe(0.3):
            builder = builder.identity_proof(SECRET)
        return builder

    # Messages

    def signed(self, builder: PKIDataBuilder, case: Case) -> EncodedMessage[cmcasn1.PKIData]:
        return builder.sign(
            private_key(case.kind),
            certificate(case.kind),
            signing_time=NOW if self.maybe() else None,
            certificates=[certificate("p256")] if self.maybe(0.2) and case.kind != "p256" else (),
            **self.signing(case),
        )

    def _agent(self) -> Built:
        case = self.case()
        builder = self.controls(self.requests(PKIDataBuilder()))
        if not builder._get("controls") and not builder._get("requests"):
            builder = builder.transaction_id(self.number())
        if builder._get("requests"):
            builder = self.identity(builder)
            if self.maybe(0.2):
                builder = builder.lra_pop_witness()
                self.features.add("vouched")
        message = self.signed(builder, case)
        return Built("agent", message, message.der, self.case_name(case))

    def _self(self) -> Built:
        case = self.case()
        builder = PKIDataBuilder().add_pkcs10(self.pkcs10(case, identified=True))
        builder = self.identity(self.controls(builder))
        message = builder.sign(private_key(case.kind), signing_time=NOW if self.maybe() else None, **self.signing(case))
        return Built("self", message, message.der, self.case_name(case))

    def _linked(self) -> Built:
        """Requests with POP link witnesses: all of them sign, as each has to be signed anew."""
        cases = [self.case() for _ in range(self.random.randint(1, 2))]
        builder = PKIDataBuilder()
        for index, case in enumerate(cases):
            if self.maybe():
                builder = builder.add_pkcs10(self.pkcs10(case, identified=True))
            else:
                builder = builder.add_crmf(self.crmf_message(500 + index, case))
        builder = self.identity(self.controls(builder))
        keys = [private_key(kind) for kind in {case.kind for case in cases}]
        if self.maybe(0.7):
            generation: Any = self.random.choice(
                [None, hashes.SHA512(), pbkdf2_identifier(self.octets(8), 1000, key_length=32)]
            )
            mixed = self.maybe()
            builder = builder.pop_link_witness_v2(SECRET, *keys, key_gen_algorithm=generation, mix_identification=mixed)
            if mixed:
                self.features.add("mixed")
            if isinstance(generation, cmcasn1.AlgorithmIdentifier):
                self.features.add("pbkdf2")
        else:
            builder = builder.pop_link_witness(SECRET, *keys)
            self.features.add("link-v1")
        case = self.case()
        message = self.signed(builder, case)
        return Built("linked", message, message.der, self.case_name(case))

    def _ra(self) -> Built:
        """An RA's message around those of others."""
        builder = PKIDataBuilder()
        numbers, first_of_all = [], 0
        for index in range(self.random.randint(1, 2)):
            inner = self.signed(self.requests(PKIDataBuilder().transaction_id(index), least=1), self.case())
            numbers.append(self.random.randint(1, 999) * 10 + index)
            builder = builder.add_cms(inner, body_part_id=numbers[-1])
            processed = (numbers[-1], inner.body.control_sequence[0].body_part_id)
            first = inner.body.req_sequence[0]
            number = getattr(first, "body_part_id", None) or first.cert_req.cert_req_id  # type: ignore[union-attr]
            first_of_all = number if index == 0 else first_of_all
            if self.maybe(0.4):
                template = cmcasn1.CertTemplate(subject=cmcasn1.Name(()))
                builder = builder.mod_cert_template(template, [number], pki_data=(numbers[-1],), replace=self.maybe())
                self.features.add("path")
            if self.maybe(0.3):
                builder = builder.lra_pop_witness([number], pki_data=numbers[-1])
            if self.maybe(0.3):
                builder = builder.add_extensions(
                    [x509.SubjectAlternativeName([x509.DNSName("ra.example")])], [number], pki_data=numbers[-1]
                )
        if self.maybe(0.4):
            builder = builder.ra_identity_witness([numbers[0], first_of_all])
            self.features.add("path")
        if self.maybe(0.3):
            by_secret = PKIDataBuilder().identification("carol").reg_info(self.octets())
            builder = builder.add_cms(self.authenticated(by_secret), body_part_id=9999).auth_data(9999)
        if self.maybe(0.4):
            builder = builder.batch_requests()
        if self.maybe(0.3):
            builder = builder.control_processed([processed])
            self.features.add("path")
        builder = self.common(builder)
        case = self.case()
        message = self.signed(builder, case)
        return Built("ra", message, message.der, self.case_name(case), features={"nested"})

    def _revocation(self) -> Built:
        builder = PKIDataBuilder()
        for _ in range(self.random.randint(1, 2)):
            builder = builder.revoke_request(self.name(), self.number(), secret=SECRET)
        message = builder.as_data() if self.maybe(0.3) else builder.unsigned()
        return Built("revocation", message, message.der)

    def _no_signature(self) -> Built:
        public = self.random.choice([kem_key(), agreement_key(0)]).public_key()
        request = CertificationRequestBuilder().subject(self.name()).subject_key_identifier()
        builder = PKIDataBuilder().add_pkcs10(self.extensions(request).without_signature(public))
        builder = self.controls(builder).identification(self.text()).identity_proof_v2(SECRET)
        message = builder.sign_without_signature()
        return Built("no-signature", message, message.der)

    def authenticated(self, builder: PKIDataBuilder) -> EncodedMessage[cmcasn1.PKIData]:
        hashed = self.random.choice([None, hashes.SHA256(), hashes.SHA384()])
        derivation = pbkdf2_identifier(self.octets(8), 1000, key_length=32)
        return builder.authenticate(SECRET, derivation=derivation, hash_algorithm=hashed, mac_algorithm=hashed)

    def _authenticated(self) -> Built:
        builder = self.requests(self.controls(PKIDataBuilder()), least=1)
        if self.maybe():
            builder = builder.identification(self.text())
        message = self.authenticated(builder)
        return Built("authenticated", message, message.der)

    def challenged(self) -> tuple[cmcasn1.CertReqMsg, Any, EncryptedPOP]:
        """A request whose key only decrypts, the key, and the challenge for it."""
        key = self.random.choice([private_key("rsa"), private_key("p256"), agreement_key(0), kem_key()])
        builder = self.crmf_builder(self.random.randint(1000, 9999), identified=self.maybe())
        request = builder.challenge(key.public_key())
        encrypted, _ = EncryptedPOP.challenge(request, authenticated=self.maybe(0.3))
        self.features |= {"pop-challenge", f"challenge-{type(encrypted.cms.content).__name__}"}
        return request, key, encrypted

    def _challenge(self) -> Built:
        request, _, encrypted = self.challenged()
        builder = PKIResponseBuilder().encrypted_pop(encrypted)
        builder = builder.status(cmcasn1.CMCStatus.popRequired, [request.cert_req.cert_req_id])
        return self.answered("challenge", self.common(self.common_of_responses(builder)))

    def _second_trip(self) -> Built:
        request, key, encrypted = self.challenged()
        builder = PKIDataBuilder().add_crmf(request).decrypted_pop(DecryptedPOP.answer(encrypted, key))
        case = self.case()
        message = self.signed(self.controls(builder), case)
        return Built("second-trip", message, message.der, self.case_name(case))

    def _batch_response(self) -> Built:
        builder = PKIResponseBuilder()
        numbers = [self.random.randint(1, 99) * 100 + index for index in range(self.random.randint(1, 2))]
        for number in numbers:
            inner = self.statuses(PKIResponseBuilder(), [self.random.randint(1, 99)])
            builder = builder.add_cms(self.answered("response", inner).value, body_part_id=number)
        if self.maybe():
            builder = builder.batch_responses().success(*numbers)
        else:
            builder = builder.response_body([numbers[0]]).success(numbers[0])
        made = self.answered("batch-response", self.common(builder))
        made.features.add("nested")
        return made

    def answered(self, kind: str, builder: PKIResponseBuilder) -> Built:
        case = self.case()
        message = builder.sign(private_key(case.kind), certificate(case.kind), **self.signing(case))
        return Built(kind, message, message.der, self.case_name(case))

    def _response(self) -> Built:
        asked = None
        builder = self.common_of_responses(PKIResponseBuilder())
        if self.maybe(0.5):
            asked = self.signed(
                self.controls(PKIDataBuilder().add_pkcs10(self.pkcs10(self.case()), body_part_id=7)), CASES["p256"]
            )
            builder = self.statuses(PKIResponseBuilder().answer(asked.body), [7, 0])
        else:
            builder = self.statuses(self.common(builder), [self.random.randint(0, 2**32 - 1)])
        case = self.case()
        message = builder.sign(
            private_key(case.kind),
            certificate(case.kind),
            signing_time=NOW if self.maybe() else None,
            **self.signing(case),
        )
        return Built("response", message, message.der, self.case_name(case), request=asked)

    def common_of_responses(self, builder: PKIResponseBuilder) -> PKIResponseBuilder:
        if self.maybe(0.3):
            builder = builder.response_info(self.octets())
        if self.maybe(0.2):
            digest = digest_identifier(hashes.SHA256())
            builder = builder.trusted_anchors(self.number(), digest, [self.octets(32, 32)])
        return builder

    def statuses(self, builder: PKIResponseBuilder, parts: list[int]) -> PKIResponseBuilder:
        for part in parts:
            text = self.text() if self.maybe() else None
            match self.random.choice(["failed", "extended", "pending", "v1"] + ["path"] * (len(parts) == 1)):
                case "failed":
                    builder = builder.failed(self.random.choice(list(cmcasn1.CMCFailInfo)), part, text=text)
                case "extended":
                    info = cmcasn1.ExtendedFailInfo(Oid("1.3.6.1.4.1.99999.3"), cmcasn1.Any(b"\x02\x01\x05"))
                    builder = builder.failed(info, part, text=text)
                    self.features.add("extended-fail-info")
                case "pending":
                    builder = builder.pending(self.octets(1), self.moment(), part, text=text)
                case "path":
                    builder = builder.status(cmcasn1.CMCStatus.success, [[part or 1, 5]], text=text)
                    self.features.add("path")
                case "v1":
                    failure = cmcasn1.CMCFailInfo.badRequest
                    builder = builder.status_v1(cmcasn1.CMCStatus.failed, [part], text=text, other_info=failure)
                    builder = builder.failed(failure, part)
        return builder

    def _pkcs10(self) -> Built:
        case = self.case()
        request = self.pkcs10(case)
        return Built("pkcs10", request, cmcasn1.encode_der(request))

    def _crmf(self) -> Built:
        messages = [self.crmf_message(number + 1) for number in range(self.random.randint(1, 3))]
        value = cmcasn1.CertReqMessages(messages)
        return Built("crmf", value, cmcasn1.encode_der(value))


def bytes_type() -> type[Any]:
    return cmcasn1.SubjectKeyIdentifier


def build(random: Random, kind: str | None = None) -> Built:
    """The message that a source of random numbers makes."""
    return Maker(random, kind).build()


def numbered(number: int) -> Built:
    """Message `number`: the kinds take turns."""
    return build(Random(number), KINDS[number % len(KINDS)])


Build: Callable[[Random], Built] = build

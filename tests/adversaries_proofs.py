"""Adversaries at the proofs of a request: secrets, nonces, possession; each yields what the CA has to refuse."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import cmcasn1
from cmcasn1 import DecryptedPOP, EncryptedPOP, PKIDataBuilder
from tests.adversary_stage import SECRETS, Sent, Stage, values
from tests.responding import ID_SIGNED_DATA

# Secrets


def wrong_secret(by: Stage) -> Iterator[Sent]:
    bob = by.identified("Bob")
    yield by.by_secret("guessed", bob, bob, "another one")
    by.by_secret("right", bob, bob, "Bob")
    by.goes_on("right")


def wrong_secret_of_a_mac(by: Stage) -> Iterator[Sent]:
    bob = by.identified("Bob")
    named = [by.csr(bob), "--authenticated", "--identification", bob]
    yield by.asked("guessed", *named, "--secret-file", by.secret("another one"))
    by.asked("right", *named, "--secret-file", by.secret("Bob"))
    by.goes_on("right")


def wrong_identification(by: Stage) -> Iterator[Sent]:
    """Somebody else's, and nobody's."""
    bob, carol = by.identified("Bob"), by.identified("Carol")
    yield by.by_secret("as carol", bob, carol, "Bob")
    yield by.by_secret("as nobody", bob, "nobody", "Bob")
    yield by.asked("without", by.csr(bob), "--self-signed", *by.store.key(bob), "--secret-file", by.secret("Bob"),
        "--identity-proof-v2")  # fmt: skip
    by.by_secret("right", bob, bob, "Bob")
    by.goes_on("right")


def wrong_secret_of_a_revocation(by: Stage) -> Iterator[Sent]:
    """A guess, and the secret of another certificate."""
    alice, mallory = by.enrolled("p256"), by.enrolled("p256")
    for name, secret in ((alice, "revocation"), (mallory, "Mallory")):
        serial = by.serial(f"{name}.pem")
        by.administer("revocation-secret", serial, "--secret-file", by.secret(secret))
    revoke = ["revoke", "--certificate", by.path(f"{alice}.pem"), "--by-secret", "--secret-file"]
    for secret in ("another one", "Mallory"):
        by.run(*revoke, by.secret(secret), "-o", by.path(f"{secret}.crq"))
        yield secret
    by.run(*revoke, by.secret("revocation"), "-o", by.path("right.crq"))
    by.submit("right", "?cmc")
    # It is good once, in the same message and in any other.
    yield "right", "badRequest"
    by.run(*revoke, by.secret("revocation"), "-o", by.path("again.crq"))
    yield "again"


# Messages again


def replayed_request(by: Stage) -> Iterator[Sent]:
    """The same octets, and what they sign in another wrapper."""
    alice = by.party("alice")
    by.csr(alice)
    # Without a nonce: the message itself is known again.
    by.asked("asked", by.path(f"{alice}.csr"), "--no-transaction", *by.store.signer(alice))
    by.goes_on("asked")
    yield "asked"
    signed: Any = by.message("asked.crq").layers[0]
    wrapper = cmcasn1.ContentInfo(ID_SIGNED_DATA, replace(signed, certificates=None))
    yield by.write("rewrapped", cmcasn1.encode_der(wrapper))
    by.asked("again", by.path(f"{alice}.csr"), *by.store.signer(alice))
    by.goes_on("again")


def replayed_nonce(by: Stage) -> Iterator[Sent]:
    """Another message with a senderNonce that the same requester has used; to others it is a nonce as any."""
    alice, mallory = by.party("alice"), by.party("mallory")
    nonce = f"the nonce of {by.path('')}"
    by.asked("first", by.csr(alice), *by.store.signer(alice), "--sender-nonce", nonce)
    by.goes_on("first")
    yield by.asked("second", by.csr(alice), *by.store.signer(alice), "--sender-nonce", nonce)
    by.asked("another's", by.csr(mallory), *by.store.signer(mallory), "--sender-nonce", nonce)
    by.goes_on("another's")


def replayed_revocation(by: Stage) -> Iterator[Sent]:
    """The hold of a certificate is over; whoever has kept the message sends it once more."""
    alice, agent = by.enrolled("p256"), by.store.signer("agent")
    serial = by.serial(f"{alice}.pem")
    for name, reason in (("hold", "certificateHold"), ("release", "removeFromCRL")):
        by.run("revoke", serial, "--reason", reason, *agent, "-o", by.path(f"{name}.crq"))
        by.submit(name, "?cmc")
    yield "hold"
    assert by.revoked(serial) == ""
    by.asked("again", by.csr(alice), *by.store.signer(alice))
    by.goes_on("again")


# Possession


def first_trip(by: Stage, owner: str, out: str, number: int = 1) -> EncryptedPOP:
    """The first trip for a new key, OUT, that only decrypts: OUT.crp has the challenge."""
    by.store.make(out, "x25519")
    with by.honestly():
        by.run("crmf", "--subject", f"CN={owner},O=Example", "--id", str(number), "--pop", "challenge",
            *by.store.key(out), "-o", by.path(f"{out}.crmf"))  # fmt: skip
        by.asked(out, by.path(f"{out}.crmf"), *by.store.signer(owner))
        assert "popRequired" in by.submit(out, "?cmc", code=1)
    (challenge,) = values(by.message(f"{out}.crp"), EncryptedPOP)
    return challenge  # type: ignore[no-any-return]


def second_trip(by: Stage, signer: str, key: str, out: str) -> str:
    by.run("pop", by.path(f"{key}.crp"), *by.store.signer(signer), *by.store.request_key(key), "-o",
        by.path(f"{out}.crq"))  # fmt: skip
    return out


def answered(by: Stage, signer: str, challenge: EncryptedPOP, pop: DecryptedPOP, out: str) -> str:
    """A second trip that `pop` would not make."""
    own = by.credentials(signer)
    builder = PKIDataBuilder().add_crmf(challenge.request).decrypted_pop(pop).sender_nonce().transaction_id()
    (info,) = values(by.message(f"{out}.crp"), cmcasn1.ResponseInfo)
    return by.write(f"bad {out}", builder.reg_info(info.value).sign(own.key, own.certificate))


def answer_to_another_challenge(by: Stage) -> Iterator[Sent]:
    """Two requests wait for their answers; what answers one is sent for the other, and a guess. Neither is burnt."""
    alice, one, two = by.party("alice"), by.new(), by.new()
    challenges = first_trip(by, alice, one, 5), first_trip(by, alice, two, 6)
    said = by.run("pop", by.path(f"{one}.crp"), *by.store.signer(alice), *by.store.request_key(two), "-o",
        by.path("crossed.crq"), code=1)  # fmt: skip
    assert "does not" in said and not by.path("crossed.crq").exists(), said
    right = DecryptedPOP.answer(challenges[0], by.key(one))
    yield answered(by, alice, challenges[1], replace(right, body_part_id=6), two)
    yield answered(by, alice, challenges[0], replace(right, the_pop=bytes(len(right.the_pop))), one)
    for name in (one, two):
        by.goes_on(second_trip(by, alice, name, f"right {name}"))


def answer_by_somebody_else(by: Stage) -> Iterator[Sent]:
    """Mallory has Alice's new key and the challenge: the answer is for who was challenged, and only once."""
    alice, key = by.party("alice"), by.new()
    first_trip(by, alice, key)
    yield second_trip(by, by.party("mallory"), key, "stolen")
    by.goes_on(second_trip(by, alice, key, "right"))
    yield "right", "badRequest"
    yield second_trip(by, alice, key, "anew")


def witness_of_another_message(by: Stage) -> Iterator[Sent]:
    """Mallory, who has a secret of her own, sends Bob's request, with the witness that links it to his secret."""
    bob, mallory = by.identified("Bob"), by.identified("Mallory")
    by.by_secret("bobs", bob, bob, "Bob", "--pop-link-witness-v2")
    body: Any = by.message("bobs.crq").body
    stolen = body.req_sequence[0].certification_request
    by.path("stolen.csr").write_bytes(cmcasn1.encode_der(stolen))
    (random,) = values(by.message("bobs.crq"), cmcasn1.PopLinkRandom)
    named = [by.path("stolen.csr"), "--authenticated", "--identification", mallory, "--secret-file",
        by.secret("Mallory")]  # fmt: skip
    refused = by.run("request", *named, code=2)
    assert "without popLinkRandom" in refused
    builder = PKIDataBuilder().add_pkcs10(stolen).identification(mallory).sender_nonce()
    yield by.write("with his", builder.pop_link_random(random.value).authenticate(SECRETS["Mallory"]))
    yield by.write("with hers", builder.pop_link_random(bytes(64)).authenticate(SECRETS["Mallory"]))
    by.goes_on("bobs")


def signature_of_another_request(by: Stage) -> Iterator[Sent]:
    """The proof of possession of one CRMF request in another one, which names somebody else."""
    requests: list[Any] = []
    for name in ("one", "two"):
        by.run("crmf", "--subject", f"CN={name}", *by.store.key(by.party("alice")), "-o", by.path(f"{name}.crmf"))
        requests += by.message(f"{name}.crmf").body
    crossed = replace(requests[1], popo=requests[0].popo)
    by.path("crossed.crmf").write_bytes(cmcasn1.encode_der(cmcasn1.CertReqMessages([crossed])))
    yield by.asked("crossed", by.path("crossed.crmf"), *by.store.signer("agent"))
    by.run("crmf", "--subject", "CN=wrong", "--pop", "wrong", *by.store.key(by.party("alice")), "-o",
        by.path("wrong.crmf"))  # fmt: skip
    yield by.asked("wrong", by.path("wrong.crmf"), *by.store.signer("agent"))
    by.asked("right", by.path("two.crmf"), *by.store.signer("agent"))
    by.goes_on("right")


def possession_by_word_alone(by: Stage) -> Iterator[Sent]:
    """A user who says what only an RA may: that possession is verified."""
    alice, key = by.party("alice"), by.new("p256")
    for pop in ("ra-verified", "none"):
        by.run("crmf", "--subject", f"CN={alice},O=Example", "--pop", pop, *by.store.key(key), "-o",
            by.path(f"{pop}.crmf"))  # fmt: skip
    yield by.asked("said", by.path("ra-verified.crmf"), *by.store.signer(alice))
    yield by.asked("vouched", by.path("none.crmf"), "--lra-pop-witness", "all", *by.store.signer(alice))

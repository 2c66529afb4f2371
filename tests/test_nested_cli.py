"""Batches in batches, encrypted or not, by the command line: who may pass on what, and how deep."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import cmcasn1
from cmcasn1 import CMCFailInfo, CMCStatus
from cmcasn1.cmc.tagged_attribute import control_values
from cmcasn1.demo.served import ServedCA
from tests.key_stores import Files
from tests.scenario_steps import Enrolment, Place, adopt

GOOD = [(CMCStatus.success, (0,), None)]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedCA]:
    with ServedCA(tmp_path_factory.mktemp("ca") / "state") as running:
        yield running


@pytest.fixture
def by(served: ServedCA, tmp_path: Path) -> Enrolment:
    store = Files(tmp_path / "keys")
    for name in ("agent", "ra"):
        adopt(store, served, name)
    return Enrolment(served, Place(store, tmp_path), tmp_path)


def asked(by: Enrolment, *encrypted: str) -> str:
    """A message of somebody new who shares a secret with the CA, encrypted for these; its name."""
    name = by.new("p256")
    by.path("secret").write_text("a secret of theirs")
    by.administer("secret", name, "--secret-file", by.path("secret"))
    by.run("csr", "--subject", f"CN={name}", "--ski", *by.store.key(name), "-o", by.path(f"{name}.csr"))
    to = [each for recipient in encrypted for each in ("--encrypt-for", by.ca.folder / recipient)]
    by.run("request", by.path(f"{name}.csr"), "--self-signed", *by.store.key(name), "--identification", name,
        "--secret-file", by.path("secret"), "--identity-proof-v2", *to, "-o", by.path(f"{name}.crq"))  # fmt: skip
    return name


def batched(
    by: Enrolment, name: str, *nested: str, encrypt: bool = False, signer: str = "ra", batch: bool = True
) -> str:
    """What an RA makes of these messages, by the name."""
    parts = [each for part in nested for each in ("--nest", by.path(f"{part}.crq"))]
    how = ["--encrypt-for", by.ca.folder / "issuance-protection.pem"] if encrypt else []
    by.run("request", *parts, *(["--batch"] if batch else []), "--sender-nonce", by.new(), *by.store.signer(signer),
        *how, "-o", by.path(f"{name}.crq"))  # fmt: skip
    return name


def statuses(body: Any) -> list[tuple[Any, Any, Any]]:
    found = control_values(body.control_sequence, cmcasn1.CMCStatusInfoV2)
    return [(each.cmc_status, tuple(each.body_list), each.other_info) for each in found]


def inside(body: Any) -> list[Any]:
    return [cmcasn1.parse(cmcasn1.encode_der(part.content_info)).body for part in body.cms_sequence]


def issued(by: Enrolment) -> list[str]:
    with by.ca.administration() as ca:
        return [known.certificate.tbs_certificate.subject.rfc4514_string() for known in ca.store.certificates()]


def test_a_batch_in_a_batch(by: Enrolment) -> None:
    """Both encrypted for the CA, with a good message and one for somebody else in the inner one."""
    good, clear, closed = (asked(by, *to) for to in (["issuance-protection.pem"], [], ["transport.pem"]))
    inner = batched(by, "inner", good, closed, encrypt=True)
    said = by.submit(batched(by, "outer", inner, clear, encrypt=True), "?cmc", code=1)
    assert f"CN={good}" in said and f"CN={clear}" in said and "badMessageCheck" in said
    body = by.message("outer.crp").body
    first, second = inside(body)
    assert statuses(body) == GOOD and statuses(second)[0][0] == CMCStatus.success
    assert statuses(first) == [(CMCStatus.failed, (2,), CMCFailInfo.badMessageCheck)]
    assert [statuses(each)[0][0] for each in inside(first)] == [CMCStatus.success, CMCStatus.failed]
    assert {f"CN={good}", f"CN={clear}"} <= set(issued(by)) and f"CN={closed}" not in issued(by)


def test_batches_only_so_deep(by: Enrolment) -> None:
    name = asked(by)
    for count in range(11):
        name = batched(by, f"level{count}", name, encrypt=bool(count % 2))
    by.submit(name, "?cmc", code=1)
    body = by.message(f"{name}.crp").body
    for _ in range(10):
        assert statuses(body) == GOOD
        (body,) = inside(body)
    assert statuses(body) == [(CMCStatus.failed, (1,), CMCFailInfo.badRequest)] and not inside(body)


def test_an_agent_passes_on_and_sends_no_batch(by: Enrolment) -> None:
    name = asked(by, "issuance-protection.pem")
    before = issued(by)
    by.submit(batched(by, "batch", name, signer="agent"), "?cmc", code=1)
    assert statuses(by.message("batch.crp").body)[0][2] == CMCFailInfo.badRequest and issued(by) == before
    by.submit(batched(by, "wrapped", name, signer="agent", batch=False), "?cmc")
    assert f"CN={name}" in issued(by)

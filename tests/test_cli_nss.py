"""Keys made inside an NSS database, as Dogtag's PKCS10Client and CRMFPopClient make them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import cmcasn1
from cmcasn1.dogtag.nss import NSSDatabase
from cmcasn1.errors import DecryptionFailed
from tests.key_stores import Nss
from tests.test_cli_requests import parsed, run


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Nss:
    return Nss(tmp_path_factory.mktemp("nss") / "db")


def options(store: Nss) -> list[str]:
    return ["--nss-db", str(store.folder), "--nss-password-file", str(store.password)]


@pytest.mark.parametrize("kind", ["rsa-2048", "p256", "p384", "p521"])
@pytest.mark.parametrize("command", ["csr", "crmf"])
def test_a_new_key_stays_in_the_database(tmp_path: Path, store: Nss, command: str, kind: str) -> None:
    """The request is proven with it, its ID is said, and under that it is found and signs again."""
    out = tmp_path / "request"
    done = run(command, "--subject", "CN=Alice", "--ski", "--new-key", kind, *options(store), "-o", out)
    (key_id,) = re.findall(r"the new key is ([0-9a-f]{40}) in", done.stderr)
    body = parsed(out).body
    request = body if command == "csr" else body[0]
    builder = cmcasn1.PKIDataBuilder()
    request = builder.add_pkcs10(request) if command == "csr" else builder.add_crmf(request)
    key = NSSDatabase(store.folder, store.password.read_bytes().strip()).credentials(key_id=key_id).key
    report = cmcasn1.verify(request.sign(key).der)
    assert report.ok and "possession" in {check.name for check in report.passed}
    run("request", out, "--self-signed", *options(store), "--key-id", key_id, "-o", tmp_path / "signed")
    assert cmcasn1.verify((tmp_path / "signed").read_bytes()).ok


@pytest.mark.parametrize(
    "more, text",
    [
        (["--new-key", "ed25519"], "NSS makes no key of the kind ed25519; it makes rsa-2048"),
        (["--new-key", "p256", "--nickname", "x"], "no nickname before a certificate"),
        (["--new-key", "p256", "--key-id", "00"], "gets its ID there"),
        (["--new-key", "p256", "--key-out", "x.key"], "no --key-out"),
    ],
)
def test_wrong_use(tmp_path: Path, store: Nss, more: list[str], text: str) -> None:
    before = NSSDatabase(store.folder, store.password.read_bytes().strip()).key_ids()
    done = run("csr", "--subject", "CN=a", *options(store), *more, "-o", tmp_path / "out", code=2)
    assert text in done.stderr and not (tmp_path / "out").exists()
    assert NSSDatabase(store.folder, store.password.read_bytes().strip()).key_ids() == before


def test_a_wrong_password_makes_no_key(tmp_path: Path, store: Nss) -> None:
    right = NSSDatabase(store.folder, store.password.read_bytes().strip())
    before = right.key_ids()
    with pytest.raises(DecryptionFailed, match="not the right one"):
        NSSDatabase(store.folder, b"another").generate_key("p256")
    assert right.key_ids() == before

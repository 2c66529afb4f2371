"""Keys made inside an NSS database, as Dogtag's PKCS10Client and CRMFPopClient make them."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
from contextlib import closing
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


@pytest.mark.parametrize("flags", [(), ("insensitive",), ("unextractable",), ("insensitive", "unextractable")])
def test_flags_of_a_new_key(tmp_path: Path, flags: tuple[str, ...]) -> None:
    """As NSS itself keeps them: CKA_SENSITIVE is 0x103, CKA_EXTRACTABLE 0x162, CKA_TOKEN 1."""
    fresh = Nss(tmp_path / "db")
    named = [part for each in flags for part in ("--nss-key-flag", each)]
    run("crmf", "--subject", "CN=a", "--new-key", "p256", *options(fresh), *named, "-o", tmp_path / "out")
    with closing(sqlite3.connect(fresh.folder / "key4.db")) as held:
        (found,) = held.execute("SELECT a1, a103, a162 FROM nssPrivate").fetchall()
    assert [each == b"\x01" for each in found] == [True, "insensitive" not in flags, "unextractable" not in flags]


def test_a_key_that_does_not_sign(tmp_path: Path, store: Nss) -> None:
    """As `PKCS10Client -x true` makes it: without a certificate nothing exports it, and that is said."""
    (tmp_path / "noise").write_bytes(os.urandom(64))
    held = NSSDatabase(store.folder, store.password.read_bytes().strip())
    before = held.key_ids()
    make = ["certutil", "-G", "-k", "ec", "-q", "nistp256", "--keyOpFlagsOff", "sign,sign_recover"]
    where = ["-d", f"sql:{store.folder}", "-f", str(store.password), "-z", str(tmp_path / "noise")]
    subprocess.run([*make, *where], check=True, capture_output=True)
    (key_id,) = set(held.key_ids()) - set(before)
    done = run("csr", "--subject", "CN=a", *options(store), "--key-id", key_id.hex(), code=2)
    assert f"{key_id.hex()} in {store.folder} is not for signing" in done.stderr and "--nickname" in done.stderr


@pytest.mark.parametrize(
    "more, text",
    [
        (["--new-key", "ed25519"], "NSS makes no key of the kind ed25519; it makes rsa-2048"),
        (["--new-key", "p256", "--nickname", "x"], "no nickname before a certificate"),
        (["--new-key", "p256", "--key-id", "00"], "gets its ID there"),
        (["--new-key", "p256", "--key-out", "x.key"], "no --key-out"),
        (["--key-id", "00", "--nss-key-flag", "unextractable"], "for --new-key in an NSS database"),
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

"""The last word of openssl about what a CA has issued: scenarios, demonstration and tutorials all end with it."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography.hazmat.primitives.serialization import Encoding

import cmcasn1
from cmcasn1.keys.loading import load_certificates
from cmcasn1.responder.state import open_responder
from tests.programs import openssl, program


def verify_certificates(root: Path, *files: Path) -> None:
    """Have openssl verify the first certificate in each file, up to the root; the signature alone where it must."""
    known = []
    for file in files:
        certificate = load_certificates(file.read_bytes())[0]
        if _openssl_reads(certificate):
            known.append(str(file))
        else:
            _verify_signature(certificate, root)
    if known:
        openssl("verify", "-x509_strict", "-CAfile", str(root), *known)


def _verify_signature(certificate: cmcasn1.Certificate, root: Path) -> None:
    with TemporaryDirectory(prefix="cmcasn1-signed-") as name:
        work = Path(name)
        (work / "tbs").write_bytes(certificate.to_cryptography().tbs_certificate_bytes)
        (work / "signature").write_bytes(certificate.to_cryptography().signature)
        (work / "key").write_text(openssl("x509", "-in", str(root), "-noout", "-pubkey"))
        proof = ["-verify", str(work / "key"), "-signature", str(work / "signature")]
        assert openssl("dgst", "-sha256", *proof, str(work / "tbs")) == "Verified OK\n"


@cache
def _openssl_version() -> tuple[int, ...]:
    return tuple(map(int, openssl("version").split()[1].split(".")[:2]))


def _openssl_reads(certificate: cmcasn1.Certificate) -> bool:
    """Whether openssl knows the kind of key: before 3.5 it takes no certificate that has one of ML-DSA or ML-KEM."""
    kind = certificate.tbs_certificate.subject_public_key_info.algorithm.algorithm.name
    return not kind.startswith(("id-alg-ml-kem-", "id-ml-dsa-")) or _openssl_version() >= (3, 5)


def verify_all_that_was_issued(folder: Path) -> int:
    """Have openssl verify every certificate that the CA in a folder has issued, its chain, and its CRL.

    Those that are revoked, and only those, are to be found in the CRL. Returns how many certificates there are.
    """
    ca = open_responder(folder)
    with TemporaryDirectory(prefix="cmcasn1-issued-") as name:
        work = Path(name)
        root, crl = work / "ca.pem", work / "ca.crl"
        certificate = ca.authority.certificate.to_cryptography()
        root.write_bytes(certificate.public_bytes(Encoding.PEM))
        crl.write_bytes(ca.crl().to_cryptography().public_bytes(Encoding.PEM))
        known = [each for each in ca.store.certificates() if each.certificate.octets != ca.authority.certificate.octets]
        ca.store.close()
        files: dict[bool, list[Path]] = {True: [], False: []}
        for each in known:
            file = work / f"{each.certificate.tbs_certificate.serial_number}.pem"
            file.write_bytes(each.certificate.to_cryptography().public_bytes(Encoding.PEM))
            files[each.revoked_at is not None].append(file)
        verify_certificates(root, *files[True], *files[False])
        assert "verify OK" in openssl("crl", "-in", str(crl), "-CAfile", str(root), "-noout")
        checking = [program("openssl", "openssl"), "verify", "-crl_check", "-CRLfile", str(crl), "-CAfile", str(root)]
        for is_revoked, chosen in files.items():
            read = [str(file) for file in chosen if _openssl_reads(load_certificates(file.read_bytes())[0])]
            if read:
                done = subprocess.run([*checking, *read], capture_output=True, text=True, check=False)
                assert done.stderr.count(": certificate revoked\n") == is_revoked * len(read), done.stderr
                assert done.stdout.count(": OK\n") == (not is_revoked) * len(read), done.stderr
    return len(known)

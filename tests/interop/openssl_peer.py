"""The openssl command: CMS, PKCS#10, certificates and CRLs."""

from __future__ import annotations

import re
import shutil
import subprocess
from base64 import encodebytes
from collections.abc import Iterable
from itertools import count
from pathlib import Path

from tests.interop.errors import PeerAbsent, PeerRefused
from tests.interop.keys import Certificate, PrivateKey, certificate, pkcs8
from tests.interop.verdicts import Check, ContentCheck

ID_DATA = "1.2.840.113549.1.7.1"
_LACKING = re.compile(
    r"unsupported|unknown (?:digest|signature|public key) algorithm|no supported"
    # 3.0 sets a digest for EdDSA in CMS, which then wants none.
    r"|eddsa_digest_signverify_init:invalid digest"
)


class OpenSSL:
    """Every method that makes or decrypts raises PeerRefused with what openssl printed where that fails."""

    name = "openssl"

    def __init__(self, work: Path) -> None:
        if lacking := self.lacking():
            raise PeerAbsent(f"openssl: {lacking}")
        self._work = work
        self._number = count()
        self.version: str = self._run("version").stdout.decode().strip()

    @staticmethod
    def lacking() -> str | None:
        """What it lacks on this machine."""
        return None if shutil.which("openssl") else "openssl not found"

    def close(self) -> None:
        """Nothing runs on."""

    def cms_verify(
        self, der: bytes, *, certificates: Iterable[Certificate] = (), trust: Iterable[Certificate] | None = None
    ) -> ContentCheck:
        """``openssl cms -verify``: all signers, with certificates inside or given; the chain too with ``trust``.

        openssl takes keys from certificates only: see ``keys.stand_in_certificate`` for a request's bare key.
        """
        options = ["-certfile", self._pem(certificates)] if (certificates := list(certificates)) else []
        if trust is None:
            options += ["-noverify"]
        else:
            options += ["-CAfile", self._pem(trust), "-purpose", "any"]
        done = self._run("cms", "-verify", "-inform", "DER", "-binary", *options, stdin=der)
        check = _verdict(
            done, b"CMS Verification successful" in done.stderr or b"Verification successful" in done.stderr
        )
        return ContentCheck(check.status, check.reason, done.stdout if check.valid else None)

    def req_verify(self, der: bytes) -> Check:
        """``openssl req -verify``: the signature of a PKCS#10 request."""
        done = self._run("req", "-verify", "-noout", "-inform", "DER", stdin=der)
        # The exit code says nothing in 3.0.
        return _verdict(done, b"verify OK" in done.stderr)

    def verify(
        self,
        leaf: Certificate,
        trust: Iterable[Certificate],
        *,
        untrusted: Iterable[Certificate] = (),
        crls: Iterable[bytes] = (),
        purpose: str = "any",
    ) -> Check:
        """``openssl verify``: the chain of a certificate, and its revocation where there are CRLs."""
        options = ["-CAfile", self._pem(trust), "-purpose", purpose]
        if untrusted := list(untrusted):
            options += ["-untrusted", self._pem(untrusted)]
        if crls := list(crls):
            options += ["-crl_check", "-CRLfile", self._file("".join(_pem("X509 CRL", crl) for crl in crls).encode())]
        done = self._run("verify", *options, self._pem([leaf]))
        return _verdict(done, done.returncode == 0)

    def crl_verify(self, der: bytes, issuer: Certificate) -> Check:
        """``openssl crl -CAfile``: the signature of a CRL."""
        done = self._run("crl", "-inform", "DER", "-noout", "-CAfile", self._pem([issuer]), stdin=der)
        return _verdict(done, b"verify OK" in done.stderr)

    def x509_text(self, value: Certificate) -> str:
        """``openssl x509 -text``."""
        return self._made("x509", "-inform", "DER", "-noout", "-text", stdin=certificate(value)).decode()

    def cms_sign(
        self,
        content: bytes,
        key: PrivateKey,
        signer: Certificate,
        *,
        content_type: str = ID_DATA,
        digest: str = "sha256",
        by_key_identifier: bool = False,
        signed_attributes: bool = True,
        options: Iterable[str] = (),
    ) -> bytes:
        """``openssl cms -sign`` with the content inside; further ``options`` as on its command line."""
        chosen = ["-keyid"] * by_key_identifier + ["-noattr"] * (not signed_attributes)
        return self._made(
            "cms", "-sign", "-nodetach", "-binary", "-outform", "DER", "-md", digest, "-econtent_type", content_type,
            "-signer", self._pem([signer]), "-inkey", self._key(key), *chosen, *options, stdin=content,
        )  # fmt: skip

    def cms_encrypt(
        self,
        content: bytes,
        *,
        certificates: Iterable[Certificate] = (),
        password: str | None = None,
        kek: tuple[bytes, bytes] | None = None,
        cipher: str = "aes-256-cbc",
        content_type: str = ID_DATA,
        options: Iterable[str] = (),
    ) -> bytes:
        """``openssl cms -encrypt`` for certificates, a password and a KEK (identifier, key)."""
        chosen = ["-pwri_password", password] if password is not None else []
        if kek is not None:
            chosen += ["-secretkeyid", kek[0].hex(), "-secretkey", kek[1].hex()]
        for each in certificates:
            chosen += ["-recip", self._pem([each])]
        return self._made(
            "cms", "-encrypt", "-binary", "-outform", "DER", f"-{cipher}", "-econtent_type", content_type,
            *chosen, *options, stdin=content,
        )  # fmt: skip

    def cms_decrypt(
        self,
        der: bytes,
        *,
        key: PrivateKey | None = None,
        password: str | None = None,
        kek: tuple[bytes, bytes] | None = None,
    ) -> bytes:
        """``openssl cms -decrypt`` of an EnvelopedData or AuthEnvelopedData."""
        chosen = [] if key is None else ["-inkey", self._key(key)]
        chosen += [] if password is None else ["-pwri_password", password]
        chosen += [] if kek is None else ["-secretkeyid", kek[0].hex(), "-secretkey", kek[1].hex()]
        return self._made("cms", "-decrypt", "-binary", "-inform", "DER", *chosen, stdin=der)

    def _run(self, *arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(["openssl", *arguments], input=stdin, capture_output=True, check=False)

    def _made(self, *arguments: str, stdin: bytes) -> bytes:
        done = self._run(*arguments, stdin=stdin)
        if done.returncode:
            raise PeerRefused(_text(done))
        return done.stdout

    def _file(self, octets: bytes) -> str:
        path = self._work / str(next(self._number))
        path.write_bytes(octets)
        return str(path)

    def _pem(self, certificates: Iterable[Certificate]) -> str:
        return self._file("".join(_pem("CERTIFICATE", certificate(each)) for each in certificates).encode())

    def _key(self, key: PrivateKey) -> str:
        return self._file(_pem("PRIVATE KEY", pkcs8(key)).encode())


def _pem(label: str, der: bytes) -> str:
    return f"-----BEGIN {label}-----\n{encodebytes(der).decode()}-----END {label}-----\n"


def _text(done: subprocess.CompletedProcess[bytes]) -> str:
    return done.stderr.decode(errors="replace").strip()


def _verdict(done: subprocess.CompletedProcess[bytes], valid: bool) -> Check:
    text = _text(done)
    if valid:
        return Check("valid", "")
    return Check("unsupported" if _LACKING.search(text) else "invalid", text)

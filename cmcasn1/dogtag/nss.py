"""Keys and certificates out of NSS databases, where Dogtag's tools keep them, by way of certutil and pk12util.

The tools are those of NSS itself (Debian: libnss3-tools). They work on a copy in a private folder, so that the database
stays as it is, also where a key without certificate needs one for pk12util to see it; only a new key is made in the
database itself. Passwords go by file.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from cmcasn1.errors import BuildError, DecryptionFailed, MissingExtraError
from cmcasn1.keys.loading import Credentials, load_certificates, load_credentials

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cmcasn1.pkix.certificates import Certificate

_FILES = ("cert9.db", "key4.db", "pkcs11.txt")
_KEY_ID_OCTETS = 20
_NICKNAME = "cmcasn1 temporary"
_KINDS = {f"rsa-{size}": ("-k", "rsa", "-g", str(size)) for size in (2048, 3072, 4096)} | {
    f"p{size}": ("-k", "ec", "-q", curve) for size, curve in ((256, "nistp256"), (384, "nistp384"), (521, "nistp521"))
}
_LISTED = re.compile(r"^<\s*\d+>\s+(\S+)\s+([0-9a-f]+)\s+(.*)$", re.MULTILINE)


def nss_key_id(text: str) -> bytes:
    """Return the octets of a key ID as Dogtag's tools write it: signed hex, or hex with or without "0x".

    The tools write the 20 octets as a signed number, so that one may begin with "-" or lack leading zeros; certutil
    writes all 40 digits. Raises `BuildError`.
    """
    compact = text.strip().lower()
    try:
        number = int(compact, 16)
        if number < 0:
            return number.to_bytes(_KEY_ID_OCTETS, "big", signed=True)
        return number.to_bytes(_KEY_ID_OCTETS, "big")
    except (ValueError, OverflowError):
        raise BuildError(
            f"{text!r} is no key ID: 20 octets in hex, as certutil -K or Dogtag's tools write it"
        ) from None


class NSSDatabase:
    """An NSS database (cert9.db, key4.db), which only `generate_key` writes to.

    `password` is that of its internal token, None for a database without one. Raises `BuildError` for a folder that
    holds no such database, `MissingExtraError` without the tools.
    """

    def __init__(self, folder: str | Path, password: bytes | None = None) -> None:
        self.folder = Path(str(folder).removeprefix("sql:"))
        self._password = password or b""
        for tool in ("certutil", "pk12util"):
            if shutil.which(tool) is None:
                raise MissingExtraError(f"NSS databases need {tool}", hint="Debian: apt-get install libnss3-tools")
        if not (self.folder / "key4.db").is_file():
            older = (self.folder / "key3.db").is_file()
            why = "has the older form (key3.db): certutil -N --upgrade-merge converts it" if older else "has no key4.db"
            raise BuildError(f"no NSS database: {self.folder} {why}")

    def __repr__(self) -> str:
        return f"NSSDatabase({str(self.folder)!r})"

    def credentials(self, *, nickname: str | None = None, key_id: str | bytes | None = None) -> Credentials:
        """Return a private key, with certificate and chain where it is found by the certificate's nickname.

        `key_id` (`nss_key_id`) is for a key that has no certificate yet. Raises `BuildError` where nothing or both is
        named or it is not there, `DecryptionFailed` for a wrong password.
        """
        if (nickname is None) == (key_id is None):
            raise BuildError("a key in an NSS database is named by its nickname or its key ID, one of the two")
        with self._copy() as work:
            if nickname is not None:
                return self._export(work, nickname)
            assert key_id is not None
            wanted = nss_key_id(key_id) if isinstance(key_id, str) else key_id
            return Credentials(self._export_key(work, wanted).key)

    def certificate(self, nickname: str) -> Certificate:
        """Return the certificate with a nickname, the newest where it was renewed; no password is needed for that.

        Raises `BuildError` where none has the nickname.
        """
        with self._copy() as work:
            found = load_certificates(self._run(work, "certutil", "-L", "-n", nickname, "-a").encode())
        return max(found, key=lambda each: each.tbs_certificate.validity.not_before)

    def generate_key(self, kind: str, *, sensitive: bool = True, extractable: bool = True) -> bytes:
        """Make a private key in the database and return its ID.

        `kind` is rsa-2048 or another size, p256, p384 or p521; CKA_SENSITIVE and CKA_EXTRACTABLE are set as they are
        by default in NSS. Raises `BuildError` for other kinds, `DecryptionFailed` for a wrong password.
        """
        how = _KINDS.get(kind)
        if how is None:
            raise BuildError(f"NSS makes no key of the kind {kind}; it makes {', '.join(_KINDS)}")
        before = self.key_ids()
        with self._beside() as work:
            (work / "noise").write_bytes(os.urandom(64))
            # All that is not said is off: a key without "token" would be gone with certutil.
            flags = f"token,private,{'' if sensitive else 'in'}sensitive,{'' if extractable else 'un'}extractable"
            make = ("certutil", "-G", *how, "-z", "noise", "-f", "password", "--keyAttrFlags", flags)
            self._run(work, *make, database=f"sql:{self.folder.absolute()}")
        made = [key_id for key_id in self.key_ids() if key_id not in before]
        if len(made) != 1:
            raise BuildError(f"certutil says that it made a key, and {len(made)} more are in {self.folder}")
        return made[0]

    def key_ids(self) -> tuple[bytes, ...]:
        """Return the IDs of all private keys: SHA-1 of an EC point, of an RSA modulus, so not what X.509 has."""
        with self._copy() as work:
            listed = self._run(work, "certutil", "-K", "-f", "password")
        return tuple(bytes.fromhex(found[2]) for found in _LISTED.finditer(listed))

    def _export_key(self, work: Path, key_id: bytes) -> Credentials:
        listed = self._run(work, "certutil", "-K", "-f", "password")
        kinds = {found[2]: found[1] for found in _LISTED.finditer(listed)}
        if key_id.hex() not in kinds:
            raise BuildError(f"no private key {key_id.hex()} is in {self!r}", hint=f"{len(kinds)} others are")
        (work / "noise").write_bytes(os.urandom(64))
        make = ("certutil", "-S", "-x", "-t", ",,", "-n", _NICKNAME, "-s", "CN=temporary", "-m", "1", "-z", "noise")
        self._run(work, *make, "-k", key_id.hex(), "-f", "password")
        return self._export(work, _NICKNAME)

    def _export(self, work: Path, nickname: str) -> Credentials:
        between = secrets.token_hex(32)
        _write_private(work / "between", between.encode())
        self._run(work, "pk12util", "-o", "exported.p12", "-n", nickname, "-k", "password", "-w", "between")
        return load_credentials((work / "exported.p12").read_bytes(), between.encode())

    @contextmanager
    def _beside(self) -> Iterator[Path]:
        """Give a folder that has the password in it."""
        # Removed again whatever happens; the folder is for its owner only.
        with TemporaryDirectory(prefix="cmcasn1-nss-") as name:
            work = Path(name)
            _write_private(work / "password", self._password + b"\n")
            yield work

    @contextmanager
    def _copy(self) -> Iterator[Path]:
        with self._beside() as work:
            for file in _FILES:
                if (self.folder / file).is_file():
                    _write_private(work / file, (self.folder / file).read_bytes())
            yield work

    def _run(self, work: Path, *command: str, database: str = "sql:.") -> str:
        found = subprocess.run(
            [*command, "-d", database],
            cwd=work,
            capture_output=True,
            text=True,
            errors="replace",
            stdin=subprocess.DEVNULL,
            check=False,
        )
        if found.returncode == 0:
            return found.stdout
        if command[0] == "certutil" and "-K" in command and "no keys found" in found.stdout + found.stderr:
            return ""
        said = " ".join(found.stderr.split())
        if "SEC_ERROR_BAD_PASSWORD" in said or "SEC_ERROR_USER_CANCELLED" in said:
            how = "the password is not the right one" if self._password else "no password was given"
            raise DecryptionFailed(f"the NSS database {self.folder} does not open: {how}")
        if "SEC_ERROR_UNKNOWN_CERT" in said or "Could not find cert: " in said:
            what = "certificate" if "-L" in command else "certificate with private key"
            nickname = command[command.index("-n") + 1]
            raise BuildError(f"no {what} has the nickname {nickname!r} in {self.folder}")
        if "-S" in command and "SEC_ERROR_INVALID_KEY" in said:
            raise BuildError(
                f"the key {command[command.index('-k') + 1]} in {self.folder} is not for signing (CKA_SIGN)",
                hint="pk12util exports a key by its certificate: install that, and name it by --nickname",
            )
        raise BuildError(f"{command[0]} fails on {self.folder}: {said[-300:]}")


def _write_private(path: Path, data: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
        stream.write(data)

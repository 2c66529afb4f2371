"""What the test CA remembers: one SQLite file, written before anything is answered."""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cmcasn1.cms.certificate_sets import key_identifier_of
from cmcasn1.codec.coding import decode_der
from cmcasn1.errors import BuildError, integer_in_words
from cmcasn1.pkix.certificates import Certificate
from cmcasn1.responder.tables import TABLES, VERSION

if TYPE_CHECKING:
    from collections.abc import Iterator

_CERTIFICATE = "der, role, owner, request_id, confirmed, revoked_at, reason, invalid_since"
_REQUEST = "id, octets, public_key, wish, profile, requester, owner, role, status, token, challenge"
_SERIAL_BITS = 127
_LONG_BITS = 512
_BUSY_SECONDS = 30.0
SEEN = 200_000
"""How many fingerprints of messages and nonces are remembered: an older message is no longer known for a replay."""


@dataclass(frozen=True, slots=True)
class StoredCertificate:
    """A certificate and what has become of it; `owner` is the same for all that one party has asked for."""

    certificate: Certificate
    role: str
    owner: str
    request_id: int | None
    confirmed: bool
    revoked_at: datetime | None
    reason: int | None
    invalid_since: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRequest:
    """A request and what has become of it; `octets` are those of the TaggedRequest, `wish` those of a CertTemplate.

    Both are empty once the request is done with.
    """

    id: int = 0
    octets: bytes
    public_key: bytes
    wish: bytes
    profile: str
    requester: str
    owner: str
    role: str
    status: str
    token: bytes | None = None
    challenge: bytes | None = field(default=None, repr=False)


class Store:
    """The state of a CA in one SQLite file; every transaction is on the disk before it ends.

    Several threads, and several processes, may use one file: SQLite lets one write at a time. Raises `BuildError`
    for a file that is no such database.
    """

    def __init__(self, path: Path | str) -> None:
        self._lock = threading.RLock()
        self._depth = 0
        # The CA's key is in it: nobody else may read it, from its first moment on; the journals get the same mode.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        self._database = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=_BUSY_SECONDS)
        try:
            self._open()
        except sqlite3.Error as error:
            self._database.close()
            raise BuildError(f"{path} is no database of a test CA: {error}") from error
        except BuildError:
            self._database.close()
            raise

    def _open(self) -> None:
        with self.transaction():
            (version,) = self._database.execute("PRAGMA user_version").fetchone()
            if version == 0:
                for statement in filter(str.strip, TABLES.split(";")):
                    self._database.execute(statement)
                self._database.execute(f"PRAGMA user_version = {VERSION}")
            elif version != VERSION:
                raise BuildError(f"the database has version {version}, this program reads version {VERSION}")
        # A commit that has returned survives a kill at any moment, and the loss of power.
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=FULL")

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._database.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make all that is written inside one step: all of it is kept, or, after an exception, nothing.

        A transaction inside another one undoes only its own part.
        """
        with self._lock:
            name = f"step{self._depth}"
            self._database.execute(f"SAVEPOINT {name}" if self._depth else "BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
                self._database.execute(f"RELEASE {name}" if self._depth > 1 else "COMMIT")
            except BaseException:
                if self._depth > 1:
                    self._database.execute(f"ROLLBACK TO {name}")
                    self._database.execute(f"RELEASE {name}")
                elif self._database.in_transaction:
                    self._database.execute("ROLLBACK")
                raise
            finally:
                self._depth -= 1

    def _run(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._database.execute(statement, values).fetchall()

    # Values by name

    def get(self, name: str) -> bytes | None:
        """Return what was put under a name."""
        rows = self._run("SELECT value FROM state WHERE name = ?", name)
        return bytes(rows[0][0]) if rows else None

    def put(self, name: str, value: bytes) -> None:
        """Keep a value under a name."""
        self._run("INSERT OR REPLACE INTO state VALUES (?, ?)", name, value)

    def forget(self, name: str) -> None:
        """Keep nothing under a name any more."""
        self._run("DELETE FROM state WHERE name = ?", name)

    # Certificates

    def new_serial(self) -> int:
        """Return a serial number that no certificate has, a random one. RFC 5280 section 4.1.2.2."""
        while True:
            serial = secrets.randbits(_SERIAL_BITS) | 1
            if not self._run("SELECT 1 FROM certificates WHERE serial = ?", _named(serial)):
                return serial

    def add_certificate(
        self,
        certificate: Certificate,
        role: str,
        owner: str,
        *,
        request_id: int | None = None,
        confirmed: bool = True,
    ) -> None:
        """Keep a certificate; `BuildError` for a serial number that was issued already."""
        serial = _named(certificate.tbs_certificate.serial_number)
        try:
            self._run(
                "INSERT INTO certificates (serial, key_id, der, role, owner, request_id, confirmed)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                serial, key_identifier_of(certificate), certificate.octets, role, owner, request_id, int(confirmed),
            )  # fmt: skip
        except sqlite3.IntegrityError as error:
            raise BuildError(f"there is a certificate with the serial number {serial} already") from error

    def certificate(self, serial: int) -> StoredCertificate | None:
        """Return the certificate with a serial number."""
        return next(self._certificates("WHERE serial = ?", _named(serial)), None)

    def certificate_of_key(self, key_id: bytes) -> StoredCertificate | None:
        """Return the newest certificate with a subjectKeyIdentifier."""
        return next(self._certificates("WHERE key_id = ? ORDER BY number DESC LIMIT 1", key_id), None)

    def certificates(self) -> Iterator[StoredCertificate]:
        """Yield every certificate in the order of issue."""
        return self._certificates("ORDER BY number")

    def revoked(self) -> Iterator[StoredCertificate]:
        """Yield every certificate that is revoked."""
        return self._certificates("WHERE revoked_at IS NOT NULL ORDER BY number")

    def certificates_of(self, request_id: int) -> list[StoredCertificate]:
        """Return what was issued to a request."""
        return list(self._certificates("WHERE request_id = ? ORDER BY number", request_id))

    def _certificates(self, where: str, *values: Any) -> Iterator[StoredCertificate]:
        for der, role, owner, request, confirmed, at, reason, since in self._run(
            f"SELECT {_CERTIFICATE} FROM certificates {where}", *values
        ):
            certificate = decode_der(Certificate, der)
            yield StoredCertificate(certificate, role, owner, request, bool(confirmed), _time(at), reason, _time(since))

    def confirm(self, serial: int) -> None:
        """Note that a certificate was accepted."""
        self._run("UPDATE certificates SET confirmed = 1 WHERE serial = ?", _named(serial))

    def revoke(self, serial: int, at: datetime, reason: int, invalid_since: datetime | None) -> None:
        """Note a revocation."""
        since = None if invalid_since is None else invalid_since.isoformat()
        self._run(
            "UPDATE certificates SET revoked_at = ?, reason = ?, invalid_since = ?, secret = NULL WHERE serial = ?",
            at.isoformat(), reason, since, _named(serial),
        )  # fmt: skip

    def unrevoke(self, serial: int) -> None:
        """Take a certificate off hold."""
        self._run(
            "UPDATE certificates SET revoked_at = NULL, reason = NULL, invalid_since = NULL, secret = NULL"
            " WHERE serial = ?",
            _named(serial),
        )

    # Secrets: the octets, or Dogtag's token, which holds them encrypted for the CA

    def set_secret(self, identification: str, secret: bytes, *, token: bool = False) -> None:
        """Keep the shared secret that an identification names."""
        self._run("INSERT OR REPLACE INTO shared_secrets VALUES (?, ?, ?)", identification, int(token), secret)

    def remove_secret(self, identification: str) -> bool:
        """Forget the shared secret of an identification; returns whether there was one."""
        return bool(self._run("DELETE FROM shared_secrets WHERE identification = ? RETURNING 1", identification))

    def secret(self, identification: str | None) -> tuple[bytes, bool] | None:
        """Return what is kept for an identification, and whether it is a token."""
        rows = self._run("SELECT value, token FROM shared_secrets WHERE identification = ?", identification or "")
        return (rows[0][0], bool(rows[0][1])) if rows else None

    def identifications(self) -> list[str]:
        """Return whose secrets are kept."""
        return [name for (name,) in self._run("SELECT identification FROM shared_secrets ORDER BY identification")]

    def set_revocation_secret(self, serial: int, secret: bytes, *, token: bool = False) -> None:
        """Keep the shared secret that revokes a certificate, once."""
        self._run(
            "UPDATE certificates SET secret = ?, secret_is_token = ? WHERE serial = ?",
            secret,
            int(token),
            _named(serial),
        )

    def revocation_secret(self, serial: int) -> tuple[bytes, bool] | None:
        """Return what is kept to revoke a certificate, and whether it is a token."""
        rows = self._run(
            "SELECT secret, secret_is_token FROM certificates WHERE serial = ? AND secret IS NOT NULL", _named(serial)
        )
        return (rows[0][0], bool(rows[0][1])) if rows else None

    # Archived keys

    def archive_key(self, request_id: int, options: bytes) -> None:
        """Keep the private key that came with a request, encrypted as it came."""
        self._run("INSERT INTO archived_keys VALUES (?, ?)", request_id, options)

    def archived_key(self, request_id: int) -> bytes | None:
        """Return the archived key of a request, encrypted."""
        rows = self._run("SELECT options FROM archived_keys WHERE request_id = ?", request_id)
        return rows[0][0] if rows else None

    # Requests

    def add_request(self, request: StoredRequest) -> int:
        """Keep a request and return its number; its own is not looked at."""
        rows = self._run(
            f"INSERT INTO requests ({_REQUEST}, octets_hash) VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " RETURNING id",
            request.octets, request.public_key, request.wish, request.profile, request.requester, request.owner,
            request.role, request.status, request.token, request.challenge, sha256(request.octets).digest(),
        )  # fmt: skip
        number: int = rows[0][0]
        return number

    def request(self, number: int) -> StoredRequest | None:
        """Return the request of that number."""
        # SQLite counts to 2**63 - 1.
        return next(self._requests("WHERE id = ?", number), None) if number.bit_length() < 64 else None

    def request_by_token(self, token: bytes) -> StoredRequest | None:
        """Return the request that was given the token."""
        return next(self._requests("WHERE token = ?", token), None)

    def requests_like(self, status: str, requester: str, octets: bytes) -> list[StoredRequest]:
        """Return the requests of a requester with a status and these octets, the newest first."""
        where = "WHERE status = ? AND octets_hash = ? AND requester = ? ORDER BY id DESC"
        return list(self._requests(where, status, sha256(octets).digest(), requester))

    def requests(self, status: str) -> list[StoredRequest]:
        """Return the requests with a status, the oldest first."""
        return list(self._requests("WHERE status = ? ORDER BY id", status))

    def count_requests(self, status: str, requester: str, limit: int) -> int:
        """Return how many requests of a requester have a status, counting up to `limit`."""
        rows = self._run(
            "SELECT count(*) FROM (SELECT 1 FROM requests WHERE status = ? AND requester = ? LIMIT ?)",
            status, requester, limit,
        )  # fmt: skip
        number: int = rows[0][0]
        return number

    def _requests(self, where: str, *values: Any) -> Iterator[StoredRequest]:
        names = _REQUEST.split(", ")
        for row in self._run(f"SELECT {_REQUEST} FROM requests {where}", *values):
            yield StoredRequest(**dict(zip(names, row, strict=True)))

    def postpone(self, number: int, status: str, token: bytes) -> None:
        """Note that a request waits, under a token; its challenge is good no more."""
        self._run("UPDATE requests SET status = ?, token = ?, challenge = NULL WHERE id = ?", status, token, number)

    def finish_request(self, number: int, status: str) -> None:
        """Note how a request ended; its challenge is good no more, and what it asked for is not kept."""
        self._run(
            "UPDATE requests SET status = ?, challenge = NULL, octets = x'', wish = x'', octets_hash = NULL"
            " WHERE id = ?",
            status, number,
        )  # fmt: skip

    # Replays, and what happened

    def first_time(self, *fingerprint: bytes) -> bool:
        """Note a fingerprint, given in parts; returns False if it is noted already. `SEEN` of them are kept."""
        hashed = sha256(b"".join(len(part).to_bytes(4, "big") + part for part in fingerprint)).digest()
        rows = self._run("INSERT OR IGNORE INTO seen (fingerprint) VALUES (?) RETURNING number", hashed)
        if not rows:
            return False
        self._run("DELETE FROM seen WHERE number <= ?", rows[0][0] - SEEN)
        return True

    def log(self, event: str, **detail: Any) -> None:
        """Write a line of the audit log; details never hold a secret."""
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        written = json.dumps({name: _writable(value) for name, value in detail.items()}, default=str)
        self._run("INSERT INTO audit (at, event, detail) VALUES (?, ?, ?)", now, event, written)

    def events(self, *, after: int = 0) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """Yield the audit log from behind its first `after` lines: time, event, details."""
        for at, event, detail in self._run("SELECT at, event, detail FROM audit WHERE id > ? ORDER BY id", after):
            yield at, event, json.loads(detail)


def _named(serial: int) -> str:
    """Return the text that a serial number is kept under: Python writes no long ones in decimal."""
    return str(serial) if serial.bit_length() <= _LONG_BITS else f"{serial:#x}"


def _writable(value: Any) -> Any:
    return integer_in_words(value) if isinstance(value, int) and value.bit_length() > _LONG_BITS else value


def _time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)

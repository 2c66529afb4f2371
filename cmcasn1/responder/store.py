"""What the test CA remembers: one SQLite file, written before anything is answered."""

from __future__ import annotations

import json
import secrets
import sqlite3
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from cmcasn1.codec.coding import decode_der
from cmcasn1.pkix.certificates import Certificate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_TABLES = """
CREATE TABLE IF NOT EXISTS state (name TEXT PRIMARY KEY, value BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS certificates (
    serial TEXT PRIMARY KEY, der BLOB NOT NULL UNIQUE, role TEXT NOT NULL, request_id INTEGER,
    confirmed INTEGER NOT NULL DEFAULT 1, revoked_at TEXT, reason INTEGER, invalid_since TEXT, secret BLOB);
CREATE TABLE IF NOT EXISTS requests (
    id INTEGER PRIMARY KEY AUTOINCREMENT, octets BLOB NOT NULL, public_key BLOB NOT NULL, wish BLOB NOT NULL,
    profile TEXT NOT NULL, requester TEXT NOT NULL, status TEXT NOT NULL, token BLOB UNIQUE, challenge BLOB);
CREATE TABLE IF NOT EXISTS shared_secrets (identification TEXT PRIMARY KEY, secret BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS seen (fingerprint BLOB PRIMARY KEY, at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, event TEXT NOT NULL, detail TEXT NOT NULL);
"""
_COLUMNS = "id, octets, public_key, wish, profile, requester, status, token, challenge"
_SERIAL_BITS = 127


@dataclass(frozen=True, slots=True)
class StoredCertificate:
    """A certificate and what has become of it."""

    certificate: Certificate
    role: str
    request_id: int | None
    confirmed: bool
    revoked_at: datetime | None
    reason: int | None
    invalid_since: datetime | None


@dataclass(frozen=True, slots=True)
class StoredRequest:
    """A request and what has become of it; `octets` are those of the TaggedRequest, `wish` those of a CertTemplate."""

    id: int
    octets: bytes
    public_key: bytes
    wish: bytes
    profile: str
    requester: str
    status: str
    token: bytes | None
    challenge: bytes | None


class Store:
    """The state of a CA in one SQLite file; every transaction is on the disk before it ends."""

    def __init__(self, path: Path | str) -> None:
        self._lock = threading.RLock()
        self._depth = 0
        self._database = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=30)
        # A commit that has returned survives a kill at any moment, and the loss of power.
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=FULL")
        self._database.executescript(_TABLES)

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
            except BaseException:
                self._depth -= 1
                self._database.execute(f"ROLLBACK TO {name}" if self._depth else "ROLLBACK")
                raise
            self._depth -= 1
            self._database.execute(f"RELEASE {name}" if self._depth else "COMMIT")

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
        self._run(
            "INSERT INTO state VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", name, value
        )

    # Certificates

    def new_serial(self) -> int:
        """Return a serial number that no certificate has, a random one. RFC 5280 section 4.1.2.2."""
        while True:
            serial = secrets.randbits(_SERIAL_BITS) | 1
            if not self._run("SELECT 1 FROM certificates WHERE serial = ?", str(serial)):
                return serial

    def add_certificate(
        self, certificate: Certificate, role: str, *, request_id: int | None = None, confirmed: bool = True
    ) -> None:
        """Keep a certificate; `sqlite3.IntegrityError` for a serial number that was issued already."""
        serial = str(certificate.tbs_certificate.serial_number)
        self._run(
            "INSERT INTO certificates (serial, der, role, request_id, confirmed) VALUES (?, ?, ?, ?, ?)",
            serial, certificate.octets, role, request_id, int(confirmed),
        )  # fmt: skip

    def certificate(self, serial: int) -> StoredCertificate | None:
        """Return the certificate with a serial number."""
        return next(iter(self._certificates("WHERE serial = ?", str(serial))), None)

    def certificates(self) -> list[StoredCertificate]:
        """Return every certificate in the order of issue."""
        return self._certificates("ORDER BY rowid")

    def certificates_of(self, request_id: int) -> list[StoredCertificate]:
        """Return what was issued to a request."""
        return self._certificates("WHERE request_id = ? ORDER BY rowid", request_id)

    def _certificates(self, where: str, *values: Any) -> list[StoredCertificate]:
        rows = self._run(
            "SELECT der, role, request_id, confirmed, revoked_at, reason, invalid_since FROM certificates " + where,
            *values,
        )
        return [
            StoredCertificate(
                decode_der(Certificate, bytes(der)), role, request, bool(confirmed), _time(at), reason, _time(since)
            )
            for der, role, request, confirmed, at, reason, since in rows
        ]

    def confirm(self, serial: int) -> None:
        """Note that a certificate was accepted."""
        self._run("UPDATE certificates SET confirmed = 1 WHERE serial = ?", str(serial))

    def revoke(self, serial: int, at: datetime, reason: int, invalid_since: datetime | None) -> None:
        """Note a revocation."""
        since = None if invalid_since is None else invalid_since.isoformat()
        self._run(
            "UPDATE certificates SET revoked_at = ?, reason = ?, invalid_since = ?, secret = NULL WHERE serial = ?",
            at.isoformat(), reason, since, str(serial),
        )  # fmt: skip

    def unrevoke(self, serial: int) -> None:
        """Take a certificate off hold."""
        self._run(
            "UPDATE certificates SET revoked_at = NULL, reason = NULL, invalid_since = NULL WHERE serial = ?",
            str(serial),
        )

    def set_revocation_secret(self, serial: int, secret: bytes) -> None:
        """Keep the shared secret that revokes a certificate, once."""
        self._run("UPDATE certificates SET secret = ? WHERE serial = ?", secret, str(serial))

    def revocation_secret(self, serial: int) -> bytes | None:
        """Return the shared secret that revokes a certificate."""
        rows = self._run("SELECT secret FROM certificates WHERE serial = ?", str(serial))
        return bytes(rows[0][0]) if rows and rows[0][0] is not None else None

    # Shared secrets

    def set_secret(self, identification: str, secret: bytes) -> None:
        """Keep the shared secret that an identification names."""
        self._run(
            "INSERT INTO shared_secrets VALUES (?, ?)"
            " ON CONFLICT (identification) DO UPDATE SET secret = excluded.secret",
            identification, secret,
        )  # fmt: skip

    def secret(self, identification: str | None) -> bytes | None:
        """Return the shared secret of an identification."""
        rows = self._run("SELECT secret FROM shared_secrets WHERE identification = ?", identification or "")
        return bytes(rows[0][0]) if rows else None

    # Requests

    def add_request(
        self,
        octets: bytes,
        public_key: bytes,
        wish: bytes,
        profile: str,
        requester: str,
        status: str,
        *,
        token: bytes | None = None,
        challenge: bytes | None = None,
    ) -> int:
        """Keep a request and return its number."""
        rows = self._run(
            f"INSERT INTO requests ({_COLUMNS}) VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
            octets, public_key, wish, profile, requester, status, token, challenge,
        )  # fmt: skip
        number: int = rows[0][0]
        return number

    def request(self, number: int) -> StoredRequest | None:
        """Return the request of that number."""
        return next(iter(self._requests("WHERE id = ?", number)), None)

    def request_by_token(self, token: bytes) -> StoredRequest | None:
        """Return the request that was given the token."""
        return next(iter(self._requests("WHERE token = ?", token)), None)

    def requests(self, status: str) -> list[StoredRequest]:
        """Return the requests with a status, the oldest first."""
        return self._requests("WHERE status = ? ORDER BY id", status)

    def _requests(self, where: str, *values: Any) -> list[StoredRequest]:
        return [StoredRequest(*row) for row in self._run(f"SELECT {_COLUMNS} FROM requests {where}", *values)]

    def set_request(self, number: int, status: str) -> None:
        """Change the status of a request; what was its challenge is good no more."""
        self._run("UPDATE requests SET status = ?, challenge = NULL WHERE id = ?", status, number)

    # Replays, and what happened

    def first_time(self, fingerprint: bytes) -> bool:
        """Note a fingerprint; returns False if it was noted before."""
        now = datetime.now(UTC).isoformat()
        return bool(self._run("INSERT OR IGNORE INTO seen VALUES (?, ?) RETURNING 1", fingerprint, now))

    def log(self, event: str, **detail: Any) -> None:
        """Write a line of the audit log; details never hold a secret."""
        now = datetime.now(UTC).isoformat()
        self._run("INSERT INTO audit (at, event, detail) VALUES (?, ?, ?)", now, event, json.dumps(detail, default=str))

    def events(self) -> list[tuple[str, str, dict[str, Any]]]:
        """Return the audit log: time, event, details."""
        rows = self._run("SELECT at, event, detail FROM audit ORDER BY id")
        return [(at, event, json.loads(detail)) for at, event, detail in rows]


def _time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)

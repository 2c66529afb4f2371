"""The tables of the test CA's database."""

VERSION = 2
TABLES = """
CREATE TABLE state (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;

CREATE TABLE certificates (
    number INTEGER PRIMARY KEY AUTOINCREMENT, serial TEXT NOT NULL UNIQUE, key_id BLOB, der BLOB NOT NULL,
    role TEXT NOT NULL, owner TEXT NOT NULL, request_id INTEGER, confirmed INTEGER NOT NULL,
    revoked_at TEXT, reason INTEGER, invalid_since TEXT, secret BLOB, secret_is_token INTEGER NOT NULL DEFAULT 0);
CREATE INDEX certificates_by_key ON certificates (key_id);
CREATE INDEX certificates_by_request ON certificates (request_id);
CREATE INDEX certificates_revoked ON certificates (number) WHERE revoked_at IS NOT NULL;

CREATE TABLE requests (
    id INTEGER PRIMARY KEY AUTOINCREMENT, octets BLOB NOT NULL, octets_hash BLOB, public_key BLOB NOT NULL,
    wish BLOB NOT NULL, profile TEXT NOT NULL, requester TEXT NOT NULL, owner TEXT NOT NULL, role TEXT NOT NULL,
    status TEXT NOT NULL, token BLOB UNIQUE, challenge BLOB);
CREATE INDEX requests_by_octets ON requests (status, octets_hash, requester);
CREATE INDEX requests_by_requester ON requests (status, requester);

CREATE TABLE shared_secrets (
    identification TEXT PRIMARY KEY, token INTEGER NOT NULL, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE archived_keys (request_id INTEGER PRIMARY KEY, options BLOB NOT NULL);
CREATE TABLE seen (number INTEGER PRIMARY KEY AUTOINCREMENT, fingerprint BLOB NOT NULL UNIQUE);
CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, event TEXT NOT NULL, detail TEXT NOT NULL)
"""

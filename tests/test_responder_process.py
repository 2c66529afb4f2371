"""``cmcasn1 serve`` as a process: it starts, stops, is killed at any moment and restarted, and bears a load."""

from __future__ import annotations

import random
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

import cmcasn1
from cmcasn1 import CertReqMsgBuilder, CMCStatus, DecryptedPOP, PKIDataBuilder
from cmcasn1.keys.loading import Credentials, load_credentials
from cmcasn1.responder.profiles import PROFILES
from cmcasn1.responder.state import DATABASE, open_responder
from tests.blobs import ROOT
from tests.responding import ENCRYPTION_KEYS, Reply, by_secret, csr
from tests.servers import Authority, free_port

FULL = {"Content-Type": "application/pkcs7-mime"}


class Served:
    """One run of ``cmcasn1 serve``."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        command = [sys.executable, "-m", "cmcasn1", "serve", "--state", str(folder), *options]
        self._errors = folder.parent / f"{folder.name}.stderr"
        with self._errors.open("ab") as errors:
            self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=errors, text=True)
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().strip()
        self.tcp = self.process.stdout.readline().strip() if "--tcp-port" in options else ""

    def connection(self) -> HTTPConnection:
        parts = urlsplit(self.url)
        return HTTPConnection(str(parts.hostname), parts.port or 0, timeout=60)

    def post(self, message: bytes, path: str = "/cmc") -> bytes:
        with closing(self.connection()) as connection:
            connection.request("POST", path, message, FULL)
            return connection.getresponse().read()

    def end(self, number: int) -> int:
        self.process.send_signal(number)
        code = self.process.wait(60)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code

    @property
    def errors(self) -> str:
        return self._errors.read_text()


@contextmanager
def serving(folder: Path, *options: str) -> Iterator[Served]:
    served = Served(folder, *options)
    try:
        yield served
    finally:
        if served.process.poll() is None:
            served.end(signal.SIGKILL)


def refused(*options: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "cmcasn1", "serve", *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert "Traceback" not in done.stderr and done.stdout == ""
    return done.returncode, done.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_cleanly(ca_folder: Path, number: int) -> None:
    with serving(ca_folder, "--tcp-port", "0") as served:
        assert served.url.startswith("http://127.0.0.1:") and served.tcp.startswith("tcp://127.0.0.1:")
        idle = socket.create_connection(("127.0.0.1", urlsplit(served.url).port or 0))
        assert cmcasn1.parse(served.post(by_secret().der)).kind == "full-pki-response"
        assert served.end(number) == 0
        idle.close()
    assert "tests only" in served.errors and "Traceback" not in served.errors


def test_its_files_are_for_its_owner(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    with serving(folder) as served:
        served.post(by_secret().der)
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        names = {path.name for path in folder.iterdir()}
        assert {"ca.pem", "agent.pem", "ra.pem", "transport.pem", "issuance-protection.pem", DATABASE} <= names
        for path in folder.iterdir():
            assert stat.S_IMODE(path.stat().st_mode) == 0o600, path


def test_what_keeps_it_from_starting(ca_folder: Path, tmp_path: Path) -> None:
    state = ["--state", str(ca_folder)]
    code, text = refused(*state, "--host", "0.0.0.0")
    assert code == 2 and "not loopback" in text and "--anywhere" in text
    code, text = refused(*state, "--host", "example.invalid", "--anywhere")
    assert code == 1 and "cannot listen on example.invalid" in text
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        code, text = refused(*state, "--port", port)
        assert code == 1 and f"port {port}: Address already in use" in text
        code, text = refused(*state, "--tcp-port", port)
        assert code == 1 and f"port {port}: Address already in use" in text
    (tmp_path / "file").write_text("no folder")
    code, text = refused("--state", str(tmp_path / "file" / "below"))
    assert code in (1, 2) and "folder" in text
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / DATABASE).write_bytes(b"no database" * 1000)
    code, text = refused("--state", str(broken))
    assert code == 2 and "is no database of a test CA" in text
    with closing(sqlite3.connect(tmp_path / "broken" / "other")) as other:
        other.execute("PRAGMA user_version = 99")
    (broken / "other").replace(broken / DATABASE)
    code, text = refused("--state", str(broken))
    assert code == 2 and "version 99" in text
    code, text = refused(*state, "--secret", "alice")
    assert code == 2 and "ID=FILE" in text
    code, text = refused(*state, "--secret", f"alice={tmp_path / 'missing'}")
    assert code == 2 and "No such file" in text
    code, text = refused(*state, "--tls-certificate", str(ca_folder / "ca.pem"))
    assert code == 2 and "TLS" in text


def test_https_with_certificates_of_clients(ca_folder: Path, tmp_path: Path) -> None:
    from cmcasn1 import transport

    authority = Authority(tmp_path, "tls")
    server, key = authority.issue("server")
    options = ["--tls-certificate", str(server), "--tls-key", str(key), "--tls-client-ca", str(authority.certificate)]
    with serving(ca_folder, *options) as served:
        assert served.url.startswith("https://")
        certificate, own = authority.issue("client")
        context = transport.tls_context(ca=authority.certificate, certificate=certificate, key=own)
        with transport.HTTPClient(f"{served.url}/cmc", tls=context) as client:
            assert client.exchange(by_secret().der).kind == "full-pki-response"
        nobody = transport.tls_context(ca=authority.certificate)
        with transport.HTTPClient(f"{served.url}/cmc", tls=nobody) as client, pytest.raises(cmcasn1.TransportError):
            client.exchange(by_secret().der)
        assert served.end(signal.SIGTERM) == 0
    assert "Traceback" not in served.errors


def test_https_for_clients_with_a_certificate_and_without(ca_folder: Path, tmp_path: Path) -> None:
    """Certificates are asked for; one that somebody else has issued is refused."""
    from cmcasn1 import transport

    authority = Authority(tmp_path, "tls")
    server, key = authority.issue("server")
    agent = ca_folder / "agent.pem"
    foreign = dict(zip(("certificate", "key"), authority.issue("client"), strict=True))
    with serving(ca_folder, "--tls-certificate", str(server), "--tls-key", str(key)) as served:
        for client in ({}, {"certificate": agent, "key": agent}):
            context = transport.tls_context(ca=authority.certificate, **client)
            with transport.HTTPClient(f"{served.url}/cmc", tls=context) as https:
                assert https.exchange(by_secret().der).kind == "full-pki-response"
        context = transport.tls_context(ca=authority.certificate, **foreign)
        with transport.HTTPClient(f"{served.url}/cmc", tls=context) as https, pytest.raises(cmcasn1.TransportError):
            https.exchange(by_secret().der)
        assert served.end(signal.SIGTERM) == 0
    assert "Traceback" not in served.errors


# Killed at any moment


class Clients:
    """What clients got to know: certificates, answered revocations, open challenges."""

    def __init__(self, agent: Credentials, issuer: Any) -> None:
        self.agent = agent
        self.issuer = issuer
        self.certificates: list[cmcasn1.Certificate] = []
        self.revoked: set[int] = set()
        self.challenges: list[cmcasn1.EncryptedPOP] = []
        self.answers = 0
        self.changed = threading.Condition()

    def run(self, served: Served, number: int, ended: threading.Event) -> None:
        """Enrol, revoke and be challenged by turns, until the server is gone."""
        turn = number
        while not ended.is_set():
            turn += 1
            try:
                self._turn(served, turn % 3)
            except (OSError, HTTPException):
                return
            with self.changed:
                self.answers += 1
                self.changed.notify_all()

    def _turn(self, served: Served, what: int) -> None:
        builder = PKIDataBuilder().sender_nonce()
        if what == 0:
            builder = builder.add_pkcs10(csr(name="CN=killed"))
        elif what == 1:
            builder = builder.add_crmf(CertReqMsgBuilder().subject("CN=killed").challenge(ENCRYPTION_KEYS["x25519"]))
        else:
            with self.changed:
                mine = next((c for c in self.certificates if _serial(c) not in self.revoked), None)
                if mine is None:
                    return
                # Nobody else revokes it.
                self.certificates.remove(mine)
            builder = builder.revoke_request(self.issuer, _serial(mine))
        message = cmcasn1.parse(served.post(builder.sign(self.agent.key, self.agent.certificate).der))
        values = [value for control in message.body.control_sequence for value in control.attr_values]
        good = any(isinstance(v, cmcasn1.CMCStatusInfoV2) and v.cmc_status == CMCStatus.success for v in values)
        with self.changed:
            self.challenges += [value for value in values if isinstance(value, cmcasn1.EncryptedPOP)]
            subjects = [c for c in message.layers[-1].certificates if "killed" in _subject(c)]
            self.certificates += subjects
            if what == 2:
                self.certificates.append(mine)
                if good:
                    self.revoked.add(_serial(mine))


def _serial(certificate: cmcasn1.Certificate) -> int:
    return certificate.tbs_certificate.serial_number


def _subject(certificate: cmcasn1.Certificate) -> str:
    return certificate.tbs_certificate.subject.rfc4514_string()


def _kill_and_check(folder: Path, kills: int, seed: int) -> None:
    chance = random.Random(seed)
    agent = load_credentials((folder / "agent.pem").read_bytes())
    ca = open_responder(folder)
    clients = Clients(agent, ca.authority.name)
    ca.store.close()
    for _ in range(kills):
        with serving(folder) as served, ThreadPoolExecutor(6) as pool:
            ended = threading.Event()
            until = clients.answers + chance.randint(1, 40)
            for number in range(6):
                pool.submit(clients.run, served, number, ended)
            with clients.changed:
                assert clients.changed.wait_for(lambda: clients.answers >= until, 60)  # noqa: B023
            # The others are in the middle of something.
            served.end(signal.SIGKILL)
            ended.set()
        assert "Traceback" not in served.errors
    with closing(sqlite3.connect(folder / DATABASE)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    ca = open_responder(folder)
    assert clients.certificates and clients.revoked and clients.challenges
    serials = [_serial(certificate) for certificate in clients.certificates]
    assert len(set(serials)) == len(serials)
    for certificate in clients.certificates:
        known = ca.store.certificate(_serial(certificate))
        assert known is not None and known.certificate == certificate
    on_crl = {entry.serial_number for entry in ca.crl().to_cryptography()}
    assert clients.revoked <= on_crl
    for challenge in clients.challenges:
        pop = DecryptedPOP.answer(challenge, ENCRYPTION_KEYS["x25519"])
        second = PKIDataBuilder().add_crmf(challenge.request).decrypted_pop(pop).sender_nonce()
        assert Reply(ca, second.sign(agent.key, agent.certificate)).statuses[0][0] == CMCStatus.success
    # Nothing was issued that no request asked for.
    kept = [ca.store.request(known.request_id) for known in ca.store.certificates() if known.request_id is not None]
    assert len({request.id for request in kept if request}) == len(kept)
    ca.store.close()


def test_killed_at_random_moments(ca_folder: Path) -> None:
    _kill_and_check(ca_folder, 4, seed=1)


@pytest.mark.slow
def test_killed_at_many_random_moments(ca_folder: Path) -> None:
    _kill_and_check(ca_folder, 40, seed=2)


def test_killed_while_its_keys_are_made(tmp_path: Path) -> None:
    """The first start is one transaction: after a kill in it the next start makes all keys anew."""
    folder = tmp_path / "new"
    command = [sys.executable, "-m", "cmcasn1", "serve", "--state", str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None and not (folder / "ca.pem").exists():
            pass
        process.kill()
    ca = open_responder(folder)
    agent = load_credentials((folder / "agent.pem").read_bytes())
    assert Reply(ca, PKIDataBuilder().add_pkcs10(csr()).sign(agent.key, agent.certificate)).certificates
    ca.store.close()


# Several processes, many clients


def test_two_processes_on_one_folder(ca_folder: Path) -> None:
    agent = load_credentials((ca_folder / "agent.pem").read_bytes())

    def ask(builder: PKIDataBuilder) -> bytes:
        return builder.sender_nonce().sign(agent.key, agent.certificate).der

    with serving(ca_folder) as one, serving(ca_folder) as two, ThreadPoolExecutor(8) as pool:
        messages = [ask(PKIDataBuilder().add_pkcs10(csr(name=f"CN=c{number}"))) for number in range(60)]
        # Every message goes to both: exactly one of them may answer it with a certificate.
        asked = [(served, message) for message in messages for served in (one, two)]
        answers = list(pool.map(lambda each: each[0].post(each[1]), asked))
        found = [Reply.status_of(answer) for answer in answers]
        assert found.count(CMCStatus.success) == 60 and found.count(CMCStatus.failed) == 60
        # What one has challenged the other completes; what is approved beside them, both know.
        key = ENCRYPTION_KEYS["ecdh"]
        first = one.post(ask(PKIDataBuilder().add_crmf(CertReqMsgBuilder().subject("CN=alice").challenge(key))))
        (challenge,) = Reply.values_of(first, cmcasn1.EncryptedPOP)
        pop = DecryptedPOP.answer(challenge, key)
        second = two.post(ask(PKIDataBuilder().add_crmf(challenge.request).decrypted_pop(pop)))
        assert Reply.status_of(second) == CMCStatus.success
        pending = one.post(ask(PKIDataBuilder().add_pkcs10(csr())), "/cmc?profile=pending")
        (status,) = Reply.values_of(pending, cmcasn1.CMCStatusInfoV2)
        with closing(open_responder(ca_folder).store) as store:
            (waiting,) = store.requests("pending")
        beside = open_responder(ca_folder)
        assert beside.approve(waiting.id) is not None
        beside.store.close()
        query = PKIDataBuilder().query_pending(status.other_info.pend_token)
        assert Reply.status_of(two.post(ask(query))) == CMCStatus.success
        assert one.end(signal.SIGTERM) == two.end(signal.SIGTERM) == 0
    assert "Traceback" not in one.errors


def test_a_thousand_clients_over_fifty_connections(ca_folder: Path) -> None:
    connections, each = 50, 20
    agent = load_credentials((ca_folder / "agent.pem").read_bytes())
    with serving(ca_folder, "--port", str(free_port())) as served:

        def client(number: int) -> list[bytes]:
            answers = []
            with closing(served.connection()) as connection:
                for turn in range(each):
                    request = PKIDataBuilder().add_pkcs10(csr(name=f"CN=c{number}-{turn}")).sender_nonce()
                    message = request.sign(agent.key, agent.certificate).der
                    connection.request("POST", "/cmc", message, FULL)
                    answers.append(connection.getresponse().read())
            return answers

        with ThreadPoolExecutor(connections) as pool:
            answers = [answer for found in pool.map(client, range(connections)) for answer in found]
        peak = _peak(served.process.pid)
        assert served.end(signal.SIGTERM) == 0
    assert [Reply.status_of(answer) for answer in answers] == [CMCStatus.success] * connections * each
    ca = open_responder(ca_folder)
    names = [known.certificate.tbs_certificate.subject.rfc4514_string() for known in ca.store.certificates()]
    assert sorted(name for name in names if name.startswith("CN=c") and "-" in name) == sorted(
        f"CN=c{number}-{turn}" for number in range(connections) for turn in range(each)
    )
    events = [event for _, event, _ in ca.store.events()]
    assert events.count("issued") == connections * each and "internal-error" not in events
    ca.store.close()
    # Python and the codec take some 60 MiB before the first request.
    assert peak is None or peak < 200 << 20, peak
    assert served.errors.count("\n") == 1


def _peak(process: int) -> int | None:
    """The most memory that a process has had, where the system tells."""
    try:
        text = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return None
    return next(int(line.split()[1]) << 10 for line in text.splitlines() if line.startswith("VmHWM"))


def test_a_refused_message_may_be_sent_again(ca_folder: Path) -> None:
    """What was refused has left nothing behind: the secret comes later, and the same message is good."""
    ca = open_responder(ca_folder)
    message = by_secret(identification="carol")
    assert Reply(ca, message).answer.status == CMCStatus.failed
    ca.set_secret("carol", b"SixteenCharToken")
    assert Reply(ca, message).answer.status == CMCStatus.success
    assert Reply(ca, message, PROFILES["certs-only"]).answer.status == CMCStatus.failed
    ca.store.close()

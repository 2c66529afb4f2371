"""The CA is killed while the answer to a challenge is on its way through it, and started again.

The challenge is still open, and the same message gets the certificate; or the certificate was issued, the message is a
replay, and getCert fetches it. There is never a second certificate, nor a lost challenge.
"""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Event
from typing import Any
from urllib.parse import urlsplit

import pytest

import cmcasn1
from cmcasn1 import CertReqMsgBuilder, CMCFailInfo, CMCStatus, DecryptedPOP, EncryptedPOP, PKIDataBuilder
from cmcasn1.demo.served import ServedCA
from cmcasn1.responder.state import DATABASE
from cmcasn1.responder.store import Store
from tests.adversaries_proofs import first_trip, second_trip
from tests.adversary_stage import Stage, stage_for
from tests.blobs import ROOT
from tests.issued import verify_all_that_was_issued
from tests.killed_server import ANSWER
from tests.responding import ENCRYPTION_KEYS, Reply
from tests.scenario_steps import ISSUER

KEY = ENCRYPTION_KEYS["x25519"]
FULL = {"Content-Type": "application/pkcs7-mime"}


@dataclass
class SecondTrip:
    """A message that answers a challenge, for a certificate with a name that nobody else asks for."""

    name: str
    message: bytes
    answer: bytes | None = None

    def send(self, url: str, begun: Event) -> None:
        """Send it, or again; without an answer where the CA dies meanwhile."""
        parts = urlsplit(url)
        with closing(HTTPConnection(str(parts.hostname), parts.port or 0, timeout=60)) as connection:
            begun.set()
            try:
                connection.request("POST", "/cmc", self.message, FULL)
                self.answer = connection.getresponse().read() or None
            except (OSError, HTTPException):
                self.answer = None

    @property
    def status(self) -> CMCStatus | None:
        return None if self.answer is None else Reply.status_of(self.answer)


def challenged(ca: ServedCA, *names: str) -> list[SecondTrip]:
    """The second trips of enrolments whose first ones were answered with challenges, by the CA in this process."""
    agent, made = ca.agent, []
    with ca.administration() as here:
        for name in names:
            request = CertReqMsgBuilder().subject(name).challenge(KEY)
            first = PKIDataBuilder().add_crmf(request).sender_nonce().sign(agent.key, agent.certificate)
            (challenge,) = Reply(here, first).values(EncryptedPOP)
            pop = DecryptedPOP.answer(challenge, KEY)
            second = PKIDataBuilder().add_crmf(challenge.request).decrypted_pop(pop).sender_nonce()
            made.append(SecondTrip(name, second.sign(agent.key, agent.certificate).der))
    return made


def issued(ca: ServedCA) -> dict[str, list[cmcasn1.Certificate]]:
    """All certificates by their names."""
    found: dict[str, list[cmcasn1.Certificate]] = {}
    with closing(Store(ca.folder / DATABASE)) as store:
        for known in store.certificates():
            name = known.certificate.tbs_certificate.subject.rfc4514_string()
            found.setdefault(name, []).append(known.certificate)
    return found


def settle(ca: ServedCA, trip: SecondTrip) -> bool:
    """Send the message again after the restart; returns whether the certificate had been issued before the kill."""
    before, answer = issued(ca).get(trip.name, []), trip.answer
    assert trip.status in (CMCStatus.success, None)
    trip.send(ca.url, Event())
    assert trip.answer is not None
    certificates = cmcasn1.parse(trip.answer).layers[-1].certificates
    if before:
        (status,) = Reply.values_of(trip.answer, cmcasn1.CMCStatusInfoV2)
        assert (status.cmc_status, status.other_info) == (CMCStatus.failed, CMCFailInfo.badRequest)
        assert answer is None or before[0] in cmcasn1.parse(answer).layers[-1].certificates
        assert fetched(ca, before[0].tbs_certificate.serial_number) == before[0]
    else:
        # Who was told of success has it.
        assert answer is None and trip.status == CMCStatus.success
    (certificate,) = issued(ca)[trip.name]
    assert before in ([], [certificate]) and (bool(before) or certificate in certificates)
    return bool(before)


def fetched(ca: ServedCA, serial: int) -> Any:
    """What getCert, which asks for no more than the serial number, brings."""
    agent = ca.agent
    asked = PKIDataBuilder().get_cert(ca.certificate.tbs_certificate.subject, serial)
    trip = SecondTrip("", asked.sign(agent.key, agent.certificate).der)
    trip.send(ca.url, Event())
    (certificate,) = [each for each in cmcasn1.parse(trip.answer or b"").body if each != ca.certificate]  # type: ignore[union-attr]
    return certificate


def hold(ca: ServedCA, trips: list[SecondTrip]) -> None:
    """Every challenge has led to one certificate, and there is no other."""
    found = issued(ca)
    serials = [each.tbs_certificate.serial_number for known in found.values() for each in known]
    assert len(set(serials)) == len(serials)
    assert all(len(found[trip.name]) == 1 for trip in trips)
    with closing(Store(ca.folder / DATABASE)) as store:
        assert store.requests("challenged") == []
        kept = [each.request_id for each in store.certificates() if each.request_id is not None]
        assert len(set(kept)) == len(kept) == len(trips)
    with closing(sqlite3.connect(ca.folder / DATABASE)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    verify_all_that_was_issued(ca.folder)


@pytest.mark.parametrize("kills", [3, pytest.param(60, marks=pytest.mark.slow)])
def test_killed_at_random_moments(ca_folder: Path, kills: int) -> None:
    """Six clients with two messages each, and SIGKILL at some moment of the first tenth of a second."""
    chance, trips = random.Random(kills), []
    with ServedCA(ca_folder) as ca:
        for turn in range(kills):
            now = challenged(ca, *(f"CN=killed {turn}-{number}" for number in range(12)))
            begun = Event()
            with ThreadPoolExecutor(6) as pool:
                for trip in now:
                    pool.submit(trip.send, ca.url, begun)
                assert begun.wait(60)
                Event().wait(chance.uniform(0, 0.1))
                ca.stop(kill=True)
            ca.start()
            for trip in now:
                settle(ca, trip)
            trips += now
    hold(ca, trips)


@contextmanager
def killed(folder: Path, at: str) -> Iterator[str]:
    """A run of the CA that ends, as it has to, with the work on its first message; its URL."""
    arguments = [sys.executable, "-m", "tests.killed_server", at, "serve", "--state", str(folder)]
    with subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
            assert process.wait(60) == -signal.SIGKILL
        finally:
            process.kill()


@pytest.mark.slow
def test_killed_before_every_statement(ca_folder: Path) -> None:
    """Whatever the step is before which the CA is killed: before the commit nothing is done, behind it everything."""
    trips, found, ca = [], [], ServedCA(ca_folder)
    while not found or not found[-1]:
        (trip,) = challenged(ca, f"CN=step {len(found) + 1}")
        with killed(ca_folder, str(len(found) + 1)) as url:
            trip.send(url, Event())
        assert trip.answer is None
        with ca:
            found.append(settle(ca, trip))
        trips.append(trip)
    # Beginning, seen before, challenge found, request finished, serial number, certificate, audit log, end.
    assert len(found) > 8 and found.count(True) == 1
    hold(ca, trips)


@pytest.mark.parametrize("at", ["BEGIN", "INSERT INTO certificates", "COMMIT", ANSWER])
def test_by_the_command_line(ca_folder: Path, tmp_path: Path, at: str) -> None:
    """What the user does, and the administrator: `submit` once more, or `ca certificates` and `--get-cert`."""
    ca = ServedCA(ca_folder)
    with ca:
        by = Stage(ca, stage_for(ca, tmp_path), tmp_path)
        alice, key = by.party("alice"), by.new()
        first_trip(by, alice, key)
        second_trip(by, alice, key, "second")
    before = by.state()
    with killed(ca_folder, at) as url:
        assert "ends the connection without an answer" in by.submit("second", f"{url}/cmc", code=1)
    assert not by.path("second.crp").exists()
    after = by.state()
    with ca:
        if at != ANSWER:
            assert after == before
            by.goes_on("second")
        else:
            assert len(after.certificates) == len(before.certificates) + 1 and not after.challenged
            assert "badRequest" in by.submit("second", "?cmc", code=1)
            serial = by.administer("certificates").splitlines()[-1].split()[0]
            by.asked("get", "--get-cert", ISSUER, serial, *by.store.signer(alice))
            by.goes_on("get")
            assert by.serial("get.pem") == f"0x{int(serial):032X}"
    assert len(by.state().certificates) == len(before.certificates) + 1
    assert by.state().challenged == []

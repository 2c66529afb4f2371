"""Adversaries at the command line: `tests.adversary_table` plays each, with `cmcasn1` against a CA in another process.

Each gets the refusal that the RFC names, nothing is issued, revoked or burnt, and honest parties go on.
"""

from __future__ import annotations

import re
import socket
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from itertools import count
from pathlib import Path
from queue import Queue

import pytest

import cmcasn1
from cmcasn1 import CMCFailInfo, PKIDataBuilder, PKIResponseBuilder
from cmcasn1.demo.served import ServedCA
from tests.adversaries_proofs import first_trip, second_trip
from tests.adversary_stage import SECRETS, Stage, command, stage_for, values
from tests.adversary_table import ADVERSARIES
from tests.blobs import ROOT
from tests.command_worker import Worker
from tests.responding import csr
from tests.scenario_steps import Place
from tests.servers import tcp_server


@pytest.fixture(scope="module")
def ca(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedCA]:
    with ServedCA(tmp_path_factory.mktemp("ca") / "state") as running:
        yield running
    assert "Traceback" not in (running.folder / "serve.log").read_text()
    with running.administration() as known:
        assert "internal-error" not in [event for _, event, _ in known.store.events()]


@pytest.fixture(scope="module")
def place(ca: ServedCA, tmp_path_factory: pytest.TempPathFactory) -> Place:
    return stage_for(ca, tmp_path_factory.mktemp("players"))


@pytest.fixture
def by(ca: ServedCA, place: Place, tmp_path: Path) -> Stage:
    return Stage(ca, place, tmp_path)


@pytest.fixture(scope="module", autouse=True)
def slow(ca: ServedCA, place: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Slow]]:
    """Clients on slow lines, which begin before everything else: a CA waits ten seconds for a request."""
    by = Stage(ca, place, tmp_path_factory.mktemp("slow"))
    with ExitStack() as ended:
        yield [Slow(by, to, ended) for to in (f"{ca.url}/cmc", f"tcp://127.0.0.1:{ca.tcp_port}")]


class Slow:
    """``cmcasn1 submit`` over a line on which the last octet of the request does not get through."""

    def __init__(self, by: Stage, to: str, ended: ExitStack) -> None:
        self.by = by
        self.wanted = by.new()
        self.message = by.asked(to.partition(":")[0], by.csr(self.wanted), *by.store.signer("agent"))
        scheme, _, rest = to.partition("://")
        server, _, path = rest.partition("/")
        self.line = ended.enter_context(tcp_server(_without_the_end(int(server.rpartition(":")[2]))))
        arguments = ["submit", by.path(f"{self.message}.crq"), f"{scheme}://127.0.0.1:{self.line.port}/{path}", "-o",
            by.path("slow.crp")]  # fmt: skip
        self.process = subprocess.Popen(
            command(*arguments), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        ended.callback(self._end)

    def _end(self) -> None:
        self.process.kill()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()


def _without_the_end(port: int) -> Callable[[socket.socket], None]:
    def talk(client: socket.socket) -> None:
        with socket.create_connection(("127.0.0.1", port)) as server:
            # Longer than the CA waits, and not for ever where it does not let go.
            client.settimeout(30)
            server.settimeout(30)
            held = b""
            while not _is_whole(held):
                held += client.recv(65536)
            server.sendall(held[:-1])
            while data := server.recv(65536):
                client.sendall(data)

    return talk


def _is_whole(data: bytes) -> bool:
    """Whether a request is all there: over HTTP, or a message alone."""
    head, found, body = data.partition(b"\r\n\r\n")
    told = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
    if data.startswith(b"POST"):
        return bool(found and told) and len(body) >= int(told[1])  # type: ignore[index]
    return len(data) > 4 and len(data) >= 4 + int.from_bytes(data[2:4], "big")


@pytest.mark.parametrize("name", ADVERSARIES)
def test_adversaries(by: Stage, name: str) -> None:
    adversary, played = ADVERSARIES[name], 0
    for sent in adversary.play(by):
        message, reason = (sent, adversary.reason) if isinstance(sent, str) else sent
        refused(by, message, adversary.to, reason)
        played += 1
    assert played
    assert by.leaks() == []


def refused(by: Stage, name: str, to: str, reason: str) -> None:
    """The CA refuses NAME.crq, for the reason, and all is as it was before."""
    before, refusals = by.state(), by.refusals()
    by.path(f"{name}.crp").unlink(missing_ok=True)
    said = by.submit(name, to, "--pem", by.path("prey.pem"), code=1)
    assert re.search(rf"^status +\S failed \(2\) .* reason {reason} \({CMCFailInfo[reason]:d}\)$", said, re.MULTILINE)
    assert by.refusals() == [*refusals, ("failed", reason)]
    assert by.state() == before
    assert by.brought(f"{name}.crp") == [] and not by.path("prey.pem").exists()


def test_the_secrets_would_be_found(by: Stage) -> None:
    """What looks for secrets finds them: this test would be passed by a CA that shows them, if it did not."""
    by.store.said.append(f"as hex {SECRETS['Bob'].encode().hex()}")
    assert by.leaks() == [by.store.said.pop()]


def test_a_challenge_with_the_witness_of_another(by: Stage) -> None:
    """The client refuses to answer what does not prove that the CA knows the challenge, and answers the real one."""
    alice, one, two = by.party("alice"), by.new(), by.new()
    theirs, others = first_trip(by, alice, one, 5), first_trip(by, alice, two, 6)
    before = by.state()
    (info,) = values(by.message(f"{one}.crp"), cmcasn1.ResponseInfo)
    builder = PKIResponseBuilder().encrypted_pop(replace(theirs, witness=others.witness)).response_info(info.value)
    with by.ca.administration() as ca:
        crossed = builder.sign(ca.authority.signer, ca.authority.certificate)
    real = by.path(f"{one}.crp").read_bytes()
    by.path(f"{one}.crp").write_bytes(crossed.der)
    said = by.run("pop", by.path(f"{one}.crp"), *by.store.signer(alice), *by.store.request_key(one), "-o",
        by.path("second.crq"), code=1)  # fmt: skip
    assert "witness" in said and not by.path("second.crq").exists()
    assert by.state() == before
    by.path(f"{one}.crp").write_bytes(real)
    by.goes_on(second_trip(by, alice, one, "right"))


def test_more_than_a_server_reads(by: Stage) -> None:
    """HTTP refuses by itself what is far too long; over TCP it is the CA that does."""
    by.path("much").write_bytes(bytes(2 << 20))
    server, agent = by.csr(by.new()), by.store.signer("agent")
    by.asked("much", server, "--reg-info", f"@{by.path('much')}", *agent)
    before = by.state()
    assert "413" in by.submit("much", "?cmc", code=1)
    assert not by.path("much.crp").exists() and by.state() == before
    refused(by, "much", f"tcp://127.0.0.1:{by.ca.tcp_port}", "badRequest")
    by.asked("right", server, *agent)
    by.goes_on("right")


@pytest.mark.parametrize(("clients", "at_once"), [(12, 12), pytest.param(1000, 50, marks=pytest.mark.slow)])
def test_a_crowd(by: Stage, clients: int, at_once: int) -> None:
    """Of four clients two are honest, one sends what the second has sent, and one has a wrong secret.

    Each process sends for several of them where there are more clients than processes.
    """
    agent, bob, number = by.credentials("agent"), by.identified("Bob"), count()
    messages: list[Path] = []
    for turn in range(clients):
        builder = PKIDataBuilder().add_pkcs10(csr(by.key(bob), f"CN=crowd {turn}")).sender_nonce()
        if turn % 4 == 3:
            made = builder.identification(bob).identity_proof_v2(SECRETS["another one"]).sign(by.key(bob))
        else:
            made = builder.sign(agent.key, agent.certificate)
        messages.append(messages[-1] if turn % 4 == 2 else by.path(f"{by.write(f'crowd-{next(number)}', made)}.crq"))

    workers: Queue[Worker] = Queue()

    def submit(turn: int) -> tuple[int, str]:
        pem, worker = by.path(f"{turn}.pem"), workers.get()
        try:
            code, said = worker.run("submit", messages[turn], f"{by.ca.url}/cmc", "-o", by.path(f"{turn}.crp"),
                "--pem", pem, "--trust", by.ca.folder / "ca.pem")  # fmt: skip
        finally:
            workers.put(worker)
        assert pem.exists() is (code == 0)
        return code, said

    before = by.state().certificates
    with ExitStack() as running, ThreadPoolExecutor(at_once) as pool:
        for _ in range(at_once):
            worker = Worker()
            running.callback(worker.close)
            workers.put(worker)
        ended = list(pool.map(submit, range(clients)))
    by.store.said += [said for _, said in ended]
    for turn in range(0, clients, 4):
        (one, said), pair, (wrong, refusal) = ended[turn], ended[turn + 1 : turn + 3], ended[turn + 3]
        assert one == 0, said
        # Whoever comes second, the thief or the robbed, has to hear of it.
        assert sorted(code for code, _ in pair) == [0, 1] and any("reason badRequest (2)" in text for _, text in pair)
        assert wrong == 1 and "reason badIdentity (7)" in refusal
    names = [each.subject for serial, each in by.state().certificates.items() if serial not in before]
    assert sorted(names) == sorted(f"CN=crowd {turn}" for turn in range(clients) if turn % 4 < 2)
    assert by.leaks() == []


def test_slow_requests(slow: list[Slow]) -> None:
    """The CA has let them go, and served all that is above meanwhile; what was not read whole is no replay."""
    for each in slow:
        by = each.by
        said, _ = each.process.communicate(timeout=60)
        assert each.process.returncode == 1 and "Traceback" not in said, said
        assert ("HTTP status 408" if each.message == "http" else "closes the connection") in said, said
        assert each.line.connections == 1
        assert not by.path("slow.crp").exists()
        assert f"CN={each.wanted},O=Example" not in [one.subject for one in by.state().certificates.values()]
        by.goes_on(each.message)

"""The test CA of a demonstration: ``cmcasn1 serve`` in a process of its own, on loopback."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cmcasn1.errors import TransportError
from cmcasn1.keys.loading import load_certificates, load_credentials
from cmcasn1.responder.state import open_responder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Self

    from cmcasn1.keys.loading import Credentials
    from cmcasn1.pkix.certificates import Certificate
    from cmcasn1.responder.responder import Responder

_PATIENCE = 30.0
_LOG = "serve.log"


class ServedCA:
    """A CA that lives in `folder`; a context manager that runs it. Raises `TransportError` if it does not start.

    `options` are further ones of ``cmcasn1 serve``.
    """

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        self._options = options
        self.url = ""
        self.tcp_port = 0
        self._port = 0
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start the process and wait until it listens; after a stop, on the same ports as before."""
        command = [sys.executable, "-m", "cmcasn1", "serve", "--state", str(self.folder)]
        command += ["--port", str(self._port), "--tcp-port", str(self.tcp_port)]
        command += self._options
        self.folder.mkdir(parents=True, exist_ok=True)
        log = self.folder / _LOG
        with log.open("a", encoding="utf-8") as errors:
            self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True)
        assert self._process.stdout is not None
        self.url = self._process.stdout.readline().strip()
        tcp = self._process.stdout.readline().strip()
        if not tcp:
            self.stop()
            said = log.read_text(encoding="utf-8").strip().rpartition("\n")[2]
            raise TransportError(f"the test CA does not start: {said}", sent=False)
        self._port, self.tcp_port = (int(where.rpartition(":")[2]) for where in (self.url, tcp))

    def stop(self, *, kill: bool = False) -> None:
        """End the process: by SIGTERM, after which it stops cleanly, or by SIGKILL."""
        process, self._process = self._process, None
        if process is None:
            return
        if kill:
            process.kill()
        else:
            process.terminate()
        try:
            process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()

    def restart(self) -> None:
        """Kill the CA, as a power cut would, and start it again."""
        self.stop(kill=True)
        self.start()

    @property
    def certificate(self) -> Certificate:
        """The CA's own certificate."""
        return self._certificate("ca.pem")

    @property
    def issuance_protection(self) -> Certificate:
        """The certificate for which shared tokens are encrypted."""
        return self._certificate("issuance-protection.pem")

    @property
    def transport(self) -> Certificate:
        """The certificate for which private keys are encrypted that are to be archived."""
        return self._certificate("transport.pem")

    @property
    def agent(self) -> Credentials:
        """Key and certificate of the agent."""
        return load_credentials((self.folder / "agent.pem").read_bytes())

    @property
    def ra(self) -> Credentials:
        """Key and certificate of the registration authority."""
        return load_credentials((self.folder / "ra.pem").read_bytes())

    @contextmanager
    def administration(self) -> Iterator[Responder]:
        """Open the CA's database beside the running process, for what an administrator does."""
        responder = open_responder(self.folder)
        try:
            yield responder
        finally:
            responder.store.close()

    def _certificate(self, name: str) -> Certificate:
        (certificate,) = load_certificates((self.folder / name).read_bytes())
        return certificate

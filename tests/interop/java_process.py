"""A program that answers over pipes, one line each way; a Java one is compiled once a session."""

from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
import threading
from base64 import b64encode
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO, Any, cast

from tests.interop.errors import PeerAbsent, PeerFailed, PeerRefused, PeerUnsupported

FOLDER = Path(__file__).resolve().parent
PATIENCE = 120.0
"""Seconds after which a silent peer is killed: far beyond any honest answer, so that a hang ends the test."""

Parameter = bytes | str | int | bool | None | Iterable[bytes]


class PipeProcess:
    """A program that prints one greeting, and then one line of JSON for each line it reads."""

    def __init__(self, name: str, command: Sequence[str | Path], work: Path, patience: float = PATIENCE) -> None:
        self.name = name
        self._patience = patience
        self._log = work / "stderr"
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log)
        try:
            self.greeting = cast(dict[str, Any], self._read("start"))
        except PeerFailed as failed:
            self.close()
            raise PeerAbsent(f"{name} does not start: {failed}") from failed

    def ask(self, command: str, **parameters: Parameter) -> Any:
        """The answer to one command; None and False parameters are left out, iterables repeat theirs."""
        words = [command]
        for name, value in parameters.items():
            words += [f"{name.replace('_', '-')}={b64encode(octets).decode()}" for octets in _octets(value)]
        stdin = cast(IO[bytes], self._process.stdin)
        try:
            stdin.write(" ".join(words).encode() + b"\n")
            stdin.flush()
        except OSError as broken:
            raise PeerFailed(f"{self.name} is gone: {broken}; its last words: {self._last_words()}") from broken
        return self._read(command)

    def _read(self, command: str) -> Any:
        watchdog = threading.Timer(self._patience, self._process.kill)
        watchdog.start()
        try:
            line = cast(IO[bytes], self._process.stdout).readline()
        finally:
            watchdog.cancel()
        if not line:
            self._process.wait()
            raise PeerFailed(f"{self.name} died at {command}: {self._last_words()}")
        (kind, answer), *_ = json.loads(line).items()
        if kind == "answer":
            return answer
        raise {"refused": PeerRefused, "unsupported": PeerUnsupported}.get(kind, PeerFailed)(answer)

    def _last_words(self) -> str:
        return self._log.read_text(errors="replace")[-2000:].strip() or "(nothing)"

    def close(self) -> None:
        """Ends the program by closing its input."""
        # It may be gone, with a line unread.
        with contextlib.suppress(BrokenPipeError):
            cast(IO[bytes], self._process.stdin).close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        cast(IO[bytes], self._process.stdout).close()


class JavaProcess(PipeProcess):
    """Compiles ``pipe/*.java`` with the sources of one peer and keeps the program running."""

    def __init__(
        self,
        main: str,
        sources: str,
        jars: Sequence[str],
        work: Path,
        options: Sequence[str] = (),
        arguments: Sequence[str] = (),
    ) -> None:
        if lacking := absent(jars):
            raise PeerAbsent(f"{main}: {lacking}")
        classes = work / "classes"
        classes.mkdir()
        path = ":".join(jars)
        files = [*sorted((FOLDER / "pipe").glob("*.java")), *sorted((FOLDER / sources).glob("*.java"))]
        compiled = subprocess.run(
            ["javac", "-nowarn", "-cp", path, "-d", classes, *files], capture_output=True, text=True, check=False
        )
        if compiled.returncode:
            raise PeerFailed(f"{main} does not compile:\n{compiled.stderr}")
        # Short-lived and small: the first compiler tier and one collector thread start and answer fastest.
        tuned = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", *options]
        super().__init__(main, ["java", *tuned, "-cp", f"{classes}:{path}", main, *arguments], work)


def absent(files: Iterable[str]) -> str | None:
    """What a Java peer lacks on this machine; None where it has all."""
    lacking = [tool for tool in ("javac", "java") if shutil.which(tool) is None]
    lacking += [file for file in files if not Path(file).exists()]
    return f"{', '.join(lacking)} not found" if lacking else None


def _octets(value: Parameter) -> list[bytes]:
    match value:
        case None | False:
            return []
        case True:
            return [b""]
        case bytes():
            return [value]
        case str() | int():
            return [str(value).encode()]
    return list(value)

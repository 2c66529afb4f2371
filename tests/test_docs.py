"""Runs every example of README.md, docs/ and the docstrings.

A ``python`` block is a session (``>>>``); the names of a page live on from block to block.
A ``console`` block is a shell session (``$``) in the root of the checkout. Its output is compared
line by line, where ``...`` stands for any number of lines. What is only shown and never run is
written in a block of another language.
"""

from __future__ import annotations

import doctest
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from cmcasn1.cli.group import cli
from cmcasn1.cmc.controls import ControlInfo, all_controls
from cmcasn1.demo.served import ServedCA
from docs._ext.control_pages import EXAMPLES, FOLDER, asn1, examples, pages
from tests.blobs import ROOT
from tests.issued import verify_all_that_was_issued
from tests.programs import program

PAGES = [
    ROOT / "README.md",
    ROOT / "SECURITY.md",
    ROOT / "CHANGELOG.md",
    # The pages of the controls are made from those of their examples, each of which is run by itself.
    *(page for page in sorted((ROOT / "docs").rglob("*.md")) if page.parent.name != FOLDER and page.name != EXAMPLES),
]
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
OPTIONS = doctest.ELLIPSIS
# What bash would do nothing to but expand variables and take off double quotes.
PLAIN = re.compile(r"""cmcasn1 (?:[^"'`$;|&<>(){}*?~#\\\[\]]|\$\w+|"(?:[^"`$\\]|\$\w+)*")*""")
ENROLMENTS = (ROOT / "docs" / "enrolment.md", ROOT / "docs" / "responder.md")
# What starts the CA anew in the other terminal, and the port of TCP that a page writes for the one that the CA gets.
SERVE, TCP_PORT = "cmcasn1 serve --state ca ", ":5318"
# Each of these is one session from top to bottom, in a folder of its own and against a CA that runs.
SESSIONS = [page for page in PAGES if page.parent == ROOT / "docs" / "tutorials" or page in ENROLMENTS]


@dataclass(frozen=True)
class Block:
    """One fenced block of a page."""

    page: Path
    line: int
    language: str
    text: str

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT).as_posix()}:{self.line}"


def blocks(language: str) -> list[Block]:
    return [block for page in PAGES for block in blocks_of(page) if block.language == language]


def blocks_of(page: Path) -> Iterator[Block]:
    text = page.read_text(encoding="utf-8")
    for fence in FENCE.finditer(text):
        yield Block(page, text.count("\n", 0, fence.start()) + 2, fence[1], fence[2])


@dataclass(frozen=True)
class Command:
    """One command of a console block, with the output shown below it."""

    line: str
    shown: str


def commands(block: Block) -> Iterator[Command]:
    for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        line, _, shown = part.partition("\n")
        yield Command(line, shown)


def matches(shown: str, printed: str) -> bool:
    """Whether `printed` is what is shown, a line ``...`` standing for any number of lines, NUL for anything in one."""
    pattern = ""
    for line in shown.splitlines():
        parts = [re.escape(part) for part in line.rstrip().split("\0")]
        pattern += r"(?:.*\n)*?" if line == "..." else ".*".join(parts) + r"[ ]*\n"
    if printed and not printed.endswith("\n"):
        printed += "\n"
    return re.fullmatch(pattern, printed) is not None


@pytest.fixture
def in_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def sessions() -> dict[Path, list[Block]]:
    pages: dict[Path, list[Block]] = {}
    for block in blocks("python"):
        pages.setdefault(block.page, []).append(block)
    return pages


@pytest.mark.parametrize("page", list(sessions()), ids=lambda page: page.relative_to(ROOT).as_posix())
@pytest.mark.usefixtures("in_root")
def test_python_examples(page: Path) -> None:
    names: dict[str, object] = {}
    parser, runner = doctest.DocTestParser(), doctest.DocTestRunner(optionflags=OPTIONS)
    for block in sessions()[page]:
        example = parser.get_doctest(block.text, names, str(block), str(page), block.line - 1)
        assert example.examples, f"{block}: a python block without >>>"
        report: list[str] = []
        failed = runner.run(example, out=report.append, clear_globs=False).failed
        names = example.globs
        assert not failed, "".join(report)


@pytest.mark.parametrize("control", all_controls(), ids=lambda control: control.name)
@pytest.mark.usefixtures("in_root")
def test_pages_of_controls(control: ControlInfo) -> None:
    """Each has what the registry says, the ASN.1, and an example that runs by itself."""
    text = pages(ROOT / "docs")[f"{control.name}.md"]
    assert control.oid in text and control.document in text and control.class_name in text
    assert asn1(control).startswith(f"{control.class_name} ::= ") and asn1(control) in text
    (code,) = (fence[2] for fence in FENCE.finditer(text) if fence[1] == "python")
    example = doctest.DocTestParser().get_doctest(code, {}, control.name, EXAMPLES, 0)
    assert example.examples
    report: list[str] = []
    assert not doctest.DocTestRunner(optionflags=OPTIONS).run(example, out=report.append).failed, "".join(report)


def test_every_example_is_that_of_a_control() -> None:
    sections = examples((ROOT / "docs" / EXAMPLES).read_text(encoding="utf-8"))
    assert list(sections) == [control.name for control in all_controls()]


@pytest.mark.parametrize("block", [each for each in blocks("console") if each.page not in SESSIONS], ids=str)
def test_console_examples(block: Block) -> None:
    listed = list(commands(block))
    assert listed, f"{block}: a console block without $"
    for command in listed:
        printed = run(command.line)
        assert matches(command.shown, printed), f"{block}: $ {command.line}\nprinted:\n{printed}"


@pytest.mark.parametrize("page", SESSIONS, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_enrolment_by_hand(page: Path, tmp_path: Path) -> None:
    if "$ certutil " in page.read_text(encoding="utf-8"):
        program("certutil", "libnss3-tools")
    with ExitStack() as other_terminal:
        served = other_terminal.enter_context(ServedCA(tmp_path / "ca"))
        for block in blocks_of(page):
            for command in commands(block) if block.language == "console" else ():
                if command.line.startswith(SERVE):
                    other_terminal.close()
                    served = other_terminal.enter_context(served_anew(command.line, tmp_path))
                    printed = f"{served.url}\ntcp://127.0.0.1:{served.tcp_port}\n"
                else:
                    line = command.line.replace(TCP_PORT, f":{served.tcp_port}")
                    printed = run_here(line, tmp_path, CA=served.url, PYTHONPATH=str(ROOT))
                # Digits that differ from run to run stand as "..." within a line.
                lines = command.shown.replace(TCP_PORT, f":{served.tcp_port}").splitlines()
                pattern = "\n".join(each if each == "..." else each.replace("...", "\0") for each in lines)
                assert matches(pattern, printed), f"{block}: $ {command.line}\nprinted:\n{printed}"
    assert verify_all_that_was_issued(tmp_path / "ca") >= 2


@contextmanager
def served_anew(line: str, folder: Path) -> Iterator[ServedCA]:
    """The CA as a line of the other terminal starts it, but on free ports."""
    options = shlex.split(line.removeprefix(SERVE).replace(f"--tcp-port {TCP_PORT[1:]}", ""))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("PYTHONPATH", str(ROOT))
        served = ServedCA(folder / "ca", *options)
        with served:
            patch.undo()
            yield served


def run_here(line: str, folder: Path, **variables: str) -> str:
    """Run a line as `run` does, but a plain ``cmcasn1 ...`` in this process: most are, and it is quicker."""
    if not PLAIN.fullmatch(line):
        return run(line, folder, **variables)
    words = shlex.split(re.sub(r"\$(\w+)", lambda found: variables[found[1]], line))
    environment = variables | {"NO_COLOR": "1", "COLUMNS": "100"}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        done = CliRunner().invoke(cli, words[1:], env=environment)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.output


def run(line: str, folder: Path = ROOT, **variables: str) -> str:
    bash = shutil.which("bash")
    assert bash
    # The checkout's own command, whether or not the environment's bin folder is on PATH.
    prelude = f'cmcasn1() {{ {shlex.quote(sys.executable)} -m cmcasn1 "$@"; }}\n'
    environment = os.environ | {"NO_COLOR": "1", "PYTHONUTF8": "1", "COLUMNS": "100", "LC_ALL": "C.UTF-8"}
    environment.pop("FORCE_COLOR", None)
    done = subprocess.run(
        [bash, "-c", prelude + line],
        cwd=folder,
        env=environment | variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    return done.stdout


def test_the_readme_has_the_two_commands_that_ci_runs() -> None:
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    setups = [line for line in lines if line.startswith("python3 -m venv ")]
    assert len(setups) == 2
    demo, tests = setups
    assert demo.endswith("/cmcasn1 demo")
    assert tests.endswith(" -m pytest")


def test_matching_of_shown_output() -> None:
    assert matches("one\ntwo\n", "one\ntwo  \n")
    assert matches("one\n...\nfour\n", "one\ntwo\nthree\nfour\n")
    assert matches("one\n...\n", "one\n")
    assert matches("", "")
    assert not matches("one\n", "one\ntwo\n")
    assert not matches("", "one\n")

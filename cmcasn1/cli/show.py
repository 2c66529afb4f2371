"""``cmcasn1 show``: who asks whom for what, and what is wrong."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import click

from cmcasn1.codec.tree import Node
from cmcasn1.errors import CMCError
from cmcasn1.inspection.inspect import Inspection, inspect
from cmcasn1.inspection.json_form import document
from cmcasn1.inspection.text import lines, tree_lines
from cmcasn1.message import parse

FINE, UNDECODABLE, PROBLEMS = 0, 3, 4
_COLOURS = {"+": "green", "!": "yellow", "x": "red"}


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(allow_dash=True))
@click.option("--json", "as_json", is_flag=True, help="JSON instead of text (schema cmcasn1/1).")
@click.option("--offsets", is_flag=True, help="Every TLV with its offset and size.")
@click.option("--path", default="", help="Only the part at this path, such as PKIData.controlSequence[0].")
@click.option("--full", is_flag=True, help="Nothing cut, everything opened, secrets shown.")
@click.option("--strict", is_flag=True, help="Refuse BER and peers' shapes: DER of the RFCs only.")
def show(files: tuple[str, ...], as_json: bool, offsets: bool, path: str, full: bool, strict: bool) -> None:
    """Say who asks for what in each of FILES ("-" is standard input).

    Any armour is taken off: PEM, base64, hex, HTTP, MIME. Exit status: 0 fine, 3 not decodable (what could be
    read is shown), 4 decoded with problems.
    """
    worst = FINE
    for number, file in enumerate(files):
        data = _read(file)
        found = inspect(data)
        if len(files) > 1 and not as_json:
            _print(f"{'' if number == 0 else chr(10)}{file}")
        root = _at(found, path)
        if as_json:
            _print(json.dumps(document(found, file, full=full, root=root), indent=2))
        elif offsets or path:
            if root is not None:
                for line in tree_lines(root, offsets=offsets, full=full):
                    _print(line)
        else:
            for line in lines(found, full=full):
                _print(line)
        worst = max(worst, _status(found, data, strict))
    sys.stdout.flush()
    sys.exit(worst)


def _read(file: str) -> bytes:
    if file == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(file).read_bytes()
    except OSError as error:
        raise click.UsageError(f"{file}: {error.strerror}") from error


def _at(found: Inspection, path: str) -> Node | None:
    if not path or found.tree is None:
        return found.tree
    work = [found.tree]
    while work:
        node = work.pop()
        if node.path == path:
            top = Node(path, node.name, node.type, node.offset, node.header, node.length)
            top.children = [node]
            return top
        work += node.children
    raise click.UsageError(f"nothing at {path}")


def _status(found: Inspection, data: bytes, strict: bool) -> int:
    if found.message is None:
        return UNDECODABLE
    if strict:
        try:
            message = parse(data, quirks=())
        except CMCError as error:
            sys.stderr.write(f"cmcasn1: {error}\n")
            return UNDECODABLE
        if message.encoding != "der":
            sys.stderr.write("cmcasn1: not DER\n")
            return UNDECODABLE
    return PROBLEMS if any(problem.severity != "info" for problem in found.problems) else FINE


def _print(line: str) -> None:
    try:
        line.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        line = line.encode("ascii", "backslashreplace").decode()
    colour = not os.environ.get("NO_COLOR") and sys.stdout.isatty()
    mark = line.strip()[:2]
    style = _COLOURS.get(mark[:1]) if mark[1:] == " " else None
    click.echo(click.style(line, fg=style) if colour and style else line)

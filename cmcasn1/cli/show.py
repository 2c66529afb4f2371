"""``cmcasn1 show``: who asks whom for what, and what is wrong."""

from __future__ import annotations

import json
import sys

import click

from cmcasn1.cli.files import read, write
from cmcasn1.cli.terminal import progress, put
from cmcasn1.codec.tree import Node
from cmcasn1.errors import CMCError
from cmcasn1.inspection.html_form import page
from cmcasn1.inspection.inspect import Inspection, inspect_all
from cmcasn1.inspection.json_form import document
from cmcasn1.inspection.spans import Line, line, printable
from cmcasn1.inspection.text import lines, problem_lines
from cmcasn1.inspection.text_tree import tree_lines
from cmcasn1.message import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

FINE, UNDECODABLE, PROBLEMS = 0, 3, 4


@click.command(short_help="Say who asks for what, and what is wrong.")
@click.argument("files", nargs=-1, required=True, type=click.Path(allow_dash=True))
@click.option("--json", "as_json", is_flag=True, help="JSON instead of text (schema cmcasn1/1).")
@click.option("--html", type=click.Path(dir_okay=False), metavar="OUT", help="Write a page of all FILES to OUT.")
@click.option("--force", is_flag=True, help="Replace the OUT of --html that is there already.")
@click.option("--offsets", is_flag=True, help="Every TLV with its offset and size.")
@click.option("--path", default="", help="Only the part at this path, such as PKIData.controlSequence[0].")
@click.option("--full", is_flag=True, help="Nothing cut, everything opened; with --path of a secret, that too.")
@click.option("--strict", is_flag=True, help="Refuse BER and peers' shapes: DER of the RFCs only.")
def show(
    files: tuple[str, ...],
    as_json: bool,
    html: str | None,
    force: bool,
    offsets: bool,
    path: str,
    full: bool,
    strict: bool,
) -> None:
    """Say who asks for what in each of FILES ("-" is standard input).

    Any armour is taken off: PEM, base64, hex, HTTP, MIME. Where an input holds several messages, each is shown.
    Exit status: 0 fine, 3 not decodable (what could be read is shown), 4 decoded with problems.
    """
    if html is not None and (as_json or offsets or path):
        raise click.UsageError("--html goes with --full and --strict only")
    reveal = path if full and path else None
    shown: list[tuple[str, Inspection]] = []
    with progress("reading", len(files)) as done:
        for file in files:
            found = inspect_all(read(file))
            shown += [
                (file if len(found) == 1 else f"{file} ({n} of {len(found)})", each) for n, each in enumerate(found, 1)
            ]
            done()
    if html is not None:
        write("".join(page(shown, full=full)).encode(), html, text=True, replace=force)
    elif as_json:
        documents = [document(each, name, root=_at(each, path), reveal=reveal) for name, each in shown]
        click.echo(json.dumps(documents if len(documents) > 1 else documents[0], indent=2))
    else:
        for number, (name, each) in enumerate(shown):
            if len(shown) > 1:
                put(line(f"{name}"), blank_before=number > 0)
            for text in _text(each, path, offsets=offsets, full=full, reveal=reveal):
                put(text)
    sys.stdout.flush()
    worst = max(_status(each, name, strict) for name, each in shown)
    sys.exit(worst)


def _text(found: Inspection, path: str, *, offsets: bool, full: bool, reveal: str | None) -> Iterator[Line]:
    if not offsets and not path:
        yield from lines(found, full=full)
        return
    root = _at(found, path)
    if root is not None:
        yield from tree_lines(root, offsets=offsets, full=full, reveal=reveal)
    if not path:
        yield from problem_lines(found, full=full)


def _at(found: Inspection, path: str) -> Node | None:
    if not path or found.tree is None:
        return found.tree
    work = [found.tree]
    while work:
        node = work.pop()
        if node.path == path:
            return node.alone()
        work += node.children
    raise click.UsageError(f"nothing at {path}")


def _status(found: Inspection, name: str, strict: bool) -> int:
    """Return the exit status, and say on standard error why it is not 0 for an input that does not decode."""
    problem = None
    if found.message is None:
        first = found.problems[0]
        where = f"{first.path} (byte {first.offset})" if first.offset is not None else first.path
        problem = f"{where.strip()}: {first.text}"
    elif strict:
        try:
            if parse(found.octets, quirks=()).encoding != "der":
                problem = "not DER, which --strict demands"
        except CMCError as error:
            problem = str(error)
    if problem is not None:
        sys.stderr.write(f"cmcasn1: {printable(name)}: {printable(problem)}\n")
        return UNDECODABLE
    return PROBLEMS if any(each.severity != "info" for each in found.problems) else FINE

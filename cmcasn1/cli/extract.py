"""``cmcasn1 extract``: one part of a message as it is encoded."""

from __future__ import annotations

import sys

import click

from cmcasn1.armour.writing import LABELS, pem
from cmcasn1.cli.files import read, write
from cmcasn1.errors import BuildError
from cmcasn1.inspection.inspect import inspect_all
from cmcasn1.inspection.node_paths import ALIASES, is_secret, nodes_at, octets_of, type_of_node
from cmcasn1.inspection.spans import printable

UNDECODABLE = 3


def _aliases() -> str:
    width = max(map(len, ALIASES))
    return "\b\n" + "\n".join(f"{name:<{width}}  {what}" for name, what in ALIASES.items())


@click.command(short_help="Write one part of a message.", epilog=_aliases())
@click.argument("file", type=click.Path(allow_dash=True))
@click.argument("path")
@click.option("-o", "--out", metavar="FILE", help="Write there; with mode 0600 what `show` hides.")
@click.option("--force", is_flag=True, help="Replace a file that is there already.")
@click.option("--pem", "as_pem", is_flag=True, help="PEM instead of DER.")
@click.option("--label", default="", help="The label of PEM, where the type has none of its own.")
def extract(file: str, path: str, out: str | None, force: bool, as_pem: bool, label: str) -> None:
    """Write the part of FILE ("-" is standard input) at PATH, as it is encoded there.

    Paths are those of `show --offsets`, `show --json` and of errors; some names stand for what is wanted most, with an
    index for one of several. A part that bears the tag of its place gets that of its own type.

    Exit status: 0 written, 2 nothing is at the path, 3 not decodable at all.
    """
    pieces, hidden = [], False
    inputs = inspect_all(read(file))
    try:
        for found in inputs:
            for node in nodes_at(found, path):
                octets = octets_of(found, node)
                hidden = hidden or is_secret(found, node)
                pieces.append(pem(octets, label or _label(type_of_node(node))).encode() if as_pem or label else octets)
    except BuildError as error:
        raise click.UsageError(str(error)) from None
    if not pieces:
        if all(found.tree is None for found in inputs):
            sys.stderr.write(f"cmcasn1: {printable(file)}: {printable(inputs[0].problems[0].text)}\n")
            sys.exit(UNDECODABLE)
        raise click.UsageError(f"nothing at {path}: show --offsets lists what there is")
    write(b"".join(pieces), out, text=as_pem or bool(label), private=hidden, replace=force)


def _label(name: str | None) -> str:
    found = LABELS.get(name or "")
    if found is None:
        raise click.UsageError(f"no label of PEM is registered for {name or 'this'}: --label names one")
    return found

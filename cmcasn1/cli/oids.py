"""``cmcasn1 oids``: the object identifiers that have names here."""

from __future__ import annotations

import json

import click

from cmcasn1.oids import named_oids


@click.command(short_help="List object identifiers.")
@click.argument("name", default="")
@click.option("--json", "as_json", is_flag=True, help="JSON instead of text.")
def oids(name: str, as_json: bool) -> None:
    """List OIDs, names and documents; NAME keeps those whose name or digits contain it."""
    wanted = name.lower()
    found = [item for item in named_oids() if wanted in item.name.lower() or wanted in item.oid]
    if as_json:
        click.echo(json.dumps([{"oid": i.oid, "name": i.name, "document": i.document} for i in found], indent=2))
    else:
        for item in found:
            click.echo(f"{item.oid:<32} {item.name:<40} {item.document}")
    if not found:
        raise click.UsageError(f"no OID matches {name!r}")

"""``cmcasn1 controls``: the controls of CMC."""

from __future__ import annotations

import json

import click

from cmcasn1.cmc.controls import all_controls


@click.command(short_help="List the controls of CMC.")
@click.argument("name", default="")
@click.option("--json", "as_json", is_flag=True, help="JSON instead of text.")
def controls(name: str, as_json: bool) -> None:
    """List the controls: number, name, direction, where defined; NAME keeps those that contain it."""
    wanted = name.lower()
    found = [item for item in all_controls() if wanted in item.name.lower() or wanted in str(item.oid)]
    if as_json:
        rows = [
            {
                "oid": str(i.oid),
                "name": i.name,
                "class": i.class_name,
                "direction": i.direction,
                "cardinality": i.cardinality,
                "placement": i.placement,
                "document": i.document,
            }
            for i in found
        ]
        click.echo(json.dumps(rows, indent=2))
    else:
        width = max((len(item.oid) for item in found), default=0)
        for item in found:
            click.echo(f"{item.oid!s:<{width}} {item.name:<24} {item.direction:<9} {item.document}")
    if not found:
        raise click.UsageError(f"no control matches {name!r}")

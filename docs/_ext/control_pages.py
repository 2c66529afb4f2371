"""A page for each control, made from the registry before the pages are read.

What the registry and the class know (number, class, direction, how often, where, ASN.1) comes from there; the formula
and an example that the tests run come from the control's section of ``control-examples.md``.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from cmcasn1.cmc.controls import ControlInfo, all_controls

if TYPE_CHECKING:
    from sphinx.application import Sphinx

FOLDER = "controls"
EXAMPLES = "control-examples.md"
_SECTION = re.compile(r"^## (\w+)$", re.MULTILINE)
_DIRECTIONS = {"request": "in requests", "response": "in responses", "both": "in requests and responses"}
_OFTEN = {"0..1": "once at most", "0..n": "any number of times"}
_PLACES = {
    "control": "controlSequence",
    "attribute": "the request itself: an attribute of PKCS#10, a control of CRMF",
    "attribute of SignerInfo": "the unsigned attributes of the SignerInfo",
}


_LETTERS = {
    "S": "the shared secret",
    "I": "the identification",
    "M": "the reqSequence with tag and length",
    "R": "the octets of popLinkRandom",
    "H": "a hash",
    "y": "the challenge",
}
"""What formulas are made of."""


def examples(text: str) -> dict[str, str]:
    """Return what stands under each heading of the second level."""
    parts = _SECTION.split(text)[1:]
    return {name: body.strip() for name, body in zip(parts[::2], parts[1::2], strict=True)}


def asn1(control: ControlInfo) -> str:
    """Return the ASN.1 of a control out of the docstring of its class."""
    text = control.value_class().__doc__ or ""
    _, found, block = text.partition("\n    ::\n")
    if not found:
        inline = re.search(r"`(\w+ ::= [^`]+)`", text)
        return inline[1] if inline else ""
    lines = []
    for line in block.splitlines():
        # Indented further than the docstring itself.
        if line.strip() and not line.startswith("        "):
            break
        lines.append(line.removeprefix("        "))
    return "\n".join(lines).strip()


def page(control: ControlInfo, example: str) -> str:
    """Return the page of a control in MyST."""
    rows = {
        "object identifier": f"`{control.oid}` (`{control.oid.name}`)",
        "value": f"`cmcasn1.{control.class_name}` ([reference](../reference/{_reference(control)}.md))",
        "direction": _DIRECTIONS[control.direction],
        "how often": _OFTEN[control.cardinality],
        "where": _PLACES[control.placement],
        "defined in": control.document,
    }
    table = "\n".join(f"| {name} | {value} |" for name, value in rows.items())
    prose, fence, code = example.partition("```python\n")
    how = f"{prose.strip()}\n\n" if prose.strip() else ""
    letters = [f"{letter} is {meaning}" for letter, meaning in _LETTERS.items() if re.search(rf"\b{letter}\b", prose)]
    if letters:
        how += f"({'; '.join(letters)}.)\n\n"
    return (
        f"# {control.name}\n\n{control.purpose}\n\n| | |\n|---|---|\n{table}\n\n"
        f"## ASN.1\n\n```text\n{asn1(control)}\n```\n\n## How\n\n{how}{fence}{code}\n"
    )


def _reference(control: ControlInfo) -> str:
    """Return the page of the reference on which the class of a control stands."""
    return control.module.split(".")[1]


def index() -> str:
    """Return the page that lists them all."""
    rows = "\n".join(
        f"| [{each.name}]({each.name}.md) | {_DIRECTIONS[each.direction]} | {each.document} | {each.purpose} |"
        for each in all_controls()
    )
    names = "\n".join(each.name for each in all_controls())
    return (
        "# Controls\n\nA control says who is asking, what is wanted beside a certificate, what has been checked, what "
        "came of it. Each has a number of its own in the controlSequence of a PKIData or PKIResponse; a few are "
        f"attributes of requests or signers.\n\n| control | | defined in | |\n|---|---|---|---|\n{rows}\n\n"
        f"```{{toctree}}\n:hidden:\n\n{names}\n```\n"
    )


def pages(source: Path) -> dict[str, str]:
    """Return the text of every page by its file name."""
    found = examples((source / EXAMPLES).read_text(encoding="utf-8"))
    return {"index.md": index()} | {f"{each.name}.md": page(each, found[each.name]) for each in all_controls()}


def _write(app: Sphinx) -> None:
    folder = Path(app.srcdir) / FOLDER
    folder.mkdir(exist_ok=True)
    for name, text in pages(Path(app.srcdir)).items():
        file = folder / name
        # What is unchanged is not read anew.
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            file.write_text(text, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("builder-inited", _write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

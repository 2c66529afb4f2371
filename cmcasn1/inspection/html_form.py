"""The HTML form: one page without scripts or anything from elsewhere, the summary first, the tree below."""

from __future__ import annotations

from html import escape

from cmcasn1.inspection.spans import Line, printable
from cmcasn1.inspection.text import lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cmcasn1.codec.tree import Node
    from cmcasn1.inspection.inspect import Inspection

_STYLE = """
:root { color-scheme: light dark; --good: #1a7f37; --warn: #9a6700; --bad: #cf222e; --dim: #6e7781; }
@media (prefers-color-scheme: dark) {
  :root { --good: #3fb950; --warn: #d29922; --bad: #f85149; --dim: #8b949e; }
}
body { font: 14px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem; }
pre, .tree { font: 13px/1.5 ui-monospace, monospace; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; }
.label { font-weight: 600; }
.good { color: var(--good); } .warn, .quirk { color: var(--warn); } .bad { color: var(--bad); }
.dim, .tree .at, .tree .type { color: var(--dim); }
.tree details, .tree .leaf { margin-left: 1.2rem; overflow-wrap: anywhere; }
.tree .leaf { padding-left: 1rem; }
summary { cursor: pointer; }
"""
# Nodes that stand open at first, by their depth.
_OPEN = 3


def page(items: Iterable[tuple[str, Inspection]], *, full: bool = False) -> Iterator[str]:
    """Yield the pieces of the page about the inputs, each with its name."""
    yield '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    yield "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
    yield '<meta name="viewport" content="width=device-width">\n<title>cmcasn1 show</title>\n'
    yield f"<style>{_STYLE}</style>\n</head>\n<body>\n"
    for number, (source, found) in enumerate(items, 1):
        yield f"<h1>{_text(source)}</h1>\n<pre>"
        for each in lines(found, full=full):
            yield f"{_line(each)}\n"
        yield "</pre>\n"
        if found.tree is not None:
            yield '<h2>Tree</h2>\n<div class="tree">\n'
            yield from _tree(found.tree, number, full)
            yield "</div>\n"
    yield "</body>\n</html>\n"


def _text(text: str) -> str:
    return escape(printable(text))


def _line(found: Line) -> str:
    return "".join(
        f'<span class="{span.style}">{_text(span.text)}</span>' if span.style else _text(span.text) for span in found
    ).rstrip()


def _tree(tree: Node, number: int, full: bool) -> Iterator[str]:
    # What is to come: a node with its depth and whether it is in a secret, or the end of one that is open.
    work: list[tuple[Node, int, bool] | None] = [(child, 0, tree.secret) for child in reversed(tree.children)]
    while work:
        item = work.pop()
        if item is None:
            yield "</details>\n"
            continue
        at, depth, below = item
        secret = below or at.secret
        name = at.name or at.path.rpartition(".")[2] or at.type
        place = "" if at.offset is None else f"{at.offset}+{at.length}"
        head = f'<span class="label">{_text(name)}</span> <span class="type">{_text(at.type)}</span>'
        head += f' {_text(_value(at, secret, full))} <span class="at">{place}</span>'
        for note in at.notes:
            head += f' <span class="quirk">~ {_text(note)}</span>'
        if at.error is not None:
            head += f' <span class="bad">✗ {_text(at.error)}</span>'
        anchor = f'id="{number}.{_text(at.path)}"' if at.path else ""
        if at.children:
            yield f"<details {anchor}{' open' if depth < _OPEN else ''}><summary>{head}</summary>\n"
            work.append(None)
            work += [(child, depth + 1, secret) for child in reversed(at.children)]
        else:
            yield f'<div class="leaf" {anchor}>{head}</div>\n'


def _value(at: Node, secret: bool, full: bool) -> str:
    from cmcasn1.inspection import words

    if secret:
        return f"hidden, {at.length - at.header} octets"
    return "" if at.value is None or at.children else words.anything(at.value, full=full)

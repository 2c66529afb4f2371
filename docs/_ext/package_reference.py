"""The directive ``package-reference``: one section for each module of a package.

New modules (a new control is one new file) so come into the reference by themselves.
"""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

from docutils import nodes
from docutils.parsers.rst import Directive, directives
from docutils.statemachine import StringList

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def modules_of(name: str, skipped: set[str]) -> Iterator[str]:
    """Return the package itself and every module below it, generated code and ``__main__`` left out."""
    yield name
    package = importlib.import_module(name)
    for module in pkgutil.walk_packages(getattr(package, "__path__", []), f"{name}."):
        parts = set(module.name.split("."))
        if not parts & {"__main__", "generated"} and module.name not in skipped:
            yield module.name


class PackageReference(Directive):
    """``package-reference:: NAME...`` with ``:skip:`` for modules to leave out."""

    required_arguments = 1
    final_argument_whitespace = True
    option_spec = {"skip": directives.unchanged}  # noqa: RUF012
    has_content = False

    def run(self) -> list[nodes.Node]:
        skipped = set(self.options.get("skip", "").split())
        sections: list[nodes.Node] = []
        for name in self.arguments[0].split():
            for module in modules_of(name, skipped):
                section = nodes.section(ids=[nodes.make_id(f"module-{module}")])
                section += nodes.title("", "", nodes.literal("", module))
                # The pages are MyST; autodoc writes reStructuredText.
                # A name that a package passes on is described once, where it lives.
                options = ["   :members:", "   :ignore-module-all:", "   :show-inheritance:"]
                lines = ["```{eval-rst}", f".. automodule:: {module}", *options, "```"]
                self.state.nested_parse(StringList(lines, source=module), 0, section)
                sections.append(section)
        return sections


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_directive("package-reference", PackageReference)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

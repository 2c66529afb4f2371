"""Sphinx configuration."""

from __future__ import annotations

import sys
from importlib.metadata import version as installed_version
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent / "_ext"), str(Path(__file__).parent.parent)]

project = "cmcasn1"
author = "The cmcasn1 contributors"
project_copyright = author
release = version = installed_version("cmcasn1")

extensions = ["myst_parser", "sphinx.ext.autodoc", "package_reference", "control_pages"]
exclude_patterns = ["_build", "control-examples.md"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

html_theme = "furo"
html_title = "cmcasn1"

# The ASN.1 text in docstrings is no Python.
highlight_language = "none"
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_preserve_defaults = True
python_use_unqualified_type_names = True

"""CMC (Certificate Management over CMS) and CRMF: decode, inspect and encode every message.

The public names of the library are attributes of this package and are imported when first used.
"""

from __future__ import annotations

from importlib import import_module

from cmcasn1.codec import registry
from cmcasn1.homes import HOMES

__version__ = "0.1.0"
# Packages with public names of their own.
_PACKAGES = ("schema", "transport")


def __getattr__(name: str) -> object:
    if name in _PACKAGES:
        return import_module(f"cmcasn1.{name}")
    home = HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'cmcasn1' has no attribute {name!r}")
    value = getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *HOMES, *_PACKAGES})


registry.set_importer(__getattr__)

"""The pyasn1 schemas: one file per document, types only; usable with pyasn1's own encoders and decoders.

Every type of every document is an attribute of this package: ``cmcasn1.schema.PKIData``.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from pyasn1.type.base import Asn1Item

# Importing all documents completes the open-type maps, whichever type is asked for first.
_documents = [import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__)]
_types: dict[str, type[Asn1Item]] = {
    name: value
    for document in _documents
    for name, value in vars(document).items()
    if isinstance(value, type) and issubclass(value, Asn1Item) and value.__module__.startswith(f"{__name__}.")
}


def __getattr__(name: str) -> Any:
    try:
        return _types[name]
    except KeyError:
        raise AttributeError(f"module {__name__!r} has no type {name!r}") from None


def __dir__() -> list[str]:
    return sorted({*globals(), *_types})

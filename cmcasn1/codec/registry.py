"""Value classes by ASN.1 type name: they register here, so that the codec need not import them."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_classes: dict[str, type] = {}
_twins: dict[type, type] = {}
_import_home: Callable[[str], object] | None = None


def register(name: str, cls: type) -> None:
    """Make `cls` the class of the values of ASN.1 type `name`."""
    _classes[name] = cls


def set_importer(importer: Callable[[str], object]) -> None:
    """Say how the module that defines the class of a type is imported when the codec first needs it."""
    global _import_home
    _import_home = importer


def value_class(name: str) -> type:
    """Return the class of ASN.1 type `name`, importing its home if need be; raises KeyError for an unknown name."""
    if name not in _classes and _import_home is not None:
        try:
            _import_home(name)
        except AttributeError:
            raise KeyError(name) from None
    return _classes[name]


def twin(cls: type) -> type:
    """Return the mutable twin of a value class.

    A decoder fills an instance of the twin by plain attribute stores and then switches its `__class__`, which
    takes a third of the time of a frozen constructor.
    """
    if cls not in _twins:
        body = {
            "__slots__": cls.__dict__["__slots__"],
            "__init__": object.__init__,
            "__setattr__": object.__setattr__,
            # The interpreter keeps both in one slot: leaving this one out makes every store slow.
            "__delattr__": object.__delattr__,
            "__twin__": True,
        }
        _twins[cls] = type(cls)(cls.__name__, cls.__bases__, body)
    return _twins[cls]

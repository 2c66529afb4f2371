"""One message in one file: RFC 10003 section 4."""

from __future__ import annotations

from pathlib import Path

from cmcasn1.errors import LimitError
from cmcasn1.identify import kind_of
from cmcasn1.limits import DEFAULT_LIMITS, Limits
from cmcasn1.transport.media_types import file_name
from cmcasn1.transport.receiving import Received, receive


def to_file(message: bytes, stem: str | None = None, *, kind: str | None = None) -> tuple[str, bytes]:
    """Return name and contents of the file that carries a message: binary, ``.crq``, ``.crp``, ``.p10`` or ``.p7c``.

    Raises `BuildError` where no extension belongs to the kind of message, `DecodeError` for what is no message.
    """
    return file_name(kind or kind_of(message), stem), bytes(message)


def from_file(name: str, data: bytes, *, limits: Limits = DEFAULT_LIMITS) -> Received:
    """Return the message in a file; what is odd about the file stands in `problems`.

    Takes what Dogtag's HttpClient leaves: header lines before the message, zeros behind it. Raises `DecodeError`
    that says what the file holds instead: a web page, a message without its beginning or end.
    """
    return receive(data, file_name=name, limits=limits)


def read_file(path: str | Path, *, limits: Limits = DEFAULT_LIMITS) -> Received:
    """Read a file (see `from_file`); raises OSError as well."""
    path = Path(path)
    most = 2 * limits.size  # text around a message, hex at worst, doubles it
    with path.open("rb") as stream:
        data = stream.read(most + 1)
    if len(data) > most:
        raise LimitError(
            f"{path.name} has more than {most} octets",
            path="input",
            offset=0,
            expected=f"{most} octets at most",
            found="more",
        )
    return from_file(path.name, data, limits=limits)


def write_file(folder: str | Path, message: bytes, stem: str | None = None, *, kind: str | None = None) -> Path:
    """Write the file of a message (see `to_file`) and return its path; a file that is there already is kept.

    Raises FileExistsError for that, and OSError.
    """
    name, data = to_file(message, stem, kind=kind)
    path = Path(folder) / name
    with path.open("xb") as stream:
        stream.write(data)
    return path

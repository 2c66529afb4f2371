"""What messages are called on their way: media type, smime-type and file name. RFC 10003 section 5, RFC 5273."""

from __future__ import annotations

import re

from cmcasn1.codec.value import Value
from cmcasn1.errors import BuildError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cmcasn1.message import Message

_PARAMETER = re.compile(r';\s*([^\s=;"]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^;]*)')
_ESCAPE = re.compile(r"\\(.)")
_OLD_SPELLINGS = {"application/x-pkcs7-mime": "application/pkcs7-mime", "application/x-pkcs10": "application/pkcs10"}


class MediaType(Value):
    """How one kind of message is labelled.

    `kind` is that of `Message.kind`, `name` the media type, `smime_type` its parameter as RFC 5273 and EST spell it
    ("" for none), `extension` that of a file name in mail and HTTP, `file_extension` that of a file on a disk.
    """

    kind: str
    name: str
    smime_type: str
    extension: str
    file_extension: str
    stem: str

    def header(self, *, rfc: int = 5273, file_name: str | None = None) -> str:
        """Return the value of a Content-Type field.

        `rfc` chooses the spelling: RFC 10003 writes CMC-Request where RFC 5273 and RFC 7030 write CMC-request.
        Receivers compare without regard to case, but old ones do not, so that the older spelling is the default.
        """
        text = self.name
        if self.smime_type:
            smime_type = self.smime_type.replace("-re", "-Re") if rfc >= 10003 else self.smime_type
            text += f"; smime-type={smime_type}"
        if file_name is not None:
            text += f"; name={quoted(file_name)}"
        return text


MEDIA_TYPES = (
    MediaType("simple-pki-request", "application/pkcs10", "", ".p10", ".p10", "request"),
    MediaType("full-pki-request", "application/pkcs7-mime", "CMC-request", ".p7m", ".crq", "request"),
    MediaType("simple-pki-response", "application/pkcs7-mime", "certs-only", ".p7c", ".p7c", "response"),
    MediaType("full-pki-response", "application/pkcs7-mime", "CMC-response", ".p7m", ".crp", "response"),
)
_BY_KIND = {entry.kind: entry for entry in MEDIA_TYPES}
# Microsoft's: .req is PKCS#10 or CMC, .rsp a CMC response, .p7b certificates or a CMC response.
_EXTENSIONS = {
    ".req": ("simple-pki-request", "full-pki-request"),
    ".rsp": ("full-pki-response",),
    ".p7b": ("simple-pki-response", "full-pki-response"),
}
for _entry in MEDIA_TYPES:
    for _extension in (_entry.extension, _entry.file_extension):
        _EXTENSIONS[_extension] = tuple(dict.fromkeys((*_EXTENSIONS.get(_extension, ()), _entry.kind)))


def media_type(message: Message | str) -> MediaType:
    """Return the labels of a parsed message, or of a kind of message.

    Raises `BuildError` for kinds that CMC's transports do not carry bare (CRMF, CMP), and for an encrypted message:
    only who made it knows whether a request or a response is inside, and gives that kind instead.
    """
    kind = message if isinstance(message, str) else message.kind
    found = _BY_KIND.get(kind)
    if found is None:
        hint = "name the kind that is inside" if kind == "encrypted" else f"those of {', '.join(_BY_KIND)} have one"
        raise BuildError(f"no media type belongs to a message of kind {kind!r}", hint=hint)
    return found


def file_name(message: Message | str, stem: str | None = None, *, on_disk: bool = True) -> str:
    """Return a file name for a message: ``request.crq`` on a disk, ``request.p7m`` in mail and HTTP.

    Raises `BuildError` for a stem that is not ASCII or no plain name (RFC 10003 section 5).
    """
    found = media_type(message)
    name = (found.stem if stem is None else stem) + (found.file_extension if on_disk else found.extension)
    if not name.isascii() or not name.isprintable() or not name[: name.rindex(".")] or set('/\\:"') & set(name):
        raise BuildError(f"{name!r} is no file name for mail and HTTP", hint="ASCII letters, digits and . - _")
    return name


def content_type(value: str) -> tuple[str, dict[str, str]]:
    """Split the value of a Content-Type field into the media type and its parameters, names in lower case."""
    name = value.partition(";")[0].strip().lower()
    parameters: dict[str, str] = {}
    for found in _PARAMETER.finditer(value):
        text = found[2].strip()
        if text.startswith('"'):
            text = _ESCAPE.sub(r"\1", text[1:-1])
        parameters.setdefault(found[1].lower(), text)
    return _OLD_SPELLINGS.get(name, name), parameters


def claimed_kinds(label: str = "", name: str = "") -> tuple[str, ...]:
    """Return the kinds of message that a Content-Type value, or else a file name, may stand for.

    All four for ``application/pkcs7-mime`` without a parameter but what the file name in it excludes; none for
    what is not CMC's. The file name decides alone where the media type says nothing (application/octet-stream).
    """
    found, parameters = content_type(label)
    name = name or parameters.get("name", "")
    by_name = _EXTENSIONS.get("." + name.rpartition(".")[2].lower() if "." in name else "", ())
    if found in ("", "application/octet-stream"):
        return by_name
    kinds = tuple(entry.kind for entry in MEDIA_TYPES if entry.name == found)
    smime_type = parameters.get("smime-type", "").lower()
    if smime_type:
        return tuple(kind for kind in kinds if _BY_KIND[kind].smime_type.lower() == smime_type)
    return tuple(kind for kind in kinds if kind in by_name) or kinds


def mismatch(message: Message | str, label: str = "", name: str = "") -> str | None:
    """Say how a label (Content-Type value, file name) belies a message; None where it does not.

    For a receiver that reports and goes on: peers send application/octet-stream, no smime-type or a wrong one. An
    encrypted message may be what any label says.
    """
    kind = message if isinstance(message, str) else message.kind
    claimed = claimed_kinds(label, name)
    if kind in claimed or (kind == "encrypted" and claimed) or not (label or claimed):
        return None
    what = label or repr(name)
    if not claimed:
        return f"{what} is no label of a CMC message, found a {kind}"
    return f"{what} stands for {' or '.join(claimed)}, found a {kind}"


def quoted(text: str) -> str:
    """Return a parameter's value, quoted where it is no token (RFC 9110 section 5.6.6)."""
    if re.fullmatch(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+", text):
        return text
    return '"' + re.sub(r'(["\\])', r"\\\1", text) + '"'

"""A message as a part of a mail: RFC 10003 section 5."""

from __future__ import annotations

from cmcasn1.errors import DecodeError
from cmcasn1.identify import kind_of
from cmcasn1.limits import DEFAULT_LIMITS, Limits
from cmcasn1.transport.media_types import claimed_kinds, file_name, media_type
from cmcasn1.transport.receiving import Received, receive

TYPE_CHECKING = False
if TYPE_CHECKING:
    from email.message import EmailMessage


def to_mail(message: bytes, stem: str | None = None, *, kind: str | None = None, rfc: int = 5273) -> EmailMessage:
    """Return the MIME entity that carries a message: base64, smime-type and a file name in ASCII.

    A complete mail once From, To and Subject are set; or a part to attach to another. Raises `BuildError` for a
    file name that is not ASCII or a kind that mail does not carry, `DecodeError` for what is no message.
    """
    from email.message import EmailMessage

    found = media_type(kind or kind_of(message))
    name = file_name(found.kind, stem, on_disk=False)
    main, _, sub = found.name.partition("/")
    mail = EmailMessage()
    mail.set_content(bytes(message), main, sub, cte="base64", disposition="attachment", filename=name)
    # The whole value, so that smime-type stands first as in the RFC's examples.
    mail.replace_header("Content-Type", found.header(rfc=rfc, file_name=name))
    return mail


def from_mail(mail: EmailMessage | bytes, *, limits: Limits = DEFAULT_LIMITS) -> tuple[Received, ...]:
    """Return the messages of a mail, in their order; what is odd about a part stands in its `problems`.

    A part carries a message if its media type or its file name says so. Raises `DecodeError` where such a part
    holds none, or the mail has no such part.
    """
    if not hasattr(mail, "walk"):
        from email import message_from_bytes
        from email.policy import default

        mail = message_from_bytes(bytes(mail), policy=default)
    found: list[Received] = []
    for part in mail.walk():
        label, name = str(part.get("Content-Type", "")), part.get_filename() or ""
        if part.is_multipart() or not claimed_kinds(label, name):
            continue
        payload = part.get_payload(decode=True)
        octets = payload if isinstance(payload, bytes) else b""
        received = receive(octets, label=label, file_name=name, limits=limits)
        if not name:
            received = received.noting("the part has no file name, which mail demands (RFC 10003 section 5)")
        for defect in part.defects:
            received = received.noting(f"the part is no correct MIME: {type(defect).__name__}")
        found.append(received)
    if not found:
        raise DecodeError(
            "no part of the mail is a CMC message",
            path="input",
            offset=0,
            expected="application/pkcs7-mime or pkcs10",
            found="other parts",
        )
    return tuple(found)

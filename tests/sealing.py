"""Messages in messages, encrypted in every way that RFC 10002 section 5 has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import cmcasn1
from cmcasn1 import PKIDataBuilder
from cmcasn1.build.arguments import as_name
from cmcasn1.cms.encryption import encrypt
from cmcasn1.cms.recipients import recipient
from cmcasn1.oids.known import ID_ENVELOPED_DATA
from cmcasn1.responder.authority import Authority
from tests.responding import ID_SIGNED_DATA, KEY, RSA_KEY

MINE = cmcasn1.PrivateKey(RSA_KEY)
CERTIFICATE = Authority.create(KEY, as_name("CN=RA")).certificate
FOR_ME = recipient(MINE.public_key_info)


def once(message: Any, to: Any) -> Any:
    return message.envelop([to])


def authenticated(message: Any, to: Any) -> Any:
    return message.envelop([to], authenticated=True)


def twice(message: Any, to: Any) -> Any:
    return message.envelop([to]).envelop([to], authenticated=True)


def signed_around(message: Any, to: Any) -> Any:
    return message.envelop([to]).sign(KEY)


def signed_between(message: Any, to: Any) -> Any:
    return message.envelop([to]).sign(KEY).envelop([to])


def whole(message: Any, to: Any) -> Any:
    """A ContentInfo where the RFC has the SignedData alone: section 5, as some peers write it."""
    made = encrypt(message.der, ID_SIGNED_DATA, [to])
    return cmcasn1.EncodedMessage(message.body, cmcasn1.ContentInfo(ID_ENVELOPED_DATA, made))


SEALS: dict[str, Callable[[Any, Any], Any]] = {
    seal.__name__: seal for seal in (once, authenticated, twice, signed_around, signed_between, whole)
}


def batch(*parts: Any) -> PKIDataBuilder:
    builder = PKIDataBuilder()
    for number, part in enumerate(parts, 11):
        builder = builder.add_cms(part, body_part_id=number)
    return builder.batch_requests().sender_nonce()

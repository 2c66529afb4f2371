"""What of a message is encrypted, and what a key makes of it: messages, challenges, archived keys, shared tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cmcasn1.cmc.controls.encrypted_pop import EncryptedPOP
from cmcasn1.cmc.pki_data import PKIData
from cmcasn1.cmc.pki_response import PKIResponse
from cmcasn1.cms.auth_enveloped_data import AuthEnvelopedData
from cmcasn1.cms.content_info import ContentInfo
from cmcasn1.cms.enveloped_data import EncryptedData, EnvelopedData
from cmcasn1.cms.signed_data import SignedData
from cmcasn1.codec.coding import decode_der, decode_named, encode_der
from cmcasn1.codec.primitives import Any, BitString
from cmcasn1.codec.value import Value
from cmcasn1.crmf.cert_req_msg import CertReqMessages, CertReqMsg
from cmcasn1.crmf.key_archival import EncryptedValue
from cmcasn1.crmf.proof_of_possession import POPOPrivKey
from cmcasn1.dogtag.shared_token import SharedToken
from cmcasn1.errors import BuildError, DecodeError
from cmcasn1.identify import part_of
from cmcasn1.limits import DEFAULT_LIMITS
from cmcasn1.message import Message, parse
from cmcasn1.nesting import read_part
from cmcasn1.oids.known import (
    ID_CCT_PKI_DATA,
    ID_CCT_PKI_RESPONSE,
    ID_DATA,
    ID_REG_CTRL_PKI_ARCHIVE_OPTIONS,
    SZ_OID_ARCHIVED_KEY_ATTR,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any as _Any

    from cryptography import x509

    from cmcasn1.cms.decryption import Key
    from cmcasn1.pkix.certificates import Certificate

MESSAGE, CHALLENGE, PRIVATE_KEY, SECRET = "message", "challenge", "private key", "shared secret"
_ENCRYPTED = (EnvelopedData, AuthEnvelopedData, EncryptedData)
# RFC 5652 section 6 lets any content be encrypted; these are read without a ContentInfo around them.
_BARE = (ID_DATA, ID_CCT_PKI_DATA, ID_CCT_PKI_RESPONSE)


class EncryptedPart(Value, opaque=("value",)):
    """Something encrypted: where it stands, what is in it, and the value that holds it.

    `kind` is "message", "challenge", "private key" or "shared secret".
    """

    path: str
    kind: str
    value: _Any


class OpenedPart(Value, secret=("octets",)):
    """What a key opened: the octets, in words what they are, and the message where they are one.

    A message comes in a ContentInfo, a private key as PKCS #8, the rest as it is.
    """

    part: EncryptedPart
    octets: bytes
    text: str
    message: Message | None = None


def encrypted_parts(message: Message) -> Iterator[EncryptedPart]:
    """Yield what is encrypted in a message, from the outside in; what is inside of it shows once it is open."""
    for layer in message.layers:
        if isinstance(layer, _ENCRYPTED):
            yield EncryptedPart(type(layer).__name__, MESSAGE, layer)
        elif isinstance(layer, SignedData):
            yield from _of_signers(layer, "SignedData")
    yield from _of_body(message.body, type(message.body).__name__)


def _of_body(body: _Any, path: str, depth: int = 0) -> Iterator[EncryptedPart]:
    if isinstance(body, CertReqMessages):
        for index, request in enumerate(body):
            yield from _of_request(request, f"{path}[{index}]")
    if isinstance(body, PKIData):
        for index, asked in enumerate(body.req_sequence):
            if isinstance(asked, CertReqMsg):
                yield from _of_request(asked, f"{path}.reqSequence[{index}].crm")
    if isinstance(body, PKIData | PKIResponse):
        for index, control in enumerate(body.control_sequence):
            for number, value in enumerate(control.attr_values):
                if isinstance(value, EncryptedPOP):
                    yield EncryptedPart(f"{path}.controlSequence[{index}].attrValues[{number}]", CHALLENGE, value)
        for index, part in enumerate(body.cms_sequence):
            yield from _of_nested(part.content_info, f"{path}.cmsSequence[{index}].contentInfo.content", depth + 1)


def _of_nested(info: ContentInfo, path: str, depth: int) -> Iterator[EncryptedPart]:
    from cmcasn1.cmc.body_part_graph import MAX_NESTED, nested_body

    if isinstance(info.content, _ENCRYPTED):
        yield EncryptedPart(path, MESSAGE, info.content)
    elif isinstance(info.content, SignedData):
        yield from _of_signers(info.content, path)
        message = read_part(info).message
        if message is not None and message.kind == "encrypted":
            layer = message.layers[-1]
            yield EncryptedPart(f"{path}.encapContentInfo.eContent.{type(layer).__name__}", MESSAGE, layer)
    try:
        body = nested_body(info)
    except DecodeError:
        # What is broken in there is said by those who show the message.
        return
    if body is not None and depth < MAX_NESTED:
        yield from _of_body(body, f"{path}.encapContentInfo.eContent.{type(body).__name__}", depth)


def _of_request(request: CertReqMsg, path: str) -> Iterator[EncryptedPart]:
    for index, control in enumerate(request.cert_req.controls or ()):
        value = control.value
        if control.type == ID_REG_CTRL_PKI_ARCHIVE_OPTIONS and isinstance(value, EnvelopedData | EncryptedValue):
            yield EncryptedPart(f"{path}.certReq.controls[{index}].value", PRIVATE_KEY, value)
    proof = None if request.popo is None else request.popo.value
    shown: object = proof.value if isinstance(proof, POPOPrivKey) else None
    if isinstance(shown, BitString):
        # thisMessage; dhMAC is no EncryptedValue either.
        try:
            shown = decode_der(EncryptedValue, shown.data)
        except DecodeError:
            return
    if isinstance(shown, EnvelopedData | EncryptedValue):
        yield EncryptedPart(f"{path}.popo", PRIVATE_KEY, shown)


def _of_signers(signed: SignedData, path: str) -> Iterator[EncryptedPart]:
    """Yield the keys that Windows archives: MS-WCCE section 2.2.2.7."""
    for index, signer in enumerate(signed.signer_infos):
        for number, attribute in enumerate(signer.unsigned_attrs or ()):
            for value in attribute.attr_values:
                if attribute.attr_type == SZ_OID_ARCHIVED_KEY_ATTR and isinstance(value, ContentInfo):
                    yield EncryptedPart(f"{path}.signerInfos[{index}].unsignedAttrs[{number}]", PRIVATE_KEY, value)


def open_part(
    part: EncryptedPart, key: Key, *, certificate: Certificate | x509.Certificate | None = None
) -> OpenedPart:
    """Open one part with what `cmcasn1.cms.decryption.decrypt` takes as a key.

    Raises `DecryptionFailed`, `ProofInvalid` for a challenge that is not what its witness says, `UnsupportedAlgorithm`,
    and `BuildError` for a key of a kind that does not go with the part.
    """
    if part.kind == MESSAGE:
        return _message(part, key, certificate)
    if part.kind == CHALLENGE:
        opened = part.value.open(key, certificate=certificate)
        return OpenedPart(part, opened, f"a challenge of {len(opened)} octets, as its witness says")
    if part.kind == SECRET:
        from cmcasn1.dogtag.shared_tokens import open_shared_token

        if isinstance(key, str | bytes):
            raise BuildError("a shared token opens with a private key")
        opened = open_shared_token(part.value, key)
        return OpenedPart(part, opened, f"a shared secret of {len(opened)} octets")
    return _private_key(part, key, certificate)


def _message(part: EncryptedPart, key: Key, certificate: Certificate | x509.Certificate | None) -> OpenedPart:
    from cmcasn1.cms.decryption import decrypt

    value = part.value
    octets = decrypt(value, key, certificate=certificate)
    info = getattr(value, "encrypted_content_info", None) or value.auth_encrypted_content_info
    text = f"{info.content_type.name}, {len(octets)} octets"
    if info.content_type not in _BARE:
        try:
            # Peers put the whole ContentInfo there as well (RFC 10002 section 5).
            message = parse(octets)
        except DecodeError:
            octets = encode_der(ContentInfo(info.content_type, Any(octets)))
        else:
            if "bare-signed-data" not in message.quirks:
                return OpenedPart(part, octets, text, message)
            octets = encode_der(ContentInfo(info.content_type, Any(octets)))
    try:
        return OpenedPart(part, octets, text, parse(octets))
    except DecodeError:
        return OpenedPart(part, octets, f"{text}, no message of CMC or CRMF")


def _private_key(part: EncryptedPart, key: Key, certificate: Certificate | x509.Certificate | None) -> OpenedPart:
    from cmcasn1.crmf.archived_keys import recover

    if isinstance(part.value, ContentInfo):
        from cmcasn1.cms.decryption import decrypt
        from cmcasn1.microsoft.private_key_blob import private_key_info_of_blob

        octets = private_key_info_of_blob(decrypt(part.value, key, certificate=certificate))
        form = "PRIVATEKEYBLOB"
    else:
        recovered = recover(part.value, key, certificate=certificate)
        octets, form = recovered.private_key_info, recovered.form.value
    return OpenedPart(part, octets, f"a private key ({_kind_of_key(octets)}), archived as {form}")


def _kind_of_key(octets: bytes) -> str:
    from cmcasn1.crmf.key_archival import PrivateKeyInfo

    return decode_der(PrivateKeyInfo, octets).private_key_algorithm.algorithm.name


_ALONE: dict[str, tuple[str, tuple[type, ...]]] = {
    "SharedToken": (SECRET, (SharedToken,)),
    "EncryptedPOP": (CHALLENGE, (EncryptedPOP,)),
    "PKIArchiveOptions": (PRIVATE_KEY, (EnvelopedData, EncryptedValue)),
    "EncryptedValue": (PRIVATE_KEY, (EncryptedValue,)),
    "EncryptedKey": (PRIVATE_KEY, (EnvelopedData,)),
}


def part_alone(octets: bytes) -> EncryptedPart | None:
    """Return the part that the octets are by themselves, None for a message; raises `DecodeError` for a broken part.

    A shared token of Dogtag, an EncryptedPOP, or PKIArchiveOptions, EncryptedKey or EncryptedValue with a private key,
    in DER.
    """
    name = part_of(octets, DEFAULT_LIMITS)
    if name is None:
        return None
    value = decode_named(name, octets)
    kind, classes = _ALONE[name]
    return EncryptedPart(name, kind, value) if isinstance(value, classes) else None


def shared_token_part(token: SharedToken) -> EncryptedPart:
    """Return the part that a shared token of Dogtag is by itself."""
    return EncryptedPart("SharedToken", SECRET, token)

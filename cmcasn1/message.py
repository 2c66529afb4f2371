"""Any message of any origin: `parse`, and `decrypt` for what only a key opens."""

from __future__ import annotations

from cmcasn1.codec import coding
from cmcasn1.codec.quirks import ALL_QUIRKS
from cmcasn1.codec.registry import value_class
from cmcasn1.codec.tree import Note
from cmcasn1.codec.value import Value
from cmcasn1.errors import BuildError, DecodeError, LimitError
from cmcasn1.identify import type_of
from cmcasn1.limits import DEFAULT_LIMITS, Limits
from cmcasn1.oids.known import (
    EXTENSION_REQUEST,
    ID_CCT_PKI_DATA,
    ID_CCT_PKI_RESPONSE,
    ID_CE_SUBJECT_KEY_IDENTIFIER,
    ID_CMC_DECRYPTED_POP,
    ID_CMC_ENCRYPTED_POP,
    ID_CMC_IDENTITY_PROOF_V2,
    ID_CMC_POP_LINK_WITNESS_V2,
    ID_CT_AUTH_DATA,
    ID_CT_AUTH_ENVELOPED_DATA,
    ID_DATA,
    ID_DIGESTED_DATA,
    ID_ENCRYPTED_DATA,
    ID_ENVELOPED_DATA,
    ID_SIGNED_DATA,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any as _Any
    from typing import TypeAlias

    from cryptography import x509

    from cmcasn1.cmc.pki_data import PKIData
    from cmcasn1.cmc.pki_response import PKIResponse
    from cmcasn1.cms.certificates import CertificateSet
    from cmcasn1.cms.content_info import ContentInfo
    from cmcasn1.cms.decryption import Key
    from cmcasn1.crmf.cert_req_msg import CertReqMessages
    from cmcasn1.crmf.cmp import PKIMessage
    from cmcasn1.pkix.certificates import Certificate
    from cmcasn1.pkix.pkcs10 import CertificationRequest

    Body: TypeAlias = (
        PKIData | PKIResponse | CertificationRequest | CertificateSet | CertReqMessages | PKIMessage | None
    )

_CONTENT: dict[str, str] = {ID_CCT_PKI_DATA: "PKIData", ID_CCT_PKI_RESPONSE: "PKIResponse"}
LAYERS: dict[str, str] = {
    ID_SIGNED_DATA: "SignedData",
    ID_ENVELOPED_DATA: "EnvelopedData",
    ID_DIGESTED_DATA: "DigestedData",
    ID_ENCRYPTED_DATA: "EncryptedData",
    ID_CT_AUTH_DATA: "AuthenticatedData",
    ID_CT_AUTH_ENVELOPED_DATA: "AuthEnvelopedData",
}
_KINDS = {
    "PKIData": "full-pki-request",
    "PKIResponse": "full-pki-response",
    "CertificationRequest": "simple-pki-request",
    "CertReqMessages": "cert-req-messages",
}
_CHALLENGES = (ID_CMC_ENCRYPTED_POP, ID_CMC_DECRYPTED_POP)
_AES = "2.16.840.1.101.3.4.1."


class Message(Value, opaque=("layers",)):
    """A message with its wrappers taken off.

    `kind` is "full-pki-request", "full-pki-response", "simple-pki-request", "simple-pki-response",
    "cert-req-messages", or, for what the wrappers do not show, "encrypted" (only a key opens it) or "cmp-message"
    (a PKIMessage that carries no request). `body` is the PKIData, PKIResponse, CertificationRequest,
    CertificateSet or CertReqMessages inside (None when encrypted); `layers` are the CMS wrappers, outermost
    first; `encoding` is "der", or "ber" where anything was encoded in a way that DER does not allow; `quirks`
    names the peers' shapes that were met (`cmcasn1.QUIRKS` explains them), `problems` the errors of parts that
    were left closed (as `Any` or `UnknownControl`), `armour` what was taken off before the first octet.
    """

    kind: str
    body: Body
    layers: tuple[_Any, ...]
    encoding: str
    quirks: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    armour: tuple[str, ...] = ()

    def __repr__(self) -> str:
        # A layer of plain data is octets that may hold a secret; the layers' names say what is around the body.
        layers = ", ".join(type(layer).__name__ for layer in self.layers)
        return (
            f"Message(kind={self.kind!r}, body={self.body!r}, layers=<{layers}>, encoding={self.encoding!r}, "
            f"quirks={self.quirks!r}, problems={self.problems!r}, armour={self.armour!r})"
        )


def parse(data: bytes | str, *, quirks: Iterable[str] = ALL_QUIRKS, limits: Limits = DEFAULT_LIMITS) -> Message:
    """Take any message out of any armour and wrapper.

    `data` is DER, BER, PEM, base64, hex, an HTTP message or a MIME part of a ContentInfo, SignedData, PKIData,
    PKIResponse, CertReqMessages, CertReqMsg, CertificationRequest or CMP PKIMessage. `quirks` are the peers'
    shapes to accept; with none of them each raises. BER is accepted everywhere and shows in `encoding`.
    Raises `DecodeError`. RFC 10002 sections 3 and 4.
    """
    allowed = _allowed(quirks)
    octets, armour = _octets(data)
    return Reading(octets, allowed, limits).message(armour)


def decrypt(
    message: Message | bytes | str,
    key: Key,
    *,
    certificate: Certificate | x509.Certificate | None = None,
    quirks: Iterable[str] = ALL_QUIRKS,
    limits: Limits = DEFAULT_LIMITS,
) -> Message:
    """Open the innermost layer of a message of kind "encrypted" and return the message with what is inside.

    The message has been parsed, or comes as octets for `parse`. `key` and `certificate` are those of
    `cmcasn1.cms.decryption.decrypt`. Where the content is encrypted once more, the kind remains "encrypted", and the
    next call opens that. The content may be a SignedData, as RFC 10002 section 5 has it, or a whole ContentInfo, as
    some peers write. Raises `BuildError` for a message that is not encrypted, `DecryptionFailed`,
    `UnsupportedAlgorithm` and `DecodeError`.
    """
    allowed = _allowed(quirks)
    if isinstance(message, bytes | str):
        message = parse(message, quirks=allowed, limits=limits)
    if message.kind != "encrypted":
        raise BuildError(f"the message ({message.kind}) is not encrypted")
    from cmcasn1.cms.decryption import decrypt as opened

    if len(message.layers) > limits.depth:
        raise LimitError.depth(limits.depth, 0)
    layer = message.layers[-1]
    info = getattr(layer, "encrypted_content_info", None) or layer.auth_encrypted_content_info
    reading = Reading(opened(layer, key, certificate=certificate), allowed, limits)
    inner = reading.message((), str(info.content_type))
    return Message(
        kind=inner.kind,
        body=inner.body,
        layers=message.layers + inner.layers,
        encoding=max(message.encoding, inner.encoding, key=("der", "ber").index),
        quirks=tuple(dict.fromkeys(message.quirks + inner.quirks)),
        problems=message.problems + inner.problems,
        armour=message.armour,
    )


def unexpected_kind(message: Message, expected: str) -> DecodeError:
    """Return the error for a message that is not of the kind, said in words, that is wanted here."""
    return DecodeError(
        f"expected {expected}, found a {message.kind}", path="input", offset=0, expected=expected, found=message.kind
    )


def _allowed(quirks: Iterable[str]) -> frozenset[str]:
    allowed = frozenset(quirks)
    unknown = allowed - ALL_QUIRKS
    if unknown:
        raise BuildError(f"no such quirk: {', '.join(sorted(unknown))}")
    return allowed


def _octets(data: bytes | str) -> tuple[bytes, tuple[str, ...]]:
    if (
        isinstance(data, bytes)
        and data[:1] == b"\x30"
        and len(data) > 1
        and (data[1] > 127 or data[1] == len(data) - 2)
    ):
        return data, ()
    from cmcasn1.armour import unwrap

    blob = unwrap(data)[0]
    return blob.octets, blob.armour


class Reading:
    """One reading of one message: what it met on the way."""

    def __init__(self, data: bytes, quirks: frozenset[str], limits: Limits) -> None:
        self.data = data
        self.quirks = quirks
        self.limits = limits
        self.layers: list[_Any] = []
        self.notes: list[Note] = []
        self.problems: list[DecodeError] = []
        self.met: dict[str, Note] = {}

    def message(self, armour: tuple[str, ...], content_type: str | None = None) -> Message:
        """Read the message from the outside in; the octets are the content of a wrapper if its type is given."""
        if len(self.data) > self.limits.size:
            raise LimitError.size(len(self.data), self.limits.size)
        if content_type is None:
            return self._message(*self._open(self.data, 0), armour)
        return self._message(*self._inside(content_type, self.data, 0), armour)

    def content(self, info: ContentInfo) -> Message:
        """Read the message in a ContentInfo that is decoded already."""
        return self._message(*self._content(str(info.content_type), info.content, 0), ())

    def _message(self, kind: str, body: _Any, armour: tuple[str, ...]) -> Message:
        self._look_for_quirks(body)
        ber = any(note.kind == "ber" for note in self.notes)
        return Message(
            kind=kind,
            body=body,
            layers=tuple(self.layers),
            encoding="ber" if ber else "der",
            quirks=tuple(self.met),
            problems=tuple(map(str, self.problems)),
            armour=armour,
        )

    def decode(self, name: str, octets: bytes) -> _Any:
        """Decode one type; what is not DER is read again as BER and with the quirks allowed."""
        return coding.decode_named(name, octets, self.limits, self._decode_again)

    def _decode_again(self, name: str, octets: bytes, limits: Limits) -> _Any:
        from cmcasn1.codec.tables import type_named
        from cmcasn1.codec.walk import Walker

        # Offsets are those of the whole input wherever the content lies in it in one piece.
        start = self.data.find(octets) if octets is not self.data else 0
        buffer = self.data if start >= 0 else octets
        start = max(start, 0)
        walker = Walker(buffer, limits=limits, ber=True, quirks=ALL_QUIRKS, lenient=True)
        value = walker.decode(type_named(name), start, start + len(octets), name)
        self.notes += walker.notes
        self.problems += walker.problems
        for note in walker.notes:
            if note.kind == "quirk":
                self._quirk(note.name, note.path, note.offset, note.text)
        return value

    def _quirk(self, name: str, path: str, offset: int | None, text: str) -> None:
        if name not in self.quirks:
            raise DecodeError(
                f"{text}; refused without the quirk {name!r}",
                path=path,
                offset=offset if offset is not None else 0,
                expected="the form of the RFC",
                found=text,
            )
        self.met.setdefault(name, Note("quirk", name, path, offset, text))

    def _open(self, octets: bytes, depth: int) -> tuple[str, _Any]:
        self._refuse_deeper(depth)
        name = type_of(octets, self.limits)
        match name:
            case "ContentInfo":
                info = self.decode(name, octets)
                return self._content(str(info.content_type), info.content, depth)
            case "SignedData":
                self._quirk("bare-signed-data", "SignedData", 0, "SignedData without ContentInfo")
                return self._content(ID_SIGNED_DATA, self.decode(name, octets), depth)
            case "PKIMessage":
                return self._cmp(self.decode(name, octets))
            case "CertReqMsg":
                return "cert-req-messages", value_class("CertReqMessages")((self.decode(name, octets),))
            case "TaggedRequest":
                return self._tagged_request(self.decode(name, octets))
        return _KINDS[name], self.decode(name, octets)

    def _refuse_deeper(self, depth: int) -> None:
        if depth > self.limits.depth:
            raise LimitError.depth(self.limits.depth, 0)

    def _tagged_request(self, request: _Any) -> tuple[str, _Any]:
        if hasattr(request, "certification_request"):
            return "simple-pki-request", request.certification_request
        if hasattr(request, "cert_req"):
            return "cert-req-messages", value_class("CertReqMessages")((request,))
        raise DecodeError(
            f"request of the unknown type {request.request_message_type}",
            path="TaggedRequest.orm.requestMessageType",
            offset=0,
            expected="tcr [0] or crm [1]",
            found="orm [2]",
        )

    def _cmp(self, message: _Any) -> tuple[str, _Any]:
        self.layers.append(message)
        body = message.body
        if body.choice in ("ir", "cr", "kur", "krr", "ccr"):
            return "cert-req-messages", body.value
        if body.choice == "p10cr":
            return "simple-pki-request", body.value
        return "cmp-message", message

    def _content(self, content_type: str, content: _Any, depth: int) -> tuple[str, _Any]:
        if type(content).__name__ == "Any":
            known = content_type in LAYERS or content_type in _CONTENT
            if known and self.problems:
                raise self.problems[-1]
            raise self._unknown(content_type)
        if content_type in _CONTENT:
            return _KINDS[_CONTENT[content_type]], content
        self.layers.append(content)
        if content_type == ID_DATA:
            return self._open(content.value if hasattr(content, "value") else content, depth + 1)
        layer = LAYERS.get(content_type)
        if layer in ("SignedData", "AuthenticatedData"):
            return self._encapsulated(content.encap_content_info, content, depth)
        if layer in ("EnvelopedData", "AuthEnvelopedData", "EncryptedData"):
            return "encrypted", None
        if layer == "DigestedData":
            return self._encapsulated(content.encap_content_info, content, depth)
        raise self._unknown(content_type)

    def _unknown(self, content_type: str) -> DecodeError:
        return DecodeError(
            f"content of the unknown type {content_type}",
            path="ContentInfo.contentType",
            offset=0,
            expected="a content type of CMS or CMC",
            found=content_type,
        )

    def _encapsulated(self, info: _Any, layer: _Any, depth: int) -> tuple[str, _Any]:
        octets = info.e_content
        content_type = str(info.e_content_type)
        if octets is None or (octets == b"" and content_type == ID_DATA):
            return "simple-pki-response", getattr(layer, "certificates", None) or value_class("CertificateSet")(())
        return self._inside(content_type, octets, depth)

    def _inside(self, content_type: str, octets: bytes, depth: int) -> tuple[str, _Any]:
        if content_type in _CONTENT:
            name = _CONTENT[content_type]
            return _KINDS[name], self.decode(name, octets)
        if content_type in LAYERS:
            self._refuse_deeper(depth)
            inner = LAYERS[content_type]
            # Peers put the whole ContentInfo there as well (RFC 10002 section 5).
            if type_of(octets, self.limits) == "ContentInfo":
                return self._open(octets, depth + 1)
            return self._content(content_type, self.decode(inner, octets), depth + 1)
        return self._open(octets, depth + 1)

    # Shapes that decode, but not as meant

    def _look_for_quirks(self, body: _Any) -> None:
        name = type(body).__name__
        if name in ("PKIData", "PKIResponse"):
            for index, control in enumerate(body.control_sequence):
                self._look_at_control(control, f"{name}.controlSequence[{index}]")
        if name == "PKIData":
            for index, request in enumerate(body.req_sequence):
                self._look_at_request(request, f"PKIData.reqSequence[{index}]")
        elif name == "CertReqMessages":
            for index, request in enumerate(body):
                self._look_at_request(request, f"CertReqMessages[{index}]")
        elif name == "CertificationRequest":
            self._look_at_pkcs10(body, "CertificationRequest")

    def _look_at_control(self, control: _Any, path: str) -> None:
        if control.attr_type == ID_CMC_POP_LINK_WITNESS_V2 and path.startswith("PKIData"):
            self._quirk("oid-33-34-swapped", f"{path}.attrType", None, "popLinkWitnessV2's OID on a control")
        elif control.attr_type in _CHALLENGES:
            for value in control.attr_values:
                algorithm = getattr(value, "the_pop_alg_id", None)
                if algorithm is not None and algorithm.algorithm.startswith(_AES):
                    text = f"thePOPAlgID is {algorithm.algorithm.name}, no MAC"
                    self._quirk("dogtag-encrypted-pop", f"{path}.attrValues[0].thePOPAlgID", None, text)

    def _look_at_request(self, request: _Any, path: str) -> None:
        match type(request).__name__:
            case "TaggedCertificationRequest":
                self._look_at_pkcs10(request.certification_request, f"{path}.tcr.certificationRequest")
            case "CertReqMsg":
                for control in request.cert_req.controls or ():
                    self._look_at_attribute(control.type, f"{path}.certReq.controls")
                extensions = request.cert_req.cert_template.extensions or ()
                self._look_at_extensions(extensions, f"{path}.certReq.certTemplate.extensions")

    def _look_at_pkcs10(self, request: _Any, path: str) -> None:
        for attribute in request.certification_request_info.attributes:
            self._look_at_attribute(attribute.type, f"{path}.attributes")
            if attribute.type == EXTENSION_REQUEST:
                for value in attribute.values:
                    if isinstance(value, tuple):
                        self._look_at_extensions(value, f"{path}.attributes")

    def _look_at_attribute(self, attribute_type: str, path: str) -> None:
        if attribute_type == ID_CMC_IDENTITY_PROOF_V2:
            self._quirk("oid-33-34-swapped", path, None, "identityProofV2's OID on an attribute of a request")

    def _look_at_extensions(self, extensions: Iterable[_Any], path: str) -> None:
        for extension in extensions:
            if extension.extn_id == ID_CE_SUBJECT_KEY_IDENTIFIER:
                octets = extension.extn_value
                if octets[:1] != b"\x04" or len(octets) < 2 or octets[1] != len(octets) - 2:
                    text = "subjectKeyIdentifier without its OCTET STRING"
                    self._quirk("ski-without-octet-string", path, None, text)

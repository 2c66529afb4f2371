"""Labels, files, mail and HTTP messages: octets in, octets out."""

from __future__ import annotations

import base64
import email
import pickle
from contextlib import suppress
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP, default
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cmcasn1
from cmcasn1 import transport
from cmcasn1.armour import unwrap
from cmcasn1.errors import BuildError, CMCError, DecodeError, LimitError, TransportError, TruncatedError
from cmcasn1.identify import kind_of
from cmcasn1.limits import Limits
from cmcasn1.transport import HTTPRequest, HTTPResponse
from cmcasn1.transport.media_types import content_type
from tests.blobs import Blob, blob

FULL_REQUEST = blob("dogtag/cmcreq_agent_p10_rsa.bin").data
FULL_RESPONSE = blob("dogtag/resp_success.bin").data
FAILED = blob("dogtag/resp_failed_bad_identity.bin").data
SIMPLE_REQUEST = unwrap(blob("dogtag/p10_rsa.der").data)[0].octets
SIMPLE_RESPONSE = cmcasn1.encode_der(
    cmcasn1.ContentInfo(
        "1.2.840.113549.1.7.2",
        cmcasn1.SignedData(
            version=1,
            digest_algorithms=(),
            encap_content_info=cmcasn1.EncapsulatedContentInfo("1.2.840.113549.1.7.1"),
            signer_infos=(),
        ),
    )
)
BY_KIND = {
    "simple-pki-request": SIMPLE_REQUEST,
    "full-pki-request": FULL_REQUEST,
    "simple-pki-response": SIMPLE_RESPONSE,
    "full-pki-response": FULL_RESPONSE,
}


# Kinds


def kind_of_cmp(octets: bytes) -> bool:
    return bool(cmcasn1.parse(octets).layers) and type(cmcasn1.parse(octets).layers[0]).__name__ == "PKIMessage"


def test_the_kind_of_a_message_is_what_parse_says(any_blob: Blob) -> None:
    try:
        octets = unwrap(any_blob.data)[0].octets
        kind = cmcasn1.parse(octets).kind
    except DecodeError:
        return
    found = kind_of(octets)
    # What a PKIMessage carries is CMP's business.
    assert found == ("cmp-message" if kind_of_cmp(octets) else kind)


@pytest.mark.parametrize("kind", BY_KIND)
def test_kinds_of_the_four_messages(kind: str) -> None:
    assert kind_of(BY_KIND[kind]) == kind == cmcasn1.parse(BY_KIND[kind]).kind


def test_the_kind_shows_through_wrappers_and_not_through_encryption() -> None:
    inside = cmcasn1.encode_der(cmcasn1.ContentInfo("1.2.840.113549.1.7.1", FULL_REQUEST))
    assert kind_of(inside) == "full-pki-request"
    for _ in range(64):
        inside = cmcasn1.encode_der(cmcasn1.ContentInfo("1.2.840.113549.1.7.1", inside))
    with pytest.raises(LimitError):
        kind_of(inside)
    enveloped = bytes.fromhex("300d06092a864886f70d010703a000")
    assert kind_of(enveloped) == "encrypted"


def tlv(tag: int, *contents: bytes) -> bytes:
    joined = b"".join(contents)
    return bytes([tag, 0x83]) + len(joined).to_bytes(3, "big") + joined


ID_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
ID_PKI_DATA = bytes.fromhex("06082b06010505070c02")


def signed_data(content_type: bytes, *content: bytes) -> bytes:
    explicit = [tlv(0xA0, each) for each in content]
    return tlv(0x30, b"\x02\x01\x03", b"\x31\x00", tlv(0x30, content_type, *explicit), b"\x31\x00")


def content_info(content: bytes) -> bytes:
    return tlv(0x30, ID_SIGNED_DATA, tlv(0xA0, content))


INNER = signed_data(ID_PKI_DATA, tlv(0x04, b"\x30\x00"))
NESTED = {
    "bare": (signed_data(ID_SIGNED_DATA, tlv(0x04, INNER)), "full-pki-request"),
    "as ContentInfo": (signed_data(ID_SIGNED_DATA, tlv(0x04, content_info(INNER))), "full-pki-request"),
    "no octet string": (signed_data(ID_SIGNED_DATA, INNER), "full-pki-request"),
    "in segments": (
        signed_data(ID_SIGNED_DATA, b"\x24\x80" + tlv(0x24, tlv(0x04, INNER[:9])) + tlv(0x04, INNER[9:]) + b"\0\0"),
        "full-pki-request",
    ),
    "nothing": (signed_data(ID_PKI_DATA), "simple-pki-response"),
}


@pytest.mark.parametrize("name", NESTED)
def test_the_kind_of_nested_signed_data(name: str) -> None:
    content, kind = NESTED[name]
    assert kind_of(content_info(content)) == kind_of(content) == kind


def test_nesting_has_a_limit() -> None:
    for wrap in (lambda each: signed_data(ID_SIGNED_DATA, tlv(0x04, each)), content_info):
        content = INNER
        for _ in range(2000):
            content = signed_data(ID_SIGNED_DATA, tlv(0x04, wrap(content)))
        with pytest.raises(LimitError, match="nested deeper than 64 levels"):
            kind_of(content)


@pytest.mark.parametrize(
    "data", ["300d06092a864886f70d010709a000", "300d06092a864886f70d010702a000", "a20802010106032a0304", "0500", ""]
)
def test_what_is_no_message_has_no_kind(data: str) -> None:
    with pytest.raises(DecodeError):
        kind_of(bytes.fromhex(data))


@given(st.sampled_from(sorted(BY_KIND.values())), st.integers(0, 200), st.binary(min_size=1, max_size=4))
def test_damage_gives_a_kind_or_an_error_of_ours(message: bytes, at: int, octets: bytes) -> None:
    damaged = message[:at] + octets + message[at + len(octets) :]
    for call in (kind_of, transport.receive):
        with suppress(CMCError):
            call(damaged)


# Labels

LABELS = {
    # kind: (RFC 5273, RFC 10003, in mail, on disk)
    "simple-pki-request": ("application/pkcs10", "application/pkcs10", "request.p10", "request.p10"),
    "full-pki-request": (
        "application/pkcs7-mime; smime-type=CMC-request",
        "application/pkcs7-mime; smime-type=CMC-Request",
        "request.p7m",
        "request.crq",
    ),
    "simple-pki-response": (
        "application/pkcs7-mime; smime-type=certs-only",
        "application/pkcs7-mime; smime-type=certs-only",
        "response.p7c",
        "response.p7c",
    ),
    "full-pki-response": (
        "application/pkcs7-mime; smime-type=CMC-response",
        "application/pkcs7-mime; smime-type=CMC-Response",
        "response.p7m",
        "response.crp",
    ),
}


@pytest.mark.parametrize("kind", LABELS)
def test_labels_there_and_back(kind: str) -> None:
    old, new, in_mail, on_disk = LABELS[kind]
    message = cmcasn1.parse(BY_KIND[kind])
    found = transport.media_type(message)
    assert found == transport.media_type(kind)
    assert found.header() == old
    assert found.header(rfc=10003) == new
    assert found.header(rfc=10003, file_name="a.p7m") == f"{new}; name=a.p7m"
    assert transport.file_name(message, on_disk=False) == in_mail
    assert transport.file_name(message) == on_disk
    assert transport.file_name(message, "Server-1") == "Server-1" + Path(on_disk).suffix
    for label in (old, new, old.upper(), new.replace("; ", " ;  ").replace("=", ' = "') + '"' * ("=" in new)):
        assert transport.claimed_kinds(label) == (kind,), label
        assert transport.mismatch(message, label) is None
    assert kind in transport.claimed_kinds(name=in_mail)
    assert transport.claimed_kinds(name=on_disk.upper()) == (kind,)


ALL_OF_PKCS7 = ("full-pki-request", "simple-pki-response", "full-pki-response")
CLAIMS = [
    ("application/pkcs7-mime", "", ALL_OF_PKCS7),
    ("application/x-pkcs7-mime", "", ALL_OF_PKCS7),
    ("application/x-pkcs10", "", ("simple-pki-request",)),
    ("application/pkcs7-mime; name=x.p7c", "", ("simple-pki-response",)),
    ("application/pkcs7-mime; name=x.p7m", "", ("full-pki-request", "full-pki-response")),
    ("application/pkcs7-mime; name=x.txt", "", ALL_OF_PKCS7),
    ("application/pkcs7-mime; smime-type=certs-only; name=x.p7m", "", ("simple-pki-response",)),
    ("application/pkcs7-mime; smime-type=enveloped-data", "", ()),
    ("application/octet-stream", "x.crq", ("full-pki-request",)),
    ("application/octet-stream; name=x.p10", "", ("simple-pki-request",)),
    ("application/octet-stream", "", ()),
    ("text/html; charset=utf-8", "x.p10", ()),
    ("", "x.req", ("simple-pki-request", "full-pki-request")),
    ("", "x.p7b", ("simple-pki-response", "full-pki-response")),
    ("", "x.rsp", ("full-pki-response",)),
    ("", "crq", ()),
    ("", "", ()),
]


@pytest.mark.parametrize(("label", "name", "kinds"), CLAIMS)
def test_what_a_label_claims(label: str, name: str, kinds: tuple[str, ...]) -> None:
    assert transport.claimed_kinds(label, name) == kinds


def test_parameters_of_a_content_type() -> None:
    assert content_type(r' A/B ; X = "a;\"b" ;y=c d; y=e;;z') == ("a/b", {"x": 'a;"b', "y": "c d"})
    assert content_type("") == ("", {})


def test_a_mismatch_is_told() -> None:
    assert transport.mismatch("full-pki-response", "application/pkcs7-mime; smime-type=CMC-request") == (
        "application/pkcs7-mime; smime-type=CMC-request stands for full-pki-request, found a full-pki-response"
    )
    assert transport.mismatch("full-pki-request", "text/html") == (
        "text/html is no label of a CMC message, found a full-pki-request"
    )
    assert transport.mismatch("full-pki-request", name="a.p7c") == (
        "'a.p7c' stands for simple-pki-response, found a full-pki-request"
    )
    assert transport.mismatch("full-pki-request", name="a.bin") is None
    assert transport.mismatch("full-pki-request") is None
    assert transport.mismatch("encrypted", "application/pkcs7-mime; smime-type=CMC-request") is None


@pytest.mark.parametrize("kind", ["cert-req-messages", "cmp-message", "encrypted", "nothing"])
def test_no_label_for_other_kinds(kind: str) -> None:
    with pytest.raises(BuildError, match="no media type belongs to"):
        transport.media_type(kind)


@pytest.mark.parametrize("stem", ["größe", "a/b", "a\\b", "a\nb", 'a"b', ""])
def test_file_names_are_plain(stem: str) -> None:
    with pytest.raises(BuildError, match="no file name"):
        transport.file_name("full-pki-request", stem)


# Receiving, files


@pytest.mark.parametrize("kind", BY_KIND)
def test_files_there_and_back(kind: str, tmp_path: Path) -> None:
    path = transport.write_file(tmp_path, BY_KIND[kind], "a")
    assert path.name == transport.file_name(kind, "a")
    assert path.read_bytes() == BY_KIND[kind]
    received = transport.read_file(path)
    assert (received.octets, received.kind, received.problems) == (BY_KIND[kind], kind, ())
    with pytest.raises(FileExistsError):
        transport.write_file(tmp_path, FULL_REQUEST, "a", kind=kind)
    assert path.read_bytes() == BY_KIND[kind]
    assert pickle.loads(pickle.dumps(received)) == received


def test_what_is_larger_than_the_limit_is_not_read(tmp_path: Path) -> None:
    path = transport.write_file(tmp_path, FULL_REQUEST)
    with pytest.raises(LimitError):
        transport.read_file(path, limits=Limits(size=len(FULL_REQUEST) - 1))
    with pytest.raises(LimitError, match=r"request\.crq has more than 200 octets"):
        transport.read_file(path, limits=Limits(size=100))


BASE64 = base64.encodebytes(FULL_RESPONSE)
HEAD = b"Content-Type: application/pkcs7-mime\r\nContent-Length: 2332\r\nDate: Tue\r\nConnection: close\r\n\r\n"
ODD_FILES = {
    # What HttpClient leaves where the server sends more header lines than it counts.
    "header lines": (HEAD + FULL_RESPONSE, ("header lines of HTTP stand before the message",)),
    "a part of the header": (b"close\r\n\r\n" + FULL_RESPONSE, ("lines of text stand before the message",)),
    "the empty line": (b"\r\n" + FULL_RESPONSE, ()),
    "zeros behind": (FULL_RESPONSE + bytes(10_000), ("zeros or line ends follow the message",)),
    "both": (
        b"a: b\r\nDate: x\r\n\r\n" + FULL_RESPONSE + b"\0\0",
        ("header lines stand before the message", "zeros or line ends follow the message"),
    ),
    "pem": (b"-----BEGIN CMC-----\n" + BASE64 + b"-----END CMC-----\n", ("the message is in PEM CMC",)),
    "base64": (BASE64, ("the message is in base64",)),
    "two": (FULL_RESPONSE * 2, ("2 messages one after another, the first is taken",)),
    "more": (FULL_RESPONSE + b"\x01\x02", ("2 octets follow the message",)),
    "part of another": (FULL_RESPONSE + b"\x30\x82\x01", ("3 octets follow the message",)),
    "another kind": (FULL_REQUEST, ("'x.crp' stands for full-pki-response, found a full-pki-request",)),
}


@pytest.mark.parametrize("name", ODD_FILES)
def test_what_is_odd_about_a_file_is_told(name: str) -> None:
    data, problems = ODD_FILES[name]
    received = transport.from_file("x.crp", data)
    assert received.octets in (FULL_RESPONSE, FULL_REQUEST)
    assert received.problems == problems


PAGE = b"""<!DOCTYPE html>
<html><head><title>Not Found</title><style>p { color: red }</style></head>
<body><!-- hidden --><p>The requested <b>page</b> &amp; more was&nbsp;not found.</p>
<script>var x = "never shown";</script></body></html>"""
DOGTAG_PAGE = b"""<html><SCRIPT LANGUAGE="JavaScript">
errorCode="1";
errorReason="Invalid Credential.";
</SCRIPT><body>x</body></html>"""
REFUSED = {
    "a web page": (
        PAGE,
        "",
        r'^input \(byte 0\): a web page \(HTML\), which says "Not Found: The requested page & more was not',
    ),
    "dogtag's page": (DOGTAG_PAGE, "", r'a web page \(HTML\), which says "Invalid Credential."$'),
    "an empty page": (b"<html></html>", "", r"a web page \(HTML\)$"),
    "json": (
        b'{"ClassName": "x", "Code": 400, "Message": "no such profile"}',
        "",
        'JSON, which says "no such profile"',
    ),
    "xml": (
        b"<?xml version='1.0'?><PKIException><Message>no way</Message></PKIException>",
        "",
        'XML, which says "no way"',
    ),
    "text": (b"Access denied\n", "text/plain", r'text \(text/plain\), which says "Access denied"'),
    "nothing": (b"", "", "it is empty"),
    "white space": (b"\r\n", "", "there is nothing in it"),
    "the end cut": (
        FULL_RESPONSE[:-100],
        "",
        "the end of the message is missing: .*100|the end of the message is missing",
    ),
    "the beginning cut": (FULL_RESPONSE[4:], "", "beginning of the message is missing.*HttpClient"),
    "more of it cut": (
        FULL_RESPONSE[FULL_RESPONSE.index(b"\n") + 1 :],
        "",
        "beginning of the message is missing.*HttpClient",
    ),
    "a certificate": (
        cmcasn1.encode_der(cmcasn1.parse(FULL_RESPONSE).layers[0].certificates[0]),
        "",
        "a certificate alone",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_message_is_explained(name: str) -> None:
    data, label, text = REFUSED[name]
    with pytest.raises(DecodeError, match=text) as caught:
        transport.receive(data, label=label)
    assert "never shown" not in str(caught.value) and "hidden" not in str(caught.value)
    assert len(str(caught.value)) < 600
    if name.endswith("cut"):
        assert isinstance(caught.value, TruncatedError)


@pytest.mark.parametrize(
    "text", [b"<", b"<script>", b"<html><!-- ", b"<html>" + b"<style>" * 9, b"error=", b'<html>"\\']
)
def test_explaining_takes_linear_time(text: bytes) -> None:
    with pytest.raises(DecodeError):
        transport.receive(text * (200_000 // len(text)))


# Mail


@pytest.mark.parametrize("kind", BY_KIND)
def test_mail_there_and_back(kind: str) -> None:
    mail = transport.to_mail(BY_KIND[kind], rfc=10003)
    mail["From"], mail["To"], mail["Subject"] = "a@example.org", "b@example.org", "CMC"
    octets = mail.as_bytes(policy=SMTP)
    assert octets.isascii()
    assert mail["Content-Transfer-Encoding"] == "base64"
    assert LABELS[kind][1] in str(mail["Content-Type"]).replace('"', "")
    assert mail.get_filename() == LABELS[kind][2]
    for source in (mail, octets):
        (received,) = transport.from_mail(source)
        assert (received.octets, received.kind, received.problems) == (BY_KIND[kind], kind, ())
        assert received.file_name == LABELS[kind][2]


def test_messages_among_other_parts_of_a_mail() -> None:
    mail = EmailMessage()
    mail.set_content("see below")
    mail.make_mixed()
    mail.attach(transport.to_mail(FULL_REQUEST, "first"))
    mail.attach(transport.to_mail(SIMPLE_REQUEST, "second"))
    mail.add_attachment(b"%PDF", "application", "pdf", filename="x.pdf")
    mail.add_attachment(FULL_RESPONSE, "application", "octet-stream", filename="third.crp")
    found = transport.from_mail(mail.as_bytes())
    assert [(each.octets, each.file_name) for each in found] == [
        (FULL_REQUEST, "first.p7m"),
        (SIMPLE_REQUEST, "second.p10"),
        (FULL_RESPONSE, "third.crp"),
    ]


def test_odd_parts_of_a_mail() -> None:
    text = b"Content-Type: application/pkcs7-mime; smime-type=certs-only\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    (received,) = transport.from_mail(text + base64.encodebytes(FULL_REQUEST).rstrip(b"=\n"))
    assert received.octets == FULL_REQUEST
    assert 'smime-type="certs-only" stands for simple-pki-response, found a full-pki-request' in received.problems[0]
    assert "no file name" in received.problems[1]
    with pytest.raises(DecodeError, match="no part of the mail is a CMC message"):
        transport.from_mail(b"Subject: x\r\n\r\nhello")
    with pytest.raises(DecodeError):
        transport.from_mail(text + b"bm90aGluZw==")
    parsed = email.message_from_bytes(text + base64.encodebytes(FULL_REQUEST), policy=default)
    assert transport.from_mail(parsed)[0].octets == FULL_REQUEST


def test_file_names_in_mail_are_ascii() -> None:
    with pytest.raises(BuildError):
        transport.to_mail(FULL_REQUEST, "Größe")
    with pytest.raises(BuildError):
        transport.to_mail(blob("dogtag/crmf_rsa_archival.crmf").data, kind="cert-req-messages")


# HTTP


def test_what_may_hold_a_secret_is_not_shown() -> None:
    # A revocation by shared secret is neither signed nor encrypted.
    data = blob("dogtag/cmcreq_revoke_sharedsecret.bin").data
    assert b"testing" in data
    exchange = transport.Exchange(data, data, "full-pki-request", "http://ca.example", body=data)
    for shown in (exchange, transport.receive(data), transport.http_request(data), transport.http_response(FAILED)):
        assert "testing" not in repr(shown) and "long>" in repr(shown)


def fields(message: HTTPRequest | HTTPResponse) -> dict[str, str]:
    return dict(message.headers)


def test_a_request_of_rfc_10003() -> None:
    request = transport.http_request(FULL_REQUEST, rfc=10003)
    assert request.body == FULL_REQUEST
    assert fields(request) == {
        "Content-Type": "application/pkcs7-mime; smime-type=CMC-Request; name=request.p7m",
        "Content-Length": str(len(FULL_REQUEST)),
    }
    received = transport.read_request(request)
    assert (received.octets, received.kind, received.problems) == (FULL_REQUEST, "full-pki-request", ())
    assert fields(transport.http_request(SIMPLE_REQUEST))["Content-Type"] == "application/pkcs10"


def test_est_bodies_are_base64_in_lines() -> None:
    fullcmc = transport.endpoint("est-fullcmc")
    request = transport.http_request(FULL_REQUEST, to=fullcmc)
    assert base64.b64decode(request.body) == FULL_REQUEST
    assert max(map(len, request.body.split(b"\r\n"))) == 76
    # RFC 8951: no Content-Transfer-Encoding. Dogtag's EST looks for this spelling.
    assert fields(request) == {
        "Content-Type": "application/pkcs7-mime; smime-type=CMC-request",
        "Content-Length": str(len(request.body)),
    }
    assert transport.read_request(request, at=fullcmc).problems == ()
    response = transport.http_response(FAILED, to=fullcmc, status=400)
    received = transport.read_response(response, at=fullcmc)
    assert received is not None and (received.octets, received.problems) == (FAILED, ())


def test_an_encoding_that_was_not_due_is_read_and_told() -> None:
    fullcmc = transport.endpoint("est-fullcmc")
    received = transport.read_request(transport.http_request(FULL_REQUEST), at=fullcmc)
    assert (received.octets, received.problems) == (FULL_REQUEST, ("base64 was due and is not there",))
    received = transport.read_request(transport.http_request(FULL_REQUEST, to=fullcmc))
    assert (received.octets, received.problems) == (FULL_REQUEST, ("the message is in base64",))


def test_encrypted_messages_go_as_what_the_side_sends() -> None:
    enveloped = bytes.fromhex("300d06092a864886f70d010703a000")
    assert transport.http_request(enveloped).content_type.endswith("CMC-request")
    assert transport.http_response(enveloped).content_type.endswith("CMC-response")


def test_octets_go_as_they_are_when_the_kind_is_given() -> None:
    request = transport.http_request(b"\x30\x03junk", kind="full-pki-request")
    assert request.body == b"\x30\x03junk"
    with pytest.raises(DecodeError):
        transport.http_request(b"\x30\x03junk")


def test_a_request_for_an_answer_is_told() -> None:
    assert transport.read_request(transport.http_response(FULL_RESPONSE)).problems == (  # type: ignore[arg-type]
        "a full-pki-response came as a request",
    )
    received = transport.read_response(HTTPResponse((), FULL_REQUEST))
    assert received is not None
    assert received.problems == ("a full-pki-request came as an answer",)


@pytest.mark.parametrize("status", [200, 201, 202, 400, 500, 501])
def test_a_message_is_an_answer_whatever_the_status(status: int) -> None:
    received = transport.read_response(transport.http_response(FAILED, status=status))
    assert received is not None
    assert (received.octets, received.problems) == (FAILED, ())


def test_come_again_later() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    response = HTTPResponse((("Retry-After", "120"),), b"", 202)
    assert transport.read_response(response) is None
    assert response.retry_after(now) == 120
    for value, seconds in {
        "Thu, 01 Jan 2026 00:01:00 GMT": 60,
        "Wed, 31 Dec 2025 23:59:00 GMT": 0,
        "0": 0,
        "9" * 5000: 999_999_999,
        "soon": None,
        "": None,
        "-1": None,
    }.items():
        assert HTTPResponse((("retry-after", value),), b"", 202).retry_after(now) == seconds, value
    assert HTTPResponse((), b"", 202).retry_after() is None


NO_MESSAGE = {
    200: (PAGE, (), "HTTP status 200: the answer is no CMC message; the body: .*a web page"),
    401: (b"", (), "HTTP status 401: the server wants to know who asks .*certificate.$"),
    404: (PAGE, (), 'HTTP status 404: nothing is offered under this URL; the body: .*which says "Not Found'),
    418: (b"x", (), "HTTP status 418: the server refuses; the body"),
    500: (DOGTAG_PAGE, (), 'HTTP status 500: the server fails; the body: .*which says "Invalid Credential."'),
    503: (b"", (("Retry-After", "30"),), "HTTP status 503: .*; it asks to come again in 30 s$"),
    302: (b"", (("Location", "https://login.example/"),), "redirects to https://login.example/ .it was not followed"),
}


@pytest.mark.parametrize("status", NO_MESSAGE)
def test_an_answer_without_a_message_is_explained(status: int) -> None:
    body, headers, text = NO_MESSAGE[status]
    response = HTTPResponse(headers, body, status)
    with pytest.raises(TransportError, match=text) as caught:
        transport.read_response(response)
    assert caught.value.response == response
    assert caught.value.sent


# Endpoints

URLS = {
    "https://ca.example:8443/ca/ee/ca/profileSubmitCMCFull": "caFullCMCUserCert",
    "https://ca.example/ca/ee/ca/profileSubmitCMCFullCACert": "caCMCcaCert",
    "https://ca.example/ca/ee/ca/profileSubmitCMCFullKRAtransportCert/": "caCMCkraTransportCert",
    "https://ca.example/ca/ee/ca/profileSubmitUserSignedCMCFull": "caFullCMCUserSignedCert",
    "https://ca.example/ca/ee/ca/profileSubmitSelfSignedCMCFull": "caFullCMCSelfSignedCert",
    "https://ca.example/ca/ee/ca/profileSubmitSelfSignedCMCFull?profileId=caFullCMCSharedTokenCert&x=y": (
        "caFullCMCSharedTokenCert"
    ),
    "https://ca.example/ca/ee/ca/profileSubmitSelfSignedCMCFull?profileId=myOwn": "caFullCMCSelfSignedCert",
    "/ca/ee/ca/profileSubmitCMCSimple": "caSimpleCMCUserCert",
    "https://ca.example/.well-known/est/fullcmc": "est-fullcmc",
    "https://ca.example/.well-known/est/Unit-1/simpleenroll": "est-simpleenroll",
    "/.well-known/est/simplereenroll": "est-simplereenroll",
    "http://ca.example/cmc": "cmc",
    "http://ca.example": "cmc",
}


@pytest.mark.parametrize("url", URLS)
def test_an_url_tells_what_is_spoken_there(url: str) -> None:
    assert transport.endpoint_at(url).name == URLS[url]


def test_endpoints_and_their_urls() -> None:
    names = [entry.name for entry in transport.ENDPOINTS]
    assert len(set(names)) == len(names)
    for entry in transport.ENDPOINTS:
        assert transport.endpoint(entry.name) is entry
        assert transport.endpoint_at(entry.url("https://ca.example/")) is entry
        assert entry.sends in BY_KIND and entry.encoding in ("binary", "base64") and entry.note
    url = transport.endpoint("est-fullcmc").url("https://ca.example", label="Unit-1")
    assert url == "https://ca.example/.well-known/est/Unit-1/fullcmc"
    for name, label in (("est-fullcmc", "a/b"), ("est-fullcmc", "ä"), ("caFullCMCUserCert", "x")):
        with pytest.raises(BuildError, match="no label"):
            transport.endpoint(name).url("https://ca.example", label=label)
    with pytest.raises(BuildError, match="no endpoint 'x'"):
        transport.endpoint("x")

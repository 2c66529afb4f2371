"""Labels, files, mail and endpoints: octets in, octets out."""

from __future__ import annotations

import base64
import email
import pickle
from email.message import EmailMessage
from email.policy import SMTP, default
from pathlib import Path

import pytest

import cmcasn1
from cmcasn1 import transport
from cmcasn1.errors import BuildError, DecodeError, LimitError, TruncatedError
from cmcasn1.limits import Limits
from cmcasn1.transport.media_types import content_type
from tests.blobs import blob
from tests.four_messages import BY_KIND, DOGTAG_PAGE, FULL_REQUEST, FULL_RESPONSE, PAGE, SIMPLE_REQUEST

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

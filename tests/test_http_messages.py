"""HTTP messages made and read: RFC 10003 section 6, EST, Dogtag."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest

from cmcasn1 import transport
from cmcasn1.errors import DecodeError, TransportError
from cmcasn1.transport import HTTPRequest, HTTPResponse
from tests.blobs import blob
from tests.four_messages import DOGTAG_PAGE, FAILED, FULL_REQUEST, FULL_RESPONSE, PAGE, SIMPLE_REQUEST


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

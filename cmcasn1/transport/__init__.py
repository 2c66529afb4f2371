"""How messages travel: media types, files, mail, TCP framing, HTTP and EST, and clients for TCP and HTTP."""

from __future__ import annotations

from cmcasn1.transport.endpoints import CMC, ENDPOINTS, Endpoint, endpoint, endpoint_at
from cmcasn1.transport.exchange import Exchange
from cmcasn1.transport.files import from_file, read_file, to_file, write_file
from cmcasn1.transport.framing import Deframer
from cmcasn1.transport.http import HTTPClient
from cmcasn1.transport.http_messages import (
    HTTPRequest,
    HTTPResponse,
    http_request,
    http_response,
    read_request,
    read_response,
)
from cmcasn1.transport.mail import from_mail, to_mail
from cmcasn1.transport.media_types import MEDIA_TYPES, MediaType, claimed_kinds, file_name, media_type, mismatch
from cmcasn1.transport.receiving import Received, receive
from cmcasn1.transport.tcp import TCPClient
from cmcasn1.transport.tls import tls_context

__all__ = [
    "CMC",
    "ENDPOINTS",
    "MEDIA_TYPES",
    "Deframer",
    "Endpoint",
    "Exchange",
    "HTTPClient",
    "HTTPRequest",
    "HTTPResponse",
    "MediaType",
    "Received",
    "TCPClient",
    "claimed_kinds",
    "endpoint",
    "endpoint_at",
    "file_name",
    "from_file",
    "from_mail",
    "http_request",
    "http_response",
    "media_type",
    "mismatch",
    "read_file",
    "read_request",
    "read_response",
    "receive",
    "tls_context",
    "to_file",
    "to_mail",
    "write_file",
]

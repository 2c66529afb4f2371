"""What clients and servers of the transport tests exchange, and the error of an exchange that fails."""

from __future__ import annotations

from typing import Any

import pytest

from cmcasn1.errors import (
    TransportError,
)
from cmcasn1.transport import HTTPClient
from tests.blobs import blob
from tests.servers import (
    Answer,
    Seen,
)

REQUEST = blob("dogtag/cmcreq_agent_p10_rsa.bin").data
RESPONSE = blob("dogtag/resp_success.bin").data
FAILED = blob("dogtag/resp_failed_bad_identity.bin").data
CMC_RESPONSE = {"Content-Type": "application/pkcs7-mime; smime-type=CMC-response"}


def success(seen: Seen) -> Answer:
    return Answer(RESPONSE, CMC_RESPONSE)


def refusal(url: str, match: str | None = None, error: type[Exception] = TransportError, **options: Any) -> Any:
    """The error of an exchange that fails."""
    with HTTPClient(url, **options) as client, pytest.raises(error, match=match) as caught:
        client.exchange(REQUEST)
    return caught.value

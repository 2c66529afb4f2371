"""One message of each kind that RFC 10003 transports, and pages that come in a message's stead."""

from __future__ import annotations

import cmcasn1
from cmcasn1.armour import unwrap
from tests.blobs import blob

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
# What comes in a message's stead.
PAGE = b"""<!DOCTYPE html>
<html><head><title>Not Found</title><style>p { color: red }</style></head>
<body><!-- hidden --><p>The requested <b>page</b> &amp; more was&nbsp;not found.</p>
<script>var x = "never shown";</script></body></html>"""
DOGTAG_PAGE = b"""<html><SCRIPT LANGUAGE="JavaScript">
errorCode="1";
errorReason="Invalid Credential.";
</SCRIPT><body>x</body></html>"""

"""Private keys that requests bring for the archive: RFC 4211 section 6.4, RFC 10002 section 6.1.4 (mustArchiveKeys)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.serialization import load_der_private_key

from cmcasn1.cmc.status import CMCFailInfo
from cmcasn1.codec.coding import decode_named, encode_named
from cmcasn1.crmf.archived_keys import recover
from cmcasn1.crmf.cert_req_msg import CertReqMsg
from cmcasn1.errors import CMCError
from cmcasn1.keys.private_key import PrivateKey
from cmcasn1.oids.known import ID_REG_CTRL_PKI_ARCHIVE_OPTIONS
from cmcasn1.responder.refusal import Refusal

if TYPE_CHECKING:
    from cmcasn1.cmc.tagged_request import AnyRequest
    from cmcasn1.crmf.archived_keys import RecoveredKey
    from cmcasn1.crmf.key_archival import AnyEncryptedKey
    from cmcasn1.keys.private_key import Decrypter
    from cmcasn1.pkix.certificates import Certificate
    from cmcasn1.pkix.keys import SubjectPublicKeyInfo


class Archive:
    """The transport key, to which private keys come encrypted.

    They are kept as they came: what opens them is the transport key alone.
    """

    def __init__(self, key: Decrypter, certificate: Certificate) -> None:
        self._key = key
        self.certificate = certificate

    def checked(self, options: AnyEncryptedKey | bytes | bool, key: SubjectPublicKeyInfo, part: int) -> bytes | None:
        """Return the octets to keep; None where nothing shall be archived.

        Raises `Refusal` for what does not open with the transport key, or is another key than the request's.
        """
        if options is False:
            return None
        if isinstance(options, bytes | bool):
            raise Refusal(CMCFailInfo.badRequest, "this CA makes no keys: the private key itself has to come", (part,))
        try:
            octets = encode_named("PKIArchiveOptions", options)
            found = PrivateKey(load_der_private_key(self.recover(octets).private_key_info, None)).public_key_info
        except (CMCError, ValueError, TypeError) as error:
            # Nothing of the error goes into the answer: it may tell what the key is.
            raise Refusal(CMCFailInfo.badRequest, "the archived key does not open", (part,)) from error
        if found.octets != key.octets:
            raise Refusal(CMCFailInfo.badRequest, "the archived key is not that of the request", (part,))
        return octets

    def recover(self, octets: bytes) -> RecoveredKey:
        """Open what was kept; raises `DecryptionFailed`."""
        options = decode_named("PKIArchiveOptions", octets)
        return recover(options, self._key, certificate=self.certificate)


def archived(request: AnyRequest) -> AnyEncryptedKey | bytes | bool | None:
    """Return the PKIArchiveOptions of a CRMF request, None where it has none."""
    if not isinstance(request, CertReqMsg):
        return None
    for control in request.cert_req.controls or ():
        if control.type == ID_REG_CTRL_PKI_ARCHIVE_OPTIONS:
            value: AnyEncryptedKey | bytes | bool = control.value  # type: ignore[assignment]
            return value
    return None

"""Proof of possession by showing the private key to the CA, encryptedKey and thisMessage: RFC 4211 section 4.2."""

from __future__ import annotations

from cmcasn1.codec.coding import decode_der, encode_der
from cmcasn1.codec.primitives import BitString
from cmcasn1.crmf.archived_keys import ArchiveForm, archive, recover
from cmcasn1.crmf.key_archival import EncryptedValue
from cmcasn1.crmf.proof_of_possession import POPOPrivKey, ProofOfPossession
from cmcasn1.errors import BuildError, DecodeError, ProofInvalid
from cmcasn1.oids.known import ID_CE_SUBJECT_ALT_NAME, RSA_ENCRYPTION
from cmcasn1.pkix.extension_lookup import extension_value
from cmcasn1.pkix.general_names import GeneralName, GeneralNames

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

    from cmcasn1.cms.enveloped_data import EnvelopedData
    from cmcasn1.cms.recipients import CertificateOrKey
    from cmcasn1.crmf.cert_req_msg import CertReqMsg, CertRequest
    from cmcasn1.crmf.cert_template import CertTemplate
    from cmcasn1.keys.private_key import Decrypter, PrivateKey
    from cmcasn1.pkix.certificates import Certificate
    from cmcasn1.pkix.keys import SubjectPublicKeyInfo

ML_KEMS = "2.16.840.1.101.3.4.4."
"""The arc of the keys of ML-KEM."""
_PATH = "CertReqMsg.popo"


def encrypt_possession(
    request: CertRequest,
    key: PrivateKey | PrivateKeyTypes,
    to: CertificateOrKey,
    identifier: str | GeneralName | None = None,
    *,
    form: ArchiveForm = ArchiveForm.ENVELOPED_DATA,
) -> ProofOfPossession:
    """Return encryptedKey: the private key in EnvelopedData for the CA, with the name of who asks.

    `to` is the CA's certificate or key. The name is the template's subject unless another is given: a GeneralName,
    or text that both sides know. Another `form` gives thisMessage, which encryptedKey has replaced: an
    EncryptedValue, which names nobody, in a BIT STRING. Raises `BuildError` where there is no name, and for a key that
    is not the template's. RFC 4211 sections 2.1 and 4.2.
    """
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    from cmcasn1.keys.private_key import PrivateKey

    held = key.key if isinstance(key, PrivateKey) else key
    octets = held.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    template, public = request.cert_template, _public_key(octets)
    if template.public_key != public:
        raise BuildError("the template has another public key than the private key's", path="CertRequest.certTemplate")
    if form is not ArchiveForm.ENVELOPED_DATA:
        value = archive(octets, to, form=form, identifier=identifier)
        proof = POPOPrivKey("thisMessage", BitString(encode_der(value)))
        return ProofOfPossession(possession_of(public), proof)
    name = identifier
    if name is None and template.subject:
        name = GeneralName("directoryName", template.subject)
    if name is None:
        raise BuildError("an encryptedKey names who asks: give an identifier (RFC 4211 section 2.1)", path=_PATH)
    enveloped: EnvelopedData = archive(octets, to, identifier=name)  # type: ignore[assignment]
    return ProofOfPossession(possession_of(public), POPOPrivKey("encryptedKey", enveloped))


def possession_of(key: SubjectPublicKeyInfo) -> str:
    """Return the alternative of ProofOfPossession for a key that cannot sign.

    keyEncipherment for RSA and ML-KEM, keyAgreement for the rest. RFC 4211 section 4.
    """
    encrypts = key.algorithm.algorithm == RSA_ENCRYPTION or key.algorithm.algorithm.startswith(ML_KEMS)
    return "keyEncipherment" if encrypts else "keyAgreement"


def verify_encrypted_key(
    message: CertReqMsg,
    key: Decrypter | PrivateKeyTypes,
    *,
    identifiers: Iterable[str | GeneralName] = (),
    certificate: Certificate | x509.Certificate | None = None,
) -> None:
    """Check encryptedKey or thisMessage with the CA's private key: what is in it has to be the requested key's half.

    The identifier of encryptedKey has to be there, and be the subject of the template, one of its subjectAltNames or
    one of `identifiers`, by which the CA knows who asks. Raises `ProofInvalid`, `DecryptionFailed` and
    `UnsupportedAlgorithm`. RFC 4211 sections 2.1 and 4.2.
    """
    proof = None if message.popo is None else message.popo.value
    if not isinstance(proof, POPOPrivKey) or proof.choice not in ("encryptedKey", "thisMessage"):
        raise ProofInvalid("there is no encrypted private key as proof of possession", path=_PATH)
    template = message.cert_req.cert_template
    if isinstance(proof.value, BitString):
        found = recover(_this_message(proof.value), key)
    else:
        enveloped: EnvelopedData = proof.value  # type: ignore[assignment]
        found = recover(enveloped, key, certificate=certificate)
        if found.identifier is None:
            raise ProofInvalid("the encrypted key does not say whose it is (RFC 4211 section 2.1)", path=_PATH)
        if found.identifier not in (*_names(template), *identifiers):
            raise ProofInvalid("the encrypted key is somebody else's than the requester's", path=_PATH)
    try:
        public = _public_key(found.private_key_info)
    except DecodeError:
        # The reason could tell of a private key.
        raise ProofInvalid("what was encrypted is no private key", path=_PATH) from None
    if template.public_key is None or public != template.public_key:
        raise ProofInvalid("the encrypted key is not the private half of the requested key", path=_PATH)


def _this_message(value: BitString) -> EncryptedValue:
    try:
        return decode_der(EncryptedValue, value.data)
    except DecodeError as error:
        raise ProofInvalid(f"thisMessage holds no EncryptedValue: {error.message}", path=_PATH) from error


def _public_key(private_key_info: bytes) -> SubjectPublicKeyInfo:
    from cmcasn1.keys.loading import load_private_key

    return load_private_key(private_key_info).public_key_info


def _names(template: CertTemplate) -> tuple[GeneralName, ...]:
    names = [] if template.subject is None else [GeneralName("directoryName", template.subject)]
    value = extension_value(template.extensions, ID_CE_SUBJECT_ALT_NAME)
    if value is not None:
        try:
            names += decode_der(GeneralNames, value)
        except DecodeError as error:
            raise ProofInvalid(f"the subjectAltName does not decode: {error.message}", path=_PATH) from error
    return tuple(names)

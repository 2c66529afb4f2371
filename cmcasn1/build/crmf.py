"""The builder of CRMF certificate requests: RFC 4211, RFC 10002 section 3.2.1.2.2."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cmcasn1.build.arguments import as_extension, as_general_names, as_name, as_public_key_info
from cmcasn1.build.builder import Builder
from cmcasn1.build.pkcs10 import change_of_names, key_identifier_extension
from cmcasn1.cms.certificate_sets import as_certificate
from cmcasn1.codec.primitives import NULL
from cmcasn1.crmf.archived_keys import ArchiveForm
from cmcasn1.crmf.cert_req_msg import CertReqMsg, CertRequest
from cmcasn1.crmf.cert_template import CertTemplate, OptionalValidity
from cmcasn1.crmf.controls import Authenticator, Controls, OldCertId, ProtocolEncrKey, RegToken, SingleAttribute
from cmcasn1.crmf.possession import public_key_mac, sign_key_input, sign_possession
from cmcasn1.crmf.possession_algorithms import possession_identifier
from cmcasn1.crmf.possession_by_agreement import agree_possession, agree_possession_by_certificate
from cmcasn1.crmf.possession_by_key import encrypt_possession, possession_of
from cmcasn1.crmf.proof_of_possession import (
    POPOPrivKey,
    POPOSigningKey,
    ProofOfPossession,
    SubsequentMessage,
)
from cmcasn1.crmf.reg_info import CertReq, RegInfoAttribute, UTF8Pairs
from cmcasn1.errors import BuildError
from cmcasn1.keys.private_key import as_decrypter, as_signer
from cmcasn1.oids import Oid
from cmcasn1.oids.known import (
    ID_CMC_CHANGE_SUBJECT_NAME,
    ID_REG_CTRL_AUTHENTICATOR,
    ID_REG_CTRL_OLD_CERT_ID,
    ID_REG_CTRL_PKI_ARCHIVE_OPTIONS,
    ID_REG_CTRL_PKI_PUBLICATION_INFO,
    ID_REG_CTRL_PROTOCOL_ENCR_KEY,
    ID_REG_CTRL_REG_TOKEN,
    ID_REG_INFO_CERT_REQ,
    ID_REG_INFO_UTF8_PAIRS,
)
from cmcasn1.pkix.certificates import Extensions, Version
from cmcasn1.pkix.general_names import GeneralName
from cmcasn1.pkix.names import Name
from cmcasn1.pkix.times import as_time

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from typing import Self

    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
    from cryptography.hazmat.primitives.hashes import HashAlgorithm

    from cmcasn1.build.arguments import (
        CertificateLike,
        DecrypterLike,
        GeneralNameLike,
        KeyLike,
        NameLike,
        PublicKeyLike,
    )
    from cmcasn1.cms.recipients import CertificateOrKey
    from cmcasn1.codec.primitives import OpenValue
    from cmcasn1.crmf.controls import PKIPublicationInfo
    from cmcasn1.crmf.key_archival import AnyEncryptedKey
    from cmcasn1.crmf.mac import PKMACValue
    from cmcasn1.keys.private_key import PrivateKey
    from cmcasn1.pkix.algorithms import AlgorithmIdentifier
    from cmcasn1.pkix.certificates import Extension
    from cmcasn1.pkix.keys import SubjectPublicKeyInfo


class CertReqMsgBuilder(Builder):
    """Builds a CRMF request.

    ::

        CertReqMsg ::= SEQUENCE {
            certReq   CertRequest,
            popo      ProofOfPossession OPTIONAL,
            regInfo   SEQUENCE SIZE(1..MAX) OF AttributeTypeAndValue OPTIONAL }

    The certReqId is 1 where no other is set; in CMC it is the body part ID of the request, and the proof of
    possession covers it. The subject is an empty name where none is set. RFC 4211 sections 3 to 5.
    """

    __slots__ = ()
    _fields = {  # noqa: RUF012
        "cert_req_id": None,
        "version": None,
        "issuer": None,
        "validity": None,
        "subject": None,
        "extensions": (),
        "key_identifier": None,
        "controls": (),
        "reg_info": (),
    }

    def cert_req_id(self, number: int) -> Self:
        """Set the certReqId, in CMC a body part ID: 1 to 4294967295 (RFC 10002 section 3.2.1.2.2)."""
        return self._set("cert_req_id", number)

    def version(self, version: Version = Version.v3) -> Self:
        """Set the version of the certificate; only v3 is allowed, and absent means the same (RFC 4211 section 5)."""
        if version != Version.v3:
            raise BuildError("the version in a template is v3 (2) or absent (RFC 4211 section 5)")
        return self._set("version", version)

    def issuer(self, name: NameLike) -> Self:
        """Set the issuer wished for."""
        return self._set("issuer", as_name(name))

    def validity(self, not_before: datetime | None = None, not_after: datetime | None = None) -> Self:
        """Set the validity wished for, from aware datetimes; raises `BuildError` without either time."""
        if not_before is None and not_after is None:
            raise BuildError("OptionalValidity has one of its two times at least (RFC 4211 section 5)")
        return self._set(
            "validity",
            OptionalValidity(*(None if moment is None else as_time(moment) for moment in (not_before, not_after))),
        )

    def subject(self, name: NameLike) -> Self:
        """Set the subject: a Name, a name of cryptography, or text in the form of RFC 4514."""
        return self._set("subject", as_name(name))

    def extension(self, extension: Extension | x509.ExtensionType, *, critical: bool = False) -> Self:
        """Ask for an extension; raises `BuildError` for one that is there already (RFC 5280 section 4.2)."""
        made = as_extension(extension, critical)
        if any(made.extn_id == other.extn_id for other in self._get("extensions")):
            raise BuildError(f"extension {made.extn_id.name} may only be set once (RFC 5280 section 4.2)")
        return self._append("extensions", made)

    def subject_key_identifier(self, identifier: bytes | None = None) -> Self:
        """Ask for a subjectKeyIdentifier: these octets, or SHA-1 of the public key (RFC 5280 section 4.2.1.2)."""
        return self._set("key_identifier", b"" if identifier is None else identifier)

    def control(self, control_type: Oid, value: OpenValue) -> Self:
        """Add a control of CRMF or CMC to the request; raises `BuildError` for a type again (RFC 4211 section 6)."""
        if any(control_type == other.type for other in self._get("controls")):
            raise BuildError(f"control {Oid(control_type).name} may only be set once")
        return self._append("controls", SingleAttribute(Oid(control_type), value))

    def publication(self, info: PKIPublicationInfo) -> Self:
        """Say how the certificate is to be published (RFC 4211 section 6.3)."""
        if info.action == 0 and info.pub_infos:
            raise BuildError("with dontPublish there are no pubInfos (RFC 4211 section 6.3)")
        return self.control(ID_REG_CTRL_PKI_PUBLICATION_INFO, info)

    def archive(self, options: AnyEncryptedKey | bytes | bool) -> Self:
        """Have the private key archived: an encrypted key, parameters to generate it, or whether to archive at all.

        RFC 4211 section 6.4.
        """
        return self.control(ID_REG_CTRL_PKI_ARCHIVE_OPTIONS, options)

    def registration_token(self, token: str) -> Self:
        """Add regToken, a secret to be used once; CMC has identity proofs for that (RFC 4211 section 6.1)."""
        return self.control(ID_REG_CTRL_REG_TOKEN, RegToken(token))

    def authenticator(self, text: str) -> Self:
        """Add authenticator, a lasting secret; CMC has identity proofs for that (RFC 4211 section 6.2)."""
        return self.control(ID_REG_CTRL_AUTHENTICATOR, Authenticator(text))

    def old_certificate(self, certificate: CertificateLike) -> Self:
        """Name the certificate that the one asked for updates; in CMC it signs the message (RFC 4211 section 6.5)."""
        tbs = as_certificate(certificate).tbs_certificate
        old = OldCertId(GeneralName("directoryName", tbs.issuer), tbs.serial_number)
        return self.control(ID_REG_CTRL_OLD_CERT_ID, old)

    def protocol_encryption_key(self, public_key: PublicKeyLike) -> Self:
        """Name the key to which the CA shall encrypt its answer (RFC 4211 section 6.6)."""
        info = as_public_key_info(public_key)
        return self.control(ID_REG_CTRL_PROTOCOL_ENCR_KEY, ProtocolEncrKey(info.algorithm, info.subject_public_key))

    def change_subject_name(
        self, subject: NameLike | None = None, subject_alt: Iterable[GeneralNameLike] | None = None
    ) -> Self:
        """Ask for other names than those of the certificate that signs the message (RFC 10002 section 7.1)."""
        return self.control(ID_CMC_CHANGE_SUBJECT_NAME, change_of_names(subject, subject_alt))

    def registration_info(self, info_type: Oid, value: OpenValue) -> Self:
        """Add registration information, which CMC forbids and CMP allows (RFC 4211 section 7)."""
        return self._append("reg_info", RegInfoAttribute(Oid(info_type), value))

    def utf8_pairs(self, pairs: Iterable[tuple[str, str]]) -> Self:
        """Add names and values as registration information; raises `BuildError`. RFC 4211 section 7.1."""
        return self.registration_info(ID_REG_INFO_UTF8_PAIRS, UTF8Pairs.of(pairs))

    def replaced_request(self, request: CertRequest) -> Self:
        """Add the request as an RA would have it, which replaces this one; only once (RFC 4211 section 7.2)."""
        if any(other.type == ID_REG_INFO_CERT_REQ for other in self._get("reg_info")):
            raise BuildError("certReq may only be set once (RFC 4211 section 7.2)")
        value = CertReq(request.cert_req_id, request.cert_template, request.controls)
        return self.registration_info(ID_REG_INFO_CERT_REQ, value)

    def request(self, public_key: PublicKeyLike) -> CertRequest:
        """Return the CertRequest, which a proof of possession made elsewhere covers."""
        return self._request(as_public_key_info(public_key))

    def sign(self, key: KeyLike, *, hash_algorithm: HashAlgorithm | None = None, pss: bool = False) -> CertReqMsg:
        """Return the request with a signature of its key as proof of possession.

        A key that agrees signs for one CA: `StaticDHSigner`. Raises `BuildError` for a key that cannot sign. RFC 4211
        section 4.1, RFC 6955.
        """
        signer = as_signer(key)
        algorithm = possession_identifier(signer, hash_algorithm, pss=pss)
        request = self._request(signer.public_key_info)
        return self._message(request, sign_possession(request, signer, algorithm))

    def sign_for_sender(
        self,
        key: KeyLike,
        sender: GeneralNameLike,
        *,
        hash_algorithm: HashAlgorithm | None = None,
        pss: bool = False,
    ) -> CertReqMsg:
        """Return the request, without subject, and a signature over the sender's name and the key (poposkInput).

        The name is one that the receiver knows already. CMC forbids this. Raises `BuildError` where a subject is set.
        RFC 4211 section 4.1.
        """
        return self._sign_key_input(key, as_general_names([sender])[0], hash_algorithm, pss)

    def sign_with_secret(
        self,
        key: KeyLike,
        secret: bytes | str,
        *,
        mac_algorithm: AlgorithmIdentifier | None = None,
        hash_algorithm: HashAlgorithm | None = None,
        pss: bool = False,
    ) -> CertReqMsg:
        """Return the request, without subject, and a signature over a MAC of the secret and the key (publicKeyMAC).

        id-PasswordBasedMac unless another algorithm is given. CMC forbids this. Raises `BuildError` where a subject
        is set. RFC 4211 section 4.1.
        """
        mac = public_key_mac(secret, as_signer(key).public_key_info, mac_algorithm)
        return self._sign_key_input(key, mac, hash_algorithm, pss)

    def _sign_key_input(
        self, key: KeyLike, auth_info: GeneralName | PKMACValue, hash_algorithm: HashAlgorithm | None, pss: bool
    ) -> CertReqMsg:
        signer = as_signer(key)
        algorithm = possession_identifier(signer, hash_algorithm, pss=pss)
        request = self._request(signer.public_key_info)
        # The template says no more of the subject than the builder was told.
        request = replace(request, cert_template=replace(request.cert_template, subject=self._get("subject")))
        return self._message(request, sign_key_input(request, signer, algorithm, auth_info))

    def agree(
        self, key: DecrypterLike, ca_key: PublicKeyLike, *, mac_algorithm: AlgorithmIdentifier | None = None
    ) -> CertReqMsg:
        """Return the request of a key that agrees with a MAC keyed from the secret that it shares (agreeMAC).

        `ca_key` is of the same curve: ECDH, X25519 or X448. id-DHBasedMac unless another algorithm is given. Raises
        `BuildError` and `UnsupportedAlgorithm`. RFC 4211 section 4.3.
        """
        decrypter = as_decrypter(key)
        request = self._request(decrypter.public_key_info)
        proof = agree_possession(request, decrypter, as_public_key_info(ca_key), mac_algorithm)
        return self._message(request, proof)

    def agree_by_certificate(
        self, key: DecrypterLike, certificate: CertificateLike, *, mac_algorithm: AlgorithmIdentifier | None = None
    ) -> CertReqMsg:
        """Return the request of a key that agrees with dhMAC, which agreeMAC has replaced.

        With one of the algorithms of RFC 6955 (`static_dh_identifier`) it is agreeMAC. RFC 4211 section 4.3.
        """
        decrypter = as_decrypter(key)
        request = self._request(decrypter.public_key_info)
        proof = agree_possession_by_certificate(request, decrypter, as_certificate(certificate), mac_algorithm)
        return self._message(request, proof)

    def encrypt_key(
        self,
        key: PrivateKey | PrivateKeyTypes,
        to: CertificateOrKey,
        identifier: str | GeneralNameLike | None = None,
        *,
        form: ArchiveForm = ArchiveForm.ENVELOPED_DATA,
    ) -> CertReqMsg:
        """Return the request with its private key in EnvelopedData for the CA (encryptedKey).

        `to` is the CA's certificate or key. The identifier in it is the subject unless another name, or text that
        both sides know, is given. Another `form` gives thisMessage, which encryptedKey has replaced. Raises
        `BuildError` where there is no name. RFC 4211 sections 2.1 and 4.2.
        """
        request = self._request(as_public_key_info(key))
        name = identifier if identifier is None or isinstance(identifier, str) else as_general_names([identifier])[0]
        return self._message(request, encrypt_possession(request, key, to, name, form=form))

    def certificate_encrypted(self, public_key: PublicKeyLike) -> CertReqMsg:
        """Return the request for a certificate that the CA encrypts to its key (subsequentMessage encrCert).

        CMC forbids this: `challenge` is what it has. RFC 4211 section 4.2.
        """
        return self._subsequent(as_public_key_info(public_key), SubsequentMessage.encrCert)

    def ra_verified(self, public_key: PublicKeyLike) -> CertReqMsg:
        """Return the request of an RA that has verified possession itself: only a CA takes it, and only from an RA.

        RFC 4211 section 4.
        """
        return self.with_proof(public_key, ProofOfPossession("raVerified", NULL))

    def challenge(self, public_key: PublicKeyLike) -> CertReqMsg:
        """Return the request for a key that cannot sign, possession to be proven by a challenge of the CA.

        subsequentMessage challengeResp, under keyEncipherment for RSA and ML-KEM and under keyAgreement for the
        rest. RFC 4211 section 4.2, RFC 10002 appendix B.3.
        """
        return self._subsequent(as_public_key_info(public_key), SubsequentMessage.challengeResp)

    def _subsequent(self, info: SubjectPublicKeyInfo, how: SubsequentMessage) -> CertReqMsg:
        return self.with_proof(info, ProofOfPossession(possession_of(info), POPOPrivKey("subsequentMessage", how)))

    def without_proof(self, public_key: PublicKeyLike) -> CertReqMsg:
        """Return the request without any proof of possession. RFC 4211 section 4."""
        return self.with_proof(public_key, None)

    def with_proof(self, public_key: PublicKeyLike, proof: ProofOfPossession | None) -> CertReqMsg:
        """Return the request with a proof of possession made elsewhere over `request(public_key)`."""
        return self._message(self._request(as_public_key_info(public_key)), proof)

    def _message(self, request: CertRequest, proof: ProofOfPossession | None) -> CertReqMsg:
        return CertReqMsg(request, proof, tuple(self._get("reg_info")) or None)

    def _request(self, public_key: SubjectPublicKeyInfo) -> CertRequest:
        extensions = tuple(self._get("extensions"))
        identifier = self._get("key_identifier")
        if identifier is not None:
            extensions += (key_identifier_extension(public_key, identifier),)
        number, subject = self._get("cert_req_id"), self._get("subject")
        template = CertTemplate(
            version=self._get("version"),
            issuer=self._get("issuer"),
            validity=self._get("validity"),
            subject=Name(()) if subject is None else subject,
            public_key=public_key,
            extensions=Extensions(extensions) if extensions else None,
        )
        controls = self._get("controls")
        return CertRequest(1 if number is None else number, template, Controls(controls) if controls else None)


def add_control(message: CertReqMsg, control: SingleAttribute, key: KeyLike | None) -> CertReqMsg:
    """Return the request with one more control; a signature as proof of possession is made anew.

    Raises `BuildError` where a key is needed and none, or another one, is given, and for a proof of another kind
    that covers the request. RFC 10002 section 6.3.1.
    """
    old = message.cert_req
    controls = Controls((*(old.controls or ()), control))
    return _proven_anew(message, CertRequest(old.cert_req_id, old.cert_template, controls), key)


def renew_proof(message: CertReqMsg, key: KeyLike | None) -> CertReqMsg:
    """Return a request that came in other octets than DER as DER, its signature as proof of possession made anew.

    Raises as `add_control` does.
    """
    old = message.cert_req
    request = CertRequest(old.cert_req_id, old.cert_template, Controls(old.controls) if old.controls else None)
    return _proven_anew(message, request, key)


def _proven_anew(message: CertReqMsg, request: CertRequest, key: KeyLike | None) -> CertReqMsg:
    proof = message.popo
    if proof is None or proof.choice == "raVerified":
        return CertReqMsg(request, proof, message.reg_info)
    if isinstance(proof.value, POPOPrivKey) and proof.value.choice not in ("dhMAC", "agreeMAC"):
        return CertReqMsg(request, proof, message.reg_info)
    if not isinstance(proof.value, POPOSigningKey):
        raise BuildError("the proof of possession covers the request: add the control before it is made")
    if key is None:
        raise BuildError("the request has to be signed anew: its private key is needed (RFC 10002 section 6.3.1)")
    signed = sign_possession(request, as_signer(key), proof.value.algorithm_identifier)
    return CertReqMsg(request, signed, message.reg_info)

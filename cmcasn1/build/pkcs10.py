"""The builder of PKCS #10 certification requests: RFC 2986, RFC 10002 section 3.2.1.2.1."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cmcasn1.algorithms.key_identifiers import key_identifier
from cmcasn1.algorithms.no_signature import no_signature_value
from cmcasn1.build.arguments import as_extension, as_general_names, as_name, as_public_key_info
from cmcasn1.build.builder import Builder
from cmcasn1.cmc.controls.change_subject_name import ChangeSubjectName
from cmcasn1.cms.covered_attributes import in_set_order
from cmcasn1.codec.coding import encode_der
from cmcasn1.codec.primitives import NULL, BitString
from cmcasn1.crmf.possession_algorithms import possession_identifier
from cmcasn1.errors import BuildError
from cmcasn1.keys.private_key import as_signer
from cmcasn1.oids import Oid
from cmcasn1.oids.known import (
    EXTENSION_REQUEST,
    ID_ALG_NO_SIGNATURE,
    ID_CE_SUBJECT_KEY_IDENTIFIER,
    ID_CMC_CHANGE_SUBJECT_NAME,
)
from cmcasn1.pkix.algorithms import AlgorithmIdentifier
from cmcasn1.pkix.certificates import Extension
from cmcasn1.pkix.extensions import SubjectKeyIdentifier
from cmcasn1.pkix.names import AttributeSet, Name
from cmcasn1.pkix.pkcs9 import ExtensionReq
from cmcasn1.pkix.pkcs10 import (
    Attributes,
    CertificationRequest,
    CertificationRequestInfo,
    CertificationRequestVersion,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Self

    from cryptography import x509
    from cryptography.hazmat.primitives.hashes import HashAlgorithm

    from cmcasn1.build.arguments import GeneralNameLike, KeyLike, NameLike, PublicKeyLike
    from cmcasn1.codec.primitives import OpenValue
    from cmcasn1.pkix.keys import SubjectPublicKeyInfo


class CertificationRequestBuilder(Builder):
    """Builds a PKCS #10 request.

    ::

        CertificationRequest ::= SEQUENCE {
            certificationRequestInfo CertificationRequestInfo,
            signatureAlgorithm AlgorithmIdentifier,
            signature          BIT STRING }

    The subject is an empty name where none is set. RFC 2986 section 4, RFC 10002 section 3.1.
    """

    __slots__ = ()
    _fields = {"subject": None, "extensions": (), "attributes": (), "key_identifier": None}  # noqa: RUF012

    def subject(self, name: NameLike) -> Self:
        """Set the subject: a Name, a name of cryptography, or text in the form of RFC 4514."""
        return self._set("subject", as_name(name))

    def extension(self, extension: Extension | x509.ExtensionType, *, critical: bool = False) -> Self:
        """Ask for an extension: an Extension, or an extension type of cryptography.

        All of them go into one extensionRequest attribute. Raises `BuildError` for one that is there already
        (RFC 5280 section 4.2).
        """
        made = as_extension(extension, critical)
        if any(made.extn_id == other.extn_id for other in self._get("extensions")):
            raise BuildError(f"extension {made.extn_id.name} may only be set once (RFC 5280 section 4.2)")
        return self._append("extensions", made)

    def subject_key_identifier(self, identifier: bytes | None = None) -> Self:
        """Ask for a subjectKeyIdentifier: these octets, or SHA-1 of the public key (RFC 5280 section 4.2.1.2).

        A message that this request's own key signs needs it (RFC 10002 section 3.2).
        """
        return self._set("key_identifier", b"" if identifier is None else identifier)

    def attribute(self, attribute_type: Oid, *values: OpenValue) -> Self:
        """Add an attribute of any type with its values; raises `BuildError` without one, or for a type again."""
        if not values:
            raise BuildError("an attribute has one value at least (RFC 2986 section 4.1)")
        if attribute_type == EXTENSION_REQUEST:
            raise BuildError("extensions are asked for one by one: extension()")
        if any(attribute_type == other.type for other in self._get("attributes")):
            raise BuildError(f"attribute {Oid(attribute_type).name} may only be set once")
        return self._append("attributes", AttributeSet(Oid(attribute_type), values))

    def change_subject_name(
        self, subject: NameLike | None = None, subject_alt: Iterable[GeneralNameLike] | None = None
    ) -> Self:
        """Ask for other names than those of the certificate that signs the message.

        Raises `BuildError` without either. RFC 10002 section 7.1.
        """
        return self.attribute(ID_CMC_CHANGE_SUBJECT_NAME, change_of_names(subject, subject_alt))

    def sign(
        self, key: KeyLike, *, hash_algorithm: HashAlgorithm | None = None, pss: bool = False
    ) -> CertificationRequest:
        """Return the request, signed with the private key that is to be certified.

        A key that agrees signs for one CA: `StaticDHSigner`. Raises `BuildError` for a key that cannot sign:
        `without_signature` is for those. RFC 2986 section 4.2, RFC 6955.
        """
        signer = as_signer(key)
        algorithm = possession_identifier(signer, hash_algorithm, pss=pss)
        info = self._info(signer.public_key_info)
        return CertificationRequest(info, algorithm, BitString(signer.sign(algorithm, encode_der(info))))

    def without_signature(self, public_key: PublicKeyLike) -> CertificationRequest:
        """Return the request for a key that cannot sign: id-alg-noSignature and a digest in place of a signature.

        Possession has to be proven otherwise (encryptedPOP). RFC 10002 appendix C.
        """
        info = self._info(as_public_key_info(public_key))
        value = no_signature_value(encode_der(info))
        return CertificationRequest(info, AlgorithmIdentifier(ID_ALG_NO_SIGNATURE, NULL), BitString(value))

    def _info(self, public_key: SubjectPublicKeyInfo) -> CertificationRequestInfo:
        extensions = tuple(self._get("extensions"))
        identifier = self._get("key_identifier")
        if identifier is not None:
            extensions += (key_identifier_extension(public_key, identifier),)
        attributes = list(self._get("attributes"))
        if extensions:
            attributes.insert(0, AttributeSet(EXTENSION_REQUEST, (ExtensionReq(extensions),)))
        subject = self._get("subject")
        return CertificationRequestInfo(
            CertificationRequestVersion.v1,
            Name(()) if subject is None else subject,
            public_key,
            Attributes(in_set_order("AttributeSet", attributes)),
        )


def change_of_names(subject: NameLike | None, subject_alt: Iterable[GeneralNameLike] | None) -> ChangeSubjectName:
    """Return a changeSubjectName; raises `BuildError` where neither name is given. RFC 10002 section 7.1."""
    if subject is None and subject_alt is None:
        raise BuildError("changeSubjectName needs a subject or a subjectAlt (RFC 10002 section 7.1)")
    return ChangeSubjectName(
        None if subject is None else as_name(subject),
        None if subject_alt is None else as_general_names(subject_alt),
    )


def key_identifier_extension(public_key: SubjectPublicKeyInfo, identifier: bytes) -> Extension:
    """Return a subjectKeyIdentifier extension with these octets, or computed where they are none."""
    octets = identifier or key_identifier(public_key)
    return Extension(extn_id=ID_CE_SUBJECT_KEY_IDENTIFIER, extn_value=encode_der(octets, SubjectKeyIdentifier))


def add_attribute(request: CertificationRequest, attribute: AttributeSet, key: KeyLike | None) -> CertificationRequest:
    """Return the request with one more attribute, signed anew with the same algorithm.

    Without a signature there is a digest to renew and no key needed. Raises `BuildError` where a key is needed and
    none, or another one, is given. RFC 10002 section 6.3.1.
    """
    old = request.certification_request_info
    info = CertificationRequestInfo(
        old.version,
        old.subject,
        old.subject_pk_info,
        Attributes(in_set_order("AttributeSet", (*old.attributes, attribute))),
    )
    octets = encode_der(info)
    algorithm = request.signature_algorithm
    if algorithm.algorithm == ID_ALG_NO_SIGNATURE:
        return CertificationRequest(info, algorithm, BitString(no_signature_value(octets)))
    if key is None:
        raise BuildError("the request has to be signed anew: its private key is needed (RFC 10002 section 6.3.1)")
    signer = as_signer(key)
    if signer.public_key_info != old.subject_pk_info:
        raise BuildError("the request has to be signed anew with the key it was signed with, not another")
    return CertificationRequest(info, algorithm, BitString(signer.sign(algorithm, octets)))

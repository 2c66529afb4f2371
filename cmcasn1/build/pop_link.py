"""POP link witnesses put into requests, which are signed anew: RFC 10002 section 6.3.1."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cmcasn1.build.crmf import add_control
from cmcasn1.build.pkcs10 import add_attribute
from cmcasn1.cmc.controls.pop_link_witness import PopLinkWitness
from cmcasn1.cmc.controls.pop_link_witness_v2 import PopLinkWitnessV2
from cmcasn1.cmc.tagged_request import OtherReqMsg
from cmcasn1.crmf.cert_req_msg import CertReqMsg
from cmcasn1.crmf.controls import SingleAttribute
from cmcasn1.errors import BuildError
from cmcasn1.keys.private_key import as_signer
from cmcasn1.oids.known import ID_CMC_POP_LINK_WITNESS, ID_CMC_POP_LINK_WITNESS_V2
from cmcasn1.pkix.names import AttributeSet

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.hashes import HashAlgorithm

    from cmcasn1.build.arguments import KeyLike
    from cmcasn1.pkix.algorithms import AlgorithmIdentifier
    from cmcasn1.pkix.keys import SubjectPublicKeyInfo
    from cmcasn1.pkix.pkcs10 import CertificationRequest

RANDOM_OCTETS = 64
"""popLinkRandom has 512 bits at least (RFC 10002 section 6.3.1.1)."""


class PopLink(NamedTuple):
    """What has been asked for: one secret and one random number for all requests of the message."""

    version: int
    secret: bytes | str
    keys: tuple[KeyLike, ...]
    key_gen_algorithm: HashAlgorithm | AlgorithmIdentifier | None
    mac_algorithm: HashAlgorithm | AlgorithmIdentifier | None
    mix_identification: bool

    def __repr__(self) -> str:
        return f"PopLink(version={self.version}, secret=<secret>)"

    def place(
        self, request: CertificationRequest | CertReqMsg | OtherReqMsg, random: bytes, identification: str | None
    ) -> CertificationRequest | CertReqMsg:
        """Return the request with the witness in it, signed anew with the key among `keys` that is its own.

        Raises `BuildError` where there is a witness already, or no key to sign with. RFC 10002 section 6.3.1.
        """
        if isinstance(request, OtherReqMsg):
            raise BuildError("a request of another kind cannot bear a POP link witness (RFC 10002 section 6.3.1)")
        witness: PopLinkWitness | PopLinkWitnessV2
        if self.version == 1:
            oid, witness = ID_CMC_POP_LINK_WITNESS, PopLinkWitness.compute(self.secret, random)
        else:
            oid = ID_CMC_POP_LINK_WITNESS_V2
            witness = PopLinkWitnessV2.compute(
                self.secret,
                random,
                identification=identification if self.mix_identification else None,
                key_gen_algorithm=self.key_gen_algorithm,
                mac_algorithm=self.mac_algorithm,
            )
        if isinstance(request, CertReqMsg):
            if any(control.type == oid for control in request.cert_req.controls or ()):
                raise BuildError("the request has a POP link witness already")
            return add_control(
                request, SingleAttribute(oid, witness), self._key(request.cert_req.cert_template.public_key)
            )
        info = request.certification_request_info
        if any(attribute.type == oid for attribute in info.attributes):
            raise BuildError("the request has a POP link witness already")
        return add_attribute(request, AttributeSet(oid, (witness,)), self._key(info.subject_pk_info))

    def _key(self, public: SubjectPublicKeyInfo | None) -> KeyLike | None:
        # Keys that cannot sign (X25519, ML-KEM) need no signature anew either.
        return next((key for key in self.keys if as_signer(key).public_key_info == public), None)

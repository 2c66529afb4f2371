"""The popLinkWitnessV2 control: RFC 10002 section 6.3.1."""

from __future__ import annotations

from cmcasn1.cmc.controls.control import Control

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cmcasn1.pkix.algorithms import AlgorithmIdentifier


class PopLinkWitnessV2(Control):
    """Links a request to a shared secret, with algorithms of choice.

    ::

        PopLinkWitnessV2 ::= SEQUENCE {
            keyGenAlgorithm AlgorithmIdentifier,
            macAlgorithm    AlgorithmIdentifier,
            witness         OCTET STRING }

    RFC 10002 section 6.3.1.
    """

    key_gen_algorithm: AlgorithmIdentifier
    mac_algorithm: AlgorithmIdentifier
    witness: bytes

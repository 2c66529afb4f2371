"""The length of SHAKE256's output, for Ed448 in CMS: RFC 8419."""

from __future__ import annotations

from pyasn1.type import univ

from cmcasn1.schema import maps

id_shake256_len = univ.ObjectIdentifier("2.16.840.1.101.3.4.2.18")


class ShakeOutputLen(univ.Integer):
    pass


maps.algorithm_parameters.update({id_shake256_len: ShakeOutputLen()})

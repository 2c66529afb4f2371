"""Password-based recipients of CMS: RFC 3211, whose key wrap RFC 5652 section 6.2.4 still uses."""

from __future__ import annotations

from cmcasn1.schema import maps
from cmcasn1.schema.rfc5280 import AlgorithmIdentifier
from cmcasn1.schema.rfc5753 import id_smime_alg

id_alg_PWRI_KEK = id_smime_alg + (9,)

# Section 2.3: the parameters name the cipher in which the content-encryption key is wrapped.
maps.algorithm_parameters.update({id_alg_PWRI_KEK: AlgorithmIdentifier()})

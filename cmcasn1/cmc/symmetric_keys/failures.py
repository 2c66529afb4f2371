"""Why a request about a group failed: RFC 5275 section 3.2.4."""

from __future__ import annotations

from cmcasn1.codec.value import NamedInteger


class SKDFailInfo(NamedInteger):
    """The value of an ExtendedFailInfo whose OID is id-cet-skdFailInfo.

    ::

        SKDFailInfo ::= INTEGER {
            unspecified(0), closedGL(1), unsupportedDuration(2), noGLACertificate(3), invalidCert(4),
            unsupportedAlgorithm(5), noGLONameMatch(6), invalidGLName(7), nameAlreadyInUse(8), noSpam(9),
            deniedAccess(10), alreadyAMember(11), notAMember(12), alreadyAnOwner(13), notAnOwner(14) }

    RFC 5275 section 3.2.4.
    """

    unspecified = 0
    closedGL = 1
    unsupportedDuration = 2
    noGLACertificate = 3
    invalidCert = 4
    unsupportedAlgorithm = 5
    noGLONameMatch = 6
    invalidGLName = 7
    nameAlreadyInUse = 8
    noSpam = 9
    deniedAccess = 10
    alreadyAMember = 11
    notAMember = 12
    alreadyAnOwner = 13
    notAnOwner = 14

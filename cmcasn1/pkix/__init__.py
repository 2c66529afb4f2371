"""Names, algorithm identifiers, certificates, CRLs, their extensions, PKCS #10 and PKCS #9."""

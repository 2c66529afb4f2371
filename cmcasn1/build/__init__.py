"""Builders: PKCS #10 and CRMF requests, PKIData and PKIResponse, signed, authenticated or not at all."""

"""Values of CMC (RFC 10002): PKIData, PKIResponse, and the shared secrets and references in them."""

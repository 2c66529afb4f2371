"""Values of CMC: PKIData, PKIResponse and what they are made of."""

"""What an AlgorithmIdentifier computes: digests, MACs, derived keys, signatures and ciphers, on cryptography."""

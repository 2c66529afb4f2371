"""The compiled codec: scanner, BER to DER, the compiler and what it generates."""

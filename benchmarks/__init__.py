"""Measures cmcasn1 beside its peers: `python -m benchmarks` prints the table (docs/performance.md)."""

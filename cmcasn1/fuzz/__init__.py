"""Hypothesis strategies for the values of every ASN.1 type, for testing other implementations."""

"""The report of checks: signatures, proofs, references, answers and trust of a whole message."""

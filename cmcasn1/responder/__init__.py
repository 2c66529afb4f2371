"""An embedded test CA that speaks CMC: for demonstrations, for tests, and as a target of fuzzing."""

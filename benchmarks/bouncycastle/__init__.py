"""The comparison with Bouncy Castle, run by hand (README.md)."""

"""Private keys: what signs and what decrypts, wherever the key may be, and how keys are loaded."""

"""What a person wants to know of a message: the tolerant tree, text and JSON forms."""

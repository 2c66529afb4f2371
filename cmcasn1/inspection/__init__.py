"""What a person wants to know of a message: the tolerant tree, text, JSON and HTML, answers and reports in words."""

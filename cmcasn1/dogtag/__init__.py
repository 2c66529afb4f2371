"""What is Dogtag's own: the shared token."""

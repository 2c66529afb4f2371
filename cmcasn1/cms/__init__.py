"""Values of CMS (RFC 5652), and what signs, verifies, encrypts, opens and authenticates content."""

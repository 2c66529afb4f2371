"""What is Dogtag's own: shared tokens, its conventions for requests, CMCRequest configurations, NSS databases."""

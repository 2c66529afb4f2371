"""Values and messages for testing other implementations."""

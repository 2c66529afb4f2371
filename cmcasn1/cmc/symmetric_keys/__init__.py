"""The controls of RFC 5275: a group list agent (GLA) keeps groups and gives their members one symmetric key."""

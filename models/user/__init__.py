"""Person, roles, permissions."""

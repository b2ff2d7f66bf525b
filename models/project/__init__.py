"""Project and who belongs to it."""

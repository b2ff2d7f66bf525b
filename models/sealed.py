"""Secrets of links and sessions: drawn here, and only their hash is kept."""

import hashlib
import secrets


def new_secret() -> str:
    return secrets.token_urlsafe(32)


def seal(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()

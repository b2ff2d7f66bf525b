"""What every answer and every question must obey: hosts, methods, tokens, headers."""

from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs

from flask import Flask, Response, abort, current_app, request
from flask_login import current_user
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

import assets
import pictures
from blueprints.accounts.reader import speak_to_reader
from imports.reading import LIMIT
from settings import Settings, is_loopback

METHODS = {"PUT", "PATCH", "DELETE"}
LONGEST_FORM = 2_000_000
# Doors that take files, and what they take at most; none: as much as this installation allows.
LARGEST: dict[str, int | None] = {
    "imports.upload": LIMIT,
    "files.attach": None,
    "files.replace": None,
    "tasks.write": None,
    "projects.wear_client_mark": pictures.LARGEST,
    "projects.wear_agency_mark": pictures.LARGEST,
}
FORM = "application/x-www-form-urlencoded"
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-Ip")
csrf = CSRFProtect()


class Methods:
    """A form can only POST: its `_method` is put in place before routing."""

    def __init__(self, inner: Callable[..., Any]) -> None:
        self.inner = inner

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] == "POST" and environ.get("CONTENT_TYPE", "").startswith(FORM):
            self._rewrite(environ)
        return self.inner(environ, start)

    def _rewrite(self, environ: dict[str, Any]) -> None:
        length = environ.get("CONTENT_LENGTH") or ""
        if not length.isdecimal() or int(length) > LONGEST_FORM:
            return
        body = environ["wsgi.input"].read(int(length))
        environ["wsgi.input"] = BytesIO(body)
        if b"_method=" in body:
            wanted = parse_qs(body.decode("utf-8", "replace")).get("_method", [""])[0].upper()
            if wanted in METHODS:
                environ["REQUEST_METHOD"] = wanted


def settings() -> Settings:
    return current_app.config["SETTINGS"]


def is_at_this_machine() -> bool:
    """The browser runs where the server runs, with nothing in between."""
    if any(header in request.headers for header in FORWARDED):
        return False
    host = request.host.rsplit(":", 1)[0].strip("[]")
    return is_loopback(request.remote_addr or "") and is_loopback(host)


def refuse_other_hosts() -> None:
    if not settings().accepts(request.host):
        abort(400)


def limit_the_body() -> None:
    """Before anything reads it: what is larger is answered with 413."""
    files = LARGEST.get(request.endpoint or "", 0)
    if files is None:
        files = settings().max_upload
    # of whoever is not known nothing large is even read
    known = files and current_user.is_authenticated
    request.max_content_length = LONGEST_FORM + (files if known else 0)


def policy() -> str:
    """Nothing but our own files; the import map by its hash; style attributes carry numbers."""
    return (
        f"default-src 'self'; script-src 'self' {assets.import_map_hash()}; style-src 'self'; "
        "style-src-attr 'unsafe-inline'; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    )


def protect(answer: Response) -> Response:
    headers = answer.headers
    headers.setdefault("Content-Security-Policy", policy())
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    headers.setdefault("Cache-Control", "private, no-cache")
    if settings().is_secure:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    return answer


def register(app: Flask, known: Settings) -> None:
    """In this order: the host, the reader's language, then the token of the form."""
    app.config.update(
        SETTINGS=known,
        SECRET_KEY=known.secret,
        WTF_CSRF_TIME_LIMIT=None,
        SESSION_COOKIE_NAME="jalon_page",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=known.is_secure,
    )
    app.wsgi_app = Methods(app.wsgi_app)  # type: ignore[method-assign,assignment]
    if known.trusted_proxies:
        hops = known.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, hops, hops, hops)  # type: ignore[method-assign]
    app.before_request(refuse_other_hosts)
    app.before_request(limit_the_body)
    app.before_request(speak_to_reader)
    csrf.init_app(app)
    app.after_request(protect)

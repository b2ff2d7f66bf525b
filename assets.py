"""What the browser keeps for ever: styles, scripts, icons, fonts, under a hash of their bytes."""

import base64
import gzip
import hashlib
import json
import mimetypes
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, request
from markupsafe import Markup

STATIC = Path(__file__).parent / "static"
KIT = (
    "palette",
    "tokens",
    "metrics",
    "base",
    "controls",
    "labels",
    "surfaces",
    "marks",
    "parts",
    "layout",
    "search",
)
MODULE = ".esm.min.js"  # theirs that can be imported; the others are plain scripts
FOREVER = "public, max-age=31536000, immutable"
TEXT = {".css", ".js", ".mjs", ".svg", ".json", ".txt"}
TYPES = {".woff2": "font/woff2", ".js": "text/javascript", ".mjs": "text/javascript"}
ADDRESS_IN_STYLE = re.compile(r'url\("\.\./([^"]+)"\)')

door = Blueprint("assets", __name__)


@dataclass(frozen=True, slots=True)
class Asset:
    content: bytes
    packed: bytes | None
    mark: str
    kind: str


def _read(name: str) -> bytes:
    if name == "css/kit.css":
        return b"\n".join((STATIC / f"css/{part}.css").read_bytes() for part in KIT)
    path = (STATIC / name).resolve()
    if not path.is_relative_to(STATIC.resolve()) or not path.is_file():
        raise FileNotFoundError(name)
    return path.read_bytes()


@cache
def found(name: str) -> Asset:
    """One file, its addresses rewritten, packed once for all who ask."""
    content = _read(name)
    suffix = Path(name).suffix
    if suffix == ".css":
        style = ADDRESS_IN_STYLE.sub(lambda at: f'url("{address(at[1])}")', content.decode())
        content = style.encode()
    kind = TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Asset(
        content,
        gzip.compress(content, 9, mtime=0) if suffix in TEXT else None,
        hashlib.sha256(content).hexdigest()[:12],
        kind,
    )


def address(name: str) -> str:
    """Where the browser finds it; a file the set-up has not brought keeps a plain address."""
    try:
        return f"/assets/{found(name).mark}/{name}"
    except FileNotFoundError:
        return f"/assets/0/{name}"


@cache
def icon(name: str, size: str = "", kind: str = "") -> Markup:
    """An icon of our sprite, for eyes only: words stand beside it."""
    kinds = " ".join(filter(None, ("icon", size and f"icon--{size}", kind)))
    drawn = '<svg class="{}" aria-hidden="true"><use href="{}#i-{}"/></svg>'
    return Markup(drawn).format(kinds, address("icons/icons.svg"), name)


@cache
def import_map() -> Markup:
    """Our elements as `jalon/<name>`, what others wrote under their own names."""
    ours = {f"jalon/{at.stem}": f"js/{at.name}" for at in sorted((STATIC / "js").glob("*.js"))}
    theirs = {
        at.name.removesuffix(MODULE): f"vendor/{at.name}"
        for at in sorted((STATIC / "vendor").glob(f"*{MODULE}"))
    }
    names = {name: address(path) for name, path in (theirs | ours).items()}
    return Markup(json.dumps({"imports": names}, separators=(",", ":")))


@cache
def import_map_hash() -> str:
    """What the Content-Security-Policy lets through: this map and no other inline script."""
    digest = hashlib.sha256(str(import_map()).encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


@door.get("/assets/<mark>/<path:name>")
def show(mark: str, name: str) -> Response:
    try:
        asset = found(name)
    except FileNotFoundError:
        abort(404)
    packed = asset.packed and "gzip" in request.headers.get("Accept-Encoding", "")
    answer = Response(asset.packed if packed else asset.content, content_type=asset.kind)
    if packed:
        answer.headers["Content-Encoding"] = "gzip"
    if asset.packed:
        answer.headers["Vary"] = "Accept-Encoding"
    answer.headers["Cache-Control"] = FOREVER if mark == asset.mark else "no-cache"
    return answer


def register(app: Flask) -> None:
    app.register_blueprint(door)
    app.jinja_env.globals.update(asset=address, icon_of_sprite=icon, import_map=import_map)

"""The owner's mail reader: what left the house, and the letters kept as files without a server."""

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from io import BytesIO

from flask import Blueprint, Flask, Response, abort, redirect, render_template, send_file

import mail
from blueprints import allowed, changing, found, viewer
from models import Delivery
from models.base import db
from models.delivery import DIGEST

MOST = 200
door = Blueprint("deliveries", __name__)


def register(app: Flask) -> None:
    app.register_blueprint(door)


@dataclass(frozen=True)
class Enclosed:
    name: str
    content: bytes
    kind: str


@door.get("/mail")
def index() -> str:
    allowed("read_mail")
    rows = Delivery.visible_to(viewer()).order_by(Delivery.id.desc()).limit(MOST)
    if mail.here().smtp is not None:  # of all that goes well the rest would not be found
        rows = rows.where((Delivery.kind != DIGEST) | (Delivery.state != "sent"))
    return render_template(
        "deliveries/index.html",
        letters=list(db.session.scalars(rows)),
        has_server=mail.here().smtp is not None,
    )


@door.get("/mail/<delivery_id>")
def show(delivery_id: str) -> str:
    allowed("read_mail")
    delivery = found(Delivery, delivery_id)
    letter = letter_of(delivery)
    return render_template(
        "deliveries/show.html",
        letter=delivery,
        may_settle=viewer().can("read_mail", delivery),
        text=masked(text_of(letter)) if letter else "",
        enclosed=enclosures(letter) if letter else [],
    )


@door.get("/mail/<delivery_id>/enclosed/<int:place>")
def enclosed(delivery_id: str, place: int) -> Response:
    allowed("read_mail")
    letter = letter_of(found(Delivery, delivery_id))
    files = enclosures(letter) if letter else []
    if place >= len(files):
        abort(404)
    file = files[place]
    return send_file(BytesIO(file.content), file.kind, as_attachment=True, download_name=file.name)


@door.post("/mail/<delivery_id>/retrial")
def send_again(delivery_id: str) -> Response:
    allowed("read_mail")
    with changing() as by:
        found(Delivery, delivery_id, to="read_mail").send_again(by=by)
    return redirect(f"/mail/{delivery_id}", 303)  # type: ignore[return-value]


@door.put("/mail/<delivery_id>/arrival")
def note_arrival(delivery_id: str) -> Response:
    allowed("read_mail")
    with changing() as by:
        found(Delivery, delivery_id, to="read_mail").note_arrival(by=by)
    return redirect(f"/mail/{delivery_id}", 303)  # type: ignore[return-value]


def letter_of(delivery: Delivery) -> EmailMessage | None:
    """The letter as it was written; one with a key in it is kept only as its file, if at all."""
    content = delivery.content
    if not content:
        place = mail.place_of(mail.here().mail, delivery.public_id, delivery.created_at)
        content = place.read_bytes() if place.exists() else b""
    return message_from_bytes(content, policy=policy.default) if content else None


def text_of(letter: EmailMessage) -> str:
    plain = letter.get_body(("plain",))
    return plain.get_content() if plain else ""


def enclosures(letter: EmailMessage) -> list[Enclosed]:
    return [
        Enclosed(part.get_filename() or "-", part.get_content(), part.get_content_type())
        for part in letter.iter_attachments()
    ]


def masked(text: str) -> str:
    """Without the keys: the last part of a link to an account is not for the owner's eyes."""
    # Whatever the site was called when it was written: the key opens it under its name of today.
    link = r"(https?://[^\s/]+/[^\s?#]*/)(?=[\w.~-]{16,})[\w.~-]+(\?\S*)?"
    return re.sub(link, r"\1••••••", text)

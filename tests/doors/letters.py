"""What the queued letters say, as a mail program would show it."""

import re
from email import message_from_bytes, policy

from sqlalchemy import select

from models import Delivery, db


def letters():
    return db.session.scalars(select(Delivery).order_by(Delivery.id)).all()


def text_of(letter):
    message = message_from_bytes(letter.content, policy=policy.default)
    return message.get_body(("plain",)).get_content()


def link_in(letter, room):
    """The path of the link that leads to a room."""
    return re.search(rf"/{room}/[\w-]+", text_of(letter))[0]

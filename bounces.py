"""Letters that came back: a delivery status notification (RFC 3464) says which, and why."""

import imaplib
import logging
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import Message
from urllib.parse import unquote, urlsplit

import click

from models import Delivery, change, now
from posting import storable

SENDER = re.compile(r"bounces\+([0-9a-z]{16})@", re.IGNORECASE)
# Where mail systems write the address that a notification was sent to.
ADDRESSED = ("Delivered-To", "X-Original-To", "Envelope-To", "To", "Resent-To")
PATIENCE = 20  # seconds for each answer of a mailbox
log = logging.getLogger("jalon.bounces")


def take_back(content: bytes) -> str:
    """What became of it: `bounced`, or why it says nothing of a letter of ours."""
    notice = message_from_bytes(content, policy=policy.compat32)
    key = key_of(notice)
    if key is None:
        return "not addressed to the sender of a letter"
    reason = failure(notice)
    if reason is None:
        return "no notification of a failure"
    with change():
        letter = Delivery.sent_as(key)
        if letter is None:
            return "no such letter"
        letter.bounce(reason)
    return "bounced"


def key_of(notice: Message) -> str | None:
    """The random part of our own envelope sender: nobody else knows it."""
    for name in ADDRESSED:
        for value in notice.get_all(name, []):
            found = SENDER.search(str(value))
            if found:
                return found[1].lower()
    return None


def failure(notice: Message) -> str | None:
    """The first permanent failure it tells of, in the words of the other server."""
    for told in reports(notice):
        if str(told.get("Action", "")).strip().lower() == "failed":
            status = str(told.get("Status", "")).strip()
            why = str(told.get("Diagnostic-Code", "")).partition(";")[2]
            return storable(f"{status} {why}") or "failed"
    return None


def reports(notice: Message) -> Iterator[Message]:
    """Each group of fields of its machine-readable part."""
    for part in notice.walk():
        if part.get_content_type() == "message/delivery-status":
            groups = part.get_payload()
            yield from (group for group in groups if isinstance(group, Message))


@click.command("bounce")
def command() -> None:
    """Read from standard input a letter that came back, as a mail server pipes it.

    Always ends well: a notification that is sent back would be one more.
    """
    from app import create_app

    with create_app().app_context():
        click.echo(take_back(sys.stdin.buffer.read()), err=True)


class Mailbox:
    """The mailbox where they arrive, looked into now and then if one is set."""

    every = timedelta(minutes=5)

    def __init__(self) -> None:
        self.next = now()

    def look(self) -> bool:
        """Read what is new there."""
        from mail import here

        if here().bounce_imap and now() >= self.next:
            self.next = now() + self.every
            empty(here().bounce_imap)
        return False


def empty(address: str) -> None:
    """Take back all that is unread; it stays there, marked as read where it could be."""
    box = opened(address)
    with suppress(imaplib.IMAP4.error), box:
        _status, (numbers, *_rest) = box.search(None, "UNSEEN")
        for number in (numbers or b"").split():
            _status, parts = box.fetch(number.decode(), "(BODY.PEEK[])")
            content = next((part[1] for part in parts if isinstance(part, tuple)), b"")
            try:
                log.info("A letter in the mailbox of bounces: %s", take_back(content))
            except Exception:  # whoever wrote it: those behind it are read all the same
                log.exception("A letter in the mailbox of bounces could not be read")
                continue
            box.store(number.decode(), "+FLAGS", "\\Seen")


def opened(address: str) -> imaplib.IMAP4:
    """imaps://user:password@host/folder, or imap:// for a server on this machine."""
    url = urlsplit(address)
    kind = imaplib.IMAP4_SSL if url.scheme == "imaps" else imaplib.IMAP4
    box = kind(url.hostname or "", url.port or kind_port(url.scheme), timeout=PATIENCE)
    box.login(unquote(url.username or ""), unquote(url.password or ""))
    box.select(unquote(url.path.strip("/")) or "INBOX")
    return box


def kind_port(scheme: str) -> int:
    return 993 if scheme == "imaps" else 143

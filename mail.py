"""Letters: written in the reader's language, and handed to a server or laid down as files."""

import os
import re
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, make_msgid, parseaddr
from pathlib import Path
from typing import Any

from flask import current_app, render_template

from i18n import speaking
from models.agency import Agency
from models.base import now
from models.delivery import Delivery, Letter
from models.invitation import VALID
from models.project.project import Project
from posting import Outcome, post
from settings import Settings


@dataclass(frozen=True)
class Attached:
    name: str
    content: bytes
    kind: str = "application/pdf"


class Letterhead(EmailPolicy):
    """Python 3.11 loses spaces where it folds words with accents; this writes them whole."""

    def fold_binary(self, name: str, value: Any) -> bytes:
        if str(value).isascii() or name not in ("Subject", "From", "To"):
            return super().fold_binary(name, value)
        if name == "Subject":
            return f"{name}: {encoded(name, str(value))}\r\n".encode("ascii")
        (person,) = value.addresses
        if not person.addr_spec.isascii():
            return super().fold_binary(name, value)
        shown = encoded(name, person.display_name)
        return f"{name}: {shown} <{person.addr_spec}>\r\n".encode("ascii")


def encoded(name: str, text: str) -> str:
    return Header(text, "utf-8", header_name=name).encode(linesep="\r\n")


PLAIN = Letterhead(linesep="\r\n")
ACCENTED = Letterhead(linesep="\r\n", utf8=True)  # for addresses that have accents themselves
KEPT = 3600  # seconds, of what is half written


def here() -> Settings:
    return current_app.config["SETTINGS"]


def write(
    to_name: str,
    to_address: str,
    language: str,
    template: str,
    attached: Sequence[Attached] = (),
    pictures: Mapping[str, bytes] | None = None,
    headers: Mapping[str, str] | None = None,
    **context: Any,
) -> Delivery:
    """A letter in `language`, not yet queued: written before the transaction it is added in.

    `templates/mail/TEMPLATE.subject.txt`, `.txt` and `.html` get the context, and `agency`,
    `base_url`, `to_name`. `pictures`: PNGs that travel inside, each shown as `cid:NAME`.
    """
    words = {"agency": Agency.here(), "base_url": here().base_url, "to_name": to_name} | context
    with speaking(language):
        subject = one_line(render_template(f"mail/{template}.subject.txt", **words))
        plain = render_template(f"mail/{template}.txt", **words)
        rich = render_template(f"mail/{template}.html", **words)
    letter = envelope(to_name, to_address, subject)
    for name, value in (headers or {}).items():
        letter[name] = value
    fill(letter, language, plain, rich, attached, pictures or {})
    return Delivery(
        kind=template,
        message_id=letter["Message-ID"],
        to_address=to_address,
        to_name=to_name,
        language=language,
        subject=subject,
        content=letter.as_bytes(),
    )


def invitation(
    to_name: str, to_address: str, language: str, secret: str, host: str, *projects: Project
) -> Delivery:
    """The letter around the secret of an invitation."""
    return write(
        to_name,
        to_address,
        language,
        "invitation",
        link=f"{here().base_url}/invitations/{secret}",
        host=host,
        project=", ".join(project.name for project in projects),
        email=to_address,
        expires_at=now() + VALID,
        zone=projects[0].timezone,
    )


def fill(
    letter: EmailMessage,
    language: str,
    plain: str,
    rich: str,
    attached: Sequence[Attached],
    pictures: Mapping[str, bytes],
) -> None:
    letter.set_content(plain)
    letter.add_alternative(rich, subtype="html")
    shown: Any = letter.get_body(("html",))
    for name, png in pictures.items():
        shown.add_related(png, "image", "png", cid=f"<{name}>", disposition="inline")
    for file in attached:
        letter.add_attachment(file.content, *file.kind.split("/"), filename=file.name)
    letter["Content-Language"] = language


def envelope(to_name: str, to_address: str, subject: str) -> EmailMessage:
    letter = EmailMessage(policy=PLAIN if to_address.isascii() else ACCENTED)
    letter["Subject"] = subject
    letter["From"] = sender(Agency.here())
    letter["To"] = addressed(to_name, to_address)
    letter["Date"] = format_datetime(now())
    letter["Message-ID"] = make_msgid(domain=parseaddr(here().mail_from)[1].rpartition("@")[2])
    letter["Auto-Submitted"] = "auto-generated"
    return letter


def one_line(text: str) -> str:
    """No break of a line, but those spaces that French does not break."""
    return re.sub(r"[^\S\u00a0\u202f]+", " ", text).strip()


def addressed(name: str, address: str) -> Address | str:
    local, _, domain = address.rpartition("@")
    return Address(one_line(name), local, domain)


def sender(agency: Agency | None) -> Address:
    """The instance's own address under the agency's name."""
    name, address = parseaddr(here().mail_from)
    return addressed(agency.name if agency else name, address)  # type: ignore[return-value]


def deliver(letter: Letter, going_out: Callable[[], None]) -> Outcome:
    """One try: with the server if one is set, else as a file the owner can read."""
    known = here()
    if known.smtp is None:
        going_out()
        return Outcome("sent", lay_down(known.mail, letter).name)
    own = parseaddr(known.mail_from)[1].rpartition("@")[2]
    sender = f"bounces+{letter.bounce_key}@{own}"  # what comes back to it says which letter it was
    return post(known.smtp, sender, letter.to_address, letter.content, going_out)


# Files, where no server is set


def place_of(folder: Path, public_id: str, at: datetime) -> Path:
    return folder / f"{at.astimezone(UTC):%Y%m%d-%H%M%S}-{public_id}.eml"


def lay_down(folder: Path, letter: Letter) -> Path:
    """The letter as a private file; laid down twice it is still one file."""
    place = place_of(folder, letter.public_id, letter.created_at)
    draft = place.with_suffix(".part")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(letter.content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(place)
    return place


def forget_half_written() -> None:
    """What a worker that died left of a letter may hold the key of an invitation."""
    over = time.time() - KEPT
    for draft in here().mail.glob("*.part"):
        with suppress(FileNotFoundError):  # another worker may tidy at the same moment
            if draft.stat().st_mtime < over:
                draft.unlink()

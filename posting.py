"""One try to hand a letter to a server, and what its answer means."""

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from settings import Smtp

PATIENCE = 20  # seconds for each answer of a server
TLS_PORT = 465


@dataclass(frozen=True)
class Outcome:
    """What became of one try: `waiting` may be tried again, `uncertain` is for a person."""

    state: Literal["sent", "refused", "waiting", "uncertain"]
    answer: str


def post(
    smtp: Smtp, sender: str, to_address: str, content: bytes, going_out: Callable[[], None]
) -> Outcome:
    """One try with a server. `going_out` is called after its go-ahead, before the first byte."""
    server: smtplib.SMTP | None = None
    try:
        server = connected(smtp, sender)
        opened(server, sender, to_address)
    except smtplib.SMTPAuthenticationError as refusal:
        return Outcome("waiting", answer_of(refusal.smtp_code, refusal.smtp_error))
    except smtplib.SMTPResponseException as refusal:
        return judged(refusal.smtp_code, refusal.smtp_error)
    except (OSError, smtplib.SMTPException, UnicodeError) as fault:
        return Outcome("waiting", str(fault))
    else:
        going_out()
        return handed_over(server, content)
    finally:
        if server:
            server.close()


def connected(smtp: Smtp, own_address: str) -> smtplib.SMTP:
    tls = ssl.create_default_context()
    own_name = own_address.rpartition("@")[2] or "localhost"
    if smtp.port == TLS_PORT:
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            smtp.host, smtp.port, own_name, timeout=PATIENCE, context=tls
        )
    else:
        server = smtplib.SMTP(smtp.host, smtp.port, own_name, timeout=PATIENCE)
        if smtp.starttls:
            server.starttls(context=tls)
    if smtp.user:
        server.login(smtp.user, smtp.password)
    return server


def opened(server: smtplib.SMTP, mail_from: str, to_address: str) -> None:
    """The envelope, up to the server's go-ahead for the letter itself."""
    server.ehlo_or_helo_if_needed()
    foreign = ["SMTPUTF8"] if not to_address.isascii() else []
    if foreign and not server.has_extn("smtputf8"):
        raise smtplib.SMTPResponseException(553, "The server takes no address with accents")
    if foreign:
        server.command_encoding = "utf-8"
    expect(250, *server.mail(mail_from, foreign))
    expect(250, *server.rcpt(to_address))
    expect(354, *server.docmd("DATA"))


def expect(wanted: int, code: int, answer: bytes) -> None:
    if code // 10 != wanted // 10:
        raise smtplib.SMTPResponseException(code, answer)


def handed_over(server: smtplib.SMTP, content: bytes) -> Outcome:
    """From here on a lost connection leaves it open whether the letter arrived."""
    body = b"\r\n".join(b"." + line if line[:1] == b"." else line for line in content.splitlines())
    try:
        server.send(body + b"\r\n.\r\n")
        code, answer = server.getreply()
    except (OSError, smtplib.SMTPException) as fault:
        return Outcome("uncertain", str(fault))
    if code == -1:
        return Outcome("uncertain", answer_of(code, answer))
    return judged(code, answer)


def judged(code: int, answer: bytes | str) -> Outcome:
    if 200 <= code < 300:
        return Outcome("sent", answer_of(code, answer))
    return Outcome("refused" if 500 <= code < 600 else "waiting", answer_of(code, answer))


def answer_of(code: int, answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return storable(f"{code} {text}" if code > 0 else text)


def storable(text: str) -> str:
    """What another server says, as it can be kept: a NUL stores nowhere."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:500]

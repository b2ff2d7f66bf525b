"""Would a letter leave? Asked up to the sender's name; nothing is sent."""

import smtplib
import ssl
from email.utils import parseaddr

from operating.checks import Finding, fails, note, well
from posting import answer_of, connected
from settings import Settings, Smtp, is_loopback


def mail(here: Settings) -> Finding:
    """The server answers, encrypts, knows us and takes our sender."""
    if here.smtp is None:
        return note(
            f"No server is set: letters stay in {here.mail}.", "SMTP_HOST=… and what goes with it"
        )
    where, sender = f"{here.smtp.host}:{here.smtp.port}", parseaddr(here.mail_from)[1]
    try:
        greet(here.smtp, sender)
    except (OSError, smtplib.SMTPException) as problem:
        return refusal(where, problem)
    if not here.smtp.starttls and not is_loopback(here.smtp.host):
        return note(f"Letters go to {where} in clear.", "SMTP_STARTTLS=1")
    return well(f"{where} takes letters from {sender}.")


def greet(smtp: Smtp, sender: str) -> None:
    server = connected(smtp, sender)
    try:
        server.ehlo_or_helo_if_needed()
        code, answer = server.mail(sender)
        if code != 250:
            raise smtplib.SMTPSenderRefused(code, answer, sender)
        server.rset()
    finally:
        server.close()


def refusal(where: str, problem: Exception) -> Finding:
    match problem:
        case smtplib.SMTPAuthenticationError():
            said = answer_of(problem.smtp_code, problem.smtp_error)
            return fails(f"{where} does not let us in: {said}", "See SMTP_USER and SMTP_PASSWORD.")
        case smtplib.SMTPSenderRefused():
            said = answer_of(problem.smtp_code, problem.smtp_error)
            return fails(f"{where} refuses {problem.sender}: {said}", "See MAIL_FROM.")
        case smtplib.SMTPNotSupportedError():
            return fails(
                f"{where} lacks something: {problem}",
                "SMTP_PORT=465, or SMTP_STARTTLS=0 for a server on this machine",
            )
        case ssl.SSLError():
            return fails(
                f"{where} cannot prove who it is: {problem}",
                "SMTP_HOST must be the name on its certificate.",
            )
    return fails(f"{where} does not answer: {problem}", "See SMTP_HOST, SMTP_PORT, the firewall.")

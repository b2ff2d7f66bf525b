"""A real SMTP server that records what it takes, and can refuse or hang up at a chosen moment."""

import asyncio
import socket
import ssl
import subprocess
import threading
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = "jalon", "un mot de passe"


class Counter:
    """Takes letters as a post office does, unless told otherwise."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.recipients: list[str] = []
        self.senders: list[str] = []
        self.refusals: dict[str, str] = {}  # by recipient
        self.after_data = "250 Taken"
        self.hang_up_at = ""  # "rcpt", "data" or "answer"
        self.hold = threading.Event()  # cleared, it makes senders wait for the answer
        self.hold.set()

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        if self.hang_up_at == "rcpt":
            server.transport.abort()
            return "421 gone"
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.hang_up_at == "data":
            server.transport.abort()
            return "421 gone"
        if self.after_data.startswith("250"):
            self.taken.append(bytes(envelope.content))
            self.recipients += envelope.rcpt_tos
            self.senders.append(envelope.mail_from or "")
        while not self.hold.is_set():
            await asyncio.sleep(0.01)
        if self.hang_up_at == "answer":
            server.transport.abort()
        return self.after_data


def knows(_server: Any, _session: Any, _envelope: Any, _mechanism: str, given: Any) -> AuthResult:
    is_ours = isinstance(given, LoginPassword) and (given.login, given.password) == (
        USER.encode(),
        PASSWORD.encode(),
    )
    return AuthResult(success=is_ours, handled=is_ours)


class PostOffice:
    """STARTTLS and a password are required, as at a provider of today."""

    def __init__(self, folder: Path) -> None:
        self.counter = Counter()
        self.port = free_port()
        self.certificate = folder / "certificate.pem"
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        tls.load_cert_chain(self.certificate, folder / "key.pem")
        self.server = Controller(
            self.counter,
            hostname="127.0.0.1",
            port=self.port,
            tls_context=tls,
            require_starttls=True,
            auth_required=True,
            authenticator=knows,
        )

    def open(self) -> None:
        self.server.start()

    def close(self) -> None:
        self.server.stop(no_assert=True)


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


def make_certificate(folder: Path, name: str = "localhost") -> None:
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}"),
            *("-keyout", folder / "key.pem", "-out", folder / "certificate.pem"),
        ],
        check=True,
        capture_output=True,
    )

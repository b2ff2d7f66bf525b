"""Where this instance lives and how it is reached: read once from the environment."""

import os
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

HERE = Path(__file__).resolve().parent
CODE_ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"
DEFAULT_PORTS = {"http": "80", "https": "443"}


class SettingsError(Exception):
    """A setting that cannot be used; the message ends with the line to type."""


@dataclass(frozen=True)
class Smtp:
    host: str
    port: int
    user: str
    password: str
    starttls: bool


@dataclass(frozen=True)
class Settings:
    instance: Path
    secret: str
    database: str
    host: str
    port: int
    base_url: str
    accepted_hosts: frozenset[str]
    trusted_proxies: int
    mail_from: str
    smtp: Smtp | None
    log_format: str
    bounce_imap: str = ""
    max_upload_mb: int = 100

    @property
    def max_upload(self) -> int:
        """In bytes, by thousands, as sizes are shown."""
        return self.max_upload_mb * 1_000_000

    @property
    def uploads(self) -> Path:
        return private_folder(self.instance / "uploads")

    @property
    def mail(self) -> Path:
        """Where letters land as files while no SMTP server is set."""
        return private_folder(self.instance / "mail")

    @property
    def is_secure(self) -> bool:
        return self.base_url.startswith("https://")

    def accepts(self, host: str) -> bool:
        scheme = urlsplit(self.base_url).scheme
        return without_default_port(host.lower(), scheme) in self.accepted_hosts

    def welcome_code(self) -> str:
        return welcome_code(self.instance)


def load(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings and create the private files they need. Raises SettingsError."""
    os.umask(0o077)
    instance = private_folder(Path(environ.get("JALON_INSTANCE") or HERE / "instance").absolute())
    host, port = environ.get("HOST") or "127.0.0.1", number(environ, "PORT", 8000)
    base_url = base_url_for(environ.get("BASE_URL", ""), host, port)
    return Settings(
        instance=instance,
        secret=kept(instance / "secret", lambda: secrets.token_urlsafe(48)),
        database=database_address(environ.get("DATABASE_URL", ""), instance),
        host=host,
        port=port,
        base_url=base_url,
        accepted_hosts=hosts_of(base_url),
        trusted_proxies=number(environ, "TRUSTED_PROXIES", 0),
        mail_from=environ.get("MAIL_FROM") or f"Jalon <jalon@{mail_domain(base_url)}>",
        smtp=smtp_from(environ),
        log_format=log_format(environ.get("LOG_FORMAT") or "lines"),
        bounce_imap=mailbox(environ.get("BOUNCE_IMAP_URL", "")),
        max_upload_mb=number(environ, "MAX_UPLOAD_MB", 100),
    )


def welcome_code(instance: Path) -> str:
    """What a first visitor on another machine types; printed by `bin/run`."""
    return kept(instance / "welcome-code", new_code)


def new_code() -> str:
    letters = [secrets.choice(CODE_ALPHABET) for _ in range(8)]
    return "".join(letters[:4]) + "-" + "".join(letters[4:])


def kept(path: Path, make: Callable[[], str]) -> str:
    """The text of a private file, made the first time; two starters agree on one text."""
    if not path.exists():
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(make() + "\n", encoding="utf-8")
        # A link appears complete or not at all, and never replaces another starter's.
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text(encoding="utf-8").strip()


def private_folder(path: Path) -> Path:
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.stat().st_mode & 0o077:  # made by a clone, for others to look into
        with suppress(PermissionError):
            path.chmod(0o700)
    return path


def database_address(given: str, instance: Path) -> str:
    if not given:
        return f"sqlite:///{instance / 'jalon.db'}"
    scheme, colon, rest = given.partition("://")
    if colon and scheme in ("postgres", "postgresql", "postgresql+psycopg"):
        return f"postgresql+psycopg://{rest}"
    if colon and scheme == "sqlite":
        return given
    raise SettingsError(
        "DATABASE_URL must name a PostgreSQL or SQLite database. Type, for example:\n"
        "  DATABASE_URL=postgresql://jalon:password@localhost/jalon bin/run"
    )


def base_url_for(given: str, host: str, port: int) -> str:
    if given:
        return checked_base_url(given)
    if is_loopback(host):
        return f"http://{f'[{host}]' if ':' in host else host}:{port}"
    raise SettingsError(
        f"With HOST={host}, BASE_URL must say the address people will type, "
        "for it is the only source of links. Type, for example:\n"
        f"  HOST={host} PORT={port} BASE_URL=https://jalon.example.org bin/run"
    )


def checked_base_url(given: str) -> str:
    address = urlsplit(given)
    if address.scheme in DEFAULT_PORTS and address.netloc and address.path in ("", "/"):
        return f"{address.scheme}://{without_default_port(address.netloc.lower(), address.scheme)}"
    raise SettingsError(
        f"BASE_URL={given} is not the root of a site. Type, for example:\n"
        "  BASE_URL=https://jalon.example.org bin/run"
    )


def hosts_of(base_url: str) -> frozenset[str]:
    address = urlsplit(base_url)
    hosts = {address.netloc}
    if is_loopback(address.hostname or ""):
        port = f":{address.port}" if address.port else ""
        hosts |= {f"localhost{port}", f"127.0.0.1{port}"}
    return frozenset(hosts)


def is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def without_default_port(netloc: str, scheme: str) -> str:
    return netloc.removesuffix(":" + DEFAULT_PORTS[scheme])


def mail_domain(base_url: str) -> str:
    host = urlsplit(base_url).hostname or ""
    return "localhost" if is_loopback(host) else host


def mailbox(given: str) -> str:
    address = urlsplit(given)
    is_near = address.scheme == "imap" and is_loopback(address.hostname or "")
    if not given or (address.scheme == "imaps" and address.hostname) or is_near:
        return given
    raise SettingsError(
        "BOUNCE_IMAP_URL must name a mailbox over TLS. Type, for example:\n"
        "  BOUNCE_IMAP_URL=imaps://bounces:password@mail.example.org/INBOX"
    )


def smtp_from(environ: Mapping[str, str]) -> Smtp | None:
    if not environ.get("SMTP_HOST"):
        return None
    return Smtp(
        host=environ["SMTP_HOST"],
        port=number(environ, "SMTP_PORT", 587),
        user=environ.get("SMTP_USER", ""),
        password=environ.get("SMTP_PASSWORD", ""),
        starttls=environ.get("SMTP_STARTTLS", "1").lower() not in ("0", "no", "false", "off"),
    )


def log_format(given: str) -> str:
    if given in ("lines", "json"):
        return given
    raise SettingsError(
        f"LOG_FORMAT={given} is neither lines nor json. Type, for example:\n  LOG_FORMAT=json"
    )


def number(environ: Mapping[str, str], name: str, default: int) -> int:
    given = environ.get(name) or str(default)
    if given.isdecimal() and int(given) < 65536:
        return int(given)
    raise SettingsError(
        f"{name}={given} is not a number from 0 to 65535. Type, for example:\n  {name}={default}"
    )

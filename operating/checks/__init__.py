"""`bin/jalon check`: is all well here, and if not, what mends it? One finding for each question."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from settings import Settings, SettingsError, load


@dataclass(frozen=True)
class Finding:
    """`note` is worth knowing; `fails` means that people will miss something."""

    state: Literal["ok", "note", "fails"]
    says: str
    mend: str = ""


Check = Callable[[Settings], Finding]


def well(says: str) -> Finding:
    return Finding("ok", says)


def note(says: str, mend: str) -> Finding:
    return Finding("note", says, mend)


def fails(says: str, mend: str) -> Finding:
    return Finding("fails", says, mend)


def findings() -> dict[str, Finding]:
    """The answer to each question, by its name; without settings there is but one."""
    try:
        here = load()
    except SettingsError as problem:
        says, _, mend = str(problem).partition("\n")
        return {"settings": fails(says, mend.strip())}
    return {name: asked(check, here) for name, check in questions().items()}


def questions() -> dict[str, Check]:
    from operating.checks import database, instance, machine, mail

    return {
        "settings": instance.settings,
        "modes": instance.modes,
        "database": database.database,
        "clock": database.clock,
        "worker": instance.worker,
        "mail": mail.mail,
        "disk": machine.disk,
        "fonts": machine.fonts,
    }


def asked(check: Check, here: Settings) -> Finding:
    """A question that cannot be asked is an answer, and keeps no other from being asked."""
    try:
        return check(here)
    except Exception as problem:
        return fails(f"This could not be looked at: {problem!r}", "Report this line as a bug.")

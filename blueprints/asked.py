"""What a form brought: each field read once, with one sentence for each thing wrong."""

import re
from collections.abc import Collection, Mapping
from datetime import date
from functools import cache
from zoneinfo import available_timezones

from colours import HEX, PAPER, READABLE, colour_of, contrast, is_readable, nearest_readable
from formats import number
from i18n import N_, _, gettext
from models.user.passwords import LONGEST, SHORTEST

AREAS = {
    *("Africa", "America", "Antarctica", "Arctic", "Asia"),
    *("Atlantic", "Australia", "Europe", "Indian", "Pacific"),
}
EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]+")
HUES = {
    "prune": N_("plum"),
    "brique": N_("brick"),
    "safran": N_("saffron"),
    "olive": N_("olive"),
    "sapin": N_("fir"),
    "canard": N_("teal"),
    "azur": N_("azure"),
    "iris": N_("iris"),
}


class Asked:
    def __init__(self, form: Mapping[str, str]) -> None:
        self.form = form
        self.errors: dict[str, str] = {}

    @property
    def is_sound(self) -> bool:
        return not self.errors

    def refuse(self, name: str, sentence: str) -> None:
        self.errors.setdefault(name, sentence)

    def text(self, name: str, most: int = 120, needed: bool = True) -> str:
        words = " ".join(self.form.get(name, "").split())
        if needed and not words:
            self.refuse(name, _("Fill in this field."))
        if len(words) > most:
            self.refuse(name, _("%(most)d characters at most.", most=most))
        return words

    def email(self, name: str) -> str:
        words = self.text(name, 254).lower()
        if words and not EMAIL.fullmatch(words):
            self.refuse(name, _("Enter an e-mail address, for example name@agency.example."))
        return words

    def password(self, name: str, unlike: Collection[str] = ()) -> str:
        words = self.form.get(name, "")
        if len(words) < SHORTEST or len(set(words)) < 5:
            self.refuse(
                name, _("%(least)d characters at least, not always the same.", least=SHORTEST)
            )
        if len(words) > LONGEST:
            self.refuse(name, _("%(most)d characters at most.", most=LONGEST))
        if words.strip().lower() in {other.lower() for other in unlike}:
            self.refuse(name, _("Choose something other than your name or address."))
        return words

    def choice(self, name: str, allowed: Collection[str], default: str = "") -> str:
        words = self.form.get(name, default)
        if words not in allowed:
            self.refuse(name, _("Choose one of the list."))
        return words

    def whole(self, name: str, least: int, most: int, needed: bool = True) -> int | None:
        """A whole number between two, both included; None where nothing was typed."""
        words = self.form.get(name, "").strip()
        if not words and not needed:
            return None
        if not (words.isascii() and words.isdigit() and least <= int(words[:9]) <= most):
            said = _("A whole number from %(least)d to %(most)d.", least=least, most=most)
            self.refuse(name, said)
            return None
        return int(words)

    def hue(self, name: str = "hue") -> str:
        return self.choice(name, HUES, "prune")

    def accent(self, name: str = "accent") -> str:
        """A colour that can be read on paper, as #1f7a52, or none."""
        words = self.text(name, needed=False).lower()
        if words and not HEX.fullmatch(words):
            self.refuse(name, _("Enter a colour as #1f7a52, or leave the field empty."))
        elif words and not is_readable(words):
            self.refuse(
                name,
                _(
                    "Too light to be read on paper: its contrast is %(found)s, %(least)s is "
                    "needed. The nearest that can be read is %(nearest)s.",
                    found=number(contrast(colour_of(words), PAPER), 1),
                    least=number(READABLE, 1),
                    nearest=nearest_readable(words),
                ),
            )
        return words

    def timezone(self, name: str = "timezone") -> str:
        return self.choice(name, known_zones())

    def date(self, name: str) -> date | None:
        words = self.form.get(name, "").strip()
        try:
            return date.fromisoformat(words) if words else None
        except ValueError:
            self.refuse(name, _("Enter a date, for example 2027-03-15."))
            return None


def zones(kept: str = "") -> list[str]:
    """To choose from: cities and UTC, of which the rest are other names, and the one kept."""
    return [zone for zone in known_zones() if zone in ("UTC", kept) or zone.split("/")[0] in AREAS]


@cache
def known_zones() -> list[str]:
    """Read from the disk once."""
    return sorted(available_timezones())


def hues() -> dict[str, str]:
    """Each colour and what it is called."""
    return {hue: gettext(name) for hue, name in HUES.items()}

"""The scan for leaks: does a text hold words that its readers may not see?"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from reports.typesetting import spoken

LONG_WORD = 8  # letters from which one word alone says something
INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff\u0300-\u036f]")
LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "ı": "i"})
BREAK = "\x1e"
BETWEEN = re.compile(rf"[^\w{BREAK}]+|_+")

GAP = "[ \u00a0\u202f]"
NUMBER = r"\d{1,3}(?:[ \u00a0\u202f.,’']\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d+)?"
AMOUNT = re.compile(
    rf"(?<![\d.,])(?P<sign>[€$£]){GAP}?(?P<first>{NUMBER})(?P<kilo>[kM]?)(?!\d)"
    rf"|(?<![\d.,])(?P<last>{NUMBER})\s?(?P<thousand>[kM]?)"
    r"(?P<unit>€|\$|£|%|(?:EUR|USD|GBP|CHF|euros?|dollars?)\b)",
    re.IGNORECASE,
)
UNITS = {"eur": "€", "euro": "€", "euros": "€", "usd": "$", "dollar": "$", "dollars": "$"}
UNITS |= {"gbp": "£"}
TIMES = {"": 1, "k": 1000, "m": 1_000_000}


@dataclass(frozen=True)
class Surface:
    """A text that readers get; `field` is where its writer can change it."""

    place: str
    text: str
    is_visible: bool = True
    field: str = ""


@dataclass(frozen=True)
class Withheld:
    """Something the readers may not see: a text, whose it is, and the address of that."""

    kind: str
    text: str
    noun: str = ""
    public_id: str = ""
    is_named: bool = False  # the report itself names it, so one short word is enough

    @property
    def words(self) -> str:
        """As they are read: of what is written in Markdown without its marks."""
        return spoken(self.text) if self.kind in ("description", "comment") else self.text


@dataclass(frozen=True)
class Finding:
    """A withheld text that stands where readers would meet it."""

    withheld: Withheld
    place: str
    field: str = ""

    @property
    def key(self) -> str:
        """What a person lets pass: the words themselves, wherever they stand."""
        return folded(self.withheld.text)


Sum = tuple[Decimal, str]


@dataclass(frozen=True)
class _Read:
    surface: Surface
    words: str
    sums: frozenset[Sum]


def scan(
    surfaces: Iterable[Surface], withheld: list[Withheld], known: Iterable[str]
) -> list[Finding]:
    """The withheld texts among `surfaces`, each once; what is in `known` is no secret."""
    read = [_Read(one, f" {folded(one.text)} ", frozenset(amounts(one.text))) for one in surfaces]
    known = list(known)
    open_words = f" {BREAK} ".join(["", *all_folded(known), ""])
    open_sums = frozenset(amounts("\n".join(known)))
    found: dict[str, Finding] = {}
    for one, phrase in zip(withheld, all_folded([w.text for w in withheld]), strict=True):
        meets = _meeting(one, phrase, open_words, open_sums)
        place = next((each.surface for each in read if meets(each)), None)
        if place and phrase not in found:
            found[phrase] = Finding(one, place.place, place.field)
    return list(found.values())


def _meeting(
    one: Withheld, phrase: str, open_words: str, open_sums: frozenset[Sum]
) -> Callable[[_Read], bool]:
    """Does a text that was read hold it? Whole words; a short one if it is named or unseen."""
    if one.kind == "amount":
        sums = amounts(one.text) - open_sums
        return lambda read: bool(sums & read.sums)
    spaced = f" {phrase} "
    if not any(map(str.isalpha, phrase)):
        return lambda _read: False
    short = not is_telling(phrase) and not one.is_named
    return lambda read: (
        spaced in read.words
        and not (short and read.surface.is_visible)
        and (one.is_named or spaced not in open_words)
    )


def is_telling(phrase: str) -> bool:
    """Two words or more, or one of eight letters."""
    return " " in phrase or len(phrase) >= LONG_WORD


def folded(text: str) -> str:
    """Its words in small letters without accents, one space between them."""
    return all_folded([text])[0]


def all_folded(texts: list[str]) -> list[str]:
    """Many texts at once: letter by letter it would take ten times as long."""
    if not texts:
        return []
    whole = BREAK.join(text.replace(BREAK, " ") for text in texts)
    plain = unicodedata.normalize("NFKD", whole.casefold().translate(LETTERS))
    words = BETWEEN.sub(" ", INVISIBLE.sub("", plain))
    return [" ".join(text.split()) for text in words.split(BREAK)]


def letters_folded(text: str) -> tuple[str, list[int]]:
    """Folded letter by letter, and for each letter of that the place it came from."""
    plain, places = "", list[int]()
    for place, letter in enumerate(text):
        bare = unicodedata.normalize("NFKD", letter.casefold().translate(LETTERS))
        said = BETWEEN.sub(" ", INVISIBLE.sub("", bare))
        plain += said
        places += [place] * len(said)
    return plain, places


def amounts(text: str) -> set[Sum]:
    """The sums of money and the broken percentages of a text: 31,5 % tells more than 50 %."""
    found = set()
    for one in AMOUNT.finditer(text):
        number = (
            value(one["first"] or one["last"])
            * TIMES[(one["kilo"] or one["thousand"] or "").lower()]
        )
        unit = (one["sign"] or one["unit"]).lower()
        if number and (unit != "%" or number % 1):
            found.add((number.normalize(), UNITS.get(unit, unit)))
    return found


def value(number: str) -> Decimal:
    """2 280, 2,280.50 and 31,5: a mark before one or two last digits is the decimal one."""
    whole, _mark, fraction = re.fullmatch(r"(.*?)(?:([.,])(\d{1,2}))?", number).groups()  # type: ignore[union-attr]
    return Decimal(f"{re.sub(r'[^0-9]', '', whole)}.{fraction or 0}")

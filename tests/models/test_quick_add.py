"""A line of text becomes a title, people and a date; nothing said is lost."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.quick_add import parse


@dataclass(frozen=True)
class Person:
    name: str
    initials: str


ANOUK = Person("Anouk Keller", "AK")
HUGO = Person("Hugo Lemaire", "HL")
INES = Person("Inès Benali", "IB")
TWO_CAMILLES = Person("Camille Rousseau", "CR"), Person("Camille Petit", "CP")
TEAM = (ANOUK, HUGO, INES, *TWO_CAMILLES)
SATURDAY = date(2026, 11, 21)
MONDAY = date(2026, 11, 16)


def read(text, today=SATURDAY):
    return parse(text, TEAM, today)


def test_a_call_that_is_nobodys_stays_in_the_title_and_is_named():
    line = read("Relire @Camille @Zork @Hugo le mail de a@b.c @ 10 h")
    assert line.title == "Relire @Camille @Zork le mail de a@b.c @ 10 h"
    assert [(one.call, one.near) for one in line.unclear] == [
        ("@Camille", TWO_CAMILLES),
        ("@Zork", ()),
    ]


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("aujourd’hui", "2026-11-21"),
        ("aujourd'hui", "2026-11-21"),
        ("today", "2026-11-21"),
        ("demain", "2026-11-22"),
        ("DEMAIN", "2026-11-22"),
        ("tomorrow", "2026-11-22"),
        ("après-demain", "2026-11-23"),
        ("the day after tomorrow", "2026-11-23"),
        ("vendredi", "2026-11-27"),
        ("pour vendredi", "2026-11-27"),
        ("avant lundi", "2026-11-23"),
        ("by monday", "2026-11-23"),
        ("samedi", "2026-11-28"),
        ("ce samedi", "2026-11-21"),
        ("vendredi prochain", "2026-11-27"),
        ("next friday", "2026-11-27"),
        ("lundi 4", "2027-01-04"),
        ("mar. 24", "2026-11-24"),
        ("mar. 24 nov.", "2026-11-24"),
        ("le 12 décembre", "2026-12-12"),
        ("12 decembre 2027", "2027-12-12"),
        ("1er décembre", "2026-12-01"),
        ("le 3 février", "2027-02-03"),
        ("dec 12", "2026-12-12"),
        ("December 1st, 2027", "2027-12-01"),
        ("the 2nd of march", "2027-03-02"),
        ("le 12", "2026-12-12"),
        ("le 31", "2026-12-31"),
        ("12/12", "2026-12-12"),
        ("12/25", "2026-12-25"),
        ("3/2/28", "2028-02-03"),
        ("2026-12-24", "2026-12-24"),
        ("29 février", "2028-02-29"),
        ("dans 3 jours", "2026-11-24"),
        ("dans trois jours", "2026-11-24"),
        ("in 2 weeks", "2026-12-05"),
        ("dans une semaine", "2026-11-28"),
        ("d’ici 2 semaines", "2026-12-05"),
        ("in 3 months", "2027-02-21"),
        ("fin de semaine", "2026-11-27"),
        ("eow", "2026-11-27"),
        ("end of next week", "2026-11-27"),
        ("fin du mois", "2026-11-30"),
        ("eom", "2026-11-30"),
        ("semaine prochaine", "2026-11-23"),
        ("next week", "2026-11-23"),
    ],
)
def test_a_date_in_words_is_the_deadline(words, day):
    task = read(f"Relire la FAQ {words}")
    assert (task.title, task.deadline) == ("Relire la FAQ", date.fromisoformat(day))


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("vendredi", "2026-11-20"),
        ("vendredi prochain", "2026-11-27"),
        ("monday", "2026-11-23"),
        ("fin de semaine", "2026-11-20"),
        ("fin de semaine prochaine", "2026-11-27"),
    ],
)
def test_on_a_monday_next_means_the_week_after(words, day):
    assert read(f"Appeler {words}", MONDAY).deadline == date.fromisoformat(day)


@pytest.mark.parametrize(
    "words",
    [
        "Compte rendu du vendredi",
        "Minutes of friday",
        "Louer les vendredis",
        "Rapport de mars",
        "Tour en mer",
        "Choisir mon jeu",
        "Sun and sat imagery",
        "Maybe redo it",
        "Audit 24/7",
        "Corriger le 12 rue de la Paix",
        "Livrer le 31 février",
        "Version 2.12",
        "demain",
        "@Anouk vendredi",
    ],
)
def test_what_is_not_a_date_stays_in_the_title(words):
    assert (read(words).title, read(words).deadline) == (words, None)


def test_a_date_in_the_middle_leaves_a_clean_title():
    assert read("Relire, pour vendredi, la FAQ").title == "Relire, la FAQ"
    assert read("Relire la FAQ vendredi.").title == "Relire la FAQ."


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Bilan lundi en huit", "2026-11-30"),
        ("Bilan pour lundi en quinze", "2026-12-07"),
        ("Bilan dimanche en huit", "2026-12-06"),
        ("Bilan aujourd’hui en huit", "2026-11-29"),
        ("Bilan demain en quinze", "2026-12-07"),
        ("Bilan Monday week", "2026-11-30"),
        ("Bilan a week on Monday", "2026-11-30"),
        ("Bilan by a week from tomorrow", "2026-11-30"),
        ("Bilan two weeks on Monday", "2026-12-07"),
        ("Bilan a fortnight on Monday", "2026-12-07"),
    ],
)
def test_a_week_after_the_coming_one_is_said_in_french_and_in_english(line, day):
    """‘Lundi en huit’ was taken for the coming Monday, and ‘en huit’ stayed in the title."""
    task = read(line, date(2026, 11, 22))
    assert (task.title, task.deadline) == ("Bilan", date.fromisoformat(day))


def test_the_last_date_is_the_deadline():
    task = read("Préparer la réunion de lundi pour demain")
    assert (task.title, task.deadline) == ("Préparer la réunion de lundi", date(2026, 11, 22))


@pytest.mark.parametrize(
    "call", ["@Anouk", "@anouk", "@AK", "@ak", "@Anouk Keller", "@ANOUK KELLER"]
)
def test_a_person_is_called_by_name_or_initials(call):
    task = read(f"Relire {call} la FAQ")
    assert (task.title, task.people) == ("Relire la FAQ", (ANOUK,))


def test_accents_do_not_matter():
    assert read("Relire @ines").people == (INES,)


def test_several_people_are_called_once_each():
    assert read("Relire @Hugo @Anouk @hl").people == (HUGO, ANOUK)


@pytest.mark.parametrize("call", ["@Camille", "@Personne", "@Anoukette", "@", "mail@hugo.fr"])
def test_a_call_that_names_nobody_stays_in_the_title(call):
    task = read(f"Relire {call}")
    assert (task.title, task.people) == (f"Relire {call}", ())


def test_namesakes_are_told_apart_by_their_full_name():
    assert read("Relire @Camille Petit").people == (TWO_CAMILLES[1],)


def test_all_of_it_at_once():
    task = read("Relire la FAQ boutique @Anouk vendredi")
    assert (task.title, task.people, task.deadline) == (
        "Relire la FAQ boutique",
        (ANOUK,),
        date(2026, 11, 27),
    )


DAYS = st.dates(date(2020, 1, 1), date(2099, 12, 31))
PLAIN = st.text("bcgkpqxz", min_size=3, max_size=8)


@given(st.text(), DAYS)
def test_no_text_is_refused(text, today):
    task = parse(text, TEAM, today)
    assert task.title == " ".join(text.split()) or task.people or task.deadline


@given(st.lists(PLAIN, min_size=1), DAYS)
def test_unknown_words_are_all_kept(words, today):
    assert parse(" ".join(words), TEAM, today).title == " ".join(words)


@given(
    st.lists(PLAIN, min_size=1, max_size=5),
    st.lists(PLAIN, max_size=5),
    st.sampled_from(["demain", "next friday", "12/12", "le 29 février", "in 2 weeks", "lundi 4"]),
    DAYS,
)
def test_a_date_is_taken_out_and_no_other_word(before, after, words, today):
    task = parse(" ".join([*before, words, *after]), TEAM, today)
    assert task.title.split() == before + after
    assert today <= task.deadline <= today + timedelta(days=8 * 366)

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from i18n import speaking
from models.base import Clock
from reports.facts import Ask, Schedule
from reports.wording import LIMIT, summary, word_count


@pytest.fixture(autouse=True)
def in_november():
    Clock.at = datetime(2026, 11, 20, 9, tzinfo=ZoneInfo("Europe/Paris"))
    yield
    Clock.at = None


def test_the_position_comes_first_and_bad_news_before_good(facts):
    with speaking("en"):
        said = summary(facts, ["Relire les textes", "Choisir la serre", "Réserver"])
    assert said == (
        "The date of 15 March 2027 holds for ‘Lancement’. "
        "‘Création validée’ moves from 23 to 26 November. "
        "‘Masters livrés’ moves from 15 to 18 December. "
        "‘Relire les textes’, ‘Choisir la serre’ and others are past their dates. "
        "Since 6 November we have finished ‘Brief signé, six livrables arrêtés’ and "
        "‘Key visual, premier tour présenté’."
    )


def test_in_french_it_is_said_in_french(facts):
    with speaking("fr"):
        said = summary(facts).replace("\u00a0", " ")
    assert said.startswith("La date du 15 mars 2027 tient pour « Lancement ».")
    assert "Le jalon « Création validée » passe du 23 au 26 novembre." in said


def test_quotes_in_a_title_become_those_within_quotes(facts):
    goal = replace(facts.milestones[-1], title="Lancement de «\u00a0Première Sève\u00a0»")
    with speaking("fr"):
        said = summary(replace(facts, milestones=(goal,), done=()))
    assert said.replace("\u00a0", " ").endswith("« Lancement de “Première Sève” ».")


def test_where_no_date_moved_the_next_milestone_is_told(facts):
    steady = tuple(replace(stop, last=stop.forecast) for stop in facts.milestones)
    with speaking("en"):
        said = summary(replace(facts, milestones=steady))
    assert said.endswith("The next milestone is ‘Création validée’, on 26 November.")


def test_what_was_finished_and_what_is_late_is_named_never_counted(facts):
    one, many = facts.done[:1], facts.done * 4
    with speaking("fr"):
        said = [summary(replace(facts, milestones=(), done=done)) for done in (one, many)]
        late = [summary(replace(facts, milestones=(), done=()), titles) for titles in LATE]
    assert [each.replace("\u00a0", " ") for each in said] == [
        "Depuis le 6 novembre, nous avons terminé « Brief signé, six livrables arrêtés ».",
        "Depuis le 6 novembre, nous avons notamment terminé « Brief signé, six livrables arrêtés »"
        " et « Key visual, premier tour présenté ».",
    ]
    assert [each.replace("\u00a0", " ") for each in late] == [
        "« A » a dépassé sa date.",
        "« A » et « B » ont dépassé leur date.",
        "Entre autres, « A » et « B » ont dépassé leur date.",
    ]


LATE = (["A"], ["A", "B"], ["A", "B", "C"])


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ([None], "We need ‘A’ from you."),
        ([None, None], "We need ‘A’ from you, and the other points below."),
        ([27], "We need ‘A’ from you by 27 November."),
        ([27, None], "We need ‘A’ from you by 27 November, then the other points below."),
        ([12, 27], "We expected ‘A’ from you by 12 November."),
    ],
)
def test_what_waits_for_the_client_is_asked_for_by_its_name(facts, days, said):
    asks = [
        Ask(str(n), "ABC"[n], date(2026, 11, day) if day else None) for n, day in enumerate(days)
    ]
    bare = replace(facts, milestones=(), done=(), asks=tuple(asks))
    with speaking("en"):
        assert summary(bare) == said


def test_a_project_without_dates_or_news_has_nothing_to_say(facts):
    bare = replace(facts, milestones=(), done=(), next=())
    with speaking("fr"):
        assert summary(bare) == ""


def test_a_goal_that_moved_or_passed_is_said_at_once(facts):
    goal = facts.milestones[-1]
    moved = replace(facts, milestones=(replace(goal, last=date(2027, 3, 1)),))
    late = replace(facts, milestones=(replace(goal, forecast=date(2026, 11, 1), last=None),))
    with speaking("en"):
        assert summary(moved).startswith("‘Lancement’ moves from 1 to 15 March 2027.")
        assert summary(late).startswith("‘Lancement’ was planned for 1 November and is late.")


def test_a_date_that_misses_what_was_agreed_never_holds(facts):
    goal = replace(facts.milestones[-1], last=date(2027, 3, 15))
    missed = Schedule("concern", date(2027, 3, 15), date(2027, 3, 10), 3)
    whole = replace(facts, milestones=(goal,), schedule=missed)
    promised = replace(facts, milestones=(replace(goal, promised=date(2027, 3, 10)),))
    with speaking("en"):
        assert summary(whole).startswith(
            "The work is forecast to finish on 15 March 2027, 3 working days after the agreed date "
            "of 10 March 2027."
        )
        assert summary(promised).startswith("‘Lancement’ moves from 10 to 15 March 2027.")
        assert "holds" not in summary(whole) + summary(promised)
    with speaking("fr"):
        assert "tient" not in summary(whole) + summary(promised)


def test_it_stays_under_a_hundred_words(facts):
    long = [replace(done, title="mot " * 40) for done in facts.done]
    with speaking("fr"):
        said = summary(replace(facts, done=tuple(long)), ["mot " * 20] * 3)
        assert word_count(said) <= LIMIT
        assert said.startswith("La date du 15 mars 2027 tient")

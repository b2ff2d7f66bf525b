from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from i18n import speaking
from models.base import Clock
from reports.wording import LIMIT, Tally, summary, word_count


@pytest.fixture(autouse=True)
def in_november():
    Clock.at = datetime(2026, 11, 20, 9, tzinfo=ZoneInfo("Europe/Paris"))
    yield
    Clock.at = None


def test_the_position_comes_first_and_bad_news_before_good(facts):
    with speaking("en"):
        said = summary(facts, Tally(late=2, done=2))
    assert said == (
        "The date of 15 March 2027 holds for ‘Lancement’. "
        "‘Création validée’ moves from 23 to 26 November. "
        "‘Masters livrés’ moves from 15 to 18 December. "
        "There are 2 tasks past their date. "
        "Since 6 November, 2 tasks have been finished."
    )


def test_in_french_it_is_said_in_french(facts):
    with speaking("fr"):
        said = summary(facts, Tally()).replace("\u00a0", " ")
    assert said.startswith("La date du 15 mars 2027 tient pour « Lancement ».")
    assert "Le jalon « Création validée » passe du 23 au 26 novembre." in said


def test_quotes_in_a_title_become_those_within_quotes(facts):
    goal = replace(facts.milestones[-1], title="Lancement de «\u00a0Première Sève\u00a0»")
    with speaking("fr"):
        said = summary(replace(facts, milestones=(goal,)), Tally())
    assert said.replace("\u00a0", " ").endswith("« Lancement de “Première Sève” ».")


def test_where_no_date_moved_the_next_milestone_is_told(facts):
    steady = tuple(replace(stop, last=stop.forecast) for stop in facts.milestones)
    with speaking("en"):
        said = summary(replace(facts, milestones=steady), Tally())
    assert said.endswith("The next milestone is ‘Création validée’, on 26 November.")


def test_what_is_counted_but_not_listed_is_said(facts):
    with speaking("en"):
        said = summary(facts, Tally(done=8))
    assert "Since 6 November, 8 tasks have been finished; the main ones are below." in said


def test_a_project_without_dates_or_news_has_nothing_to_say(facts):
    bare = replace(facts, milestones=(), done=(), next=())
    with speaking("fr"):
        assert summary(bare, Tally()) == ""


def test_a_goal_that_moved_or_passed_is_said_at_once(facts):
    goal = facts.milestones[-1]
    moved = replace(facts, milestones=(replace(goal, last=date(2027, 3, 1)),))
    late = replace(facts, milestones=(replace(goal, forecast=date(2026, 11, 1), last=None),))
    with speaking("en"):
        assert summary(moved, Tally()).startswith("‘Lancement’ moves from 1 to 15 March 2027.")
        assert summary(late, Tally()).startswith(
            "‘Lancement’ was planned for 1 November and is late."
        )


def test_it_stays_under_a_hundred_words(facts):
    with speaking("fr"):
        assert word_count(summary(facts, Tally(late=12, done=30))) < LIMIT

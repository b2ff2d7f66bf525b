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
        said = summary(facts, Tally(late=2, done=2, due=2))
    assert said == (
        "The date of 15 March 2027 holds for Lancement. "
        "Création validée moves from 23 November to 26 November. "
        "Masters livrés moves from 15 December to 18 December. "
        "2 tasks are past their date. "
        "2 tasks have been finished since 6 November. "
        "2 tasks are due by 4 December."
    )


def test_in_french_it_is_said_in_french(facts):
    with speaking("fr"):
        said = summary(facts, Tally(due=2))
    assert said.startswith("La date du 15 mars 2027 tient pour Lancement.")
    assert "Création validée passe du 23 novembre au 26 novembre." in said
    assert "d’ici au 4 décembre" in said


def test_what_is_counted_but_not_listed_is_said(facts):
    with speaking("en"):
        said = summary(facts, Tally(done=8, due=14))
    assert "8 tasks have been finished since 6 November, 7 of which are listed." in said
    assert "14 tasks are due by 4 December, the first 5 of which are listed." in said


def test_a_project_without_dates_or_news_has_nothing_to_say(facts):
    bare = replace(facts, milestones=(), done=(), next=())
    with speaking("fr"):
        assert summary(bare, Tally()) == ""


def test_a_goal_that_moved_or_passed_is_said_at_once(facts):
    goal = facts.milestones[-1]
    moved = replace(facts, milestones=(replace(goal, last=date(2027, 3, 1)),))
    late = replace(facts, milestones=(replace(goal, forecast=date(2026, 11, 1), last=None),))
    with speaking("en"):
        assert summary(moved, Tally()).startswith(
            "Lancement moves from 1 March 2027 to 15 March 2027."
        )
        assert summary(late, Tally()).startswith(
            "Lancement was planned for 1 November and is late."
        )


def test_it_stays_under_a_hundred_words(facts):
    with speaking("fr"):
        assert word_count(summary(facts, Tally(late=12, done=30, due=30))) < LIMIT

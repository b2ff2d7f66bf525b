"""The sample agency: Studio Marée, its clients and its projects.

`load` writes it through the same verbs as people do, with instants of the past;
`board` makes the board of the benchmarks; `clear` empties the instance again.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import func, select

from models import Agency, Event, Invitation, Reaction, User, change, db, now
from models.agency import AlreadyHere
from models.base import telling
from models.event import number
from models.rank import spread
from models.sealed import new_secret
from sample.accounts import Account, create_people
from sample.boards import Board, board
from sample.clearing import clear
from sample.content import works
from sample.days import Calendar
from sample.operator import command
from sample.people import AGENCY, INVITED
from sample.reporting import lay_down_letters
from sample.story import Story
from sample.teams import create_teams

__all__ = ["Account", "Board", "board", "clear", "command", "load"]


FRESH = timedelta(days=3)  # what is told as new


def load() -> list[Account]:
    """Write the sample agency; raises AlreadyHere where there is one. Tells who can sign in."""
    with _hoarding(), change():
        if Agency.here() is not None:
            raise AlreadyHere
        calendar = Calendar(now(), AGENCY["timezone"])
        with telling(calendar.now - timedelta(days=150)):
            people, accounts = _found_agency(calendar)
        stories = [Story(work, people, calendar) for work in works()]
        steps = [step for story in stories for step in story.steps()]
        for at, do in sorted(steps, key=lambda step: step[0]):
            # Each step is written whole: a look at the database half-way need not write before.
            with telling(at), db.session.no_autoflush:
                do()
                db.session.flush()
        for story in stories:
            _arrange(story)
        Invitation.send(
            **INVITED, by=people["camille"], projects=[stories[0].project], secret=new_secret()
        )
        _begin_telling(calendar.now - FRESH)
    lay_down_letters()
    return accounts


def _begin_telling(since: datetime) -> None:
    """The worker tells people what concerns them of the last days; before that they know."""
    number(db.session())
    known = db.session.scalar(select(func.max(Event.seq)).where(Event.at < since))
    Reaction.begin("notify", known or 0)


@contextmanager
def _hoarding() -> Iterator[None]:
    """What is written stays in use until all is: looking for garbage meanwhile takes a tenth."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _found_agency(calendar: Calendar) -> tuple[dict[str, User], list[Account]]:
    people, accounts = create_people()
    owner = next(iter(people.values()))
    agency = Agency.create(
        AGENCY["name"], AGENCY["language"], AGENCY["country"], by=owner, sample=True
    )
    agency.address = AGENCY["address"]
    create_teams(people)
    away = {"away_from": calendar.day(11), "away_to": calendar.day(15)}
    people["nadia"].describe(by=people["nadia"], **away)
    db.session.flush()
    for first, last in calendar.closings:
        agency.close(first, last, by=owner)
    return people, accounts


def _arrange(story: Story) -> None:
    """Cards stand in the order in which the content tells them."""
    for name in story.columns:
        cards = [
            story.tasks[number]
            for number, card in enumerate(story.work.tasks)
            if card.column == name
        ]
        for card in cards:
            card.rank = f"~{card.rank}"
        db.session.flush()
        for card, rank in zip(cards, spread(len(cards)), strict=True):
            card.rank = rank
        db.session.flush()

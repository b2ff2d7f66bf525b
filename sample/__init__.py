"""The sample agency: Studio Marée, its clients and its projects.

`load` writes it through the same verbs as people do, with instants of the past;
`board` makes the board of the benchmarks; `clear` empties the instance again.
"""

from datetime import timedelta

from sqlalchemy import delete, func, select

from models import Agency, Event, User, change, db, now
from models.base import Base, telling
from models.event import declare
from models.rank import spread
from sample.accounts import Account, create_clients, create_people
from sample.boards import Board, board
from sample.content import works
from sample.days import Calendar
from sample.operator import command
from sample.people import AGENCY, FACES, PEOPLE
from sample.story import Story

__all__ = ["Account", "Board", "Occupied", "board", "clear", "command", "faces", "load"]

declare("agency.emptied", icon="trash")


class Occupied(Exception):
    """An agency lives on this instance already; there is one at most."""


def load() -> list[Account]:
    """Write the sample agency; raises `Occupied` where an agency exists. Tells who can sign in."""
    with change():
        if Agency.here() is not None:
            raise Occupied
        calendar = Calendar(now(), AGENCY["timezone"])
        with telling(calendar.now - timedelta(days=150)):
            people, accounts = _found_agency()
        stories = [Story(work, people, calendar) for work in works()]
        for story in stories:
            story.found()
        steps = [step for story in stories for step in story.steps()]
        for at, do in sorted(steps, key=lambda step: step[0]):
            with telling(at):
                do()
                db.session.flush()
        for story in stories:
            _arrange(story)
    return accounts


def _found_agency() -> tuple[dict[str, User], list[Account]]:
    agency = Agency(sample=True, **AGENCY)
    db.session.add(agency)
    people, accounts = create_people(create_clients())
    db.session.flush()
    owner = next(person for person in people.values() if person.role == "owner")
    agency.record("created", by=owner, name=agency.name)
    for person in people.values():
        person.record("created", by=owner, person=person.name)
    db.session.flush()
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


def faces() -> list[User]:
    """The four people a visitor may enter as: the manager, a designer, a freelancer, a client."""
    emails = [one.email for one in PEOPLE if one.key in FACES]
    found = db.session.scalars(
        select(User).where(User.email.in_(emails), User.removed_at.is_(None))
    )
    return sorted(found, key=lambda person: emails.index(person.email))


def clear() -> None:
    """Leave the sample: the instance is as empty as on its first day.

    Only the number of the last event is kept, because those who listen count on it to grow.
    """
    with change() as session:
        last = session.scalar(select(func.max(Event.seq))) or 0
        for table in reversed(Base.metadata.sorted_tables):
            session.execute(delete(table))
        session.add(Event(seq=last + 1, kind="agency.emptied", subject_type="Agency"))

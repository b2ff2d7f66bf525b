"""kill -9 of the web process while four people move cards."""

import random
import signal
import threading
from http.client import HTTPException

from sqlalchemy import select

from benchmarks.moving import board_of
from benchmarks.person import Person
from models import Column, Event, Task
from tests.robustness.conftest import ROUNDS

PEOPLE = 4


class Mover(threading.Thread):
    """Moves cards of their own about, and keeps every move that was acknowledged."""

    def __init__(self, person, cards, columns, seed):
        super().__init__(daemon=True)
        self.person, self.cards, self.columns = person, cards, columns
        self.chance = random.Random(seed)
        self.acknowledged, self.asked_last = [], None
        self.enough = threading.Event()

    def run(self):
        try:
            while True:
                self.asked_last = self.chance.choice(self.cards), self.chance.choice(self.columns)
                card, column = self.asked_last
                self.person.put(f"/tasks/{card}/place", column=column)
                self.acknowledged.append(self.asked_last)
                if len(self.acknowledged) >= 5:
                    self.enough.set()
        except (OSError, HTTPException):
            self.enough.set()


def movers_of(instance, told, seed):
    project = instance.boards[100]
    columns = board_of(told, project)
    cards = [card for column in columns for card in column["cards"]]
    people = [Person(instance.port, secret) for secret in told["sessions"][owner(instance)]]
    for person in people:
        person.open_board(project)
    return [
        Mover(person, cards[number::PEOPLE], [c["id"] for c in columns], seed * PEOPLE + number)
        for number, person in enumerate(people)
    ]


def owner(instance):
    return instance.emails["owner"]


def where_cards_are(session):
    session.rollback()
    rows = select(Task.public_id, Column.public_id).join(Column, Column.id == Task.column_id)
    return dict(session.execute(rows).all())


def placings(session):
    session.rollback()
    return len(session.scalars(select(Event.seq).where(Event.kind == "task.placed")).all())


def test_every_acknowledged_move_is_there_after_each_kill(instance, inside, is_sound):
    told = instance.open_sessions({owner(instance): PEOPLE})
    for number in range(ROUNDS):
        instance.start()
        expected, before = where_cards_are(inside), placings(inside)
        movers = movers_of(instance, told, number)
        for mover in movers:
            mover.start()
        for mover in movers:
            assert mover.enough.wait(60)
        instance.stop(by=signal.SIGKILL)
        for mover in movers:
            mover.join(60)
        assert is_sound()
        found, changes = where_cards_are(inside), 0
        for mover in movers:
            for card, column in mover.acknowledged:
                changes += expected[card] != column
                expected[card] = column
            card, column = mover.asked_last
            if found[card] == column:
                expected[card] = column  # asked for, answered or not
        assert found == expected
        assert placings(inside) - before >= changes

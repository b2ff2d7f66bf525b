"""Rights changed while pages are open: on the wire and on the page, as for a new sign-in."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from live import belonging
from live.rooms import rooms
from models import Membership, Override, Project, Task, Team, User, change, db, now
from models.base import Clock
from tests.cast import Cast
from tests.live.lines import Line, room_of

LAST = "C’est tout"
OF_THE_SESSION = re.compile(r'(?<=name="csrf_token" value=")[^"]+|(?<=data-stamp=")[^"]+')


@dataclass(frozen=True)
class Means:
    """Two changes, there and back, and what the open page hears of each."""

    there: Callable[[Cast], None]
    back: Callable[[Cast], None]
    heard: tuple[str, str] = ("rejoin", "rejoin")


def person(cast: Cast, name: str) -> User:
    return db.session.get_one(User, cast.people[name].id)


def part(cast: Cast) -> Membership:
    membership = Membership.of(cast.site, cast.mia)
    assert membership is not None
    return membership


def site(cast: Cast) -> Project:
    return db.session.get_one(Project, cast.site.id)


def list_of(cast: Cast, **named: Any) -> None:
    db.session.get_one(Task, cast.listed.id).hide("list", by=cast.max, **named)


def studio() -> Team:
    return db.session.scalars(db.select(Team).filter_by(name="Studio")).one()


def expire(cast: Cast) -> None:
    part(cast).change("member", now() + timedelta(minutes=1), by=cast.max)
    Clock.at = now() + timedelta(minutes=2)


MEANS = {
    "role": Means(
        lambda cast: part(cast).change("reader", None, by=cast.max),
        lambda cast: part(cast).change("member", None, by=cast.max),
    ),
    "tasks of a freelancer": Means(
        lambda cast: given_tasks(cast),
        lambda cast: part(cast).change("freelancer", None, by=cast.max),
    ),
    "role in the agency": Means(
        lambda cast: person(cast, "mia").take_role("admin", by=cast.olga),
        lambda cast: person(cast, "mia").take_role("member", by=cast.olga),
    ),
    "team": Means(
        lambda cast: studio().join(person(cast, "mia"), by=cast.olga),
        lambda cast: studio().leave(person(cast, "mia"), by=cast.olga),
    ),
    "override": Means(
        lambda cast: override(cast),
        lambda cast: Override.lift_all(person(cast, "mia"), by=cast.olga),
    ),
    "list": Means(
        lambda cast: list_of(cast, people=[person(cast, "mia")]),
        lambda cast: list_of(cast, people=[]),
    ),
    "project": Means(
        lambda cast: part(cast).end(by=cast.max),
        lambda cast: grant(cast),
        ("end", ""),
    ),
    "archive": Means(
        lambda cast: site(cast).archive(by=cast.max),
        lambda cast: site(cast).restore(by=cast.max),
    ),
    "expiry": Means(
        expire, lambda cast: part(cast).change("member", None, by=cast.max), ("end", "")
    ),
}


def given_tasks(cast: Cast) -> None:
    db.session.get_one(Task, cast.brief.id).follow(by=person(cast, "mia"))
    part(cast).change("freelancer_of_tasks", None, by=cast.max)


def override(cast: Cast) -> None:
    Override.make(person(cast, "mia"), "create", False, by=cast.olga, project=site(cast))


def grant(cast: Cast) -> None:
    Membership.grant(site(cast), person(cast, "mia"), "member", by=cast.max)


@pytest.mark.parametrize("means", MEANS)
def test_an_open_page_is_brought_to_what_a_new_sign_in_sees(
    cast: Cast,
    app: Any,
    client_for: Any,
    line_of: Any,
    joined: Any,
    means: str,
) -> None:
    with change():
        team = Team.create("Studio", "staff", by=cast.olga)
        cast.listed.hide("list", by=cast.max, teams=[team] if means == "team" else [])
    browser, watching = client_for(cast.mia), joined(cast.max)
    line = line_of(cast.mia)
    enter(line, app, cast)
    for step, said in zip((MEANS[means].there, MEANS[means].back), MEANS[means].heard, strict=True):
        with change():
            step(cast)
        if means == "expiry":
            with app.app_context():
                belonging.check(rooms.listeners())  # as the clock does every 20 s
        if said:
            assert line.next(said) is None
        page, fresh = board(browser, cast), board(client_for(cast.mia), cast)
        assert page == fresh
        if said == "end":
            assert page[0] == 404
            line = line_of(cast.mia)
            continue
        new = line_of(cast.mia)
        for one in (line, new):
            enter(one, app, cast)
        assert pushes(line, cast) == pushes(new, cast, tell=False)
    assert not [frame for frame in watching.waiting if '"end"' in frame]


def enter(line: Line, app: Any, cast: Cast) -> None:
    answer = line.ask("join", room_of(app, cast.site, cast.mia))
    assert "n" in answer, answer


def board(browser: Any, cast: Cast) -> tuple[int, str]:
    answer = browser.get(f"/projects/{cast.site.public_id}/board", headers={"HX-Request": "true"})
    return answer.status_code, OF_THE_SESSION.sub("", answer.text)


def pushes(line: Line, cast: Cast, tell: bool = True) -> list[Any]:
    """What comes of a change to a card of each visibility."""
    if tell:
        with change():
            for name in ("secret", "listed", "brief"):
                task = db.session.get_one(Task, cast.tasks[name].id)
                task.retitle(f"{LAST} {task.title}"[:80], by=cast.max)
    heard: list[Any] = []
    while not heard or heard[-1].get("id") != cast.brief.public_id:
        heard.append(line.next("push"))
    return heard

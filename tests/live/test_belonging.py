"""Whoever's audience changes is sent on; whoever has none is sent away."""

from datetime import timedelta
from typing import Any

import pytest

from live import belonging
from models import Membership, Override, Session, Team, User, change, db, now
from models.base import Clock
from tests.cast import Cast
from tests.live.mirror import enter, listen


@pytest.fixture
def mia(cast: Cast) -> Any:
    return listen(cast.mia, cast.site)


def said(listener: Any) -> list[str]:
    return [name for name, _ in listener.socket.heard if name != "push"]


def membership_of(person: Any) -> Membership:
    return db.session.query(Membership).filter_by(user_id=person.id).one()


def test_being_listed_on_a_task_changes_the_room(cast: Cast, teller: Any, mia: Any) -> None:
    with change():
        cast.listed.hide("list", by=cast.max, people=[cast.mia])
    teller.look()
    assert said(mia) == ["rejoin"]
    assert mia.room is None


def test_joining_a_team_that_a_list_names_changes_the_room(
    cast: Cast, teller: Any, mia: Any
) -> None:
    with change():
        studio = Team.create("Studio", "staff", by=cast.olga)
        cast.listed.hide("list", by=cast.max, teams=[studio])
    teller.look()
    assert said(mia) == []
    with change():
        studio.join(cast.mia, by=cast.olga)
    teller.look()
    assert said(mia) == ["rejoin"]


def test_a_team_moved_under_one_that_a_list_names_changes_the_room(
    cast: Cast, teller: Any, mia: Any
) -> None:
    """Only who joined or left was told at once; whoever came along waited for the clock."""
    with change():
        studio = Team.create("Studio", "staff", by=cast.olga)
        web = Team.create("Web", "staff", by=cast.olga)
        web.join(cast.mia, by=cast.olga)
        cast.listed.hide("list", by=cast.max, teams=[studio])
    teller.look()
    assert said(mia) == []
    with change():
        web.move(studio, by=cast.olga)
    teller.look()
    assert said(mia) == ["rejoin"]


def test_looking_as_somebody_else_changes_the_room_and_shows_one_nowhere(
    cast: Cast, teller: Any
) -> None:
    olga = listen(cast.olga, cast.site)
    session = db.session.query(Session).filter_by(public_id=olga.session_id).one()
    with change():
        session.look_as(cast.clara, by=cast.olga)
    teller.look()
    assert said(olga) == ["rejoin"]


def test_a_view_that_is_no_longer_allowed_falls_back_to_one_s_own(cast: Cast, teller: Any) -> None:
    ada = listen(cast.ada, cast.site)
    session = db.session.query(Session).filter_by(public_id=ada.session_id).one()
    with change():
        session.look_as(cast.clara, by=cast.ada)
    ada.seen_as = cast.clara.id
    teller.look()
    enter(ada)
    assert said(ada) == ["rejoin"]
    with change():
        cast.clara.change(by=cast.olga, role="owner")
    teller.look()
    assert said(ada) == ["rejoin", "rejoin"]


def test_another_role_changes_the_room(cast: Cast, teller: Any, mia: Any) -> None:
    with change():
        membership_of(cast.mia).change("reader", None, by=cast.olga)
    teller.look()
    assert said(mia) == ["rejoin"]


def test_another_role_that_sees_the_same_changes_what_the_page_may_do(
    cast: Cast, teller: Any, mia: Any
) -> None:
    """Made a freelancer, she kept the tools of the columns on her open page."""
    with change():
        membership_of(cast.mia).change("freelancer", None, by=cast.olga)
    teller.look()
    assert said(mia) == ["rejoin"]
    enter(mia)
    belonging.check([mia])
    assert said(mia) == ["rejoin"]


def test_a_freelancer_kept_to_given_tasks_changes_the_room_and_back_again(
    cast: Cast, teller: Any
) -> None:
    fay = listen(cast.fay, cast.site)
    for times, role in enumerate(("freelancer_of_tasks", "freelancer"), 1):
        with change():
            membership_of(cast.fay).change(role, None, by=cast.max)
        teller.look()
        assert said(fay) == ["rejoin"] * times
        enter(fay)


def test_a_right_given_or_taken_changes_what_the_page_may_do(
    cast: Cast, teller: Any, mia: Any
) -> None:
    with change():
        made = Override.make(cast.mia, "create", False, by=cast.olga, project=cast.site)
    teller.look()
    assert said(mia) == ["rejoin"]
    enter(mia)
    with change():
        made.lift(by=cast.olga)
    teller.look()
    assert said(mia) == ["rejoin", "rejoin"]


def test_a_right_in_another_project_leaves_a_page_alone(cast: Cast, teller: Any, mia: Any) -> None:
    with change():
        Override.make(cast.mia, "create", False, by=cast.olga, project=cast.elsewhere)
    teller.look()
    assert said(mia) == []


def test_a_project_put_away_or_brought_back_changes_what_the_page_may_do(
    cast: Cast, teller: Any, mia: Any
) -> None:
    """Open boards of an archived project kept tools that all answered no."""
    with change():
        cast.site.archive(by=cast.max)
    teller.look()
    assert said(mia) == ["rejoin"]
    enter(mia)
    with change():
        cast.site.restore(by=cast.max)
    teller.look()
    assert said(mia) == ["rejoin", "rejoin"]


def test_readers_who_may_comment_or_no_longer_are_brought_to_it_and_nobody_else(
    cast: Cast, teller: Any, mia: Any
) -> None:
    """The composer stood on their open page until they loaded it again, and answered no."""
    rose = listen(cast.rose, cast.site)
    for times, may in enumerate((True, False), 1):
        with change():
            cast.agency.change(by=cast.olga, readers_comment=may)
        teller.look()
        assert said(rose) == ["rejoin"] * times
        enter(rose)
    with change():
        cast.agency.change(by=cast.olga, seats=9, name="Atelier Vert")
    teller.look()
    assert said(rose) == ["rejoin"] * 2
    assert said(mia) == []


def test_another_language_changes_the_room(cast: Cast, teller: Any, mia: Any) -> None:
    with change():
        cast.mia.change(by=cast.mia, language="en")
    teller.look()
    assert said(mia) == ["rejoin"]


def test_another_role_in_the_agency_changes_the_room(cast: Cast, teller: Any, mia: Any) -> None:
    with change():
        cast.mia.take_role("admin", by=cast.olga)
    teller.look()
    assert said(mia) == ["rejoin"]


def test_a_lost_membership_ends_it(cast: Cast, teller: Any, mia: Any) -> None:
    with change():
        membership_of(cast.mia).end(by=cast.olga)
    teller.look()
    assert said(mia) == ["end"]
    assert mia.socket.is_closed


def test_whoever_was_sent_away_hears_nothing_of_what_came_with_it(
    cast: Cast, teller: Any, mia: Any
) -> None:
    with change():
        membership_of(cast.mia).end(by=cast.olga)
        cast.brief.retitle("Sans Mia", by=cast.max)
    teller.look()
    assert mia.socket.named("push") == []


def test_a_closed_session_ends_it(cast: Cast, teller: Any, mia: Any) -> None:
    with change():
        session = db.session.query(Session).filter_by(public_id=mia.session_id).one()
        session.close(by=cast.mia)
    teller.look()
    assert said(mia) == ["end"]


def test_a_removed_person_is_sent_away(cast: Cast, teller: Any, mia: Any) -> None:
    with change():
        cast.mia.remove(by=cast.olga)
    teller.look()
    assert said(mia) == ["end"]


def test_midnight_at_the_reader_changes_the_room(cast: Cast, mia: Any) -> None:
    Clock.at = now() + timedelta(days=1)
    belonging.check([mia])
    assert said(mia) == ["rejoin"]


def test_a_membership_that_expires_ends_it_by_the_clock(cast: Cast, mia: Any) -> None:
    with change():
        part = membership_of(cast.mia)
        part.change(part.role, now() + timedelta(minutes=5), by=cast.max)
    belonging.check([mia])
    assert said(mia) == []
    Clock.at = now() + timedelta(minutes=6)
    belonging.check([mia])
    assert said(mia) == ["end"]


def test_what_changes_nothing_for_a_person_leaves_them_alone(
    cast: Cast, teller: Any, mia: Any
) -> None:
    with change():
        cast.brief.hide("team", by=cast.max)
        cast.clara.change(by=cast.clara, language="en")
    teller.look()
    assert said(mia) == []
    assert mia.room is not None


def test_open_boards_show_who_came_back_as_they_are_now(cast: Cast, teller: Any) -> None:
    with change():
        cast.mia.remove(by=cast.olga)
    max_ = listen(cast.max, cast.site)
    teller.look()
    with change():
        User.create("Mia Marin", cast.mia.email, "freelancer")
    teller.look()
    assert [push["ring"] for push in max_.socket.named("push")] == [["activity"], ["board"]]

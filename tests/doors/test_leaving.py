"""Somebody leaves: what is open of theirs goes on, what is done keeps their name, nothing opens."""

from datetime import timedelta

import pytest
from sqlalchemy import event, select

from models import Event, File, Invitation, Membership, Task, User, change, db, now
from models.base import Clock
from models.handing_over import AT_ONCE, hand_over
from tests.cast import content
from tests.doors.letters import letters, link_in

NEW = {"name": "Paul Petit", "password": "a long enough phrase", "language": "fr"}
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def room(cast):
    return f"/projects/{cast.site.public_id}"


@pytest.fixture
def mine(cast):
    """Mia has one open task alone, one with Max, and one that is done."""
    with change():
        cast.brief.assign([cast.mia, cast.max], by=cast.max)
        cast.done.assign([cast.mia], by=cast.max)
        cast.done.close(by=cast.max)


@pytest.fixture
def many(cast):
    """Three batches of Mia's, and she is on nothing else."""
    with change():
        cast.mockup.assign([], by=cast.max)
        new = [Task.create(cast.site, f"Tâche {n}", by=cast.max) for n in range(2 * AT_ONCE + 1)]
        for task in new:
            task.assign([cast.mia], by=cast.max)
    return [task.id for task in new]


def all_handed_over():
    """What the worker does, to its end."""
    while hand_over():
        pass


def owners_of(tasks):
    return [db.session.get_one(Task, task).people[0].name.split()[0] for task in tasks]


def people_on(task):
    return {one.name.split()[0] for one in db.session.get_one(Task, task.id).people}


def test_whoever_takes_somebody_out_is_asked_to_whom_their_open_tasks_go(
    cast, mine, client_for, room
):
    page = client_for(cast.max).get(f"{room}/people/{cast.mia.public_id}/leaving").text
    assert "2 open tasks go to" in page
    offered = page.partition("<select")[2].partition("</select>")[0]
    assert "Max Moreau" in offered and "Fay Fournier" in offered
    assert "Mia Martin" not in offered and "Rose Renard" not in offered


def test_open_tasks_go_to_another_and_what_is_done_keeps_the_name(cast, mine, client_for, room):
    asked = {"to": cast.fay.public_id}
    client_for(cast.max).delete(f"{room}/people/{cast.mia.public_id}", data=asked)
    assert Membership.of(cast.site, cast.mia) is None
    all_handed_over()
    assert people_on(cast.mockup) == {"Fay"}
    assert people_on(cast.brief) == {"Fay", "Max"}
    assert people_on(cast.done) == {"Mia"}
    told = select(Event).where(Event.kind == "task.assigned", Event.task_id == cast.mockup.id)
    last = db.session.scalars(told.order_by(Event.seq.desc())).first()
    assert (last.before["people"], last.details["people"]) == ([cast.mia.id], [cast.fay.id])


@pytest.mark.parametrize("to", ["", "rose", "zed", "mia"])
def test_without_an_heir_who_can_take_them_their_name_stays(cast, mine, client_for, room, to):
    asked = {"to": cast.people[to].public_id if to else ""}
    client_for(cast.max).delete(f"{room}/people/{cast.mia.public_id}", data=asked)
    all_handed_over()
    assert people_on(cast.mockup) == {"Mia"}


def test_who_leaves_the_agency_passes_on_where_the_heir_takes_part(cast, mine, client_for):
    with change():
        Membership.grant(cast.elsewhere, cast.mia, "member", by=cast.olga)
        alone = Task.create(cast.elsewhere, "Seule", by=cast.olga)
        alone.assign([cast.mia], by=cast.olga)
    olga = client_for(cast.olga)
    assert "3 open tasks go to" in olga.get(f"/people/{cast.mia.public_id}/leaving").text
    olga.delete(f"/people/{cast.mia.public_id}", data={"to": cast.max.public_id})
    assert db.session.get_one(User, cast.mia.id).removed_at is not None
    all_handed_over()
    assert people_on(cast.mockup) == {"Max"}
    assert people_on(alone) == {"Mia"}


def test_access_ends_first_and_a_crash_between_two_batches_loses_nothing(
    cast, many, client_for, room
):
    """Five hundred tasks in one change held the write lock for seconds."""
    mia = client_for(cast.mia)
    asked = {"to": cast.fay.public_id}
    client_for(cast.max).delete(f"{room}/people/{cast.mia.public_id}", data=asked)
    assert mia.get(f"{room}/board").status_code == 404
    assert owners_of(many) == ["Mia"] * len(many)
    assert hand_over()
    db.session.remove()  # the worker dies here; another begins
    assert owners_of(many) == ["Fay"] * AT_ONCE + ["Mia"] * (AT_ONCE + 1)
    all_handed_over()
    assert owners_of(many) == ["Fay"] * len(many)
    left = select(Event.seq).where(Event.kind == "membership.ended").scalar_subquery()
    given = select(Event.task_id).where(Event.kind == "task.assigned", Event.seq > left)
    assert list(db.session.scalars(given.order_by(Event.seq))) == many


def test_a_batch_that_dies_before_its_commit_is_made_again_whole(cast, many, client_for, room):
    asked = {"to": cast.fay.public_id}
    client_for(cast.max).delete(f"{room}/people/{cast.mia.public_id}", data=asked)
    hand_over()

    def die(_session):
        raise KeyboardInterrupt

    event.listen(db.session, "before_commit", die)
    try:
        with pytest.raises(KeyboardInterrupt):
            hand_over()
    finally:
        event.remove(db.session, "before_commit", die)
    assert owners_of(many) == ["Fay"] * AT_ONCE + ["Mia"] * (AT_ONCE + 1)
    all_handed_over()
    assert owners_of(many) == ["Fay"] * len(many)


def test_who_is_back_before_the_next_batch_keeps_what_is_left(cast, many, client_for, room):
    asked = {"to": cast.fay.public_id}
    client_for(cast.max).delete(f"{room}/people/{cast.mia.public_id}", data=asked)
    hand_over()
    with change():
        Membership.grant(cast.site, cast.mia, "member", by=cast.max)
    all_handed_over()
    assert owners_of(many) == ["Fay"] * AT_ONCE + ["Mia"] * (AT_ONCE + 1)


@pytest.mark.parametrize("name", ["mia", "fay", "gil", "rose", "clara", "zed"])
def test_others_than_managers_and_admins_take_nobody_out(cast, client_for, room, name):
    browser = client_for(cast.people[name])
    assert browser.get(f"{room}/people/{cast.fay.public_id}/leaving").status_code in (403, 404)
    assert browser.delete(f"{room}/people/{cast.fay.public_id}").status_code in (403, 404)
    assert browser.get(f"/people/{cast.fay.public_id}/leaving").status_code in (403, 404)


def test_an_invitation_says_until_when_and_the_access_ends_then(cast, client_for, visitor, room):
    last = now().date() + timedelta(days=10)
    asked = {"email": "paul@fil.example", "role": "freelancer", "language": "fr"}
    client_for(cast.max).post(f"{room}/invitations", data=asked | {"until": last.isoformat()})
    visitor.post(link_in(letters()[-1], "invitations"), data=NEW)
    paul = User.with_email("paul@fil.example")
    assert Membership.of(cast.site, paul).last_day == last
    assert visitor.get(f"{room}/board").status_code == 200
    Clock.at = now() + timedelta(days=12)
    assert visitor.get(f"{room}/board").status_code == 404


def test_nobody_s_part_is_made_to_end_on_a_day_that_is_over(cast, client_for, room):
    """A wrong year ended somebody's access at once, and nothing was said."""
    max_, own = client_for(cast.max), f"{room}/people/{cast.fay.public_id}"
    answer = max_.put(own, data={"role": "freelancer", "until": "2020-01-01"}, headers=ENGLISH)
    assert answer.status_code == 422 and "This day is over." in answer.text
    assert Membership.of(cast.site, cast.fay).expires_at is None
    assert client_for(cast.fay).get(f"{room}/board").status_code == 200


def test_whose_part_has_ended_can_be_given_another_role_and_keep_that_day(cast, client_for, room):
    with change():
        Membership.of(cast.site, cast.fay).expires_at = now() - timedelta(days=9)
    ended = Membership.of(cast.site, cast.fay).last_day
    wanted = {"role": "member", "until": ended.isoformat()}
    answer = client_for(cast.max).put(f"{room}/people/{cast.fay.public_id}", data=wanted)
    assert answer.status_code == 303
    assert Membership.of(cast.site, cast.fay).last_day == ended


def test_nobody_is_invited_until_a_day_that_is_over(cast, client_for, room):
    asked = {"email": "paul@fil.example", "role": "freelancer", "language": "fr"}
    answer = client_for(cast.max).post(f"{room}/invitations", data=asked | {"until": "2020-01-01"})
    assert answer.status_code == 422 and "This day is over." in answer.text
    assert db.session.scalars(select(Invitation)).all() == []


def test_after_an_access_has_ended_nothing_of_it_opens_and_what_was_mailed_says_a_sentence(
    cast, client_for, room
):
    """Pages, files and addresses from letters: each answers as what never existed, in words."""
    with change():
        brief = db.session.get_one(Task, cast.brief.id)
        file = File.attach(brief, "Devis.pdf", content(), by=cast.max)
        Membership.of(cast.site, cast.fay).expires_at = now() + timedelta(minutes=1)
    fay = client_for(cast.fay)
    task = f"/tasks/{cast.brief.public_id}"
    addresses = (
        f"{room}/board",
        f"{room}/plan",
        f"{room}/activity",
        task,
        f"/files/{file.public_id}/x",
    )
    assert [fay.get(address).status_code for address in addresses[:4]] == [200] * 4
    Clock.at = now() + timedelta(minutes=2)
    for address in addresses:
        answer, never = fay.get(address), fay.get("/projects/2345678923/board")
        assert answer.status_code == 404, address
        assert "<h1" in answer.text and answer.data == never.data, address
    assert fay.post(f"{task}/comments", data={"body": "Encore"}).status_code == 404
    assert fay.get("/").status_code == 200

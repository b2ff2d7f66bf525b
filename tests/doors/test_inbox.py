"""The inbox: what concerns me, read and unread; and an end to the letters."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from itertools import product

import pytest
from markupsafe import Markup

from models import (
    Comment,
    Delivery,
    Membership,
    Notification,
    ProjectRhythm,
    User,
    Viewer,
    change,
    db,
    now,
)
from models.base import Clock
from settings import Smtp
from tests.telling import tell, tell_and_read


@pytest.fixture(autouse=True)
def told(cast):
    """Mia is told of one task of hers, and of one that she follows."""
    tell_and_read(cast.people.values())
    with change():
        cast.brief.follow(by=cast.mia)
        cast.mockup.retitle("Maquette de la page d’accueil", by=cast.max)
        said = "@Mia Martin, un avis ?"
        Comment.write(cast.brief, said, by=cast.clara, visibility="client")
    tell()


def unread(person):
    return Notification.unread_by(Viewer.of(person.id))


def entries(page):
    return re.findall(r'href="(/inbox/[a-z0-9]{10})', page)


def entry_of(browser, title):
    page = browser.get("/inbox").text
    return re.findall(rf'href="(/inbox/[a-z0-9]{{10}})"[^§]*?<b>{title}</b>', page)[-1]


def test_what_concerns_me_is_there_with_how_much_is_unread(cast, client_for):
    page = client_for(cast.mia).get("/inbox").text
    assert "Maquette de la page d’accueil" in page and "Clara Clément" in page
    assert re.search(r"data-unread>2<", page)
    assert page.count("is-unread") == 2


def test_what_concerns_others_is_not(cast, client_for):
    page = client_for(cast.fay).get("/inbox").text
    assert entries(page) == [] and "data-unread hidden" in page


@pytest.mark.parametrize(("show", "titles"), [("named", ["brief"]), ("expected", ["mockup"])])
def test_it_can_be_narrowed(cast, client_for, show, titles):
    page = client_for(cast.mia).get(f"/inbox?show={show}").text
    found = [name for name in ("brief", "mockup") if f"<b>{cast.tasks[name].title}</b>" in page]
    assert found == titles


@pytest.mark.parametrize("name", ["olga", "max", "mia", "fay", "gil", "clara", "rose"])
def test_only_who_can_be_given_tasks_is_offered_what_is_expected_of_them(cast, client_for, name):
    page = client_for(cast.people[name]).get("/inbox").text
    assert "Names me" in page
    assert ("Expected of me" in page) == (name != "rose")


def test_what_is_done_is_expected_no_more(cast, client_for):
    with change():
        cast.mockup.close(by=cast.mia)
    page = client_for(cast.mia).get("/inbox?show=expected").text
    assert entries(page) == [] and "empty__title" in page


def test_an_entry_shows_what_happened_and_is_read_by_a_deed_of_its_own(cast, client_for):
    mia = client_for(cast.mia)
    address = entry_of(mia, cast.brief.title)
    shown = mia.get(address).text
    assert "un avis ?" in shown and f"/tasks/{cast.brief.public_id}" in shown
    assert unread(cast.mia) == 2
    read = mia.put(f"{address}/reading", headers={"HX-Request": "true"})
    assert read.status_code == 200 and 'id="inbox"' in read.text
    assert unread(cast.mia) == 1
    mia.put(f"{address}/reading")
    assert unread(cast.mia) == 1
    mia.delete(f"{address}/reading")
    assert unread(cast.mia) == 2


def test_an_entry_is_unread_again_although_what_came_last_is_told_no_more(cast, client_for):
    overtaken = {"user_id": cast.mia.id, "reason": "soon", "topic": f"task:{cast.brief.public_id}"}
    overtaken |= {"task_id": cast.brief.id, "project_id": cast.site.id, "at": now()}
    with change():
        Notification.tell([overtaken | {"due": datetime(2020, 1, 1)}])
    mia = client_for(cast.mia)
    address = entry_of(mia, cast.brief.title)
    mia.put(f"{address}/reading")
    assert unread(cast.mia) == 1
    mia.delete(f"{address}/reading")
    assert unread(cast.mia) == 2


def test_no_entry_falls_between_two_pages_where_one_change_brought_several(
    cast, client_for, monkeypatch
):
    monkeypatch.setattr("inbox.entries.ON_A_PAGE", 1)
    with change():
        db.session.execute(db.update(Notification).values(at=now(), comes_at=now()))
    mia, address, found = client_for(cast.mia), "/inbox", []
    while address:
        page = mia.get(address).text
        found += entries(page)
        onward = re.search(r'href="(/inbox\?before=[^"]+)"', page)
        address = onward[1] if onward else ""
    assert len(set(found)) == 2


def test_an_entry_is_filed_away_and_brought_back_to_its_place(cast, client_for):
    mia = client_for(cast.mia)
    order = [one[-10:] for one in entries(mia.get("/inbox").text)]
    address = entry_of(mia, cast.brief.title)
    for _time in range(2):
        gone = mia.put(f"{address}/archive", headers={"HX-Request": "true"}).text
        assert "is-reading" not in gone and f"{address}/archive" in gone
        assert unread(cast.mia) == 1
        assert address not in entries(mia.get("/inbox").text)
    assert entries(mia.get("/inbox?show=away").text) == [address]
    assert f"{address}/pause" not in mia.get(address).text
    mia.delete(f"{address}/archive")
    assert [one[-10:] for one in entries(mia.get("/inbox").text)] == order
    assert entries(mia.get("/inbox?show=away").text) == []


def test_what_is_put_off_comes_back_the_next_morning_as_something_new(cast, client_for):
    Clock.at = datetime(2027, 3, 8, 16, 30, tzinfo=UTC)
    mia = client_for(cast.mia)
    address = entry_of(mia, cast.brief.title)
    said = mia.put(f"{address}/pause", headers={"HX-Request": "true", "Accept-Language": "en"})
    assert "comes back Tue 9 Mar, 08:00" in Markup(said.text).striptags()
    assert unread(cast.mia) == 1 and address not in entries(mia.get("/inbox").text)
    waiting = db.select(Notification.mail_at).where(Notification.task_id == cast.brief.id)
    assert set(db.session.scalars(waiting.where(Notification.user_id == cast.mia.id))) == {None}
    mia.put("/inbox/reading")
    Clock.at = datetime(2027, 3, 9, 6, 59, tzinfo=UTC)
    assert address not in entries(mia.get("/inbox").text)
    Clock.at = datetime(2027, 3, 9, 7, 0, tzinfo=UTC)
    assert unread(cast.mia) == 1 and entries(mia.get("/inbox").text)[0] == address


def test_what_is_new_of_a_thing_that_was_filed_away_is_in_the_inbox(cast, client_for):
    mia = client_for(cast.mia)
    address = entry_of(mia, cast.brief.title)
    mia.put(f"{address}/archive")
    with change():
        Comment.write(cast.brief, "Encore ceci.", by=cast.max, visibility="team")
    tell()
    page = mia.get("/inbox").text
    assert "Encore ceci." in page and "un avis" not in page
    assert "un avis" in mia.get(entry_of(mia, cast.brief.title)).text


def test_all_of_it_is_read_at_once_without_script_too(cast, client_for):
    answer = client_for(cast.mia).post("/inbox/reading", data={"_method": "put"})
    assert answer.location == "/inbox"
    assert unread(cast.mia) == 0


def test_an_entry_of_somebody_else_is_as_one_that_never_was(cast, client_for):
    address = entry_of(client_for(cast.mia), cast.brief.title)
    fay = client_for(cast.fay)
    for method, deed in product(("put", "delete"), ("reading", "archive")):
        assert getattr(fay, method)(f"{address}/{deed}").status_code == 404
    assert fay.put(f"{address}/pause").status_code == 404
    assert fay.get(address).data == fay.get("/inbox/2345678923").data


def test_an_entry_whose_task_was_hidden_is_not_there_any_more(cast, client_for):
    with change():
        cast.launch.follow(by=cast.clara)
        cast.launch.retitle("SECRETPLANTE", by=cast.max)
    tell()
    clara = client_for(cast.clara)
    address = entry_of(clara, "SECRETPLANTE")
    with change():
        cast.launch.hide("team", by=cast.max)
    page = clara.get("/inbox").text
    assert "SECRETPLANTE" not in page and "data-unread hidden" in page
    assert clara.get(address).data == clara.get("/inbox/2345678923").data


def test_a_board_that_has_not_changed_is_sent_again_when_something_is_unread(cast, client_for):
    mia, board = client_for(cast.mia), f"/projects/{cast.site.public_id}/board"
    mark = mia.get(board).headers["ETag"]
    assert mia.get(board, headers={"If-None-Match": mark}).status_code == 304
    with change():
        Notification.read(cast.mia)
    assert mia.get(board, headers={"If-None-Match": mark}).status_code == 200


def choices(**more):
    return {"rhythm": "hourly", "mail_hour": "8", "quiet_from": "20", "quiet_to": "7"} | more


def test_i_choose_when_letters_come_and_otherwise_for_a_project(cast, client_for):
    mia = client_for(cast.mia)
    own = {f"rhythm-{cast.site.public_id}": "never", f"rhythm-{cast.elsewhere.public_id}": "daily"}
    assert mia.put("/inbox/letters", data=choices() | own).status_code == 303
    person = db.session.get(User, cast.mia.id)
    assert (person.rhythm, person.mail_hour) == ("hourly", 8)
    assert (person.quiet_from, person.quiet_to) == (20, 7)
    assert person.rhythms() == {cast.site.id: "never"}
    mia.put("/inbox/letters", data=choices(quiet_to="") | {f"rhythm-{cast.site.public_id}": ""})
    assert db.session.scalars(db.select(ProjectRhythm)).all() == []
    assert db.session.get(User, cast.mia.id).quiet_from is None


@pytest.mark.parametrize(
    "wrong", [{"rhythm": "weekly"}, {"mail_hour": "24"}, {"quiet_from": "x"}, {"mail_hour": ""}]
)
def test_what_makes_no_sense_is_refused_beside_its_field(cast, client_for, wrong):
    answer = client_for(cast.mia).put("/inbox/letters", data=choices() | wrong)
    assert answer.status_code == 422
    assert db.session.get(User, cast.mia.id).rhythm == "daily"


def test_the_link_of_a_letter_ends_letters_without_signing_in(cast, visitor):
    with change():
        cast.mia.set_rhythm(cast.site.id, "at_once")
    path = f"/unsubscribe/{cast.mia.mail_key}"
    assert "<form" in visitor.get(path).text
    assert cast.mia.email not in visitor.get(path).text
    for _time in range(2):
        answer = visitor.post(path, data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200 and "Location" not in answer.headers
    person = db.session.get(User, cast.mia.id)
    assert person.rhythm == "never" and person.rhythms() == {}
    waiting = db.select(Notification).where(Notification.mail_at.is_not(None))
    assert not db.session.scalars(waiting.where(Notification.user_id == person.id)).all()


def test_a_link_of_nobody_ends_nothing(cast, visitor):
    assert visitor.get("/unsubscribe/abc").status_code == 404
    assert visitor.post("/unsubscribe/abc").status_code == 404
    with change():
        cast.mia.remove(by=cast.olga)
    assert visitor.post(f"/unsubscribe/{cast.mia.mail_key}").status_code == 404


def test_who_joins_a_project_finds_what_they_need_to_know_of_what_they_see(cast, client_for):
    with change():
        Membership.grant(cast.site, cast.zed, "reader", by=cast.max)
        cast.launch.date(by=cast.max, deadline=datetime(2027, 4, 2))
        Comment.write(cast.secret, "SECRETPLANTE", by=cast.max, visibility="team")
        Comment.write(cast.mockup, "Entre nous", by=cast.max, visibility="team")
    tell()
    zed = client_for(cast.zed)
    page = zed.get(entries(zed.get("/inbox").text)[0]).text
    assert "introduction" in page and cast.launch.title in page
    assert cast.brief.title in page  # somebody said something there for the client, too
    assert cast.secret.title not in page and cast.mockup.title not in page


def test_letters_that_went_well_do_not_hide_the_others_from_the_owner(app, cast, client_for):
    with change():
        for state, subject in (("sent", "Rien de grave"), ("refused", "Refusée")):
            letter = {"kind": "digest", "state": state, "subject": subject, "language": "fr"}
            known = {"message_id": f"<{state}>", "to_address": "m@bleu.example", "content": b""}
            db.session.add(Delivery(**letter, **known))
    olga, known = client_for(cast.olga), app.config["SETTINGS"]
    assert "Rien de grave" in olga.get("/mail").text
    app.config["SETTINGS"] = replace(known, smtp=Smtp("localhost", 25, "", "", starttls=False))
    page = olga.get("/mail").text
    app.config["SETTINGS"] = known
    assert "Refusée" in page and "Rien de grave" not in page

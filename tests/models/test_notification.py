"""Who is told of what happened, as long as they may know of it."""

import sqlite3
from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from inbox.entries import entry_of, inbox_of
from models import (
    Comment,
    ImportRun,
    Membership,
    Notification,
    ReportSchedule,
    StatusReport,
    Task,
    User,
    Viewer,
    change,
    db,
    now,
)
from models.base import Clock
from models.notifying import TRIES, notify
from models.reaction import Reaction
from models.reminding import remind
from tests.telling import tell, tell_and_read


@pytest.fixture(autouse=True)
def nothing_waits(cast):
    """What made the cast has been told, and read."""
    tell_and_read(cast.people.values())


def told(person, task=None):
    """The reasons for which somebody has something new to read, the newest first."""
    viewer = Viewer.of(person.id)
    entries, _more = inbox_of(viewer)
    return [
        notice.reason
        for entry in entries
        for notice in entry.notices
        if notice.row.read_at is None and (task is None or entry.task is task)
    ]


def test_who_is_made_responsible_is_told_so_and_the_others_that_it_changed(cast):
    with change():
        cast.mockup.assign([cast.mia, cast.fay], by=cast.max)
    tell()
    assert told(cast.fay) == ["assigned"]
    assert told(cast.mia) == ["changed"]
    assert told(cast.max) == []


def test_who_sees_a_task_from_the_moment_they_answer_for_it_is_told_so(cast):
    """It was taken for what happened while it was still hidden from them."""
    with change():
        cast.mockup.assign([cast.mia], by=cast.max)
    tell_and_read(cast.people.values())
    assert not cast.mockup.is_visible_to(Viewer.of(cast.gil.id).audience(cast.site))
    with change():
        cast.mockup.assign([cast.gil], by=cast.max)
    tell()
    assert told(cast.gil, cast.mockup) == ["assigned"]


def test_one_s_own_deeds_are_not_told_to_oneself(cast):
    with change():
        cast.mockup.retitle("L’accueil", by=cast.mia)
    tell()
    assert told(cast.mia) == []


def test_a_comment_is_told_to_whoever_takes_part(cast):
    with change():
        cast.mockup.follow(by=cast.fay)
        Comment.write(cast.mockup, "On garde la deuxième.", by=cast.max, visibility="client")
    tell()
    assert told(cast.mia) == ["comment"]
    assert told(cast.fay) == ["comment"]
    assert told(cast.clara) == told(cast.rose) == told(cast.zed) == []


def test_who_follows_is_told_what_changes_and_no_more_once_they_do_not(cast):
    with change():
        cast.brief.follow(by=cast.clara)
    with change():
        cast.brief.close(by=cast.max)
    tell()
    assert told(cast.clara) == ["changed"]
    with change():
        cast.brief.unfollow(by=cast.clara)
        cast.brief.reopen(by=cast.max)
    tell()
    assert told(cast.clara) == ["changed"]


def test_a_move_within_its_column_is_told_to_nobody(cast):
    with change():
        cast.brief.follow(by=cast.mia)
        cast.brief.place(cast.columns["todo"], cast.launch, by=cast.max)
    tell()
    assert told(cast.mia) == []


def test_many_changes_of_one_thing_are_one_entry(cast):
    for title in ("Accueil 1", "Accueil 2", "Accueil 3"):
        with change():
            cast.mockup.retitle(title, by=cast.max)
    tell()
    entries, _more = inbox_of(Viewer.of(cast.mia.id))
    (entry,) = [entry for entry in entries if entry.is_unread]
    assert entry.title == "Accueil 3" and entry.others == 2
    assert Notification.unread_by(Viewer.of(cast.mia.id)) == 1


def test_an_event_is_told_once_however_often_a_worker_looks(cast):
    with change():
        cast.mockup.retitle("L’accueil", by=cast.max)
    tell()
    tell()
    assert told(cast.mia) == ["changed"]


def test_of_two_workers_that_look_at_once_one_goes_on(cast):
    with change():
        cast.mockup.retitle("L’accueil", by=cast.max)
    come, events = Reaction.waiting("notify", 50)
    tell()
    with change():
        assert not Reaction.go_on("notify", come, events[-1].seq)


def test_people_called_by_name_are_told_and_only_those_who_read_it(cast):
    said = "@Mia Martin, et @Clara Clément : qu’en pensez-vous ? Et vous @Zed Zola ?"
    with change():
        Comment.write(cast.launch, said, by=cast.max, visibility="client")
        Comment.write(cast.launch, "Entre nous, @Clara Clément…", by=cast.max, visibility="team")
    tell()
    assert told(cast.mia) == ["named"]
    assert told(cast.clara) == ["named"]
    assert told(cast.zed) == []


def test_a_description_names_only_whom_it_did_not_name_before(cast):
    with change():
        cast.launch.describe("Voir avec @Fay Fournier.", by=cast.max)
    with change():
        cast.launch.describe("Voir avec @Fay Fournier, puis @Mia Martin.", by=cast.max)
    tell()
    assert told(cast.fay) == ["named"]
    assert told(cast.mia) == ["named"]


def test_a_comment_that_was_taken_back_is_gone(cast):
    with change():
        comment = Comment.write(cast.mockup, "Oups", by=cast.max, visibility="team")
    tell()
    with change():
        comment.delete(by=cast.max)
    assert told(cast.mia) == []
    assert Notification.unread_by(Viewer.of(cast.mia.id)) == 0


def test_what_is_hidden_meanwhile_is_gone_and_not_counted(cast):
    with change():
        cast.brief.follow(by=cast.clara)
        cast.brief.retitle("La marge du client", by=cast.max)
    tell()
    clara = Viewer.of(cast.clara.id)
    row = db.session.scalars(Notification.visible_to(clara)).one()
    with change():
        cast.brief.hide("team", by=cast.max)
    assert told(cast.clara) == [] and entry_of(clara, row.public_id) is None
    assert Notification.unread_by(clara) == 0


def test_what_was_told_before_it_was_hidden_does_not_come_back_with_it(cast):
    with change():
        cast.brief.follow(by=cast.clara)
        cast.brief.retitle("La marge du client", by=cast.max)
    tell()
    with change():
        cast.brief.hide("team", by=cast.max)
        cast.brief.retitle("Le brief", by=cast.max)
    with change():
        cast.brief.hide("client", by=cast.max)
    assert told(cast.clara) == []
    tell()
    assert told(cast.clara) == []
    assert Notification.unread_by(Viewer.of(cast.clara.id)) == 0


def test_what_happened_while_it_was_hidden_is_never_told(cast):
    with change():
        cast.brief.follow(by=cast.clara)
        cast.brief.hide("team", by=cast.max)
    with change():
        cast.brief.retitle("La marge du client", by=cast.max)
    with change():
        cast.brief.retitle("Le brief", by=cast.max)
        cast.brief.hide("client", by=cast.max)
    tell()
    assert told(cast.clara) == []


def test_who_left_the_project_is_told_nothing_more(cast):
    with change():
        cast.mockup.retitle("L’accueil", by=cast.max)
    tell()
    with change():
        Membership.of(cast.site, cast.mia).end(by=cast.max)
        cast.mockup.close(by=cast.max)
    tell()
    assert told(cast.mia) == []
    assert Notification.unread_by(Viewer.of(cast.mia.id)) == 0


def test_whose_part_has_expired_is_told_nothing_more(cast):
    with change():
        cast.mockup.retitle("L’accueil", by=cast.max)
    tell()
    with change():
        part = Membership.of(cast.site, cast.mia)
        part.change("member", now() - timedelta(minutes=1), by=cast.max)
    assert told(cast.mia) == []


def test_who_is_taken_off_a_list_keeps_nothing_of_it(cast):
    with change():
        cast.listed.hide("list", by=cast.max, people=[cast.fay])
        cast.listed.follow(by=cast.fay)
        cast.listed.retitle("Négocier à la baisse", by=cast.max)
    tell()
    assert told(cast.fay) == ["changed"]
    with change():
        cast.listed.hide("list", by=cast.max, people=[cast.mia])
    assert told(cast.fay) == []


def test_whoever_is_added_to_a_project_is_told(cast):
    with change():
        Membership.grant(cast.site, cast.zed, "member", by=cast.max)
    tell()
    assert told(cast.zed) == ["invited"]


@pytest.mark.parametrize(("due", "reason"), [(13, "soon"), (14, "soon"), (12, "late"), (16, None)])
def test_who_is_responsible_is_told_what_is_due_or_late_once(cast, monkeypatch, due, reason):
    monkeypatch.setattr(Clock, "at", datetime(2027, 3, 12, 9, 0, tzinfo=UTC))
    with change():
        cast.mockup.date(by=cast.max, deadline=datetime(2027, 3, due))
    tell()
    with change():
        Notification.read(cast.mia)
    remind()
    monkeypatch.setattr(Clock, "at", datetime(2027, 3, 12, 9, 30, tzinfo=UTC))
    remind()
    assert told(cast.mia) == ([reason] if reason else [])


def test_a_reminder_goes_when_its_task_is_done_or_put_off(cast, monkeypatch):
    monkeypatch.setattr(Clock, "at", datetime(2027, 3, 12, 9, 0, tzinfo=UTC))
    with change():
        cast.mockup.date(by=cast.mia, deadline=datetime(2027, 3, 13))
    remind()
    assert told(cast.mia) == ["soon"]
    with change():
        cast.mockup.date(by=cast.mia, deadline=datetime(2027, 3, 20))
    assert told(cast.mia) == []


def test_a_change_that_moves_many_tasks_of_one_person_is_one_entry(cast):
    with change():
        tasks = [
            Task.create(cast.site, f"Étape {n}", by=cast.max, start=datetime(2027, 3, n + 1))
            for n in range(6)
        ]
        for task in tasks:
            task.assign([cast.mia], by=cast.mia)
    tell()
    with change():
        Notification.read(db.session.get(User, cast.mia.id))
        moves = [[task.id, "2027-04-01T00:00", "2027-04-02T00:00"] for task in tasks]
        tasks[0].record("rescheduled", by=cast.max, before={"moves": moves}, moves=moves)
    tell()
    assert told(cast.mia) == ["moved"]


def test_what_moved_along_with_another_is_told_of_itself(cast):
    with change():
        moves = [[task.id, "2027-04-01T00:00", None] for task in (cast.mockup, cast.brief)]
        was = [[task.id, None, None] for task in (cast.mockup, cast.brief)]
        cast.brief.follow(by=cast.mia)
        cast.brief.record("rescheduled", by=cast.max, before={"moves": was}, moves=moves)
    tell()
    entries, _more = inbox_of(Viewer.of(cast.mia.id))
    new = [entry.foremost for entry in entries if entry.is_unread]
    assert {notice.row.task for notice in new} == {cast.mockup, cast.brief}
    assert all(len(notice.told.lines) == 1 for notice in new)


def test_reading_one_entry_leaves_the_others_and_the_letters_of_others(cast):
    with change():
        cast.brief.follow(by=cast.mia)
        cast.mockup.retitle("L’accueil", by=cast.max)
        cast.brief.retitle("Le brief", by=cast.max)
    tell()
    (first, _second), _more = inbox_of(Viewer.of(cast.mia.id))
    with change():
        Notification.read(cast.mia, first.last.row.topic)
    assert Notification.unread_by(Viewer.of(cast.mia.id)) == 1
    waiting = select(Notification.topic).where(
        Notification.user_id == cast.mia.id, Notification.mail_at.is_not(None)
    )
    assert first.last.row.topic not in set(db.session.scalars(waiting))


def test_a_report_that_a_schedule_drafted_waits_for_its_author(cast):
    when = {"weeks": 1, "weekday": 4, "hour": time(17), "timezone": "Europe/Paris"}
    period = {"period_from": "2026-11-06", "period_to": "2026-11-20"}
    with change():
        schedule = ReportSchedule.plan(
            cast.site, by=cast.max, language="fr", without_me=False, **when
        )
        schedule.report = StatusReport.draft(cast.site, "fr", period, {}, by=cast.max)
    tell()
    assert told(cast.max) == ["report"]
    with change():
        Membership.of(cast.site, cast.max).change("reader", None, by=cast.olga)
    assert told(cast.max) == []


def test_whoever_began_an_import_is_told_that_it_is_finished(cast):
    with change():
        run = ImportRun.upload("board.json", "board.json", by=cast.ada)
        run.project = cast.site
        run.finish({}, by=cast.ada)
    tell()
    assert told(cast.ada) == ["imported"]


def test_what_cannot_be_told_keeps_nothing_else_from_being_told(cast):
    with change():
        cast.mockup.record("assigned", by=cast.max, before={"people": None}, people=[])
        cast.mockup.retitle("L’accueil", by=cast.max)
    tell()
    assert told(cast.mia) == ["changed"]


def test_what_the_database_refuses_each_time_is_passed_over_after_some_tries(cast, caplog):
    """It was tried for ever, and what came after it was told to nobody."""
    with change():
        cast.launch.retitle("La veille", by=cast.max)
        cast.site.record("imported", by=cast.max, run={"no": "name"})
        cast.mockup.retitle("L’accueil", by=cast.max)
    for _try in range(TRIES - 1):
        with pytest.raises(SQLAlchemyError):
            notify()
        assert told(cast.mia, cast.mockup) == []
    tell()
    assert told(cast.mia, cast.mockup) == ["changed"]
    (line,) = [one.getMessage() for one in caplog.records if one.name == "jalon.notifying"]
    assert "project.imported" in line


def test_while_another_process_writes_for_long_nothing_is_passed_over(cast, monkeypatch):
    waited = sqlite3.OperationalError()
    waited.sqlite_errorcode = sqlite3.SQLITE_BUSY

    def in_vain(*_place):
        raise OperationalError("", {}, waited)

    with change():
        cast.mockup.retitle("L’accueil", by=cast.max)
    with monkeypatch.context() as busy:
        busy.setattr(Notification, "tell", in_vain)
        for _try in range(TRIES + 1):
            with pytest.raises(OperationalError):
                notify()
    tell()
    assert told(cast.mia) == ["changed"]

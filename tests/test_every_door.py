"""Every address × every role: what the table of rights says is what the server does.

Each address has its entry here. All eight ask the same of the same things, and are answered as the
owner is, or refused as the table says; to those outside the team a page they may not open never
existed.
"""

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import pytest

from files.keeping import keep
from models import (
    Agency,
    Audience,
    Comment,
    File,
    Override,
    Project,
    StatusReport,
    Task,
    Team,
    User,
    change,
    db,
    now,
)
from models.user.permissions import PERMISSIONS, ROLES, WIDTH
from reports.drafting import draft
from tests.cast import furnish
from tests.test_house import FORM, NOUNS, WORDS, first

# What an address asks for: one or more rights of the table; `sight`, to see the thing; `author`, to
# have written it; `own`, of one's own things, whatever one is; `public`, nothing.
ASKED = {
    "public": """accounts.choose_language accounts.choose_password accounts.enter accounts.forgotten
        accounts.renew_password accounts.send_link accounts.sign_in assets.show health.show
        inbox.ask_to_stop inbox.stop people.accept people.invitation projects.mark
        reports.acknowledge reports.reading reports.reading_pdf static welcome.create
        welcome.look_round welcome.show""",
    "own": """accounts.change_password accounts.close_other_sessions accounts.close_session
        accounts.describe_me accounts.leave accounts.me accounts.prefer accounts.take_off_photo
        accounts.wear_photo inbox.bring_back inbox.choose inbox.entry inbox.file_away
        inbox.put_off inbox.read inbox.read_all inbox.show inbox.unread
        people.look_as_oneself projects.home schedule.printout schedule.printout_pdf
        search.index""",
    "sight": """boards.rest boards.show files.of_project files.preview files.send history.activity
        history.of_task people.photo projects.project schedule.print_plan
        schedule.show tasks.block tasks.card tasks.mentions tasks.reading tasks.show""",
    "author": "tasks.delete_comment tasks.edit_comment tasks.take_back",
    "see_audit": "audit.export audit.keep audit.log",
    "see_archive": "bin.bin_of boards.archive_of",
    "delete_project": "bin.projects bin.recover_project projects.delete_project",
    "delete": "bin.recover tasks.delete",
    "arrange_columns": """boards.archive boards.change boards.create boards.edit boards.place
        boards.restore""",
    "read_mail": """deliveries.enclosed deliveries.index deliveries.note_arrival
        deliveries.send_again deliveries.show""",
    "attach": "files.attach tasks.attach",
    "edit": """files.delete files.rename files.replace tasks.comparison tasks.dates
        tasks.description tasks.detach tasks.editor tasks.kind tasks.priority
        tasks.title tasks.undo schedule.cell""",
    "import": """imports.ask imports.discard imports.index imports.losses imports.progress
        imports.show imports.start imports.undo imports.upload""",
    "invite": """people.bring_team people.change_member people.end_member people.invite
        people.leaving_project people.revoke people.send_again people.take_team_out""",
    "edit_people": """people.change_role people.change_showing people.change_team people.create_team
        people.everybody people.invite_to_several people.leaving_agency people.lift_override
        people.override people.put_into_team people.reach_of people.remove people.remove_team
        people.take_out_of_team""",
    "see_people": "people.index people.rights tasks.readers",
    "view_as": "people.look_as_client people.look_as_person",
    "edit_agency": """projects.agency_settings projects.change_agency projects.change_readers
        projects.close_agency projects.open_agency projects.take_off_agency_mark
        projects.wear_agency_mark""",
    "edit_client": """projects.change_client projects.client_settings
        projects.take_off_client_mark projects.wear_client_mark""",
    "create_project": "projects.create_project projects.new_project",
    "edit_project": "projects.change_project",
    "archive_project": """projects.archive_project projects.project_settings
        projects.restore_project""",
    "see_reports": "reports.acknowledge_signed_in reports.index reports.pdf reports.show",
    "write_reports": """reports.discard reports.draft reports.draft_anew reports.freeze
        reports.print_again reports.refresh reports.reword reports.start_again""",
    "send_reports": """reports.close reports.end reports.findings reports.let_pass
        reports.note_arrival reports.note_departure reports.plan reports.release reports.send
        reports.send_again reports.take_back""",
    "see_reports inside": "reports.fate",
    "plan": """schedule.link schedule.reschedule schedule.ripple schedule.tie
        schedule.untie""",
    "progress": "schedule.progress",
    "check": """tasks.add tasks.create_checklist tasks.drop tasks.remove tasks.retitle
        tasks.rewrite tasks.tick tasks.untick""",
    "archive": "tasks.archive tasks.restore",
    "close": "tasks.close tasks.reopen",
    "create": "tasks.create",
    "create, edit": "tasks.subtask",
    "label": "tasks.create_label tasks.labels",
    "assign": "tasks.people",
    "move": "tasks.place tasks.status",
    "follow": "tasks.follow tasks.unfollow",
    "hide": "tasks.visibility",
    "hide some": "tasks.preview tasks.show_all tasks.undo_all tasks.who_sees_what",
    "comment": "tasks.write",
    "empty_instance": "welcome.leave",
}
# What these answer depends on what was done before, and by whom, or on bytes that are not here:
# their own tests ask each role.
ELSEWHERE = {
    "bin.recover": "tests/doors/test_bin.py",
    "deliveries.enclosed": "tests/doors/test_deliveries.py",
    "files.preview": "tests/doors/test_files.py",
    "people.photo": "tests/doors/test_showing.py",
    "reports.pdf": "tests/doors/test_reports.py",
    "tasks.undo": "tests/doors/test_tasks.py",
    "tasks.undo_all": "tests/doors/test_sight_change.py",
}
DOORS = {door: asked for asked, doors in ASKED.items() for door in doors.split()}
CAST = dict(zip(ROLES, ("olga", "ada", "max", "mia", "fay", "gil", "rose", "clara"), strict=True))
READING = ("GET",)
OUTSIDE = ("guest", "reader", "client")
NAMED = ("person", "team", "column")  # fields of forms that name a thing
REFUSED = (403, 404)


@dataclass
class Asking:
    """Everybody's browser, and the database as it was before they asked."""

    browsers: dict[str, object]
    kept: sqlite3.Connection
    things: dict[str, str]
    special: dict[str, dict[str, str]] = field(default_factory=dict)

    def ask(self, role, endpoint, method, rule, places):
        """The status; whatever it changed is put back."""
        things = self.things | self.special.get(endpoint, {})
        address = address_of(rule, places, things) + things.get("?", "")
        form = None if method in READING else FORM | {name: things[name] for name in NAMED}
        answer = self.browsers[role].open(address, method=method, data=form)
        if method not in READING and answer.status_code < 400:
            self.put_back()
        return answer.status_code

    def keep(self):
        """As it is now is how it is put back from here on."""
        db.session.remove()
        with closing(sqlite3.connect(db.engine.url.database)) as live:
            live.backup(self.kept)

    def put_back(self):
        db.session.remove()
        with closing(sqlite3.connect(db.engine.url.database)) as live:
            self.kept.backup(live)

    def make_own(self, name):
        """The task, the files and the comments that are asked for are this person's."""
        with change():
            person = User.with_email(f"{name}@bleu.example")
            brief = db.session.scalars(db.select(Task).filter_by(public_id=self.things["tasks"]))
            brief.one().assign([person], by=person)
            for noun in (File, Comment):
                for one in db.session.scalars(db.select(noun)):
                    one.author_id = person.id


def address_of(rule, places, things):
    for place in places:
        noun = {"person_id": "people"}.get(place) or place.removesuffix("_id")
        named = next((n for n in (noun, f"{noun}s", rule.split("/")[1]) if n in things), "")
        given = things.get(named, "3456789234") if place not in WORDS else WORDS[place]
        rule = rule.replace(f"<{place}>", given).replace(f"<int:{place}>", given)
    return rule


@pytest.fixture
def asking(cast, client_for, app):
    furnish(cast)
    with change():
        lay_out(cast)
    browsers = {role: client_for(cast.people[name]) for role, name in CAST.items()}
    things = named_things(cast)
    special = special_things(cast)
    asking = Asking(browsers, sqlite3.connect(":memory:"), things, special)
    asking.keep()
    return asking


def lay_out(cast):
    """What a door needs besides: the guest sees the task, the client a report, teams are here."""
    brief = db.session.get_one(Task, cast.brief.id)
    brief.follow(by=cast.gil)
    for comment in db.session.scalars(db.select(Comment)):
        comment.visibility, comment.author_id = "client", cast.zed.id
    team = Team.create("Studio", "staff", by=cast.olga)
    team.join(cast.mia, by=cast.olga)
    team.join_project(cast.site, "member", by=cast.olga)
    Override.make(cast.fay, "comment", True, by=cast.olga)  # as their role says already
    db.session.get_one(Project, cast.elsewhere.id).delete(by=cast.olga)
    agency = db.session.get_one(Agency, cast.agency.id)
    agency.sample, agency.closings = True, [["2026-12-24", "2026-12-31"]]
    film = keep(BytesIO(b"film"))
    File.attach(brief, "film.bin", film, by=cast.max)
    drafted = db.session.scalars(db.select(StatusReport)).one()
    audience = Audience.client_of(cast.site, "fr")
    drafted.snapshot, drafted.words = draft(cast.site, audience, "Max")
    sent = StatusReport.draft(
        cast.site, "fr", drafted.snapshot, drafted.words, by=db.session.get_one(User, cast.max.id)
    )
    sent.state, sent.number, sent.sent_at = "sent", 1, now()


def named_things(cast):
    """The public id of one of each noun."""
    nouns = NOUNS | {"teams": Team, "overrides": Override}
    return {
        "projects": cast.site.public_id,
        "clients": cast.client.public_id,
        "tasks": cast.brief.public_id,
        "predecessor": cast.mockup.public_id,
        "columns": cast.columns["todo"].public_id,
        "labels": cast.labels["design"].public_id,
        "column": cast.columns["doing"].public_id,
        "people": cast.fay.public_id,
        "person": cast.zed.public_id,
        "team": first(Team).public_id,
    } | {noun: first(model).public_id for noun, model in nouns.items() if first(model)}


def special_things(cast):
    """Where a door asks for another thing of its kind, or for more than its address."""
    sent = db.select(StatusReport.public_id).where(StatusReport.state == "sent")
    film = db.select(File.public_id).where(File.name == "film.bin")
    seen = {"reports": db.session.scalar(sent)}
    return {
        "bin.recover_project": {"projects": cast.elsewhere.public_id},
        "boards.rest": {"?": f"?after={cast.brief.public_id}"},
        "files.send": {"files": db.session.scalar(film)},
        "projects.open_agency": {"first": "2026-12-24", "last": "2026-12-31"},
    } | dict.fromkeys(("reports.show", "reports.acknowledge_signed_in", "reports.fate"), seen)


def test_each_address_has_its_entry(made_app):
    assert {rule.endpoint for rule in made_app.url_map.iter_rules()} == set(DOORS)


def test_each_entry_is_a_right_of_the_table():
    besides = {"public", "own", "sight", "author", "see_reports inside", "hide some"}
    rights = {verb for asked in set(ASKED) - besides for verb in asked.split(", ")}
    assert rights <= set(PERMISSIONS)


def test_what_is_tried_elsewhere_is_tried_there():
    root = Path(__file__).parent.parent
    assert all((root / place).is_file() for place in ELSEWHERE.values())
    assert ELSEWHERE.keys() <= DOORS.keys()


def doors(app):
    for rule in app.url_map.iter_rules():
        asked = DOORS[rule.endpoint]
        if asked in ("public", "own") or rule.endpoint in ELSEWHERE:
            continue
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            yield asked, method, (rule.endpoint, method, rule.rule, sorted(rule.arguments))


def mark_of(asked, role):
    if asked in ("sight", "author"):
        return {"sight": "yes", "author": "own"}[asked]
    if asked == "see_reports inside":
        return PERMISSIONS["see_reports"][role] if role not in OUTSIDE else "-"
    if asked == "hide some":
        return "-" if PERMISSIONS["hide"][role] == "-" else "yes"
    return min((PERMISSIONS[verb][role] for verb in asked.split(", ")), key=WIDTH.index)


def is_refused(status, method, role):
    return status == 404 if method in READING and role in OUTSIDE else status in REFUSED


def test_every_address_answers_every_role_as_the_table_says(asking, app):
    wrong = []
    for asked, method, how in doors(app):
        whole = asking.ask("owner", *how)
        if whole in REFUSED and asked != "author":
            wrong.append((*how[:2], "owner", whole))
        for role in ROLES[1:]:
            status, mark = asking.ask(role, *how), mark_of(asked, role)
            if status != whole if mark == "yes" else not is_refused(status, method, role):
                wrong.append((*how[:2], role, mark, whole, status))
    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.parametrize("role", ["member", "freelancer", "guest", "client"])
def test_what_is_one_s_own_is_open_where_the_table_says_so(asking, app, role):
    asking.make_own(CAST[role])
    asking.keep()
    wrong = []
    for asked, _method, how in doors(app):
        if mark_of(asked, role) == "own":
            whole, status = asking.ask("owner", *how), asking.ask(role, *how)
            if (status != whole and asked != "author") or status in REFUSED:
                wrong.append((*how[:2], role, whole, status))
    assert not wrong, "\n".join(map(str, wrong))

"""What happened, told to each as far as they may know of it."""

import os
import random
import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from models import Comment, Event, Task, Viewer, change, db
from models.base import Clock, now, random_id
from models.sight import VISIBILITIES
from tests.cast import furnish

HTMX = {"HX-Request": "true"}
DAY = datetime(2027, 3, 10)
SEEDS = 20 if os.environ.get("JALON_LONG") else 2


def history(browser, task, **more):
    return browser.get(f"/tasks/{task.public_id}/history", headers=HTMX, query_string=more)


def activity(browser, cast, **more):
    return browser.get(f"/projects/{cast.site.public_id}/activity", query_string=more)


def plain(answer):
    """The words of a page, its tags left out."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


def test_a_guest_reads_who_gave_them_a_task_and_not_who_had_it_before(cast, client_for):
    """Nothing at all was told of it: the task had been hidden from them until then."""
    for person in (cast.mia, cast.gil):
        with change():
            cast.mockup.assign([person], by=cast.max)
    page = client_for(cast.gil).get(f"/tasks/{cast.mockup.public_id}/history").text
    assert cast.max.name in page and cast.gil.name in page
    assert cast.mia.name not in page and "Mia" not in page


def test_a_history_says_who_when_and_what_it_was_before_and_after(cast, client_for):
    with change():
        task = db.session.get_one(Task, cast.brief.id)
        task.retitle("Rédiger le brief", by=cast.max)
        task.prioritise("urgent", by=cast.mia)
        task.date(by=cast.max, deadline=DAY)
        task.place(db.session.merge(cast.columns["doing"]), None, by=cast.max)
        task.assign([db.session.merge(cast.mia)], by=cast.max)
    said = plain(history(client_for(cast.max), cast.brief))
    for words in (
        "Max Moreau renamed the task",
        "Title before Écrire le brief after Rédiger le brief",
        "Priority before Normal after Urgent",
        "Due before 12 Mar 2027 after 9 Mar 2027",
        "Column before À faire after En cours",
        "Responsible before nothing after Mia Martin",
    ):
        assert words in said, (words, said)
    assert said.index("who is responsible") < said.index("renamed")


def test_it_is_told_in_french_to_those_who_read_french(cast, client_for):
    with change():
        cast.max.language = "fr"
        db.session.get_one(Task, cast.brief.id).prioritise("urgent", by=cast.mia)
    said = plain(history(client_for(cast.max), cast.brief))
    assert "Mia Martin a changé la priorité" in said
    assert "Priorité avant Normale après Urgente" in said


def test_a_page_has_thirty_and_leads_to_those_before(cast, client_for):
    with change():
        task = db.session.get_one(Task, cast.brief.id)
        for number in range(40):
            task.retitle(f"Titre {number:02}", by=cast.max)
    max_ = client_for(cast.max)
    first = history(max_, cast.brief)
    assert first.text.count('class="happened"') == 30
    earlier = re.search(r'hx-get="([^"]*before=[^"]*)"', first.text)
    rest = max_.get(earlier.group(1), headers=HTMX)
    assert "<section" not in rest.text and "Titre 00" in rest.text and "Titre 39" not in rest.text
    assert "before=" not in rest.text


def test_a_whole_page_shows_it_without_script(cast, client_for):
    page = client_for(cast.mia).get(f"/tasks/{cast.brief.public_id}/history")
    assert "<html" in page.text and "created" in page.text


@pytest.mark.parametrize("name", ["gil", "zed"])
def test_who_does_not_see_the_task_finds_no_history(cast, client_for, name):
    browser = client_for(cast.people[name])
    never = browser.get("/tasks/2345678923/history", headers=HTMX)
    assert history(browser, cast.brief).data == never.data and never.status_code == 404


def test_a_client_reads_nothing_of_what_the_team_keeps_to_itself(cast, client_for):
    with change():
        task = db.session.get_one(Task, cast.brief.id)
        comment = Comment.write(task, "SECRET-1 trop cher", by=cast.mia, visibility="team")
        comment.edit("SECRET-2 bien trop cher", by=cast.mia)
        task.follow(by=db.session.merge(cast.fay))
        Task.create(cast.site, "SECRET-3", by=cast.max, parent=task, visibility="team")
        hidden = db.session.get_one(Task, cast.secret.id)
        hidden.retitle("SECRET-4", by=cast.max)
        task.link(hidden, by=cast.max)
    for answer in (
        history(client_for(cast.clara), cast.brief),
        activity(client_for(cast.clara), cast),
    ):
        assert answer.status_code == 200
        assert "SECRET" not in answer.text and "Fay" not in plain(answer)
        assert "internal" not in answer.text
    told = plain(activity(client_for(cast.max), cast))
    assert "SECRET-3" in told and "SECRET-4" in told


def test_what_was_written_while_it_was_hidden_stays_hidden(cast, client_for):
    with change():
        task = db.session.get_one(Task, cast.secret.id)
        task.describe("SECRET le fournisseur nous lâche", by=cast.max)
        task.retitle("Trouver un autre fournisseur", by=cast.max)
        task.describe("Trois devis sont demandés", by=cast.max)
        task.hide("client", by=cast.max)
        task.describe("Deux devis sont arrivés", by=cast.max)
    clara = history(client_for(cast.clara), cast.secret)
    assert "SECRET" not in clara.text and "Rattraper" not in clara.text
    assert clara.text.count('class="happened"') == 1
    assert "SECRET" in history(client_for(cast.max), cast.secret).text


def test_a_phase_that_was_hidden_hid_the_history_of_what_lies_in_it(cast, client_for):
    with change():
        parent = db.session.get_one(Task, cast.mockup.id)
        parent.hide("team", by=cast.max)
        db.session.get_one(Task, cast.step.id).retitle("SECRET couleur", by=cast.max)
        db.session.get_one(Task, cast.step.id).retitle("Couleur", by=cast.max)
        parent.hide("client", by=cast.max)
    assert "SECRET" not in history(client_for(cast.clara), cast.step).text
    assert "SECRET" in history(client_for(cast.mia), cast.step).text


def test_an_edited_comment_keeps_its_earlier_wordings_for_those_who_see_it(cast, client_for):
    with change():
        comment = db.session.scalars(select(Comment).where(Comment.visibility == "client")).one()
        comment.edit("Deuxième version", by=cast.mia)
        comment.edit("Troisième version", by=cast.mia)
    for person in (cast.max, cast.clara):
        said = plain(history(client_for(person), cast.brief))
        assert "Comment before Voici une première version. after Deuxième version" in said
        assert "before Deuxième version after Troisième version" in said
    with change():
        db.session.merge(comment).delete(by=cast.mia)
    said = plain(history(client_for(cast.clara), cast.brief))
    assert "deleted a comment" in said and "Deuxième" not in said


def test_a_date_moved_along_is_told_without_what_moved_it(cast, client_for):
    with change():
        seen, hidden = (db.session.get_one(Task, t.id) for t in (cast.brief, cast.secret))
        for task in (seen, hidden):
            task.date(by=cast.max, start=DAY, finish=DAY + timedelta(days=1), deadline=None)
        seen.link(hidden, by=cast.max)
    said = plain(history(client_for(cast.clara), cast.brief))
    assert "Max Moreau rescheduled the task" in said and "Finish before 10 Mar 2027" in said
    assert cast.secret.title not in said and "linked" not in said
    assert "Waits for before nothing after Rattraper" in plain(
        history(client_for(cast.max), cast.brief)
    )


def test_a_column_put_away_is_not_named_to_a_client(cast, client_for):
    with change():
        task, column = db.session.get_one(Task, cast.brief.id), cast.columns["todo"]
        task.place(db.session.merge(cast.columns["doing"]), None, by=cast.max)
        db.session.merge(column).archive(by=cast.max)
    assert "À faire" in history(client_for(cast.mia), cast.brief).text
    assert "À faire" not in history(client_for(cast.clara), cast.brief).text


def test_activity_is_narrowed_by_person_kind_and_time(cast, client_for):
    furnish(cast)
    max_ = client_for(cast.max)
    said = plain(activity(max_, cast, person=cast.mia.public_id))
    assert "Mia Martin wrote a comment" in said and "Max Moreau created" not in said
    said = plain(activity(max_, cast, kind="links"))
    assert "added the link" in said and "wrote a comment" not in said
    Clock.at = now() + timedelta(days=8)
    assert "wrote a comment" not in activity(client_for(cast.max), cast, since="7").text
    assert "wrote a comment" in activity(client_for(cast.max), cast, since="30").text


def test_what_happens_to_the_project_is_the_teams_own(cast, client_for):
    furnish(cast)
    with change():
        cast.site.change(by=cast.max, name="Nouveau site")
    told = plain(activity(client_for(cast.max), cast))
    assert "sent an invitation" in told and "Name before Site du musée after Nouveau site" in told
    assert "sent an invitation" not in plain(activity(client_for(cast.mia), cast))
    for name in ("gil", "rose", "clara"):
        page = plain(activity(client_for(cast.people[name]), cast))
        assert "invitation" not in page and "settings" not in page and "column" not in page


READERS = ("max", "mia", "fay", "gil", "rose", "clara")


class Life:
    """People doing whatever they please; each word they write stands nowhere else."""

    def __init__(self, cast, seed):
        self.cast, self.dice, self.words = cast, random.Random(seed), set()
        self.seen: dict[str, set[str]] = {name: set() for name in READERS}
        self.verbs = [getattr(self, name) for name in vars(Life) if name.startswith("they_")]

    def go_on(self):
        with change():
            names = ("olga", "max", "mia", "fay", "gil", "clara")
            self.by = db.session.merge(self.cast.people[self.dice.choice(names)])
            self.task = self.dice.choice(db.session.scalars(select(Task).order_by(Task.id)).all())
            verb = self.dice.choice(self.verbs)
            (self.they_throw_away if self.task.deleted_at else verb)()
        for name in READERS:
            self.look(name)

    def look(self, name):
        """What somebody can read at this moment, whatever becomes of it later."""
        db.session.rollback()
        audience = Viewer.of(self.cast.people[name].id).audience(self.cast.site)
        for task in db.session.scalars(Task.visible_to(audience)):
            self.seen[name] |= {task.title, task.description}
            self.seen[name] |= {item.text for one in task.checklists for item in one.items}
        for comment in db.session.scalars(Comment.visible_to(audience)):
            self.seen[name].add(comment.body)

    def word(self):
        word = f"mot{random_id(12)}"
        self.words.add(word)
        return word

    def they_retitle(self):
        self.task.retitle(self.word(), by=self.by)

    def they_describe(self):
        self.task.describe(self.word(), by=self.by)

    def they_list(self):
        self.task.add_checklist("", by=self.by).add(self.word(), by=self.by)

    def they_tick(self):
        for item in [item for one in self.task.checklists for item in one.items]:
            self.dice.choice((item.check, item.uncheck, item.remove))(by=self.by)

    def they_write(self):
        visibility = self.dice.choice(("client", "team"))
        Comment.write(self.task, self.word(), by=self.by, visibility=visibility)

    def they_rewrite(self):
        said = select(Comment).where(Comment.task_id == self.task.id)
        for comment in db.session.scalars(said).all():
            comment.edit(self.word(), by=self.by)

    def they_hide(self):
        some = self.dice.sample(list(self.cast.people.values()), 2)
        people = [db.session.merge(one) for one in some]
        self.task.hide(self.dice.choice(VISIBILITIES), by=self.by, people=people)

    def they_show(self):
        self.task.hide("client", by=self.by)

    def they_assign(self):
        self.task.assign([self.by], by=self.by)

    def they_follow(self):
        self.dice.choice((self.task.follow, self.task.unfollow))(by=self.by)

    def they_throw_away(self):
        self.dice.choice((self.task.delete, self.task.recover))(by=self.by)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_nobody_is_told_a_word_that_they_could_not_read_when_it_stood_there(cast, client_for, seed):
    life = Life(cast, seed)
    for _ in range(50):
        life.go_on()
    for name in READERS:
        browser, told = client_for(cast.people[name]), ""
        for task in db.session.scalars(select(Task)).all():
            told += history(browser, task).text
        told += activity(browser, cast).text
        leaked = {word for word in life.words - life.seen[name] if word in told}
        assert not leaked, name


def test_nothing_is_told_of_what_was_removed_for_good(cast, client_for):
    with change():
        db.session.get_one(Task, cast.brief.id).add_checklist("Avant", by=cast.max)
    with change():
        for event in db.session.scalars(select(Event).where(Event.kind == "task.listed")):
            event.details = {}
    assert "checklist" not in plain(history(client_for(cast.max), cast.brief))

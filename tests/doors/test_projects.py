import re
from datetime import date, datetime

import pytest
from sqlalchemy import select

from models import (
    Agency,
    Client,
    Event,
    Membership,
    Project,
    StatusReport,
    Task,
    change,
    db,
    now,
)
from tests.cast import refused_page

WANTED = {
    "name": "Lancement printemps",
    "client": "new",
    "new_client": "Maison Verdier",
    "hue": "prune",
    "timezone": "Europe/Paris",
    "language": "fr",
    "preset": "team",
    "comments_preset": "team",
    "start": "2026-11-02",
    "due": "2027-03-15",
}


def kinds():
    return db.session.scalars(select(Event.kind).order_by(Event.seq)).all()


def made(name="Lancement printemps"):
    return db.session.scalar(select(Project).where(Project.name == name))


def test_the_owner_makes_a_project_with_its_client_and_its_columns(client_for, cast):
    answer = client_for(cast.olga).post("/projects", data=WANTED)
    project = made()
    assert answer.location == f"/projects/{project.public_id}/board"
    assert project.client.name == "Maison Verdier"
    assert project.key == "LP"
    assert [(c.kind, c.name) for c in project.columns] == [
        ("todo", "À faire"),
        ("doing", "En cours"),
        ("review", "Relecture"),
        ("client", "Chez le client"),
        ("done", "Terminé"),
    ]
    assert Membership.of(project, cast.olga).role == "manager"
    assert {"project.created", "client.created"} <= set(kinds())


def test_an_empty_home_asks_for_one_thing(client_for, cast):
    """Its head asked for a project beside the card that asks for the first one."""
    with change():
        for project in (cast.site, cast.elsewhere):
            db.session.get(Project, project.id).archive(by=cast.olga)
    page = client_for(cast.olga).get("/").text
    assert (page.count("btn--primary"), page.count('href="/imports"')) == (1, 1)


@pytest.mark.parametrize("where", ["created", "changed"])
def test_what_the_team_adds_is_seen_as_the_project_says(client_for, cast, where):
    wanted = WANTED | {"preset": "client", "comments_preset": "client", "name": "À découvert"}
    browser = client_for(cast.olga)
    if where == "created":
        browser.post("/projects", data=wanted)
    else:
        wanted |= {"client": cast.client.public_id}
        browser.put(f"/projects/{cast.site.public_id}", data=wanted)
    project = made("À découvert")
    assert (project.preset, project.comments_preset) == ("client", "client")
    page = browser.get(f"/projects/{project.public_id}/settings").text
    assert page.count('value="client" checked') == 2
    assert (
        browser.put(
            f"/projects/{project.public_id}", data=wanted | {"comments_preset": "list"}
        ).status_code
        == 422
    )


def test_a_client_of_a_known_name_is_not_made_twice(client_for, cast):
    browser = client_for(cast.olga)
    for name in ("Un", "Deux"):
        browser.post("/projects", data=WANTED | {"name": name})
    assert len(db.session.scalars(select(Client).where(Client.name == "Maison Verdier")).all()) == 1


@pytest.mark.parametrize("name", ["max", "mia", "fay", "rose", "clara", "zed"])
def test_only_owner_and_admin_make_projects(client_for, cast, name):
    browser = client_for(cast.people[name])
    assert browser.get("/projects/new").status_code == refused_page(name)
    assert browser.post("/projects", data=WANTED).status_code == 403
    assert made() is None


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", " ", "Fill in this field."),
        ("due", "2026-01-01", "The end is before the start."),
        ("start", "soon", "Enter a date"),
        ("timezone", "Mars/Olympus", "Choose one of the list."),
        ("new_client", "", "Fill in this field."),
    ],
)
def test_what_cannot_be_taken_comes_back_with_a_sentence(client_for, cast, field, value, sentence):
    answer = client_for(cast.olga).post("/projects", data=WANTED | {field: value})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert made() is None


def test_settings_are_changed_by_the_manager_and_only_once(client_for, cast):
    browser, path = client_for(cast.max), f"/projects/{cast.site.public_id}"
    wanted = WANTED | {"name": "Site neuf", "client": cast.client.public_id}
    for _time in range(2):
        assert browser.put(path, data=wanted).status_code == 303
    db.session.expire_all()
    assert cast.site.name == "Site neuf"
    assert kinds().count("project.changed") == 1


@pytest.mark.parametrize("name", ["mia", "rose", "clara"])
def test_others_may_not_change_or_archive_a_project(client_for, cast, name):
    browser, path = client_for(cast.people[name]), f"/projects/{cast.site.public_id}"
    assert browser.get(f"{path}/settings").status_code == refused_page(name)
    assert browser.put(path, data=WANTED).status_code == 403
    assert browser.post(f"{path}/archive").status_code == 403


def test_a_stranger_finds_no_project_to_change(client_for, cast):
    zed, path = client_for(cast.zed), f"/projects/{cast.site.public_id}"
    assert zed.get(path).status_code == 404
    assert zed.put(path, data=WANTED).status_code == 404
    assert zed.post(f"{path}/archive").status_code == 404
    assert zed.delete(f"{path}/archive").status_code == 404


def test_an_archived_project_leaves_the_lists_and_comes_back(client_for, cast):
    browser, path = client_for(cast.olga), f"/projects/{cast.site.public_id}"
    for _time in range(2):
        browser.post(f"{path}/archive")
    home = browser.get("/")
    assert cast.site.public_id not in browser.get("/me").text
    assert cast.site.public_id not in home.text
    assert cast.site.public_id in browser.get("/?archived").text
    assert browser.get(f"{path}/board").status_code == 200
    browser.delete(f"{path}/archive")
    assert cast.site.public_id in browser.get("/").text
    assert [kind for kind in kinds() if kind.startswith("project.")] == [
        "project.archived",
        "project.restored",
    ]


def figures(browser, project):
    """What the home says of one project: tasks, and how many of them are late."""
    row = re.search(rf'id="project-{project.public_id}".*?</li>', browser.get("/").text, re.S)[0]
    tasks = re.search(r"(\d+) tasks?<|(\d+) tasks?\b", row)
    late = re.search(r"(\d+) late", row)
    return int(tasks[1] or tasks[2]), int(late[1]) if late else 0


def test_home_counts_what_its_reader_sees(client_for, cast):
    with change():
        for task in (cast.brief, cast.secret):
            task.deadline = datetime(2020, 1, 1)
    assert figures(client_for(cast.olga), cast.site) == (6, 2)
    assert figures(client_for(cast.mia), cast.site) == (5, 2)
    page = client_for(cast.clara).get("/", headers={"Accept-Language": "en"}).text
    assert "1 of 4 tasks done" in page


def test_home_and_board_count_alike_even_when_a_column_is_put_away(client_for, cast):
    for put_away in (False, True):
        if put_away:
            with change():
                cast.columns["todo"].archive(by=cast.max)
        browser = client_for(cast.olga)
        page = browser.get(f"/projects/{cast.site.public_id}/board").text
        cards = len(re.findall(r'<article id="task-', page))
        assert figures(browser, cast.site)[0] == cards
        assert f"{cards} tasks" in page


def test_a_client_reads_at_home_the_words_last_sent_and_no_draft(client_for, cast):
    with change():
        for number, state in ((1, "sent"), (2, "frozen"), (None, "draft")):
            db.session.add(
                StatusReport(
                    project=cast.site,
                    number=number,
                    state=state,
                    language="fr",
                    author=cast.max,
                    period_from=date(2026, 11, 1),
                    period_to=date(2026, 11, 14),
                    words={"summary": f"Les mots du rapport {state}."},
                    sent_at=now() if state == "sent" else None,
                )
            )
    page = client_for(cast.clara).get("/").text
    assert "Les mots du rapport sent." in page
    assert "rapport frozen" not in page and "rapport draft" not in page
    assert "Les mots" not in client_for(cast.gil).get("/").text


def test_home_shows_those_outside_the_team_no_faces_but_that_of_their_contact(client_for, cast):
    assert cast.fay.name in client_for(cast.max).get("/").text
    page = client_for(cast.clara).get("/").text
    before, card = page.split('aria-labelledby="contacts"')
    assert "Max Moreau" in card and "Max Moreau" not in before
    assert cast.fay.name not in page


def test_home_and_sidebar_show_nobody_a_project_that_is_not_theirs(client_for, cast):
    for name in ("mia", "clara", "zed"):
        assert cast.elsewhere.name not in client_for(cast.people[name]).get("/").text
    assert cast.elsewhere.name in client_for(cast.ada).get("/").text


def test_a_milestone_shows_with_its_day(client_for, cast):
    with change():
        cast.launch.deadline = datetime(2027, 3, 16)
    page = client_for(cast.clara).get("/", headers={"Accept-Language": "en"}).text
    assert cast.launch.title in page
    assert "15\u00a0Mar" in page.replace(" ", "\u00a0")


def test_the_agency_is_changed_by_owner_and_admin_alone(client_for, cast):
    wanted = {"name": "Atelier Vert", "address": "1 rue Haute", "language": "en"}
    wanted |= {"timezone": "Europe/London", "country": "GB"}
    assert client_for(cast.max).put("/settings", data=wanted).status_code == 403
    browser = client_for(cast.ada)
    for _time in range(2):
        assert browser.put("/settings", data=wanted).status_code == 303
    db.session.expire_all()
    assert Agency.here().name == "Atelier Vert"
    assert kinds().count("agency.changed") == 1


def test_a_client_is_renamed_by_owner_and_admin_alone(client_for, cast):
    path, wanted = f"/clients/{cast.client.public_id}", {"name": "Musée du Lin", "hue": "iris"}
    assert client_for(cast.mia).put(path, data=wanted).status_code == 403
    assert client_for(cast.ada).put(path, data=wanted).status_code == 303
    assert "Musée du Lin" in client_for(cast.olga).get("/").text
    assert client_for(cast.ada).get("/clients/none2222").status_code == 404


def test_hidden_tasks_are_on_no_page_of_a_client(client_for, cast):
    page = client_for(cast.clara).get("/").text
    hidden = db.session.scalars(select(Task).where(Task.visibility != "client")).all()
    assert not [task.title for task in hidden if task.title in page]

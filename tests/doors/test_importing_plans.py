"""A plan of Microsoft Project through the same doors as a board: recognised, previewed, told."""

import io
import re
from pathlib import Path

import pytest
from sqlalchemy import select

import imports.run as worker
from models import Client, ImportRun, Project, Task, change, db

PLAN = Path(__file__).parents[1] / "imports" / "vitrine.xml"


@pytest.fixture
def ada(cast, client_for):
    with change():
        cast.ada.language = "fr"
    return client_for(cast.ada)


def sent(browser, content: bytes, name: str = "vitrine.xml") -> str:
    address = browser.post("/imports", data={"file": (io.BytesIO(content), name)}).location
    worker.work_once()
    return address


@pytest.fixture
def address(ada) -> str:
    return sent(ada, PLAN.read_bytes())


def test_a_plan_comes_in_for_a_client_who_is_new(cast, ada, address):
    """Whoever brought their first plan could choose between no client and no client."""
    assert 'value="new"' in ada.get(address).text
    form = {"name": "Vitrine", "language": "fr", "client": "new", "new_client": ""}
    assert ada.post(f"{address}/writing", data=form).status_code == 422
    ada.post(f"{address}/writing", data=form | {"new_client": "Librairie du Port"})
    while worker.work_once():
        pass
    project = db.session.scalars(select(Project).where(Project.name == "Vitrine")).one()
    assert project.client and project.client.name == "Librairie du Port"


@pytest.mark.parametrize("who", ["brought", "known before", "of somebody since"])
def test_a_client_who_came_with_a_plan_goes_with_it_unless_somebody_is_theirs(
    cast, ada, address, who
):
    """They stayed in every list of clients, without a project."""
    form = {"name": "Vitrine", "language": "fr", "client": "new", "new_client": "Librairie"}
    if who == "known before":
        with change():
            Client.create("Librairie", by=cast.olga)
    ada.post(f"{address}/writing", data=form)
    while worker.work_once():
        pass
    named = select(Client).where(Client.name == "Librairie")
    if who == "of somebody since":
        with change():
            cast.rose.client = db.session.scalar(named)
    assert ada.post(f"{address}/reversal").status_code == 303
    while worker.work_once():
        pass
    assert db.session.scalars(select(ImportRun.state)).all()[-1] == "undone"
    assert len(db.session.scalars(named).all()) == (0 if who == "brought" else 1)


@pytest.fixture
def project(ada, address) -> Project:
    ada.post(f"{address}/writing", data={"name": "Vitrine", "language": "fr"})
    while worker.work_once():
        pass
    return db.session.scalars(select(Project).where(Project.name == "Vitrine")).one()


def words(browser, address: str) -> str:
    """What a page says, without its marks."""
    page = browser.get(address).text.split("<main")[1]
    return re.sub(r"\s+", " ", re.sub("<[^>]*>", " ", page))


def test_one_page_takes_both_kinds_of_file_and_says_where_they_come_from(ada):
    page = ada.get("/imports").text
    assert 'accept=".json,.xml' in page
    assert "Trello" in page and "Microsoft Project" in page


def test_the_preview_tells_which_kind_it_saw_and_what_is_in_it(ada, address):
    said = words(ada, address)
    assert "Importer un plan Microsoft Project" in said and "Microsoft Project, 1" in said
    for figure in ("12 dont 2 phases", "Liens 7", "4 6 affectations", "Importer 12 lignes"):
        assert figure in said
    assert "Thomas Bergé" in said and "Vinyle" not in said.split("Ce qui ne")[0]
    assert "Le client verrait tout le plan, 12 lignes." in said
    assert "Listes et colonnes" not in said


def test_its_tasks_stand_on_the_board_and_its_phases_do_not(ada, project):
    said = words(ada, f"/projects/{project.public_id}/board")
    assert "Découpe" in said and "Maquette validée" in said
    assert "Fabrication" not in said


def test_its_tasks_are_counted_at_home_and_the_account_tells_all(ada, project, address):
    assert "12 lignes" in words(ada, address)
    said = words(ada, address)
    for line in ("dont jalons 1 1", "Liens 8 7", "Calendriers 3 3", "Références 2 2"):
        assert line in said
    assert f'href="/projects/{project.public_id}/plan"' in ada.get(address).text
    assert "Fabrication" in words(ada, f"/projects/{project.public_id}/plan")
    assert "Vitrine 10 % 10 tâches Maquette validée 9 mars 2027" in words(ada, "/")


def test_a_task_in_a_phase_is_a_card_like_any_other(ada, project):
    task = db.session.scalars(select(Task).where(Task.title == "Découpe")).one()
    page = ada.get(f"/tasks/{task.public_id}").text
    assert "Fabrication" in page
    answer = ada.put(f"/tasks/{task.public_id}/kind", data={"kind": "milestone"})
    assert answer.status_code in (200, 303)
    assert db.session.get(Task, task.id, populate_existing=True).kind == "milestone"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\xd0\xcf\x11\xe0" + bytes(100), "format propre"),
        (b"<?xml version='1.0'?><rss/>", "pas un plan"),
        (b"<!DOCTYPE Project [<!ENTITY a 'b'>]><Project/>", "entités"),
        (PLAN.read_bytes()[:3000], "milieu"),
    ],
)
def test_nonsense_gets_a_sentence_in_the_readers_language(ada, content, sentence):
    address = sent(ada, content)
    assert sentence in words(ada, address)
    run = db.session.scalars(select(ImportRun)).one()
    assert (run.kind, run.state, run.project_id) == ("msproject", "failed", None)


def test_the_client_meets_nothing_of_a_plan_that_is_not_shown(cast, ada, client_for, project):
    clara = client_for(cast.clara)
    for task in db.session.scalars(select(Task).where(Task.project_id == project.id)):
        assert task.sight == "team"
        assert clara.get(f"/tasks/{task.public_id}").status_code == 404

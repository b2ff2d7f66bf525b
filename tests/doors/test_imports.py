"""The doors of imports: who may, what is shown, what is refused with a sentence."""

import io
import json
import re
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

import imports.run as worker
from models import Agency, Event, ImportRun, Project, StatusReport, Task, change, db
from tests.cast import refused_page

BOARD = Path(__file__).parents[1] / "imports" / "atelier.json"


@pytest.fixture
def ada(cast, client_for):
    return client_for(cast.ada)


def sent(browser, content: bytes | None = None, name: str = "atelier.json"):
    file = io.BytesIO(BOARD.read_bytes() if content is None else content)
    return browser.post("/imports", data={"file": (file, name)})


@pytest.fixture
def address(ada) -> str:
    """A board that was uploaded and read."""
    address = sent(ada).location
    worker.work_once()
    return address


@pytest.fixture
def done(ada, address) -> str:
    """The same, imported as proposed."""
    ada.post(f"{address}/writing", data={"name": "Atelier Ker", "archived": "yes"})
    while worker.work_once():
        pass
    return address


def run_of(address: str) -> ImportRun:
    public_id = address.rsplit("/")[-1]
    return db.session.scalars(select(ImportRun).where(ImportRun.public_id == public_id)).one()


def test_a_board_goes_from_file_to_account(ada, address):
    page = ada.get(address).text
    assert "atelier.json" in page and "Thomas Bergé" in page and "Attente cliente" in page
    answer = ada.post(f"{address}/writing", data={"name": "Atelier Ker", "archived": "yes"})
    assert (answer.status_code, answer.location) == (303, address)
    assert "hx-get" in ada.get(address).text
    while worker.work_once():
        pass
    assert "HX-Refresh" in ada.get(f"{address}/progress").headers
    page = ada.get(address).text
    project = run_of(address).project
    assert project.name == "Atelier Ker"
    assert f"/projects/{project.public_id}/board" in page
    assert ada.get(f"/projects/{project.public_id}/board").status_code == 200


COUNTED = {
    "postgresql": "SELECT reltuples FROM pg_class WHERE relname = 'task'",
    "sqlite": "SELECT count(*) FROM sqlite_master WHERE name = 'sqlite_stat1'",
}


def test_postgresql_counts_anew_what_was_imported_and_sqlite_goes_without_counts(done):
    """A search among 100,000 new tasks took half a second until PostgreSQL counted by itself."""
    kind = db.engine.dialect.name
    here = db.session.scalar(select(func.count()).select_from(Task))
    assert here >= 7
    assert db.session.scalar(text(COUNTED[kind])) == (here if kind == "postgresql" else 0)


def test_the_preview_tells_of_archived_lists_and_counts_nothing_where_there_is_nothing(ada):
    board = json.loads(BOARD.read_bytes())
    nora = next(one["id"] for one in board["members"] if one["username"] == "noraq")
    for card in board["cards"]:
        card["idMembers"] = [one for one in card["idMembers"] if one != nora]
    address = sent(ada, json.dumps(board).encode()).location
    worker.work_once()
    page = ada.get(address).text
    assert "@noraq" in page
    assert "1 of them archived" in page
    assert not re.search(r"\b0 (card|comment)", page)


def test_it_records_who_began_and_one_import(cast, done):
    kinds = [one.kind for one in db.session.scalars(select(Event).order_by(Event.seq))]
    assert kinds.count("import_run.started") == kinds.count("project.imported") == 1
    told = db.session.scalars(select(Event).where(Event.kind == "project.imported")).one()
    assert told.actor_id == cast.ada.id


@pytest.mark.parametrize("name", ["max", "mia", "fay", "gil", "rose", "clara", "zed"])
def test_only_owner_and_admin_may_import(cast, client_for, done, name):
    browser = client_for(cast.people[name])
    assert browser.get("/imports").status_code == refused_page(name)
    assert sent(browser).status_code == 403
    for path in ("", "/progress", "/losses.csv", "/reversal"):
        assert browser.get(done + path).status_code == 404
    assert browser.post(f"{done}/reversal").status_code == 404
    assert browser.post(f"{done}/writing").status_code == 404
    assert browser.delete(done).status_code == 404


def test_a_run_that_never_was_answers_with_the_same_bytes(cast, client_for, done):
    zed = client_for(cast.zed)
    known, never = zed.get(done), zed.get("/imports/2222222222")
    assert (known.status_code, known.data) == (never.status_code, never.data)


def test_a_stranger_is_sent_to_the_gate(visitor, done):
    assert "/sign-in" in visitor.get(done).location
    assert sent(visitor).status_code == 401


def test_choices_of_the_preview_are_taken(cast, ada, address):
    run = run_of(address)
    people = [one["name"] for one in run.preview["people"]]
    lists = [one["name"] for one in run.preview["lists"]]
    form = {
        "name": "Neuf",
        "client": cast.client.public_id,
        "shown": "yes",
        f"person-{people.index('Inès Laurent')}": cast.mia.public_id,
        f"kind-{lists.index('In progress')}": "review",
    }
    ada.post(f"{address}/writing", data=form)
    while worker.work_once():
        pass
    project = db.session.scalars(select(Project).where(Project.name == "Neuf")).one()
    assert project.client_id == cast.client.id
    assert {one.name: one.kind for one in project.columns}["In progress"] == "review"
    tasks = db.session.scalars(select(Task).where(Task.project_id == project.id)).all()
    assert len(tasks) == 7
    assert {one.visibility for one in tasks} == {"client"}
    assert cast.mia.id in {each.user_id for one in tasks for each in one.assignments}


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"person-0": "invite", "email-0": "nowhere"},
        {"person-0": "2222222222"},
        {"kind-0": "elsewhere"},
        {"client": "2222222222"},
        {"language": "tlh"},
    ],
)
def test_a_choice_that_cannot_be_shows_the_form_again(ada, address, wrong):
    answer = ada.post(f"{address}/writing", data={"name": "Neuf", **wrong})
    assert answer.status_code == 422
    assert run_of(address).state == "preview"


def test_an_invitation_to_somebody_with_an_account_takes_the_account(cast, ada, address):
    form = {"name": "Neuf", "person-0": "invite", "email-0": "MIA@bleu.example"}
    ada.post(f"{address}/writing", data=form)
    first = run_of(address).preview["people"][0]["key"]
    assert run_of(address).choices["people"][first] == {"as": "user", "user": cast.mia.public_id}


def test_starting_twice_imports_once(ada, done):
    ada.post(f"{done}/writing", data={"name": "Encore"})
    while worker.work_once():
        pass
    assert db.session.scalar(select(func.count()).select_from(ImportRun)) == 1
    assert run_of(done).project.name == "Atelier Ker"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"PK\x03\x04 whatever", "archive"),
        (b"not a board", "JSON"),
        (b'{"lists": [', "milieu"),
        (b"[" * 100_000, "imbriqu"),
        (b'{"name": "package"}', "listes"),
        (b"", "vide"),
    ],
)
def test_nonsense_gets_a_sentence_in_the_readers_language(cast, ada, content, sentence):
    with change():
        cast.ada.language = "fr"
    address = sent(ada, content).location
    worker.work_once()
    page = ada.get(address)
    assert page.status_code == 200
    assert sentence in page.text
    assert "Traceback" not in page.text


def test_no_file_gets_a_sentence(ada):
    answer = ada.post("/imports", data={})
    assert answer.status_code == 422
    assert ".json" in answer.text
    assert db.session.scalar(select(func.count()).select_from(ImportRun)) == 0


class Endless(io.RawIOBase):
    """A body of so many bytes that nobody has to hold."""

    def __init__(self, head: bytes, size: int) -> None:
        self.head, self.left = head, size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        taken = min(len(buffer), self.left)
        piece = self.head[:taken].ljust(taken, b" ")
        self.head, self.left = self.head[taken:], self.left - taken
        buffer[:taken] = piece
        return taken


def test_a_file_of_200_megabytes_gets_a_sentence_and_is_not_kept(ada):
    head = (
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="board.json"\r\n'
        b"Content-Type: application/json\r\n\r\n"
    )
    size = 200_000_000
    body = Endless(head, size)
    answer = ada.post(
        "/imports",
        environ_overrides={
            "wsgi.input": body,
            "CONTENT_LENGTH": str(size),
            "CONTENT_TYPE": "multipart/form-data; boundary=x",
        },
    )
    assert answer.status_code == 413
    assert "weighs 200 MB; the limit is 40 MB" in answer.text
    assert body.left == 0
    assert db.session.scalar(select(func.count()).select_from(ImportRun)) == 0


def test_losses_come_as_a_csv_that_no_spreadsheet_runs(ada, tmp_path):
    board = json.loads(BOARD.read_text())
    board["desc"] = "=HYPERLINK(1)"
    address = sent(ada, json.dumps(board).encode()).location
    worker.work_once()
    answer = ada.get(f"{address}/losses.csv")
    assert answer.mimetype == "text/csv"
    assert "'=HYPERLINK(1)" in answer.text
    assert "Écrire le manifeste" in answer.text


def test_losses_are_still_listed_after_the_import(ada, done):
    assert "Piège javascript:alert(1)" in ada.get(f"{done}/losses.csv").text


def test_somebody_without_any_name_is_called_so(ada):
    board = {"name": "Trip", "lists": [], "cards": [], "members": [{"id": "m"}]}
    address = sent(ada, json.dumps(board).encode()).location
    worker.work_once()
    assert "Without a name becomes" in ada.get(address).text


def test_what_a_card_loses_several_times_is_told_by_the_piece_and_by_the_card(ada):
    """The page said ‘3 cards’ of three files on two cards, which bear one name besides."""
    files = [{"id": f"f{n}", "name": f"{n}.pdf", "url": f"https://trello.com/{n}"} for n in "123"]
    files = [one | {"isUpload": True} for one in files]
    cards = [
        {"id": "a", "idList": "l", "name": "Rome", "attachments": files[:2]},
        {"id": "b", "idList": "l", "name": "Rome", "attachments": files[2:]},
    ]
    board = {"name": "Trip", "lists": [{"id": "l", "name": "To do"}], "cards": cards}
    address = sent(ada, json.dumps(board).encode()).location
    worker.work_once()
    before = ada.get(address).text
    ada.post(f"{address}/writing", data={"name": "Trip", "archived": "yes"})
    while worker.work_once():
        pass
    after = ada.get(address).text
    for page in (before, after):
        assert re.search(r"Files that stay at Trello</span><span class=.num.>3, on 2 cards<", page)


def test_undoing_lists_what_people_changed_and_removes_all(cast, ada, done):
    with change():
        task = db.session.scalars(select(Task).where(Task.title == "Devis signé")).one()
        task.retitle("Devis contresigné", by=cast.ada)
        task.column.rename("Livré et fêté", by=cast.ada)
    page = ada.get(f"{done}/reversal").text
    assert "Devis contresigné" in page and "Ada Adler" in page
    assert "Livré et fêté" in page
    project = run_of(done).project.public_id
    assert ada.post(f"{done}/reversal").status_code == 303
    assert ada.get(f"/projects/{project}/board").status_code == 404
    while worker.work_once():
        pass
    run = run_of(done)
    assert (run.state, run.project_id) == ("undone", None)
    assert ada.get(done).status_code == 200
    undone = db.session.scalars(select(Event).where(Event.kind == "import_run.undone")).all()
    ada.post(f"{done}/reversal")
    assert [one.actor_id for one in undone] == [cast.ada.id]


def test_a_report_that_was_sent_keeps_its_project(cast, ada, done):
    run = run_of(done)
    with change() as session:
        session.add(
            StatusReport(
                project_id=run.project_id,
                number=1,
                state="sent",
                language="fr",
                author_id=cast.ada.id,
                period_from=run.created_at.date(),
                period_to=run.created_at.date(),
            )
        )
    assert "<button" not in ada.get(f"{done}/reversal").text.split("<main")[1].split("</main")[0]
    ada.post(f"{done}/reversal")
    assert run_of(done).state == "done"


def test_a_preview_can_be_thrown_away_with_its_file(ada, address):
    run = run_of(address)
    places = [Path(run.path), Path(run.draft_path)]
    assert all(place.exists() for place in places)
    assert ada.delete(address).status_code == 303
    assert not any(place.exists() for place in places)
    assert ada.get(address).status_code == 404


def test_an_import_that_was_written_is_not_thrown_away(ada, done):
    ada.delete(done)
    assert run_of(done).state == "done"


def test_a_file_name_cannot_lead_outside(ada):
    address = sent(ada, name="../../../etc/passwd<script>.json").location
    assert "<script>.json" not in ada.get(address).text
    assert Path(run_of(address).path).name.startswith("import-")


def test_dates_are_read_in_the_agencys_zone(cast, ada):
    with change():
        Agency.here().timezone = "America/Montreal"
    address = sent(ada).location
    worker.work_once()
    ada.post(f"{address}/writing", data={"name": "Outremer"})
    while worker.work_once():
        pass
    card = db.session.scalars(select(Task).where(Task.title == "Écrire le manifeste")).one()
    assert card.deadline.isoformat() == "2026-06-12T18:30:00"

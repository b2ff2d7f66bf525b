"""Our own board, written: each field compared by value with what the file says."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

import imports.run as worker
from imports.counting import built
from imports.refusal import ImportRefused
from models import (
    Ancestry,
    Attachment,
    Audience,
    Column,
    Comment,
    Delivery,
    Event,
    ImportedPerson,
    ImportRun,
    Invitation,
    Label,
    Membership,
    Project,
    Task,
    User,
    Viewer,
    change,
    db,
    now,
)
from models.base import Base, Clock, random_id

BOARD = Path(__file__).parents[1] / "imports" / "atelier.json"


def uploaded(folder: Path, by: User, source: Path = BOARD) -> ImportRun:
    place = folder / f"{random_id()}.json"
    shutil.copyfile(source, place)
    with change():
        run = ImportRun.upload(source.name, str(place), by=by)
    worker.work_once()
    return db.session.get_one(ImportRun, run.id, populate_existing=True)


def chosen(run: ImportRun, by: User, **choices) -> ImportRun:
    defaults = {
        "name": "Atelier Ker",
        "language": "fr",
        "timezone": "Europe/Paris",
        "people": {
            one["key"]: {"as": "user", "user": one["user"]}
            for one in run.preview["people"]
            if one["user"]
        },
    }
    with change():
        run = db.session.get_one(ImportRun, run.id)
        run.start({**defaults, **choices}, by=by)
    return run


def finished(run: ImportRun) -> ImportRun:
    """After all that the worker has to do with it, whether it gets on or stumbles."""
    run_id = run.id
    while worker.work_once() or ImportRun.next_in_line():
        pass
    return db.session.get_one(ImportRun, run_id, populate_existing=True)


@pytest.fixture
def ines(cast) -> User:
    """Somebody here whom the board knows by name, accents aside."""
    with change() as session:
        person = User(name="Ines LAURENT", email="ines@bleu.example", role="member")
        session.add(person)
    return person


@pytest.fixture
def run(cast, ines, tmp_path) -> ImportRun:
    """Imported by Ada, with those recognised and nothing shown to the client."""
    return finished(chosen(uploaded(tmp_path, cast.ada), cast.ada))


def task(title: str) -> Task:
    return db.session.scalars(select(Task).where(Task.title == title)).one()


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_the_preview_counts_and_recognises_before_anything_is_written(cast, ines, tmp_path):
    run = uploaded(tmp_path, cast.ada)
    assert run.state == "preview"
    assert run.preview["counts"] == {
        "lists": 5,
        "cards": 9,
        "archived_cards": 2,
        "due_dates": 2,
        "labels": 4,
        "members": 3,
        "checklists": 2,
        "checklist_items": 4,
        "comments": 4,
        "attachments": 4,
    }
    assert {one["name"]: one["user"] for one in run.preview["people"]} == {
        "Inès Laurent": ines.public_id,
        "Thomas Bergé": None,
        "Nora Quist": None,
        "Paul Ancien": None,
    }
    assert run.preview["shown"] == {"cards": 6, "comments": 4, "attachments": 4}
    assert run.project_id is None
    assert db.session.scalar(select(func.count(Task.id)).where(Task.import_run_id == run.id)) == 0


def test_what_is_built_is_what_was_announced(run):
    assert (run.state, run.error) == ("done", "")
    assert run.account["built"] == run.preview["counts"] == built(run)


def test_the_project_is_as_it_was_chosen(cast, run):
    project = run.project
    assert (project.name, project.key, project.language) == ("Atelier Ker", "AK", "fr")
    assert (project.timezone, project.building, project.preset) == ("Europe/Paris", False, "team")
    roles = {one.user.name: one.role for one in project.memberships}
    assert roles == {"Ada Adler": "manager", "Ines LAURENT": "member"}


def test_columns_keep_order_name_kind_and_limit(run):
    columns = db.session.scalars(
        select(Column).where(Column.project_id == run.project_id).order_by(Column.rank)
    )
    assert [
        (one.name, one.kind, one.archived_at is not None, one.wip_limit) for one in columns
    ] == [
        ("Vieilles pistes", "todo", True, None),
        ("À faire", "todo", False, 5),
        ("In progress", "doing", False, None),
        ("Attente cliente", "client", False, None),
        ("Livré 🎉", "done", False, None),
    ]


def test_cards_stand_where_they_stood(run):
    rows = db.session.execute(
        select(Column.name, Task.title, Task.archived_at)
        .join(Task, Task.column_id == Column.id)
        .where(Task.project_id == run.project_id)
        .order_by(Column.rank, Task.rank)
    )
    assert [tuple(row) for row in rows] == [
        ("Vieilles pistes", "Ancienne piste", moment("2026-04-11T08:00")),
        ("Vieilles pistes", "Piste gardée ouverte", None),
        ("À faire", "Ranger l’atelier", moment("2026-05-01T09:00")),
        ("À faire", "Choisir les typographies", None),
        ("À faire", "Écrire le manifeste", None),
        ("In progress", "Maquette de la page d’accueil", None),
        ("In progress", "Carte sans titre", None),
        ("Attente cliente", "Textes chez la cliente", None),
        ("Livré 🎉", "Devis signé", None),
    ]


def test_dates_are_the_projects_wall_clock_and_kept_as_they_came(run):
    card = task("Écrire le manifeste")
    assert card.start == datetime(2026, 6, 1, 9, 0)
    assert card.deadline == datetime(2026, 6, 13, 0, 30)
    assert card.finish is None
    assert card.imported_start == datetime(2026, 6, 1, 9, 0, 30, 250000)
    assert card.imported_finish == datetime(2026, 6, 13, 0, 30, 45, 500000)
    assert card.created_at == moment("2026-03-03T09:31")


def test_what_was_complete_or_stands_among_the_done_is_closed(run):
    assert task("Maquette de la page d’accueil").closed_at == moment("2026-05-28T15:30")
    quote = task("Devis signé")
    assert quote.closed_at == datetime(2026, 5, 20, 10, 11, 12, 345000, UTC)
    assert task("Écrire le manifeste").closed_at is None


def test_custom_fields_end_the_description(run):
    assert task("Écrire le manifeste").description == (
        "Deux pages, **pas plus**.\n\n- le ton\n- la promesse\n\n"
        "- Bon de commande\u00a0: PO-2231 \\| urgent\n"
        "- Budget\u00a0: 1250.5\n"
        "- Parution\u00a0: 1er juillet 2026\n"
        "- Validé\u00a0: oui\n"
        "- Taille\u00a0: XL"
    )


def test_labels_come_in_unnamed_ones_too(run):
    labels = db.session.scalars(
        select(Label).where(Label.project_id == run.project_id).order_by(Label.id)
    ).all()
    assert [(one.name, one.hue) for one in labels] == [
        ("Presse", "brique"),
        ("Web", "azur"),
        ("", "sapin"),
        ("Sans couleur", "azur"),
    ]
    assert [one.name for one in task("Écrire le manifeste").labels] == ["Presse", ""]


def test_people_are_recognised_or_kept_as_names(ines, run):
    card = task("Textes chez la cliente")
    assert [(one.user_id, one.name) for one in card.assignments] == [
        (ines.id, None),
        (None, "Thomas Bergé"),
        (None, "Nora Quist"),
    ]
    assert task("Écrire le manifeste").author_id == ines.id
    assert [(one.name, one.member, one.user_id) for one in run.people] == [
        ("Inès Laurent", True, ines.id),
        ("Thomas Bergé", True, None),
        ("Nora Quist", True, None),
        ("Paul Ancien", False, None),
    ]


def test_checklists_keep_order_and_state(run):
    card = task("Écrire le manifeste")
    assert [
        (one.title, [(item.text, item.done_at) for item in one.items]) for one in card.checklists
    ] == [
        (
            "Étapes",
            [
                ("Lire les anciens textes", moment("2026-05-02T07:07:07")),
                ("Écrire", datetime(2026, 5, 20, 10, 11, 12, 345000, UTC)),
                ("Couper", None),
            ],
        ),
        ("Relectures", [("Nora relit", None)]),
    ]


def test_comments_keep_author_date_and_stay_internal(run):
    comments = db.session.scalars(
        select(Comment).where(Comment.task_id == task("Écrire le manifeste").id)
    ).all()
    assert [
        (one.shown_name, one.body, one.created_at, one.edited_at, one.visibility)
        for one in comments
    ] == [
        ("Nora Quist", "Trop long.", moment("2026-04-21T23:59:59"), None, "team"),
        ("Nora Quist", "Copié d’une autre carte.", moment("2026-04-22T08:00"), None, "team"),
        (
            "Thomas Bergé",
            "D’accord avec **Nora**.",
            datetime(2026, 4, 22, 18, 45, 10, 120000, UTC),
            moment("2026-04-22T19:00"),
            "team",
        ),
    ]


def test_attachments_are_links_in_order(run):
    card = task("Choisir les typographies")
    links = db.session.scalars(
        select(Attachment).where(Attachment.task_id == card.id).order_by(Attachment.id)
    )
    assert [(one.name, one.url, one.created_at) for one in links] == [
        (
            "brief.pdf",
            "https://trello.example/1/cards/x/attachments/brief.pdf",
            moment("2026-04-01T12:00"),
        ),
        ("Spécimen", "https://fonts.example/specimen?a=1&b=2", moment("2026-04-01T12:00")),
        ("Écrire à l’imprimeur", "mailto:imprimeur@example.org", moment("2026-04-01T12:00")),
        ("http", "http://plain.example/", moment("2026-04-01T12:00")),
    ]


def test_the_client_sees_nothing_of_it(cast, run):
    audience = Audience.client_of(run.project)
    assert db.session.scalars(Task.visible_to(audience)).all() == []
    assert db.session.scalars(Comment.visible_to(audience)).all() == []


def test_the_one_switch_shows_cards_and_comments(cast, ines, tmp_path):
    run = finished(chosen(uploaded(tmp_path, cast.ada), cast.ada, shown=True))
    audience = Audience.client_of(run.project)
    assert len(db.session.scalars(Task.visible_to(audience)).all()) == 9
    assert len(db.session.scalars(Comment.visible_to(audience)).all()) == 4


def test_choices_change_kinds_and_leave_the_archived(cast, ines, tmp_path):
    run = uploaded(tmp_path, cast.ada)
    doing = next(one["key"] for one in run.preview["lists"] if one["name"] == "In progress")
    run = finished(chosen(run, cast.ada, kinds={doing: "done"}, archived=False))
    assert (run.account["built"]["cards"], run.account["built"]["archived_cards"]) == (7, 0)
    assert task("Carte sans titre").closed_at is not None
    left = [loss for loss in run.account["losses"] if loss[0] == "archived_left"]
    assert [loss[1] for loss in left] == ["Ancienne piste", "Ranger l’atelier"]


def test_one_event_tells_of_the_import(cast, run):
    told = db.session.scalars(select(Event).where(Event.project_id == run.project_id)).all()
    assert [(one.kind, one.actor_id) for one in told] == [("project.imported", cast.ada.id)]


def test_nobody_sees_it_before_the_last_batch(cast, ines, tmp_path, monkeypatch):
    monkeypatch.setattr(worker, "TURN", 0)
    run = chosen(uploaded(tmp_path, cast.ada), cast.ada)
    seen = []
    while worker.work_once():
        for person in (cast.olga, cast.ada, ines):
            viewer = Viewer.of(person.id)
            names = {one.name for one in db.session.scalars(Project.visible_to(viewer))}
            titles = {one.title for one in db.session.scalars(Task.visible_to(viewer))}
            seen.append(("Atelier Ker" in names, "Devis signé" in titles))
        db.session.expire_all()
        if db.session.get_one(ImportRun, run.id).state != "writing":
            break
    assert seen[:-3] and not any(any(one) for one in seen[:-3])
    assert seen[-3:] == [(True, True)] * 3


def test_an_import_goes_on_where_another_worker_died(cast, ines, tmp_path, monkeypatch):
    monkeypatch.setattr(worker, "TURN", 0)
    monkeypatch.setattr("imports.writing.ROWS", 3)
    run = chosen(uploaded(tmp_path, cast.ada), cast.ada)
    while worker.work_once():
        worker.under_way.clear()
    run = db.session.get_one(ImportRun, run.id, populate_existing=True)
    assert run.state == "done"
    assert run.account["built"] == run.preview["counts"]


def test_two_workers_at_once_write_nothing_twice(cast, ines, tmp_path, monkeypatch):
    from imports.draft import Draft
    from imports.plan import Choices, Plan
    from imports.writing import Writing

    run = chosen(uploaded(tmp_path, cast.ada), cast.ada)
    draft = Draft.loads(Path(run.draft_path).read_text())
    with change():
        run = db.session.get_one(ImportRun, run.id)
        run.state = "writing"
    choices = Choices(**run.choices)
    workers = [
        Writing(db.session.get_one(ImportRun, run.id), Plan(draft, choices)) for _ in range(2)
    ]
    monkeypatch.setattr("imports.writing.ROWS", 3)
    for one in workers:
        one.refs = workers[0].refs
    while all(one.advance() for one in workers):
        pass
    run = db.session.get_one(ImportRun, run.id, populate_existing=True)
    assert run.account["built"] == run.preview["counts"]


def counts() -> dict[str, int]:
    """Rows by table, but for what a removed import leaves: itself and the story."""
    return {
        table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
        for table in Base.metadata.sorted_tables
        if table.name not in ("event", "import_run", "imported_person")
    }


def test_undoing_removes_all_of_it_and_nothing_else(cast, ines, tmp_path):
    before = counts()
    run = finished(chosen(uploaded(tmp_path, cast.ada), cast.ada))
    assert counts() != before
    with change():
        run = db.session.get_one(ImportRun, run.id)
        run.undo(by=cast.ada)
    assert not db.session.scalar(
        Project.visible_to(Viewer.of(cast.ada.id)).where(Project.name == "Atelier Ker")
    )
    run = finished(run)
    assert (run.state, run.project_id) == ("undone", None)
    assert counts() == before


def test_what_people_changed_or_added_since_goes_with_it_and_is_listed_first(cast, ines, run):
    before = counts()
    with change():
        project, ada = run.project, db.session.get_one(User, cast.ada.id)
        card = task("Écrire le manifeste")
        card.retitle("Écrire deux manifestes", by=ada)
        card.close(by=ada)
        Comment.write(card, "Voilà.", by=ada)
        child = Task.create(project, "Relire", by=ada, parent=card)
        Task.create(project, "Imprimer", by=ada, parent=child)
    listed = [
        (one.task.title, one.times, [each.name for each in one.people])
        for one in run.changed_since()
    ]
    assert sorted(listed) == [
        ("Imprimer", 1, ["Ada Adler"]),
        ("Relire", 1, ["Ada Adler"]),
        ("Écrire deux manifestes", 3, ["Ada Adler"]),
    ]
    with change():
        db.session.get_one(ImportRun, run.id).undo(by=db.session.get_one(User, cast.ada.id))
    run = finished(run)
    assert run.state == "undone"
    assert counts()["task"] == before["task"] - 9
    assert counts()["ancestry"] == before["ancestry"] - 9


def test_a_refused_file_leaves_a_sentence_and_no_file(cast, tmp_path):
    nonsense = tmp_path / "nonsense.json"
    nonsense.write_text("not a board")
    run = uploaded(tmp_path, cast.ada, nonsense)
    assert run.state == "failed"
    assert ImportRefused.loads(run.error).code == "not_json"
    assert not Path(run.path).exists()


def test_a_broken_import_is_removed_and_says_so(cast, ines, tmp_path, monkeypatch):
    monkeypatch.setattr(worker, "TURN", 0)
    monkeypatch.setattr("imports.writing.ROWS", 3)
    before = counts()
    run = chosen(uploaded(tmp_path, cast.ada), cast.ada)
    for _step in range(2):
        worker.work_once()
    assert counts() != before
    monkeypatch.setattr("imports.writing.insert_all", lambda *_: 1 / 0)
    run = finished(run)
    assert (run.state, run.project_id) == ("failed", None)
    assert ImportRefused.loads(run.error).code == "broken"
    assert counts() == before
    assert not Path(run.path).exists()


def test_an_import_that_stops_every_worker_is_given_up(cast, ines, tmp_path, monkeypatch):
    run = chosen(uploaded(tmp_path, cast.ada), cast.ada)
    # A worker that dies leaves no trace but the start it counted.
    monkeypatch.setattr(worker, "Plan", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    for _start in range(worker.STARTS):
        with pytest.raises(KeyboardInterrupt):
            worker.work_once()
        db.session.rollback()
    run = finished(run)
    assert run.state == "failed"
    assert ImportRefused.loads(run.error).code == "crashed"


def test_no_file_of_people_is_kept_longer_than_needed(run):
    assert not Path(run.path).exists()
    assert not Path(run.draft_path).exists()


def test_a_preview_that_nobody_imports_is_thrown_away_after_a_month(cast, tmp_path):
    run = uploaded(tmp_path, cast.ada)
    places = [Path(run.path), Path(run.draft_path)]
    Clock.at = now() + timedelta(days=29)
    worker.work_once()
    assert all(place.exists() for place in places)
    Clock.at = now() + timedelta(days=2)
    worker.work_once()
    assert not any(place.exists() for place in places)
    assert db.session.scalars(select(ImportRun)).all() == []


def test_starting_twice_writes_once(cast, ines, tmp_path):
    run = finished(chosen(chosen(uploaded(tmp_path, cast.ada), cast.ada), cast.ada))
    finished(chosen(run, cast.ada))
    assert db.session.scalar(select(func.count(Task.id)).where(Task.import_run_id == run.id)) == 9


def test_a_batch_holds_the_lock_for_a_moment_only(cast, ines, tmp_path, monkeypatch):
    import imports.writing as writing

    took: list[float] = []
    monkeypatch.setattr(writing.time, "sleep", took.append)
    monkeypatch.setattr(writing, "ROWS", 1)
    finished(chosen(uploaded(tmp_path, cast.ada), cast.ada))
    # The middle one, for a machine that does other things may hold up any of them.
    assert sorted(took)[len(took) // 2] < 0.05


def test_an_invited_name_becomes_the_person_who_accepts(cast, ines, tmp_path):
    run = uploaded(tmp_path, cast.ada)
    nora = next(one["key"] for one in run.preview["people"] if one["name"] == "Nora Quist")
    people = {nora: {"as": "invite", "email": "nora@quist.example"}}
    run = finished(chosen(run, cast.ada, people=people))
    invitation = db.session.scalars(select(Invitation)).one()
    assert (invitation.email, invitation.name) == ("nora@quist.example", "Nora Quist")
    assert db.session.scalars(select(Delivery)).one().to_address == "nora@quist.example"
    with change() as session:
        person = User(name="Nora Q.", email="nora@quist.example", role="member")
        session.add(person)
        session.flush()
        db.session.get_one(Invitation, invitation.id).accept(by=person)
    card = task("Textes chez la cliente")
    assert [one.shown_name for one in card.assignments] == [
        "Inès Laurent",
        "Thomas Bergé",
        "Nora Q.",
    ]
    written = db.session.scalars(select(Comment).where(Comment.author_id == person.id)).all()
    assert sorted(one.body for one in written) == ["Copié d’une autre carte.", "Trop long."]
    assert Membership.of(run.project, person) is not None
    assert db.session.scalar(
        select(func.count(ImportedPerson.id)).where(ImportedPerson.user_id == person.id)
    )


@pytest.mark.parametrize("place", ["imports.writing.invite", "models.ImportRun.finish"])
def test_a_crash_at_the_end_neither_loses_nor_doubles_a_letter(
    cast, ines, tmp_path, monkeypatch, place
):
    run = uploaded(tmp_path, cast.ada)
    nora = next(one["key"] for one in run.preview["people"] if one["name"] == "Nora Quist")
    people = {nora: {"as": "invite", "email": "nora@quist.example"}}
    run = chosen(run, cast.ada, people=people)

    def crash(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken, pytest.raises(KeyboardInterrupt):
        broken.setattr(place, crash)
        finished(run)
    worker.under_way.clear()
    assert finished(db.session.get_one(ImportRun, run.id)).state == "done"
    assert db.session.scalars(select(Invitation)).one().email == "nora@quist.example"
    assert db.session.scalars(select(Delivery)).one().to_address == "nora@quist.example"


def test_a_client_is_never_recognised_by_name_alone(cast, tmp_path):
    import json

    board = json.loads(BOARD.read_text())
    board["members"][0]["fullName"] = "Clara Clément"
    board["members"][1]["email"] = "CLARA@bleu.example"
    path = tmp_path / "board.json"
    path.write_text(json.dumps(board))
    found = {
        one["name"]: one["user"] for one in uploaded(tmp_path, cast.ada, path).preview["people"]
    }
    assert found["Clara Clément"] is None
    assert found["Thomas Bergé"] == cast.clara.public_id


def test_every_card_has_its_place_in_the_tree(run):
    ids = set(db.session.scalars(select(Task.id).where(Task.project_id == run.project_id)))
    rows = db.session.execute(
        select(Ancestry.task_id, Ancestry.ancestor_id, Ancestry.depth).where(
            Ancestry.task_id.in_(ids)
        )
    )
    assert {tuple(row) for row in rows} == {(one, one, 0) for one in ids}

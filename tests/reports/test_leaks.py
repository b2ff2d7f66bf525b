"""Nothing the client may not see is in a byte of what reaches the client."""

import json
from datetime import timedelta
from email import message_from_bytes, policy

import pytest

import worker
from models import Comment, Delivery, Project, StatusReport, Task, change, db
from models.base import now
from models.task.dating import end_of
from reports.keeping import kept_at
from reports.reading import words_of

HIDDEN = ["Pénalités du fournisseur", "Marge secrète", "Audit interne", "Sous-tâche cachée"]
SHOWN = ["Charte graphique", "Recette du site", "Grande ouverture"]


@pytest.fixture
def planted(cast):
    """Hidden and shown things of every kind a report draws on, side by side."""
    soon = end_of((now() + timedelta(days=4)).date())

    def task(title, visibility, **fields):
        made = Task.create(
            cast.site,
            title,
            by=cast.max,
            column=cast.columns["todo"],
            visibility=visibility,
            **fields,
        )
        made.assign([cast.mia], by=cast.max)
        return made

    with change():
        task(SHOWN[0], "client").close(by=cast.max)
        task(SHOWN[1], "client", deadline=soon)
        task(SHOWN[2], "client", kind="milestone", deadline=soon)
        task(HIDDEN[0], "team").close(by=cast.max)
        task(HIDDEN[1], "list", deadline=soon)
        task(HIDDEN[2], "team", kind="milestone", deadline=soon)
        phase = task("Phase cachée", "team", kind="phase")
        Task.create(
            cast.site, HIDDEN[3], by=cast.max, parent=phase, visibility="client", deadline=soon
        )
        Comment.write(cast.brief, "Marge secrète de 31,5 %", by=cast.mia, visibility="team")
    return cast


def sent(cast, client_for):
    writer = client_for(cast.max)
    writer.post(f"/projects/{cast.site.public_id}/reports")
    report = db.session.scalars(db.select(StatusReport)).one()
    writer.put(f"/reports/{report.public_id}/freezing")
    worker.print_reports()
    writer.post(f"/reports/{report.public_id}/sendings", data={"to": cast.clara.email})
    db.session.rollback()
    return report


def test_what_is_hidden_is_in_no_byte_of_snapshot_page_pdf_or_letter(planted, client_for):
    report = sent(planted, client_for)
    (letter,) = db.session.scalars(db.select(Delivery))
    mail = message_from_bytes(letter.content, policy=policy.default)
    parts = [part.get_content() for part in mail.walk() if part.get_content_maintype() == "text"]
    clara = client_for(planted.clara)
    surfaces = {
        "snapshot": json.dumps([report.snapshot, report.words], ensure_ascii=False),
        "page": clara.get(f"/reports/{report.public_id}").text,
        "pdf": words_of(kept_at(report.public_id).read_bytes()),
        "letter": "\n".join([letter.subject, *parts]),
    }
    for title in SHOWN:
        assert title in surfaces["pdf"], title
        assert title in surfaces["page"], title
    assert SHOWN[2] in surfaces["letter"]
    for name, surface in surfaces.items():
        for title in [*HIDDEN, "Phase cachée", "31,5"]:
            assert title not in surface, (title, name)


def test_the_summary_names_what_the_client_sees(planted, client_for):
    report = sent(planted, client_for)
    # Two shown results: the cast's own and ours, none of the hidden, nor "among others".
    (said,) = [part for part in report.words["summary"].split(". ") if "terminé" in part]
    assert "nous avons terminé" in said
    assert said.count("«") == 2


def test_another_projects_tasks_stay_there(planted, client_for):
    with change():
        elsewhere = db.session.get(Project, planted.elsewhere.id)
        Task.create(elsewhere, "Ailleurs", by=planted.olga, visibility="client", kind="milestone")
    report = sent(planted, client_for)
    assert "Ailleurs" not in json.dumps(report.snapshot)

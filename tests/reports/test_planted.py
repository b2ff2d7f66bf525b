"""A secret planted anywhere in a report holds it back, until a person answers for it."""

import re
from datetime import timedelta

import pytest

import worker
from models import (
    Assignment,
    Attachment,
    Client,
    Comment,
    Delivery,
    Event,
    File,
    Project,
    StatusReport,
    Task,
    change,
    db,
    now,
)
from models.task.dating import end_of
from reports.keeping import kept_at
from reports.lettering import leaks
from reports.reading import surfaces_of_pdf
from reports.scanning import Withheld, scan
from tests.cast import content

SECRET = "Pénalités du fournisseur"


@pytest.fixture
def writer(cast, client_for):
    return client_for(cast.max)


@pytest.fixture
def ready(cast):
    """Something to tell in each section."""
    soon = end_of((now() + timedelta(days=4)).date())
    with change():
        cast.brief.close(by=cast.max)
        cast.mockup.date(by=cast.max, deadline=soon)
        cast.launch.date(by=cast.max, deadline=soon)
    return cast


def drafted(cast, writer):
    writer.post(f"/projects/{cast.site.public_id}/reports")
    return db.session.scalars(db.select(StatusReport).order_by(StatusReport.id.desc())).first()


def frozen(cast, writer, **said):
    report = drafted(cast, writer)
    writer.put(f"/reports/{report.public_id}/freezing", data=said)
    worker.print_reports()
    db.session.rollback()
    return db.session.get(StatusReport, report.id)


def send(cast, writer, report):
    return writer.post(f"/reports/{report.public_id}/sendings", data={"to": cast.clara.email})


def letters():
    return list(db.session.scalars(db.select(Delivery)))


def plant(cast, source):
    """The secret as it lies in the house, hidden from the client."""
    secret, brief = cast.secret, cast.brief
    match source:
        case "title":
            secret.title = SECRET
        case "description":
            secret.description = f"Rien ne va.\nVoici : {SECRET} à venir."
        case "checklist":
            secret.add_checklist("Reste", by=cast.mia).add(SECRET, by=cast.mia)
        case "comment":
            Comment.write(brief, f"Bonjour. {SECRET} à payer. Voilà.", by=cast.mia)
        case "file":
            File.attach(secret, SECRET, content(), by=cast.mia)
        case "file of a comment":
            inside = Comment.write(brief, "Entre nous", by=cast.mia)
            File.attach(brief, SECRET, content(), by=cast.mia, comment=inside)
        case "link":
            Attachment.add(secret, SECRET, "https://bleu.example/p.pdf", by=cast.mia)
        case "person":
            cast.zed.name = SECRET
        case "imported name":
            db.session.add(Assignment(task_id=secret.id, name=SECRET))
        case "other project":
            cast.elsewhere.name = SECRET
        case "other client":
            db.session.add(Client(name=SECRET))
        case "title elsewhere":
            elsewhere = db.session.get(Project, cast.elsewhere.id)
            Task.create(elsewhere, SECRET, by=cast.olga, visibility="client")


SOURCES = ["title", "description", "checklist", "comment", "file", "file of a comment", "link"]
SOURCES += ["person", "imported name"]
SOURCES += ["other project", "other client", "title elsewhere"]


@pytest.mark.parametrize("source", SOURCES)
def test_a_secret_of_any_source_keeps_the_draft_from_being_frozen(ready, writer, source):
    with change():
        plant(ready, source)
    said = (
        f"Attention aux PENALITES du\u00a0fournisseur{' à payer' if source == 'comment' else ''}."
    )
    said += " Penalites du fournisseur a venir" if source == "description" else ""
    report = frozen(ready, writer, summary=said)
    assert report.is_draft
    page = writer.get(f"/reports/{report.public_id}").text
    assert 'href="#field-summary"' in page


@pytest.mark.parametrize("field", ["summary", "done", "next", "cause"])
def test_a_secret_in_any_field_keeps_the_draft_from_being_frozen(ready, writer, field):
    with change():
        plant(ready, "title")
    about = {"cause": ready.launch, "done": ready.brief, "next": ready.mockup}
    name = f"{field}-{about[field].public_id}" if field in about else field
    shown = {f"{name}-shown": "1"} if field in ("done", "next") else {}
    report = frozen(ready, writer, **{name: f"Sur {SECRET}."}, **shown)
    assert report.is_draft
    (finding,) = leaks(report)
    assert finding.field == name


def test_an_amount_of_an_internal_comment_keeps_the_draft_from_being_frozen(ready, writer):
    with change():
        Comment.write(ready.brief, "On garde 31,5 % de marge.", by=ready.mia)
    report = frozen(ready, writer, summary="Tout va, avec 31,5\u00a0% devant nous.")
    assert report.is_draft
    assert leaks(report)[0].withheld.kind == "amount"


@pytest.mark.parametrize("place", ["pdf", "bookmarks", "alternatives", "properties"])
def test_each_part_of_a_pdf_is_read(ready, writer, place):
    words = {"pdf": "En bref", "bookmarks": "Jalons", "properties": "Atelier"}
    words["alternatives"] = "Jalons atteints"
    report = frozen(ready, writer)
    pdf = kept_at(report.public_id).read_bytes()
    surfaces = [one for one in surfaces_of_pdf(pdf) if one.place == place]
    assert scan(surfaces, [Withheld("task", words[place])], [])


@pytest.mark.parametrize("what", ["title", "person", "agency"])
def test_what_becomes_a_secret_after_the_freeze_keeps_the_report_in_the_house(ready, writer, what):
    report = frozen(ready, writer, summary=f"{SECRET}.")
    assert not report.is_draft
    with change():
        plant(ready, {"agency": "other client"}.get(what, what))
    answer = send(ready, writer, report)
    assert answer.status_code == 422
    assert letters() == []
    page = writer.get(f"/reports/{report.public_id}").text
    assert 'id="scan" role="alert"' in page
    assert "/sendings" not in page


def test_a_person_lets_words_pass_with_a_reason_which_is_kept(ready, writer, client_for):
    with change():
        plant(ready, "title")
    report = frozen(ready, writer, summary=f"{SECRET}.")
    page = writer.get(f"/reports/{report.public_id}/findings").text
    assert f"/tasks/{ready.secret.public_id}" in page
    words = re.search(r'name="words" value="([^"]+)"', page)[1]
    url = f"/reports/{report.public_id}/passes"
    assert writer.post(url, data={"words": words, "reason": " "}).status_code == 422
    mia = client_for(ready.mia)
    assert mia.post(url, data={"words": words, "reason": "Moi"}).status_code == 403
    for _ in range(2):
        writer.post(url, data={"words": words, "reason": "Le client l’a demandé."})
    (event,) = db.session.scalars(db.select(Event).where(Event.kind == "status_report.passed"))
    assert event.details["reason"] == "Le client l’a demandé."
    told = f"/projects/{ready.site.public_id}/activity"
    assert "Le client l’a demandé." in writer.get(told).text
    assert "Le client l’a demandé." not in mia.get(told).text
    writer.put(f"/reports/{report.public_id}/freezing")
    worker.print_reports()
    send(ready, writer, report)
    assert len(letters()) == 1
    page = writer.get(f"/reports/{report.public_id}").text
    assert f"{ready.max.name} let ‘{words}’ pass" in page
    assert "Le client l’a demandé." in page
    for person in (ready.mia, ready.clara):
        page = client_for(person).get(f"/reports/{report.public_id}").text
        assert "Le client l’a demandé." not in page


def test_nothing_but_a_finding_can_be_let_pass(ready, writer):
    report = drafted(ready, writer)
    writer.post(f"/reports/{report.public_id}/passes", data={"words": "tout", "reason": "Parce"})
    db.session.refresh(report)
    assert report.passed == {}


def test_what_was_found_is_told_only_to_who_sends(ready, writer, client_for):
    with change():
        ready.listed.title = SECRET
    report = frozen(ready, writer, summary=f"{SECRET}.")
    for person in (ready.clara, ready.zed):
        answer = client_for(person).get(f"/reports/{report.public_id}/findings")
        assert answer.status_code == 404
    assert client_for(ready.mia).get(f"/reports/{report.public_id}/findings").status_code == 403


def test_the_reports_of_the_sample_pass(loaded):
    reports = list(db.session.scalars(db.select(StatusReport)))
    assert len(reports) > 1
    while worker.print_reports():
        pass
    for report in db.session.scalars(db.select(StatusReport)):
        assert [(one.withheld.text, one.place) for one in leaks(report)] == []


def test_a_finding_is_told_as_it_is_read_and_a_reason_that_is_missing_beside_its_field(
    ready, writer
):
    """The page showed the Markdown of comments, stars, brackets and addresses."""
    with change():
        body = f"**{SECRET}** selon [le devis](https://bleu.example/d.pdf)"
        Comment.write(ready.brief, body, by=ready.mia)
    report = frozen(ready, writer, summary=f"{SECRET} selon le devis https://bleu.example/d.pdf")
    page = writer.get(f"/reports/{report.public_id}/findings").text
    assert f"‘{SECRET} selon le devis (https://bleu.example/d.pdf)’" in page
    assert "**" not in page
    words = re.search(r'name="words" value="([^"]+)"', page)[1]
    answer = writer.post(f"/reports/{report.public_id}/passes", data={"words": words, "reason": ""})
    assert answer.status_code == 422
    assert "Say why these words may reach the client." in answer.text
    assert 'aria-describedby="f1-reason-error' in answer.text

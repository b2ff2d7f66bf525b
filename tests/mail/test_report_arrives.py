"""From the board to the reader's mailbox, through a real server."""

import re
from email import message_from_bytes, policy
from io import BytesIO

import pikepdf

import worker
from models import StatusReport, Team, change, db
from reports.reading import words_of


def sent(cast, client_for):
    """One report, written, frozen, printed and sent to Clara by Max."""
    with change():
        cast.brief.close(by=cast.max)
    writer = client_for(cast.max)
    writer.post(f"/projects/{cast.site.public_id}/reports")
    report = db.session.scalars(db.select(StatusReport)).one()
    line = f"done-{cast.brief.public_id}"
    words = {"summary": "Tout est prêt. Le 1er décembre tient.", line: "Brief rendu"}
    writer.put(f"/reports/{report.public_id}/freezing", data=words | {f"{line}-shown": "1"})
    worker.print_reports()
    writer.post(f"/reports/{report.public_id}/sendings", data={"to": cast.clara.email})
    worker.deliver()


def test_a_report_arrives_with_its_summary_its_link_and_its_pdf(cast, client_for, posting):
    sent(cast, client_for)
    (taken,) = posting.counter.taken
    assert posting.counter.recipients == [cast.clara.email]
    letter = message_from_bytes(taken, policy=policy.default)
    assert letter["Subject"] == "Site du musée\u00a0: rapport d’avancement n°\u00a01"
    assert letter["Reply-To"] == cast.max.email
    text = letter.get_body(("plain",)).get_content()
    assert "Tout est prêt." in text
    assert "/readings/" in text
    report = db.session.scalars(db.select(StatusReport)).one()
    assert f"/reports/{report.public_id}" not in text
    page = letter.get_body(("html",)).get_content()
    assert "Le 1<sup>er</sup> décembre tient." in page
    (pdf,) = letter.iter_attachments()
    assert pdf.get_filename().startswith("Musée-du-Fil_Site-du-musée_Rapport-001_")
    assert pikepdf.open(BytesIO(pdf.get_content())).Root.Lang == "fr"
    assert "Brief rendu" in words_of(pdf.get_content())


def test_an_author_whose_team_keeps_its_addresses_is_not_answered_by_letter(
    cast, client_for, posting, visitor
):
    with change():
        team = Team.create("Studio", "staff", by=cast.olga)
        team.join(cast.max, by=cast.olga)
        team.change(by=cast.olga, shows_email="inside")
    sent(cast, client_for)
    (taken,) = posting.counter.taken
    letter = message_from_bytes(taken, policy=policy.default)
    text = letter.get_body(("plain",)).get_content()
    assert letter["Reply-To"] is None
    assert cast.max.email.encode() not in taken and cast.max.email not in text
    reading = re.search(r"/readings/\S+", text)[0]
    assert cast.max.email not in visitor.get(reading).text

"""The reports that the agency has sent its clients, and the one being written."""

from sqlalchemy import select
from sqlalchemy.orm import undefer

import mail
from models import Audience, Delivery, Project, StatusReport, User, db, now
from models.delivery import Letter
from reports.drafting import draft
from reports.gathering import contacts, today_in
from sample.content import Report


def write(told: Report, project: Project, author: User) -> None:
    """Draft it from what the project holds at that instant; send it if it was sent."""
    snapshot, words = draft(project, Audience.client_of(project), author.name)
    words["summary"] = told.summary.strip()
    titles = {stop["title"]: stop["id"] for stop in snapshot["milestones"]}
    words["causes"] = {titles[title]: cause for title, cause in told.causes.items()}
    report = StatusReport.draft(project, project.language, snapshot, words, by=author)
    if told.sent:
        issued = today_in(project).isoformat()
        report.freeze(snapshot | {"issued": issued}, words, by=author)
        _send(report, author)


def _send(report: StatusReport, author: User) -> None:
    """As the door does it, but for the letters: nothing leaves the sample, they become files."""
    report.state, report.sent_at = "sent", now()
    letters = [_letter(report, person) for person in contacts(report.project)]
    db.session.add_all(letters)
    db.session.flush()
    for one in letters:
        one.answer = mail.place_of(mail.here().mail, one.public_id, one.created_at).name
    report.record("sent", by=author, number=report.number, letters=len(letters))


def lay_down_letters() -> None:
    """Once they are committed: writing files takes longer than a transaction should."""
    for one in db.session.scalars(select(Delivery).options(undefer(Delivery.content))):
        kept = Letter(one.public_id, one.to_address, one.content, one.created_at, one.bounce_key)
        mail.lay_down(mail.here().mail, kept)
    db.session.rollback()


def _letter(report: StatusReport, to: User) -> Delivery:
    subject = f"{report.project.name}, n° {report.number}"
    letter = mail.envelope(to.name, to.email, subject)
    letter.set_content(report.words["summary"])
    return Delivery(
        kind="report",
        state="sent",
        tries=1,
        next_try_at=None,
        message_id=letter["Message-ID"],
        to_address=to.email,
        to_name=to.name,
        language=report.language,
        subject=subject,
        content=letter.as_bytes(),
        project_id=report.project_id,
        report_id=report.id,
        created_at=now(),
        sent_at=now(),
    )

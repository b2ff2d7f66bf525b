"""The reports that the agency has sent its clients, what became of them, and those being written.

Nothing leaves the sample: its letters are history, and each cadence has its draft, so that there
is nothing that the worker would write or send.
"""

from collections.abc import Iterator
from datetime import time, timedelta
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import undefer

import mail
from i18n import _, speaking
from models import Audience, Delivery, ReportSchedule, StatusReport, User, db, now
from models.delivery import Letter
from models.event import number as number_events
from models.sealed import new_secret, seal
from reports.drafting import clear, draft
from reports.gathering import contacts, today_in
from sample.content import Cadence, Fate, Report
from sample.story import Step, Story

# Before the hour at which a report leaves.
DRAFTED, WORDED, FROZEN = timedelta(minutes=110), timedelta(minutes=75), timedelta(minutes=9)


def reported(story: Story) -> Iterator[Step]:
    """The steps of a story that are its reports."""
    cadence = story.work.cadence
    if cadence is not None:
        yield story.calendar.moment(cadence.planned, "18:20"), partial(plan, story, cadence)
    for told in story.work.reports:
        yield from Reporting(story, told).steps()


def plan(story: Story, cadence: Cadence) -> None:
    """When reports leave from now on."""
    ReportSchedule.plan(
        story.project,
        by=story.people[cadence.author],
        weeks=cadence.weeks,
        weekday=story.calendar.day(cadence.next).weekday(),
        hour=time.fromisoformat(cadence.hour),
        timezone=story.project.timezone,
        language=story.project.language,
        without_me=False,
    )


class Reporting:
    """One report: drafted, worded and frozen on its day, then sent and read; or still a draft."""

    report: StatusReport

    def __init__(self, story: Story, told: Report) -> None:
        self.story, self.told, self.author = story, told, story.people[told.author]
        self.letters: dict[str, Delivery] = {}

    def steps(self) -> Iterator[Step]:
        told, moment = self.told, self.story.calendar.moment
        if not told.sent:
            yield moment(told.day, told.at), self.draft
            return
        leaves = moment(told.day, told.at)
        yield leaves - DRAFTED, self.draft
        yield leaves - WORDED, self.word
        yield leaves - FROZEN, self.freeze
        yield leaves, self.send
        for fate in told.fates:
            yield moment(told.day + fate.day, fate.at), partial(self.befall, fate)

    def draft(self) -> None:
        """From what the project holds at that instant, and what was told so far."""
        number_events(db.session())
        project = self.story.project
        snapshot, words = draft(project, Audience.client_of(project), self.author.name)
        self.report = StatusReport.draft(project, project.language, snapshot, words, by=self.author)
        schedule = ReportSchedule.of(project)
        if schedule is not None:
            schedule.report = self.report
        if not self.told.sent:
            self.word()

    def word(self) -> None:
        """A person adds why to what the data say."""
        report = self.report
        titles = {stop["title"]: stop["id"] for stop in report.snapshot["milestones"]}
        summary = f"{report.words['summary']} {self.told.summary.strip()}".strip()
        causes = {titles[title]: cause for title, cause in self.told.causes.items()}
        report.reword(report.words | {"summary": summary, "causes": causes}, by=self.author)

    def freeze(self) -> None:
        snapshot, words = clear(self.report)
        issued = today_in(self.story.project).isoformat()
        self.report.freeze(snapshot | {"issued": issued}, words, by=self.author)

    def send(self) -> None:
        """As the door does it, but for the letters: they become files, and its PDF comes later."""
        report = self.report
        report.state, report.sent_at = "sent", now()
        for person in contacts(report.project):
            self.letters[person.email] = letter_to(person, report)
        db.session.add_all(self.letters.values())
        db.session.flush()
        for one in self.letters.values():
            one.answer = mail.place_of(mail.here().mail, one.public_id, one.created_at).name
        report.record("sent", by=self.author, number=report.number, letters=len(self.letters))

    def befall(self, fate: Fate) -> None:
        letter = self.letters[self.story.people[fate.who].email]
        if fate.past == "bounced":
            letter.bounce(fate.reason)
            return
        letter.open()
        if fate.past == "acknowledged":
            letter.acknowledge()


def letter_to(to: User, report: StatusReport) -> Delivery:
    """A short one, with the link to what it brings."""
    key = new_secret()
    with speaking(report.language):
        subject = _(
            "%(project)s: status report no. %(number)s",
            project=report.project.name,
            number=report.number,
        )
        parts = [
            _("Hello %(name)s,", name=to.name.split(" ")[0]),
            report.words["summary"],
            _("The report: %(link)s", link=f"{mail.here().base_url}/readings/{key}"),
            report.author.name,
        ]
    written = mail.envelope(to.name, to.email, subject)
    written.set_content("\n\n".join(parts) + "\n")
    return Delivery(
        kind="report",
        state="sent",
        tries=1,
        next_try_at=None,
        message_id=written["Message-ID"],
        to_address=to.email,
        to_name=to.name,
        language=report.language,
        subject=subject,
        content=written.as_bytes(),
        key_hash=seal(key),
        project_id=report.project_id,
        report_id=report.id,
        created_at=now(),
        sent_at=now(),
    )


def lay_down_letters() -> None:
    """Once they are committed: writing files takes longer than a transaction should."""
    for one in db.session.scalars(select(Delivery).options(undefer(Delivery.content))):
        kept = Letter(one.public_id, one.to_address, one.content, one.created_at, one.bounce_key)
        mail.lay_down(mail.here().mail, kept)
    db.session.rollback()

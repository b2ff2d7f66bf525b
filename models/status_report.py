"""A status report to the client: drafted from data, worded by a person, frozen, sent."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    ForeignKey,
    Select,
    UniqueConstraint,
    and_,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from i18n import N_
from models.audience import Audience, Viewer
from models.base import Addressed, Base, Instant, db, now
from models.deleting import Deleting
from models.delivery import Delivery
from models.event import Event, Recorded, declare
from models.project.project import Project
from models.report_acknowledging import Acknowledged
from models.report_numbering import Numbered
from models.report_printing import Printed
from models.user.roles import OUTSIDE
from models.user.user import User

declare(
    "status_report.drafted",
    "status_report.edited",
    "status_report.frozen",
    "status_report.sent",
    "status_report.discarded",
    "status_report.recovered",
    "status_report.passed",
    "status_report.released",
    "status_report.taken_back",
    icon="report",
)


class NotNow(Exception):
    """The report is not in a state in which this can be done."""


class Overtaken(NotNow):
    """Another report was sent since: what this one tells as new starts from an older one."""


class StatusReport(Acknowledged, Printed, Numbered, Deleting, Recorded, Addressed, Base):
    __tablename__ = "status_report"
    called = N_("Draft reports")
    restored_by = "write_reports"
    __table_args__ = (UniqueConstraint("project_id", "number"),)

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    number: Mapped[int | None]
    state: Mapped[str] = mapped_column(default="draft")
    language: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    period_from: Mapped[date]
    period_to: Mapped[date]
    words: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    snapshot: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    passed: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)  # a finding: why it may go
    created_at: Mapped[datetime] = mapped_column(Instant, default=now)
    frozen_at: Mapped[datetime | None] = mapped_column(Instant)
    released_at: Mapped[datetime | None] = mapped_column(Instant)
    released_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    taken_back_at: Mapped[datetime | None] = mapped_column(Instant)
    readers: Mapped[list[Any]] = mapped_column(JSON, default=list)  # whom it was released to
    sent_at: Mapped[datetime | None] = mapped_column(Instant)

    project: Mapped[Project] = relationship()
    author: Mapped[User] = relationship(foreign_keys=[author_id])
    released_by: Mapped[User | None] = relationship(foreign_keys=[released_by_id])
    deliveries: Mapped[list[Delivery]] = relationship(order_by=Delivery.id, viewonly=True)

    # Who sees it, and which one is which

    @classmethod
    def in_bin(cls, audience: Audience) -> Select[Any]:
        """Drafts, which are the team's own; whether they may read reports is asked besides."""
        own = and_(cls.project_id == audience.project_id, literal(audience.sees_profiles))
        return select(cls).where(cls.deleted_at.is_not(None), own)

    def is_shown_in_bin_to(self, viewer: Any) -> bool:
        return viewer.can("see_reports", self)

    @property
    def in_few_words(self) -> str:
        from formats import date_range

        return date_range(self.period_from, self.period_to)

    @classmethod
    def visible_to(cls, viewer: Viewer) -> Select[Any]:
        """Staff see those of their projects; those outside only what has been sent to them."""
        reports = select(cls).join(Project).where(Project.is_there(), cls.deleted_at.is_(None))
        outside = [place.project_id for place in viewer.places if place.role in OUTSIDE]
        open_ones = or_(cls.project_id.not_in(outside), cls.state == "sent")
        return reports.where(viewer.may_where("see_reports", cls.project_id), open_ones)

    @property
    def is_draft(self) -> bool:
        return self.state == "draft"

    @property
    def is_leaving(self) -> bool:
        return any(letter.state in ("queued", "sending") for letter in self.deliveries)

    @property
    def written_to(self) -> set[str]:
        """Where it has gone, or is about to: a letter held back leaves its address free again."""
        return {letter.to_address for letter in self.deliveries if letter.state != "withdrawn"}

    # Verbs

    @classmethod
    def draft(
        cls,
        project: Project,
        language: str,
        snapshot: dict[str, Any],
        words: dict[str, Any],
        by: Any,
    ) -> "StatusReport":
        report = cls(project=project, language=language, author=by)
        report._take(snapshot, words)
        db.session.add(report)
        db.session.flush()
        report.record("drafted", by=by)
        return report

    def start_again(self, snapshot: dict[str, Any], words: dict[str, Any], by: Any) -> None:
        """Take the data as it is now and the words proposed for it; why a date moved is kept."""
        self._must_be("draft")
        stops = {stop["id"] for stop in snapshot["milestones"]}
        causes = {id_: cause for id_, cause in self.words["causes"].items() if id_ in stops}
        self._take(snapshot, words | {"causes": causes})
        self.record("drafted", by=by)

    def reword(self, words: dict[str, Any], by: Any) -> None:
        self._must_be("draft")
        if words != self.words:
            self.words = words
            self.record("edited", by=by)

    def freeze(self, snapshot: dict[str, Any], words: dict[str, Any], by: Any) -> None:
        """Give it its number; nothing in it is computed or changed ever again."""
        db.session.flush()
        db.session.refresh(self, with_for_update=True)  # the second of two freezers sees the first
        self._must_be("draft")
        self.stand_in_line(self.project)
        self.number, self.state, self.frozen_at = self.next_number(self.project), "frozen", now()
        # What was proposed may name what has been hidden since; nobody edits it any more.
        said = {name: said for name, said in words.items() if name not in ("proposed", "by")}
        self._take(snapshot | {"numbered": self.number}, said)
        self.record("frozen", by=by, number=self.number)

    def print_without(self, snapshot: dict[str, Any]) -> None:
        """Frozen, and nobody came: less what only a person may tell, before anybody got it."""
        self._must_be("frozen")
        self.snapshot = snapshot
        self._forget_print()

    def release(self, readers: Sequence[tuple[str, str]], by: Any) -> None:
        """Let it go to these names and addresses at the hour of its schedule."""
        self._must_be("frozen")
        self.readers = [list(reader) for reader in readers]
        self.released_at, self.released_by, self.taken_back_at = now(), by, None
        self.record("released", by=by, number=self.number)

    def take_back(self, by: Any) -> None:
        """It no longer leaves at its hour, nor by itself, until somebody releases it again."""
        self._must_be("frozen")
        if self.released_at is not None:
            self.released_at, self.released_by, self.taken_back_at = None, None, now()
            self.record("taken_back", by=by, number=self.number)

    def send(self, letters: Sequence[Delivery], by: Any) -> None:
        """These letters, composed in this transaction, carry it out of the house."""
        if self.is_draft or not self.is_printed or not letters:
            raise NotNow
        self.stand_in_line(self.project)
        if self.overtaken_by:
            raise Overtaken
        for letter in letters:
            letter.report_id, letter.project_id = self.id, self.project_id
        self.state, self.sent_at = "sent", self.sent_at or now()
        self.record("sent", by=by, number=self.number, letters=len(letters))

    def let_pass(self, finding: str, reason: str, by: Any) -> None:
        """A person answers for words that the scan found: they hold the report back no more."""
        if finding not in self.passed:
            self.passed = self.passed | {finding: reason}
            self.record("passed", by=by, words=finding, reason=reason)

    def passes(self) -> Sequence[Event]:
        """Who answered for which words, and why; the last first."""
        return db.session.scalars(self._happened("status_report.passed")).all()

    @property
    def sent_by(self) -> int | None:
        """The number of whoever sent it last; None where it left by itself."""
        last = db.session.scalars(self._happened("status_report.sent")).first()
        return last.actor_id if last else None

    def _happened(self, kind: str) -> Select[Any]:
        own = Event.project_id == self.project_id, Event.subject_id == self.id
        return select(Event).where(Event.kind == kind, *own).order_by(Event.seq.desc())

    def discard(self, by: Any) -> None:
        """Throw a draft away, into the bin; what was frozen stays for ever."""
        self._must_be("draft")
        if self._throw_away(by):
            self.record("discarded", by=by)

    def recover(self, by: Any) -> None:
        if self._take_out():
            self.record("recovered", by=by)

    def _take(self, snapshot: dict[str, Any], words: dict[str, Any]) -> None:
        self.snapshot, self.words = snapshot, words
        self.period_from = date.fromisoformat(snapshot["period_from"])
        self.period_to = date.fromisoformat(snapshot["period_to"])

    def _must_be(self, state: str) -> None:
        if self.state != state:
            raise NotNow

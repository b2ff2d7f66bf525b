"""When a project's report leaves: drafted a day before, sent at its hour once a person let it."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, ForeignKey, and_, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Instant, db, now
from models.claiming import Claim, claim
from models.event import Recorded, declare
from models.project.project import Project
from models.status_report import StatusReport
from models.user.user import User

declare("report_schedule.planned", "report_schedule.ended", icon="clock")
declare("report_schedule.departed", icon="clock")

LEAD = timedelta(days=1)
EVERY = (1, 2, 4)  # weeks


class TooLate(Exception):
    """The hour has come: what was released is leaving."""


class ReportSchedule(Recorded, Base):
    __tablename__ = "report_schedule"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), unique=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    weeks: Mapped[int]
    weekday: Mapped[int]  # Monday is 0
    hour: Mapped[time]  # on the wall clock of its zone
    timezone: Mapped[str]
    language: Mapped[str]
    without_me: Mapped[bool] = mapped_column(default=False)
    next_at: Mapped[datetime] = mapped_column(Instant)
    # When its project, or this whole copy, was restored, if the hour had passed by then.
    held_at: Mapped[datetime | None] = mapped_column(Instant)
    report_id: Mapped[int | None] = mapped_column(
        ForeignKey("status_report.id", ondelete="SET NULL")
    )
    claimed_at: Mapped[datetime | None] = mapped_column(Instant)

    project: Mapped[Project] = relationship()
    author: Mapped[User] = relationship()
    report: Mapped[StatusReport | None] = relationship()

    @classmethod
    def of(cls, project: Project) -> "ReportSchedule | None":
        return db.session.scalar(select(cls).where(cls.project_id == project.id))

    def is_about(self, report: StatusReport) -> bool:
        """Is this the report that leaves next?"""
        return self.report_id == report.id

    @property
    def is_waiting(self) -> bool:
        """Its hour has passed, and nobody has let the report go."""
        return self.report_id is not None and self.next_at <= now()

    # Verbs

    @classmethod
    def plan(cls, project: Project, by: Any, **wanted: Any) -> "ReportSchedule":
        """Weeks, weekday, hour, timezone, language, without_me; the next hour follows from them."""
        schedule = cls.of(project)
        if schedule is None:
            schedule = cls(project=project)
            db.session.add(schedule)
        if any(getattr(schedule, name, None) != value for name, value in wanted.items()):
            for name, value in wanted.items():
                setattr(schedule, name, value)
            schedule.author, schedule.next_at = by, schedule.first_after(now())
            schedule.claimed_at = None  # a worker that is about to send it lets go
            schedule._give_up_held(by=by)
            schedule.record("planned", by=by)
        return schedule

    def take_back(self, report: StatusReport, by: Any) -> None:
        """The report released for its hour stays here; raises TooLate once that has struck."""
        # The worker holds this row while it sends, and then moves it on.
        db.session.refresh(self, with_for_update=True)
        if self.next_at <= now() or not self.is_about(report):
            raise TooLate
        report.take_back(by=by)

    def end(self, by: Any) -> None:
        """No more reports by themselves; one that waits stays where it is, released or not."""
        db.session.refresh(self, with_for_update=True)
        self._keep_here(by=by)
        self.record("ended", by=by)
        db.session.delete(self)

    def note_departure(self, by: Any) -> None:
        """A person knows that it has left, or need not any more: on to the next time."""
        if self.held_at is not None:
            self._give_up_held(by=by)
            self.advance()
            self.record("departed", by=by)

    def hold_past(self) -> None:
        """Its project is back: what was due meanwhile waits for a person."""
        if self.next_at <= now() and self.held_at is None:
            self.held_at = now()

    def _give_up_held(self, by: Any) -> None:
        """What is held back leaves by nobody's hand but a person's."""
        if self.held_at is not None:
            self._keep_here(by=by)
            self.report, self.held_at = None, None

    def _keep_here(self, by: Any) -> None:
        if self.report and self.report.state == "frozen":
            self.report.take_back(by=by)

    def advance(self) -> None:
        """This time is over: the next one is a whole number of its weeks later."""
        self.next_at, self.report, self.claimed_at = self.following, None, None
        self.held_at = None

    @property
    def following(self) -> datetime:
        """The time after this one."""
        day = self.next_at.astimezone(ZoneInfo(self.timezone)).date()
        while self.at(day) <= max(self.next_at, now()):
            day += timedelta(weeks=self.weeks)
        return self.at(day)

    def first_after(self, moment: datetime) -> datetime:
        """The next such weekday and hour in its own zone, summer or winter."""
        local = moment.astimezone(ZoneInfo(self.timezone)).date()
        day = local + timedelta((self.weekday - local.weekday()) % 7)
        return self.at(day) if self.at(day) > moment else self.at(day + timedelta(7))

    def at(self, day: date) -> datetime:
        return datetime.combine(day, self.hour, ZoneInfo(self.timezone))

    # The worker's side

    @classmethod
    def take_to_draft(cls) -> Claim | None:
        due = and_(cls.report_id.is_(None), cls.next_at <= now() + LEAD)
        return claim(cls, and_(due, cls._is_alive()))

    @classmethod
    def take_to_release(cls) -> Claim | None:
        """Those that may leave without their author, who has not come."""
        printed = and_(StatusReport.state == "frozen", StatusReport.pdf_path.is_not(None))
        left = (
            or_(StatusReport.state == "draft", printed),
            StatusReport.released_at.is_(None),
            StatusReport.taken_back_at.is_(None),
        )
        return claim(cls, and_(cls.without_me, cls._leaves_with(*left)))

    @classmethod
    def take_to_send(cls) -> Claim | None:
        ready = (StatusReport.released_at.is_not(None), StatusReport.pdf_path.is_not(None))
        return claim(cls, cls._leaves_with(StatusReport.state == "frozen", *ready))

    @classmethod
    def take_past(cls) -> Claim | None:
        """Those whose report a person has sent meanwhile."""
        return claim(cls, cls._holds(StatusReport.state == "sent"))

    @classmethod
    def _leaves_with(cls, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
        return and_(cls.held_at.is_(None), cls._holds(*conditions))

    @classmethod
    def _holds(cls, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
        reports = select(StatusReport.id).where(StatusReport.deleted_at.is_(None), *conditions)
        return and_(cls.next_at <= now(), cls.report_id.in_(reports), cls._is_alive())

    @classmethod
    def _is_alive(cls) -> ColumnElement[bool]:
        """Nothing leaves a project that is archived or in the bin."""
        alive = select(Project.id).where(Project.archived_at.is_(None), Project.is_there())
        return cls.project_id.in_(alive)

    @classmethod
    def still(cls, taken: Claim) -> "ReportSchedule | None":
        """To be asked inside of a change: the row, if the claim is still ours, and its report.

        A person may be sending that at this moment: who comes second sees what the first has done.
        """
        schedule = db.session.get(cls, taken.id, with_for_update=True)
        if schedule is None or schedule.claimed_at != taken.at:
            return None
        db.session.refresh(schedule.project)
        if not schedule.project.is_open:
            return None
        if schedule.report is not None:
            db.session.refresh(schedule.report, with_for_update=True)
        return schedule

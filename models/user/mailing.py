"""When a person is written to about what concerns them: how often, at what hour, when never."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint, ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, db, now, random_id

RHYTHMS = ("at_once", "hourly", "daily", "never")
MORNING = 8
PAUSE = timedelta(minutes=2)  # what comes together goes together, and what was taken back does not


class ProjectRhythm(Base):
    """Another rhythm for what happens in one project."""

    __tablename__ = "project_rhythm"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), primary_key=True)
    rhythm: Mapped[str]


class Mailing:
    """Mixed into User. Hours are those of the person's own clock."""

    rhythm: Mapped[str] = mapped_column(default="daily")
    mail_hour: Mapped[int] = mapped_column(default=18)
    quiet_from: Mapped[int | None] = mapped_column(CheckConstraint("quiet_from BETWEEN 0 AND 23"))
    quiet_to: Mapped[int | None] = mapped_column(CheckConstraint("quiet_to BETWEEN 0 AND 23"))
    # Ends all of this from a letter, without signing in; it opens nothing.
    mail_key: Mapped[str] = mapped_column(unique=True, default=lambda: random_id(24))

    @classmethod
    def with_mail_key(cls: Any, key: str) -> Any:
        here = select(cls).where(cls.mail_key == key, cls.removed_at.is_(None))
        return db.session.scalar(here)

    def rhythms(self: Any) -> dict[int, str]:
        """By project, where it differs from the usual one."""
        own = select(ProjectRhythm).where(ProjectRhythm.user_id == self.id)
        return {row.project_id: row.rhythm for row in db.session.scalars(own)}

    def set_rhythm(self: Any, project_id: int, rhythm: str | None) -> None:
        """For one project; None: as everywhere."""
        known = db.session.get(ProjectRhythm, (self.id, project_id))
        if known is not None:
            db.session.delete(known)
            db.session.flush()
        if rhythm is not None:
            db.session.add(ProjectRhythm(user_id=self.id, project_id=project_id, rhythm=rhythm))

    def stop_letters(self: Any) -> None:
        """Nothing more by mail, of any project."""
        self.change(by=self, rhythm="never")
        for project_id in self.rhythms():
            self.set_rhythm(project_id, None)

    def letter_due(self: Any, at: datetime, project_id: int | None = None) -> datetime | None:
        """When a letter would bring what happened at an instant; None: never."""
        rhythm = self.rhythms().get(project_id or 0, self.rhythm)
        goes = next_letter(rhythm, at.astimezone(ZoneInfo(self.timezone)), self.mail_hour)
        return None if goes is None else self.after_quiet(goes)

    def next_morning(self: Any) -> datetime | None:
        """When what was put off comes back."""
        return next_letter("daily", now().astimezone(ZoneInfo(self.timezone)), MORNING)

    def after_quiet(self: Any, at: datetime) -> datetime:
        local = at.astimezone(ZoneInfo(self.timezone))
        return after_quiet(local, self.quiet_from, self.quiet_to)


def next_letter(rhythm: str, at: datetime, hour: int) -> datetime | None:
    """`at` on the person's own clock; the answer is on it too."""
    if rhythm == "at_once":
        return at + PAUSE
    if rhythm == "hourly":
        return at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    if rhythm == "daily":
        today = at.replace(hour=hour, minute=0, second=0, microsecond=0)
        return today if today > at else today + timedelta(days=1)
    return None


def after_quiet(at: datetime, begins: int | None, ends: int | None) -> datetime:
    """As it is, or the end of the quiet hours it falls into; they may span midnight."""
    if begins is None or ends is None or begins == ends:
        return at
    spans = begins > ends
    is_quiet = at.hour >= begins or at.hour < ends if spans else begins <= at.hour < ends
    if not is_quiet:
        return at
    end = at.replace(hour=ends, minute=0, second=0, microsecond=0)
    return end + timedelta(days=1) if spans and at.hour >= begins else end

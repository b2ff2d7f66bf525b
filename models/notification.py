"""What concerns one person: derived from what happened, seen only as long as its thing is."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    and_,
    bindparam,
    func,
    insert,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.audience import Viewer
from models.base import Addressed, Base, Instant, db, now, random_id
from models.comment import Comment
from models.delivery import Delivery
from models.project.project import Project
from models.status_report import StatusReport
from models.task.task import Task
from models.user.user import User

# Why somebody is told: in the order of weight, for one thing may concern a person twice.
REASONS = (
    "named",
    "assigned",
    "late",
    "soon",
    "report",
    "returned",
    "invited",
    "imported",
    "comment",
    "changed",
    "moved",
)
EXPECTED = ("assigned", "late", "soon", "report", "returned")
REMINDERS = ("late", "soon")
MOST_COUNTED = 100


class Notification(Addressed, Base):
    """One event told to one person, or one reminder. Those of one `topic` are read as one entry."""

    __tablename__ = "notification"
    __table_args__ = (
        Index("notification_of", "user_id", "topic"),
        Index("notification_unread", "user_id", "read_at"),
        Index("notification_latest", "user_id", "comes_at"),
        Index("notification_mail", "mail_at"),
        {"sqlite_autoincrement": True},  # who listens waits for a greater number
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    reason: Mapped[str]
    topic: Mapped[str]
    seq: Mapped[int | None]  # of the event
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    task_id: Mapped[int | None] = mapped_column(
        ForeignKey("task.id", ondelete="CASCADE"), index=True
    )
    comment_id: Mapped[int | None] = mapped_column(
        ForeignKey("comment.id", ondelete="CASCADE"), index=True
    )
    report_id: Mapped[int | None] = mapped_column(
        ForeignKey("status_report.id", ondelete="CASCADE"), index=True
    )
    due: Mapped[datetime | None]  # of a reminder: what the task was to be ready for
    at: Mapped[datetime] = mapped_column(Instant, default=now, index=True)
    # From when on it stands in the inbox; None: never again, unless it is brought back.
    comes_at: Mapped[datetime | None] = mapped_column(Instant, default=now)
    read_at: Mapped[datetime | None] = mapped_column(Instant)
    mail_at: Mapped[datetime | None] = mapped_column(Instant)  # when a letter is to bring it
    delivery_id: Mapped[int | None] = mapped_column(
        ForeignKey("delivery.id", ondelete="SET NULL"), index=True
    )

    user: Mapped[User] = relationship()
    project: Mapped[Project] = relationship()
    task: Mapped[Task | None] = relationship()
    comment: Mapped[Comment | None] = relationship()
    report: Mapped[StatusReport | None] = relationship()
    delivery: Mapped[Delivery | None] = relationship()

    @classmethod
    def visible_to(cls, viewer: Viewer) -> Select[Any]:
        """One's own, of what one sees at this moment."""
        return select(cls).where(_shown(viewer))

    @classmethod
    def unread_by(cls, viewer: Viewer) -> int:
        """How many entries of the inbox have not been read; not counted beyond a hundred."""
        return db.session.scalar(_unread(viewer)) or 0

    @classmethod
    def read(cls, person: User, topic: str | None = None) -> None:
        """All of one entry, or (None) of the inbox, has been read; no letter brings it any more."""
        its = stands() if topic is None else cls.topic == topic
        cls._mark(person, cls.read_at.is_(None), its, read_at=now(), mail_at=None)

    @classmethod
    def unread(cls, person: User, public_id: str) -> None:
        """This one, the last of an entry that its reader knows of, is to be read again."""
        cls._mark(person, cls.public_id == public_id, read_at=None)

    @classmethod
    def file_away(cls, person: User, topic: str, until: datetime | None = None) -> None:
        """One entry leaves the inbox: for good, or until it comes back as something new."""
        cls.read(person, topic)
        cls._mark(person, cls.topic == topic, comes_at=until)
        if until is not None:
            own = select(cls.id).where(cls.user_id == person.id, cls.topic == topic)
            last = own.order_by(cls.at.desc(), cls.id.desc()).limit(1)
            cls._mark(person, cls.id == last.scalar_subquery(), read_at=None)

    @classmethod
    def bring_back(cls, person: User, topic: str) -> None:
        """To where it stood."""
        cls._mark(person, cls.topic == topic, comes_at=cls.at)

    @classmethod
    def _mark(cls, person: User, *which: Any, **values: Any) -> None:
        own = update(cls).where(cls.user_id == person.id, *which).values(**values)
        db.session.execute(own.execution_options(synchronize_session=False))

    @classmethod
    def tell(cls, news: Sequence[dict[str, Any]]) -> None:
        """Many at once, inside of a change; open pages of other processes hear of it."""
        if not news:
            return
        is_shared = db.engine.dialect.name == "postgresql"
        if is_shared:  # their numbers are in the order of commits, which is what pages listen by
            db.session.execute(text("SELECT pg_advisory_xact_lock(20261122)"))
        empty = dict.fromkeys(one.name for one in cls.__table__.c if one.name != "id")
        rows = [
            empty | values | {"public_id": random_id(), "comes_at": values["at"]} for values in news
        ]
        db.session.execute(insert(cls), rows)
        if is_shared:
            db.session.execute(text("NOTIFY jalon"))

    @classmethod
    def post_anew(cls, person: User) -> None:
        """When letters bring what waits, after the person chose another rhythm."""
        waiting = (cls.user_id == person.id, cls.mail_at.is_not(None))
        projects = select(cls.project_id).where(*waiting).distinct()
        for project_id in db.session.scalars(projects).all():
            due = person.letter_due(now(), project_id)
            cls._mark(person, waiting[1], cls.project_id == project_id, mail_at=due)


def stands(row: Any = Notification) -> ColumnElement[bool]:
    """Is it in the inbox? Not what was filed away, for good or until an hour to come."""
    return row.comes_at <= bindparam("now", callable_=now)


@lru_cache(maxsize=1000)  # making the statement costs more than asking it
def _shown(viewer: Viewer) -> ColumnElement[bool]:
    mine = Notification
    task = Task.visible_to(viewer).where(Task.id == mine.task_id)
    comment = Comment.visible_to(viewer).where(Comment.id == mine.comment_id)
    report = StatusReport.visible_to(viewer).where(StatusReport.id == mine.report_id)
    project = Project.visible_to(viewer).where(Project.id == mine.project_id)
    parts = [
        or_(key.is_(None), seen.correlate(mine).exists())
        for key, seen in (
            (mine.task_id, task),
            (mine.comment_id, comment),
            (mine.report_id, report),
        )
    ]
    return and_(mine.user_id == viewer.id, project.correlate(mine).exists(), *parts, _still_true())


def _still_true() -> ColumnElement[bool]:
    """A reminder stands as long as its task is open and due then."""
    due = func.coalesce(Task.deadline, Task.finish) == Notification.due
    opened = Task.closed_at.is_(None), Task.archived_at.is_(None)
    same = select(1).where(Task.id == Notification.task_id, due, *opened)
    return or_(Notification.due.is_(None), same.correlate(Notification).exists())


@lru_cache(maxsize=1000)
def _unread(viewer: Viewer) -> Select[int]:
    unread = Notification.visible_to(viewer).where(Notification.read_at.is_(None), stands())
    topics = unread.with_only_columns(Notification.topic).distinct().limit(MOST_COUNTED)
    return select(func.count()).select_from(topics.subquery())


def heaviest(reasons: Iterable[str]) -> str:
    return min(reasons, key=REASONS.index)

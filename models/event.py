"""What happened: one row for each change, numbered in the order of commits."""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, event, func, insert, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column, object_session, relationship

from models.base import Base, Instant, db, now, random_id


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of event, declared once. Its sentence lives in templates/events/sentences.html."""

    name: str
    icon: str = "edit"
    undoable: bool = False
    told: str = "nobody"  # who is told: nobody, or people (on the task and following it)
    audited: bool = False  # is it kept in the log of rights and sign-ins, with the address?


KINDS: dict[str, Kind] = {}


def declare(
    *names: str,
    icon: str = "edit",
    undoable: bool = False,
    told: str = "nobody",
    audited: bool = False,
) -> None:
    for name in names:
        KINDS[name] = Kind(name, icon, undoable, told, audited)


# Where the present change is asked from; whoever takes it in says so. Of audited kinds alone kept.
ASKED_FROM: ContextVar[str | None] = ContextVar("asked_from", default=None)


class Event(Base):
    """One change: who did what to which thing, and what it was before."""

    __tablename__ = "event"
    __table_args__ = (
        Index("event_project", "project_id", "seq"),
        Index("event_kind", "kind", "seq"),
    )

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    public_id: Mapped[str] = mapped_column(unique=True, default=random_id)
    kind: Mapped[str]
    subject_type: Mapped[str]
    subject_id: Mapped[int | None]
    task_id: Mapped[int | None] = mapped_column(index=True)
    project_id: Mapped[int | None]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    cause: Mapped[int | None]
    address: Mapped[str | None]
    at: Mapped[datetime] = mapped_column(Instant, default=now)

    actor: Mapped["User | None"] = relationship()  # type: ignore[name-defined]  # noqa: F821

    @property
    def icon(self) -> str:
        return KINDS[self.kind].icon

    def undo(self, by: Any) -> "Event | None":
        """Apply the reverse as a new event; raises `Changed` if somebody changed it since."""
        if not KINDS[self.kind].undoable:
            raise ValueError(f"{self.kind} cannot be undone")
        return UNDOING[self.kind](self, by)


class Changed(Exception):
    """The thing is no longer as the event left it."""

    def __init__(self, person: Any) -> None:
        super().__init__()
        self.person = person


UNDOING: dict[str, Callable[[Event, Any], Event | None]] = {}


def undoes(kind: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Mark the function that applies the reverse of a kind of event."""

    def mark(reverse: Callable[..., Any]) -> Callable[..., Any]:
        UNDOING[kind] = reverse
        return reverse

    return mark


class Recorded:
    """A noun whose verbs leave an event: `self.record("placed", by=person)`."""

    def record(self, past: str, by: Any, before: dict | None = None, **details: Any) -> Event:
        noun = type(self).__name__
        kind = f"{_snake(noun)}.{past}"
        happened = Event(
            kind=kind,
            subject_type=noun,
            actor_id=by.id if by else None,
            before=before or {},
            details=details,
            address=ASKED_FROM.get() if KINDS[kind].audited else None,
            public_id=random_id(),
            at=now(),
        )
        session = object_session(self) or db.session()
        session.info.setdefault("events", []).append((happened, self))
        return happened


def _snake(noun: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in noun).lstrip("_")


def _place(happened: Event, subject: Any) -> None:
    happened.subject_id = subject.id
    match happened.subject_type:
        case "Task":
            happened.task_id, happened.project_id = subject.id, subject.project_id
        case "Project":
            happened.project_id = subject.id
        case _:
            happened.task_id = getattr(subject, "task_id", None)
            task = getattr(subject, "task", None)
            happened.project_id = getattr(subject, "project_id", None) or (
                task.project_id if task else None
            )


def last_of(project_id: int) -> int:
    """Which was the last event of a project: nothing has happened there while it is the same."""
    seqs = select(Event.seq).where(Event.project_id == project_id).order_by(Event.seq.desc())
    return db.session.scalar(seqs.limit(1)) or 0


def number(session: Session) -> None:
    """Give `seq` just before the commit, so that its order is the order of commits.

    Whoever tells a long story in one commit may ask for it earlier, to read what was told so far.
    """
    waiting = session.info.pop("events", None)
    if not waiting:
        return
    session.flush()
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(20261121)"))
    last = session.scalar(select(func.max(Event.seq))) or 0
    for seq, (happened, subject) in enumerate(waiting, last + 1):
        happened.seq = seq
        _place(happened, subject)
    session.execute(insert(EVENTS), [_row(happened) for happened, _ in waiting])
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("NOTIFY jalon"))
    session.info["woken"] = True


def _row(happened: Event) -> dict[str, Any]:
    return {name: getattr(happened, name) for name in COLUMNS}


EVENTS: Any = Event.__table__
COLUMNS = EVENTS.c.keys()
WAKING: list[Callable[[], None]] = []


def _wake(session: Session) -> None:
    if session.info.pop("woken", None):
        for wake in WAKING:
            wake()


def _forget(session: Session) -> None:
    session.info.pop("events", None)
    session.info.pop("woken", None)


def listen(session: Any) -> None:
    event.listen(session, "before_commit", number)
    event.listen(session, "after_commit", _wake)
    event.listen(session, "after_rollback", _forget)


listen(db.session)

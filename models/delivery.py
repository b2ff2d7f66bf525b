"""Something that leaves the house, and what became of it. Never twice: see `going_out`."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, Select, Text, and_, select
from sqlalchemy.orm import Mapped, mapped_column

from models.audience import Viewer
from models.base import Addressed, Base, Instant, change, db, now, random_id
from models.claiming import LEASE, Claim, claim
from models.event import Recorded, declare
from models.readership import ReadByLink

declare("delivery.sent", "delivery.refused", "delivery.uncertain", "delivery.settled", icon="mail")
declare("delivery.withdrawn", "delivery.held", icon="mail")
declare("delivery.bounced", icon="mail")

STATES = ("queued", "sending", "sent", "refused", "bounced", "uncertain", "withdrawn", "held")
BROUGHT_BACK = ("sending", "sent", "uncertain")
PAUSES = [timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360, 720, 1440)]
SECRETIVE = ("invitation", "reset")  # letters that hold a key to an account
DIGEST = "digest"  # what concerns one person, as they saw it when it was written


@dataclass(frozen=True)
class Letter:
    public_id: str
    to_address: str
    content: bytes
    created_at: datetime
    bounce_key: str


class ClaimLost(Exception):
    """Another worker has taken this delivery meanwhile; nothing may go out."""


class Delivery(ReadByLink, Recorded, Addressed, Base):
    __tablename__ = "delivery"
    __table_args__ = (Index("delivery_next", "state", "next_try_at"),)

    kind: Mapped[str]
    state: Mapped[str] = mapped_column(default="queued")
    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None] = mapped_column(Instant, default=now)
    message_id: Mapped[str]
    to_address: Mapped[str]
    to_name: Mapped[str] = mapped_column(default="")
    language: Mapped[str]
    subject: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    project_id: Mapped[int | None] = mapped_column(ForeignKey("project.id"))
    report_id: Mapped[int | None] = mapped_column(ForeignKey("status_report.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(Instant, default=now)
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    claimed_at: Mapped[datetime | None] = mapped_column(Instant)
    answer: Mapped[str] = mapped_column(Text, default="")
    bounce_key: Mapped[str] = mapped_column(unique=True, default=lambda: random_id(16))
    tells: Mapped[int | None]  # of how many notifications

    # Worker's side: each of these is a whole transaction

    @classmethod
    def take(cls) -> Claim | None:
        """Claim the oldest one that is due, for one worker alone."""
        return claim(cls, and_(cls.state == "queued", cls.next_try_at <= now()))

    @classmethod
    def letter(cls, taken: Claim) -> Letter:
        """What is to be handed over; no transaction stays open while a server makes us wait."""
        columns = (cls.public_id, cls.to_address, cls.content, cls.created_at, cls.bounce_key)
        row = db.session.execute(select(*columns).where(cls.id == taken.id)).one()
        db.session.rollback()
        return Letter(*row)

    @classmethod
    def going_out(cls, taken: Claim) -> None:
        """Committed before the first byte goes: from here on it is never sent again by itself."""
        with change() as session:
            delivery = session.get(cls, taken.id, with_for_update=True)
            if not delivery or delivery.claimed_at != taken.at or delivery.state != "queued":
                raise ClaimLost
            # Whoever it is for may have gone since it was written, or be going at this moment.
            goes = delivery._set_off()
        if not goes:
            raise ClaimLost

    def _set_off(self) -> bool:
        """Out it goes, unless its reader lost the right to it, or its project was put away."""
        from models import noticing

        if self.kind == DIGEST and not noticing.may_leave(self):
            self.withdraw(by=None)
            noticing.take_back(self)
        elif not self.is_open:
            self.withdraw(by=None)
        elif self.lies_in_the_archive:
            self.claimed_at = None
            self._end("held", by=None)
        else:
            self.state, self.tries = "sending", self.tries + 1
        return self.state == "sending"

    @classmethod
    def went(cls, taken: Claim, state: str, answer: str) -> None:
        """What the try came to: sent, refused, uncertain, or waiting for the next."""
        with change() as session:
            delivery = session.get(cls, taken.id, with_for_update=True)
            if delivery is None or not delivery._awaits(taken, state):
                return
            delivery.claimed_at, delivery.answer = None, answer
            if state == "waiting":
                delivery._wait()
            else:
                delivery._end(state, by=None)

    @classmethod
    def give_up_lost(cls) -> bool:
        """Those a worker left behind while sending become uncertain: a person decides."""
        lost = and_(cls.state == "sending", cls.claimed_at < now() - LEASE)
        if db.session.scalar(select(cls.id).where(lost).limit(1)) is None:
            db.session.rollback()
            return False
        with change() as session:
            for delivery in session.scalars(select(cls).where(lost).with_for_update()):
                delivery.claimed_at = None
                delivery._end("uncertain", by=None)
        return True

    def _awaits(self, taken: Claim, state: str) -> bool:
        """A worker slower than its lease may still tell that an uncertain one was taken."""
        late = self.claimed_at is None and self.state == "uncertain" and state == "sent"
        return self.claimed_at == taken.at or late

    def _wait(self) -> None:
        if self.next_try_at is None:
            return self._end("withdrawn", by=None)
        # A refusal before the letter went out has not counted as a try yet.
        self.tries = self.tries if self.state == "sending" else self.tries + 1
        if self.tries > len(PAUSES):
            return self._end("refused", by=None)
        self.state, self.next_try_at = "queued", now() + PAUSES[self.tries - 1]

    def _end(self, state: str, by: Any) -> None:
        self.state, self.next_try_at = state, None
        if state == "sent":
            self.sent_at = now()
        if state in ("sent", "withdrawn"):
            self._forget_key()
        self.record(state, by=by, subject=self.subject, to=self.to_name)

    def _forget_key(self) -> None:
        """No key to an account is kept once it has left, or never will; nor what one saw then."""
        if self.kind in (*SECRETIVE, DIGEST):
            self.content = b""

    @classmethod
    def sent_as(cls, bounce_key: str) -> "Delivery | None":
        """The letter whose envelope had this sender."""
        return db.session.scalar(select(cls).where(cls.bounce_key == bounce_key).with_for_update())

    def bounce(self, reason: str) -> None:
        """A server had taken it, and sends it back: it did not arrive."""
        if self.state in BROUGHT_BACK:
            self.state, self.answer = "bounced", reason
            self.next_try_at = self.claimed_at = None
            self.record("bounced", by=None, subject=self.subject, to=self.to_name)

    # A person's side

    @classmethod
    def visible_to(cls, viewer: Viewer) -> Select[Any]:
        """The owner sees all that left the house; others what left it for their projects."""
        if viewer.role == "owner":
            return select(cls)
        mine = viewer.may_where("write_reports", cls.project_id)
        return select(cls).where(cls.report_id.is_not(None), mine)

    @classmethod
    def leaving_for(cls, address: str) -> Select[Any]:
        """Those that still wait to go to this address, or are going at this moment."""
        return select(cls).where(cls.to_address == address, cls.state.in_(("queued", "sending")))

    @property
    def fate(self) -> str:
        """Its state, or what its reader has made of it: what was opened did arrive."""
        if self.acknowledged_at:
            return "acknowledged"
        return "opened" if self.opened_at else self.state

    @property
    def is_filed(self) -> bool:
        """Laid down as a file, for no server was set."""
        return self.state == "sent" and self.answer.endswith(".eml")

    @property
    def may_be_settled(self) -> bool:
        return self.fate in ("uncertain", "refused", "bounced", "held")

    def send_again(self, by: Any) -> None:
        """A person decides that it shall go out once more, under the same Message-ID."""
        self._hold()
        if self.may_be_settled:
            self.state, self.next_try_at, self.tries = "queued", now(), 0
            self.record("settled", by=by, decision="again")

    def withdraw(self, by: Any) -> None:
        """Whoever it was for has gone: what waits stays, what is leaving has no next try."""
        if self.state == "queued":
            self.claimed_at = None
            self._end("withdrawn", by=by)
        elif self.state == "sending":
            self.next_try_at = None

    def note_arrival(self, by: Any) -> None:
        """A person knows that an uncertain one did arrive."""
        self._hold()
        if self.state == "uncertain":
            self.state, self.sent_at = "sent", now()
            self._forget_key()
            self.record("settled", by=by, decision="arrived")

    def _hold(self) -> None:
        """The worker, or somebody else, may be saying at this moment what became of it."""
        db.session.flush()
        db.session.refresh(self, with_for_update=True)

"""A frozen report on its way to paper: which worker prints it, and what became of that."""

from datetime import datetime
from typing import Any

from sqlalchemy import Text, and_
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Instant, change, now
from models.claiming import LEASE, STARTS, Claim, claim


class Printed:
    """Mixed into StatusReport."""

    pdf_path: Mapped[str | None]
    claimed_at: Mapped[datetime | None] = mapped_column(Instant)
    starts: Mapped[int] = mapped_column(default=0)  # how often a worker has begun
    problem: Mapped[str] = mapped_column(Text, default="")  # why it failed, if it could say so

    @property
    def is_printed(self) -> bool:
        return self.pdf_path is not None

    @property
    def is_given_up(self: Any) -> bool:
        """Every worker that began to print it failed, or ended."""
        waits = not self.is_draft and not self.is_printed and self.starts >= STARTS
        return waits and (self.claimed_at is None or self.claimed_at < now() - LEASE)

    def print_again(self) -> None:
        """A person wants it tried once more."""
        if self.is_given_up:
            self._forget_print()

    def _forget_print(self) -> None:
        self.pdf_path, self.claimed_at, self.starts, self.problem = None, None, 0, ""

    # The worker's side: each of these is a whole transaction

    @classmethod
    def take_unprinted(cls: Any) -> Claim | None:
        waits = and_(cls.state != "draft", cls.pdf_path.is_(None), cls.starts < STARTS)
        return claim(cls, waits, starts=cls.starts + 1, problem="")

    @classmethod
    def printed(cls: Any, report_id: int, name: str) -> None:
        with change() as session:
            report = session.get_one(cls, report_id)
            report.pdf_path, report.claimed_at = name, None

    @classmethod
    def stayed_unprinted(cls: Any, report_id: int, problem: str) -> None:
        """It failed: once more when its claim has run out; the third time not by itself."""
        with change() as session:
            report = session.get_one(cls, report_id)
            report.problem = problem
            if report.starts >= STARTS:
                report.claimed_at = None

"""Who follows it."""

from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from models.base import Base
from models.event import Event, declare
from models.user.user import User

declare("task.followed", "task.unfollowed", icon="eye")


class Follow(Base):
    __tablename__ = "follow"
    __table_args__ = (Index("follow_person", "user_id", "task_id"),)

    task_id: Mapped[int] = mapped_column(
        ForeignKey("task.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)

    user: Mapped[User] = relationship()


class Watching:
    @declared_attr
    def follows(cls) -> Mapped[list[Follow]]:
        return relationship(Follow, cascade="all, delete-orphan", passive_deletes=True)

    def is_followed_by(self, person: Any) -> bool:
        return any(row.user_id == person.id for row in self.follows)

    def follow(self, by: Any) -> Event | None:
        if self.is_followed_by(by):
            return None
        was = {"sight": self.sight_json()}
        self.follows.append(Follow(user_id=by.id))
        return self.record("followed", by=by, before=was, changed=[by.id])

    def unfollow(self, by: Any) -> Event | None:
        row = next((row for row in self.follows if row.user_id == by.id), None)
        if row is None:
            return None
        was = {"sight": self.sight_json()}
        self.follows.remove(row)
        return self.record("unfollowed", by=by, before=was, changed=[by.id])

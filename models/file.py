"""A file on a task or on a comment of it. Its versions stand in one series; the newest is shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, ForeignKey, Select, Text, exists, or_, select
from sqlalchemy.orm import Mapped, aliased, mapped_column, relationship

from i18n import N_
from models.audience import Audience, Viewer
from models.base import Addressed, Base, Instant, change, db, now, random_id
from models.claiming import Claim, claim
from models.comment import Comment
from models.deleting import OnTask
from models.event import Event, Recorded, declare
from models.task.task import Task
from models.user.user import User

declare("file.attached", "file.replaced", icon="clip", told="people")
declare("file.renamed", icon="edit")
declare("file.drawn", icon="image")
declare("file.deleted", "file.recovered", icon="trash")

LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Content:
    """Bytes that were laid down: where, how many, their digest, and what they are."""

    key: str
    size: int
    digest: str
    media_type: str
    can_be_drawn: bool = False


class File(OnTask, Recorded, Addressed, Base):
    __tablename__ = "file"
    called = N_("Files")
    restored_by = "edit"
    # events outlive a file: its number is never given again
    __table_args__ = ({"sqlite_autoincrement": True},)

    task_id: Mapped[int] = mapped_column(ForeignKey("task.id", ondelete="CASCADE"), index=True)
    comment_id: Mapped[int | None] = mapped_column(
        ForeignKey("comment.id", ondelete="CASCADE"), index=True
    )
    series: Mapped[str] = mapped_column(index=True, default=random_id)
    name: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(unique=True)
    size: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[str]
    media_type: Mapped[str]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(Instant, default=now)
    picture: Mapped[str] = mapped_column(default="none")  # waiting → done, or failed
    claimed_at: Mapped[datetime | None] = mapped_column(Instant)

    task: Mapped[Task] = relationship()
    comment: Mapped[Comment | None] = relationship()
    author: Mapped[User | None] = relationship(foreign_keys=[author_id])

    @classmethod
    def visible_to(cls, viewer: Viewer | Audience) -> Select[Any]:
        """Whoever sees the task sees its files; those of a comment, whoever reads it."""
        return cls._in_sight_of(viewer).where(cls.deleted_at.is_(None))

    @classmethod
    def in_bin(cls, audience: Audience) -> Select[Any]:
        """By the same sight; of the versions that went together, the newest."""
        newer = aliased(cls)
        together = (newer.series == cls.series) & (newer.deleted_at == cls.deleted_at)
        thrown = cls._in_sight_of(audience).where(cls.deleted_at.is_not(None))
        return thrown.where(~exists(select(1).where(together, newer.id > cls.id)))

    @classmethod
    def _in_sight_of(cls, viewer: Viewer | Audience) -> Select[Any]:
        task = Task.visible_to(viewer).where(Task.id == cls.task_id).correlate(cls)
        return select(cls).where(task.exists(), cls._read_by(viewer))

    def is_visible_to(self, audience: Audience | None) -> bool:
        if audience is None or self.deleted_at or not self.task.is_visible_to(audience):
            return False
        return self.comment is None or self.comment.is_visible_to(audience)

    @classmethod
    def open_to(cls, viewer: Viewer | Audience) -> ColumnElement[bool]:
        """Its own part of the rule, as a condition; its task's sight is asked apart."""
        return cls.deleted_at.is_(None) & cls._read_by(viewer)

    @classmethod
    def _read_by(cls, viewer: Viewer | Audience) -> ColumnElement[bool]:
        """Those of a comment go with it; it is on their own task."""
        read = select(1).where(
            Comment.id == cls.comment_id, Comment.deleted_at.is_(None), Comment.open_to(viewer)
        )
        return or_(cls.comment_id.is_(None), exists(read))

    def is_open_to(self, audience: Audience) -> bool:
        """The same for one file, deleted ones too: its going is told to whoever saw it."""
        return self.comment is None or self.comment.is_open_to(audience)

    @classmethod
    def named(cls, keys: list[str]) -> set[str]:
        """Those of these keys that a row names, in the bin or not."""
        return set(db.session.scalars(select(cls.key).where(cls.key.in_(keys))))

    @classmethod
    def newest(cls) -> ColumnElement[bool]:
        """The version that is shown of a series."""
        newer = aliased(cls)
        later = select(1).where(newer.series == cls.series, newer.id > cls.id)
        return ~exists(later.where(newer.deleted_at.is_(None)))

    @classmethod
    def attach(
        cls, task: Task, name: str, content: Content, by: Any, comment: Comment | None = None
    ) -> "File":
        file = cls(task=task, comment=comment, series=random_id())
        file._take(name, content, by)
        task.touch()
        file.record("attached", by=by, name=file.name)
        return file

    def replace(self, name: str, content: Content, by: Any) -> "File":
        """A new version of it; the same bytes under the same name are none."""
        newest = self.versions()[0]
        if (newest.name, newest.digest) == (name, content.digest):
            return newest
        version = File(task=self.task, comment=self.comment, series=self.series)
        version._take(name, content, by)
        version.record("replaced", by=by, before={"name": newest.name}, name=version.name)
        return version

    def _take(self, name: str, content: Content, by: Any) -> None:
        self.name, self.author = name, by
        self.key, self.size = content.key, content.size
        self.digest, self.media_type = content.digest, content.media_type
        self.picture = "waiting" if content.can_be_drawn else "none"
        db.session.add(self)

    @property
    def words(self) -> str:
        return self.name

    @property
    def project_id(self) -> int:
        return self.task.project_id

    @property
    def is_internal(self) -> bool:
        """Not for the client, because its task or its comment is not."""
        return self.task.is_internal or (self.comment is not None and self.comment.is_internal)

    def belongs_to(self, person_id: int) -> bool:
        return self.author_id == person_id

    def versions(self) -> list["File"]:
        """Those that are not in the bin, the newest first."""
        series = select(File).where(File.series == self.series, File.deleted_at.is_(None))
        return list(db.session.scalars(series.order_by(File.id.desc())))

    def rename(self, name: str, by: Any) -> Event | None:
        if name == self.name:
            return None
        was, self.name = self.name, name
        return self.record("renamed", by=by, before={"name": was}, name=name)

    def delete(self, by: Any, alone: bool = False) -> Event | None:
        """Into the bin with its older versions; `alone`: this version only."""
        older = [] if alone else [one for one in self.versions() if one.id < self.id]
        if not self._throw_away(by):
            return None
        for version in older:
            version.deleted_at, version.deleted_by_id = self.deleted_at, self.deleted_by_id
        self.task.touch()
        return self.record("deleted", by=by, name=self.name)

    def recover(self, by: Any) -> Event | None:
        """Out of the bin, with the versions that went into it together."""
        at = self.deleted_at
        together = select(File).where(File.series == self.series, File.deleted_at == at)
        versions = [self, *db.session.scalars(together)] if at else []
        if not self._take_out():
            return None
        for version in versions:
            version._take_out()
        self.task.touch()
        return self.record("recovered", by=by, name=self.name)

    # The worker's side: each of these is a whole transaction

    @classmethod
    def take_undrawn(cls) -> Claim | None:
        return claim(cls, (cls.picture == "waiting") & cls.deleted_at.is_(None))

    @classmethod
    def drawn(cls, taken: Claim, well: bool) -> None:
        """Told to open pages, unless there is nothing to show."""
        with change() as session:
            file = session.get(cls, taken.id)
            if file is None or file.picture != "waiting":
                return
            file.picture, file.claimed_at = "done" if well else "failed", None
            if well:
                file.record("drawn", by=None, name=file.name)


def stacked(files: Iterable[File]) -> list[list[File]]:
    """The versions of each file together, in the order they come in."""
    stacks: dict[str, list[File]] = {}
    for file in files:
        stacks.setdefault(file.series, []).append(file)
    return list(stacks.values())

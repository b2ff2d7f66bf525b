"""Its checklists."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Select, Text, select
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from i18n import N_
from models.audience import Audience
from models.base import Addressed, Base, Instant, Rank, db, now, random_id
from models.deleting import Deleting, OnTask
from models.event import Event, declare
from models.rank import between

declare(
    "task.listed",
    "task.checked",
    "task.unchecked",
    "task.unlisted",
    "task.relisted",
    "task.recollected",
    icon="tasks",
)


class ChecklistItem(Deleting, Addressed, Base):
    __tablename__ = "checklist_item"
    called = N_("Lines of checklists")
    restored_by = "check"

    checklist_id: Mapped[int] = mapped_column(
        ForeignKey("checklist.id", ondelete="CASCADE"), index=True
    )
    text: Mapped[str] = mapped_column(Text)
    done_at: Mapped[datetime | None] = mapped_column(Instant)
    rank: Mapped[str] = mapped_column(Rank)

    checklist: Mapped["Checklist"] = relationship(back_populates="items")

    @classmethod
    def visible_to(cls, viewer: Any) -> Select[Any]:
        lists = Checklist.visible_to(viewer).with_only_columns(Checklist.id)
        return select(cls).where(cls.deleted_at.is_(None), cls.checklist_id.in_(lists))

    @classmethod
    def in_bin(cls, audience: Audience) -> Select[Any]:
        lists = Checklist.visible_to(audience).with_only_columns(Checklist.id)
        return select(cls).where(cls.deleted_at.is_not(None), cls.checklist_id.in_(lists))

    @property
    def words(self) -> str:
        return self.text

    @property
    def task(self) -> Any:
        return self.checklist.task

    @property
    def project_id(self) -> int:
        return self.task.project_id

    def belongs_to(self, person_id: int) -> bool:
        return self.task.belongs_to(person_id)

    def check(self, by: Any) -> Event | None:
        if self.done_at is not None:
            return None
        self.done_at = now()
        return self.task.record("checked", by=by, item=self.public_id, text=self.text)

    def uncheck(self, by: Any) -> Event | None:
        if self.done_at is None:
            return None
        self.done_at = None
        return self.task.record("unchecked", by=by, item=self.public_id, text=self.text)

    def rewrite(self, text: str, by: Any) -> Event | None:
        if text == self.text:
            return None
        was, self.text = self.text, text
        told = {"item": self.public_id, "text": text}
        return self.task.record("relisted", by=by, before={"text": was}, **told)

    def remove(self, by: Any) -> Event | None:
        return self._moved("unlisted", by) if self._throw_away(by) else None

    def recover(self, by: Any) -> Event | None:
        return self._moved("recollected", by) if self._take_out() else None

    def _moved(self, past: str, by: Any) -> Event:
        read_again(self.checklist, "items")
        return self.task.record(past, by=by, item=self.public_id, text=self.text)


class Checklist(OnTask, Addressed, Base):
    __tablename__ = "checklist"
    called = N_("Checklists")
    restored_by = "check"

    task_id: Mapped[int] = mapped_column(ForeignKey("task.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(default="")
    rank: Mapped[str] = mapped_column(Rank)

    task: Mapped["Task"] = relationship(  # type: ignore[name-defined]  # noqa: F821
        back_populates="checklists"
    )
    items: Mapped[list[ChecklistItem]] = relationship(
        back_populates="checklist",
        order_by=(ChecklistItem.rank, ChecklistItem.id),
        primaryjoin=lambda: (
            (Checklist.id == ChecklistItem.checklist_id) & ChecklistItem.deleted_at.is_(None)
        ),
        cascade="all, delete-orphan",
        passive_deletes=True,
    )

    @classmethod
    def visible_to(cls, viewer: Any) -> Select[Any]:
        from models.task.task import Task

        tasks = Task.visible_to(viewer).with_only_columns(Task.id)
        return select(cls).where(cls.deleted_at.is_(None), cls.task_id.in_(tasks))

    @property
    def words(self) -> str:
        return self.title

    @property
    def project_id(self) -> int:
        return self.task.project_id

    @property
    def done(self) -> int:
        return sum(item.done_at is not None for item in self.items)

    def belongs_to(self, person_id: int) -> bool:
        return self.task.belongs_to(person_id)

    def add(self, text: str, by: Any) -> ChecklistItem:
        last = self.items[-1].rank if self.items else None
        rank, words = between(last, None), text.strip()
        item = ChecklistItem(public_id=random_id(), text=words, rank=rank)
        self.items.append(item)
        self.task.record("listed", by=by, item=item.public_id, text=item.text)
        return item

    def retitle(self, title: str, by: Any) -> Event | None:
        if title == self.title:
            return None
        was, self.title = self.title, title
        told = {"item": self.public_id, "text": title}
        return self.task.record("relisted", by=by, before={"text": was}, **told)

    def remove(self, by: Any) -> Event | None:
        return self._moved("unlisted", by) if self._throw_away(by) else None

    def recover(self, by: Any) -> Event | None:
        return self._moved("recollected", by) if self._take_out() else None

    def _moved(self, past: str, by: Any) -> Event:
        read_again(self.task, "checklists")
        return self.task.record(past, by=by, item=self.public_id, text=self.title)


class Checking:
    @declared_attr
    def checklists(cls) -> Mapped[list[Checklist]]:
        return relationship(
            Checklist,
            order_by=(Checklist.rank, Checklist.id),
            primaryjoin=lambda: (cls.id == Checklist.task_id) & Checklist.deleted_at.is_(None),
            back_populates="task",
            cascade="all, delete-orphan",
            passive_deletes=True,
        )

    def add_checklist(self, title: str, by: Any) -> Checklist:
        last = self.checklists[-1].rank if self.checklists else None
        rank, words = between(last, None), title.strip()
        checklist = Checklist(public_id=random_id(), title=words, rank=rank)
        self.checklists.append(checklist)
        self.record("listed", by=by, item=checklist.public_id, text=words, is_list=True)
        return checklist


def read_again(thing: Any, name: str) -> None:
    """What went into the bin, or left it, is in the list no more, or again."""
    db.session.flush()
    db.session.expire(thing, [name])

"""Its checklists."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Select, Text, select
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from models.base import Addressed, Base, Instant, Rank, db, now
from models.event import Event, declare
from models.rank import between

declare(
    "task.listed",
    "task.checked",
    "task.unchecked",
    "task.unlisted",
    "task.relisted",
    icon="tasks",
)


class ChecklistItem(Addressed, Base):
    __tablename__ = "checklist_item"

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
        return select(cls).where(cls.checklist_id.in_(lists))

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
        return self.task.record("relisted", by=by, before={"text": was}, text=text)

    def remove(self, by: Any) -> Event | None:
        self.task.record("unlisted", by=by, before={"text": self.text}, text=self.text)
        self.checklist.items.remove(self)
        return None


class Checklist(Addressed, Base):
    __tablename__ = "checklist"

    task_id: Mapped[int] = mapped_column(ForeignKey("task.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(default="")
    rank: Mapped[str] = mapped_column(Rank)

    task: Mapped["Task"] = relationship(  # type: ignore[name-defined]  # noqa: F821
        back_populates="checklists"
    )
    items: Mapped[list[ChecklistItem]] = relationship(
        back_populates="checklist",
        order_by=ChecklistItem.rank,
        cascade="all, delete-orphan",
        passive_deletes=True,
    )

    @classmethod
    def visible_to(cls, viewer: Any) -> Select[Any]:
        from models.task.task import Task

        tasks = Task.visible_to(viewer).with_only_columns(Task.id)
        return select(cls).where(cls.task_id.in_(tasks))

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
        item = ChecklistItem(text=text.strip(), rank=between(last, None))
        self.items.append(item)
        self.task.record("listed", by=by, text=item.text)
        return item

    def retitle(self, title: str, by: Any) -> Event | None:
        if title == self.title:
            return None
        was, self.title = self.title, title
        return self.task.record("relisted", by=by, before={"text": was}, text=title)

    def remove(self, by: Any) -> None:
        self.task.record("unlisted", by=by, before={"text": self.title}, text=self.title)
        db.session.delete(self)


class Checking:
    @declared_attr
    def checklists(cls) -> Mapped[list[Checklist]]:
        return relationship(
            Checklist,
            order_by=Checklist.rank,
            back_populates="task",
            cascade="all, delete-orphan",
            passive_deletes=True,
        )

    def add_checklist(self, title: str, by: Any) -> Checklist:
        last = self.checklists[-1].rank if self.checklists else None
        checklist = Checklist(title=title.strip(), rank=between(last, None))
        self.checklists.append(checklist)
        self.record("listed", by=by, text=checklist.title)
        return checklist

"""One import, from the file to its account, and back if it is undone."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Addressed, Base, Instant, now
from models.event import Recorded, declare

declare("import_run.started", "import_run.undone", icon="download")


class ImportRun(Recorded, Addressed, Base):
    __tablename__ = "import_run"

    kind: Mapped[str]
    name: Mapped[str]
    path: Mapped[str]
    state: Mapped[str] = mapped_column(default="uploaded", index=True)
    choices: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    draft_path: Mapped[str | None]
    preview: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    account: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    progress: Mapped[int] = mapped_column(default=0)
    project_id: Mapped[int | None] = mapped_column(ForeignKey("project.id"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    error: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(Instant, default=now)
    finished_at: Mapped[datetime | None] = mapped_column(Instant)
    claimed_at: Mapped[datetime | None] = mapped_column(Instant)

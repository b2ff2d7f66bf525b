"""An invitation by e-mail to one or more projects: single use, and it expires."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Addressed, Base, Instant, now
from models.event import Recorded, declare
from models.user.user import User

declare(
    "invitation.sent",
    "invitation.accepted",
    "invitation.revoked",
    icon="mail",
)


class InvitationProject(Base):
    __tablename__ = "invitation_project"

    invitation_id: Mapped[int] = mapped_column(ForeignKey("invitation.id"), primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), primary_key=True)


class Invitation(Recorded, Addressed, Base):
    __tablename__ = "invitation"

    token_hash: Mapped[str] = mapped_column(unique=True)
    email: Mapped[str]
    name: Mapped[str] = mapped_column(default="")
    role: Mapped[str]
    client_id: Mapped[int | None] = mapped_column(ForeignKey("client.id"))
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    language: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(Instant, default=now)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    accepted_at: Mapped[datetime | None] = mapped_column(Instant)
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)

    invited_by: Mapped[User] = relationship()
    projects: Mapped[list["Project"]] = relationship(  # type: ignore[name-defined]  # noqa: F821
        secondary="invitation_project"
    )

    @property
    def project_id(self) -> int | None:
        """The first project, where its event is told."""
        return self.projects[0].id if self.projects else None

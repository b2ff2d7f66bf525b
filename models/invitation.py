"""An invitation by e-mail to one or more projects: single use, and it expires."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Select, and_, exists, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.audience import Viewer
from models.base import Addressed, Base, Instant, db, in_turn, now
from models.event import Recorded, declare
from models.project.membership import Membership, check_room, end_of
from models.sealed import seal
from models.user.naming import initials
from models.user.user import User

VALID = timedelta(days=7)

declare(
    "invitation.sent",
    "invitation.renewed",
    "invitation.accepted",
    "invitation.revoked",
    icon="mail",
    audited=True,
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
    last_day: Mapped[date | None]  # until when they take part, once they do
    created_at: Mapped[datetime] = mapped_column(Instant, default=now)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    accepted_at: Mapped[datetime | None] = mapped_column(Instant)
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)

    invited_by: Mapped[User] = relationship()
    projects: Mapped[list["Project"]] = relationship(  # type: ignore[name-defined]  # noqa: F821
        secondary="invitation_project", order_by="Project.name", lazy="selectin"
    )

    @property
    def initials(self) -> str:
        return initials(self.name) if self.name else self.email[:2].upper()

    @property
    def project_id(self) -> int | None:
        """The first project, where its event is told."""
        return self.projects[0].id if self.projects else None

    @classmethod
    def visible_to(cls, viewer: Viewer) -> Select[Any]:
        """Those to projects one belongs to: the door asks for the right to invite besides."""
        if viewer.is_wide:
            return select(cls)
        mine = [place.project_id for place in viewer.places]
        through = select(1).where(
            and_(
                InvitationProject.invitation_id == cls.id,
                InvitationProject.project_id.in_(mine),
            )
        )
        return select(cls).where(exists(through))

    @classmethod
    def standing(cls, email: str) -> Select[Any]:
        """All to one address that stand."""
        return select(cls).where(cls.email == email, *cls.stands())

    @classmethod
    def stands(cls) -> tuple[ColumnElement[bool], ...]:
        """Neither accepted nor revoked."""
        return cls.accepted_at.is_(None), cls.revoked_at.is_(None)

    @classmethod
    def open_to(cls, project: Any) -> Select[Any]:
        """Those that stand; an expired one can be renewed."""
        its = InvitationProject.project_id == project.id
        through = InvitationProject.invitation_id == cls.id
        return (
            select(cls).join(InvitationProject, through).where(its, *cls.stands()).order_by(cls.id)
        )

    @classmethod
    def to(cls, project: Any, email: str) -> "Invitation | None":
        """The one that an address can be accepted by."""
        still = cls.open_to(project).where(cls.email == email, cls.expires_at > now())
        return db.session.scalar(still)

    @property
    def there(self) -> list["Project"]:  # type: ignore[name-defined]  # noqa: F821
        """Its projects but for those in the bin."""
        return [project for project in self.projects if not project.deleted_at]

    @property
    def opens(self) -> list["Project"]:  # type: ignore[name-defined]  # noqa: F821
        """Its projects that are worked on."""
        return [project for project in self.projects if project.is_open]

    @classmethod
    def with_secret(cls, secret: str) -> "Invitation | None":
        """The one behind a link, while that link still opens something."""
        from models.project.project import Project

        return db.session.scalar(
            select(cls).where(
                cls.projects.any(and_(Project.archived_at.is_(None), Project.is_there())),
                cls.token_hash == seal(secret),
                cls.expires_at > now(),
                *cls.stands(),
            )
        )

    @classmethod
    def to_accept(cls, secret: str) -> "Invitation | None":
        """As `with_secret`, when whoever accepts it at this moment has done so."""
        in_turn()
        return cls.with_secret(secret)

    @classmethod
    def send(
        cls,
        email: str,
        role: str,
        projects: Sequence[Any],
        by: Any,
        secret: str,
        name: str = "",
        language: str = "fr",
        company: Any = None,
        last_day: date | None = None,
    ) -> "Invitation | None":
        """A link to these projects, by the secret of a letter; None if one is open already.

        `company`: the partner agency they are of; a client is of the projects'. Raises NoRoom for
        a reader too many.
        """
        in_turn()
        if any(cls.to(project, email) for project in projects):
            return None
        check_room(role, email)
        invitation = cls(
            token_hash=seal(secret),
            email=email,
            name=name,
            role=role,
            client_id=projects[0].client_id if role == "client" else company and company.id,
            invited_by=by,
            language=language,
            last_day=last_day,
            expires_at=now() + VALID,
            projects=list(projects),
        )
        db.session.add(invitation)
        invitation.record("sent", by=by, email=email, role=role)
        return invitation

    @property
    def has_expired(self) -> bool:
        return self.expires_at <= now()

    def renew(self, secret: str, by: Any) -> bool:
        """A new link, and the one before opens nothing any more; False if it stands no more."""
        in_turn(self)
        if self.accepted_at is not None or self.revoked_at is not None:
            return False
        self.token_hash, self.expires_at = seal(secret), now() + VALID
        self.record("renewed", by=by, email=self.email)
        return True

    def revoke(self, by: Any) -> None:
        in_turn(self)
        if self.revoked_at is None and self.accepted_at is None:
            self.revoked_at = now()
            self.record("revoked", by=by, email=self.email)

    def accept(self, by: User) -> None:
        """The invited person joins the projects; the link is spent."""
        if self.accepted_at is not None:
            return
        self.accepted_at = now()
        self.record("accepted", by=by, email=self.email, role=self.role)
        for project in self.opens:
            end = end_of(self.last_day, project)
            Membership.grant(project, by, self.role, by=self.invited_by, expires_at=end)
        from models.imported_person import ImportedPerson

        ImportedPerson.recognise(by, self.opens)

"""A project goes from the database in batches: its import undone, or its time in the bin over."""

from typing import Any

from sqlalchemy import Text, cast, delete, or_, select, update

from models.base import change, db, now
from models.baseline import Baseline
from models.column import Column
from models.deleting import KEPT
from models.delivery import Delivery
from models.event import Event
from models.import_run import ImportRun
from models.invitation import Invitation, InvitationProject
from models.label import Label
from models.notification import Notification
from models.override import Override
from models.printout import Printout
from models.project.membership import Membership
from models.project.project import Project
from models.report_schedule import ReportSchedule
from models.status_report import StatusReport
from models.task.task import Task
from models.user.mailing import ProjectRhythm
from models.workweek import Workweek

# What belongs to a project besides its tasks, what refers to another before that other.
OF_A_PROJECT: tuple[Any, ...] = (
    Notification,
    ProjectRhythm,
    Printout,
    ReportSchedule,
    StatusReport,
    Label,
    Column,
    Membership,
    Override,
    Baseline,
    Workweek,
)
AT_ONCE = 20


def remove_tasks(tasks: list[int]) -> None:
    """With all that hangs on them; what lay in them lies at the top until its own turn."""
    orphaned = update(Task).where(Task.parent_id.in_(tasks)).values(parent_id=None)
    for statement in (orphaned, delete(Task).where(Task.id.in_(tasks))):
        db.session.execute(statement.execution_options(synchronize_session=False))


def remove_the_rest(project_id: int) -> None:
    """All but its tasks, which have gone before; letters stay among the mail that left."""
    letters = update(Delivery).values(project_id=None, report_id=None)
    for noun, parted in (
        (Delivery, letters),
        (ImportRun, update(ImportRun).values(project_id=None)),
    ):
        its = parted.where(noun.project_id == project_id)
        db.session.execute(its.execution_options(synchronize_session=False))
    _withdraw_invitations(project_id)
    for noun in OF_A_PROJECT:
        db.session.execute(delete(noun).where(noun.project_id == project_id))
    db.session.execute(delete(Project).where(Project.id == project_id))


def past_keeping() -> int | None:
    """A project whose time in the bin is over."""
    old = select(Project.id).where(Project.deleted_at < now() - KEPT)
    return db.session.scalar(old.order_by(Project.id).limit(1))


def remove_some(project_id: int) -> None:
    """One batch: what events of it say, then its tasks, then the rest."""
    with change():
        if _forget_some(project_id):
            return
        tasks = list(db.session.scalars(_tasks_of(project_id).limit(AT_ONCE)))
        if tasks:
            return remove_tasks(tasks)
        db.session.get_one(Project, project_id).record("cleared", by=None)
        remove_the_rest(project_id)


def _tasks_of(project_id: int) -> Any:
    return select(Task.id).where(Task.project_id == project_id).order_by(Task.id)


def _forget_some(project_id: int) -> bool:
    """That something happened, when and by whom stays; what it said goes."""
    says = or_(cast(Event.before, Text) != "{}", cast(Event.details, Text) != "{}")
    told = select(Event.seq).where(Event.project_id == project_id, says).limit(AT_ONCE * 10)
    chosen = list(db.session.scalars(told))
    emptied = update(Event).where(Event.seq.in_(chosen)).values(before={}, details={})
    db.session.execute(emptied.execution_options(synchronize_session=False))
    return bool(chosen)


def _withdraw_invitations(project: int) -> None:
    """An invitation to nothing but this project opens nothing any more."""
    here = select(InvitationProject.invitation_id).where(InvitationProject.project_id == project)
    invitations: list[Any] = list(db.session.scalars(here))
    db.session.execute(delete(InvitationProject).where(InvitationProject.project_id == project))
    elsewhere = select(InvitationProject.invitation_id)
    db.session.execute(
        update(Invitation)
        .where(
            Invitation.id.in_(invitations),
            Invitation.id.not_in(elsewhere),
            Invitation.accepted_at.is_(None),
        )
        .values(revoked_at=now())
        .execution_options(synchronize_session=False)
    )

"""The nouns and their verbs. Importing this package knows every table."""

from models.agency import Agency
from models.attachment import Attachment
from models.attempt import Attempt
from models.audience import Audience, Viewer
from models.base import change, db, now
from models.baseline import Baseline, BaselineTask
from models.client import Client
from models.column import Column
from models.comment import Comment
from models.delivery import Delivery
from models.event import Event
from models.file import File
from models.import_run import ImportRun
from models.imported_person import ImportedPerson
from models.invitation import Invitation, InvitationProject
from models.label import Label
from models.mark import Mark
from models.notification import Notification
from models.override import Override
from models.presence import Presence
from models.printout import Printout
from models.project.membership import Membership
from models.project.project import Project
from models.reaction import Reaction
from models.report_schedule import ReportSchedule
from models.search import Findable
from models.session import Session
from models.status_report import StatusReport
from models.taking_part import ProjectTeam
from models.task.assigning import Assignment
from models.task.checking import Checklist, ChecklistItem
from models.task.hiding import Listing
from models.task.labelling import TaskLabel
from models.task.linking import Link
from models.task.nesting import Ancestry
from models.task.task import Task
from models.task.watching import Follow
from models.team import Team, TeamMember, TeamReach
from models.token import Token
from models.user.mailing import ProjectRhythm
from models.user.user import User
from models.workweek import DayException, Workweek

__all__ = [
    "Agency",
    "Ancestry",
    "Assignment",
    "Attachment",
    "Attempt",
    "Audience",
    "Baseline",
    "BaselineTask",
    "Checklist",
    "ChecklistItem",
    "Client",
    "Column",
    "Comment",
    "DayException",
    "Delivery",
    "Event",
    "File",
    "Findable",
    "Follow",
    "ImportRun",
    "ImportedPerson",
    "Invitation",
    "InvitationProject",
    "Label",
    "Link",
    "Listing",
    "Mark",
    "Membership",
    "Notification",
    "Override",
    "Presence",
    "Printout",
    "Project",
    "ProjectRhythm",
    "ProjectTeam",
    "Reaction",
    "ReportSchedule",
    "Session",
    "StatusReport",
    "Task",
    "TaskLabel",
    "Team",
    "TeamMember",
    "TeamReach",
    "Token",
    "User",
    "Viewer",
    "Workweek",
    "change",
    "db",
    "now",
]

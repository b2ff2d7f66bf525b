"""The account of an import: announced and imported, and what needs a look."""

from dataclasses import dataclass

from imports.counting import names_of_counts
from imports.draft import Loss
from imports.losses import Lost, summed
from models import ImportRun

ROWS = {
    "trello": (
        "lists", "cards", "archived_cards", "labels", "checklist_items", "comments", "attachments",
        "due_dates", "members",
    ),
    "msproject": (
        "tasks", "phases", "milestones", "links", "resources", "assignments", "calendars",
        "exceptions", "constraints", "deadlines", "baselines",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    announced: int
    imported: int


class Account:
    def __init__(self, run: ImportRun) -> None:
        self.run = run
        self.built = run.account["built"]
        self.losses = [Loss(*one) for one in run.account["losses"]]
        self.names = [one for one in run.people if one.user is None and one.member]

    @property
    def rows(self) -> list[Row]:
        said, announced = names_of_counts(), self.run.preview["announced"]
        return [Row(said[one], announced[one], self.built[one]) for one in ROWS[self.run.kind]]

    @property
    def warnings(self) -> list[Lost]:
        return [one for one in summed(self.losses) if one.is_warning]

    @property
    def others(self) -> list[Lost]:
        return [one for one in summed(self.losses) if not one.is_warning]

    @property
    def to_look_at(self) -> int:
        return len(self.warnings) + bool(self.names)

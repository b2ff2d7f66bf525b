"""What the agenda of a phone is narrowed to: kept in the address, each chip a link."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from urllib.parse import urlencode

from blueprints.boards.filters import Filters
from fragments.plan.agenda import Wanted
from models import Project, Task, Viewer, db


@dataclass(frozen=True)
class Narrowing:
    """`person` is ‘me’ or somebody’s public id, as on the board."""

    kind: str = ""
    due: str = ""
    person: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Narrowing":
        kind, due = query.get("kind", ""), query.get("due", "")
        return cls(
            kind if kind == "milestone" else "",
            due if due == "late" else "",
            query.get("person", "")[:32],
        )

    def toggled(self, name: str, value: str) -> str:
        """The address with one choice made, or taken back if it is made already."""
        fields = asdict(self)
        fields[name] = "" if fields[name] == value else value
        return "?" + urlencode({name: value for name, value in fields.items() if value})

    def wanted(self, project: Project, viewer: Viewer) -> Wanted:
        return Wanted(bool(self.kind), bool(self.due), self._theirs(project, viewer))

    def _theirs(self, project: Project, viewer: Viewer) -> tuple[str, ...] | None:
        if not self.person:
            return None
        on_them = Filters(people=(self.person,)).conditions(viewer.id, viewer.today)
        seen = Task.visible_to(viewer).where(Task.project_id == project.id, *on_them)
        return tuple(sorted(db.session.scalars(seen.with_only_columns(Task.public_id))))

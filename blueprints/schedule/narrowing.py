"""How a plan is shown and what its agenda is narrowed to: kept in the address, a link each."""

from dataclasses import asdict, dataclass
from urllib.parse import parse_qsl, urlencode

from flask import request
from werkzeug.datastructures import MultiDict

from blueprints.boards.filters import Filters
from fragments.plan.agenda import Wanted
from models import Project, Task, Viewer, db


@dataclass(frozen=True)
class Narrowing:
    """`person` is ‘me’ or somebody’s public id, as on the board; zoom and folds go along."""

    kind: str = ""
    due: str = ""
    person: str = ""
    zoom: str = ""
    folded: tuple[str, ...] = ()

    @classmethod
    def of(cls, query: MultiDict[str, str]) -> "Narrowing":
        """Folded are the phases that were, and the one that is folded or unfolded now."""
        kind, due = query.get("kind", ""), query.get("due", "")
        folded = set(query.getlist("folded")) ^ set(query.getlist("fold"))
        return cls(
            kind if kind == "milestone" else "",
            due if due == "late" else "",
            query.get("person", "")[:32],
            query.get("zoom", ""),
            tuple(sorted(folded)),
        )

    @classmethod
    def of_page(cls) -> "Narrowing":
        """That of the page which asks: htmx sends its address along, a form has it as its own."""
        address = request.headers.get("HX-Current-URL", request.url)  # whatever a browser says
        query = address.partition("#")[0].partition("?")[2]
        return cls.of(MultiDict(parse_qsl(query)))

    def toggled(self, name: str, value: str) -> str:
        """The address with one choice made, or taken back if it is made already."""
        return self.address(**{name: "" if getattr(self, name) == value else value})

    def address(self, **chosen: str) -> str:
        """What it says now, but for what is chosen."""
        fields = {name: value for name, value in (asdict(self) | chosen).items() if value}
        return "?" + urlencode(fields, doseq=True)

    def wanted(self, project: Project, viewer: Viewer) -> Wanted:
        return Wanted(bool(self.kind), bool(self.due), self._theirs(project, viewer))

    def _theirs(self, project: Project, viewer: Viewer) -> tuple[str, ...] | None:
        if not self.person:
            return None
        on_them = Filters(people=(self.person,)).conditions(viewer.id, viewer.today)
        seen = Task.visible_to(viewer).where(Task.project_id == project.id, *on_them)
        return tuple(sorted(db.session.scalars(seen.with_only_columns(Task.public_id))))

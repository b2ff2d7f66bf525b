"""A row of a plan: what it shows one audience, drawn once for all who see the same, and kept."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from hashlib import blake2b
from typing import Any, NamedTuple

from flask import current_app

import i18n
from fragments.keeping import Card, kept
from fragments.plan.outline import A_DAY, Line
from fragments.plan.scale import ORIGIN
from fragments.rows import Face, is_hatched, people_on
from models import Audience, Project
from models.task.dating import last_day
from scheduling import Calendar, minute_of, working_time

OFFICE = (8 * 60, 17 * 60)


class RowView(NamedTuple):
    """All that a row shows, and nothing else: two that are equal are drawn alike.

    `s` and `d` are where its bar begins, in days from ORIGIN, and how long it is; None without one.
    """

    public_id: str
    title: str
    kind: str
    level: int
    is_folded: bool | None  # None: it holds nothing
    internal: bool
    column: str
    people: tuple[Face, ...]
    start: date | None
    finish: date | None
    days: float | None  # of work
    percent: int
    is_closed: bool
    is_late: bool
    s: float | None
    d: float
    deadline: int | None
    pin: date | None
    manual: bool
    after: tuple[str, ...]  # the names of what it waits for
    outside: bool  # does it also wait for what is not seen here?
    language: str

    @property
    def dates(self) -> tuple[Any, ...]:
        """All of it that other dates would change."""
        return self.s, self.d, self.start, self.finish, self.days, self.is_late

    @property
    def label(self) -> int:
        """How many letters stand beside a milestone."""
        return 7 if self.kind == "milestone" and self.s is not None else 0


class Rows:
    """Lines of an outline, made ready to be drawn for one audience at one date."""

    def __init__(
        self, project: Project, audience: Audience, calendar: Calendar, today: date
    ) -> None:
        self.audience, self.today = audience, today
        self.hatches = is_hatched(project, audience)
        self.time = working_time(calendar)
        self.hours = hours_of(calendar)

    def views(
        self, lines: Sequence[Line], links: Iterable[Any], outside: Collection[int] = ()
    ) -> list[RowView]:
        people = people_on([line.row.id for line in lines])
        titles = {line.row.id: line.row.title for line in lines}
        after: dict[int, list[str]] = {}
        for link in links:
            if link.predecessor_id in titles:
                after.setdefault(link.successor_id, []).append(titles[link.predecessor_id])
        views = [
            self._view(line, people.get(line.row.id, ()), after.get(line.row.id, ()))
            for line in lines
        ]
        return [
            view._replace(outside=True) if line.row.id in outside else view
            for line, view in zip(lines, views, strict=True)
        ]

    def _view(self, line: Line, people: Sequence[Face], after: Sequence[str]) -> RowView:
        row, is_closed = line.row, line.row.closed_at is not None
        finish = last_day(line.finish) if line.finish else None
        s, d = self._bar(line)
        return RowView(
            public_id=row.public_id,
            title=row.title,
            kind=row.kind,
            level=line.level,
            is_folded=line.is_folded if line.holds and row.kind == "phase" else None,
            internal=self.hatches and row.sight != "client",
            column=row.column or "",
            people=tuple(people),
            start=line.start.date() if line.start and row.kind != "milestone" else None,
            finish=finish,
            days=self._days(line),
            percent=100 if is_closed else line.percent,
            is_closed=is_closed,
            is_late=not is_closed
            and line.percent < 100
            and is_late(line.finish, row.deadline, self.today),
            s=s,
            d=d,
            deadline=self._deadline(row),
            pin=row.constraint_at.date()
            if row.constraint == "SNET" and row.constraint_at
            else None,
            manual=row.manual and row.kind == "task",
            after=tuple(after),
            outside=False,
            language=self.audience.language,
        )

    @staticmethod
    def _deadline(row: Any) -> int | None:
        """Of what is still to be done."""
        is_over = row.closed_at is not None or row.kind != "task" or row.deadline is None
        return None if is_over else number_of(row.deadline)

    def _bar(self, line: Line) -> tuple[float | None, float]:
        if line.start is None or line.finish is None:
            return None, 0.0
        if line.row.kind == "milestone":
            return float(number_of(line.finish)), 1.0
        begin, end = place(line.start, self.hours), place(line.finish, self.hours)
        return begin, max(round(end - begin, 2), 0.25)

    def _days(self, line: Line) -> float | None:
        if line.row.kind == "milestone" or line.start is None or line.finish is None:
            return None
        minutes = line.row.duration if line.row.kind == "task" else None
        if minutes is None:
            minutes = self.time.between(minute_of(line.start), minute_of(line.finish))
        return round(minutes / A_DAY, 1)


def is_late(finish: datetime | None, due: datetime | None, today: date) -> bool:
    """Over, or past what was promised; of what is not done."""
    end, missed = finish or due, bool(finish and due and finish > due)
    return missed or (end is not None and last_day(end) < today)


def hours_of(calendar: Calendar) -> tuple[int, int]:
    """When a working day of a calendar begins at the earliest, and ends at the latest."""
    shifts = [shift for day in calendar.week for shift in day or ()]
    if not shifts:
        return OFFICE
    return min(begin for begin, _ in shifts), max(end for _, end in shifts)


def place(moment: datetime, hours: tuple[int, int]) -> float:
    """Days from ORIGIN; the hours of work fill the day."""
    begin, end = hours
    part = (moment.hour * 60 + moment.minute - begin) / (end - begin)
    return round((moment.date() - ORIGIN).days + min(max(part, 0), 1), 2)


def number_of(end: datetime) -> int:
    """The day from ORIGIN that an end belongs to."""
    return (last_day(end) - ORIGIN).days


def drawn(views: Sequence[RowView], year: int) -> list[Card]:
    """Rows in the order of their views; dates of `year` go without it."""
    keys = [("row", view, year) for view in views]
    found = kept.many(keys)
    template = current_app.jinja_env.get_template("schedule/_row.html")
    context = template.new_context({"row": None, "year": year})
    for place, (view, key) in enumerate(zip(views, keys, strict=True)):
        if found[place] is None:
            context.parent["row"] = view
            with i18n.speaking(view.language):
                html = "".join(template.root_render_func(context))
            html = html.replace(">\n<", "><")  # nodes of blanks would be a third of all
            found[place] = Card(view.public_id, _mark(html), html)
            kept.keep(key, found[place])
    return found


def _mark(html: str) -> str:
    return blake2b(html.encode(), digest_size=6).hexdigest()

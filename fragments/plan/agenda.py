"""A plan on a phone: what begins, ends and goes on, week by week from this one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from fragments.plan.rows import RowView
from i18n import _

MOST = 60


@dataclass(slots=True, frozen=True)
class Item:
    """One thing to know of one day."""

    day: date
    row: RowView
    state: str  # late, ends, goes, begins, milestone


@dataclass(slots=True, frozen=True)
class Week:
    monday: date
    name: str
    is_now: bool
    is_near: bool  # its name is not its number
    items: tuple[Item, ...]

    @property
    def number(self) -> int:
        return self.monday.isocalendar().week

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)


@dataclass(slots=True, frozen=True)
class Wanted:
    """What of it somebody wants to see; `theirs` are public ids."""

    milestones: bool = False
    late: bool = False
    theirs: tuple[str, ...] | None = None

    def __call__(self, view: RowView) -> bool:
        return (
            (not self.milestones or view.kind == "milestone")
            and (not self.late or view.is_late)
            and (self.theirs is None or view.public_id in self.theirs)
        )


ALL = Wanted()


def agenda(views: Sequence[RowView], today: date, wanted: Wanted = ALL) -> list[Week]:
    """At most 60 things, the nearest first."""
    items = [_item(view, today) for view in views if _is_ahead(view) and wanted(view)]
    items.sort(key=lambda item: (item.day, item.row.kind != "milestone"))
    return [
        _week(monday, today, tuple(those))
        for monday, those in groupby(items[:MOST], key=lambda item: _monday(item.day))
    ]


def _is_ahead(view: RowView) -> bool:
    return view.kind != "phase" and view.finish is not None and view.percent < 100


def _item(view: RowView, today: date) -> Item:
    finish, start = view.finish or today, view.start or view.finish or today
    if finish < today:
        return Item(today, view, "late")
    if view.kind == "milestone":
        return Item(finish, view, "milestone")
    if start > today:
        return Item(start, view, "begins")
    if finish < _monday(today) + timedelta(days=14):
        return Item(finish, view, "ends")
    return Item(today, view, "goes")


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _week(monday: date, today: date, items: tuple[Item, ...]) -> Week:
    ahead = (monday - _monday(today)).days // 7
    numbered = _("W%(number)d", number=monday.isocalendar().week)
    name = {0: _("This week"), 1: _("Next week")}.get(ahead, numbered)
    return Week(monday, name, is_now=ahead == 0, is_near=ahead < 2, items=items)

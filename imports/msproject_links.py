"""The links of an XML plan, four kinds with lags; those that cannot be are left out, and said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imports.draft import DraftCard
from imports.draft_of_a_plan import DraftLink
from imports.elements import Node
from imports.msproject_tasks import is_elapsed
from imports.refusal import ImportRefused
from scheduling import Activity, Calendar, Link, Loop, Plan, Summary, working_time

if TYPE_CHECKING:
    from imports.msproject import File

KINDS = {"0": "FF", "1": "FS", "2": "SF", "3": "SS"}
PERCENT, ELAPSED_PERCENT = 19, 20
MOST_LOOPS = 20


def read_links(file: File, cards: list[DraftCard]) -> list[DraftLink]:
    """One link at most between two tasks of the plan, and none that leads round."""
    known = {one.key: one for one in cards}
    found: dict[tuple[str, str], DraftLink] = {}
    for row in file.rows["Tasks"]:
        card = known.get(row.line("UID"))
        if card is None:
            continue
        for one in row.all("PredecessorLink"):
            link = _link(file, one, card.key)
            ends = link.predecessor, link.successor
            if link.predecessor not in known or one.flag("CrossProject"):
                file.lose("plan_link", card.title, one.line("CrossProjectName"))
            elif ends in found:
                file.lose("plan_link_twice", card.title)
            else:
                found[ends] = link
    return _without_loops(file, cards, list(found.values()))


def _link(file: File, row: Node, successor: str) -> DraftLink:
    """Lags are tenths of a minute, or hundredths of the predecessor's duration."""
    form, lag = row.whole("LagFormat") % 32, row.whole("LinkLag")
    unit = "elapsed" if is_elapsed(form) else "working"
    if form in (PERCENT, ELAPSED_PERCENT):
        unit = "percent" if form == PERCENT else "elapsed_percent"
    else:
        file.rounded += lag % 10 != 0
        lag = (lag + 5) // 10
    return DraftLink(
        row.line("PredecessorUID"), successor, KINDS.get(row.line("Type"), "FS"), lag, unit
    )


def _without_loops(file: File, cards: list[DraftCard], links: list[DraftLink]) -> list[DraftLink]:
    """Microsoft Project refuses loops; whatever wrote one, it loses the link that closes it."""
    titles = {one.key: one.title for one in cards}
    for _time in range(MOST_LOOPS):
        loop = _loop(cards, links)
        if loop is None:
            return links
        on_it = [one for one in links if {one.predecessor, one.successor} <= set(loop)]
        closing = on_it[-1]
        links.remove(closing)
        file.lose("plan_link_loop", titles[closing.successor], titles[closing.predecessor])
    raise ImportRefused("loops")


def _loop(cards: list[DraftCard], links: list[DraftLink]) -> list[str] | None:
    anywhere = working_time(Calendar())
    leaves = [one for one in cards if one.kind != "phase"]
    try:
        Plan(
            0,
            anywhere,
            tuple(Activity(one.key, 0, anywhere, parent=one.parent or None) for one in leaves),
            tuple(Link(one.predecessor, one.successor) for one in links),
            tuple(
                Summary(one.key, parent=one.parent or None) for one in cards if one.kind == "phase"
            ),
        )
    except Loop as loop:
        return [str(one) for one in loop.ids]
    return None

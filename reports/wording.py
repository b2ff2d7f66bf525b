"""The summary in plain sentences, position first and bad news before good, to be edited."""

from dataclasses import dataclass

from formats import day_month
from i18n import _, ngettext
from reports.facts import Facts, Milestone

LIMIT = 100  # words a client reads before anything else
MOVES = 2
RESULTS, STEPS = 7, 5  # how many a sheet lists unless a person asks for more


@dataclass(frozen=True)
class Tally:
    """How many tasks there are in all, listed or not."""

    late: int = 0
    done: int = 0
    due: int = 0


def summary(facts: Facts, tally: Tally) -> str:
    """Three to five sentences in the language being spoken."""
    counted = [lateness(tally.late), progress(facts, tally.done), ahead(facts, tally.due)]
    sentences = [position(facts), *moves(facts), *counted]
    return " ".join(sentence for sentence in sentences if sentence)


def word_count(text: str) -> int:
    """How many words."""
    return sum(any(letter.isalnum() for letter in word) for word in text.split())


def position(facts: Facts) -> str:
    """Where the whole stands: the last milestone's date, and whether it holds."""
    if not facts.milestones:
        return ""
    goal = facts.milestones[-1]
    day = {"title": goal.title, "day": day_month(goal.forecast)}
    if goal.reached:
        return _("%(title)s was reached on %(day)s.", **day)
    if goal.forecast < facts.today:
        return _("%(title)s was planned for %(day)s and is late.", **day)
    if goal.variance is None:
        return _("%(title)s is planned for %(day)s.", **day)
    if goal.variance > 0:
        return moved(goal)
    return _("The date of %(day)s holds for %(title)s.", **day)


def moves(facts: Facts) -> list[str]:
    """The nearest milestones that moved away, or whose date has passed."""
    others = [stop for stop in facts.milestones[:-1] if not stop.reached]
    bad = [stop for stop in others if stop.forecast < facts.today or (stop.variance or 0) > 0]
    return [
        _("%(title)s is late.", title=stop.title) if stop.forecast < facts.today else moved(stop)
        for stop in bad[:MOVES]
    ]


def moved(stop: Milestone) -> str:
    """The sentence for a milestone that has moved since the last report."""
    assert stop.last is not None
    return _(
        "%(title)s moves from %(last)s to %(day)s.",
        title=stop.title,
        last=day_month(stop.last),
        day=day_month(stop.forecast),
    )


def lateness(late: int) -> str:
    """The sentence for tasks past their date, if there are any."""
    if not late:
        return ""
    return ngettext("%(num)d task is past its date.", "%(num)d tasks are past their date.", late)


def progress(facts: Facts, count: int) -> str:
    """The sentence for what has been finished, if anything was."""
    since = day_month(facts.period_from)
    if not count:
        return ""
    if count > RESULTS:
        return _(
            "%(num)d tasks have been finished since %(day)s, %(listed)d of which are listed.",
            num=count,
            day=since,
            listed=RESULTS,
        )
    return ngettext(
        "%(num)d task has been finished since %(day)s.",
        "%(num)d tasks have been finished since %(day)s.",
        count,
        day=since,
    )


def ahead(facts: Facts, count: int) -> str:
    """The sentence for what is due next, if anything is."""
    until = day_month(facts.next_until)
    if not count:
        return ""
    if count > STEPS:
        return _(
            "%(num)d tasks are due by %(day)s, the first %(listed)d of which are listed.",
            num=count,
            day=until,
            listed=STEPS,
        )
    return ngettext(
        "%(num)d task is due by %(day)s.", "%(num)d tasks are due by %(day)s.", count, day=until
    )

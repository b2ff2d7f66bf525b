"""The summary in plain sentences, position first and bad news before good, to be edited."""

import re
from dataclasses import dataclass

from formats import date_range, day_month
from i18n import _, ngettext
from reports.facts import Facts, Milestone, Schedule

LIMIT = 100  # words a client reads before anything else
MOVES = 2
RESULTS, STEPS, ASKS = 7, 5, 5  # how many a sheet lists unless a person asks for more


@dataclass(frozen=True)
class Tally:
    """How many tasks there are in all, listed or not."""

    late: int = 0
    done: int = 0


def summary(facts: Facts, tally: Tally) -> str:
    """Three to five sentences in the language being spoken."""
    moved = moves(facts)
    counted = [lateness(tally.late), progress(facts, tally.done)]
    sentences = [position(facts), *moved, expected(facts), *counted, "" if moved else ahead(facts)]
    return " ".join(sentence for sentence in sentences if sentence)


def word_count(text: str) -> int:
    """How many words."""
    return sum(any(letter.isalnum() for letter in word) for word in text.split())


def position(facts: Facts) -> str:
    """Where the whole stands: the last milestone's date, and whether it holds."""
    if not facts.milestones:
        return ""
    goal = facts.milestones[-1]
    named = {"title": inner(goal.title), "day": day_month(goal.forecast)}
    if goal.reached:
        return _("‘%(title)s’ was reached on %(day)s.", **named)
    if goal.variance is None and goal.forecast >= facts.today:
        return _("‘%(title)s’ is planned for %(day)s.", **named)
    return slipped(goal, facts) or _("The date of %(day)s holds for ‘%(title)s’.", **named)


def moves(facts: Facts) -> list[str]:
    """The nearest milestones that moved away, or whose date has passed."""
    others = [slipped(stop, facts) for stop in facts.milestones[:-1] if not stop.reached]
    return [sentence for sentence in others if sentence][:MOVES]


def slipped(stop: Milestone, facts: Facts) -> str:
    """The sentence for a milestone that is late, or later than the last report said."""
    title = inner(stop.title)
    if stop.forecast < facts.today:
        day = day_month(stop.forecast)
        return _("‘%(title)s’ was planned for %(day)s and is late.", title=title, day=day)
    if not stop.last or stop.last >= stop.forecast:
        return ""
    days = date_range(stop.last, stop.forecast, text=True)
    return _("‘%(title)s’ moves from %(days)s.", title=title, days=days)


def ahead(facts: Facts) -> str:
    """The milestone that comes next, if it is not the last, which was told first."""
    coming = [stop for stop in facts.milestones[:-1] if not stop.reached]
    if not coming:
        return ""
    title, day = inner(coming[0].title), day_month(coming[0].forecast)
    return _("The next milestone is ‘%(title)s’, on %(day)s.", title=title, day=day)


def inner(title: str) -> str:
    """As it stands between quotes: its own become those within."""
    return re.sub(r"«\s*(.*?)\s*»", r"“\1”", title)


def lateness(late: int) -> str:
    """The sentence for tasks past their date, if there are any."""
    if not late:
        return ""
    return ngettext("One task is past its date.", "There are %(num)d tasks past their date.", late)


def progress(facts: Facts, count: int) -> str:
    """The sentence for what has been finished, if anything was."""
    since = day_month(facts.period_from)
    if not count:
        return ""
    if count > RESULTS:
        return _(
            "Since %(day)s, %(num)d tasks have been finished; the main ones are below.",
            num=count,
            day=since,
        )
    return ngettext(
        "Since %(day)s, one task has been finished.",
        "Since %(day)s, %(num)d tasks have been finished.",
        count,
        day=since,
    )


def expected(facts: Facts) -> str:
    """The sentence for what waits for the client, if anything does."""
    count, first = len(facts.asks), next((ask.on for ask in facts.asks if ask.on), None)
    if not count:
        return ""
    if first is None:
        return ngettext(
            "We expect %(num)d answer from you.",
            "We expect %(num)d answers from you.",
            count,
        )
    return ngettext(
        "We expect %(num)d answer from you, by %(day)s.",
        "We expect %(num)d answers from you, the first by %(day)s.",
        count,
        day=day_month(first),
    )


def standing(schedule: Schedule) -> str:
    """Why the schedule is in its state, in one sentence."""
    finish, due = day_month(schedule.finish), day_month(schedule.due)
    if schedule.finish == schedule.due:
        return _("The agreed date of %(due)s holds.", due=due)
    if schedule.finish < schedule.due:
        return _(
            "The work is forecast to finish on %(finish)s; the agreed date of %(due)s holds.",
            finish=finish,
            due=due,
        )
    if not schedule.over:
        return _(
            "The work is forecast to finish on %(finish)s; the date agreed was %(due)s.",
            finish=finish,
            due=due,
        )
    return ngettext(
        "The work is forecast to finish on %(finish)s, %(num)d working day after the agreed date "
        "of %(due)s.",
        "The work is forecast to finish on %(finish)s, %(num)d working days after the agreed date "
        "of %(due)s.",
        schedule.over,
        finish=finish,
        due=due,
    )


def closed_days(facts: Facts) -> str:
    """The sentence for the public holidays of the next period, if there are any."""
    days = [f"{day_month(day.on)} ({day.name})" for day in facts.absences]
    if not days:
        return ""
    return _("Days on which we are closed: %(days)s.", days=", ".join(days))

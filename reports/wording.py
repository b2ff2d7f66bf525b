"""The summary in plain sentences, position first and bad news before good, to be edited."""

from collections.abc import Sequence

from formats import date_range, day_month, inner
from i18n import N_, _, ngettext
from reports.facts import Facts, Milestone, Schedule

HOLDS = N_("The date of %(day)s holds for ‘%(title)s’.")
PLANNED = N_("‘%(title)s’ is planned for %(day)s.")
LIMIT = 100  # words a client reads before anything else
SENTENCES = 5
MOVES = 2
RESULTS, STEPS, ASKS = 7, 5, 5  # how many a sheet lists unless a person asks for more


def summary(facts: Facts, late: Sequence[str] = ()) -> str:
    """Up to five sentences in the language being spoken; `late`: titles of late tasks."""
    moved = moves(facts)
    bad = [overrun(facts), position(facts), *moved, lateness(late)]
    rest = [expected(facts), progress(facts), "" if moved else ahead(facts)]
    told = [one for one in bad + rest if one][:SENTENCES]
    while word_count(" ".join(told)) > LIMIT:
        told.pop()
    return " ".join(told)


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
    if goal.variance is None and goal.state(facts.today) != "late":
        return _(PLANNED, **named)
    worse = slipped(goal, facts) or missed(goal)
    return worse or _(PLANNED if overrun(facts) else HOLDS, **named)


def missed(goal: Milestone) -> str:
    """The sentence for a milestone that comes later than was promised."""
    if goal.promised and goal.forecast > goal.promised:
        days = date_range(goal.promised, goal.forecast, text=True)
        return _("‘%(title)s’ moves from %(days)s.", title=inner(goal.title), days=days)
    return ""


def overrun(facts: Facts) -> str:
    """The sentence for an agreed date that is missed: then no other is said to hold."""
    whole = facts.schedule
    return standing(whole) if whole and whole.finish > whole.due else ""


def moves(facts: Facts) -> list[str]:
    """The nearest milestones that moved away, or whose date has passed."""
    others = [slipped(stop, facts) for stop in facts.milestones[:-1] if not stop.reached]
    return [sentence for sentence in others if sentence][:MOVES]


def slipped(stop: Milestone, facts: Facts) -> str:
    """The sentence for a milestone that is late, or later than the last report said."""
    title = inner(stop.title)
    if stop.state(facts.today) == "late":
        day = day_month(stop.planned or stop.forecast)
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


def lateness(late: Sequence[str]) -> str:
    """The sentence for tasks past their date, if there are any."""
    first, *others = [inner(title) for title in late] or [""]
    if not first:
        return ""
    if not others:
        return _("‘%(title)s’ is past its date.", title=first)
    if len(others) == 1:
        return _("‘%(title)s’ and ‘%(other)s’ are past their dates.", title=first, other=others[0])
    return _(
        "‘%(title)s’, ‘%(other)s’ and others are past their dates.", title=first, other=others[0]
    )


def progress(facts: Facts) -> str:
    """The sentence for what has been finished, if anything was: by its name, never by a count."""
    first, *others = [inner(done.title) for done in facts.done] or [""]
    said = {"day": day_month(facts.period_from), "title": first, "other": "".join(others[:1])}
    if not first:
        return ""
    if not others:
        return _("Since %(day)s we have finished ‘%(title)s’.", **said)
    if len(others) == 1:
        return _("Since %(day)s we have finished ‘%(title)s’ and ‘%(other)s’.", **said)
    return _("Since %(day)s we have finished ‘%(title)s’ and ‘%(other)s’, among others.", **said)


def expected(facts: Facts) -> str:
    """The sentence for what waits for the client, if anything does."""
    if not facts.asks:
        return ""
    first, more = facts.asks[0], len(facts.asks) > 1
    said = {"title": inner(first.title), "day": day_month(first.on) if first.on else ""}
    if first.on and first.on < facts.today:
        return _("We expected ‘%(title)s’ from you by %(day)s.", **said)
    if first.on and more:
        return _("We need ‘%(title)s’ from you by %(day)s, then the other points below.", **said)
    if first.on:
        return _("We need ‘%(title)s’ from you by %(day)s.", **said)
    if more:
        return _("We need ‘%(title)s’ from you, and the other points below.", **said)
    return _("We need ‘%(title)s’ from you.", **said)


def standing(schedule: Schedule) -> str:
    """Why the schedule is in its state, in one sentence; before it, that all dates have passed."""
    late = _("The planned dates have passed and the work is not done.") if schedule.is_late else ""
    return f"{late} {_ending(schedule)}".strip()


def _ending(schedule: Schedule) -> str:
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
    """The sentence for the days of the next period on which nobody works, if there are any."""
    days = [
        f"{day_month(day.on)} ({day.name})" if day.name else date_range(day.on, day.last, text=True)
        for day in facts.absences
    ]
    if not days:
        return ""
    return _("Days on which we are closed: %(days)s.", days=", ".join(days))

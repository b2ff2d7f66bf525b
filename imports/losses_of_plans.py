"""What a plan of Microsoft Project loses on its way in, in words."""

from __future__ import annotations

from collections.abc import Callable

from i18n import _

Words = Callable[[], str]

SENTENCES: dict[str, tuple[Words, Words]] = {
    "plan_assignment": (
        lambda: _("Assignments to what the file does not hold"),
        lambda: _("The task or the resource is missing."),
    ),
    "plan_assignment_twice": (
        lambda: _("Assignments that are there twice"),
        lambda: _("Only the first came in."),
    ),
    "plan_code": (
        lambda: _("Codes of the outline"),
        lambda: _("They do not come in; the outline itself does."),
    ),
    "plan_constraint": (
        lambda: _("Constraints without a date"),
        lambda: _("The task begins as soon as it can."),
    ),
    "plan_cost": (
        lambda: _("Costs of tasks"),
        lambda: _("They do not come in."),
    ),
    "plan_effort": (
        lambda: _("Tasks by effort, by work or by duration"),
        lambda: _("All tasks keep their duration, whoever works on them."),
    ),
    "plan_exception": (
        lambda: _("Days of calendars that cannot be read"),
        lambda: _("Their hours are those of the week."),
    ),
    "plan_external": (
        lambda: _("Tasks of other plans"),
        lambda: _("They came in with their dates, which nothing moves by itself any more."),
    ),
    "plan_field": (
        lambda: _("Fields of the plan’s own making"),
        lambda: _("They do not come in."),
    ),
    "plan_from_finish": (
        lambda: _("A plan computed from its end"),
        lambda: _("The dates are kept; from now on it is computed from its start."),
    ),
    "plan_group": (
        lambda: _("Groups and codes of resources"),
        lambda: _("They do not come in; the resources do."),
    ),
    "plan_levelled_share": (
        lambda: _("Assignments that levelling delayed"),
        lambda: _("The dates of the task are kept."),
    ),
    "plan_link": (
        lambda: _("Links to tasks that the file does not hold"),
        lambda: _("The dates are kept."),
    ),
    "plan_link_loop": (
        lambda: _("Links that lead in a circle"),
        lambda: _("The one that closes the circle was left out."),
    ),
    "plan_link_twice": (
        lambda: _("Links that are there twice"),
        lambda: _("Only the first came in."),
    ),
    "plan_material": (
        lambda: _("Materials and costs"),
        lambda: _("They came in as names on their tasks, and are nobody to invite."),
    ),
    "plan_note": (
        lambda: _("Notes of resources and assignments"),
        lambda: _("Their text is kept in the line-by-line account; notes of tasks came in."),
    ),
    "plan_physical": (
        lambda: _("Physical percentages"),
        lambda: _("The percentage done came in."),
    ),
    "plan_priority": (
        lambda: _("Priorities in levelling"),
        lambda: _("Every task has the usual one."),
    ),
    "plan_rate": (
        lambda: _("Rates of resources"),
        lambda: _("They do not come in."),
    ),
    "plan_recurring": (
        lambda: _("Recurring tasks"),
        lambda: _("They came in as a phase with a task for each time."),
    ),
    "plan_rounded": (
        lambda: _("Durations, work and lags with seconds"),
        lambda: _("They were rounded to the minute; dates are kept to the second."),
    ),
    "plan_split": (
        lambda: _("Tasks split or levelled by hand"),
        lambda: _("Their dates do not follow from their duration: they are kept, and do not move."),
    ),
    "plan_status_date": (
        lambda: _("The status date"),
        lambda: _("It does not come in."),
    ),
    "plan_timephased": (
        lambda: _("Work day by day"),
        lambda: _("The work of each assignment came in as a whole."),
    ),
    "plan_value": (
        lambda: _("Values of the plan’s own fields"),
        lambda: _("They do not come in."),
    ),
}  # fmt: skip

"""From frozen facts and a person's words to the page that is printed, previewed and sent."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import render_template
from markupsafe import Markup

from colours import Look, look_of
from formats import date_range, date_short, day_month
from fragments.plan.printed import Page as Plan
from i18n import N_, _, ngettext, speaking
from reports.appendix import layout_of, pages
from reports.facts import (
    Ask,
    Change,
    Facts,
    Health,
    Milestone,
    Schedule,
    State,
    Step,
    fingerprint,
)
from reports.forecast import chosen
from reports.rod import Rod, rod_of
from reports.typesetting import prose, typeset

WORDS: dict[State, tuple[str, str]] = {
    "reached": (N_("Reached"), N_("it is done")),
    "watch": (N_("Moved"), N_("later than last reported or promised")),
    "late": (N_("Late"), N_("its date has passed")),
    "coming": (N_("To come"), N_("on its date")),
}
# The state of the whole: the mark of a milestone's state, its word, what it means.
HEALTH: dict[Health, tuple[State, str, str]] = {
    "track": ("reached", N_("On track"), N_("the agreed date holds")),
    "concern": ("watch", N_("To watch"), N_("a concern that we have a plan for")),
    "off": ("late", N_("Off track"), N_("a decision of yours is needed")),
}
CHANGES = {
    "finish": N_("Forecast finish"),
    "added": N_("New milestone"),
    "reached": N_("Reached"),
    "moved": N_("Moved"),
    "step": N_("New date"),
    "settled": N_("Answered"),
    "tasks": N_("Scope"),
}


@dataclass(frozen=True)
class MilestoneRow:
    """A milestone with its state and what it depends on."""

    milestone: Milestone
    state: State
    cause: Markup

    @property
    def word(self) -> str:
        return _(WORDS[self.state][0])

    @property
    def variance(self) -> str:
        days = self.milestone.variance
        if days is None:
            return ""
        sign = "+" if days > 0 else "−" if days < 0 else ""
        return _("%(sign)s%(count)s d", sign=sign, count=abs(days)).strip()


@dataclass(frozen=True)
class StepRow:
    """A next step and its words."""

    step: Step
    text: Markup


@dataclass(frozen=True)
class Standing:
    """The state of the whole, why, and what it was at the last report."""

    schedule: Schedule
    health: Health
    text: Markup

    @property
    def mark(self) -> State:
        return HEALTH[self.health][0]

    @property
    def word(self) -> str:
        return _(HEALTH[self.health][1])

    @property
    def trend(self) -> str:
        before = self.schedule.before
        if before is None:
            return ""
        if before == self.health:
            return _("as at the last report")
        return _("at the last report: %(word)s", word=_(HEALTH[before][1]).lower())


@dataclass(frozen=True)
class AskRow:
    """Something that waits for the client, and what comes of it if it is late."""

    text: Markup
    note: Markup
    ask: Ask

    @property
    def who(self) -> str:
        return ", ".join(map(whole, self.ask.owners))


@dataclass(frozen=True)
class ChangeRow:
    """A difference from the last report, with its word."""

    change: Change

    @property
    def word(self) -> str:
        return _(CHANGES[self.change.kind])

    @property
    def title(self) -> str:
        count = self.change.count
        if self.change.kind == "tasks":
            return ngettext("%(num)d task added", "%(num)d tasks added", count)
        return self.change.title

    @property
    def is_later(self) -> bool:
        was, now = self.change.was, self.change.now
        return bool(was and now and now > was)


@dataclass(frozen=True)
class Page:
    """What `templates/reports/_sheet.html` shows, in the language being spoken."""

    facts: Facts
    language: str
    snapshot: str
    standing: Standing | None
    asks: list[AskRow]
    changes: list[ChangeRow]
    absences: Markup
    summary: Markup
    done: list[Markup]
    milestones: list[MilestoneRow]
    next: list[StepRow]
    rod: Rod | None
    look: Look
    appendix: list[Plan]

    @property
    def changes_title(self) -> str:
        return _("Since report no. %(number)s", number=self.facts.previous)

    @property
    def done_title(self) -> str:
        since = day_month(self.facts.period_from, year=False)
        return _("Done since %(day)s", day=since)

    @property
    def next_title(self) -> str:
        return _("Planned by %(day)s", day=day_month(self.facts.next_until, year=False))

    @property
    def kind(self) -> str:
        return _("Status report no. %(number)s", number=self.facts.numbered)

    @property
    def running(self) -> str:
        names = (self.facts.client, self.facts.project, self.kind)
        return " · ".join(name for name in names if name)

    @property
    def meta(self) -> list[tuple[str, str]]:
        """The header's labels and values; those without a value are left out."""
        facts = self.facts
        rows = [
            (_("Period"), capital(date_range(facts.period_from, facts.period_to, text=True))),
            (_("Prepared for"), ", ".join(map(whole, facts.readers))),
            (_("Prepared by"), facts.author),
            (_("Issued on"), day_month(facts.issued, year=True) if facts.issued else ""),
            (_("Snapshot"), self.snapshot),
        ]
        return [row for row in rows if row[1]]

    def day(self, day: date) -> str:
        """With its year where that is not the report's own: a sheet reads the same for ever."""
        return date_short(day, day.year != self.facts.today.year)

    @property
    def has_last(self) -> bool:
        return any(row.milestone.last for row in self.milestones)

    @property
    def has_causes(self) -> bool:
        return any(row.cause for row in self.milestones)

    @property
    def has_owners(self) -> bool:
        return any(row.step.owners for row in self.next)

    @property
    def legend(self) -> list[tuple[State, str, str]]:
        used = {row.state for row in self.milestones}
        whole = HEALTH.get(self.standing.health) if self.standing else None
        told = [(whole[0], _(whole[1]), _(whole[2]))] if whole else []
        return told + [
            (state, _(word), _(means)) for state, (word, means) in WORDS.items() if state in used
        ]


def whole(name: str) -> str:
    """A name that is not broken at the end of a line."""
    return name.replace(" ", "\u00a0")


def capital(text: str) -> str:
    """The text with a capital first."""
    return text[:1].upper() + text[1:]


def page_of(snapshot: dict[str, Any], words: dict[str, Any], language: str) -> Page:
    """To be called, and rendered, while speaking `language`."""
    facts = Facts.thawed(snapshot)
    causes = words.get("causes", {})
    return Page(
        facts=facts,
        language=language,
        snapshot=fingerprint(snapshot, words) if facts.issued else "",
        standing=_standing(facts, words, language),
        asks=_asks(facts, words, language),
        changes=[ChangeRow(change) for change in facts.changes],
        absences=typeset(words.get("absences", ""), language),
        summary=prose(words.get("summary", ""), language),
        done=[typeset(line["text"], language) for line in shown(words, "done")],
        milestones=[
            MilestoneRow(stop, stop.state(facts.today), typeset(causes.get(stop.id, ""), language))
            for stop in facts.milestones
        ],
        next=_next(facts, words, language),
        rod=rod_of(facts),
        look=look_of(facts.accent),
        appendix=_appendix(facts) if words.get("appendix") else [],
    )


def _appendix(facts: Facts) -> list[Plan]:
    layout = layout_of(facts)
    return list(pages(layout)) if layout else []


def shown(words: dict[str, Any], section: str) -> list[dict[str, Any]]:
    """The lines of a section that a person left in the report."""
    return [line for line in words.get(section, []) if line["shown"] and line["text"].strip()]


def _standing(facts: Facts, words: dict[str, Any], language: str) -> Standing | None:
    if facts.schedule is None:
        return None
    said = words.get("status", {})
    return Standing(
        facts.schedule, chosen(facts.schedule.state, said), typeset(said.get("text", ""), language)
    )


def _asks(facts: Facts, words: dict[str, Any], language: str) -> list[AskRow]:
    asks = {ask.id: ask for ask in facts.asks}
    return [
        AskRow(
            typeset(line["text"], language),
            typeset(line.get("note", ""), language),
            asks.get(line["id"], Ask("", "")),
        )
        for line in shown(words, "asks")
    ]


def _next(facts: Facts, words: dict[str, Any], language: str) -> list[StepRow]:
    steps = {step.id: step for step in facts.next}
    lines = [line for line in shown(words, "next") if line["id"] in steps]
    return [StepRow(steps[line["id"]], typeset(line["text"], language)) for line in lines]


def sheet(snapshot: dict[str, Any], words: dict[str, Any], language: str) -> Markup:
    """The report's one sheet, as previewed."""
    with speaking(language):
        page = page_of(snapshot, words, language)
        return Markup(render_template("reports/_sheet.html", page=page))


def document(snapshot: dict[str, Any], words: dict[str, Any], language: str) -> str:
    """The whole HTML document to print; its addresses are relative to the static folder."""
    with speaking(language):
        page = page_of(snapshot, words, language)
        return render_template("reports/status.html", page=page)


def file_name(facts: Facts, on: date) -> str:
    """Client_Projet_Rapport-012_2026-11-20.pdf, safe in any file system."""
    parts = [facts.client, facts.project, f"{_('Report')}-{facts.numbered:03}", on.isoformat()]
    return "_".join(filter(None, map(plain_name, parts))) + ".pdf"


def plain_name(name: str) -> str:
    """A name as a part of a file’s."""
    kept = "".join(letter if letter.isalnum() or letter in "-." else " " for letter in name)
    return "-".join(kept.split())[:60].strip(".")

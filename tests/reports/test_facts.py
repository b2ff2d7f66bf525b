from dataclasses import replace
from datetime import date

from reports.facts import Facts, Milestone, fingerprint

TODAY = date(2026, 11, 20)


def stop(**changed):
    return replace(Milestone("m", "Création", date(2026, 11, 26)), **changed)


def test_what_was_frozen_thaws_to_the_same_facts(facts):
    assert Facts.thawed(facts.frozen()) == facts


def test_variance_is_counted_from_the_last_report_that_was_sent():
    assert stop().variance is None
    assert stop(last=date(2026, 11, 23)).variance == 3
    assert stop(last=date(2026, 11, 28)).variance == -2


def test_a_state_is_told_from_dates_alone():
    assert stop().state(TODAY) == "coming"
    assert stop(last=date(2026, 11, 23)).state(TODAY) == "watch"
    assert stop(promised=date(2026, 11, 20)).state(TODAY) == "watch"
    assert stop(forecast=date(2026, 11, 19)).state(TODAY) == "late"
    assert stop(forecast=date(2026, 11, 19), reached=True).state(TODAY) == "reached"
    assert stop(forecast=TODAY).state(TODAY) == "coming"


def test_a_snapshots_number_changes_with_any_word_and_counts_nothing(facts, words):
    snapshot = facts.frozen()
    one = fingerprint(snapshot, words)
    assert one == fingerprint(snapshot, words)
    assert one != fingerprint(snapshot, words | {"summary": "Autre."})
    assert len(one) == 9

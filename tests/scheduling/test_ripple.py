"""What a change moves: as much as computing the whole plan would, and nothing else."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling import (
    Assignment,
    Calendar,
    Change,
    Constraint,
    Move,
    NoWorkingTime,
    PlanError,
    Summary,
    broken_links,
    ripple,
    schedule,
    working_time,
)
from scheduling.forward import Timetable
from tests.scheduling.plans import (
    DAY,
    HOUR,
    LAGS,
    MONDAY,
    OFFICE,
    SOFT,
    START,
    at,
    at_rest,
    chain,
    link,
    links,
    often,
    plan,
    plans,
    task,
)


def moved(one, **change):
    """Where what moves will begin, by id."""
    return {move.id: move.after[0] for move in ripple(one, Change(**change)).moves}


@pytest.fixture
def relay():
    rows = task("a", 2), task("b"), task("c", 2), task("end", 0), task("aside", 20)
    return at_rest(plan(*rows, links=["a FS b", "b FS c", "c FS end"]))


# Forward, and back


def test_a_bar_that_slips_takes_its_successors_along(relay):
    found = ripple(relay, Change("a", start=at("4 08:00")))
    assert [move.id for move in found.moves] == ["a", "b", "c", "end"]
    assert found.moves[1] == Move(
        "b",
        before=(at("4 08:00"), at("4 17:00")),
        after=(at("6 08:00"), at("6 17:00")),
        by=2 * DAY,
        days=2,
    )
    assert found.finish_before == found.finish == at("27 17:00")
    assert not found.broken and found.pinned is None


def test_the_finish_of_the_project_is_told_before_and_after(relay):
    found = ripple(relay, Change("aside", duration=23 * DAY))
    assert (found.finish_before, found.finish) == (at("27 17:00"), at("32 17:00"))
    assert [(move.id, move.by, move.days) for move in found.moves] == [("aside", 3 * DAY, 3)]


def test_a_bar_that_goes_back_takes_along_what_stood_at_it(relay):
    later = ripple(relay, Change("a", start=at("9 08:00")))
    back = moved(applied(relay, later), activity="a", start=at("2 08:00"))
    assert back == {
        "a": at("2 08:00"),
        "b": at("4 08:00"),
        "c": at("5 08:00"),
        "end": at("6 17:00"),
    }


def test_a_shorter_bar_lets_its_successors_come_back(relay):
    assert moved(relay, activity="a", finish=at("2 17:00"))["c"] == at("4 08:00")


def test_a_successor_with_room_stays_until_the_room_is_used_up(relay):
    rows = [
        replace(row, start=at("12 08:00"), finish=at("12 17:00")) if row.id == "b" else row
        for row in relay.activities
    ]
    roomy = replace(relay, activities=tuple(rows))
    assert moved(roomy, activity="a", start=at("5 08:00")) == {"a": at("5 08:00")}
    assert moved(roomy, activity="a", start=at("11 08:00"))["b"] == at("13 08:00")


def test_what_was_out_of_order_before_is_left_alone_until_a_change_makes_it_worse():
    rows = [replace(task("a", 3), start=START, finish=at("4 17:00")), task("b")]
    rows[1] = replace(rows[1], start=at("3 08:00"), finish=at("3 17:00"))
    one = plan(*rows, links=["a FS b"])
    assert set(moved(one, activity="a", duration=2 * DAY)) == {"a"}
    assert moved(one, activity="a", duration=4 * DAY)["b"] == at("6 08:00")


@pytest.mark.parametrize("kind", ["FS", "SS", "FF", "SF"])
def test_every_kind_of_link_pushes_and_pulls(kind):
    one = at_rest(plan(task("a", 2), task("b"), links=[f"a {kind} b +4"]))
    there = ripple(one, Change("a", start=at("5 08:00")))
    assert {move.id: move.days for move in there.moves} == {"a": 3, "b": 3}
    back = ripple(applied(one, there), Change("a", start=START))
    assert {move.id: move.days for move in back.moves} == {"a": -3, "b": -3}


# What never moves


@pytest.mark.parametrize(
    "kept",
    [
        {"manual": True},
        {"percent": 20},
        {"actual_start": at("4 08:00")},
        {"levelling_delay": 1440},
        {"segments": ((at("4 08:00"), at("4 17:00")),)},
    ],
)
def test_manual_started_and_levelled_rows_never_follow_and_their_links_show_as_broken(relay, kept):
    rows = [replace(row, **kept) if row.id == "b" else row for row in relay.activities]
    one = replace(relay, activities=tuple(rows))
    found = ripple(one, Change("a", start=at("9 08:00")))
    assert [move.id for move in found.moves] == ["a"]
    assert found.broken == (link("a FS b"),)


def test_this_bar_alone_becomes_manual_and_breaks_its_links(relay):
    found = ripple(relay, Change("b", start=at("12 08:00"), alone=True))
    assert [move.id for move in found.moves] == ["b"]
    assert found.broken == (link("b FS c"),)
    assert found.activity.manual and found.pinned is None
    assert (found.activity.start, found.activity.finish) == (at("12 08:00"), at("12 17:00"))
    found = ripple(relay, Change("b", start=at("2 08:00"), alone=True))
    assert found.broken == (link("a FS b"),)


# The pin


def test_an_automatic_bar_with_predecessors_is_pinned_where_it_is_dropped(relay):
    found = ripple(relay, Change("b", start=at("9 08:00")))
    assert found.pinned == at("9 08:00")
    assert found.activity.constraint is Constraint.SNET
    assert found.activity.constraint_at == found.activity.start == at("9 08:00")


def test_a_bar_that_nothing_drives_needs_no_pin(relay):
    found = ripple(relay, Change("a", start=at("9 08:00")))
    assert found.pinned is None
    assert found.activity.constraint is Constraint.ASAP
    assert found.activity.start == at("9 08:00")


def test_dropped_before_its_driver_it_stands_at_its_driver_without_its_old_pin(relay):
    pinned = applied(relay, ripple(relay, Change("b", start=at("9 08:00"))))
    found = ripple(pinned, Change("b", start=at("2 08:00")))
    assert found.pinned is None and found.activity.constraint is Constraint.ASAP
    assert {move.id: move.after[0] for move in found.moves}["b"] == at("4 08:00")
    assert applied(pinned, found) == relay


def test_a_constraint_without_predecessors_moves_with_the_bar():
    bound = task("a", constraint=Constraint.MFO, constraint_at=at("6 17:00"))
    found = ripple(at_rest(plan(bound)), Change("a", start=at("4 08:00")))
    assert found.pinned == at("4 08:00")
    assert found.activity.constraint is Constraint.SNET


def test_a_bar_dropped_at_night_or_on_a_sunday_begins_with_the_next_work(relay):
    assert moved(relay, activity="aside", start=at("8 03:00"))["aside"] == at("9 08:00")


def test_a_milestone_stays_where_it_is_dropped():
    one = at_rest(plan(task("party", 0)))
    assert moved(one, activity="party", start=at("7 20:00")) == {"party": at("7 20:00")}


# Resizing


def test_the_left_edge_changes_start_and_duration(relay):
    found = ripple(relay, Change("c", start=at("6 08:00"), finish=at("6 17:00")))
    assert found.activity.duration == DAY and found.pinned == at("6 08:00")
    assert [move.id for move in found.moves] == ["c"]


def test_a_resized_bar_that_stood_later_than_its_driver_keeps_its_start(relay):
    rows = [
        replace(row, start=at("12 08:00"), finish=at("12 17:00")) if row.id == "b" else row
        for row in relay.activities
    ]
    found = ripple(replace(relay, activities=tuple(rows)), Change("b", duration=2 * DAY))
    assert found.activity.start == at("12 08:00") and found.activity.finish == at("13 17:00")
    assert found.pinned is None


def test_all_that_are_assigned_work_as_long_as_the_resized_bar():
    mornings = working_time(Calendar(week=(((480, 720),),) * 5 + ((), ())))
    parts = Assignment(OFFICE, DAY), Assignment(mornings, DAY // 2)
    one = at_rest(plan(replace(task("a"), assignments=parts)))
    found = ripple(one, Change("a", duration=2 * DAY))
    assert found.activity.finish == at("5 12:00")


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (Change("b", finish=at("3 17:00")), PlanError),
        (Change("a", start=at("6 08:00"), finish=at("5 17:00")), PlanError),
        (Change("aside", start=at("6 17:00"), finish=at("8 17:00")), PlanError),
        (Change("b", finish=at("4 06:00"), start=at("4 06:00")), PlanError),
        (Change("nobody", start=START), PlanError),
        (Change("a", finish=at("2 08:00")), NoWorkingTime),
    ],
)
def test_what_cannot_be_is_refused(relay, change, refusal):
    with pytest.raises(refusal):
        ripple(relay, change)


def test_a_manual_bar_goes_where_it_is_put_even_to_a_sunday():
    sunday = task("fair", 0, manual=True, start=at("7 09:00"), finish=at("8 18:00"))
    one = at_rest(plan(sunday, task("after"), links=["fair FS after"]))
    found = ripple(one, Change("fair", start=at("14 09:00")))
    assert (found.activity.start, found.activity.finish) == (at("14 09:00"), at("15 18:00"))
    assert [move.id for move in found.moves] == ["fair", "after"]


def test_a_started_bar_dropped_on_a_weekend_begins_on_monday_and_says_the_shift_of_its_finish():
    """Tuesday to Tuesday, dropped on a Sunday: it began there, and its own shift was a day short of
    that of what follows it."""
    started = replace(task("a", 6, actual_start=at("10 08:00")), finish=at("17 17:00"))
    one = plan(started, task("b", 1, start=at("18 08:00"), finish=at("18 17:00")), links=["a FS b"])
    found = ripple(one, Change("a", start=at("15 08:00")))
    assert found.moves[0].after == (at("16 08:00"), at("23 17:00"))
    assert [(move.id, move.days) for move in found.moves] == [("a", 4), ("b", 4)]
    assert found.activity.actual_start == at("16 08:00")


def test_a_whole_day_milestone_moves_by_the_days_that_are_read():
    """Its midnight is the end of a Friday, then of a Monday: one working day, not two."""
    friday = plan(replace(task("m", 0), start=at("7 00:00"), finish=at("7 00:00")))
    (move,) = ripple(friday, Change("m", start=at("10 00:00"))).moves
    assert move.days == 1


def test_a_started_bar_takes_its_actual_start_along():
    begun = task("a", 2, actual_start=START, start=START, finish=at("3 17:00"), percent=10)
    found = ripple(plan(begun), Change("a", start=at("3 08:00")))
    assert found.activity.actual_start == at("3 08:00")
    assert found.activity.finish == at("4 17:00")


def test_a_hand_that_drops_wins_over_levelling_and_splits():
    halves = (at("4 08:00"), at("4 12:00")), (at("6 13:00"), at("6 17:00"))
    split = task("split", segments=halves, start=at("4 08:00"), finish=at("6 17:00"))
    levelled = task("levelled", levelling_delay=1440, start=at("3 08:00"), finish=at("3 17:00"))
    for row in split, levelled:
        found = ripple(
            plan(task("a", start=START, finish=at("2 17:00")), row),
            Change(row.id, start=at("5 08:00")),
        )
        assert (found.activity.start, found.activity.finish) == (at("5 08:00"), at("5 17:00"))
        assert not found.activity.is_levelled


def test_a_split_bar_made_longer_is_whole_again_where_it_began():
    halves = (at("4 08:00"), at("4 12:00")), (at("6 13:00"), at("6 17:00"))
    split = task("split", segments=halves, start=at("4 08:00"), finish=at("6 17:00"))
    found = ripple(plan(split), Change("split", duration=2 * DAY))
    assert (found.activity.start, found.activity.finish) == (at("4 08:00"), at("5 17:00"))


def test_a_manual_split_bar_is_whole_where_it_is_put():
    halves = (at("4 08:00"), at("4 12:00")), (at("6 13:00"), at("6 17:00"))
    row = task("a", segments=halves, manual=True, start=at("4 08:00"), finish=at("6 17:00"))
    found = ripple(plan(row), Change("a", start=at("9 08:00")))
    assert (found.activity.finish, found.activity.segments) == (at("9 17:00"), ())
    assert ripple(plan(row), Change("a", start=at("4 08:00"))).activity.segments == halves


# Links


def test_a_new_link_pushes_and_a_link_taken_away_pulls_back_to_the_other_driver():
    one = at_rest(plan(task("a"), task("b", 3), task("c"), links=["a FS c"]))
    linked = ripple(one, Change(link=(link("b FS c"),)))
    assert [(move.id, move.days) for move in linked.moves] == [("c", 2)]
    assert linked.activity is None
    after = replace(applied(one, linked), links=(*one.links, link("b FS c")))
    unlinked = ripple(after, Change(unlink=(link("b FS c"),)))
    assert [(move.id, move.days) for move in unlinked.moves] == [("c", -2)]


def test_a_first_link_pulls_nothing_back_but_pushes_what_it_breaks():
    for day, then in (("20 17:00", {}), ("2 17:00", {"end": at("4 17:00")})):
        end = task("end", 0, start=at(day), finish=at(day))
        assert moved(at_rest(plan(task("a", 3), end)), link=(link("a FS end"),)) == then


def test_without_its_last_link_a_bar_stays_where_it_is(relay):
    assert moved(relay, unlink=(link("a FS b"),)) == {}


def test_another_lag_is_one_link_for_another(relay):
    found = ripple(relay, Change(unlink=(link("a FS b"),), link=(link("a FS b +2"),)))
    assert [move.id for move in found.moves] == ["b", "c", "end"]


def test_linking_twice_is_nothing_new(relay):
    assert moved(relay, link=(link("a FS b"),)) == {}


def test_a_plan_names_its_links_that_are_not_kept_as_it_stands(relay):
    """With all that a ripple names, and without a change."""
    assert broken_links(relay) == ()
    late = replace(relay.activities[0], start=at("4 08:00"), finish=at("5 17:00"))
    apart = replace(relay, activities=(late, *relay.activities[1:]))
    assert broken_links(apart) == (link("a FS b"),)


def test_a_new_link_to_a_manual_bar_shows_as_broken(relay):
    manual = task("manual", manual=True, start=START, finish=at("2 17:00"))
    one = replace(relay, activities=(*relay.activities, manual))
    found = ripple(one, Change(link=(link("a FS manual"),)))
    assert found.broken == (link("a FS manual"),) and not found.moves


# Phases


def test_a_phase_passes_the_shift_on_to_all_it_holds_and_to_what_follows():
    one = at_rest(
        plan(
            task("a"),
            Summary("phase"),
            Summary("part", parent="phase"),
            task("b", 2, parent="phase"),
            task("c", parent="part"),
            task("d"),
            links=["a FS phase", "phase FS d"],
        )
    )
    assert moved(one, activity="a", start=at("4 08:00")) == {
        "a": at("4 08:00"),
        "b": at("5 08:00"),
        "c": at("5 08:00"),
        "d": at("9 08:00"),
    }
    assert moved(one, activity="c", duration=2 * DAY)["c"] == at("3 08:00")
    assert set(moved(one, activity="c", duration=4 * DAY)) == {"c", "d"}


def test_a_link_to_a_phase_is_broken_by_what_stays_in_it():
    kept = task("b", manual=True, parent="phase", start=at("3 08:00"), finish=at("3 17:00"))
    one = at_rest(plan(task("a"), Summary("phase"), kept, links=["a FS phase"]))
    assert ripple(one, Change("a", start=at("5 08:00"))).broken == (link("a FS phase"),)


# Against computing everything


def applied(one, found):
    """The plan after a ripple: its activity kept, what moved moved."""
    after = {move.id: move.after for move in found.moves}
    rows = [
        row if found.activity is None or row.id != found.activity.id else found.activity
        for row in one.activities
    ]
    rows = [
        replace(row, start=after[row.id][0], finish=after[row.id][1]) if row.id in after else row
        for row in rows
    ]
    return replace(one, activities=tuple(rows))


@st.composite
def changes(draw, one):
    """A drop, a new length, or links made and taken away (to later rows only: no loops)."""
    row = draw(st.sampled_from(one.activities))
    kind = draw(st.sampled_from(["drop", "resize", "both", "link", "unlink"]))
    start, hours = MONDAY + draw(st.integers(-48, 500)) * HOUR, draw(st.integers(1, 30))
    if kind == "link":
        rows = [other.id for other in one.activities if other.parent == row.parent]
        return Change(link=draw(links(rows, LAGS)))
    if kind == "unlink":
        return Change(unlink=tuple(draw(st.lists(st.sampled_from(one.links)))) if one.links else ())
    return Change(
        row.id,
        start=None if kind == "resize" else start,
        duration=None if kind == "drop" or not row.duration else hours * HOUR,
    )


def where_they_stand(one, change):
    """A first link pulls nothing back, while computing everything would: pinned, it cannot."""
    if not change.link:
        return one
    before = Timetable(one)
    before.stand()
    free = {row.id for at, row in enumerate(before.activities) if not before.is_driven(at)}
    return replace(
        one,
        activities=tuple(
            replace(row, constraint=Constraint.SNET, constraint_at=row.start)
            if row.id in free
            else row
            for row in one.activities
        ),
    )


def relinked(one, change):
    kept = [link for link in one.links if link not in change.unlink]
    return replace(one, links=(*kept, *change.link))


@often
@given(plans(constraints=SOFT), st.data())
def test_a_ripple_moves_what_computing_everything_would_move(one, chance):
    one = at_rest(one)
    change = chance.draw(changes(one))
    found = ripple(one, change)
    after = relinked(applied(where_they_stand(one, change), found), change)
    again = schedule(after)
    assert {row.id: (row.start, row.finish) for row in after.activities} == again.dates
    assert (found.finish_before, found.finish) == (schedule(one).finish, again.finish)
    assert not found.broken


@often
@given(plans(), st.data())
def test_doing_it_twice_is_nothing_new(one, chance):
    one = at_rest(one)
    change = chance.draw(changes(one))
    after = relinked(applied(one, ripple(one, change)), change)
    assert ripple(after, change).moves == ()


@st.composite
def lived_in(draw):
    """A plan as one finds it: some rows manual, started or levelled, some standing anywhere."""
    one = at_rest(draw(plans()))
    kinds = [{}, {}, {}, {"manual": True}, {"percent": 5}, {"levelling_delay": 60}, {"stray": True}]
    rows = []
    for row in one.activities:
        state = dict(draw(st.sampled_from(kinds)))
        by = draw(st.integers(-40, 40)) * HOUR if state.pop("stray", False) else 0
        rows.append(replace(row, start=row.start + by, finish=row.finish + by, **state))
    return replace(one, activities=tuple(rows))


@often
@given(lived_in(), st.data())
def test_only_what_can_be_reached_moves_and_never_what_is_given(one, chance):
    change = chance.draw(changes(one))
    found = ripple(one, change)
    rows = {row.id: row for row in one.activities}
    for move in found.moves:
        row = rows[move.id]
        assert move.before == (row.start, row.finish) != move.after
        if move.id != change.activity:
            assert not (row.is_fixed or row.is_levelled)
            assert move.id in reachable(relinked(one, change), change)


def reachable(one, change):
    """All that a change could concern, following links and phases blindly."""
    found = {change.activity} | {link.successor for link in change.link + change.unlink}
    while True:
        more = {link.successor for link in one.links if link.predecessor in found}
        more |= {row.id for row in one.rows if row.parent in found}
        more |= {row.parent for row in one.rows if row.id in found}
        if more <= found:
            return found
        found |= more


def test_a_chain_of_five_thousand_moves_as_one():
    one = at_rest(chain(5_000))
    found = ripple(one, Change(0, start=at("3 08:00")))
    assert len(found.moves) == 5_000
    assert {move.days for move in found.moves} == {1}

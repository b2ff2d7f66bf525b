from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.facts import Milestone
from reports.rod import WIDTH, rod_of

DAYS = st.dates(date(2026, 1, 1), date(2028, 12, 31))
STOPS = st.lists(st.tuples(DAYS, st.booleans()), min_size=1, max_size=10)


def with_stops(facts, stops):
    return replace(
        facts,
        milestones=tuple(
            Milestone(str(n), f"Jalon {n}", day, reached=reached)
            for n, (day, reached) in enumerate(stops)
        ),
    )


def test_without_milestones_there_is_no_rod(facts):
    assert rod_of(replace(facts, milestones=())) is None


@given(stops=STOPS)
def test_the_stretches_fill_the_rod_whatever_the_dates(stops):
    facts = base()
    rod = rod_of(with_stops(facts, stops))
    whole = sum(band.width for band in rod.bands)
    assert whole == pytest.approx(WIDTH)
    assert all(band.x >= 0 and band.x + band.width <= WIDTH + 0.001 for band in rod.bands)
    assert all(0 <= band.elapsed <= band.width for band in rod.bands)
    assert rod.ticks[-1].is_labelled


@given(stops=STOPS)
def test_a_letters_rod_has_shares_that_make_about_a_hundred(stops):
    rod = rod_of(with_stops(base(), stops))
    shares = [share for share, _state in rod.stretches]
    assert all(share > 0 for share in shares)
    assert 94 <= sum(shares) <= 115


def test_what_is_reached_is_solid_and_what_is_to_come_is_faint(facts):
    rod = rod_of(facts)
    assert rod.reached == 1
    assert rod.total == 6
    assert rod.bands[0].opacity == 1
    assert rod.bands[-1].opacity < 0.5


@pytest.mark.parametrize("odd", [True, False])
def test_of_the_band_under_way_only_what_is_past_is_in_full_colour(odd):
    """With one milestone alone the way still to go was as red as the way that is done."""
    before = [(date(2026, 11, 10), True)] if odd else []
    rod = rod_of(with_stops(base(), [*before, (date(2026, 12, 2), False)]))
    under_way = rod.bands[-1]
    assert (under_way.state, under_way.opacity < 0.3) == ("now", True)
    assert 0 < under_way.elapsed < under_way.width


def base():
    from reports.facts import Facts

    return Facts(
        *("Studio", "", "", "Projet", ""),
        *(date(2026, 11, 6), date(2026, 11, 20), date(2026, 12, 4), date(2026, 11, 20)),
    )

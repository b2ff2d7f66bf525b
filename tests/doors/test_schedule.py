"""The plan: its page, its rows, what each audience sees of it."""

import re
from datetime import date, datetime

import pytest

from models import DayException, Task, Workweek, change, db

HX = {"HX-Request": "true"}
FRENCH = {"Accept-Language": "fr"}


@pytest.fixture
def plan(cast):
    """Two phases, links, a milestone; `secret` in the first is the team's alone."""
    with change():
        cast.phase = Task.create(
            cast.site, "Cadrage", by=cast.max, kind="phase", visibility="client"
        )
        for name, first, last in (("brief", 2, 4), ("secret", 9, 12)):
            task = cast.tasks[name]
            task.nest(cast.phase)
            task.date(cast.max, start=datetime(2027, 3, first), finish=datetime(2027, 3, last))
        cast.mockup.date(cast.max, start=datetime(2027, 3, 4), finish=datetime(2027, 3, 10))
        cast.mockup.link(cast.brief, by=cast.max)
        cast.mockup.link(cast.secret, by=cast.max)
    return f"/projects/{cast.site.public_id}/plan"


def rows(page: str) -> list[str]:
    return re.findall(r'id="row-(\w+)"', page)


def row_of(page: str, task) -> str:
    return page.split(f'id="row-{task.public_id}"')[1].split('<div class="g-row')[0]


def test_the_rows_are_phases_with_what_lies_in_them(cast, plan, client_for):
    page = client_for(cast.max).get(plan).text
    wanted = (cast.mockup, cast.launch, cast.phase, cast.brief, cast.secret)
    assert rows(page) == [task.public_id for task in wanted]
    assert 'aria-level="2"' in row_of(page, cast.brief)


def test_a_client_never_meets_a_hidden_task_nor_what_it_holds_up(cast, plan, client_for):
    page = client_for(cast.clara).get(plan).text
    assert cast.secret.public_id not in page
    assert cast.secret.title not in page
    assert page.count("data-link=") == 1
    assert client_for(cast.max).get(plan).text.count("data-link=") == 2


def test_a_phase_spans_what_its_reader_sees_of_it(cast, plan, client_for):
    seen = {
        who: row_of(client_for(cast.people[who]).get(plan, headers=FRENCH).text, cast.phase)
        for who in ("max", "clara")
    }
    assert "11 mars" in seen["max"]
    assert "11 mars" not in seen["clara"]
    assert "3 mars" in seen["clara"]


def test_a_folded_phase_hides_its_rows_and_their_links(cast, plan, client_for):
    browser = client_for(cast.max)
    page = browser.get(f"{plan}?fold={cast.phase.public_id}").text
    assert cast.brief.public_id not in rows(page)
    assert 'aria-expanded="false"' in page
    assert "data-link=" not in page
    again = browser.get(f"{plan}?folded={cast.phase.public_id}&fold={cast.phase.public_id}").text
    assert cast.brief.public_id in rows(again)


@pytest.mark.parametrize(
    ("zoom", "head"), [("day", 'class="g-days"'), ("week", "S9</div>"), ("month", "mars</div>")]
)
def test_each_zoom_has_its_heads(cast, plan, client_for, zoom, head):
    page = client_for(cast.max).get(f"{plan}?zoom={zoom}", headers=FRENCH).text
    assert f'data-zoom="{zoom}"' in page
    assert head in page


def test_the_button_pressed_wins_over_the_zoom_that_was(cast, plan, client_for):
    page = client_for(cast.max).get(f"{plan}?zoom=day&zoom=week").text
    assert 'data-zoom="week"' in page


def test_public_holidays_are_shaded_by_their_name(cast, plan, client_for):
    with change():
        cast.done.date(cast.max, start=datetime(2027, 5, 1), finish=datetime(2027, 5, 3))
    assert "Fête du Travail" in client_for(cast.max).get(plan, headers=FRENCH).text


def test_closing_days_are_shown_to_the_team_alone(cast, plan, client_for):
    with change():
        office = [[[480, 1020]]] * 5 + [[], []]
        days = Workweek(project_id=cast.site.id, name="Agence", week=office, is_default=True)
        days.exceptions = [DayException(first=date(2027, 3, 18), last=date(2027, 3, 19))]
        db.session.add(days)
    assert "g-off--closed" in client_for(cast.mia).get(plan).text
    assert "g-off--closed" not in client_for(cast.clara).get(plan).text


def test_htmx_gets_the_plan_alone(cast, plan, client_for):
    page = client_for(cast.max).get(plan, headers=HX).text
    assert "<html" not in page
    assert 'id="plan-view"' in page


def test_a_stranger_finds_nothing(cast, plan, client_for):
    assert client_for(cast.zed).get(plan).status_code == 404


def test_a_project_without_dates_says_what_to_do(cast, client_for):
    with change():
        for task in cast.tasks.values():
            if task.kind == "milestone" or task.deadline:
                task.archive(by=cast.max)
    page = client_for(cast.max).get(f"/projects/{cast.site.public_id}/plan", headers=FRENCH).text
    assert "Aucune date pour l’instant." in page


def test_a_bar_past_what_was_promised_is_late(cast, plan, client_for):
    with change():
        cast.mockup.date(cast.max, deadline=datetime(2027, 3, 16))
    assert "bar is-late" in row_of(client_for(cast.max).get(plan).text, cast.mockup)


def test_a_task_with_a_start_alone_lasts_until_it_is_due(cast, plan, client_for):
    with change():
        cast.done.reopen(by=cast.max)
        cast.done.date(cast.max, start=datetime(2027, 3, 1), deadline=datetime(2027, 3, 6))
    assert "--d:5;" in row_of(client_for(cast.max).get(plan).text, cast.done)

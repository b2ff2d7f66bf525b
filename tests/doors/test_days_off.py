"""Days on which nobody works: what the plan shows of them, and that no work is put there."""

from datetime import date, datetime

import pytest

from models import Agency, DayException, Task, Workweek, change, db

HX = {"HX-Request": "true"}
OFFICE = [[[480, 1020]]] * 5 + [[], []]
CLOSED = "g-off--closed"


@pytest.fixture
def plan(cast):
    with change():
        cast.brief.date(cast.max, start=datetime(2027, 3, 2), finish=datetime(2027, 3, 5))
        cast.mockup.date(cast.max, start=datetime(2027, 4, 26), finish=datetime(2027, 5, 8))
    return f"/projects/{cast.site.public_id}/plan"


def own_week(cast, *exceptions: tuple[date, date]) -> None:
    with change():
        week = Workweek(project_id=cast.site.id, name="Agence", week=OFFICE, is_default=True)
        week.exceptions = [DayException(first=first, last=last) for first, last in exceptions]
        db.session.add(week)


def test_a_public_holiday_of_the_calendar_is_no_closing_day_besides(cast, plan, client_for):
    """It was tinted as a holiday and hatched as a closing day at once."""
    own_week(cast, (date(2027, 5, 1), date(2027, 5, 1)), (date(2027, 5, 6), date(2027, 5, 6)))
    page = client_for(cast.mia).get(plan).text
    assert "Labor Day" in page
    assert CLOSED not in page


def test_a_closing_that_goes_on_around_a_holiday_is_hatched_as_a_whole(cast, plan, client_for):
    own_week(cast, (date(2027, 5, 6), date(2027, 5, 7)))
    assert client_for(cast.mia).get(plan).text.count(CLOSED) == 1


@pytest.mark.parametrize("reader", ["mia", "fay", "gil", "rose", "clara"])
def test_whoever_sees_the_dates_sees_the_days_that_they_skip(cast, plan, client_for, reader):
    """A client's bar ran on through a closing as if it were worked on."""
    with change():
        for one in (cast.brief, cast.mockup):
            one.follow(by=cast.gil)
        cast.agency.change(by=cast.olga, closings=[["2027-03-08", "2027-03-09"]])
    page = client_for(cast.people[reader]).get(plan).text
    assert page.count(CLOSED) == 1 and "key-closed" in page


def test_a_project_without_a_calendar_does_not_work_on_the_holidays_of_the_country(
    cast, plan, client_for
):
    """They were shaded, and work was put on them all the same."""
    address = f"/tasks/{cast.brief.public_id}"
    easter = {"edge": "move", "by": "27"}  # to Monday 29 March
    browser = client_for(cast.max)
    assert "1 April" in browser.get(f"{address}/ripple", query_string=easter).text
    browser.put(f"{address}/schedule", data=easter, headers=HX)
    moved = db.session.get(Task, cast.brief.id)
    assert (moved.start, moved.finish) == (datetime(2027, 3, 30), datetime(2027, 4, 2))


def test_another_country_has_other_days_off_at_once(cast, plan, client_for):
    address, easter = f"/tasks/{cast.brief.public_id}/ripple", {"edge": "move", "by": "27"}
    browser = client_for(cast.max)
    browser.get(address, query_string=easter)
    with change():
        cast.agency.change(by=cast.max, country="US")
    assert "31 March" in browser.get(address, query_string=easter).text


def test_the_agency_says_when_it_is_closed_and_plans_go_round_it(cast, plan, client_for):
    olga, max_ = client_for(cast.olga), client_for(cast.max)
    address = f"/tasks/{cast.brief.public_id}/ripple"
    week = {"edge": "move", "by": "6"}  # to Monday 8 March
    assert "10 March" in max_.get(address, query_string=week).text
    days = {"first": "2027-03-08", "last": "2027-03-09"}
    assert olga.post("/settings/closings", data=days).status_code == 303
    assert "8 → 9 Mar 2027" in olga.get("/settings").text
    assert CLOSED in max_.get(plan).text
    assert CLOSED in client_for(cast.clara).get(plan).text
    assert "12 March" in max_.get(address, query_string=week).text
    assert olga.post("/settings/closings", data=days).status_code == 303
    assert db.session.get(Agency, cast.agency.id).closings == [["2027-03-08", "2027-03-09"]]
    assert olga.delete("/settings/closings/2027-03-08/2027-03-09").status_code == 303
    assert CLOSED not in max_.get(plan).text
    assert "10 March" in max_.get(address, query_string=week).text


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("", "", "Saisissez une date"),
        ("2027-03-32", "", "Saisissez une date"),
        ("2027-03-09", "2027-03-08", "La fin précède le début"),
        ("2027-03-09", "2028-06-01", "Un an au plus"),
    ],
)
def test_a_closing_that_cannot_be_is_refused_with_a_sentence(cast, client_for, first, last, said):
    asked = {"first": first, "last": last}
    answer = client_for(cast.olga).post(
        "/settings/closings", data=asked, headers={"Accept-Language": "fr"}
    )
    assert answer.status_code == 422
    assert said in answer.text


def test_only_who_keeps_the_agency_closes_it(cast, client_for):
    asked = {"first": "2027-03-08", "last": ""}
    for person in (cast.max, cast.mia, cast.clara):
        assert client_for(person).post("/settings/closings", data=asked).status_code in (403, 404)

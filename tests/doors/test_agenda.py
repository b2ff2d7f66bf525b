"""What a phone shows of a plan: narrowed by chips, each of them a link."""

import re
from datetime import datetime

import pytest

from models import change


@pytest.fixture
def plan(cast):
    """A milestone, a task of Mia's that is late, one of Max's that nobody outside sees."""
    with change():
        cast.brief.date(cast.max, deadline=datetime(2127, 3, 13))
        for name, first, last in (("brief", 2, 4), ("secret", 9, 12)):
            cast.tasks[name].date(
                cast.max, start=datetime(2127, 3, first), finish=datetime(2127, 3, last)
            )
        cast.launch.date(cast.max, start=datetime(2127, 4, 1), finish=datetime(2127, 4, 1))
        cast.mockup.date(cast.max, start=datetime(2026, 3, 4), finish=datetime(2026, 3, 10))
        cast.mockup.assign([cast.mia], by=cast.max)
        cast.secret.assign([cast.max], by=cast.max)
        cast.brief.assign([cast.max], by=cast.max)
    return f"/projects/{cast.site.public_id}/plan"


def named(page, cast):
    agenda = page.partition('class="agenda only-phone"')[2]
    tasks = ("brief", "secret", "mockup", "launch")
    return {name for name in tasks if f"/tasks/{cast.tasks[name].public_id}" in agenda}


def test_its_chips_leave_milestones_what_is_late_and_what_somebody_answers_for(
    cast, plan, client_for
):
    browser = client_for(cast.max)

    def of(query):
        return named(browser.get(f"{plan}{query}").text, cast)

    assert of("") == {"brief", "secret", "mockup", "launch"}
    assert of("?kind=milestone") == {"launch"}
    assert of("?due=late") == {"mockup"}
    assert of("?person=me") == {"brief", "secret"}
    assert of(f"?person={cast.mia.public_id}") == {"mockup"}
    assert of(f"?due=late&person={cast.max.public_id}") == set()
    nothing = browser.get(f"{plan}?kind=milestone&due=late", headers={"Accept-Language": "en"})
    assert "Nothing of what is chosen is planned." in nothing.text
    assert of("?kind=nothing&due=never&person=") == {"brief", "secret", "mockup", "launch"}


def test_a_chip_is_a_link_that_takes_its_choice_back(cast, plan, client_for):
    page = client_for(cast.max).get(f"{plan}?kind=milestone", headers={"Accept-Language": "en"})
    chips = dict(re.findall(r'class="chip" href="([^"]*)"( aria-current="true")?', page.text))
    assert chips == {
        "?": ' aria-current="true"',
        "?kind=milestone&amp;due=late": "",
        "?kind=milestone&amp;person=me": "",
    }


def test_what_the_address_says_of_the_plan_stays_whatever_chip_is_chosen(cast, plan, client_for):
    """A chip opened every phase again and forgot the zoom, and a zoom forgot the chips."""
    query = "?kind=milestone&zoom=week&folded=phase&folded=gone&fold=gone"
    page = client_for(cast.max).get(f"{plan}{query}").text
    kept = "zoom=week&amp;folded=phase"
    chips = re.findall(r'class="chip" href="([^"]*)"', page)
    narrowed = ("", "kind=milestone&amp;due=late&amp;", "kind=milestone&amp;person=me&amp;")
    assert chips == [f"?{made}{kept}" for made in narrowed]
    month = f"{plan}?kind=milestone&amp;{kept.replace('week', 'month')}"
    assert f'href="{month}"' in page
    assert '<input type="hidden" name="kind" value="milestone">' in page


def test_a_chip_never_brings_what_its_reader_does_not_see(cast, plan, client_for):
    page = client_for(cast.clara).get(f"{plan}?person={cast.max.public_id}").text
    assert named(page, cast) == {"brief"}
    everything = client_for(cast.clara).get(plan).text
    assert cast.secret.public_id not in everything


def test_what_its_reader_does_not_see_leaves_no_trace_in_the_mark_of_the_page(
    cast, plan, client_for
):
    """The mark was made of all that somebody answers for."""
    clara, address = client_for(cast.clara), f"{plan}?person={cast.mia.public_id}"
    before = clara.get(address).headers["ETag"]
    with change():
        cast.secret.assign([cast.mia], by=cast.max)
    assert clara.get(address).headers["ETag"] == before
    with change():
        cast.brief.assign([cast.mia], by=cast.max)
    assert clara.get(address).headers["ETag"] != before


def test_a_reader_has_no_tasks_of_their_own_to_choose(cast, plan, client_for):
    assert "person=me" in client_for(cast.mia).get(plan).text
    assert "person=me" not in client_for(cast.rose).get(plan).text


def test_a_card_that_moves_on_the_board_changes_its_sign_in_the_agenda(cast, plan, client_for):
    """It kept the sign of its former column: no row of the plan shows any."""
    browser = client_for(cast.max)

    def signs():
        return re.findall(r'class="status status--(\w+)"', browser.get(plan).text)

    before = signs()
    with change():
        cast.brief.place(cast.columns["client"], None, by=cast.max)
    assert signs() != before and "client" in signs()

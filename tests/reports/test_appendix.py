"""The plan after a report: what the client sees of it, frozen, on a page or two."""

from datetime import datetime, timedelta
from io import BytesIO

import pikepdf
import pytest

from fragments.plan.paper import FORMATS
from models import Audience, Task, change
from reports import drafting
from reports.appendix import PAGES
from reports.composing import document, sheet
from reports.printing import to_pdf
from reports.reading import alternatives, words_of

MONDAY = datetime(2027, 3, 1)
MOST = PAGES * FORMATS["report"].rows


@pytest.fixture
def planned(cast):
    """A phase with a task that is shown and one that is not; a link to each."""
    with change():
        phase = Task.create(cast.site, "Cadrage", by=cast.max, kind="phase", visibility="client")
        for name, day, length in (("brief", 0, 2), ("secret", 20, 5), ("mockup", 3, 4)):
            start = MONDAY + timedelta(days=day)
            task = cast.tasks[name]
            task.date(cast.max, start=start, finish=start + timedelta(days=length), deadline=None)
        cast.brief.nest(phase)
        cast.secret.nest(phase)
        cast.mockup.link(cast.brief, by=cast.max)
        cast.mockup.link(cast.secret, by=cast.max)
    return cast


def drafted(cast):
    return drafting.draft(cast.site, Audience.client_of(cast.site), cast.max.name)


def titles(snapshot):
    return [row["title"] for row in snapshot["appendix"]["rows"]]


def all_of(snapshot, words):
    pdf = to_pdf(document(snapshot | {"issued": "2026-11-22"}, words, "fr"))
    with pikepdf.open(BytesIO(pdf)) as opened:
        return "\n".join([words_of(pdf), *alternatives(opened)]), opened


def test_it_holds_what_the_client_sees_and_nothing_else(planned):
    snapshot, words = drafted(planned)
    assert titles(snapshot) == [planned.mockup.title, "Cadrage", planned.brief.title]
    text, _pdf = all_of(snapshot, words)
    assert planned.brief.title in text
    assert planned.secret.title not in text
    assert len(snapshot["appendix"]["ties"]) == 1
    phase = snapshot["appendix"]["rows"][1]
    assert phase["finish"] == "2027-03-02"


def test_it_stands_on_a_page_on_its_side_after_the_report(planned):
    snapshot, words = drafted(planned)
    pdf = pikepdf.open(BytesIO(to_pdf(document(snapshot, words, "fr"))))
    shapes = [float(page.mediabox[2]) > float(page.mediabox[3]) for page in pdf.pages]
    assert shapes == [False, True]
    assert not any(page.get_images() for page in pdf.pages)


def test_a_person_leaves_it_out(planned):
    snapshot, words = drafted(planned)
    assert "report__appendix" in sheet(snapshot, words, "fr")
    assert "report__appendix" not in sheet(snapshot, words | {"appendix": False}, "fr")


def test_it_is_frozen_with_the_rest(planned):
    snapshot, words = drafted(planned)
    before = sheet(snapshot, words, "fr")
    with change():
        planned.brief.retitle("Autre brief", by=planned.max)
        planned.mockup.date(planned.max, finish=MONDAY + timedelta(days=40))
    assert sheet(snapshot, words, "fr") == before


def test_what_is_hidden_after_the_draft_leaves_it_and_the_span_of_its_phase(planned):
    snapshot, words = drafted(planned)
    with change():
        planned.brief.hide("team", by=planned.max)
    snapshot, _words = drafting.without_hidden(
        planned.site, Audience.client_of(planned.site), snapshot, words
    )
    assert titles(snapshot) == [planned.mockup.title]


def test_of_a_long_plan_phases_and_milestones_are_left(planned):
    with change():
        for number in range(MOST):
            task = Task.create(planned.site, f"Page {number}", by=planned.max, visibility="client")
            task.date(planned.max, start=MONDAY, finish=MONDAY + timedelta(days=1))
    snapshot, _words = drafted(planned)
    assert titles(snapshot) == ["Cadrage"]


def test_a_long_plan_without_phases_is_cut_to_two_pages(cast):
    with change():
        for number in range(MOST + 5):
            task = Task.create(cast.site, f"Page {number}", by=cast.max, visibility="client")
            task.date(cast.max, start=MONDAY, finish=MONDAY + timedelta(days=1))
    snapshot, _words = drafted(cast)
    assert len(titles(snapshot)) == MOST


def test_a_plan_whose_phases_need_a_third_page_is_cut_as_one_that_is_longer(cast):
    """A phase goes to the next page with what it holds: so many rows may need one page more."""
    with change():
        for number in range(MOST // 4):
            shown = {"by": cast.max, "visibility": "client"}
            phase = Task.create(cast.site, f"P{number}", kind="phase", **shown)
            for part in range({1: 2, 10: 4}.get(number, 3)):
                task = Task.create(cast.site, f"{number}.{part}", **shown)
                task.date(cast.max, start=MONDAY, finish=MONDAY + timedelta(days=1))
                task.nest(phase)
    snapshot, _words = drafted(cast)
    assert titles(snapshot) == [f"P{number}" for number in range(MOST // 4)]


def test_without_a_bar_there_is_none(cast):
    snapshot, words = drafted(cast)
    assert snapshot["appendix"] is None
    assert words["appendix"] is False


def test_a_report_frozen_before_there_were_any_still_reads(app, facts, words):
    snapshot = facts.frozen()
    del snapshot["appendix"]
    assert "report__appendix" not in sheet(snapshot, words, "fr")

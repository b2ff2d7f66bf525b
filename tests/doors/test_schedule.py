"""The plan: its page, its rows, what each audience sees of it."""

import re
from datetime import date, datetime
from itertools import pairwise

import pytest

from blueprints.schedule import moving
from fragments.plan import waves
from fragments.plan.standing import finish_of
from models import DayException, Event, Membership, Task, Workweek, change, db

HX = {"HX-Request": "true"}
OFFICE = [[[480, 1020]]] * 5 + [[], []]
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


def test_nothing_is_marked_as_internal_where_there_is_no_client(cast, plan, client_for):
    browser = client_for(cast.max)
    assert "internal" in row_of(browser.get(plan).text, cast.secret)
    with change():
        for person in (cast.clara, cast.rose):
            Membership.of(cast.site, person).end(by=cast.max)
    with change():
        cast.site.change(by=cast.max, client=None)
    assert "internal" not in row_of(browser.get(plan).text, cast.secret)


def unstamped(page: str) -> str:
    """But for the mark of its moment, which is drawn anew each time."""
    return re.sub(r'data-stamp="\w+"', "", page)


def test_what_happens_to_hidden_tasks_changes_no_byte_of_a_clients_plan(cast, plan, client_for):
    browser = client_for(cast.clara)
    before = browser.get(plan, headers=HX)
    with change():
        cast.secret.retitle("Autre secret", by=cast.max)
        cast.secret.progress(50, by=cast.max)
        cast.secret.assign([cast.mia], by=cast.max)
        cast.listed.link(cast.secret, by=cast.max)
    after = browser.get(plan, headers=HX)
    assert unstamped(after.text) == unstamped(before.text)
    again = browser.get(plan, headers=HX | {"If-None-Match": before.headers["ETag"]})
    assert (after.headers["ETag"], again.status_code) == (before.headers["ETag"], 304)


def test_the_planned_finish_is_that_of_the_work_and_not_what_an_import_kept_of_a_phase(cast, plan):
    """A plan that was pulled in went on saying its old finish."""
    with change():
        phase = db.session.get(Task, cast.phase.id)
        phase.start, phase.finish = datetime(2027, 3, 2), datetime(2027, 6, 1)
    assert finish_of(cast.site) == date(2027, 3, 17)


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


def test_public_holidays_are_shaded_by_their_name(cast, plan, client_for):
    with change():
        cast.done.date(cast.max, start=datetime(2027, 5, 1), finish=datetime(2027, 5, 3))
    assert "Fête du Travail" in client_for(cast.max).get(plan, headers=FRENCH).text


def test_another_country_and_another_day_off_are_seen_at_once(cast, plan, client_for):
    """No event of the project tells of either, and plans are worked out once after each."""
    browser = client_for(cast.max)
    with change():
        cast.done.date(cast.max, start=datetime(2027, 7, 1), finish=datetime(2027, 7, 16))
        week = Workweek(project_id=cast.site.id, name="Agence", week=OFFICE, is_default=True)
        db.session.add(week)
    page = browser.get(plan, headers=FRENCH).text
    assert "Fête nationale" in page and "g-off--closed" not in page
    with change():
        cast.agency.change(by=cast.max, country="US")
    page = browser.get(plan, headers=FRENCH).text
    assert "Fête nationale" not in page and "Independence Day" in page
    with change():
        week.exceptions.append(DayException(first=date(2027, 3, 18), last=date(2027, 3, 19)))
    assert "g-off--closed" in browser.get(plan).text


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


def moved(cast, by: str, edge: str = "move", **more: str) -> dict[str, str]:
    return {"edge": edge, "by": by, **more}


def test_a_ripple_names_who_would_move_and_saves_nothing(cast, plan, client_for):
    address = f"/tasks/{cast.brief.public_id}/ripple"
    page = client_for(cast.max).get(address, query_string=moved(cast, "14")).text
    assert "What moves, in working days" in page
    assert cast.mockup.title in page
    assert "Nothing is saved yet." in page
    assert db.session.get(Task, cast.brief.id).start == datetime(2027, 3, 2)


def test_a_bar_that_is_dropped_moves_what_follows_in_one_event_that_is_undone(
    cast, plan, client_for
):
    browser = client_for(cast.max)
    was = cast.mockup.start
    address = f"/tasks/{cast.brief.public_id}/schedule"
    answer = browser.put(address, data=moved(cast, "14"), headers=HX)
    assert answer.status_code == 200
    assert db.session.get(Task, cast.brief.id).start == datetime(2027, 3, 16)
    assert db.session.get(Task, cast.mockup.id).start > was
    assert [event.kind for event in events_of(cast.brief)] == ["task.rescheduled"]
    browser.post(answer.headers["X-Undo"], headers=HX)
    assert db.session.get(Task, cast.brief.id).start == datetime(2027, 3, 2)
    assert db.session.get(Task, cast.mockup.id).start == was


def events_of(task) -> list[Event]:
    asked = db.select(Event).where(Event.task_id == task.id, Event.kind.like("task.re%"))
    return list(db.session.scalars(asked))


def test_this_bar_alone_moves_nothing_else(cast, plan, client_for):
    was = cast.mockup.start
    address = f"/tasks/{cast.brief.public_id}/schedule"
    client_for(cast.max).put(address, data=moved(cast, "14", alone="1"), headers=HX)
    assert db.session.get(Task, cast.brief.id).manual
    assert db.session.get(Task, cast.mockup.id).start == was


def test_a_bar_dropped_later_than_its_links_ask_is_pinned_and_says_so(cast, plan, client_for):
    browser = client_for(cast.max)
    address = f"/tasks/{cast.mockup.public_id}"
    page = browser.get(f"{address}/ripple", query_string=moved(cast, "7")).text
    assert "starts no earlier than" in page
    browser.put(f"{address}/schedule", data=moved(cast, "7"), headers=HX)
    assert 'class="g-pin"' in row_of(browser.get(plan).text, cast.mockup)


def test_a_link_that_is_kept_no_more_is_red_until_it_is_kept_again(cast, plan, client_for):
    """It was red while the panel said so, and grey as soon as that was saved."""
    browser, address = client_for(cast.max), f"/tasks/{cast.brief.public_id}/schedule"

    def red():
        pages = [client_for(one).get(plan).text for one in (cast.max, cast.clara)]
        return [page.count('class="is-broken"') for page in pages]

    stood = red()
    saved = browser.put(address, data=moved(cast, "14", alone="1"), headers=HX)
    assert red() == [count + 1 for count in stood]
    browser.post(saved.headers["X-Undo"], headers=HX)
    assert red() == stood


def test_a_link_with_a_phase_is_never_red_for_what_lies_in_it_may_be_hidden(cast, plan, client_for):
    with change():
        cast.launch.date(cast.max, finish=datetime(2027, 3, 1))
        db.session.get(Task, cast.launch.id).manual = True
        cast.launch.link(cast.phase, by=cast.max)
    link = cast.launch.link_from(cast.phase.id).public_id
    for person in (cast.max, cast.clara):
        page = client_for(person).get(plan).text
        assert f'data-link="{link}"><path class="is-broken"' not in page


def test_a_pin_and_a_hand_are_read_aloud(cast, plan, client_for):
    """Who does not see the pin or the square ends did not know of them."""
    browser, address = client_for(cast.max), f"/tasks/{cast.mockup.public_id}/schedule"

    def said():
        page = browser.get(plan, headers={"Accept-Language": "en"}).text
        return re.findall('class="bar[^>]*aria-label="([^"]*)"', row_of(page, cast.mockup))[0]

    browser.put(address, data=moved(cast, "7"), headers=HX)
    assert ", starts no earlier than 19 Mar" in said() and "by hand" not in said()
    browser.put(address, data=moved(cast, "5", alone="1"), headers=HX)
    assert said().endswith(", set by hand")


def test_who_stays_though_a_link_asks_otherwise_is_named(cast, plan, client_for):
    with change():
        cast.mockup.progress(10, by=cast.max)  # what has begun is not moved
    address = f"/tasks/{cast.brief.public_id}/ripple"
    page = client_for(cast.max).get(address, query_string=moved(cast, "28")).text
    assert f"‘{cast.mockup.title}’ stays, though ‘{cast.brief.title}’" in page


def test_quotes_in_a_title_stand_within_those_of_the_panels_sentences(cast, plan, client_for):
    """The list read « Maquette « Première Sève » » stays."""
    with change():
        cast.mockup.retitle("Maquette «\u00a0Première Sève\u00a0»", by=cast.max)
        cast.mockup.progress(10, by=cast.max)
    browser = client_for(cast.max)
    link = f"/tasks/{cast.mockup.public_id}/links/{cast.brief.public_id}"
    panels = [
        browser.get(f"/tasks/{cast.brief.public_id}/ripple", query_string=moved(cast, "28")),
        browser.get(f"/tasks/{cast.mockup.public_id}/ripple", query_string=moved(cast, "7")),
        browser.get(link),
    ]
    named = re.compile("‘Maquette (.*?)’")
    assert [set(named.findall(panel.text)) for panel in panels] == [{"“Première Sève”"}] * 3


def test_an_edge_stretches_a_bar(cast, plan, client_for):
    address = f"/tasks/{cast.brief.public_id}/schedule"
    client_for(cast.max).put(address, data=moved(cast, "1", edge="finish"), headers=HX)
    brief = db.session.get(Task, cast.brief.id)
    assert (brief.start, brief.finish) == (datetime(2027, 3, 2), datetime(2027, 3, 5))


@pytest.mark.parametrize(
    ("typed", "start", "finish"),
    [
        ({"start": "2027-03-03"}, 3, 5),
        ({"finish": "2027-03-05"}, 2, 6),
        ({"duration": "1"}, 2, 3),
        ({"duration": "2d"}, 2, 4),
        ({"duration": "2,0\u00a0jours"}, 2, 4),
    ],
)
def test_dates_and_length_are_typed_too(cast, plan, client_for, typed, start, finish):
    address = f"/tasks/{cast.brief.public_id}/schedule"
    assert client_for(cast.max).put(address, data=typed, headers=HX).status_code == 200
    brief = db.session.get(Task, cast.brief.id)
    assert (brief.start, brief.finish) == (datetime(2027, 3, start), datetime(2027, 3, finish))


def test_what_cannot_be_is_refused_with_a_sentence(cast, plan, client_for):
    browser, address = client_for(cast.max), f"/tasks/{cast.brief.public_id}/schedule"
    wrong = ({"finish": "2027-02-01"}, {"duration": "-1"}, {"start": "soon"})
    no_end = ({"finish": "9999-12-31"}, {"start": "9999-12-31"}, {"finish": "0001-01-01"})
    for typed in (*wrong, *no_end):
        answer = browser.put(address, data=typed, headers=HX)
        assert answer.status_code == 422
        assert "data-field" in answer.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2 weeks", "a number of days"),
        ("0", "a number of days"),
        ("999999999", "at most 3,660 days"),
        ("9" * 400, "at most 3,660 days"),
    ],
)
def test_a_length_that_cannot_be_is_told_why(cast, plan, client_for, typed, said):
    """Whoever typed too long a length was told to enter a number."""
    address = f"/tasks/{cast.brief.public_id}/schedule"
    english = HX | {"Accept-Language": "en"}
    answer = client_for(cast.max).put(address, data={"duration": typed}, headers=english)
    assert answer.status_code == 422 and said in answer.text


def test_a_hidden_task_that_moves_along_is_not_named(cast, plan, client_for):
    with change():
        cast.listed.date(cast.max, start=datetime(2027, 3, 4), finish=datetime(2027, 3, 6))
        cast.listed.link(cast.brief, by=cast.max)
    address = f"/tasks/{cast.brief.public_id}/ripple"
    assert (
        cast.listed.title in client_for(cast.max).get(address, query_string=moved(cast, "14")).text
    )
    page = client_for(cast.mia).get(address, query_string=moved(cast, "14")).text
    assert cast.listed.title not in page
    assert cast.listed.public_id not in page


def test_a_link_is_made_shown_and_taken_away(cast, plan, client_for):
    browser = client_for(cast.max)
    address = f"/tasks/{cast.launch.public_id}/links/{cast.mockup.public_id}"
    assert "Take the link away" not in browser.get(address).text
    browser.put(address, data={"kind": "FS", "lag": "1"}, headers=HX)
    (link,) = db.session.get(Task, cast.launch.id).links
    assert (link.kind, link.lag) == ("FS", 480)
    assert "Take the link away" in browser.get(address).text
    browser.delete(address, headers=HX)
    assert not db.session.get(Task, cast.launch.id).links


def test_a_link_says_in_words_where_the_linked_bar_itself_would_go(cast, plan, client_for):
    """It said that nothing else moves, and left unsaid that the bar itself did."""
    address = f"/tasks/{cast.listed.public_id}/links/{cast.brief.public_id}"
    with change():
        cast.listed.date(cast.max, start=datetime(2027, 3, 2), finish=datetime(2027, 3, 3))
    page = client_for(cast.max).get(address, query_string={"kind": "SS", "lag": "3"}).text
    assert f"{cast.listed.title} would finish on 5 March 2027." in page
    assert "3 working days later." in page


def test_the_length_opens_as_the_row_shows_it_though_none_was_ever_typed(cast, plan, client_for):
    assert db.session.get(Task, cast.mockup.id).duration is None
    browser = client_for(cast.max)
    assert ">4 d<" in row_of(browser.get(plan).text, cast.mockup)
    assert 'value="4"' in browser.get(f"/tasks/{cast.mockup.public_id}/cells/duration").text


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_length_of_a_thousand_days_is_saved_as_it_opened(cast, plan, client_for, language):
    """The field opened with 1,000, and Enter alone made one day of it."""
    spoken, browser = HX | {"Accept-Language": language}, client_for(cast.max)
    with change():
        cast.max.language = language
    task = f"/tasks/{cast.brief.public_id}"
    for typed in ("1000", "1\u202f000", "1 000 d", "1,000" if language == "en" else "1000,0"):
        browser.put(f"{task}/schedule", data={"duration": typed}, headers=spoken)
        assert db.session.get(Task, cast.brief.id).duration == 1000 * 480
        assert 'value="1000"' in browser.get(f"{task}/cells/duration", headers=spoken).text
    browser.put(f"{task}/schedule", data={"duration": "0,125"}, headers=spoken)
    assert db.session.get(Task, cast.brief.id).duration == 60


def test_the_span_says_both_years_where_they_differ(cast, plan, client_for):
    with change():
        cast.brief.date(cast.max, start=datetime(2026, 12, 1), finish=datetime(2026, 12, 5))
    page = client_for(cast.max).get(plan).text
    assert re.search(r"plan__span[^>]*>[^<]*2026 – [^<]*2027<", page)


def test_a_loop_is_refused_by_name(cast, plan, client_for):
    browser = client_for(cast.max)
    address = f"/tasks/{cast.brief.public_id}/links/{cast.mockup.public_id}"
    assert cast.mockup.title in browser.get(address).text
    answer = browser.put(address, data={"kind": "FS", "lag": "0"}, headers=HX)
    assert answer.status_code == 422
    round_trip = [cast.brief.title, cast.mockup.title, cast.brief.title]
    assert f"This link would make a loop: {' → '.join(round_trip)}." in answer.text


def test_a_long_loop_is_told_from_end_to_end_without_what_is_hidden(cast, plan, client_for):
    """It was named by one row between the two ends, whose name several rows bore."""
    with change():
        rows = [Task.create(cast.site, "Relecture", by=cast.max, kind="task") for _ in range(6)]
        for one in (cast.launch, *rows):
            one.date(cast.max, start=datetime(2027, 3, 15), finish=datetime(2027, 3, 16))
        for first, then in pairwise([cast.mockup, cast.launch, *rows]):
            then.link(first, by=cast.max)
    address = f"/tasks/{cast.brief.public_id}/links/{rows[-1].public_id}"
    answer = client_for(cast.max).put(address, data={"kind": "FS", "lag": "0"}, headers=HX)
    ends = [cast.brief.title, cast.mockup.title, cast.launch.title]
    assert " → ".join([*ends, "…", "Relecture", cast.brief.title]) in answer.text


def test_progress_is_typed_and_closes_at_the_end(cast, plan, client_for):
    browser, address = client_for(cast.max), f"/tasks/{cast.brief.public_id}/progress"
    browser.put(address, data={"percent": "40"}, headers=HX)
    assert "--v:40" in row_of(browser.get(plan).text, cast.brief)
    browser.put(address, data={"percent": "100"}, headers=HX)
    assert db.session.get(Task, cast.brief.id).is_closed
    assert browser.put(address, data={"percent": "101"}, headers=HX).status_code == 422


def test_only_who_may_plan_moves_bars(cast, plan, client_for):
    address = f"/tasks/{cast.brief.public_id}"
    for who in ("fay", "rose", "clara"):
        browser = client_for(cast.people[who])
        assert browser.put(f"{address}/schedule", data=moved(cast, "1")).status_code == 403
        # Who stands inside is told what they may not; for the others the page never was.
        refused = 403 if who == "fay" else 404
        assert (
            browser.get(f"{address}/ripple", query_string=moved(cast, "1")).status_code == refused
        )
        assert browser.get(f"{address}/cells/start").status_code == refused
    assert client_for(cast.fay).get(f"{address}/cells/percent").status_code == 200


def test_a_plan_that_changes_meanwhile_is_computed_again(cast, plan, client_for, monkeypatch):
    """Somebody links between the computing and the lock: the move follows the new link."""
    once = iter([True])
    computed = moving.after

    def interrupted(read, wanted):
        ready = computed(read, wanted)
        if next(once, False):
            with change():
                db.session.get(Task, cast.launch.id).link(
                    db.session.get(Task, cast.brief.id), by=cast.max
                )
        return ready

    monkeypatch.setattr(moving, "after", interrupted)
    address = f"/tasks/{cast.brief.public_id}/schedule"
    assert client_for(cast.max).put(address, data=moved(cast, "14"), headers=HX).status_code == 200
    assert db.session.get(Task, cast.launch.id).start >= datetime(2027, 3, 17)


def test_a_long_ripple_names_the_first_rows_and_counts_the_rest(
    cast, plan, client_for, monkeypatch
):
    monkeypatch.setattr(waves, "MOST", 1)
    page = client_for(cast.max).get(f"/tasks/{cast.brief.public_id}/ripple?by=14").text
    assert "and 1 other" in page
    assert "moved, 1 other with it" in page
    assert page.count('.g-track"') == 2, "its own bar, and that of its phase"


GHOST = re.compile(r'data-to="#row-(\w+) \.g-cells > :nth-child\((\d)\)">(.*?)</b>')
GHOST_LINE = re.compile(r'data-to="\[data-link=.(\w+).\]" d="([^"]+)"')
NEW_LINE = re.compile(r'data-to="\.g-links > g" d="([^"]+)"')
LINE = re.compile(r'data-link="(\w+)"><path(?: class="[^"]*")? d="([^"]+)"')


@pytest.mark.parametrize("shown", ["", "?zoom=week", "?zoom=month&folded="])
def test_what_a_ripple_draws_is_what_the_plan_shows_once_it_is_saved(cast, plan, client_for, shown):
    """Bars went ahead, while dates, phases and lines stayed where they were."""
    max_, address = client_for(cast.max), f"/tasks/{cast.brief.public_id}"
    page = f"{plan}{shown}" + (cast.phase.public_id if "folded" in shown else "")
    before, here = max_.get(page).text, HX | {"HX-Current-URL": f"http://localhost{page}"}
    ripple = max_.get(f"{address}/ripple", query_string=moved(cast, "14"), headers=here).text
    max_.put(f"{address}/schedule", data=moved(cast, "14"), headers=HX)
    after = max_.get(page).text
    was, now = (dict(re.findall(LINE, one)) for one in (before, after))
    assert was | dict(re.findall(GHOST_LINE, ripple)) == now
    assert now != was or "folded" in shown
    ghosts = {(row, int(place)): words(said) for row, place, said in re.findall(GHOST, ripple)}
    for task in (cast.phase, cast.brief, cast.mockup):
        for place in (3, 4, 5):
            said = cell(after, task, place)
            assert ghosts.get((task.public_id, place), cell(before, task, place)) == said
    moving_rows = set(re.findall(r'data-to="#row-(\w+) \.g-track', ripple))
    its = {cast.phase, cast.mockup} | ({cast.brief} if "folded" not in shown else set())
    assert moving_rows == {task.public_id for task in its}


def lines_of(panel: str) -> tuple[dict[str, str], list[str]]:
    """Those that would run otherwise, by their links; and that of a link in the making."""
    return dict(re.findall(GHOST_LINE, panel)), re.findall(NEW_LINE, panel)


@pytest.mark.parametrize("kind", ["FS", "SS", "FF"])
def test_a_link_in_the_making_is_drawn_before_it_is_saved(cast, plan, client_for, kind):
    """The panel told it in words, and no line stood between the two bars."""
    max_, here = client_for(cast.max), HX | {"HX-Current-URL": f"http://localhost{plan}"}
    before = dict(re.findall(LINE, max_.get(plan).text))
    address = f"/tasks/{cast.launch.public_id}/links/{cast.brief.public_id}"
    with change():
        cast.launch.date(cast.max, start=datetime(2027, 3, 5), finish=datetime(2027, 3, 6))
    asked = {"kind": kind, "lag": "5"}
    otherwise, (new,) = lines_of(max_.get(address, query_string=asked, headers=here).text)
    max_.put(address, data=asked, headers=HX)
    after = dict(re.findall(LINE, max_.get(plan).text))
    (made,) = after.keys() - before.keys()
    assert after == before | otherwise | {made: new}


def test_a_link_that_is_made_another_kind_is_drawn_as_it_would_run(cast, plan, client_for):
    max_, here = client_for(cast.max), HX | {"HX-Current-URL": f"http://localhost{plan}"}
    before = dict(re.findall(LINE, max_.get(plan).text))
    address = f"/tasks/{cast.mockup.public_id}/links/{cast.brief.public_id}"
    asked = {"kind": "SS", "lag": "0"}
    otherwise, new = lines_of(max_.get(address, query_string=asked, headers=here).text)
    assert otherwise and not new
    max_.put(address, data=asked, headers=HX)
    assert before | otherwise == dict(re.findall(LINE, max_.get(plan).text))


def test_a_link_that_would_not_be_kept_is_drawn_as_one(cast, plan, client_for):
    with change():
        cast.launch.date(cast.max, start=datetime(2027, 3, 1), finish=datetime(2027, 3, 2))
        cast.launch.progress(10, by=cast.max)  # what has begun is not moved
    address = f"/tasks/{cast.launch.public_id}/links/{cast.brief.public_id}"
    panel = client_for(cast.max).get(address).text
    assert re.search('class="g-wave is-breaking" data-to=".g-links > g"', panel)


def test_the_first_link_of_a_plan_has_a_place_for_its_line(cast, plan, client_for):
    with change():
        for before in (cast.brief, cast.secret):
            cast.mockup.unlink(before, by=cast.max)
    page = client_for(cast.max).get(plan).text
    assert "data-link=" not in page and page.count('class="g-links"') == 1


@pytest.mark.parametrize("address", ["http://[", "?zoom=%ff&zoom", "?folded=gone#today", "#?"])
def test_a_ripple_is_shown_whatever_address_its_page_is_said_to_have(
    cast, plan, client_for, address
):
    """One that is none was answered with an error of the server."""
    asked = {"query_string": moved(cast, "14"), "headers": HX | {"HX-Current-URL": address}}
    answer = client_for(cast.max).get(f"/tasks/{cast.brief.public_id}/ripple", **asked)
    assert answer.status_code == 200 and 'class="g-wave"' in answer.text


def cell(page: str, task, place: int) -> str:
    """The words of one of the cells of a row; none where it is folded away."""
    if f'id="row-{task.public_id}"' not in page:
        return ""
    cells = row_of(page, task).split('role="gridcell"')[place - 1]
    return words(cells.partition(">")[2])


def words(html: str) -> str:
    return re.sub("<[^>]*>?", "", html).strip()


def test_a_bar_is_named_without_marks_on_the_first_of_a_month(cast, plan, client_for):
    """In French the first is raised, and what reads a bar aloud read its marks too."""
    with change():
        db.session.get_one(Task, cast.mockup.id).date(cast.max, finish=datetime(2027, 4, 2))
    page = client_for(cast.max).get(plan, headers=FRENCH).text
    labels = re.findall(r'aria-label="([^"]*)"', page)
    assert any("1er avr. 2027" in label for label in labels)
    assert not [label for label in labels if "&lt;" in label]

"""Why somebody sees a task: a reason for whoever does, none for whoever does not."""

import pytest

from models import Assignment, Membership, Task, Team, Viewer, change
from models.reasons import reach, why
from models.sight import VISIBILITIES

PEOPLE = ("olga", "ada", "max", "mia", "fay", "gil", "rose", "clara", "zed")


def kinds(task, person):
    return [reason.kind for reason in why(task, person)]


@pytest.mark.parametrize("visibility", VISIBILITIES)
@pytest.mark.parametrize("tie", ["none", "listed", "responsible", "author", "following"])
def test_there_is_a_reason_exactly_where_there_is_sight(cast, visibility, tie):
    for name in PEOPLE:
        person = cast.people[name]
        with change():
            author = person if tie == "author" else cast.olga
            task = Task.create(cast.site, "Brief", by=author, visibility=visibility)
            if tie == "responsible":
                # a reader may have been given it before they became one
                task.assignments.append(Assignment(user=person, responsible=True))
            if tie == "following":
                task.follow(by=person)
            if tie == "listed" and visibility == "list":
                task.hide("list", by=cast.olga, people=[person])
        audience = Viewer.of(person.id).audience(cast.site)
        seen = audience is not None and task.is_visible_to(audience)
        given = kinds(task, person)
        assert bool(given) == seen, (name, given)
        if seen and given != ["wide"]:
            assert len(given) >= 2, (name, given)  # their place, and what the law found


def test_a_reason_names_who_made_it_so_and_when(cast):
    with change():
        task = Task.create(cast.site, "Brief", by=cast.max, visibility="team")
        task.hide("client", by=cast.max)
    place, shown = why(task, cast.clara)
    assert (place.kind, place.of) == ("place", "client")
    assert (shown.kind, shown.by) == ("shown", "Max Moreau") and shown.at is not None


def test_a_team_is_named_where_it_brings_somebody_or_stands_on_the_list(cast):
    with change():
        studio = Team.create("Studio", "staff", by=cast.olga)
        studio.join(cast.zed, by=cast.olga)
        studio.join_project(cast.site, "member", by=cast.olga)
        task = Task.create(cast.site, "Devis", by=cast.olga, visibility="team")
        task.hide("list", by=cast.olga, teams=[studio])
    assert kinds(task, cast.zed) == ["place", "team", "team_listed"]


def test_the_reach_of_somebody_counts_what_they_see_in_projects_that_whoever_asks_sees(cast):
    with change():
        cast.elsewhere.client = cast.client
        Membership.grant(cast.elsewhere, cast.clara, "client", by=cast.olga)
    found = reach(cast.clara, Viewer.of(cast.olga.id))
    assert {one.project.name for one in found} == {cast.site.name, cast.elsewhere.name}
    (seen_by_max,) = reach(cast.clara, Viewer.of(cast.max.id))
    assert seen_by_max.project.id == cast.site.id and seen_by_max.role == "client"
    visible = [one for one in cast.tasks.values() if one.sight == "client" and not one.deleted_at]
    assert seen_by_max.tasks == len(visible)

"""The pages that say who sees a task and why, and what somebody sees."""

import pytest

from models import Task, change
from tests.cast import refused_page


def test_the_team_reads_who_sees_a_task_and_why(cast, client_for):
    for name in ("olga", "max", "mia", "fay"):
        page = client_for(cast.people[name]).get(f"/tasks/{cast.mockup.public_id}/readers")
        assert page.status_code == 200
        assert "Clara Clément" in page.text and "Olga Owens" in page.text


@pytest.mark.parametrize("name", ["gil", "rose", "clara", "zed"])
def test_to_others_that_page_never_existed(cast, client_for, name):
    browser = client_for(cast.people[name])
    assert browser.get(f"/tasks/{cast.mockup.public_id}/readers").status_code == 404
    assert browser.get("/tasks/nothing/readers").status_code == 404


def test_what_somebody_sees_is_read_by_owner_and_admin_alone(cast, client_for):
    own = f"/people/{cast.clara.public_id}/reach"
    _, _, told = client_for(cast.olga).get(own).text.partition("<tbody>")
    assert cast.site.name in told and cast.elsewhere.name not in told
    for name in ("max", "mia", "fay", "gil", "rose", "clara", "zed"):
        assert client_for(cast.people[name]).get(own).status_code == refused_page(name)


def test_what_is_hidden_from_whoever_asks_too_is_not_counted(cast, client_for):
    """A member read there how many subtasks somebody did not see, those of others' lists too."""
    own = f"/tasks/{cast.mockup.public_id}/readers"
    before = client_for(cast.mia).get(own).text
    with change():
        secret = Task.create(cast.site, "Secret", by=cast.olga, parent=cast.mockup)
        secret.hide("list", by=cast.olga, people=[cast.max])
    assert client_for(cast.mia).get(own).text.count("subtask") == before.count("subtask")
    assert "1 subtask" in client_for(cast.max).get(own).text

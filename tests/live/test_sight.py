"""Not a byte about what is hidden reaches a socket that may not see it."""

from typing import Any

import pytest

from live.rooms import packed
from models import Comment, Label, Membership, Task, User, change, db
from tests.cast import Cast
from tests.live.mirror import Mirror, fresh, listen


def test_a_hundred_internal_comments_send_the_client_nothing(
    cast: Cast, teller: Any, clara: Any, mia: Any
) -> None:
    for number in range(100):
        with change():
            Comment.write(cast.brief, f"Entre nous {number}", by=cast.max, visibility="team")
        teller.look()
    assert clara.socket.heard == []
    assert len(mia.socket.named("push")) == 100


def test_a_new_label_and_a_persons_preferences_send_the_client_nothing(
    cast: Cast, teller: Any, clara: Any
) -> None:
    with change():
        cast.secret.label([Label.create(cast.site, "Marge", "azur", by=cast.max)], by=cast.max)
        cast.max.change(by=cast.max, theme="dark", timezone="Europe/London")
        cast.max.renew_password("a new hash", by=cast.max)
    teller.look()
    assert clara.socket.heard == []


def test_what_happens_beside_the_board_rings_for_the_team_alone(
    cast: Cast, teller: Any, clara: Any, mia: Any
) -> None:
    with change():
        Membership.grant(cast.site, cast.zed, "member", by=cast.max)
    teller.look()
    assert clara.socket.heard == []
    assert mia.socket.named("push")[-1]["ring"] == ["activity"]


def test_changes_to_a_hidden_card_send_the_client_nothing(
    cast: Cast, teller: Any, clara: Any, mia: Any
) -> None:
    with change():
        cast.secret.retitle("Encore en retard", by=cast.max)
        cast.secret.place(cast.columns["doing"], cast.mockup, by=cast.max)
        cast.secret.assign([cast.mia], by=cast.max)
        cast.secret.close(by=cast.max)
        cast.secret.delete(by=cast.max)
    teller.look()
    assert clara.socket.heard == []
    assert mia.socket.named("push")[-1]["gone"]


def test_hidden_subtasks_of_a_visible_card_send_the_client_nothing(
    cast: Cast, teller: Any, clara: Any, mia: Any
) -> None:
    with change():
        hidden = Task.create(cast.site, "Marge", by=cast.max, parent=cast.mockup, visibility="team")
    with change():
        hidden.close(by=cast.max)
    teller.look()
    assert clara.socket.heard == []
    assert mia.socket.named("push")[0]["id"] == cast.mockup.public_id


def test_a_card_that_only_passes_hidden_cards_sends_the_client_nothing(
    cast: Cast, teller: Any, clara: Any, mia: Any
) -> None:
    with change():
        cast.brief.place(cast.columns["todo"], cast.launch, by=cast.max)
    teller.look()
    assert clara.socket.heard == []
    assert mia.socket.named("push")[0]["place"]["before"] == cast.launch.public_id


def test_a_neighbour_that_is_hidden_is_never_named(cast: Cast, teller: Any, clara: Any) -> None:
    with change():
        cast.launch.place(cast.columns["todo"], cast.secret, by=cast.max)
    with change():
        cast.mockup.place(cast.columns["todo"], cast.secret, by=cast.max)
    teller.look()
    assert cast.secret.public_id not in repr(clara.socket.heard)


def test_counts_are_made_of_what_the_audience_sees(cast: Cast, teller: Any, clara: Any) -> None:
    with change():
        cast.brief.retitle("Le brief", by=cast.max)
    teller.look()
    (push,) = clara.socket.named("push")
    assert push["counts"][cast.columns["todo"].public_id] == 2
    assert push["counts"][cast.columns["review"].public_id] == 0


def test_hiding_a_card_takes_it_away_and_showing_it_brings_it_back(
    cast: Cast, teller: Any, clara: Any
) -> None:
    page = Mirror(clara.room).fetch().settle()
    with change():
        cast.brief.hide("team", by=cast.max)
    teller.look()
    with change():
        cast.brief.hide("client", by=cast.max)
    teller.look()
    gone, back = clara.socket.named("push")
    assert gone["gone"] and "html" not in gone
    assert back["place"]["before"] == cast.launch.public_id
    for push in (gone, back):
        page.apply(push)
    assert page.shows() == fresh(clara.room)


def test_hiding_a_phase_takes_the_cards_in_it_away(cast: Cast, teller: Any, clara: Any) -> None:
    with change():
        phase = Task.create(cast.site, "Phase 1", by=cast.max, kind="phase", visibility="client")
        cast.brief.nest(phase)
    teller.look()
    clara.socket.heard.clear()
    with change():
        phase.hide("team", by=cast.max)
    teller.look()
    assert [push["id"] for push in clara.socket.named("push")] == [cast.brief.public_id]
    assert clara.socket.named("push")[0]["gone"]


def test_who_follows_a_task_is_the_team_s_affair(
    cast: Cast, teller: Any, clara: Any, mia: Any
) -> None:
    with change():
        cast.brief.follow(by=cast.max)
    teller.look()
    assert clara.socket.heard == []
    assert mia.socket.named("push")


def test_limits_of_columns_are_not_even_rung_to_the_client(
    cast: Cast, teller: Any, clara: Any, mia: Any
) -> None:
    with change():
        cast.columns["doing"].limit(3, by=cast.max)
    teller.look()
    assert clara.socket.heard == []
    assert mia.socket.named("push") == [{"n": 1, "ring": ["board"]}]


def test_a_description_rings_the_sheet_and_leaves_the_card(
    cast: Cast, teller: Any, mia: Any
) -> None:
    with change():
        cast.brief.retitle("Le brief", by=cast.max)
    teller.look()
    with change():
        cast.brief.describe("Tout est dit.", by=cast.max)
    teller.look()
    assert mia.socket.named("push")[1] == {"n": 2, "ring": [cast.brief.public_id]}


def test_more_than_sixty_changed_cards_are_rung(cast: Cast, teller: Any, mia: Any) -> None:
    with change():
        by = db.session.get(User, cast.max.id)
        for number in range(61):
            Task.create(cast.site, f"Carte {number}", by=by, column=cast.columns["review"])
    teller.look()
    assert mia.socket.named("push") == [{"n": 1, "ring": ["board"]}]


@pytest.mark.parametrize(
    "look", [{"name": "Olga Ozanne"}, {"hue": "olive"}, {"role": "freelancer"}]
)
def test_another_look_of_a_person_rings_the_boards_that_show_it(
    cast: Cast, teller: Any, mia: Any, look: dict[str, str]
) -> None:
    with change():
        cast.brief.assign([cast.olga], by=cast.max)
    teller.look()
    with change():
        cast.olga.change(by=cast.olga, **look)
    teller.look()
    assert mia.socket.named("push")[-1] == {"n": 2, "ring": ["board"]}


def test_two_audiences_get_two_renderings_and_one_audience_one(
    cast: Cast, teller: Any, clara: Any, mia: Any
) -> None:
    second = listen(cast.mia, cast.site)
    with change():
        Task.create(cast.site, "Interne", by=cast.max, parent=cast.mockup, visibility="team")
        cast.mockup.retitle("La maquette", by=cast.max)
    teller.look()
    assert second.room is mia.room
    assert second.socket.heard == mia.socket.heard
    assert clara.socket.named("push")[0]["html"] != mia.socket.named("push")[0]["html"]


def test_a_frame_is_packed_once_and_says_only_its_text() -> None:
    assert packed("push", {"n": 1}) == b"\x81\x12" + b'42["push",{"n":1}]'

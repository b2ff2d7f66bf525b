"""A board of our own that holds everything the import of Trello promises, field by field."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from imports import trello
from imports.draft import Draft, DraftAttachment, DraftField, DraftItem, Loss

BOARD = Path(__file__).parent / "atelier.json"


@pytest.fixture(scope="module")
def draft() -> Draft:
    return trello.read(BOARD)


def card(draft: Draft, title: str):
    return next(one for one in draft.cards if one.title == title)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def names(draft: Draft, keys: list[str]) -> list[str]:
    known = {one.key: one.name for one in [*draft.people, *draft.labels, *draft.lists]}
    return [known[key] for key in keys]


def test_lists_come_in_their_order_closed_ones_too(draft):
    assert [(one.name, one.kind, one.closed, one.wip_limit) for one in draft.lists] == [
        ("Vieilles pistes", "todo", True, None),
        ("À faire", "todo", False, 5),
        ("In progress", "doing", False, None),
        ("Attente cliente", "client", False, None),
        ("Livré 🎉", "done", False, None),
    ]


def test_cards_stand_in_their_list_in_order_of_position(draft):
    found: dict[str, list[str]] = {}
    for one in draft.cards:
        found.setdefault(names(draft, [one.list_key])[0], []).append(one.title)
    assert found == {
        "Vieilles pistes": ["Ancienne piste", "Piste gardée ouverte"],
        "À faire": ["Ranger l’atelier", "Choisir les typographies", "Écrire le manifeste"],
        "In progress": ["Maquette de la page d’accueil", ""],
        "Attente cliente": ["Textes chez la cliente"],
        "Livré 🎉": ["Devis signé"],
    }


def test_the_archived_state_is_the_cards_own_not_its_lists(draft):
    archived = {one.title: one.archived_at for one in draft.cards if one.archived_at}
    assert archived == {
        "Ranger l’atelier": moment("2026-05-01T09:00"),
        "Ancienne piste": moment("2026-04-11T08:00"),
    }


def test_unnamed_labels_come_in_and_keep_their_colour(draft):
    assert [(one.name, one.hue) for one in draft.labels] == [
        ("Presse", "brique"),
        ("Web", "azur"),
        ("", "sapin"),
        ("Sans couleur", "azur"),
    ]
    assert names(draft, card(draft, "Écrire le manifeste").labels) == ["Presse", ""]


def test_dates_keep_their_seconds(draft):
    manifesto = card(draft, "Écrire le manifeste")
    assert manifesto.start == datetime(2026, 6, 1, 7, 0, 30, 250000, UTC)
    assert manifesto.due == datetime(2026, 6, 12, 22, 30, 45, 500000, UTC)
    assert manifesto.created_at == moment("2026-03-03T09:31")
    assert manifesto.closed_at is None


def test_a_card_marked_complete_is_closed_at_that_moment(draft):
    assert card(draft, "Maquette de la page d’accueil").closed_at == moment("2026-05-28T15:30")


def test_a_description_is_kept_to_the_letter(draft):
    description = "Deux pages, **pas plus**.\n\n- le ton\n- la promesse\n"
    assert card(draft, "Écrire le manifeste").description == description


def test_people_are_members_then_those_who_left_traces(draft):
    assert [(p.name, p.username, p.email, p.member, p.active) for p in draft.people] == [
        ("Inès Laurent", "ineslaurent", "", True, True),
        ("Thomas Bergé", "tberge", "thomas@atelier.example", True, True),
        ("Nora Quist", "noraq", "", True, False),
        ("Paul Ancien", "paulancien", "", False, True),
    ]
    on_card = [one.person for one in card(draft, "Textes chez la cliente").people]
    assert names(draft, on_card) == ["Inès Laurent", "Thomas Bergé", "Nora Quist"]
    assert names(draft, [card(draft, "Devis signé").author]) == ["Thomas Bergé"]


def test_checklists_and_their_items_come_in_order_with_their_state(draft):
    first, second = card(draft, "Écrire le manifeste").checklists
    assert (first.title, second.title) == ("Étapes", "Relectures")
    assert first.items == [
        DraftItem("Lire les anciens textes", moment("2026-05-02T07:07:07")),
        DraftItem("Écrire", datetime(2026, 5, 20, 10, 11, 12, 345000, UTC)),
        DraftItem("Couper", None),
    ]
    assert second.items == [DraftItem("Nora relit", None)]


def test_comments_keep_author_and_date_the_oldest_first(draft):
    comments = card(draft, "Écrire le manifeste").comments
    assert [(names(draft, [c.author])[0], c.body, c.created_at, c.edited_at) for c in comments] == [
        ("Nora Quist", "Trop long.", moment("2026-04-21T23:59:59"), None),
        ("Nora Quist", "Copié d’une autre carte.", moment("2026-04-22T08:00"), None),
        (
            "Thomas Bergé",
            "D’accord avec **Nora**.",
            datetime(2026, 4, 22, 18, 45, 10, 120000, UTC),
            moment("2026-04-22T19:00"),
        ),
    ]


def test_attachments_are_links_of_three_schemes_in_order(draft):
    when = moment("2026-04-01T12:00")
    assert card(draft, "Choisir les typographies").attachments == [
        DraftAttachment(
            "brief.pdf", "https://trello.example/1/cards/x/attachments/brief.pdf", when
        ),
        DraftAttachment("Spécimen", "https://fonts.example/specimen?a=1&b=2", when),
        DraftAttachment("Écrire à l’imprimeur", "mailto:imprimeur@example.org", when),
        DraftAttachment("http", "http://plain.example/", when),
    ]


def test_custom_fields_keep_name_kind_and_value(draft):
    assert card(draft, "Écrire le manifeste").fields == [
        DraftField("Bon de commande", "text", "PO-2231 | urgent"),
        DraftField("Budget", "number", "1250.5"),
        DraftField("Parution", "date", "2026-07-01T10:00:00.000Z"),
        DraftField("Validé", "checkbox", "true"),
        DraftField("Taille", "option", "XL"),
    ]


def test_what_is_lost_is_said_line_by_line(draft):
    manifesto, fonts, mockup = (
        "Écrire le manifeste",
        "Choisir les typographies",
        "Maquette de la page d’accueil",
    )
    expected = [
        Loss("attachment_refused", fonts, "Vieux serveur ftp://files.example/old.zip"),
        Loss("attachment_refused", fonts, "Piège javascript:alert(1)"),
        Loss("background"),
        Loss("board_description", "", "Tout ce qui reste à faire."),
        Loss("checklist_alone", "", "Perdue", 2),
        Loss("comment_alone", "", "Sur une carte effacée."),
        Loss("comments_missing", manifesto, "", 1),
        Loss("cover", manifesto),
        Loss("date_unreadable", "", "fin S3"),
        Loss("field_unreadable", manifesto),
        Loss("file_as_link", fonts, "brief.pdf"),
        *(
            Loss("history", "", kind)
            for kind in (
                "addMemberToBoard",
                "createCard",
                "updateCard",
                "updateCheckItemStateOnCard",
            )
        ),
        Loss("item_due", manifesto, "Nora relit: 2026-06-10T10:00:00.000Z"),
        Loss("item_person", manifesto, "Nora relit"),
        Loss("location", mockup),
        Loss("mirror"),
        Loss("power_up", "", "plugin-calendrier"),
        Loss("power_up", "", "plugin-temps"),
        Loss("recurrence"),
        Loss("reminder", manifesto),
        Loss("stickers", manifesto),
        Loss("template"),
        Loss("votes", manifesto, "", 2),
    ]

    def order(one):
        return (one.kind, one.card, one.detail)

    assert sorted(draft.losses, key=order) == sorted(expected, key=order)


def test_a_draft_survives_being_written_down(draft):
    assert Draft.loads(draft.dumps()) == draft


def test_an_old_export_that_only_knows_label_names_gives_all_of_them():
    board = json.loads(BOARD.read_text())
    del board["labels"]
    board["cards"] = [
        {"id": "c", "idList": "l", "name": "Old", "labels": [{"color": "red", "name": "Presse"}]}
    ]
    draft = trello.read_board(board)
    assert [(one.name, one.hue) for one in draft.labels] == [
        ("Presse", "brique"),
        ("", "sapin"),
        ("Non utilisé", "azur"),
    ]
    assert names(draft, draft.cards[0].labels) == ["Presse"]


def test_a_card_without_a_known_list_gets_a_column_of_its_own():
    board = {"lists": [], "cards": [{"id": "c", "name": "Lonely", "idList": "gone"}]}
    draft = trello.read_board(board)
    assert [one.key for one in draft.lists] == [draft.cards[0].list_key]
    assert draft.losses == [Loss("list_missing", "Lonely")]


def test_people_and_labels_only_seen_on_cards_are_found():
    board = {
        "lists": [{"id": "l", "name": "Doing"}],
        "cards": [
            {
                "id": "c",
                "name": "Card",
                "idList": "l",
                "idMembers": ["ghost"],
                "labels": [{"id": "x", "name": "Only here", "color": "sky"}],
            }
        ],
    }
    draft = trello.read_board(board)
    assert [(one.name, one.hue) for one in draft.labels] == [("Only here", "canard")]
    assert draft.cards[0].people == []
    assert Loss("person_unknown", "Card", "ghost") in draft.losses

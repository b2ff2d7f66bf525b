"""Trello's ‘Export as JSON’ of one board, read into a draft.

The format is Trello's own REST representation of a board with its lists, cards, labels,
checklists, members, custom fields and the last thousand actions, which alone hold the comments:
https://developer.atlassian.com/cloud/trello/rest/. Older exports lack `labels` (only
`labelNames`), `dueComplete` and `start`. Nothing in a file is trusted to have the right shape.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from imports.bounds import bounded
from imports.draft import Draft, DraftCard, DraftList, DraftPerson, Loss
from imports.kinds import kind_of
from imports.reading import read_json
from imports.refusal import ImportRefused
from imports.shapes import dicts, in_order, key, keys, line, mapping, number, text
from imports.trello_cards import read_card
from imports.trello_comments import is_comment, read_comments
from imports.trello_labels import Labels

ACTIONS_KEPT_BY_TRELLO = 1000
NOWHERE = "nowhere"


def read(path: Path) -> Draft:
    """The board in the file. Raises ImportRefused with a sentence for whoever chose the file."""
    return read_board(read_json(path))


def read_board(value: Any) -> Draft:
    """The draft of an exported board; raises ImportRefused if it is none."""
    board = mapping(value)
    _refuse_what_is_no_board(board)
    draft = Draft(
        source="trello",
        name=line(board.get("name")),
        read_at=datetime.now(UTC),
        lists=_lists(board),
        people=_people(board),
    )
    labels = Labels(board)
    _read_cards(board, draft, labels)
    draft.labels = labels.all
    _lose_the_rest(board, draft)
    return bounded(draft)


def _refuse_what_is_no_board(board: dict[str, Any]) -> None:
    if "idList" in board and "idBoard" in board:
        raise ImportRefused("one_card")
    lists, cards = board.get("lists"), board.get("cards")
    if not (isinstance(lists, list) and isinstance(cards, list)):
        raise ImportRefused("other_json")
    held = [*lists, *cards]
    if held and not any(isinstance(one, dict) and "id" in one and "name" in one for one in held):
        raise ImportRefused("other_json")


def _lists(board: dict[str, Any]) -> list[DraftList]:
    found: dict[str, DraftList] = {}
    for place, one in enumerate(in_order(board.get("lists"))):
        name = line(one.get("name"))
        identity = key(one.get("id")) or f"list-{place}"
        if identity not in found:
            limit = number(one.get("softLimit")) or None
            closed = bool(one.get("closed"))
            found[identity] = DraftList(identity, name, kind_of(name), closed, limit)
    return list(found.values())


def _people(board: dict[str, Any]) -> list[DraftPerson]:
    """The board's members in order, then those who only left traces in its history."""
    gone = {
        key(one.get("idMember"))
        for one in dicts(board.get("memberships"))
        if one.get("deactivated")
    }
    found: dict[str, DraftPerson] = {}
    for place, one in enumerate(dicts(board.get("members"))):
        _meet(found, key(one.get("id")) or f"member-{place}", one, member=True, gone=gone)
    for action in dicts(board.get("actions")):
        for part in ("memberCreator", "member"):
            one = mapping(action.get(part))
            _meet(found, key(one.get("id")), one, member=False, gone=gone)
    return list(found.values())


def _meet(
    found: dict[str, DraftPerson],
    identity: str,
    one: dict[str, Any],
    *,
    member: bool,
    gone: set[str],
) -> None:
    if not identity or identity in found:
        return
    username = line(one.get("username"))
    name = line(one.get("fullName")) or username or line(one.get("initials"))
    email = line(one.get("email"))
    found[identity] = DraftPerson(identity, name, username, email, member, identity not in gone)


def _read_cards(board: dict[str, Any], draft: Draft, labels: Labels) -> None:
    parts = Parts(board, draft)
    found: dict[str, list[DraftCard]] = {one.key: [] for one in draft.lists}
    read: set[str] = set()
    for place, one in enumerate(in_order(board.get("cards"))):
        card = read_card(one, f"card-{place}", parts)
        if card.key in read:
            draft.losses.append(Loss("card_twice", card.title))
            continue
        read.add(card.key)
        card.labels = labels.on(one)
        if card.list_key not in found:
            draft.losses.append(Loss("list_missing", card.title))
            card.list_key = NOWHERE
        found.setdefault(card.list_key, []).append(card)
    if NOWHERE in found:
        draft.lists.append(DraftList(NOWHERE, "", "todo"))
    draft.cards = [card for cards in found.values() for card in cards]
    parts.lose_what_no_card_took()


class Parts:
    """What cards refer to, found by card: checklists, comments, moments, custom fields."""

    def __init__(self, board: dict[str, Any], draft: Draft):
        self.draft = draft
        self.reading = ""  # the key of the card that is being read
        self.people = {one.key for one in draft.people}
        self.fields = {key(one.get("id")): one for one in dicts(board.get("customFields"))}
        self.checklists: dict[str, list[dict[str, Any]]] = defaultdict(list)
        owners = _owners(board)
        for one in in_order(board.get("checklists")):
            owner = key(one.get("idCard")) or owners.get(key(one.get("id")), "")
            self.checklists[owner].append(one)
        actions = dicts(board.get("actions"))
        self.comments = read_comments(actions)
        self.ticked = _moments(actions, "updateCheckItemStateOnCard", ("checkItem", "state"))
        self.done = _moments(actions, "updateCard", ("card", "dueComplete"))
        self.archived = _moments(actions, "updateCard", ("card", "closed"))
        self.entered = _entries(actions)
        self.begun = {
            key(mapping(mapping(one.get("data")).get("card")).get("id")): key(
                one.get("idMemberCreator")
            )
            for one in actions
            if one.get("type") in ("createCard", "copyCard", "convertToCardFromCheckItem")
        }

    def lose(self, kind: str, card: str = "", detail: str = "", count: int = 1) -> None:
        self.draft.losses.append(Loss(kind, card, detail[:500], count, self.reading))

    def lose_what_no_card_took(self) -> None:
        self.reading = ""
        for one in (each for left in self.checklists.values() for each in left):
            items = len(dicts(one.get("checkItems")))
            self.lose("checklist_alone", detail=line(one.get("name")), count=max(items, 1))
        for comment in (each for left in self.comments.values() for each in left):
            self.lose("comment_alone", detail=comment.body)


def _owners(board: dict[str, Any]) -> dict[str, str]:
    return {
        checklist: key(card.get("id"))
        for card in dicts(board.get("cards"))
        for checklist in keys(card.get("idChecklists"))
    }


def _moments(actions: list[dict[str, Any]], kind: str, what: tuple[str, str]) -> dict[str, Any]:
    """The last time something was set, by the identifier of what it was set on: the newest
    action stands first in an export."""
    found: dict[str, Any] = {}
    part, attribute = what
    for action in actions:
        one = mapping(mapping(action.get("data")).get(part))
        if action.get("type") == kind and one.get(attribute) in (True, "complete"):
            found.setdefault(key(one.get("id")), action.get("date"))
    return found


def _entries(actions: list[dict[str, Any]]) -> dict[tuple[str, str], Any]:
    """When a card last came into a list, by both their identifiers."""
    found: dict[tuple[str, str], Any] = {}
    for action in actions:
        about = mapping(action.get("data"))
        into = mapping(about.get("listAfter")) or mapping(about.get("list"))
        if about.get("listAfter") or action.get("type") in ("createCard", "copyCard"):
            entry = (key(mapping(about.get("card")).get("id")), key(into.get("id")))
            found.setdefault(entry, action.get("date"))
    return found


def _lose_the_rest(board: dict[str, Any], draft: Draft) -> None:
    def lose(kind: str, detail: str = "", count: int = 1) -> None:
        draft.losses.append(Loss(kind, detail=detail[:500], count=count))

    actions = dicts(board.get("actions"))
    others = Counter(line(one.get("type"))[:60] for one in actions if not is_comment(one))
    for kind, count in others.most_common():
        lose("history", kind, count)
    if len(actions) >= ACTIONS_KEPT_BY_TRELLO:
        lose("history_cut")
    for part in ("automations", "butler", "rules"):
        for one in dicts(board.get(part)):
            lose("automation", line(one.get("name")))
    for one in dicts(board.get("pluginData")) + dicts(board.get("boardPlugins")):
        lose("power_up", key(one.get("idPlugin")))
    if text(board.get("desc")).strip():
        lose("board_description", text(board.get("desc")))
    if text(mapping(board.get("prefs")).get("backgroundImage")):
        lose("background")
    for part in ("lists", "cards", "labels", "checklists", "members"):
        whole = board.get(part)
        strange = len(whole) - len(dicts(whole)) if isinstance(whole, list) else 0
        if strange:
            lose("unreadable", part, strange)

"""One Trello card: what comes in, and line by line what does not."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from imports.draft import (
    DraftAttachment,
    DraftCard,
    DraftChecklist,
    DraftField,
    DraftItem,
    DraftShare,
)
from imports.shapes import (
    born,
    dicts,
    in_order,
    instant,
    key,
    keys,
    line,
    mapping,
    number,
    text,
)

if TYPE_CHECKING:
    from imports.trello import Parts

SCHEMES = ("http", "https", "mailto")


def read_card(card: dict[str, Any], fallback: str, parts: Parts) -> DraftCard:
    """One card; `fallback` is its key where the file gives none."""
    identity = parts.reading = key(card.get("id")) or fallback
    title = line(card.get("name"))
    last = instant(card.get("dateLastActivity"))
    read = DraftCard(
        key=identity,
        list_key=key(card.get("idList")),
        title=title,
        description=text(card.get("desc")),
        author=key(card.get("idMemberCreator")) or parts.begun.get(identity, ""),
        start=_date(card.get("start"), title, parts),
        due=_date(card.get("due"), title, parts),
        created_at=born(identity) or last,
        entered_at=instant(parts.entered.get((identity, key(card.get("idList"))))) or last,
    )
    if card.get("closed") is True:
        when = instant(card.get("dateClosed")) or instant(parts.archived.get(identity))
        read.archived_at = when or last or parts.draft.read_at
    if card.get("dueComplete") is True:
        when = instant(card.get("dateCompleted")) or instant(parts.done.get(identity))
        read.closed_at = when or last or parts.draft.read_at
    read.people = _people(card, title, parts)
    read.checklists = _checklists(card, identity, title, last, parts)
    read.comments = parts.comments.pop(identity, [])
    read.attachments = list(_attachments(card, title, parts))
    read.fields = list(_fields(card, title, parts))
    _lose_the_rest(card, read, parts)
    return read


def _date(value: Any, title: str, parts: Parts) -> datetime | None:
    moment = instant(value)
    if moment is None and value not in (None, "", False):
        parts.lose("date_unreadable", title, line(value))
    return moment


def _people(card: dict[str, Any], title: str, parts: Parts) -> list[DraftShare]:
    people = keys(card.get("idMembers"))
    for stranger in (one for one in people if one not in parts.people):
        parts.lose("person_unknown", title, stranger)
    return [DraftShare(one) for one in people if one in parts.people]


def _checklists(
    card: dict[str, Any], identity: str, title: str, last: datetime | None, parts: Parts
) -> list[DraftChecklist]:
    ticked = {
        key(one.get("idCheckItem"))
        for one in dicts(card.get("checkItemStates"))
        if one.get("state") == "complete"
    }
    found = parts.checklists.pop(identity, []) or in_order(card.get("checklists"))
    read = []
    for one in found:
        checklist = DraftChecklist(line(one.get("name")))
        for item in in_order(one.get("checkItems")):
            done = item.get("state") == "complete" or key(item.get("id")) in ticked
            when = instant(parts.ticked.get(key(item.get("id")))) or last or parts.draft.read_at
            checklist.items.append(DraftItem(line(item.get("name")), when if done else None))
            _lose_of_item(item, title, parts)
        read.append(checklist)
    return read


def _lose_of_item(item: dict[str, Any], title: str, parts: Parts) -> None:
    name = line(item.get("name"))
    if item.get("due"):
        parts.lose("item_due", title, f"{name}: {line(item['due'])}")
    if item.get("idMember"):
        parts.lose("item_person", title, name)


def _attachments(card: dict[str, Any], title: str, parts: Parts) -> Any:
    for one in in_order(card.get("attachments")):
        url, name = line(one.get("url")), line(one.get("name")) or line(one.get("fileName"))
        if not is_link(url):
            parts.lose("attachment_refused", title, f"{name} {url}".strip())
            continue
        if one.get("isUpload") is True:
            parts.lose("file_as_link", title, name or url)
        yield DraftAttachment(name or url, url, instant(one.get("date")))


def is_link(url: str) -> bool:
    """Only http, https and mailto, whole: what a person may click without harm."""
    try:
        address = urlsplit(url)
        host = address.hostname
    except ValueError:
        return False
    rest = address.path if address.scheme == "mailto" else host
    return address.scheme in SCHEMES and bool(rest) and len(url) <= 4000


def _fields(card: dict[str, Any], title: str, parts: Parts) -> Any:
    for item in dicts(card.get("customFieldItems")):
        made = parts.fields.get(key(item.get("idCustomField")), {})
        field = _field(made, item)
        if field is not None:
            yield field
        elif item.get("value") or item.get("idValue"):
            parts.lose("field_unreadable", title, line(made.get("name")))


def _field(made: dict[str, Any], item: dict[str, Any]) -> DraftField | None:
    name, value = line(made.get("name")), mapping(item.get("value"))
    options = {
        key(one.get("id")): line(mapping(one.get("value")).get("text"))
        for one in dicts(made.get("options"))
    }
    read = {
        "option": options.get(key(item.get("idValue")), ""),
        "checkbox": {"true": "true"}.get(str(value.get("checked")).lower(), ""),
        "date": line(value.get("date")) if instant(value.get("date")) else "",
        "number": line(value.get("number")),
        "text": text(value.get("text")),
    }
    kind = next((one for one, content in read.items() if content), "")
    return DraftField(name, kind, read[kind]) if kind and made else None


def _lose_the_rest(card: dict[str, Any], read: DraftCard, parts: Parts) -> None:
    badges, title = mapping(card.get("badges")), read.title
    missing = number(badges.get("comments")) - len(read.comments)
    if missing > 0:
        parts.lose("comments_missing", title, count=missing)
    votes = max(len(keys(card.get("idMembersVoted"))), number(badges.get("votes")))
    if votes:
        parts.lose("votes", title, count=votes)
    if stickers := dicts(card.get("stickers")):
        parts.lose("stickers", title, count=len(stickers))
    for kind in _decorations(card, badges):
        parts.lose(kind, title)
    for one in dicts(card.get("pluginData")):
        parts.lose("power_up", title, key(one.get("idPlugin")))


def _decorations(card: dict[str, Any], badges: dict[str, Any]) -> list[str]:
    cover = mapping(card.get("cover"))
    worn = ("idAttachment", "idUploadedBackground", "color", "idPlugin", "sharedSourceUrl")
    place = ("coordinates", "address", "locationName")
    return [
        kind
        for kind, has in {
            "cover": any(cover.get(one) for one in worn) or card.get("idAttachmentCover"),
            "location": any(card.get(one) for one in place) or badges.get("location") is True,
            "reminder": card.get("due") and number(card.get("dueReminder")),
            "recurrence": card.get("recurrenceRule"),
            "template": card.get("isTemplate") is True,
            "mirror": card.get("cardRole") == "mirror",
        }.items()
        if has
    ]

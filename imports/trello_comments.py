"""Comments: a Trello export holds them only as actions, the newest first."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from imports.draft import DraftComment
from imports.shapes import instant, key, mapping, text

COMMENTS = ("commentCard", "copyCommentCard")


def is_comment(action: dict[str, Any]) -> bool:
    """Is this action somebody's comment?"""
    return action.get("type") in COMMENTS


def read_comments(actions: list[dict[str, Any]]) -> dict[str, list[DraftComment]]:
    """The comments of each card, the oldest first."""
    found: dict[str, list[DraftComment]] = defaultdict(list)
    read: set[str] = set()
    for action in reversed(actions):
        identity = key(action.get("id"))
        if is_comment(action) and identity not in read:
            read.update([identity] if identity else [])
            found[_card(action)].append(_comment(action))
    for comments in found.values():
        comments.sort(key=lambda one: one.created_at.timestamp() if one.created_at else 0)
    return found


def _card(action: dict[str, Any]) -> str:
    about = mapping(action.get("data"))
    return key(mapping(about.get("card")).get("id")) or key(about.get("idCard"))


def _comment(action: dict[str, Any]) -> DraftComment:
    about = mapping(action.get("data"))
    author = key(about.get("idOriginalCommenter")) or key(action.get("idMemberCreator"))
    return DraftComment(
        author=author or key(mapping(action.get("memberCreator")).get("id")),
        body=text(about.get("text")),
        created_at=instant(action.get("date")),
        edited_at=instant(about.get("dateLastEdited")),
    )

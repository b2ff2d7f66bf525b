"""Search: what somebody sees, by its words; a task also by its reference."""

from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, Flask, redirect, render_template, request
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from blueprints import viewer
from blueprints.answers import is_fragment
from markdown import render
from models import Comment, Findable, Project, Task, db
from models.search import Pieces, excerpt, marked, words_of

ON_A_PAGE, WHILE_TYPING = 50, 8
LAST_PAGE = 20
LONGEST = 200
door = Blueprint("search", __name__)


@dataclass(slots=True)
class Place:
    """Where in a task the words stand, unless in its title alone."""

    icon: str
    address: str
    pieces: Pieces
    comment: Comment | None = None


@dataclass(slots=True)
class Hit:
    """A task, and where in it the words stand."""

    task: Task
    title: Pieces
    places: list[Place] = field(default_factory=list)


@door.get("/search")
def index() -> str | Response:
    asked = request.args.get("q", "")[:LONGEST].strip()
    if is_fragment():
        hits = hits_of(found(asked, 0, WHILE_TYPING)[0], words_of(asked))
        return render_template("search/_list.html", hits=hits, asked=asked)
    named = referred_to(asked)
    if named is not None:
        return redirect(f"/tasks/{named.public_id}", 303)
    page = min(max(request.args.get("page", 1, int), 1), LAST_PAGE)
    rows, has_more = found(asked, (page - 1) * ON_A_PAGE, ON_A_PAGE)
    return render_template(
        "search/show.html",
        projects=by_project(hits_of(rows, words_of(asked))),
        number=len(rows),
        asked=asked,
        page=page,
        next=page + 1 if has_more and page < LAST_PAGE else None,
    )


def found(asked: str, first: int, most: int) -> tuple[list[Findable], bool]:
    """So many from the first one on, and whether there are more."""
    ids = Findable.found_by(viewer(), asked, first + most + 1)[first:]
    around = (
        joinedload(Findable.task).joinedload(Task.project),
        joinedload(Findable.task).joinedload(Task.column),
        joinedload(Findable.comment).joinedload(Comment.author),
        joinedload(Findable.file),
    )
    rows = select(Findable).where(Findable.id.in_(ids[:most])).options(*around)
    loaded = {row.id: row for row in db.session.scalars(rows)}
    return [loaded[one] for one in ids[:most]], len(ids) > most


def referred_to(asked: str) -> Task | None:
    """The task of this reference, if it is one that they see, and one alone."""
    if "-" not in asked:
        return None
    named = Task.visible_to(viewer()).where(Task.ref == asked.upper())
    tasks = list(db.session.scalars(named.limit(2)))
    return tasks[0] if len(tasks) == 1 else None


def hits_of(rows: list[Findable], words: list[str]) -> list[Hit]:
    """One for each task, in the order of its best place."""
    hits: dict[int, Hit] = {}
    for row in rows:
        hit = hits.setdefault(row.task_id, Hit(row.task, marked(row.task.title, words)))
        place = place_of(row, words)
        if place is not None:
            hit.places.append(place)
    return list(hits.values())


def place_of(row: Findable, words: list[str]) -> Place | None:
    address = f"/tasks/{row.task.public_id}"
    if row.comment is not None:
        at = f"{address}#comment-{row.comment.public_id}"
        return Place("comment", at, excerpt(plain(row.comment.body), words), row.comment)
    if row.file is not None:
        return Place("clip", f"{address}#file-{row.file.series}", marked(row.file.name, words))
    said = excerpt(plain(row.task.description), words)
    return Place("list", address, said) if any(is_hit for _text, is_hit in said) else None


def plain(text: str) -> str:
    return str(render(text).striptags())


def by_project(hits: list[Hit]) -> list[tuple[Project, list[Hit]]]:
    projects: dict[Any, list[Hit]] = {}
    for hit in hits:
        projects.setdefault(hit.task.project, []).append(hit)
    return list(projects.items())


def register(app: Flask) -> None:
    app.register_blueprint(door)

"""What can be found by its words: a row for each task, comment and file, kept as they are written.

Words are kept folded (`fold`), so a search needs neither accents nor ligatures; who may find what
is asked of the one law of sight, in the same statement.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from unicodedata import combining, normalize
from zlib import crc32

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    ForeignKey,
    Select,
    Text,
    and_,
    case,
    delete,
    event,
    false,
    func,
    insert,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.audience import Viewer
from models.base import Base, db
from models.comment import Comment
from models.file import File
from models.task.task import Task

WORD = re.compile(r"[^\W_]+")
MOST_WORDS = 8
BEGINNING = 3  # letters that choose a bit
BITS = 63  # of each of these columns
KEPT_BITS = ("bits_0", "bits_1", "bits_2", "bits_3")
AT_ONCE = 500
BEFORE, AFTER = 50, 150  # characters of an excerpt around its word
Pieces = list[tuple[str, bool]]
# By noun: the column that names it here, what heads it, what it says besides. A heading is also
# among its words, so that one look finds either.
NOUNS: dict[Any, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    Task: ("task_id", ("ref", "title"), ("description",)),
    Comment: ("comment_id", (), ("body",)),
    File: ("file_id", ("name",), ()),
}


class Findable(Base):
    """The words of one task, comment or file; the database takes it away with that."""

    __tablename__ = "findable"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int]
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id", ondelete="CASCADE"), index=True)
    comment_id: Mapped[int | None] = mapped_column(
        ForeignKey("comment.id", ondelete="CASCADE"), unique=True
    )
    file_id: Mapped[int | None] = mapped_column(
        ForeignKey("file.id", ondelete="CASCADE"), unique=True
    )
    # Read before the words: most rows lack the bit of a rare one. One column of bits would be half
    # full with the words of a description.
    bits_0: Mapped[int] = mapped_column(BigInteger)
    bits_1: Mapped[int] = mapped_column(BigInteger)
    bits_2: Mapped[int] = mapped_column(BigInteger)
    bits_3: Mapped[int] = mapped_column(BigInteger)
    heading: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)

    task: Mapped[Task] = relationship()
    comment: Mapped[Comment | None] = relationship()
    file: Mapped[File | None] = relationship()

    @classmethod
    def visible_to(cls, viewer: Viewer) -> Select[Any]:
        """Tasks, comments and the newest versions of files that this person sees."""
        seen = Task.visible_to(viewer).where(Task.id == cls.task_id)
        comments = select(1).where(
            Comment.id == cls.comment_id, Comment.deleted_at.is_(None), Comment.open_to(viewer)
        )
        files = select(1).where(File.id == cls.file_id, File.newest(), File.open_to(viewer))
        return select(cls).where(
            cls._near(viewer),
            seen.correlate(cls).exists(),
            # the offset keeps PostgreSQL from gathering all comments for the sake of a few
            or_(cls.comment_id.is_(None), comments.offset(0).correlate(cls).exists()),
            or_(cls.file_id.is_(None), files.offset(0).correlate(cls).exists()),
        )

    @classmethod
    def _near(cls, viewer: Viewer) -> ColumnElement[bool]:
        """No law, a short cut: what lies in none of their projects is not even looked at.

        Without an index, for going through many projects by one takes longer than through all.
        """
        if viewer.is_wide:
            return true()
        return cls.project_id.in_([place.project_id for place in viewer.places])

    @classmethod
    def found_by(cls, viewer: Viewer, asked: str, most: int) -> list[Any]:
        """The numbers of those with all these words: headed by them first, then the newest."""
        words = words_of(asked)
        if not words:
            return []
        headed = and_(*(_begins(cls.heading, word) for word in words))
        said = cls._said(words)
        seen = cls.visible_to(viewer).with_only_columns(cls.id, headed).order_by(cls.id.desc())
        rows = list(db.session.execute(seen.where(said).limit(most)))
        others = [number for number, is_headed in rows if not is_headed]
        if len(rows) < most or not others:
            return [number for number, is_headed in rows if is_headed] + others
        # So many that the newest may not be the best: further titles, which stops early as well.
        return [*db.session.scalars(seen.where(headed).limit(most)), *others][:most]

    @classmethod
    def _said(cls, words: Sequence[str]) -> ColumnElement[bool]:
        """All these words; by CASE, for PostgreSQL would read the words before the bits."""
        bits = _bits(word for word in words if len(word) >= BEGINNING)
        asked = {getattr(cls, name): some for name, some in bits.items() if some}
        may = (column.bitwise_and(some) == some for column, some in asked.items())
        does = (_begins(cls.words, word) for word in words)
        return case((and_(true(), *may), and_(*does)), else_=false())

    @classmethod
    def fill(cls, tasks: Select[Any] | Sequence[int]) -> None:
        """All of these tasks anew, after rows that were inserted past the verbs."""
        before = delete(cls).where(cls.task_id.in_(tasks))
        db.session.execute(before.execution_options(synchronize_session=False))
        for noun, (_key, heading, words) in NOUNS.items():
            fields = [getattr(noun, name) for name in (*heading, *words)]
            its = select(noun.id, Task.id.label("task_id"), Task.project_id, *fields)
            if noun is not Task:
                its = its.join(Task, Task.id == noun.task_id)
            its = its.where(Task.id.in_(tasks)).order_by(noun.id)
            rows = [_row(noun, thing) for thing in db.session.execute(its)]
            for batch in _batches(rows):
                db.session.execute(insert(cls), batch)


def fold(text: str) -> str:
    """Lower case, without accents; œ, æ and ß spelled out."""
    spelled = text.casefold().replace("œ", "oe").replace("æ", "ae")
    return "".join(c for c in normalize("NFKD", spelled) if not combining(c))


def words_of(text: str) -> list[str]:
    """Its different words, folded; the first few of them."""
    return list(dict.fromkeys(WORD.findall(fold(text))))[:MOST_WORDS]


def marked(text: str, words: Sequence[str]) -> Pieces:
    """The text in pieces, and whether each is a word that was looked for."""
    text, pieces, end = normalize("NFC", text), [], 0
    for match in _hits(text, words):
        pieces += [(text[end : match.start()], False), (match[0], True)]
        end = match.end()
    return [piece for piece in [*pieces, (text[end:], False)] if piece[0]]


def excerpt(text: str, words: Sequence[str]) -> Pieces:
    """So much of a long text as stands around the first of these words."""
    text = " ".join(normalize("NFC", text).split())
    first = next((match.start() for match in _hits(text, words)), 0)
    begin = text.rfind(" ", 0, first - BEFORE) + 1 if first > BEFORE else 0
    end = text.find(" ", first + AFTER)
    cut = text[begin:end] + "…" if end > 0 else text[begin:]
    return marked("…" + cut if begin else cut, words)


def _hits(text: str, words: Sequence[str]) -> Iterator[re.Match[str]]:
    for match in WORD.finditer(text):
        if any(part.startswith(tuple(words)) for part in WORD.findall(fold(match[0]))):
            yield match


def _begins(text: Any, word: str) -> ColumnElement[bool]:
    """Does a word of the text begin so? A plain search for bytes is faster than LIKE."""
    place = func.strpos if db.engine.dialect.name == "postgresql" else func.instr
    return place(text, f" {word}") > 0


def _bits(words: Iterable[str]) -> dict[str, int]:
    """By column: a bit for the first letters of each word; different letters may share one."""
    bits = dict.fromkeys(KEPT_BITS, 0)
    for beginning in {word[:BEGINNING] for word in words}:
        column, bit = divmod(crc32(beginning.encode()) % (len(bits) * BITS), BITS)
        bits[KEPT_BITS[column]] |= 1 << bit
    return bits


def _kept(texts: Sequence[str]) -> str:
    """Each word once, a blank before each."""
    return "".join(f" {word}" for word in dict.fromkeys(WORD.findall(fold(" ".join(texts)))))


def _row(noun: Any, thing: Any) -> dict[str, Any]:
    key, heading, words = NOUNS[noun]
    row = {"task_id": thing.id if noun is Task else thing.task_id, "project_id": thing.project_id}
    row |= {"comment_id": None, "file_id": None, key: thing.id}
    row["heading"] = _kept([getattr(thing, name) for name in heading])
    row["words"] = _kept([getattr(thing, name) for name in (*heading, *words)])
    return row | _bits(row["words"].split())


def _batches(rows: list[Any]) -> Iterator[list[Any]]:
    return (rows[first : first + AT_ONCE] for first in range(0, len(rows), AT_ONCE))


def _written(mapper: Any, connection: Connection, thing: Any) -> None:
    connection.execute(insert(Findable), _row(mapper.class_, thing))


def _rewritten(mapper: Any, connection: Connection, thing: Any) -> None:
    key, heading, words = NOUNS[mapper.class_]
    attributes = db.inspect(thing).attrs
    if not any(attributes[name].history.has_changes() for name in (*heading, *words)):
        return
    row = _row(mapper.class_, thing)
    kept = {name: row[name] for name in (*KEPT_BITS, "heading", "words")}
    its = update(Findable).where(getattr(Findable, key) == thing.id)
    if mapper.class_ is Task:
        # in one expression: asked of each, SQLite takes the index of all that are NULL
        its = its.where(func.coalesce(Findable.comment_id, Findable.file_id).is_(None))
    connection.execute(its.values(**kept))


for noun in NOUNS:
    event.listen(noun, "after_insert", _written)
    event.listen(noun, "after_update", _rewritten)

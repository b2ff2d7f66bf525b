"""Resources of an XML plan, and their assignments: who takes part in what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imports.draft import Draft, DraftCard, DraftPerson, DraftShare
from imports.elements import Node

if TYPE_CHECKING:
    from imports.msproject import File

KINDS = {"0": "material", "2": "cost"}
NOBODY = "-65535"  # who does the work of a task without resources


def read_resources(file: File) -> list[DraftPerson]:
    """Everybody and everything but resource 0, which stands for nobody, and blank rows."""
    found: dict[str, DraftPerson] = {}
    for row in file.rows["Resources"]:
        uid = row.line("UID")
        if uid in ("", "0", NOBODY) or row.flag("IsNull"):
            continue
        if uid in found:
            file.lose("card_twice", row.line("Name"))
            continue
        found[uid] = _person(row, uid)
        _lose_the_rest(file, row)
    return list(found.values())


def share_out(file: File, draft: Draft) -> None:
    """Give each task its people; an assignment without a resource says nothing."""
    cards = {one.key: one for one in draft.cards}
    people = {one.key for one in draft.people}
    for row in file.rows["Assignments"]:
        card, person = cards.get(row.line("TaskUID")), row.line("ResourceUID")
        if person in ("", "0", NOBODY) or row.line("TaskUID") in ("", "0"):
            continue
        if card is None or person not in people:
            file.lose("plan_assignment", card.title if card else "", person)
        elif any(one.person == person for one in card.people):
            file.lose("plan_assignment_twice", card.title, person)
        else:
            card.people.append(_share(file, row, person))
            _lose_of_assignment(file, row, card)


def _person(row: Node, uid: str) -> DraftPerson:
    kind = "cost" if row.flag("IsCostResource") else KINDS.get(row.line("Type"), "person")
    return DraftPerson(
        key=uid,
        name=row.line("Name") or row.line("Initials") or f"#{uid}",
        email=row.line("EmailAddress"),
        member=kind == "person",
        active=not row.flag("IsInactive"),
        kind=kind,
    )


def _share(file: File, row: Node, person: str) -> DraftShare:
    units = row.number("Units")
    return DraftShare(
        person,
        units=100 if units is None else min(max(round(units * 100), 0), 1_000_000),
        work=file.minutes(row.seconds("Work")),
        delay=max(0, row.whole("Delay")) // 10,
    )


def _lose_the_rest(file: File, row: Node) -> None:
    name = row.line("Name")
    if row.number("StandardRate") or row.number("OvertimeRate") or row.number("CostPerUse"):
        file.lose("plan_rate", detail=name)
    if row.line("Type") in KINDS or row.flag("IsCostResource"):
        file.lose("plan_material", detail=name)
    if row.line("Group") or row.line("Code"):
        file.lose("plan_group", detail=f"{name}: {row.line('Group') or row.line('Code')}")
    if row.text("Notes").strip():
        file.lose("plan_note", detail=f"{name}: {row.line('Notes')}")


def _lose_of_assignment(file: File, row: Node, card: DraftCard) -> None:
    if row.all("TimephasedData"):
        file.lose("plan_timephased", card.title, count=len(row.all("TimephasedData")))
    if row.text("Notes").strip():
        file.lose("plan_note", card.title, row.line("Notes"))
    if row.whole("LevelingDelay"):
        file.lose("plan_levelled_share", card.title)

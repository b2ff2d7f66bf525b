"""What sight costs: pages with the law and without, every role's board, twelve audiences."""

import json
from collections.abc import Iterator

from benchmarks.crowd import told_to
from benchmarks.figures import Figure, median, spread_of
from benchmarks.instance import Instance
from benchmarks.person import Person
from benchmarks.reading import all_cards

BOARDS, PEOPLE = (5000,) * 20, 200
ROLES = ("owner", "admin", "manager", "member", "freelancer", "guest", "reader", "client")
MOVE = ("admin", "manager", "member", "freelancer")
READ, MOVED = 40, 60
FIRST, TURNS = 3, 30
PAGES = {
    "board": "/projects/{}/board",
    "plan": "/projects/{}/plan",
    "files": "/projects/{}/files",
    "home": "/",
    "search": "/search?q=maquette",
}
MOST_OF_A_PAGE, MOST_OF_AN_OWNER = 20.0, 1.5


def measure(_here: object) -> Iterator[Figure]:
    with Instance(50, 1000) as here:
        people = json.loads(here.said("-m", "benchmarks.peopled", "48"))
        yield from every_role(here, people)
        yield from twelve_audiences(here, people)
    here = Instance(*BOARDS)
    try:
        people = json.loads(here.said("-m", "benchmarks.peopled", str(PEOPLE)))
        for role in ("member", "client", "guest"):
            yield from cost(here, role, people[role][0])
    finally:
        here.end()


def every_role(here: Instance, people: dict[str, list[str]]) -> Iterator[Figure]:
    """The first benchmark's board and moves, a tenth of the cards on lists of people."""
    project = here.boards[1000]
    told = here.open_sessions({people[role][0]: 2 for role in ROLES})
    limit: dict[str, float] = {}
    for role in ROLES:
        secrets = told["sessions"][people[role][0]]
        taken = read(here, secrets, project)
        row = "board of 1,000, lists of people"
        yield from spread_of(row, f"{role}, warm", taken, (limit.get("read"), None))
        limit.setdefault("read", MOST_OF_AN_OWNER * median(taken))
        if role in ("owner", *MOVE):
            taken = move(here, secrets[0], project, people[role][0])
            row = "move, lists of people"
            yield from spread_of(row, role, taken, (limit.get("move"), None))
            limit.setdefault("move", MOST_OF_AN_OWNER * median(taken))


def read(here: Instance, secrets: list[str], project: str) -> list[float]:
    other, person = (Person(here.port, secret) for secret in secrets)
    taken = []
    for _ in range(3):
        other.get(all_cards(project))
    for _ in range(READ):
        person.get(all_cards(project))
        taken.append(person.took)
    return taken


def move(here: Instance, secret: str, project: str, email: str) -> list[float]:
    """Cards that everybody sees, to and fro."""
    person = Person(here.port, secret)
    person.open_board(project)
    seen = person.ask("GET", all_cards(project)).decode()
    board = next(one for one in here.open_sessions({})["boards"] if one["project"] == project)
    first, second = board["columns"][:2]
    cards = [card for card in first["cards"] if card in seen][:MOVED]
    before = next(card for card in second["cards"] if card in seen)
    taken = []
    for card in cards:
        person.put(f"/tasks/{card}/place", column=second["id"], before=before)
        taken.append(person.took)
    for card in cards:
        person.put(f"/tasks/{card}/place", column=first["id"], before="")
    return taken


def twelve_audiences(here: Instance, people: dict[str, list[str]]) -> Iterator[Figure]:
    """All of them on lists of the board, so each person is an audience; the owner moves."""
    apart = [*people["member"][:4], *people["freelancer"][:3], *people["client"][:4]]
    emails = [people["owner"][0], *apart]
    assert len(emails) == 12
    yield from told_to(here, emails, 300, 0.0, "300 browsers, 12 audiences", (40.0, None, None))


def cost(here: Instance, role: str, email: str) -> Iterator[Figure]:
    """The same pages by the same person, asked by turns where the law is read and where all is
    shown: a machine that slows down slows both."""
    asked = [here.asked("-m", "benchmarks.lawless", law, email) for law in ("with", "without")]
    with asked[0] as lawful, asked[1] as free:
        for page, address in PAGES.items():
            pairs = [(lawful(address), free(address)) for _ in range(FIRST + TURNS)][FIRST:]
            taken = median([one for one, _other in pairs])
            share = 100 * median([(one - other) / one for one, other in pairs])
            yield Figure("sight at 100,000", f"{role}, {page}", taken, "ms")
            yield Figure(
                "sight at 100,000", f"{role}, {page}, of it the law", share, "%", MOST_OF_A_PAGE
            )

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
    """The first benchmark's board and moves, a tenth of the cards on lists of people; by turns."""
    project = here.boards[1000]
    told = here.open_sessions({people[role][0]: 2 for role in ROLES})["sessions"]
    readers = {
        role: [Person(here.port, secret) for secret in told[people[role][0]]] for role in ROLES
    }
    yield from against_the_owner("board of 1,000", "warm, ", read(readers, project))
    movers = {role: readers[role][1] for role in ("owner", *MOVE)}
    yield from against_the_owner("move", "", move(here, movers, project))


def against_the_owner(row: str, how: str, taken: dict[str, list[float]]) -> Iterator[Figure]:
    most = MOST_OF_AN_OWNER * median(taken["owner"])
    for role, times in taken.items():
        limit = None if role == "owner" else most
        yield from spread_of(
            f"{row}, lists of people", f"{role}, {how}".rstrip(", "), times, (limit, None)
        )


def read(readers: dict[str, list[Person]], project: str) -> dict[str, list[float]]:
    taken: dict[str, list[float]] = {role: [] for role in readers}
    for other, _person in readers.values():
        for _ in range(3):
            other.get(all_cards(project))
    for _ in range(READ):
        for role, (_other, person) in readers.items():
            person.get(all_cards(project))
            taken[role].append(person.took)
    return taken


def move(here: Instance, movers: dict[str, Person], project: str) -> dict[str, list[float]]:
    """Cards that everybody sees, each there and back before the next."""
    pages = []
    for person in movers.values():
        person.open_board(project)
        pages.append(person.ask("GET", all_cards(project)).decode())
    board = next(one for one in here.open_sessions({})["boards"] if one["project"] == project)
    first, second = board["columns"][:2]
    known = [
        one for one in (*first["cards"], *second["cards"]) if all(one in page for page in pages)
    ]
    before = next(one for one in known if one in second["cards"])
    taken: dict[str, list[float]] = {role: [] for role in movers}
    for card in [one for one in known if one in first["cards"]][:MOVED]:
        for role, person in movers.items():
            person.put(f"/tasks/{card}/place", column=second["id"], before=before)
            taken[role].append(person.took)
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

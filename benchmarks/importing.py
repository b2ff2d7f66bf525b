"""Cards moved by others while the largest real board comes in through the browser and worker."""

import random
import threading
import time
from collections.abc import Iterator

from benchmarks.figures import Figure, median, p95
from benchmarks.instance import Instance
from benchmarks.moving import board_of
from benchmarks.person import Person
from benchmarks.trello import BOARDS

TIMES, NEIGHBOURS = 3, 2
EDGE = "jalon-bench-edge"


def measure(here: Instance) -> Iterator[Figure]:
    files = sorted(BOARDS.glob("*.json"), key=lambda file: file.stat().st_size)
    if not files:
        print(f"The boards of {BOARDS} are not here.")
        return
    email, project = here.emails["owner"], here.boards[1000]
    told = here.open_sessions({email: 1 + NEIGHBOURS})
    owner, *others = (Person(here.port, secret) for secret in told["sessions"][email])
    owner.open_board(project)
    done = threading.Event()
    columns = board_of(told, project)
    movers = [Neighbour(one, project, columns[n::NEIGHBOURS], done) for n, one in enumerate(others)]
    here.start("worker")
    bring_in(owner, files[0].read_bytes())  # a worker is warm by the time somebody imports
    for mover in movers:
        mover.start()
    taken = [bring_in(owner, files[-1].read_bytes()) for _time in range(TIMES)]
    done.set()
    for mover in movers:
        mover.join()
    here.stop("worker")
    moves = [one for mover in movers for one in mover.taken]
    row = f"{NEIGHBOURS} move cards meanwhile"
    yield Figure("largest board, in the app", "preview to account", median(taken), "s", 5.0)
    yield Figure(row, f"p95 of {len(moves)}", p95(moves), "ms", 100.0)


class Neighbour(threading.Thread):
    """Moves cards between two columns of their own, without pause, until it is over."""

    def __init__(self, person: Person, project: str, columns: list, done: threading.Event) -> None:
        super().__init__()
        self.person, self.project, self.columns, self.done = person, project, columns, done
        self.taken: list[float] = []

    def run(self) -> None:
        self.person.open_board(self.project)
        chance = random.Random(self.columns[0]["id"])
        while not self.done.is_set():
            source, target = chance.sample(self.columns, 2)
            card = source["cards"].pop(chance.randrange(len(source["cards"])))
            before = chance.choice(target["cards"])
            self.person.put(f"/tasks/{card}/place", column=target["id"], before=before)
            target["cards"].insert(target["cards"].index(before), card)
            self.taken.append(self.person.took)


def bring_in(owner: Person, content: bytes) -> float:
    """Upload, preview, import as proposed; the seconds from the choice to the account."""
    owner.ask("POST", "/imports", in_parts(owner.token, content), multipart())
    address = owner.location
    until_it_says(owner, address, b"/writing")
    started = time.perf_counter()
    owner.send("POST", f"{address}/writing", {"name": "Imported", "archived": "yes"})
    until_it_says(owner, address, b"/reversal")
    return time.perf_counter() - started


def until_it_says(owner: Person, address: str, words: bytes) -> None:
    deadline = time.monotonic() + 60
    while words not in owner.ask("GET", address):
        assert time.monotonic() < deadline, f"{address} never says {words!r}"
        time.sleep(0.2)  # its page asks every 0.7 s


def multipart() -> dict[str, str]:
    return {"Content-Type": f"multipart/form-data; boundary={EDGE}"}


def in_parts(token: str, content: bytes) -> bytes:
    """A form with a file, as a browser sends it."""
    return b"\r\n".join(
        [
            f"--{EDGE}".encode(),
            b'Content-Disposition: form-data; name="csrf_token"',
            b"",
            token.encode(),
            f"--{EDGE}".encode(),
            b'Content-Disposition: form-data; name="file"; filename="board.json"',
            b"Content-Type: application/json",
            b"",
            content,
            f"--{EDGE}--".encode(),
            b"",
        ]
    )

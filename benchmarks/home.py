"""The home page of somebody with 60 projects: owner, member, freelancer, client."""

from collections.abc import Iterator

from benchmarks.figures import Figure, spread_of
from benchmarks.instance import Instance
from benchmarks.reading import signed_in

BOARDS = (50,) * 60
TIMES, PROMISED = 40, 60.0


def measure(_here: object) -> Iterator[Figure]:
    with Instance(*BOARDS) as here:
        for role in ("owner", "member", "freelancer", "client"):
            (person,) = signed_in(here, role, 1)
            for _ in range(3):
                person.get("/")
            taken = []
            for _ in range(TIMES):
                person.get("/")
                taken.append(person.took)
            yield from spread_of("home of 60 projects", role, taken, (PROMISED, None))

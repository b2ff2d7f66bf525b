"""A search among 100,000 cards: common words, rare ones and none; on an instance of its own.

With DATABASE_URL set to an empty PostgreSQL database it is measured there.
"""

from collections.abc import Iterator

from benchmarks.figures import Figure, spread_of
from benchmarks.instance import Instance
from benchmarks.reading import signed_in

BOARDS = (5000,) * 20
ASKED = {
    "a common word": "maquette",
    "two words": "maquette 4321",
    "a rare word": "4321",
    "no word": "girouette",
}
TIMES, PROMISED = 20, 100.0


def measure(_here: object) -> Iterator[Figure]:
    with Instance(*BOARDS) as here:
        for role in ("owner", "client"):
            (person,) = signed_in(here, role, 1)
            for said, words in ASKED.items():
                taken = []
                for _ in range(TIMES):
                    person.get("/search?q=" + words.replace(" ", "+"))
                    taken.append(person.took)
                yield from spread_of(
                    "search of 100,000", f"{role}, {said}", taken, (PROMISED, None)
                )

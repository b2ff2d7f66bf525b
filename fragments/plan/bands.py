"""Where the rows of a plan are parted into pages, one below the other."""

from collections.abc import Sequence


def tops(rows: Sequence[tuple[str, int]], room: int) -> list[int]:
    """The first row of each page of at most `room` rows; `rows` are their kinds and levels.

    A phase stands on one page with the first of what it holds.
    """
    found = [0]
    while (end := found[-1] + room) < len(rows):
        whole = end
        while end > found[-1] and _holds_the_next(rows, end - 1):
            end -= 1
        found.append(end if end > found[-1] else whole)
    return found


def _holds_the_next(rows: Sequence[tuple[str, int]], at: int) -> bool:
    return rows[at][0] == "phase" and rows[at + 1][1] > rows[at][1]

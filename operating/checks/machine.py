"""What the machine must offer: room on the disk, and what prints reports."""

import re
import shutil
from collections.abc import Iterator

from fontTools.ttLib import TTFont, TTLibError

from operating.checks import Finding, fails, note, well
from settings import HERE, Settings

GIGABYTE = 10**9
TOO_LITTLE, LITTLE = 0.5 * GIGABYTE, 2 * GIGABYTE
STATIC = HERE / "static"
NEEDED = "\u202fᵉ"  # what the usual web fonts lack
PLACE = "rm static/vendor/stamp; the next bin/jalon places them again"
LIBRARIES = "apt-get install libpangoft2-1.0-0 libharfbuzz-subset0"


def disk(here: Settings) -> Finding:
    """Room for uploads, reports, and for the database to write at all."""
    free = shutil.disk_usage(here.instance).free
    says = f"{free / GIGABYTE:,.1f} GB are free where {here.instance} lies."
    mend = "Make room there, or move the instance to a larger disk."
    if free < TOO_LITTLE:
        return fails(says, mend)
    return note(says, mend) if free < LITTLE else well(says)


def fonts(here: Settings) -> Finding:
    """The faces of pages and reports are whole, and a page can be printed with them."""
    for name, problem in unfit():
        return fails(f"static/fonts/{name} {problem}.", PLACE)
    try:
        from reports.printing import warm_up
    except OSError as problem:
        return fails(f"Reports cannot be printed: {problem}", LIBRARIES)
    warm_up()
    return well("Fonts are in place, and a page was printed with them.")


def unfit() -> Iterator[tuple[str, str]]:
    style = (STATIC / "css" / "report-page.css").read_text(encoding="utf-8")
    for name in re.findall(r"\.\./fonts/([\w.-]+)", style):
        try:
            with TTFont(STATIC / "fonts" / name, lazy=True) as face:
                known = face.getBestCmap()
        except FileNotFoundError:
            yield name, "is missing"
        except (TTLibError, OSError, ValueError):
            yield name, "is damaged"
        else:
            if not set(map(ord, NEEDED)) <= set(known):
                yield name, "lacks signs that Jalon writes"

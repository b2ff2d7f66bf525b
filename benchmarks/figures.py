"""What is measured, against what was promised, and on which machine."""

import os
import platform
import statistics
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass

from settings import HERE


@dataclass(frozen=True)
class Figure:
    """One number: `unit` ms, KB, pages/s…; `limit` is the most (or least) that was promised."""

    row: str
    what: str
    value: float
    unit: str
    limit: float | None = None
    at_least: bool = False

    @property
    def is_reached(self) -> bool:
        if self.limit is None:
            return True
        return self.value >= self.limit if self.at_least else self.value <= self.limit

    def __str__(self) -> str:
        sign, mark = ("≥", "≤")[not self.at_least], ("MISSED", "ok")[self.is_reached]
        promised = f"{sign} {self.limit:g} {self.unit}  {mark}" if self.limit is not None else ""
        return f"{self.row:<28} {self.what:<34} {self.value:>9.1f} {self.unit:<8} {promised}"


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def p95(values: Sequence[float]) -> float:
    """The value that 95 of 100 do not exceed (nearest rank)."""
    return sorted(values)[max(0, -(-len(values) * 95 // 100) - 1)]


def spread_of(row: str, what: str, values: Sequence[float], limits: tuple = (None, None)) -> list:
    """Median and p95 of milliseconds."""
    return [
        Figure(row, f"{what}, median of {len(values)}", median(values), "ms", limits[0]),
        Figure(row, f"{what}, p95", p95(values), "ms", limits[1]),
    ]


def machine() -> str:
    """Processor, cores, how busy it is with other work, Python and commit."""
    commit = _said("git", "rev-parse", "--short=12", "HEAD")
    changed = " with changes" if _said("git", "status", "--porcelain") else ""
    return (
        f"{_processor()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, "
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}, "
        f"commit {commit}{changed}"
    )


def _processor() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            lines = [line for line in file if line.startswith("model name")]
        return lines[0].partition(":")[2].strip()
    except (OSError, IndexError):
        return platform.processor() or platform.machine()


def _said(*command: str) -> str:
    done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False)
    return done.stdout.strip()

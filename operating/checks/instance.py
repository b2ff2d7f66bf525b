"""The settings, the folder of the instance and who may look into it, the worker beside the web."""

import os
from collections.abc import Iterator
from pathlib import Path
from pwd import getpwuid
from urllib.parse import urlsplit

from operating import pulse
from operating.checks import Finding, fails, note, well
from settings import Settings, is_loopback

SHORTEST_SECRET = 32


def settings(here: Settings) -> Finding:
    """Those that can be used at all, but are hardly meant."""
    away = not is_loopback(urlsplit(here.base_url).hostname or "")
    if away and not here.is_secure:
        return note(
            f"At {here.base_url} passwords cross the network in clear.",
            "Put a proxy with a certificate in front (docs/operating.md): BASE_URL=https://…",
        )
    if away and is_loopback(here.host) and not here.trusted_proxies:
        return note(
            "A proxy is in front, and is not believed: all visitors look like one.",
            "TRUSTED_PROXIES=1",
        )
    return well(f"People reach it at {here.base_url}.")


def modes(here: Settings) -> Finding:
    """Nobody else may read the instance, and all of it belongs to one user."""
    owner = here.instance.stat().st_uid
    if len(here.secret) < SHORTEST_SECRET:
        return fails(
            "The secret is too short to be one.", f"Remove {here.instance / 'secret'} and restart."
        )
    for path in files_of(here.instance):
        seen = path.stat()
        if seen.st_uid != owner:
            return fails(
                f"{path} belongs to another user than its folder.",
                f"chown -R {name_of(owner)} {here.instance}",
            )
        if seen.st_mode & 0o077:
            return fails(f"Others may look into {path}.", f"chmod -R go= {here.instance}")
    return well(f"{here.instance} is closed to others.")


def files_of(instance: Path) -> Iterator[Path]:
    for folder, _folders, names in os.walk(instance, followlinks=True):
        yield Path(folder)
        yield from (Path(folder, name) for name in names if name != ".gitignore")


def name_of(user: int) -> str:
    try:
        return getpwuid(user).pw_name
    except KeyError:
        return str(user)


def worker(here: Settings) -> Finding:
    """Letters, reports and imports wait for it."""
    start = "Start it: bin/run starts both; else systemctl start jalon-worker"
    quiet = pulse.silence(here.instance)
    if quiet is None:
        return fails("The worker was never seen here.", start)
    if quiet >= pulse.SILENCE:
        return fails(f"The worker was last seen {quiet / 60:,.0f} minutes ago.", start)
    return well(f"The worker was seen {quiet:.0f} seconds ago.")

"""How the web process serves: one process, a thread for each open socket (docs/decisions.md)."""

import gc
import logging
import os

import settings
from operating import logs

here = settings.load()
logs.set_up(here)

bind = [f"[{here.host}]:{here.port}" if ":" in here.host else f"{here.host}:{here.port}"]
worker_class = "gthread"
workers = 1
# A live socket keeps its thread, so threads are sockets to hold plus headroom for pages.
threads = int(os.environ.get("THREADS", "600"))
# Open sockets make a stop wait this long, and `bin/run` promises three seconds at most.
graceful_timeout = 1
timeout = 60
keepalive = 75
accesslog = errorlog = None  # what the server says goes the way of all else
loglevel = "warning"
# Forwarded headers are read by the app alone, and only as TRUSTED_PROXIES says.
forwarded_allow_ips = ""
secure_scheme_headers: dict[str, str] = {}
# Else a socket in the home folder, which two instances would share.
control_socket_disable = True
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


# Until all is loaded: passes over what is only being put together took a quarter of the start.
gc.disable()


def on_starting(server: object) -> None:
    logging.getLogger("gunicorn.error").propagate = True


def post_worker_init(worker: object) -> None:
    """What is loaded now stays: the collector need not look at it with any pass."""
    gc.freeze()
    gc.enable()

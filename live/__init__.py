"""Two people at one board: rooms joined over Socket.IO, and what is pushed into them.

The whole way of a change is written down in docs/live.md.
"""

from live.doors import register

__all__ = ["register"]

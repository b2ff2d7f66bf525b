"""A download from the server as it serves: who is removed midway gets no further than they are."""

import socket
from io import BytesIO

from sqlalchemy import select

from files.keeping import keep
from models import File, Session, Task, User, change, db
from tests.conftest import COOKIE

SIZE = 40_000_000


def asked(instance, file, secret):
    """A connection that takes little at a time, so that the server waits for its reader."""
    link = socket.socket()
    link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
    link.settimeout(30)
    link.connect(("127.0.0.1", instance.port))
    link.sendall(
        f"GET /files/{file.public_id}/film.bin HTTP/1.1\r\nHost: 127.0.0.1:{instance.port}\r\n"
        f"Cookie: {COOKIE}={secret}\r\n\r\n".encode()
    )
    return link


def taken(link):
    """All that still comes, until the other side ends it."""
    total = 0
    try:
        while part := link.recv(1_000_000):
            total += len(part)
    except ConnectionResetError:
        pass
    return total


def test_a_removed_reader_gets_no_next_block_and_others_get_all(instance, inside):
    instance.start()
    task = inside.scalars(select(Task).where(Task.visibility == "client").limit(1)).one()
    owner = inside.scalars(select(User).where(User.role == "owner")).one()
    film = keep(BytesIO(bytes(SIZE)))
    with change():
        file = File.attach(db.session.get_one(Task, task.id), "film.bin", film, by=owner)
        (staying, stays), (leaving, leaves) = (
            Session.open(owner, address="127.0.0.1", agent="test") for _ in range(2)
        )
    one, other = asked(instance, file, leaves), asked(instance, file, stays)
    assert one.recv(1000).startswith(b"HTTP/1.1 200")
    with change():
        db.session.get_one(Session, leaving.id).close(by=owner)
    assert taken(one) < SIZE / 2
    assert taken_whole(other) > SIZE
    assert staying.revoked_at is None
    assert "Traceback" not in (instance.folder / "log").read_text()


def taken_whole(link):
    """A connection is kept open after a whole answer: read what was promised."""
    total = 0
    while total <= SIZE:
        total += len(link.recv(1_000_000))
    return total

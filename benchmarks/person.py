"""A signed-in browser without a screen: one kept connection, a session, a form's token."""

import re
import time
from http.client import HTTPConnection
from urllib.parse import urlencode

COOKIE = "jalon"
TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')
ROOM = re.compile(r'data-(project|room|stamp)="([^"]+)"')


class Person:
    """Asks over one connection; `took` is the milliseconds of the last answer, `size` its bytes."""

    def __init__(self, port: int, secret: str) -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies = {COOKIE: secret}
        self.token, self.took, self.size = "", 0.0, 0
        self.location = ""

    def get(self, path: str, **headers: str) -> bytes:
        return self.ask("GET", path, headers={"Accept-Encoding": "gzip", **headers})

    def put(self, path: str, **form: str) -> bytes:
        return self.send("PUT", path, form)

    def send(self, method: str, path: str, form: dict[str, str]) -> bytes:
        return self.ask(method, path, urlencode(form).encode(), self.form_headers())

    def form_headers(self) -> dict[str, str]:
        return {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-CSRFToken": self.token,
            "HX-Request": "true",
        }

    def ask(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> bytes:
        """The answer's body as sent; raises AssertionError if it was refused or failed."""
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        started = time.perf_counter()
        self.connection.request(method, path, body, {"Cookie": cookie, **(headers or {})})
        answer = self.connection.getresponse()
        content = answer.read()
        self.took, self.size = (time.perf_counter() - started) * 1000, len(content)
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, rest = line.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        self.location = answer.headers.get("Location", "")
        assert 200 <= answer.status < 400, f"{method} {path}: {answer.status} {content[:200]!r}"
        return content

    def open_board(self, project: str) -> dict[str, str]:
        """Reads the page as text: keeps its form's token, tells what it joins live."""
        page = self.ask("GET", f"/projects/{project}/board").decode()
        found = TOKEN.search(page)
        assert found, "the page has no token"
        self.token = found[1]
        return dict(ROOM.findall(page))

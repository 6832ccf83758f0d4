"""A web server on the loopback interface that answers as a test tells it."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered; `cut` closes the connection after so many bytes of the body."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut: int | None = None


@dataclass(frozen=True, slots=True)
class StandIn:
    """A running server."""

    url: str
    requests: list[Request]


@contextmanager
def serve(answer: Callable[[Request], Answer]) -> Iterator[StandIn]:
    """Run a server for the length of a block."""
    requests: list[Request] = []

    class Handler(BaseHTTPRequestHandler):
        def _handle(self) -> None:
            length = int(self.headers.get("content-length", 0))
            headers = {key.lower(): value for key, value in self.headers.items()}
            request = Request(self.command, self.path, headers, self.rfile.read(length))
            requests.append(request)
            found = answer(request)
            self.send_response(found.status)
            for key, value in ({"Content-Length": str(len(found.body))} | found.headers).items():
                self.send_header(key, value)
            self.end_headers()
            self.wfile.write(found.body if found.cut is None else found.body[: found.cut])
            self.close_connection = True

        do_GET = do_POST = _handle  # noqa: N815

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield StandIn(f"http://127.0.0.1:{server.server_address[1]}", requests)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def serve_file(content: bytes, *, etag: str = '"one"', cut_first: int | None = None) -> Callable[[Request], Answer]:
    """Answer with a file, from where a range asks; the first answer may break off."""
    answered = 0

    def answer(request: Request) -> Answer:
        nonlocal answered
        answered += 1
        headers = {"ETag": etag, "Last-Modified": "Sat, 01 Aug 2026 00:00:00 GMT"}
        wanted = request.headers.get("range", "")
        if wanted and request.headers.get("if-range") == etag:
            start = int(wanted.removeprefix("bytes=").removesuffix("-"))
            headers["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
            return Answer(content[start:], 206, headers)
        return Answer(content, 200, headers, cut_first if answered == 1 else None)

    return answer
